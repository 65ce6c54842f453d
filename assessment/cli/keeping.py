"""`import` and `export`: files in and out of the database, as an account."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from assessment.cli.choosing import one_thread, output_of
from assessment.cli.entering import OPERATOR, entered
from assessment.cli.printing import (
    SPOKEN,
    AsOption,
    DryFlag,
    JsonFlag,
    LangOption,
    Report,
    StrictFlag,
    reporting,
)
from assessment.locale import translate as _

FileArgument = Annotated[Path, typer.Argument(help="파일 .csv .xlsx · file")]
FolderOption = Annotated[
    Path, typer.Option("--output", "-o", help="파일이나 폴더 · file or folder to write")
]


def import_registry(
    file: FileArgument,
    outcomes: Annotated[
        Path | None, typer.Option("--output", "-o", help="행마다 한 일 · what was done by row")
    ] = None,
    dry_run: DryFlag = False,
    strict: StrictFlag = False,
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("import registry", as_json, lang) as report:
        import pandas as pd

        from assessment.services import register_import as register
        from assessment.workbooks.tables import kind_of, read_file, write_table

        if outcomes is not None:
            kind_of(outcomes)
        table = read_file(file, register.HEADERS)
        office, actor = entered(account)
        done = register.import_registry(office, actor, table, dry_run=dry_run, strict=strict)
        if outcomes is not None:
            rows = [vars(one) | {"changed": " ".join(one.changed), "differs": " ".join(one.differs)}
                    for one in done.outcomes]  # fmt: skip
            write_table(pd.DataFrame(rows), outcomes)
        summary = {**done.summary(), "ignored": list(done.ignored), "dry_run": dry_run}
        line = _(
            "{rows}행: 새 업체 {new}, 고침 {updated}, 중복 {duplicates}, 거절 {rejected}",
            rows=summary["rows"],
            new=summary["new"],
            updated=summary["updated"],
            duplicates=summary["duplicates"],
            rejected=done.count("rejected"),
        )
        lines = [line] if not dry_run else [line, _("해 보기만 했고 바꾼 것은 없습니다.")]
        problems = [
            replace(one.problem, where=f"{file.name} {one.row} · {one.column}")
            for one in done.rejections
        ]
        report.finish(summary, lines, problems)


def import_answers(
    file: FileArgument,
    round_name: Annotated[str, typer.Option("--round", help="회차 이름이나 번호 · round")],
    questionnaire: Annotated[
        str, typer.Option("--questionnaire", help="진단 이름 · questionnaire")
    ] = "smart-factory",
    dry_run: DryFlag = False,
    strict: StrictFlag = False,
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("import answers", as_json, lang) as report:
        from assessment.services.answer_import import import_answers as bring_in
        from assessment.workbooks.tables import admit_file

        admitted = admit_file(file)
        office, actor = entered(account)
        done = bring_in(
            office, actor, round_name, questionnaire, admitted, dry_run=dry_run, strict=strict
        )
        line = _(
            "{rows}행: 업체 {firms}, 새 진단 {opened}, 응답 {answers}",
            rows=done.rows,
            firms=done.firms,
            opened=done.opened,
            answers=done.answers,
        )
        lines = [line] if not dry_run else [line, _("해 보기만 했고 바꾼 것은 없습니다.")]
        problems = [*done.notes, *(one.problem for one in done.rejected)]
        report.finish({**done.summary(), "dry_run": dry_run}, lines, problems)


def export_ranking(
    call: Annotated[int, typer.Argument(help="공고 번호 · call id")],
    output: FolderOption,
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("export ranking", as_json, lang) as report:
        export_kind(report, account, "ranking", call, output)


def export_decision(
    call: Annotated[int, typer.Argument(help="공고 번호 · call id")],
    out: Annotated[
        Path | None, typer.Argument(metavar="OUT", help="파일이나 폴더(또는 --output) · to write")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="파일이나 폴더 · file or folder to write")
    ] = None,
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("export decision", as_json, lang) as report:
        one_thread()
        export_kind(report, account, "decision", call, output_of(out, output))


def export_application(
    assessment: Annotated[int, typer.Argument(help="진단 번호 · assessment id")],
    output: FolderOption,
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("export application", as_json, lang) as report:
        export_kind(report, account, "application", assessment, output)


def export_kind(report: Report, account: str, kind: str, number: int, output: Path) -> None:
    """One of the files of `services.exporting`, written and told of."""
    from assessment.services import exporting
    from assessment.workbooks.saving import save

    office, actor = entered(account)
    made = exporting.file(office, actor, kind, number)
    path = output / made.name if output.is_dir() else output
    save(made.content, path)
    report.finish({"output": str(path), "bytes": len(made.content)}, [str(path)])
