"""The tree of weights, the axes and their rules."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from assessment.definitions.checks.findings import (
    Findings,
    is_reserved,
    item_names,
    repeated,
)
from assessment.definitions.models import (
    Axis,
    ChoiceItem,
    Gates,
    Item,
    Ladder,
    LevelItem,
    MultiItem,
    NumberItem,
    Questionnaire,
    Scoring,
)
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
    for name, axis in scoring.axes.items():
        _check_axis(part, scoring, name, axis, findings)
        if isinstance(axis, Gates):
            _check_gates(part, name, axis, asked if questionnaire else None, findings)
    codes = [
        (("axes", name, "steps", place, "code"), step.code)
        for name, axis in scoring.axes.items()
        if isinstance(axis, Gates)
        for place, step in enumerate(axis.steps)
    ]
    for place, code in repeated(code for _, code in codes):
        findings.add(
            part.where(*codes[place][0]),
            "duplicate_code",
            message("같은 사유 부호가 두 번 있습니다: {code}", code=code),
            message("단계마다 다른 부호를 쓰십시오."),
        )


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
                findings.add(
                    where,
                    "child_without_points",
                    message("{item}은(는) 점수가 없는 문항입니다.", item=child),
                    message("문항에 점수를 주거나 이 줄을 지우십시오."),
                )
        if node.aggregation in ("geometric_mean", "harmonic_mean"):
            _check_above_zero(part, scoring, name, asked, findings)


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
    children = {child for node in scoring.nodes.values() for child in node.children}
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
        for child in node.children:
            if child in parents:
                findings.add(
                    part.where("nodes", name, "children", child),
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
        if not any(weight > 0 for weight in node.children.values()):
            findings.add(
                part.where("nodes", name, "children"),
                "no_weight",
                message("마디 {node}의 가중치가 모두 0입니다.", node=name),
                message("하나 이상에 0보다 큰 가중치를 주십시오."),
            )
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
    _check_reached(part, scoring, findings)


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


def _check_axis(
    part: Part[Scoring], scoring: Scoring, name: str, axis: Axis, findings: Findings
) -> None:
    steps = ("axes", name, "steps")
    for place, step in repeated([axis.base, *(step.id for step in axis.steps)]):
        findings.add(
            part.where(*steps, place - 1),
            "duplicate_step",
            message("{axis}에 같은 단계가 두 번 있습니다: {step}", axis=name, step=step),
            message("단계마다 다른 이름을 쓰십시오."),
        )
    marks: list[tuple[str, list[float]]] = [("level", [float(s.level) for s in axis.steps])]
    if isinstance(axis, Ladder):
        marks.append(("at_least", [step.at_least for step in axis.steps]))
        _check_ladder(part, scoring, name, axis, findings)
    for kind, values in marks:
        for place, (lower, higher) in enumerate(pairwise(values), start=1):
            if higher <= lower:
                findings.add(
                    part.where(*steps, place, kind),
                    "ladder_order",
                    message(
                        "{axis}의 단계가 오름차순이 아닙니다: {lower} 다음 {higher}",
                        axis=name,
                        lower=f"{lower:g}",
                        higher=f"{higher:g}",
                    ),
                    message("낮은 단계부터 {kind} 값이 커지게 쓰십시오.", kind=kind),
                )


def _check_ladder(
    part: Part[Scoring], scoring: Scoring, name: str, axis: Ladder, findings: Findings
) -> None:
    if axis.node not in scoring.nodes:
        findings.unknown(
            part.where("axes", name, "node"),
            "unknown_node",
            message("{axis}이(가) 없는 마디를 봅니다: {name}", axis=name, name=axis.node),
            scoring.nodes,
        )
    for place, step in enumerate(axis.steps):
        if step.at_least > scoring.points or step.at_least < 0:
            findings.add(
                part.where("axes", name, "steps", place, "at_least"),
                "ladder_range",
                message(
                    "{axis} {step}의 기준 {value}점은 나올 수 없는 점수입니다.",
                    axis=name,
                    step=step.id,
                    value=f"{step.at_least:g}",
                ),
                message("0에서 {points}점 사이로 쓰십시오.", points=f"{scoring.points:g}"),
            )


def _check_gates(
    part: Part[Scoring],
    name: str,
    axis: Gates,
    asked: Mapping[str, Item] | None,
    findings: Findings,
) -> None:
    for place, step in enumerate(axis.steps):
        if asked is not None:
            route = ("axes", name, "steps", place, "rule")
            findings.rule(part, route, step.rule, item_names(asked), "flag")
