"""What is looked up once in a run: the callback and the screen of one click are one run."""

from collections.abc import Callable
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from streamlit.runtime.scriptrunner import get_script_run_ctx

Found = TypeVar("Found")
_known: WeakKeyDictionary[object, dict[str, object]] = WeakKeyDictionary()
"""By run; it goes when the run goes, so that no session keeps what it looked up."""


def once(key: str, find: Callable[[], Found]) -> Found:
    """What `find` gives, kept for the rest of this run under `key`."""
    run = _this_run()
    if run is not None and key in (known := _known.get(run, {})):
        return cast(Found, known[key])
    return keep(key, find())


def keep(key: str, found: Found) -> Found:
    """Make this what `once` gives for the rest of this run."""
    run = _this_run()
    if run is not None:
        _known.setdefault(run, {})[key] = found
    return found


def _this_run() -> object | None:
    # Streamlit names no public mark of a run; this one is made anew at the start of each
    return getattr(get_script_run_ctx(), "parallel_coordinator", None)
