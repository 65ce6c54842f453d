"""`import` and `export`: files in and out of the database, as an account."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.choosing import one_thread, output_of, place_of, there
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

if TYPE_CHECKING:
    from assessment.services.exports.exporting import File

FileArgument = Annotated[Path, typer.Argument(help="파일 .csv .xlsx · file")]
FolderOption = Annotated[
    Path, typer.Option("--output", "-o", help="파일이나 폴더 · file or folder to write")
]
ReasonOption = Annotated[
    str, typer.Option("--reason", help="내보내는 이유, 기록에 남음 · why, is journalled")
]


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
        from assessment.services.assessing.answer_import import import_answers as bring_in
        from assessment.workbooks.tabular.tables import admit_file

        admitted = admit_file(there(file))
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
    reason: ReasonOption = "",
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("export ranking", as_json, lang) as report:
        _export_call(report, account, "ranking", (call, reason), output)


def export_decision(
    call: Annotated[int, typer.Argument(help="공고 번호 · call id")],
    out: Annotated[
        Path | None, typer.Argument(metavar="OUT", help="파일이나 폴더(또는 --output) · to write")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="파일이나 폴더 · file or folder to write")
    ] = None,
    reason: ReasonOption = "",
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("export decision", as_json, lang) as report:
        one_thread()
        _export_call(report, account, "decision", (call, reason), output_of(out, output))


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
    from assessment.services.exports import exporting

    office, actor = entered(account)
    written(report, exporting.file(office, actor, kind, number), output)


def written(report: Report, made: "File", output: Path) -> None:
    """Put the file there, in a folder under its own name, and say where."""
    from assessment.workbooks.outgoing.saving import save

    path = place_of(output, made.name)
    save(made.content, path)
    report.finish({"output": str(path), "bytes": len(made.content)}, [str(path)])


def _export_call(
    report: Report, account: str, kind: str, asked: tuple[int, str], output: Path
) -> None:
    """A file with all applicants of a call, and why it is taken."""
    from assessment.services.exports.bulk_exporting import call_file

    office, actor = entered(account)
    written(report, call_file(office, actor, kind, *asked), output)
