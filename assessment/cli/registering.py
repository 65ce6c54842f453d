"""`import registry`: a factory register brought in, or only shown."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.choosing import table_kind, there
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
    from assessment.services.register.register_import import Preview

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
        from assessment.services.register import register_import as service
        from assessment.services.register.register_report import result_file
        from assessment.workbooks.outgoing.saving import save
        from assessment.workbooks.tabular.tables import admit_file

        kind = table_kind(outcomes) if outcomes is not None else None
        for one in (file, figures):
            if one is not None:
                there(one)
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
        lines = _lines(done, with_figures=bool(register.figures))
        if dry_run:
            lines += _tried(done)
        summary = {**done.summary(), "ignored": list(done.ignored), "dry_run": dry_run}
        report.finish(summary, lines, [*done.warnings, *done.problems])


def _lines(done: "Preview", *, with_figures: bool) -> list[str]:
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
    if with_figures:
        lines.append(_("연도별 재무 {n}건을 채웁니다.", n=told["figures"]))
    if done.before is not None:
        lines.append(_("이미 가져온 적이 있는 파일입니다."))
    return lines


def _tried(done: "Preview") -> list[str]:
    from assessment.services.register.register_report import change_table, review_table

    return [
        _("해 보기만 했고 바꾼 것은 없습니다."),
        *_listed(_("바뀌는 값"), change_table(done.outcomes).to_numpy().tolist()),
        *_listed(_("살펴볼 행"), review_table(done.review).to_numpy().tolist()),
    ]


def _listed(title: str, rows: list[list[object]]) -> list[str]:
    if not rows:
        return []
    shown = [" · ".join(str(one) for one in row if one not in ("", None)) for row in rows]
    more = len(shown) - _MOST_LINES
    rest = [_("그 밖에 {n}줄. 전체는 --output으로 받으십시오.", n=more)] if more > 0 else []
    return [f"{title}:", *(f"  {line}" for line in shown[:_MOST_LINES]), *rest]
