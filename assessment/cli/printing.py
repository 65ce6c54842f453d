"""What a command says: one summary on stdout, problems on stderr, and the exit status."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, NoReturn, cast

import typer

from assessment.locale import Language, message, speak
from assessment.problems import AssessmentError, Problem

DONE, REFUSED, WRONG_USE = 0, 1, 2
_MOST_SHOWN = 200

SPOKEN = "en" if (os.environ.get("LC_ALL") or os.environ.get("LANG", "")).startswith("en") else "ko"
"""Korean, unless the machine speaks English."""

JsonFlag = Annotated[
    bool, typer.Option("--json", help="요약을 JSON 하나로 · one JSON object on stdout")
]
LangOption = Annotated[str, typer.Option("--lang", help="ko | en")]
StrictFlag = Annotated[
    bool, typer.Option("--strict", help="잘못이 하나라도 있으면 쓰지 않음 · all or nothing")
]
AsOption = Annotated[str, typer.Option("--as", help="일하는 계정(이메일) · acting account")]
DryFlag = Annotated[bool, typer.Option("--dry-run", help="바꾸지 않고 해 보기 · change nothing")]


class Report:
    """Collects what a command has to say, and says it once."""

    def __init__(self, command: str, as_json: bool) -> None:
        self._command, self._as_json = command, as_json

    def finish(
        self,
        summary: Mapping[str, object],
        lines: Iterable[str] = (),
        problems: Iterable[Problem] = (),
        *,
        refused: bool = False,
    ) -> NoReturn:
        """Print and leave: 1 when it was refused or a part was left out, else 0."""
        told = list(problems)
        faults = [one for one in told if one.severity == "error"]
        bad = refused or bool(faults)
        if self._as_json:
            whole = {"command": self._command, "ok": not bad, **summary}
            whole["problems"] = [one.as_row() for one in told[:_MOST_SHOWN]]
            typer.echo(json.dumps(whole, ensure_ascii=False, default=str))
        else:
            for line in lines:
                typer.echo(line)
            self._tell(told)
        raise typer.Exit(REFUSED if bad else DONE)

    def _tell(self, problems: list[Problem]) -> None:
        for problem in problems[:_MOST_SHOWN]:
            mark = "-" if problem.severity == "error" else "·"
            typer.echo(f"{mark} {problem}", err=True)
        if len(problems) > _MOST_SHOWN:
            left = message("… 그 밖에 {count}건", count=len(problems) - _MOST_SHOWN)
            typer.echo(str(left), err=True)


@contextmanager
def reporting(command: str, as_json: bool, lang: str) -> Iterator[Report]:
    """Work whose refusals are told as problems; nothing else ever reaches the person."""
    if lang not in ("ko", "en"):
        raise typer.BadParameter("ko | en", param_hint="--lang")
    speak(cast(Language, lang))
    report = Report(command, as_json)
    try:
        yield report
    except AssessmentError as refused:
        told = [_on_the_line(one) for one in refused.problems]
        report.finish({}, problems=told, refused=True)
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except Exception as fault:
        report.finish({}, problems=[unforeseen(fault)], refused=True)


def _on_the_line(problem: Problem) -> Problem:
    """What a screen calls a page that is not there is, on the command line, a wrong number."""
    if problem.code != "not_found":
        return problem
    what = message("그런 번호나 이름이 없거나, 이 계정으로는 볼 수 없습니다.")
    fix = message("번호와 --as의 계정을 확인해 주십시오.")
    return Problem(problem.where, what, fix, problem.code)


def unforeseen(fault: Exception) -> Problem:
    """A fault of ours in words; its kind is named so that it can be reported."""
    return Problem(
        type(fault).__name__,
        message("뜻밖의 오류로 일을 마치지 못했습니다."),
        message("쓴 명령과 파일을 관리자에게 알려 주십시오."),
        code="unforeseen",
    )
