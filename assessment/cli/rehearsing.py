"""`rehearse`: what a new release would change in a round, before it is published."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.choosing import name_or_there, table_kind
from assessment.cli.entering import OPERATOR, entered
from assessment.cli.keeping import ReasonOption
from assessment.cli.printing import SPOKEN, AsOption, JsonFlag, LangOption, reporting
from assessment.locale import translate as _

if TYPE_CHECKING:
    from assessment.services.releases.rehearsing import Rehearsal

_MOST_LINES = 40


def rehearse(
    old: Annotated[
        str,
        typer.Argument(
            help="지금 판: 이름, 이름@판, 해시, 폴더 · name, name@version, hash, folder"
        ),
    ],
    new: Annotated[
        str,
        typer.Argument(help="새 판: 이름, 이름@판, 해시, 폴더 · name, name@version, hash, folder"),
    ],
    round_name: Annotated[str, typer.Option("--round", help="회차 이름이나 번호 · round")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="바뀌는 것 모두 .csv .xlsx · every change")
    ] = None,
    reason: ReasonOption = "",
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("rehearse", as_json, lang) as report:
        for one in (old, new):
            name_or_there(one)
        kind = table_kind(output) if output is not None else None
        from assessment.services.exports.bulk_exporting import bulk_table
        from assessment.services.exports.export_reasons import stated_reason
        from assessment.services.releases.rehearsing import rehearse as run
        from assessment.workbooks.outgoing.saving import save
        from assessment.workbooks.tabular.tables import table_bytes

        if output is not None:
            stated_reason(reason)
        office, actor = entered(account)
        found = run(office, actor, old, new, round_name)
        if output is not None and kind is not None:
            content, of = table_bytes(found.moves, kind), found.round_name
            count = len(found.moved_firms)
            bulk_table(office, actor, "rehearsal", of, content, count, reason)
            save(content, output)
        report.finish(_summary(found), _lines(found), found.notes)


def _summary(found: "Rehearsal") -> dict[str, object]:
    return {
        "name": found.name,
        "old": found.old,
        "new": found.new,
        "round": found.round_name,
        "assessments": found.assessments,
        "moved": sorted(found.moved_firms),
        "counts": found.counts(),
        "differences": [list(one) for one in found.differences],
        "moves": found.moves.astype(object).where(found.moves.notna(), None).to_dict("records"),
    }


def _lines(found: "Rehearsal") -> list[str]:
    counts = found.counts()
    lines = [f"  {path}: {was} → {now}" for path, was, now in found.differences[:_MOST_LINES]]
    lines.insert(0, _("{name}: 달라지는 설정 {count}가지", name=found.name,
                      count=len(found.differences)))  # fmt: skip
    lines.append(
        _(
            "{round} 진단 {assessments}건을 다시 셈함: 수준 {level}곳, 순위 {rank}곳, 자격 {fit}곳",
            round=found.round_name,
            assessments=found.assessments,
            level=counts["level"],
            rank=counts["rank"],
            fit=counts["eligibility"],
        )
    )
    lines += [
        f"  {one.name}({one.firm}) {one.subject}: {one.before} → {one.after} · {one.why}"
        for one in found.moves.head(_MOST_LINES).itertuples()
    ]
    left = len(found.moves) - _MOST_LINES
    if left > 0:
        lines.append(_("… 그 밖에 {count}건(--output으로 모두 받을 수 있습니다)", count=left))
    return lines
