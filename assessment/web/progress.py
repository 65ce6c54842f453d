"""How far an assessment is, in four states that do not need colour to be told apart."""

import streamlit as st

from assessment.locale import translate as _


def four_states(
    answered: int, not_applicable: int, unknown: int, unanswered: int, *, words: bool = True
) -> None:
    """A bar of decisions made, with its numbers in words below it; markup of numbers alone."""
    counts = (answered, not_applicable, unknown, unanswered)
    if not sum(counts):
        return
    parts = "".join(
        f'<span class="p{place}" style="flex:{count:d}"></span>'
        for place, count in enumerate(counts)
        if count
    )
    st.html(f'<div class="four" aria-hidden="true">{parts}</div>')
    if words:
        st.caption(in_words(*counts))


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
"""
