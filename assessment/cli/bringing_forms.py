"""`import forms`: filled offline forms by the folder or ZIP."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.choosing import ending_in, there
from assessment.cli.entering import OPERATOR, entered
from assessment.cli.printing import (
    SPOKEN,
    AsOption,
    DryFlag,
    JsonFlag,
    LangOption,
    StrictFlag,
    reporting,
)
from assessment.locale import translate as _

if TYPE_CHECKING:
    from assessment.services.forms.form_batches import FormsImport, Progress

_EVERY = 20


def import_forms(
    source: Annotated[Path, typer.Argument(help="폴더나 ZIP · folder or ZIP of filled forms")],
    round_name: Annotated[
        str, typer.Option("--round", help="회차(없으면 양식의 회차) · round")
    ] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="결과 .xlsx · result workbook")
    ] = None,
    dry_run: DryFlag = False,
    strict: StrictFlag = False,
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("import forms", as_json, lang) as report:
        if output is not None:
            ending_in(output, ".xlsx")
        there(source)
        from assessment.services.forms.form_batches import import_forms as bring_in
        from assessment.services.forms.form_results import result_workbook
        from assessment.workbooks.offline_forms.form_bundle import bundle_at
        from assessment.workbooks.outgoing.saving import save

        files = bundle_at(source, output)
        office, actor = entered(account)
        result = bring_in(
            office,
            actor,
            files,
            round_name=round_name or None,
            dry_run=dry_run,
            strict=strict,
            progress=None if as_json else _shown,
        )
        if output is not None:
            save(result_workbook(result), output)
        rows = [
            {"file": one.file, "firm": one.firm, "did": one.did, "written": one.counts.written}
            for one in result.outcomes
        ]
        summary = {**result.summary(), "stored_at_all": result.stored, "dry_run": dry_run}
        lines = _lines(result, dry_run) + ([str(output)] if output is not None else [])
        report.finish({**summary, "outcomes": rows}, lines, result.problems)


def _lines(result: "FormsImport", dry_run: bool) -> list[str]:
    from assessment.services.forms.form_results import did_name

    summary = result.summary()
    lines = [
        _(
            "파일 {files}개: 저장 {stored}, 바뀐 것 없음 {unchanged}, 이미 가져옴 {already}, "
            "충돌 {conflicts}, 거부 {refused}",
            **{name: summary[name] for name in _COUNTED},
        )
    ]
    if dry_run:
        lines.append(_("해 보기만 했고 바꾼 것은 없습니다."))
    elif not result.stored:
        lines.append(_("잘못이 있어 아무것도 저장하지 않았습니다."))
    return lines + [
        f"{did_name(one, result.stored)}\t{one.firm}\t{one.file}"
        for one in result.outcomes
        if one.did in ("conflicts", "refused")
    ]


_COUNTED = ("files", "stored", "unchanged", "already", "conflicts", "refused")


def _shown(progress: "Progress") -> None:
    """A line that is written over, at a terminal alone."""
    if not sys.stderr.isatty() or (progress.done % _EVERY and progress.done < progress.total):
        return
    end = "\n" if progress.done == progress.total else ""
    typer.echo(f"\r{progress.done} / {progress.total}{end}", nl=False, err=True)
