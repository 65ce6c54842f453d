"""Whatever can be pressed, opened, chosen and turned on a screen, each once."""

import re
from collections.abc import AsyncIterator, Mapping, Set

from benchmarks.protocol import Field, Session

SPARED = (
    *("submit", "finish", "send-", "withdraw", "take-firm", "assign", "agree", "refuse", "asked"),
    *("end-", "enrol", "switch-language", "own-language", "declared", "store", "owner-code"),
    *("begin", "remove", "step", "invite", "close-no", "approve-no"),
    *("account-end", "account-invite", "account-switch", "account-reset", "account-role-change"),
)
"""Keys of what would end the run, or leave the rest of it nothing to look at."""
SEARCHES = ("q", "words", "firm-by-name", "open-by-name", "interview-find", "account-search")
MOST, MOST_OPTIONS = 40, 4
_TRIGGERS = ("button", "download_button")
_SWITCHES = ("expandable", "popover", "checkbox")
_CHOICES = ("selectbox", "radio", "button_group", "tab_container")
_USED = (*_TRIGGERS, *_SWITCHES, *_CHOICES, "dataframe")
_FIRST_ROW = '{"selection":{"rows":[0],"columns":[],"cells":[]}}'
_KEY = re.compile(r"\$\$ID-[0-9a-f]+-(.*)", re.S)


def name_of(one: Field) -> str:
    """Its key, the same for every firm and item; a keyless one's label."""
    found = _KEY.fullmatch(one.id)
    key = found[1] if found and found[1] != "None" else one.label
    return f"{one.kind} {re.sub('[0-9]+', '#', key)}"


async def press_all(
    session: Session, query: Mapping[str, str], sought: str, before: Set[str] = frozenset()
) -> set[str]:
    """What was used, by its key; `sought` is typed where something is searched.

    What was used `before`, on the same screen at another address, is left alone.
    """
    here, done = session.page_hash, set(before)
    while len(done) < len(before) + MOST:
        left = [one for one in session.fields.values() if name_of(one) not in done]
        one = next((one for one in left if _may(one)), None)
        if one is None:
            break
        done.add(name_of(one))
        async for _ in _uses(session, one, sought):
            if session.page_hash != here:
                session.page_hash = here
                await session.visit(query)
            if one.id not in session.fields:
                break
    return done - before


def _may(one: Field) -> bool:
    key = name_of(one).split(" ", 1)[1]
    if one.kind == "text_input":
        return key in SEARCHES
    return one.kind in _USED and not one.disabled and not key.startswith(SPARED)


async def _uses(session: Session, one: Field, sought: str) -> AsyncIterator[None]:
    """Each use of it, one run after the other."""
    if one.kind in _TRIGGERS:
        yield await session.give(one, trigger_value=True)  # type: ignore[func-returns-value]
    elif one.kind in _SWITCHES:
        yield await session.give(one, bool_value=True)  # type: ignore[func-returns-value]
    elif one.kind == "text_input":
        for text in (sought, ""):
            yield await session.give(one, string_value=text)  # type: ignore[func-returns-value]
    elif one.kind == "dataframe":
        yield await session.give(one, string_value=_FIRST_ROW)  # type: ignore[func-returns-value]
    elif one.kind in _CHOICES:
        for option in one.options[:MOST_OPTIONS]:
            yield await session.take(one, option)  # type: ignore[func-returns-value]
