"""Why a candidate is no part of the best choice, and the smallest change that would let it in."""

from dataclasses import replace

import numpy as np
from scipy.sparse import csc_array, vstack

from assessment.method.selection.optimum import Optimum, optimise
from assessment.method.selection.problem import CENT, SelectionProblem
from assessment.method.selection.refusals import MOVABLE, Refusal
from assessment.method.selection.solver import whole
from assessment.problems import AssessmentError

STEPS = 20


def refusal_by_optimum(
    problem: SelectionProblem, optimum: Optimum, row: int, time_limit: float | None = None
) -> Refusal:
    """A refused candidate of an optimal choice; exact, by solving again with it in.

    It is let in when some best choice holds it. The smallest move of a limit is found by asking,
    at each limit tried, how far the limit must give for a choice with the candidate to be worth as
    much as the best without; nothing in between can do. `time_limit` is for each solution; a
    question without an answer in time leaves its entry out.
    """
    inside = _with(problem, row)
    tight = optimum.slack - problem.matrix[:, [row]].toarray()[:, 0] < -CENT
    upper = np.array([c.kind != "floor" for c in problem.constraints], bool)
    weight = np.where(tight & upper, 1.0 + optimum.prices, 0.0)
    bound_by = problem.constraints[int(weight.argmax())] if (tight & upper).any() else None
    moves = {}
    for place, constraint in enumerate(problem.constraints):
        if constraint.kind in MOVABLE:
            more = _smallest_move(problem, optimum, row, place, time_limit)
            if more is not None and more > 0:
                moves[constraint] = more
    return Refusal(row, bound_by, _points_by_optimum(problem, inside, optimum, row), moves)


def _with(problem: SelectionProblem, row: int) -> SelectionProblem:
    """The choice that is left once this candidate is in."""
    open_ = problem.open.copy()
    open_[row] = False
    column = problem.matrix[:, [row]].toarray()[:, 0]
    return replace(problem, open=open_, limits=problem.limits - column)


def _best_with(problem: SelectionProblem, row: int, time_limit: float | None) -> float | None:
    try:
        found = optimise(_with(problem, row), time_limit)
    except AssessmentError:
        return None
    return found.value + float(problem.values[row]) if found.status == "optimal" else None


def _points_by_optimum(
    problem: SelectionProblem, inside: SelectionProblem, optimum: Optimum, row: int
) -> float | None:
    best = _best_with(problem, row, None)
    return None if best is None else max(0.0, optimum.value - best)


def _smallest_move(
    problem: SelectionProblem,
    optimum: Optimum,
    row: int,
    place: int,
    time_limit: float | None,
) -> float | None:
    best, limit = optimum.value, float(problem.limits[place])
    slightly = 2e-6
    for _ in range(STEPS):
        used = _least_used(problem, row, place, best - slightly, time_limit)
        if used is None:
            return None
        if used <= limit + CENT:
            return limit - float(problem.limits[place])
        limit = used
        kind = problem.constraints[place].kind
        if kind == "floor" and limit > CENT:
            return None
        try:
            moved = optimise(
                problem.limited(place, -limit if kind == "floor" else limit), time_limit
            )
        except AssessmentError:
            return None
        if moved.status != "optimal":
            return None
        if moved.value <= best + slightly:
            return limit - float(problem.limits[place])
        best = moved.value
    return None


def _least_used(
    problem: SelectionProblem, row: int, place: int, value: float, time_limit: float | None
) -> float | None:
    """The least of one limit that a choice with this candidate, worth `value`, takes up."""
    inside = _with(problem, row)
    rows = np.flatnonzero(inside.open)
    others = [k for k in range(len(problem.constraints)) if k != place]
    matrix = inside.matrix[:, rows].tocsr()
    worth = csc_array(-inside.values[rows][None, :])
    rules = csc_array(vstack([matrix[others], worth]))
    limits = np.append(inside.limits[others], float(problem.values[row]) - value)
    weights = matrix[[place]].toarray()[0]
    found = whole(-weights, rules, limits, time_limit)
    if found.chosen is None or not found.proven:
        return None
    own = float(problem.matrix[:, [row]].toarray()[place, 0])
    return float(weights[found.chosen].sum()) + own
