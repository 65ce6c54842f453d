"""`export reviews` and `import reviews`: a consultant's workbook for the plant, and back."""

from pathlib import Path
from typing import Annotated, cast

import typer

from assessment.cli.choosing import place_of, there
from assessment.cli.entering import OPERATOR, entered
from assessment.cli.keeping import FolderOption, ReasonOption
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


def export_reviews(
    assessments: Annotated[list[int], typer.Argument(help="진단 번호(들) · assessment ids")],
    output: FolderOption,
    consultant: Annotated[
        str, typer.Option("--for", help="맡을 컨설턴트(이메일) · whose book it is")
    ] = "",
    reason: ReasonOption = "",
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("export reviews", as_json, lang) as report:
        from assessment.services.review.review_book import review_file
        from assessment.workbooks.outgoing.saving import save

        office, actor = entered(account)
        made = review_file(office, actor, assessments, consultant, reason=reason)
        path = place_of(output, made.name)
        save(made.content, path)
        summary = {"output": str(path), "firms": len(set(assessments)), "bytes": len(made.content)}
        report.finish(summary, [str(path)])


def import_reviews(
    file: Annotated[Path, typer.Argument(help="채운 검토 문서 .xlsx · a filled review workbook")],
    conflicts: Annotated[
        str,
        typer.Option("--conflicts", help="list | web | file: 서로 다른 확인을 · on conflict"),
    ] = "list",
    dry_run: DryFlag = False,
    strict: StrictFlag = False,
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    if conflicts not in ("list", "web", "file"):
        raise typer.BadParameter("list | web | file", param_hint="--conflicts")
    with reporting("import reviews", as_json, lang) as report:
        there(file)
        from assessment.method.merging import Side
        from assessment.services.review.review_book_import import store_reviews
        from assessment.workbooks.tabular.tables import admit_file

        office, actor = entered(account)
        side = None if conflicts == "list" else cast(Side, conflicts)
        done = store_reviews(
            office, actor, admit_file(file), conflicts=side, strict=strict, dry_run=dry_run
        )
        line = _(
            "업체 {firms}곳: 확인 {changes}건, 충돌 {conflicts}건, 거절 {refused}건",
            firms=done.firms,
            changes=len(done.changes),
            conflicts=len(done.conflicts),
            refused=len(done.refused),
        )
        lines = [line] if not dry_run else [line, _("해 보기만 했고 바꾼 것은 없습니다.")]
        problems = [*done.refused, *(one.problem() for one in done.conflicts)]
        report.finish({**done.summary(), "dry_run": dry_run}, lines, problems)
