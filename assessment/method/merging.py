"""What two people made of the same starting values, put together without losing either's work."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

V = TypeVar("V", bound=Hashable)
Side = Literal["web", "file"]


@dataclass(frozen=True)
class Conflict(Generic[V]):
    """Both sides changed the same item, and differently. None: the side has nothing there."""

    base: V | None
    web: V | None
    file: V | None


@dataclass(frozen=True)
class Merged(Generic[V]):
    """Every item of the three, each in exactly one of these. None: the item was emptied."""

    unchanged: Mapping[str, V]
    kept: Mapping[str, V | None]
    """Changed on the web alone: the web's value stays."""
    taken: Mapping[str, V | None]
    """Changed in the file alone: the file's value comes in."""
    both: Mapping[str, V | None]
    """The same change on both sides."""
    conflicts: Mapping[str, Conflict[V]]

    def settled(self, choices: Mapping[str, Side]) -> dict[str, V]:
        """All values after the merge; KeyError where a conflict has no choice."""
        found: dict[str, V] = dict(self.unchanged)
        changes = {**self.kept, **self.taken, **self.both, **self.chosen(choices)}
        found.update((item, value) for item, value in changes.items() if value is not None)
        return found

    def chosen(self, choices: Mapping[str, Side]) -> dict[str, V | None]:
        """The value of each conflict by the side that was chosen for it."""
        return {
            item: one.file if choices[item] == "file" else one.web
            for item, one in self.conflicts.items()
        }


def merge(base: Mapping[str, V], web: Mapping[str, V], file: Mapping[str, V]) -> Merged[V]:
    """`base` is what both started from. An item that a mapping does not have is empty there.

    Items come in the order of `base`, then `web`, then `file`.
    """
    unchanged: dict[str, V] = {}
    kept: dict[str, V | None] = {}
    taken: dict[str, V | None] = {}
    both: dict[str, V | None] = {}
    conflicts: dict[str, Conflict[V]] = {}
    for item in {**base, **web, **file}:
        was, here, there = base.get(item), web.get(item), file.get(item)
        if here == there:
            if here != was:
                both[item] = here
            elif here is not None:
                unchanged[item] = here
        elif there == was:
            kept[item] = here
        elif here == was:
            taken[item] = there
        else:
            conflicts[item] = Conflict(was, here, there)
    return Merged(unchanged, kept, taken, both, conflicts)
