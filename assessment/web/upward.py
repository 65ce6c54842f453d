"""Up to the top of the page when another part of the same screen is opened."""

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st


@cache
def _script() -> Any:
    source = (Path(__file__).parent / "upward.js").read_text(encoding="utf-8")
    return st.components.v2.component("page_top", js=source)


def begin_at_top(part: str) -> None:
    """Scroll up once for each part."""
    with st.container(key="upward"):
        _script()(key=f"top-{part}")
