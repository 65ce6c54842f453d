"""What happens once when the server starts."""

import ast
import importlib
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assessment.locale import translate as _
from assessment.services.entry.first_start import new_set_up_code, require_secret
from assessment.services.trust.accesses import ask
from assessment.services.trust.log_lines import guard_all_loggers, style_of_settings, write_lines
from assessment.services.trust.upkeep import Upkeep
from assessment.web.server import crash, downloads, errands, garbage, health
from assessment.web.server.gate import ADDRESS_HEADER
from assessment.web.server.place import office

_HEAVY = ("pandas", "altair", "streamlit.elements.vega_charts")
_PACKAGES = ("assessment.web", "assessment.services")
_SCREENS = Path(__file__).parents[1] / "screens"


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Open the records and, beside the first visitors, import what the screens need."""
    write_lines(style_of_settings())
    guard_all_loggers()
    crash.tell_alone()
    office()
    require_secret(office())
    errands.sweep()
    _print_set_up_code()
    health.serve_figures()
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
    ask(_address_of_screen)
    upkeep = Upkeep(office()).start()
    yield
    errands.end_all()
    await run_in_threadpool(downloads.maker.end)
    await run_in_threadpool(upkeep.stop)


def _address_of_screen() -> str:
    """Where the person comes from for whom a script or a callback runs in this thread."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return ""
    return st.context.headers.get(ADDRESS_HEADER) or ""


def _print_set_up_code() -> None:
    """On an empty installation only: who reads this console may make the administrator."""
    code = new_set_up_code(office())
    if code is not None:
        said = _(
            "설치 코드 {code} — 30분 안에 브라우저에서 /set-up을 열어 적어 주십시오.", code=code
        )
        sys.stderr.write(f"\n{said}\n\n")
        sys.stderr.flush()


def _warm_up() -> None:
    # what is imported now never becomes garbage and need not be looked at
    try:
        for name in (*_HEAVY, *sorted(_needed_by_screens())):
            importlib.import_module(name)
    finally:
        garbage.by_the_clock()
        health.warm.set()


def _needed_by_screens() -> set[str]:
    """The modules of ours that the screens import; a screen itself would draw when imported."""
    found = set()
    for path in _SCREENS.glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom) and node.module in _PACKAGES:
                found |= {f"{node.module}.{one.name}" for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
    return found
