"""`score`: a table in, a table out, without a database."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assessment.cli.choosing import name_or_there, table_kind, there
from assessment.cli.definitions import ROOT
from assessment.cli.printing import (
    SPOKEN,
    JsonFlag,
    LangOption,
    Report,
    StrictFlag,
    reporting,
)
from assessment.locale import translate as _

if TYPE_CHECKING:
    from assessment.services.from_files.files import FileResult

OutOption = Annotated[
    Path, typer.Option("--output", "-o", help="결과 파일 .csv .xlsx .parquet · result file")
]


def score(
    questionnaire: Annotated[str, typer.Argument(help="진단 이름이나 폴더 · id or folder")],
    answers: Annotated[Path, typer.Argument(help="응답 .csv .xlsx .parquet · answers")],
    output: OutOption,
    strict: StrictFlag = False,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("score", as_json, lang) as report:
        table_kind(output)
        name_or_there(questionnaire)
        there(answers)
        from assessment.services.from_files import files

        result = files.score_file(questionnaire, answers, ROOT)
        lines = [_("점수: {points}", points=pairs(result.summary["points"]))]
        levels: Any = result.summary["levels"]
        for axis, counts in levels.items():
            lines.append(_("{axis} 수준별 업체 수: {counts}", axis=axis, counts=pairs(counts)))
        write(report, result, output, strict, lines)


def write(
    report: Report, result: "FileResult", output: Path, strict: bool, lines: list[str]
) -> None:
    """Good rows to the file unless strict forbids it; bad cells listed either way."""
    from assessment.workbooks.tabular.tables import write_table

    kept = not (strict and result.rejected)
    if kept:
        write_table(result.frame, output)
        lines.append(_("{count}행을 {path}에 썼습니다.", count=len(result.frame), path=output))
    else:
        lines = [_("잘못된 칸이 있어 아무것도 쓰지 않았습니다.")]
    summary: dict[str, object] = {
        "rows": result.given,
        "done": len(result.frame) if kept else 0,
        "rejected": [
            {
                "row": one.row,
                "column": one.column,
                "problem": f"{one.problem.what} {one.problem.fix}",
            }
            for one in result.rejected
        ],
        "output": str(output) if kept else None,
        **result.summary,
    }
    problems = [*result.notes, *(one.problem for one in result.rejected)]
    report.finish(summary, lines, problems)


def pairs(counts: Any) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "-"
