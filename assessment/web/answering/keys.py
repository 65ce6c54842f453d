"""Answering by keyboard: one small script of our own, the same for every person."""

from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from assessment.locale import translate as _


@cache
def _script() -> Any:
    source = (Path(__file__).parent / "keys.js").read_text(encoding="utf-8")
    return st.components.v2.component("answer_keys", js=source)


def explain() -> None:
    """What the keys do, below the question; a phone has none."""
    said = _("글쇠: 1–6 보기 · N 해당 없음 · ? 모름 · ← → 앞뒤 · M 메모")
    st.html(f'<p class="key-help">{escape(said)}</p>')


def listen() -> None:
    """Let 1–9, N, ?, ←, → and M work on the question that is shown."""
    with st.container(key="keys"):
        _script()(key="answer-keys")
