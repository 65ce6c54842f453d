"""What happens once when the server starts."""

import gc
import importlib
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.services.office import SETTINGS, read_settings
from assessment.web.place import demo, office

_HEAVY = ("pandas", "altair", "assessment.web.charts", "assessment.web.question")


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Open the records and, beside the first visitors, import what the screens need."""
    office()
    _require_secret()
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
    yield


def _require_secret() -> None:
    if not demo() and not read_settings().get("cookie_secret"):
        raise AssessmentError(
            Problem(
                SETTINGS,
                message("실제 자료를 여는 서버에 비밀 값이 없습니다."),
                message(
                    "설정 파일에 cookie_secret을 적고 그 경로를 {name} 환경 변수에 넣어 주십시오.",
                    name=SETTINGS,
                ),
                code="no_secret",
            )
        )


def _warm_up() -> None:
    # what is imported now never becomes garbage; looking at it again on every rerun costs 100 ms
    for name in _HEAVY:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
