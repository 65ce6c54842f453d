"""What is looked up once in a run: the callback and the screen of one click are one run."""

import weakref
from collections.abc import Callable
from typing import TypeVar, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

Found = TypeVar("Found")


def once(key: str, find: Callable[[], Found]) -> Found:
    """What `find` gives, kept for the rest of this run under `key`."""
    run, before = _this_run(), st.session_state.get(key)
    if before is not None and run is not None and before[0]() is run:
        return cast(Found, before[1])
    return keep(key, find())


def keep(key: str, found: Found) -> Found:
    """Make this what `once` gives for the rest of this run."""
    run = _this_run()
    if run is not None:
        st.session_state[key] = (weakref.ref(run), found)
    return found


def _this_run() -> object | None:
    # Streamlit names no public mark of a run; this one is made anew at the start of each
    return getattr(get_script_run_ctx(), "parallel_coordinator", None)
