"""Sample factories: their answers can be given, their expectations can be looked up."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from assessment.definitions.checks.findings import CELLS, Findings, option_ids, repeated
from assessment.definitions.checks.texts import gate_codes, step_ids
from assessment.definitions.questionnaires import (
    Item,
    MultiItem,
    NumberItem,
    PlainItem,
    Questionnaire,
)
from assessment.definitions.releases import Case, Cases
from assessment.definitions.scoring import Scoring
from assessment.definitions.shape import Part
from assessment.definitions.source import Step
from assessment.locale import Message, message


def check_cases(
    part: Part[Cases],
    asked: Mapping[str, Item] | None,
    scoring: Scoring | None,
    questionnaire: Questionnaire | None,
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
        if questionnaire is not None:
            known = [one.id for one in questionnaire.contradictions]
            for index, name in enumerate(case.expect.contradictions or ()):
                if name not in known:
                    inner = ("cases", place, "expect", "contradictions", index)
                    _unknown_expectation(part, inner, case, name, known, findings)


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
    elif value == "?" or _fits(item, value):
        return
    elif fix := _instead(item, value):
        what = message("{item}에 쓸 수 없는 답입니다: {name}", item=name, name=_shown(value))
        findings.add(where, "unknown_answer", what, fix)
    else:
        findings.unknown(
            where,
            "unknown_answer",
            message("{item}에 없는 답입니다: {name}", item=name, name=str(value)),
            (*option_ids(item), *sorted(CELLS)),
        )


def _instead(item: Item, value: Any) -> Message | None:
    """What may stand there, where no name of an option can be offered."""
    if isinstance(item, NumberItem):
        low, high = f"{item.minimum:g}", f"{item.maximum:g}"
        return message("{low}에서 {high} 사이의 숫자나 NA, '?'를 쓰십시오.", low=low, high=high)
    if isinstance(item, PlainItem):
        if item.type == "date":
            return message("2026-11-22처럼 쓰십시오.")
        return message('값을 따옴표로 묶으십시오: "{value}"', value=_shown(value))
    if value == ():
        return message("아무것도 없다는 선택지를 쓰거나, 답하지 않았다면 이 줄을 지우십시오.")
    return None


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _fits(item: Item, value: Any) -> bool:
    ids = option_ids(item)
    if isinstance(item, NumberItem):
        return isinstance(value, float) and item.minimum <= value <= item.maximum
    if isinstance(item, PlainItem):
        return isinstance(value, str) and (item.type != "date" or _is_date(value))
    if isinstance(item, MultiItem):
        chosen = value if isinstance(value, tuple) else (value,)
        return bool(chosen) and all(option in ids for option in chosen)
    if isinstance(value, float):
        return value.is_integer() and 0 <= value < len(ids)
    return value in ids


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _check_expected(
    part: Part[Cases], route: tuple[Step, ...], case: Case, scoring: Scoring, findings: Findings
) -> None:
    levels = {name: step_ids(axis) for name, axis in scoring.level_axes.items()}
    profiles = {name: step_ids(axis) for name, axis in scoring.profile_axes.items()}
    gates = gate_codes(scoring)
    named: list[tuple[tuple[Step, ...], str, list[str]]] = [
        *((("levels", axis), axis, list(levels)) for axis in case.expect.levels),
        *(
            (("levels", axis), level, levels[axis])
            for axis, level in case.expect.levels.items()
            if axis in levels
        ),
        *((("order", axis), axis, list(profiles)) for axis in case.expect.order),
        *(
            (("order", axis, place), profile, profiles[axis])
            for axis, order in case.expect.order.items()
            if axis in profiles
            for place, profile in enumerate(order)
        ),
        *((("points", node), node, list(scoring.nodes)) for node in case.expect.points),
        *((("gates", gate), gate, gates) for gate in case.expect.gates),
        *((("absent", i), node, list(scoring.nodes)) for i, node in enumerate(case.expect.absent)),
    ]
    for inner, name, known in named:
        if name not in known:
            _unknown_expectation(part, (*route, *inner), case, name, known, findings)


def _unknown_expectation(
    part: Part[Cases],
    route: tuple[Step, ...],
    case: Case,
    name: str,
    known: list[str],
    findings: Findings,
) -> None:
    findings.unknown(
        part.where(*route),
        "unknown_expectation",
        message("사례 {case}이(가) 없는 것을 기대합니다: {name}", case=case.id, name=name),
        known,
    )
