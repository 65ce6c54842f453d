"""Sample factories: their answers can be given, their expectations can be looked up."""

from collections.abc import Mapping
from typing import Any

from assessment.definitions.checks.findings import CELLS, Findings, option_ids, repeated
from assessment.definitions.checks.texts import gate_codes
from assessment.definitions.models import (
    Case,
    Cases,
    Item,
    MultiItem,
    NumberItem,
    PlainItem,
    Scoring,
)
from assessment.definitions.shape import Part
from assessment.definitions.source import Step
from assessment.locale import message


def check_cases(
    part: Part[Cases],
    asked: Mapping[str, Item] | None,
    scoring: Scoring | None,
    findings: Findings,
) -> None:
    """Everything that `cases.yaml` can name wrongly; whether it scores so is seen by scoring."""
    cases = part.model
    if cases is None:
        return
    for place, name in repeated(case.id for case in cases.cases):
        findings.add(
            part.where("cases", place),
            "duplicate_case",
            message("같은 사례가 두 번 있습니다: {name}", name=name),
            message("사례마다 다른 이름을 쓰십시오."),
        )
    for place, case in enumerate(cases.cases):
        if asked is not None:
            for item, value in case.answers.items():
                route = ("cases", place, "answers", item)
                _check_answer(part, route, asked, item, value, findings)
        if scoring is not None:
            _check_expected(part, ("cases", place, "expect"), case, scoring, findings)


def _check_answer(
    part: Part[Cases],
    route: tuple[Step, ...],
    asked: Mapping[str, Item],
    name: str,
    value: Any,
    findings: Findings,
) -> None:
    where = part.where(*route)
    item = asked.get(name)
    if item is None:
        findings.unknown(
            where, "unknown_item", message("없는 문항입니다: {name}", name=name), asked
        )
    elif value == "NA":
        if not item.not_applicable:
            findings.add(
                where,
                "not_applicable",
                message("{item}에는 '해당 없음'을 쓸 수 없습니다.", item=name),
                message("선택지를 쓰거나, 문항에 not_applicable 이유를 더하십시오."),
            )
    elif value != "?" and not _fits(item, value):
        findings.unknown(
            where,
            "unknown_answer",
            message("{item}에 없는 답입니다: {name}", item=name, name=str(value)),
            (*option_ids(item), *CELLS),
        )


def _fits(item: Item, value: Any) -> bool:
    ids = option_ids(item)
    if isinstance(item, NumberItem):
        return isinstance(value, float) and item.minimum <= value <= item.maximum
    if isinstance(item, PlainItem):
        return isinstance(value, str)
    if isinstance(item, MultiItem):
        chosen = value if isinstance(value, tuple) else (value,)
        return all(option in ids for option in chosen)
    if isinstance(value, float):
        return value.is_integer() and 0 <= value < len(ids)
    return value in ids


def _check_expected(
    part: Part[Cases], route: tuple[Step, ...], case: Case, scoring: Scoring, findings: Findings
) -> None:
    levels = {
        name: [axis.base, *(step.id for step in axis.steps)] for name, axis in scoring.axes.items()
    }
    gates = gate_codes(scoring)
    named: list[tuple[tuple[Step, ...], str, list[str]]] = [
        *((("levels", axis), axis, list(levels)) for axis in case.expect.levels),
        *(
            (("levels", axis), level, levels[axis])
            for axis, level in case.expect.levels.items()
            if axis in levels
        ),
        *((("points", node), node, list(scoring.nodes)) for node in case.expect.points),
        *((("gates", gate), gate, gates) for gate in case.expect.gates),
        *((("absent", i), node, list(scoring.nodes)) for i, node in enumerate(case.expect.absent)),
    ]
    for inner, name, known in named:
        if name not in known:
            findings.unknown(
                part.where(*route, *inner),
                "unknown_expectation",
                message("사례 {case}이(가) 없는 것을 기대합니다: {name}", case=case.id, name=name),
                known,
            )
