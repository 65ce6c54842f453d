"""The tree of weights."""

from collections.abc import Iterator, Mapping

from assessment.definitions.checks.axes import check_axes
from assessment.definitions.checks.findings import Findings, is_reserved
from assessment.definitions.questionnaires import (
    ChoiceItem,
    Item,
    LevelItem,
    MultiItem,
    NumberItem,
    PlainItem,
    Questionnaire,
)
from assessment.definitions.scoring import Node, Scoring
from assessment.definitions.shape import Part
from assessment.locale import message


def check_scoring(
    part: Part[Scoring],
    questionnaire: Questionnaire | None,
    asked: Mapping[str, Item],
    findings: Findings,
) -> None:
    """Everything that `scoring.yaml` can say wrongly."""
    scoring = part.model
    if scoring is None:
        return
    if questionnaire is not None:
        _check_children(part, scoring, asked, findings)
        _check_scored(part, scoring, asked, findings)
    _check_tree(part, scoring, findings)
    check_axes(part, scoring, asked if questionnaire else None, findings)


def can_score(item: Item) -> bool:
    """Whether an answer can be worth points at all."""
    if isinstance(item, NumberItem):
        return any(points > 0 for _, points in item.points)
    if isinstance(item, LevelItem | ChoiceItem | MultiItem):
        return any(option.points > 0 for option in item.options)
    return False


def lowest_points(item: Item) -> float:
    """The fewest points that an answer can get."""
    if isinstance(item, LevelItem | ChoiceItem):
        return min(option.points for option in item.options)
    if isinstance(item, NumberItem):
        return min((points for _, points in item.points), default=0.0)
    return 0.0


def _check_children(
    part: Part[Scoring], scoring: Scoring, asked: Mapping[str, Item], findings: Findings
) -> None:
    for name, node in scoring.nodes.items():
        if name in asked or is_reserved(name):
            findings.add(
                part.where("nodes", name),
                "node_name",
                message("마디 이름이 문항이나 규칙 언어의 낱말과 같습니다: {name}", name=name),
                message("다른 이름을 쓰십시오."),
            )
        _check_measure(part, name, node, asked, findings)
        for child in node.children:
            where = part.where("nodes", name, "children", child)
            if child not in asked and child not in scoring.nodes:
                findings.unknown(
                    where,
                    "unknown_child",
                    message(
                        "마디 {node}에 없는 문항이나 마디가 있습니다: {name}", node=name, name=child
                    ),
                    (*asked, *scoring.nodes),
                )
            elif child in asked and not can_score(asked[child]):
                plain = isinstance(asked[child], PlainItem)
                findings.add(
                    where,
                    "child_without_points",
                    message("{item}은(는) 점수가 없는 문항입니다.", item=child),
                    message("글·날짜·파일은 점수를 받지 못합니다. 이 줄을 지우십시오.")
                    if plain
                    else message("문항에 점수를 주거나 이 줄을 지우십시오."),
                )
        if node.aggregation in ("geometric_mean", "harmonic_mean"):
            _check_above_zero(part, scoring, name, asked, findings)


def _check_measure(
    part: Part[Scoring], name: str, node: Node, asked: Mapping[str, Item], findings: Findings
) -> None:
    if (node.aggregation == "attainment") != (node.measure is not None):
        findings.add(
            part.where("nodes", name),
            "measure_of_attainment",
            message("달성률 마디에는 measure가, 다른 마디에는 children이 있어야 합니다."),
            message("aggregation: attainment와 measure를 함께 쓰거나 둘 다 지우십시오."),
        )
    if node.measure is None:
        return
    for kind, item in node.measure:
        where = part.where("nodes", name, "measure", kind)
        if item not in asked:
            findings.unknown(
                where,
                "unknown_child",
                message(
                    "마디 {node}에 없는 문항이나 마디가 있습니다: {name}", node=name, name=item
                ),
                asked,
            )
        elif not isinstance(asked[item], NumberItem) or can_score(asked[item]):
            findings.add(
                where,
                "measure_item",
                message("달성률은 점수표가 없는 숫자 문항으로만 잽니다: {item}", item=item),
                message("type: number로 하고 points를 지우거나 다른 문항을 쓰십시오."),
            )


