"""The best choice within the limits: fast with a certificate, or proven best."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.locale import message
from assessment.method.selection.conflict import refuse_conflict
from assessment.method.selection.problem import Constraint, SelectionProblem
from assessment.method.selection.rounding import rounded
from assessment.method.selection.solver import Floats, Relaxed, relaxed, whole
from assessment.problems import AssessmentError, Problem

Status = Literal["certified", "optimal", "time_limit"]
CERTIFIED = 1e-5
POLISHED = 120
NODES = 4000


@dataclass(frozen=True, eq=False)
class Optimum:
    """A choice, what it is worth, and what no choice can exceed.

    `status`: "optimal" is proven best; "certified" is within `gap` = (bound − value) / |bound| of
    it; "time_limit" was still searching, and `verify` checks it instead of solving again. `slack`
    is what each constraint has left. `prices` are shadow prices of the LP relaxation, not of whole
    candidates: value that one more unit of each limit would be worth there. `lacking` (n,) is, at
    those prices, how many points a refused candidate is worth less than what it would take up.
    """

    selected: NDArray[np.bool_]
    value: float
    bound: float
    gap: float
    status: Status
    constraints: tuple[Constraint, ...]
    slack: Floats
    prices: Floats
    lacking: Floats


@dataclass(frozen=True)
class Verified:
    """A stored choice held against its problem; `bound` is the relaxation's, found anew."""

    feasible: bool
    broken: tuple[Constraint, ...]
    value: float
    bound: float
    gap: float


def what_if(
    problem: SelectionProblem, gap: float = CERTIFIED, time_limit: float | None = None
) -> Optimum:
    """A choice from the LP relaxation, rounded and swapped, with its certificate.

    Where swaps stay above `gap`, the 120 candidates nearest to the line are chosen anew exactly
    (bounded by nodes, not by time, so the result is the same each time). Only when no choice at all
    is found so is it `optimise`d, in `time_limit` seconds. Raises AssessmentError naming a smallest
    conflicting set when nothing keeps every limit.
    """
    relaxation = _relaxed(problem)
    chosen = rounded(problem, relaxation)
    if chosen is None or gap_of(problem.values[chosen].sum(), relaxation.bound) > gap:
        chosen = _polished(problem, relaxation, chosen)
    if chosen is None:
        return optimise(problem, time_limit)
    return _optimum(problem, relaxation, chosen, relaxation.bound, "certified")


def optimise(problem: SelectionProblem, time_limit: float | None = None) -> Optimum:
    """The best choice, proven (HiGHS, gap 0), or the best found in `time_limit` seconds.

    Candidates whose reduced value shows that they are in, or out, of every better choice than the
    one at hand are settled first; that loses nothing. Values closer than 1e-6 count as equal.
    Raises AssessmentError naming a smallest conflicting set when nothing keeps every limit, and
    when the time was too short to find any choice.
    """
    relaxation = _relaxed(problem)
    incumbent = rounded(problem, relaxation)
    if incumbent is not None:
        incumbent = _polished(problem, relaxation, incumbent)
    worth = -np.inf if incumbent is None else float(problem.values[incumbent].sum())
    free, taken = _unsettled(problem, relaxation, worth)
    found = whole(
        problem.values[free],
        problem.matrix[:, free],
        problem.limits - problem.matrix @ taken.astype(float),
        time_limit,
    )
    fixed = float(problem.values[taken].sum())
    best, bound = incumbent, min(relaxation.bound, max(worth, fixed + found.bound))
    proven = found.proven
    if found.chosen is not None:
        chosen = taken.copy()
        chosen[free] = found.chosen
        if problem.broken(chosen):  # whole numbers only within the solver's tolerance
            proven = False
        elif float(problem.values[chosen].sum()) > worth:
            best = chosen
    if best is None:
        refuse_conflict(problem, time_limit)
        raise AssessmentError(_no_choice_yet())
    if proven:
        return _optimum(problem, relaxation, best, float(problem.values[best].sum()), "optimal")
    return _optimum(problem, relaxation, best, bound, "time_limit")


