"""Answers to one release of a questionnaire read as answers to another."""

from collections.abc import Mapping

from assessment.definitions.questionnaires import Item, MultiItem
from assessment.definitions.releases import Release
from assessment.method.answers import State
from assessment.method.codes import code_of

Value = tuple[State, str | None]
KEEPS_MEANING = frozenset({"same", "reworded", "rescaled"})


class Carrier:
    """From `old` to `new`: by item id, or by `replaces` with its map of options.

    An item that the old release does not have, and an option that the new one does not have, is
    unanswered.
    """

    def __init__(self, old: Release, new: Release) -> None:
        self._new = new.items
        self._origins = {item: _origin(item, new.items[item], old) for item in new.items}
        used = {source for source, _ in self._origins.values()}
        self.unasked = tuple(item for item in old.items if item not in used)
        self.asked_anew = tuple(item for item, (source, _) in self._origins.items() if not source)

    @property
    def origins(self) -> Mapping[str, str]:
        """The old item that each new item's answer comes from, where there is one."""
        return {item: source for item, (source, _) in self._origins.items() if source}

    def carry(self, answers: Mapping[str, Value]) -> dict[str, Value]:
        """The answers of one firm, by the new release's items."""
        found: dict[str, Value] = {}
        for item, (source, options) in self._origins.items():
            if source not in answers:
                continue
            state, value = answers[source]
            if state == "answered" and options:
                value = " ".join(options.get(one, one) for one in (value or "").split())
            if self._fits(self._new[item], state, value):
                found[item] = (state, value)
        return found

    def _fits(self, item: Item, state: State, value: str | None) -> bool:
        if state == "answered" and isinstance(item, MultiItem) and not value:
            return True
        return code_of(item, state, value or "") is not None


def _origin(name: str, item: Item, old: Release) -> tuple[str, Mapping[str, str]]:
    """The old item that this one's answers come from, "" where there is none, and its map."""
    if name in old.items:
        return name, {}
    replaced = item.replaces
    if replaced and replaced.relation in KEEPS_MEANING and replaced.id in old.items:
        return replaced.id, replaced.map
    return "", {}
