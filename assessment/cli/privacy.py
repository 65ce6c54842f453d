"""`review-report`, `purge`, `archive`, `erase`: review of the journal, the end of what is kept."""

from pathlib import Path
from typing import Annotated

import typer

from assessment.cli.entering import OPERATOR, entered
from assessment.cli.printing import SPOKEN, AsOption, JsonFlag, LangOption, reporting
from assessment.locale import translate as _

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
        from assessment.services.review_report import month_review
        from assessment.workbooks.saving import save
        from assessment.workbooks.tables import csv_bytes
        from assessment.workbooks.writing import plain_sheets

        office, actor = entered(account)
        made = month_review(office, actor, month)
        lines = [f"{name}\t{count}" for name, count in made.counts.items()]
        if output is not None and output.suffix.lower() == ".csv":
            for name, table in made.tables.items():
                path = output.with_name(f"{output.stem}-{name.replace(' ', '_')}.csv")
                save(csv_bytes(table), path)
                lines.append(str(path))
        elif output is not None:
            path = output / f"{_('월간점검')}_{month}.xlsx" if output.is_dir() else output
            save(plain_sheets(made.tables), path)
            lines.append(str(path))
        report.finish({"month": month, "counts": dict(made.counts)}, lines)


def purge(
    account: AsOption = OPERATOR, as_json: JsonFlag = False, lang: LangOption = SPOKEN
) -> None:
    with reporting("purge", as_json, lang) as report:
        from assessment.services.retention import purge as purge_journal

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
        from assessment.cli.keeping import written
        from assessment.services.firm_archive import archive as whole_file

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
        from assessment.services.erasing import erase_firm
        from assessment.workbooks.saving import save

        office, actor = entered(account)
        done = erase_firm(office, actor, firm, reason=reason, name=name)
        if certificate is not None:
            save(done.certificate().encode(), certificate)
        told = {"pseudonym": done.pseudonym, "rows": dict(done.rows), "left": dict(done.left)}
        report.finish(told, [done.certificate()])
