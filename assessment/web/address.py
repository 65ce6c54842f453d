"""Filters kept in the address under codes, so that a link shows the same in either language."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import streamlit as st

_LONGEST = 18
"""Digits; the database's own numbers end at nineteen."""


def number_in(text: str) -> int | None:
    """The number that an address says; None for what cannot be one of ours."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST else None


def follow(key: str, said: object) -> None:
    """Give the field of this key what the address says, at first and when only that has changed.

    A field keeps its choice otherwise, and by a link or the browser's own arrows the address would
    name one thing and the screen show another.
    """
    seen = f"{key}-in-address"
    if key not in st.session_state or st.session_state.get(seen, said) != said:
        st.session_state[key] = said
    st.session_state[seen] = said


def chips(label: str, names: Mapping[str, str], key: str) -> Sequence[str]:
    """The chosen ones of several chips."""
    follow(key, [code for code in st.query_params.get_all(key) if code in names])
    return st.pills(
        label,
        list(names),
        selection_mode="multi",
        format_func=names.__getitem__,
        key=key,
        on_change=_keep_many(key),
    )


def choice(
    label: str, names: Mapping[str, str], key: str, *, width: int | Literal["stretch"]
) -> str:
    """The chosen one of a list whose first entry is meant when the address says nothing."""
    known = list(names)
    said = st.query_params.get(key)
    follow(key, said if said in known else known[0])
    return st.selectbox(
        label,
        known,
        format_func=names.__getitem__,
        key=key,
        width=width,
        on_change=_keep_one(key, known[0]),
    )


def maybe(label: str, names: Mapping[str, str], key: str, *, anything: str, width: int) -> str:
    """The chosen one, empty when all are meant."""
    known = list(names)
    said = st.query_params.get(key)
    follow(key, said if said in known else None)
    chosen = st.selectbox(
        label,
        known,
        index=None,
        format_func=names.__getitem__,
        placeholder=anything,
        key=key,
        width=width,
        on_change=_keep_one(key, ""),
    )
    return chosen or ""


def _keep_many(key: str) -> Callable[[], None]:
    def keep() -> None:
        _say(key, list(st.session_state[key]))

    return keep


def _keep_one(key: str, silent: str) -> Callable[[], None]:
    def keep() -> None:
        chosen = st.session_state[key] or ""
        _say(key, [] if chosen == silent else [chosen])

    return keep


def _say(key: str, codes: Sequence[str]) -> None:
    if codes:
        st.query_params[key] = list(codes)
    else:
        st.query_params.pop(key, None)
