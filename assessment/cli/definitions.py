"""`check`: every problem of the definition files at once."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from assessment.cli.choosing import NotThere
from assessment.cli.printing import SPOKEN, JsonFlag, LangOption, reporting
from assessment.locale import translate as _

ROOT = Path(__file__).resolve().parents[2]


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="진단 폴더나 지원사업 파일 · folders or files")
    ] = None,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("check", as_json, lang) as report:
        from assessment.cli.field_table import field_lines
        from assessment.services.releases.checking import check as find_problems
        from assessment.services.releases.known_fields import known_fields

        found = [_found(path) for path in paths or ()]
        problems = find_problems(ROOT, found)
        errors = sum(one.severity == "error" for one in problems)
        line = _("잘못 {errors}건, 알림 {notes}건", errors=errors, notes=len(problems) - errors)
        rows = known_fields(_programmes(found), ROOT)
        summary = {
            "errors": errors,
            "warnings": len(problems) - errors,
            "programmes": {row.programme: dict(row.states) for row in rows},
        }
        report.finish(summary, [line, *field_lines(rows)], problems)


def _programmes(found: Sequence[Path]) -> list[Path]:
    """The programme files among these paths; all of the project where no path is named."""
    if not found:
        return sorted(ROOT.glob("data/programmes/*.yaml"))
    return [path for path in found if path.is_file() and path.parent.name == "programmes"]


def _found(path: Path) -> Path:
    """The path itself, or what the project has under this id."""
    places = (
        path,
        ROOT / "questionnaires" / path,
        ROOT / "data" / "programmes" / f"{path}.yaml",
    )
    for place in places:
        if place.exists():
            return place
    raise NotThere(path)
