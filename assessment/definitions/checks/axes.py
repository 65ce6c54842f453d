"""Ladders, gates and profiles: their order, their rules, and points that can be reached."""

from collections.abc import Mapping
from itertools import pairwise

from assessment.definitions.checks.findings import Findings, Names, item_names, repeated
from assessment.definitions.questionnaires import Item
from assessment.definitions.scoring import SHOWN_POINTS, Axis, Gates, Ladder, Profiles, Scoring
from assessment.definitions.shape import Part
from assessment.definitions.source import Step
from assessment.locale import message


def check_axes(
    part: Part[Scoring],
    scoring: Scoring,
    asked: Mapping[str, Item] | None,
    findings: Findings,
) -> None:
    """Everything that the axes can say wrongly; without `asked` no rule is looked at."""
    codes: list[tuple[tuple[Step, ...], str]] = []
    for name, axis in scoring.axes.items():
        route: tuple[Step, ...] = ("axes", name)
        if isinstance(axis, Profiles):
            _check_names(part, name, ("profiles", 0), [one.id for one in axis.profiles], findings)
        else:
            _check_names(part, name, ("steps", -1), [axis.base, *_ids(axis)], findings)
            _check_order(part, name, axis, findings)
            _check_gaps(part, name, axis, findings)
        if isinstance(axis, Ladder):
            _check_ladder(part, scoring, name, axis, findings)
            continue
        inner = "steps" if isinstance(axis, Gates) else "profiles"
        own = [one.code for one in (axis.steps if isinstance(axis, Gates) else axis.profiles)]
        codes += [((*route, inner, k, "code"), code) for k, code in enumerate(own)]
        if asked is not None:
            _check_rules(part, scoring, name, axis, asked, findings)
    for place, code in repeated(code for _, code in codes):
        findings.add(
            part.where(*codes[place][0]),
            "duplicate_code",
            message("같은 사유 부호가 두 번 있습니다: {code}", code=code),
            message("단계마다 다른 부호를 쓰십시오."),
        )


def full_points(scoring: Scoring) -> dict[str, float]:
    """Node to its full points: its parent's times its weight's part; the root has `points`."""
    parents = {child: name for name, node in scoring.nodes.items() for child in node.children}

    def full(name: str, passed: frozenset[str]) -> float:
        if name == scoring.root or name in passed:
            return scoring.points
        parent = parents.get(name)
        if parent is None:
            return scoring.nodes[name].points or SHOWN_POINTS
        weights = scoring.nodes[parent].children
        share = weights[name] / (sum(weights.values()) or 1.0)
        return share * full(parent, passed | {name})

    return {name: full(name, frozenset()) for name in scoring.nodes}


def _ids(axis: Ladder | Gates) -> list[str]:
    return [step.id for step in axis.steps]


def _check_names(
    part: Part[Scoring],
    name: str,
    first: tuple[str, int],
    ids: list[str],
    findings: Findings,
) -> None:
    key, start = first
    for place, step in repeated(ids):
        findings.add(
            part.where("axes", name, key, place + start),
            "duplicate_step",
            message("{axis}에 같은 단계가 두 번 있습니다: {step}", axis=name, step=step),
            message("단계마다 다른 이름을 쓰십시오."),
        )


def _check_order(part: Part[Scoring], name: str, axis: Ladder | Gates, findings: Findings) -> None:
    marks: list[tuple[str, list[float]]] = [("level", [float(s.level) for s in axis.steps])]
    if isinstance(axis, Ladder):
        marks.append(("at_least", [step.at_least for step in axis.steps]))
    for kind, values in marks:
        for place, (lower, higher) in enumerate(pairwise(values), start=1):
            if higher <= lower:
                findings.add(
                    part.where("axes", name, "steps", place, kind),
                    "ladder_order",
                    message(
                        "{axis}의 단계가 오름차순이 아닙니다: {lower} 다음 {higher}",
                        axis=name,
                        lower=f"{lower:g}",
                        higher=f"{higher:g}",
                    ),
                    message("낮은 단계부터 {kind} 값이 커지게 쓰십시오.", kind=kind),
                )


def _check_gaps(part: Part[Scoring], name: str, axis: Ladder | Gates, findings: Findings) -> None:
    levels = [step.level for step in axis.steps]
    wanted = list(range(1, len(levels) + 1))
    if levels != wanted and levels == sorted(set(levels)):
        findings.add(
            part.where("axes", name, "steps", 0, "level"),
            "level_gap",
            message(
                "{axis}의 level이 1부터 하나씩 늘지 않습니다: {levels}",
                axis=name,
                levels=", ".join(map(str, levels)),
            ),
            message("{levels}(으)로 쓰십시오.", levels=", ".join(map(str, wanted))),
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
    most = full_points(scoring).get(axis.node, scoring.points)
    for place, step in enumerate(axis.steps):
        if step.at_least > most + 1e-9 or step.at_least < 0:
            findings.add(
                part.where("axes", name, "steps", place, "at_least"),
                "ladder_range",
                message(
                    "{axis} {step}의 기준 {value}점은 나올 수 없는 점수입니다.",
                    axis=name,
                    step=step.id,
                    value=f"{step.at_least:g}",
                ),
                message("0에서 {points}점 사이로 쓰십시오.", points=f"{most:g}"),
            )


def _check_rules(
    part: Part[Scoring],
    scoring: Scoring,
    name: str,
    axis: Axis,
    asked: Mapping[str, Item],
    findings: Findings,
) -> None:
    names = item_names(asked) | _score_names(scoring)
    if isinstance(axis, Gates):
        for place, step in enumerate(axis.steps):
            route = ("axes", name, "steps", place, "rule")
            findings.rule(part, route, step.rule, names, "flag")
    elif isinstance(axis, Profiles):
        for place, profile in enumerate(axis.profiles):
            findings.rule(
                part, ("axes", name, "profiles", place, "rule"), profile.rule, names, "flag"
            )
            if profile.suits:
                findings.rule(
                    part, ("axes", name, "profiles", place, "suits"), profile.suits, names, "flag"
                )


def _score_names(scoring: Scoring) -> Names:
    """Nodes by points and the levels of ladders: a rule that looks at levels is no ladder."""
    ladders = {name: a for name, a in scoring.level_axes.items() if isinstance(a, Ladder)}
    levels = {
        f"{name}_level": [0.0, *(float(step.level) for step in axis.steps)]
        for name, axis in ladders.items()
    }
    fix = message(
        "규칙에는 ladder 축의 수준만 쓸 수 있습니다. 그 단계의 규칙을 문항으로 다시 쓰십시오."
    )
    barred = {f"{name}_level": fix for name in scoring.axes if name not in ladders}
    return Names(dict.fromkeys([*scoring.nodes, *levels], "number"), levels, barred)