def _check_above_zero(
    part: Part[Scoring], scoring: Scoring, name: str, asked: Mapping[str, Item], findings: Findings
) -> None:
    zero = [
        item
        for item in _items_under(scoring, name, frozenset())
        if item in asked and lowest_points(asked[item]) <= 0
    ]
    if not zero:
        return
    named = {"node": name, "items": ", ".join(zero[:5])}
    where = part.where("nodes", name, "aggregation")
    fix = message("가장 낮은 선택지에도 0보다 큰 점수를 주거나 다른 집계를 쓰십시오.")
    if scoring.nodes[name].aggregation == "geometric_mean":
        what = message(
            "기하평균 마디 {node}에 0점이 나올 수 있는 문항이 있습니다: {items}", **named
        )
        findings.add(where, "geometric_zero", what, fix)
    else:
        what = message(
            "조화평균 마디 {node}에 0점이 나올 수 있는 문항이 있습니다: {items}", **named
        )
        findings.add(where, "harmonic_zero", what, fix)


def _items_under(scoring: Scoring, name: str, passed: frozenset[str]) -> Iterator[str]:
    for child in scoring.nodes[name].children:
        if child not in scoring.nodes:
            yield child
        elif child not in passed:
            yield from _items_under(scoring, child, passed | {child})


def _check_scored(
    part: Part[Scoring], scoring: Scoring, asked: Mapping[str, Item], findings: Findings
) -> None:
    children = {part for node in scoring.nodes.values() for part in node.parts}
    for name, item in asked.items():
        if can_score(item) and name not in children:
            findings.add(
                part.where("nodes"),
                "item_not_scored",
                message("점수가 있는 문항 {item}이(가) 어느 마디에도 없습니다.", item=name),
                message("한 마디의 children에 넣거나, 보기만 하려면 shown_only 마디에 넣으십시오."),
            )


def _check_tree(part: Part[Scoring], scoring: Scoring, findings: Findings) -> None:
    parents: dict[str, str] = {}
    for name, node in scoring.nodes.items():
        # What one attainment starts from and aims at, another may too.
        for child in node.children if node.measure is None else (node.measure.actual,):
            if child in parents:
                inner = ("children", child) if node.measure is None else ("measure", "actual")
                findings.add(
                    part.where("nodes", name, *inner),
                    "two_parents",
                    message(
                        "{child}이(가) {one}와(과) {other} 두 마디에 있습니다.",
                        child=child,
                        one=parents[child],
                        other=name,
                    ),
                    message("한 마디에만 두십시오."),
                )
            parents[child] = name
        if node.points is not None and name not in scoring.shown_only:
            findings.add(
                part.where("nodes", name, "points"),
                "points_of_shown",
                message("{node}의 만점은 위 마디의 가중치로 정해집니다.", node=name),
                message("points는 shown_only 마디에만 쓰십시오."),
            )
        if node.measure is None and not any(weight > 0 for weight in node.children.values()):
            findings.add(
                part.where("nodes", name, "children"),
                "no_weight",
                message("마디 {node}의 가중치가 모두 0입니다.", node=name),
                message("하나 이상에 0보다 큰 가중치를 주십시오."),
            )
    _check_roots(part, scoring, parents, findings)
    _check_reached(part, scoring, findings)


def _check_roots(
    part: Part[Scoring], scoring: Scoring, parents: dict[str, str], findings: Findings
) -> None:
    for place, name in enumerate((scoring.root, *scoring.shown_only)):
        where = part.where("root") if place == 0 else part.where("shown_only", place - 1)
        if name not in scoring.nodes:
            findings.unknown(
                where, "unknown_node", message("없는 마디입니다: {name}", name=name), scoring.nodes
            )
        elif name in parents:
            findings.add(
                where,
                "root_has_parent",
                message(
                    "{node}은(는) 맨 위 마디인데 {parent} 아래에 있습니다.",
                    node=name,
                    parent=parents[name],
                ),
                message("{parent}의 children에서 지우십시오.", parent=parents[name]),
            )


def _check_reached(part: Part[Scoring], scoring: Scoring, findings: Findings) -> None:
    reached: set[str] = set()
    waiting = [name for name in (scoring.root, *scoring.shown_only) if name in scoring.nodes]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [child for child in scoring.nodes[name].children if child in scoring.nodes]
    for name in scoring.nodes:
        if name not in reached:
            findings.add(
                part.where("nodes", name),
                "node_not_reached",
                message("마디 {node}에 맨 위 마디에서 내려오는 길이 없습니다.", node=name),
                message("{root} 아래에 넣거나 shown_only에 쓰거나 지우십시오.", root=scoring.root),
            )
