"""`preflight`, `export form`, `export paste` and `export bundle`: an application as files."""

from typing import Annotated

import typer

from assessment.cli.choosing import place_of
from assessment.cli.entering import OPERATOR, entered
from assessment.cli.keeping import FolderOption, export_kind
from assessment.cli.printing import SPOKEN, AsOption, JsonFlag, LangOption, reporting
from assessment.locale import translate as _

NumberArgument = Annotated[int, typer.Argument(help="신청 번호 · application id")]


def preflight(
    application: NumberArgument,
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("preflight", as_json, lang) as report:
        from assessment.services.applications.application_files import (
            application_faults,
            problem_of,
        )

        office, actor = entered(account)
        problems = [problem_of(one) for one in application_faults(office, actor, application)]
        line = _("고칠 것 {count}건", count=len(problems))
        report.finish({"faults": len(problems)}, [line], problems)


def export_form(
    application: NumberArgument,
    form: Annotated[str, typer.Argument(help="서식 이름 · form id")],
    output: FolderOption,
    final: Annotated[
        bool, typer.Option("--final", help="고칠 것이 있으면 거절 · refuse a draft")
    ] = False,
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("export form", as_json, lang) as report:
        from assessment.services.exports.exporting import form_file
        from assessment.workbooks.outgoing.saving import save

        office, actor = entered(account)
        made = form_file(office, actor, application, form, final=final)
        path = place_of(output, made.name)
        save(made.content, path)
        line = _("고칠 것이 {count}건 있어 초안입니다.", count=made.faults)
        lines = [str(path), line] if made.faults else [str(path)]
        summary = {"output": str(path), "faults": made.faults, "bytes": len(made.content)}
        report.finish(summary, lines)


def export_paste(
    application: NumberArgument,
    output: FolderOption,
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("export paste", as_json, lang) as report:
        export_kind(report, account, "paste", application, output)


def export_bundle(
    application: NumberArgument,
    output: FolderOption,
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("export bundle", as_json, lang) as report:
        export_kind(report, account, "bundle", application, output)
