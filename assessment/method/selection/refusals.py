"""Why an applicant is refused, and the smallest single change that would let it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.method.rounding import half_up
from assessment.method.selection.by_rank import Selection, down_the_list
from assessment.method.selection.points_lacking import PointsLacking
from assessment.method.selection.problem import Constraint, SelectionProblem
from assessment.method.selection.quick_list import QuickList

MOVABLE = ("budget", "places", "ceiling", "floor")


@dataclass(frozen=True)
class Refusal:
    """One refused applicant.

    `bound_by` is the constraint in the way (None: only its own value). `points` is how much more
    value lets it in while all others stay as they are (None: none does). `moves` holds, for each
    constraint that does it alone, by how much that must give: more money, places or ceiling, or
    less floor; empty when no single one does.
    """

    row: int
    bound_by: Constraint | None
    points: float | None
    moves: Mapping[Constraint, float]


def refusals_by_rank(
    problem: SelectionProblem,
    selection: Selection,
    rows: Sequence[int] | None = None,
    *,
    decimals: int = 9,
    tie_break: ArrayLike | None = None,
) -> tuple[Refusal, ...]:
    """Every refused applicant (or those in `rows`), by running the list again with other limits.

    `selection`, `decimals` and `tie_break` are those of the decision. Points are whole steps of
    10^-decimals.
    """
    refused = [int(row) for row in selection.order if not selection.selected[row]]
    among = set(refused)
    wanted = refused if rows is None else [row for row in rows if row in among]
    moves: dict[int, dict[Constraint, float]] = {row: {} for row in wanted}
    for place, constraint in enumerate(problem.constraints):
        if constraint.kind in MOVABLE and constraint.kind != "floor":
            for row, more in _more_needed(problem, place, wanted, decimals, tie_break).items():
                moves[row][constraint] = more
    points = PointsLacking(problem, decimals, tie_break)
    return tuple(
        Refusal(row, selection.bound_by[row], points.of(row), moves[row]) for row in wanted
    )


def _more_needed(
    problem: SelectionProblem,
    place: int,
    rows: list[int],
    decimals: int,
    tie_break: ArrayLike | None,
) -> dict[int, float]:
    """By how much this upper limit alone must give for each row; rows that it cannot help lack.

    Down the list nothing before an applicant depends on it, so what it needs is what the list
    without this limit has used when it is taken, and what is reserved further down.
    """
    free = down_the_list(problem.limited(place, np.inf), decimals, tie_break)
    weights = problem.matrix.tocsr()[[place]].toarray()[0]
    used = np.zeros(len(problem))
    in_order = free.order[free.selected[free.order]]
    score = half_up(problem.values[in_order], decimals)
    if tie_break is not None:
        score = -np.arange(float(len(in_order)))
    running = np.cumsum(weights[in_order])
    last = np.searchsorted(-score, -score, side="right") - 1
    used[in_order] = running[last]
    later = np.cumsum((weights * free.reserved)[in_order][::-1])[::-1]
    used[in_order] += np.append(later, 0.0)[last + 1]
    limit = float(problem.limits[place])
    needed = {row: float(used[row] - limit) for row in rows if free.selected[row]}
    if tie_break is None and problem.constraints[place].kind == "ceiling":
        _settle_equals(problem, place, needed, decimals, free, weights)
    return needed


def _settle_equals(
    problem: SelectionProblem,
    place: int,
    needed: dict[int, float],
    decimals: int,
    free: Selection,
    weights: NDArray[np.float64],
) -> None:
    """Where equals stand together and another limit keeps some of them out, those count beside the
    others at this ceiling, too: from there down what is needed is found by running the list."""
    score = half_up(problem.values, decimals)
    counted = free.order[weights[free.order] > 0]
    kept_out = counted[~free.selected[counted]]
    shared = [score[row] for row in kept_out if (score[counted] == score[row]).sum() > 1]
    lists: dict[float, NDArray[np.bool_]] = {}

    def lets_in(row: int, more: float) -> bool:
        if more not in lists:
            moved = problem.limited(place, float(problem.limits[place]) + more)
            lists[more] = QuickList(moved, decimals)(problem.values)
        return bool(lists[more][row])

    for row in [row for row in needed if shared and score[row] <= max(shared)]:
        more = next((m for m in _from(needed[row], len(counted)) if lets_in(row, m)), None)
        if more is None:
            del needed[row]
            continue
        while more > 1 and lets_in(row, more - 1):
            more -= 1
        needed[row] = more


def _from(first: float, steps: int) -> list[float]:
    return [first + step for step in range(steps + 1)]
