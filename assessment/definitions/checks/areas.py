"""Areas, included items, skip logic and contradictions: how items stand to each other."""

from collections.abc import Mapping

from assessment.definitions.checks.findings import (
    Findings,
    Names,
    item_names,
    repeated,
    score_names_barred,
)
from assessment.definitions.questionnaires import Item, Questionnaire
from assessment.definitions.releases import Release
from assessment.definitions.scoring import Scoring
from assessment.definitions.shape import Part
from assessment.locale import message

ITEMS = "items"


def check_areas(
    part: Part[Questionnaire],
    parent: Release | None,
    scoring: Scoring | None,
    findings: Findings,
) -> None:
    """Every item stands in one area, is asked after what it depends on, and has one owner."""
    questionnaire = part.model
    if questionnaire is None:
        return
    _check_included(part, questionnaire, parent, findings)
    asked = _check_areas(part, questionnaire, parent, findings)
    names = score_names_barred(scoring) | item_names(asked)
    _check_skips(part, questionnaire, asked, names, findings)
    _check_contradictions(part, questionnaire, asked, names, findings)


def asked_items(questionnaire: Questionnaire, parent: Release | None) -> dict[str, Item]:
    """Every item that an area names and that exists, in the order of the areas."""
    known: dict[str, Item] = dict(parent.items) if parent else {}
    known.update(questionnaire.items)
    order = (item for area in questionnaire.areas for item in area.items)
    return {item: known[item] for item in order if item in known}


def _check_included(
    part: Part[Questionnaire],
    questionnaire: Questionnaire,
    parent: Release | None,
    findings: Findings,
) -> None:
    include = questionnaire.include
    if include is None or parent is None:
        return
    for place, name in enumerate(include.items):
        where = part.where("include", "items", place)
        if name not in parent.items:
            findings.unknown(
                where,
                "unknown_item",
                message(
                    "{questionnaire} 설문에 없는 문항입니다: {name}",
                    questionnaire=parent.id,
                    name=name,
                ),
                parent.items,
            )
        if name in questionnaire.items:
            findings.add(
                where,
                "two_owners",
                message(
                    "{item}은(는) 이 설문과 {other} 설문 두 곳에 있습니다.",
                    item=name,
                    other=parent.id,
                ),
                message("문항은 한 설문에만 둡니다. 하나를 지우십시오."),
            )


def _check_areas(
    part: Part[Questionnaire],
    questionnaire: Questionnaire,
    parent: Release | None,
    findings: Findings,
) -> dict[str, Item]:
    included = set(questionnaire.include.items) if questionnaire.include else set()
    known = {*questionnaire.items, *included}
    for place, name in repeated(area.id for area in questionnaire.areas):
        findings.add(
            part.where("areas", place),
            "duplicate_area",
            message("같은 영역이 두 번 있습니다: {name}", name=name),
            message("영역마다 다른 이름을 쓰십시오."),
        )
    seen: dict[str, str] = {}
    for place, area in enumerate(questionnaire.areas):
        for index, name in enumerate(area.items):
            where = part.where("areas", place, "items", index)
            if name not in known:
                findings.unknown(
                    where,
                    "unknown_item",
                    message("영역 {area}에 없는 문항입니다: {name}", area=area.id, name=name),
                    known,
                )
            if name in seen:
                findings.add(
                    where,
                    "item_twice",
                    message(
                        "문항 {name}은(는) {area} 영역에 이미 있습니다.", name=name, area=seen[name]
                    ),
                    message("한 문항은 한 번만 묻습니다. 하나를 지우십시오."),
                )
            seen[name] = area.id
    for name in (*questionnaire.items, *sorted(included - set(questionnaire.items))):
        if name not in seen:
            own = name in questionnaire.items
            findings.add(
                part.where(ITEMS, name) if own else part.where("include", "items"),
                "item_without_area",
                message("문항 {name}이(가) 어느 영역에도 없습니다.", name=name),
                message("areas의 한 영역에 넣으십시오."),
            )
    return asked_items(questionnaire, parent)


def _check_skips(
    part: Part[Questionnaire],
    questionnaire: Questionnaire,
    asked: Mapping[str, Item],
    names: Names,
    findings: Findings,
) -> None:
    before: dict[str, Item] = {}
    for name, item in asked.items():
        if item.ask_if:
            own = name in questionnaire.items
            route = (ITEMS, name, "ask_if") if own else ("include", "items")
            rule = findings.rule(part, route, item.ask_if, names, "flag")
            for later in sorted(rule.names - set(before)) if rule else ():
                findings.add(
                    part.where(*route),
                    "asked_later",
                    message(
                        "{item}의 ask_if가 아직 묻지 않은 {later}을(를) 봅니다.",
                        item=name,
                        later=later,
                    ),
                    message("앞에서 묻는 문항만 쓰거나 차례를 바꾸십시오."),
                )
        before[name] = item


def _check_contradictions(
    part: Part[Questionnaire],
    questionnaire: Questionnaire,
    asked: Mapping[str, Item],
    names: Names,
    findings: Findings,
) -> None:
    for place, name in repeated(rule.id for rule in questionnaire.contradictions):
        findings.add(
            part.where("contradictions", place),
            "duplicate_rule",
            message("같은 모순 규칙이 두 번 있습니다: {name}", name=name),
            message("규칙마다 다른 이름을 쓰십시오."),
        )
    for place, contradiction in enumerate(questionnaire.contradictions):
        route = ("contradictions", place)
        for name in contradiction.items:
            if name not in asked:
                findings.unknown(
                    part.where(*route, "items"),
                    "unknown_item",
                    message("모순 규칙이 없는 문항을 가리킵니다: {name}", name=name),
                    asked,
                )
        rule = findings.rule(part, (*route, "rule"), contradiction.rule, names, "flag")
        for name in sorted(rule.names ^ set(contradiction.items)) if rule else ():
            findings.add(
                part.where(*route, "items"),
                "contradiction_items",
                message(
                    "모순 {rule}: 규칙과 items 가운데 한쪽에만 있는 문항 {name}",
                    rule=contradiction.id,
                    name=name,
                ),
                message("규칙이 쓰는 문항과 items를 똑같이 맞추십시오."),
            )
