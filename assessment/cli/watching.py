"""`ready`: whether a server on this machine may be given visitors."""

import time
import urllib.error
import urllib.request
from typing import Annotated

import typer

from assessment.cli.printing import SPOKEN, JsonFlag, LangOption, reporting
from assessment.locale import message
from assessment.locale import translate as _
from assessment.problems import AssessmentError, Problem

_PATIENCE = 2.0
_AGAIN = 0.3


def ready(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="포트 · port")] = 8501,
    wait: Annotated[
        float, typer.Option("--wait", min=0, max=600, help="기다릴 초 · seconds to wait")
    ] = 0.0,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("ready", as_json, lang) as report:
        until = time.monotonic() + wait
        while not _answers(port):
            if time.monotonic() >= until:
                raise AssessmentError(_not_yet(port))
            time.sleep(_AGAIN)
        report.finish(
            {"port": port, "ready": True}, [_("{port}번 포트가 준비됐습니다.", port=port)]
        )


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=_PATIENCE):
            return True
    except (urllib.error.URLError, OSError):
        return False


def _not_yet(port: int) -> Problem:
    return Problem(
        str(port),
        message("{port}번 포트의 서버가 아직 손님을 받을 수 없습니다.", port=port),
        message("서버가 떠 있는지, 데이터베이스가 열리는지 서버의 기록을 보십시오."),
        code="not_ready",
    )
