"""The cheapest set of next steps with which one firm reaches a level, or most for its money."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
from numpy.typing import NDArray

from assessment.definitions.releases import Actions, Release
from assessment.expressions import Expression, evaluate_one, parse
from assessment.locale import message
from assessment.method.answers import HIGHEST, AnswerTable
from assessment.method.asking import leave_out_unasked
from assessment.method.roadmap.conditions import Clauses, clauses
from assessment.method.roadmap.goals import Goal, ReachLevel, conditions, ladder_bound
from assessment.method.roadmap.model import Chain
from assessment.method.roadmap.search import Found, Search
from assessment.method.roadmap.states import (
    moved,
    open_steps,
    states_of,
    switches_of,
    values_of,
    whole_items,
)
from assessment.method.rounding import half_up
from assessment.method.scoring import score
from assessment.method.steps import actions_of, middle_costs
from assessment.method.tree import Tree
from assessment.problems import AssessmentError, Problem


@dataclass(frozen=True)
class Stage:
    """One step of the way: what the firm does, what it costs, and its total afterwards.

    Costs are in won: `low` and `high` of the band, `cost` its middle. `gain` may be 0 where a step
    only opens another.
    """

    item: str
    action: str
    code: int
    band: str
    low: float
    high: float
    cost: float
    months: float
    gain: float
    total: float


@dataclass(frozen=True)
class Alternative:
    """A set of steps that was given up: it does without at least one of those chosen before it."""

    actions: tuple[str, ...]
    cost: float
    months: float
    gain: float


@dataclass(frozen=True)
class Roadmap:
    """Steps in an order in which each one's prerequisites are met, and what they come to.

    `cost` is the sum of the bands' middles, which is what was made smallest, `low` and `high` the
    sums of their ends; `months` is one after the other. `gain` and `total` are points of the root
    (NaN where it has no value). `alternatives` are the next best sets, best first.
    """

    stages: tuple[Stage, ...]
    low: float
    high: float
    cost: float
    months: float
    gain: float
    total: float
    alternatives: tuple[Alternative, ...]


def cheapest(
    release: Release,
    tree: Tree,
    answers: AnswerTable,
    row: int,
    goal: Goal,
    alternatives: int = 2,
) -> Roadmap:
    """The exact best set of next steps for this firm; ties by months, then by number of steps.

    `ReachLevel` and `Gain` make the cost smallest, `Spend` the gain largest and then the cost
    smallest. Only answered level items have steps, each after the one before; a prerequisite holds
    when its step is taken. Every set is scored again before it is returned. Found by mixed-integer
    programmes (HiGHS), exact to 1e-6 points: weighted means, minima, counts and cumulative gates as
    they are, geometric and harmonic means by tangents; items that decide whether others are asked,
    and rules of other kinds than `item >= k`, state by state. Raises AssessmentError when the goal
    cannot be reached, the total has no value, a prerequisite is of another kind, or there are more
    than 200 such states.
    """
    actions = actions_of(release)
    firm = answers.rows([row])
    chains = open_steps(release, actions, firm) if actions else []
    bands = middle_costs(actions) if actions else {}
    rules = conditions(release, goal) if isinstance(goal, ReachLevel) else []
    switches = switches_of(release, chains, rules)
    found: list[Found] = []
    for state in states_of(chains, switches):
        search = _search(release, tree, firm, chains, goal, rules, state, bands)
        found += search.best(1 + alternatives) if search else []
    if not found:
        raise AssessmentError(_unreachable(goal))
    first = min(found, key=lambda one: one.key)
    if isnan(first.total) and not isinstance(goal, ReachLevel):
        raise AssessmentError(_no_total())
    return _roadmap(
        release, tree, firm, actions, chains, first, _others(found, first, alternatives)
    )


# ---- one search -----------------------------------------------------------------------------


def _search(
    release: Release,
    tree: Tree,
    firm: AnswerTable,
    chains: Sequence[Chain],
    goal: Goal,
    rules: Sequence[Expression],
    state: dict[int, int],
    bands: dict[str, float],
) -> Search | None:
    """The search within one state of the switches; None when a rule is false in it."""
    switched = moved(firm, chains, [state.get(place, 0) for place in range(len(chains))])
    asked = leave_out_unasked(release, switched)
    values = values_of(firm)
    there = values_of(asked)
    whole = whole_items(release)
    required: list[Clauses] = []
    for rule in rules:
        plain = clauses(rule, whole)
        if plain is None:
            _refuse_points(rule, tree)
            if evaluate_one(rule, there) is not True:
                return None
        else:
            required.append(_on_nodes(release, plain))
    needs = {}
    for chain in chains:
        for name, action in zip(chain.names, chain.actions, strict=True):
            needs[name] = [_plain_need(rule, whole) for rule in action.needs]
    open_ = [asked.codes[0, asked.position(chain.item)] <= HIGHEST for chain in chains]
    fixed = {place: 0 for place in range(len(chains)) if not open_[place]} | state
    return Search(release, tree, firm, tuple(chains), goal, required, needs, values, fixed, bands)


def _on_nodes(release: Release, rule: Clauses) -> Clauses:
    """`<axis>_level >= k` of a ladder said of its node's points."""
    return tuple(
        frozenset(ladder_bound(release, name, bound) or (name, bound) for name, bound in clause)
        for clause in rule
    )


