"""Who is selected under the programme's limits, by rank or by the best sum of scores."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.definitions.programmes import Programme
from assessment.locale import message
from assessment.method.ranking import competition_rank
from assessment.method.rounding import half_up
from assessment.method.selection import (
    Optimum,
    Quota,
    Refusal,
    Selection,
    SelectionProblem,
    down_the_list,
    optimise,
    refusals_by_rank,
    selection_problem,
    tie_break,
    verify,
    what_if,
)
from assessment.problems import AssessmentError, Problem
from assessment.services.funding.parameters import Parameters, Solved
from assessment.services.funding.quotas import quotas_of

EXACT = 2_000
"""So many candidates at most are solved to proven optimality."""
SECONDS = 20.0
SAME = 1e-6

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Chosen:
    """A selection with its problem, and each refused row with what bound it.

    `solved` belongs to an optimised one. `problems` are limits that cannot be kept yet: the list
    then stands without floors and cannot be decided on.
    """

    problem: SelectionProblem
    selection: Selection
    refusals: Mapping[int, Refusal]
    solved: Solved | None
    problems: tuple[Problem, ...]


def choose(
    programme: Programme,
    scores: Floats,
    grants: Floats,
    members: Mapping[str, Sequence[Hashable]],
    applications: Sequence[int],
    parameters: Parameters,
    *,
    strict: bool = False,
) -> Chosen:
    """The selection of these rows; NaN scores stand outside.

    AssessmentError for limits that cannot be kept when `strict`, else they are in `problems`.
    """
    problem = _problem(scores, grants, members, quotas_of(programme), parameters)
    try:
        return _chosen(programme, problem, applications, parameters)
    except AssessmentError as error:
        if strict:
            raise
        floorless = [Quota(one.where, 0, one.ceiling) for one in quotas_of(programme)]
        if all(one.kind != "floor" for one in problem.constraints):
            raise
        rest = _problem(scores, grants, members, floorless, parameters)
        found = _chosen(programme, rest, applications, parameters)
        return Chosen(found.problem, found.selection, found.refusals, None, error.problems)


def _problem(
    scores: Floats,
    grants: Floats,
    members: Mapping[str, Sequence[Hashable]],
    quotas: Sequence[Quota],
    parameters: Parameters,
) -> SelectionProblem:
    return selection_problem(
        half_up(scores, parameters.decimals),
        grants,
        budget=parameters.budget,
        places=parameters.places,
        quotas=quotas,
        attributes=members,
    )


def _chosen(
    programme: Programme,
    problem: SelectionProblem,
    applications: Sequence[int],
    parameters: Parameters,
) -> Chosen:
    if programme.selection == "optimise":
        return _best(programme, problem, applications, parameters)
    drawn = None
    if programme.tie_break == "lottery" and parameters.lottery is not None:
        drawn = tie_break(parameters.lottery, [str(one) for one in applications]).astype(float)
    selection = down_the_list(problem, parameters.decimals, drawn)
    refusals = refusals_by_rank(problem, selection, decimals=parameters.decimals, tie_break=drawn)
    return Chosen(problem, selection, {one.row: one for one in refusals}, None, ())


def _best(
    programme: Programme,
    problem: SelectionProblem,
    applications: Sequence[int],
    parameters: Parameters,
) -> Chosen:
    if int(problem.open.sum()) > EXACT:
        raise AssessmentError(_too_many(programme, int(problem.open.sum())))
    stored = parameters.solved
    if stored is not None and stored.status == "time_limit":
        found, solved = _verified(problem, applications, stored), stored
    else:
        found = optimise(problem, None if stored is not None else SECONDS)
        chosen = tuple(int(applications[row]) for row in np.flatnonzero(found.selected).tolist())
        status = "optimal" if found.status == "optimal" else "time_limit"
        solved = Solved(status, chosen, found.value, found.bound, found.gap)  # type: ignore[arg-type]  # one of its two words
    refusals = _refusals_by_prices(problem, found)
    selection = _as_selection(problem, found, refusals, parameters.decimals)
    return Chosen(problem, selection, refusals, solved, ())


def _verified(problem: SelectionProblem, applications: Sequence[int], stored: Solved) -> Optimum:
    """A choice that was found within the time, held against its limits instead of sought again."""
    places = {int(key): row for row, key in enumerate(applications)}
    selected = np.zeros(len(problem), bool)
    selected[[places[key] for key in stored.applications if key in places]] = True
    check = verify(problem, selected)
    kept = int(selected.sum()) == len(stored.applications) and check.feasible
    if not kept or abs(check.value - stored.value) > SAME or check.bound < stored.value - SAME:
        raise AssessmentError(_not_the_stored())
    relaxation = what_if(problem)
    return Optimum(
        selected=selected,
        value=check.value,
        bound=stored.bound,
        gap=stored.gap,
        status="time_limit",
        constraints=problem.constraints,
        slack=problem.slack(selected),
        prices=relaxation.prices,
        lacking=relaxation.lacking,
    )


def _refusals_by_prices(problem: SelectionProblem, found: Optimum) -> dict[int, Refusal]:
    """Why a candidate is not in the best choice, from the prices of the LP relaxation."""
    upper = np.array([one.kind != "floor" for one in problem.constraints], bool)
    refusals = {}
    for row in np.flatnonzero(problem.open & ~found.selected):
        column = problem.matrix[:, [row]].toarray()[:, 0]
        cost = np.where(upper, column * found.prices, 0.0)
        bound = problem.constraints[int(cost.argmax())] if (cost > 0).any() else None
        points = float(half_up(found.lacking[row], 2))
        refusals[int(row)] = Refusal(int(row), bound, points or None, {})
    return refusals


def _as_selection(
    problem: SelectionProblem, found: Optimum, refusals: Mapping[int, Refusal], decimals: int
) -> Selection:
    """The best choice in the shape of one by rank; the others wait in the order of scores."""
    scores = np.where(problem.open, problem.values, np.nan)
    rows = np.flatnonzero(problem.open)
    order: NDArray[np.intp] = rows[np.argsort(-scores[rows], kind="stable")]
    inside, outside = order[found.selected[order]], order[~found.selected[order]]
    waiting = np.zeros(len(problem), np.int64)
    waiting[outside] = np.searchsorted(-scores[outside], -scores[outside], side="left") + 1
    cumulative = np.full(len(problem), np.nan)
    cumulative[inside] = np.cumsum(problem.costs[inside])
    bound_by = np.full(len(problem), None, object)
    for row, refusal in refusals.items():
        bound_by[row] = refusal.bound_by
    budget = problem.place_of("budget")
    return Selection(
        rank=competition_rank(scores, decimals),
        selected=found.selected,
        waiting=waiting,
        cumulative=cumulative,
        order=order,
        line=len(inside),
        tied_at_line=False,
        left=None if budget is None else float(found.slack[budget]),
        bound_by=bound_by,
        tied=np.zeros(len(problem), bool),
        reserved=np.zeros(len(problem), bool),
    )


def _too_many(programme: Programme, candidates: int) -> Problem:
    return Problem(
        programme.id,
        message(
            "가장 좋은 조합은 후보 {most}곳까지만 증명하며 고를 수 있습니다: 지금 {count}곳",
            most=f"{EXACT:,}",
            count=f"{candidates:,}",
        ),
        message("지원사업 파일의 selection을 by_rank로 하여 다시 게시해 주십시오."),
        code="too_many_to_optimise",
    )


def _not_the_stored() -> Problem:
    return Problem(
        "selection",
        message("저장된 선정 조합이 조건을 지키지 않거나 점수 합이 다릅니다."),
        message("저장된 기록이 바뀌었는지 확인하고 관리자에게 알려 주십시오."),
        code="stored_selection",
    )