def verify(problem: SelectionProblem, selected: ArrayLike) -> Verified:
    """Whether a choice keeps every limit, what it is worth, and the relaxation's bound.

    `selected` is (n,) of truth values. Needs one linear programme, never a search.
    """
    chosen = np.asarray(selected, bool)
    if chosen.shape != problem.values.shape:
        raise ValueError("selected must have one entry a candidate")
    broken = problem.broken(chosen)
    value = float(problem.values[chosen].sum())
    bound = _relaxed(problem).bound
    feasible = not broken and bool(problem.open[chosen].all())
    return Verified(feasible, broken, value, bound, gap_of(value, bound))


def _no_choice_yet() -> Problem:
    return Problem(
        where="selection",
        what=message("정해진 시간 안에 조건을 모두 지키는 선정을 찾지 못했습니다."),
        fix=message("시간을 늘리거나 조건을 줄이십시오."),
        code="no_choice_in_time",
    )


def gap_of(value: float, bound: float) -> float:
    """(bound − value) / |bound|, never below 0; 0 when both are 0."""
    return max(0.0, float(bound - value)) / (abs(float(bound)) or 1.0)


def _relaxed(problem: SelectionProblem) -> Relaxed:
    rows = np.flatnonzero(problem.open)
    found = relaxed(problem.values[rows], problem.matrix[:, rows], problem.limits)
    if found is None:
        refuse_conflict(problem)
        raise RuntimeError("the relaxation failed although no limits conflict")
    shares, reduced = np.zeros(len(problem)), np.full(len(problem), -np.inf)
    shares[rows], reduced[rows] = found.shares, found.reduced
    return Relaxed(shares, found.prices, reduced, found.bound)


def _polished(
    problem: SelectionProblem, relaxation: Relaxed, chosen: NDArray[np.bool_] | None
) -> NDArray[np.bool_] | None:
    """The candidates nearest to the line chosen anew, the others as they are."""
    closeness = np.where(problem.open, np.abs(relaxation.reduced), np.inf)
    near = np.argsort(closeness, kind="stable")[:POLISHED]
    near = np.sort(near[problem.open[near]])
    start = relaxation.shares > 0.5 if chosen is None else chosen
    rest = start.copy()
    rest[near] = False
    limits = problem.limits - problem.matrix @ rest.astype(float)
    found = whole(problem.values[near], problem.matrix[:, near], limits, nodes=NODES)
    if found.chosen is None:
        return chosen
    other = rest.copy()
    other[near] = found.chosen
    if problem.broken(other):
        return chosen
    better = chosen is None or problem.values[other].sum() > problem.values[chosen].sum()
    return other if better else chosen


def _unsettled(
    problem: SelectionProblem, relaxation: Relaxed, worth: float
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Rows still to be decided, and those that every better choice holds."""
    room = relaxation.bound - worth
    margin = 1e-9 * max(1.0, abs(relaxation.bound))
    settled = np.abs(relaxation.reduced) > room + margin
    taken = problem.open & settled & (relaxation.reduced > 0)
    return np.flatnonzero(problem.open & ~settled), taken


def _optimum(
    problem: SelectionProblem,
    relaxation: Relaxed,
    chosen: NDArray[np.bool_],
    bound: float,
    status: Status,
) -> Optimum:
    value = float(problem.values[chosen].sum())
    lacking = np.where(chosen | ~problem.open, 0.0, np.maximum(-relaxation.reduced, 0.0))
    return Optimum(
        selected=chosen,
        value=value,
        bound=max(bound, value),
        gap=gap_of(value, bound),
        status=status,
        constraints=problem.constraints,
        slack=problem.slack(chosen),
        prices=relaxation.prices,
        lacking=lacking,
    )