def _plain_need(rule: str, whole: set[str]) -> Clauses:
    plain = clauses(parse(rule), whole)
    if plain is None:
        raise AssessmentError(
            Problem(
                where=rule,
                what=message("선행 조건이 '문항 >= 값'의 꼴이 아니어서 순서를 따질 수 없습니다."),
                fix=message("and, or와 '문항 >= 값'으로 고쳐 쓰십시오."),
                code="need_not_linear",
            )
        )
    return plain


def _refuse_points(rule: Expression, tree: Tree) -> None:
    nodes = rule.names & set(tree.nodes)
    levels = {name for name in rule.names if name.endswith("_level")}
    if nodes | levels:
        raise AssessmentError(
            Problem(
                where=rule.text,
                what=message("점수나 수준을 쓰는 이 규칙은 '점수 >= 값'의 꼴이 아닙니다."),
                fix=message("and, or와 '점수 >= 값'으로 고쳐 쓰십시오."),
                code="rule_not_linear",
            )
        )


# ---- what comes back -----------------------------------------------------------------------


def _others(found: Sequence[Found], first: Found, most: int) -> tuple[Alternative, ...]:
    """The next best sets; of several states' searches those that hold all that is chosen go."""
    chosen: list[Found] = [first]
    for one in sorted(found, key=lambda one: one.key):
        if not any(set(other.names) <= set(one.names) for other in chosen):
            chosen.append(one)
    return tuple(
        Alternative(one.names, one.cost, one.months, one.gain) for one in chosen[1 : 1 + most]
    )


def _roadmap(
    release: Release,
    tree: Tree,
    firm: AnswerTable,
    actions: Actions | None,
    chains: Sequence[Chain],
    found: Found,
    alternatives: tuple[Alternative, ...],
) -> Roadmap:
    totals = _running_totals(release, tree, firm, chains, found.order)
    stages = []
    for (place, step), before, after in zip(found.order, totals[:-1], totals[1:], strict=True):
        chain = chains[place]
        action = chain.actions[step]
        assert actions is not None
        band = actions.cost_bands[action.cost]
        stages.append(
            Stage(
                item=chain.item,
                action=chain.names[step],
                code=chain.codes[step + 1],
                band=action.cost,
                low=band.low,
                high=band.high,
                cost=(band.low + band.high) / 2,
                months=action.months,
                gain=float(half_up(after - before, tree.decimals)),
                total=float(after),
            )
        )
    return Roadmap(
        stages=tuple(stages),
        low=sum(stage.low for stage in stages),
        high=sum(stage.high for stage in stages),
        cost=sum(stage.cost for stage in stages),
        months=sum(stage.months for stage in stages),
        gain=float(half_up(totals[-1] - totals[0], tree.decimals)),
        total=float(totals[-1]),
        alternatives=alternatives,
    )


def _running_totals(
    release: Release,
    tree: Tree,
    firm: AnswerTable,
    chains: Sequence[Chain],
    order: Sequence[tuple[int, int]],
) -> NDArray[np.float64]:
    variants = firm.rows([0] * (len(order) + 1))
    codes = variants.codes.copy()
    for number, (place, step) in enumerate(order, 1):
        codes[number:, firm.position(chains[place].item)] = chains[place].codes[step + 1]
    asked = leave_out_unasked(release, variants.with_codes(codes))
    return half_up(score(tree, asked).of(tree.root), tree.decimals)


def _unreachable(goal: Goal) -> Problem:
    where = f"{goal.axis} {goal.level}" if isinstance(goal, ReachLevel) else "total"
    return Problem(
        where=where,
        what=message("이 업체가 지금 밟을 수 있는 단계를 다 밟아도 목표에 이르지 못합니다."),
        fix=message("목표를 낮추거나, 답하지 않은 문항과 선행 조건을 확인하십시오."),
        code="unreachable_goal",
    )


def _no_total() -> Problem:
    return Problem(
        where="total",
        what=message("총점이 없어 얼마나 오를지 말할 수 없습니다."),
        fix=message("답하지 않은 문항을 먼저 채우십시오."),
        code="no_total",
    )
