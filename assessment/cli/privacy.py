"""`review-report`, `purge`, `archive`, `erase`: review of the journal, the end of what is kept."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from assessment.cli.choosing import WrongValue, ending_in, place_of
from assessment.cli.entering import OPERATOR, entered
from assessment.cli.printing import SPOKEN, AsOption, JsonFlag, LangOption, reporting
from assessment.locale import message
from assessment.locale import translate as _
from assessment.problems import AssessmentError, Problem

FirmArgument = Annotated[int, typer.Argument(help="업체 번호 · firm id")]
WhyOption = Annotated[str, typer.Option("--reason", help="이유, 기록에 남음 · why, is journalled")]


def review_report(
    month: Annotated[str, typer.Option("--month", help="달 2026-11 · month")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="파일이나 폴더 .xlsx .csv · to write")
    ] = None,
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("review-report", as_json, lang) as report:
        _read_month(month)
        table = output is not None and output.suffix.lower() == ".csv"
        if output is not None and not table and not output.is_dir():
            ending_in(output, ".xlsx")
        from assessment.services.trust.review_report import month_review
        from assessment.workbooks.outgoing.saving import save
        from assessment.workbooks.outgoing.writing import plain_sheets
        from assessment.workbooks.tabular.tables import csv_bytes

        office, actor = entered(account)
        made = month_review(office, actor, month)
        lines = [f"{name}\t{count}" for name, count in made.counts.items()]
        if output is not None and table:
            for name, found in made.tables.items():
                path = output.with_name(f"{output.stem}-{name.replace(' ', '_')}.csv")
                save(csv_bytes(found), path)
                lines.append(str(path))
        elif output is not None:
            path = place_of(output, f"{_('월간점검')}_{month}.xlsx")
            save(plain_sheets(made.tables), path)
            lines.append(str(path))
        report.finish({"month": month, "counts": dict(made.counts)}, lines)


def purge(
    account: AsOption = OPERATOR, as_json: JsonFlag = False, lang: LangOption = SPOKEN
) -> None:
    with reporting("purge", as_json, lang) as report:
        from assessment.services.trust.retention import purge as purge_journal

        office, actor = entered(account)
        done = purge_journal(office, actor)
        line = _(
            "{day}보다 오래된 기록 {rows}건의 내용을 지웠습니다. 사슬은 그대로입니다.",
            day=done.before.date().isoformat(),
            rows=done.rows,
        )
        report.finish({"rows": done.rows, "before": done.before}, [line])


def archive(
    firm: FirmArgument,
    output: Annotated[Path, typer.Option("--output", "-o", help="파일이나 폴더 .zip · to write")],
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("archive", as_json, lang) as report:
        if not output.is_dir():
            ending_in(output, ".zip")
        from assessment.cli.keeping import written
        from assessment.services.trust.firm_archive import archive as whole_file

        office, actor = entered(account)
        written(report, whole_file(office, actor, firm), output)


def erase(
    firm: FirmArgument,
    name: Annotated[str, typer.Option("--name", help="지울 업체명 그대로 · its name again")],
    reason: WhyOption,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", help="파기 확인서를 쓸 파일 .txt · to write")
    ] = None,
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("erase", as_json, lang) as report:
        if certificate is not None:
            ending_in(certificate, ".txt")
        from assessment.services.trust.erasing import erase_firm
        from assessment.workbooks.outgoing.saving import save

        office, actor = entered(account)
        done = erase_firm(office, actor, firm, reason=reason, name=name)
        faults: tuple[Problem, ...] = ()
        if certificate is not None:
            try:
                save(done.certificate().encode(), certificate)
            except AssessmentError as refused:
                faults = refused.problems  # what is erased is erased: its certificate is told here
        told = {"pseudonym": done.pseudonym, "rows": dict(done.rows), "left": dict(done.left)}
        told["certificate"] = done.certificate()
        report.finish(told, [done.certificate()], faults)


def _read_month(month: str) -> None:
    try:
        datetime.strptime(month, "%Y-%m")
    except ValueError:
        told = message("2026-11처럼 적어 주십시오.")
        raise WrongValue("--month", told, given=month) from None
