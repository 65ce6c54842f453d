"""Answering by keyboard: one small script of our own, the same for every person."""

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st


@cache
def _script() -> Any:
    source = (Path(__file__).parent / "keys.js").read_text(encoding="utf-8")
    return st.components.v2.component("answer_keys", js=source)


def listen() -> None:
    """Let 1–9, N, ?, ←, → and M work on the question that is shown."""
    with st.container(key="keys"):
        _script()(key="answer-keys")
