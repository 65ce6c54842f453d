"""How far an assessment is, in four states that do not need colour to be told apart."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from assessment.locale import translate as _


def four_states(
    answered: int, not_applicable: int, unknown: int, unanswered: int, *, words: bool = True
) -> None:
    """A bar of decisions made, with its numbers in words below it."""
    counts = (answered, not_applicable, unknown, unanswered)
    if not sum(counts):
        return
    st.html(bar(*counts))
    if words:
        st.caption(in_words(*counts))


def bar(*counts: int) -> str:
    """The bar's markup, of numbers alone."""
    parts = "".join(
        f'<span class="p{place}" style="flex:{count:d}"></span>'
        for place, count in enumerate(counts)
        if count
    )
    return f'<div class="four" aria-hidden="true">{parts}</div>'


def standing(counts: Sequence[int], said: str, kept: str, tone: str) -> None:
    """The bar, how far that is, and whether the answer is safe, as one element: `tone` is
    kept, lost or quiet."""
    line = f'<span>{escape(said)}</span><span class="{tone}">{escape(kept)}</span>'
    st.html(f'{bar(*counts)}<div class="far" role="status">{line}</div>')


def in_words(answered: int, not_applicable: int, unknown: int, unanswered: int) -> str:
    """ "답함 4 · 해당 없음 1 · 모름 1 · 남음 2"; what is zero is left out but for 답함 and 남음."""
    said = [_("답함 {n}", n=answered)]
    said += [_("해당 없음 {n}", n=not_applicable)] if not_applicable else []
    said += [_("모름 {n}", n=unknown)] if unknown else []
    said += [_("남음 {n}", n=unanswered)]
    return " · ".join(said)


STYLE = """
.four { display: flex; gap: 2px; height: 10px; border-radius: 5px; overflow: hidden;
  background: #e6e8ea; }
.four .p0 { background: #256ef4; }
.four .p1 { background: repeating-linear-gradient(45deg, #86aff9 0 4px, #d8e5fd 4px 8px); }
.four .p2 { background: repeating-linear-gradient(90deg, #ffb114 0 3px, #fff3db 3px 6px); }
.four .p3 { background: #e6e8ea; }
.far { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem;
  padding-top: 6px; font-size: 15px; color: #58616a; }
.far .kept { color: #228738; font-weight: 700; }
.far .lost { color: #de3412; font-weight: 700; }
"""
