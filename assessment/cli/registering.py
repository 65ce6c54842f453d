"""`import registry`: a factory register brought in, or only shown."""

from pathlib import Path
from typing import Annotated

import typer

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

_MOST_LINES = 20


def import_registry(
    file: Annotated[Path, typer.Argument(help="명부 .csv .xlsx · register")],
    figures: Annotated[
        Path | None, typer.Option("--figures", help="연도별 재무 파일 · yearly figures")
    ] = None,
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
        from assessment.services import register_import as service
        from assessment.services.register_report import change_table, result_file, review_table
        from assessment.workbooks.saving import save
        from assessment.workbooks.tables import admit_file, kind_of

        kind = kind_of(outcomes) if outcomes is not None else None
        admitted = admit_file(file)
        others = None if figures is None else admit_file(figures)
        office, actor = entered(account)
        register = service.read_register(office, actor, admitted, others)
        if dry_run:
            done = service.preview(office, actor, register)
        else:
            done = service.store(office, actor, register, strict=strict)
        if outcomes is not None and kind is not None:
            save(result_file(done, kind), outcomes)
        told = done.summary()
        lines = [
            _(
                "{rows}행: 새 업체 {new}, 고침 {changed}, 그대로 {unchanged}, 사업장 {site}, "
                "중복 {duplicate}, 거절 {refused}",
                **{name: told[name] for name in (
                    *("rows", "new", "changed", "unchanged", "site", "duplicate", "refused"),
                )},
            )
        ]  # fmt: skip
        if register.figures:
            lines.append(_("연도별 재무 {n}건을 채웁니다.", n=told["figures"]))
        if done.before is not None:
            lines.append(_("이미 가져온 적이 있는 파일입니다."))
        if dry_run:
            lines.append(_("해 보기만 했고 바꾼 것은 없습니다."))
            for title, table in (
                (_("바뀌는 값"), change_table(done.outcomes)),
                (_("살펴볼 행"), review_table(done.review)),
            ):
                lines += _listed(title, table.to_numpy().tolist())
        summary = {**told, "ignored": list(done.ignored), "dry_run": dry_run}
        report.finish(summary, lines, [*done.warnings, *done.problems])


def _listed(title: str, rows: list[list[object]]) -> list[str]:
    if not rows:
        return []
    shown = [" · ".join(str(one) for one in row if one not in ("", None)) for row in rows]
    more = len(shown) - _MOST_LINES
    rest = [_("그 밖에 {n}줄. 전체는 --output으로 받으십시오.", n=more)] if more > 0 else []
    return [f"{title}:", *(f"  {line}" for line in shown[:_MOST_LINES]), *rest]
