"""Why an applicant is refused, and the smallest single change that would let it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csc_array, vstack

from assessment.method.rounding import half_up
from assessment.method.selection.by_rank import Selection, Walk, down_the_list
from assessment.method.selection.optimum import Optimum, optimise
from assessment.method.selection.problem import CENT, Constraint, SelectionProblem
from assessment.method.selection.quick_list import QuickList
from assessment.method.selection.solver import whole
from assessment.problems import AssessmentError

MOVABLE = ("budget", "places", "ceiling", "floor")
STEPS = 20


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
    points = _Points(problem, decimals, tie_break)
    return tuple(
        Refusal(row, selection.bound_by[row], points.of(row), moves[row]) for row in wanted
    )


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


# ---- by rank -------------------------------------------------------------------------------


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


class _Points:
    """How much more value each refused applicant would need, from what was left along the list.

    What is left before a place on the list does not depend on who stands below it; so an applicant
    gets in at the lowest place before which enough is left. With floors, who is reserved does
    depend on it: the list is run again, by bisection over the scores above. Who takes up the same
    as one refused before it needs the same score, unless a draw tells equals apart.
    """

    def __init__(
        self, problem: SelectionProblem, decimals: int, tie_break: ArrayLike | None
    ) -> None:
        self.problem, self.decimals, self.tie_break = problem, decimals, tie_break
        self.walk = Walk(problem, decimals, tie_break)
        self.floors = bool(self.walk.floors.any())
        before: list[NDArray[np.float64]] = []
        if not self.floors:
            self.walk.down(before)
        self.before = np.array(before).reshape(len(before), len(problem.limits))
        starts = [group.start for group in self.walk.groups[: len(before)]]
        self.heads = self.walk.rounded[self.walk.order[starts]]
        self.scratch = Walk(problem, decimals, None)
        self.quick = QuickList(problem, decimals, tie_break)
        self.known: dict[tuple[bytes, bytes], tuple[float, float | None]] = {}

    def of(self, row: int) -> float | None:
        """Points that lack, in whole steps of 10^-decimals; None when no score would do."""
        own = float(self.walk.rounded[row])
        touched, weights = self.walk.uses(row)
        key = (touched.tobytes(), weights.tobytes())
        asked, score = self.known.get(key, (-np.inf, None))
        if own > asked or self.tie_break is not None:
            score = self.bisected(row) if self.floors else self.looked_up(row)
            self.known[key] = (own, score)
        return None if score is None else float(round(score - own, self.decimals + 3))

    def looked_up(self, row: int) -> float | None:
        touched, weights = self.walk.uses(row)
        fits = np.all(self.before[:, touched] - weights >= -CENT, axis=1)
        fits &= self.heads >= self.walk.rounded[row]
        place = int(fits.sum()) - 1  # room only shrinks down the list
        while place >= 0:
            group = self.walk.order[self.walk.groups[place]]
            score = float(self.walk.rounded[group[0]])
            if score > self.walk.rounded[row] and self.beside(row, group, self.before[place]):
                return score
            next_above = self.walk.rounded[self.walk.order[self.walk.groups[place - 1].start]]
            score = float(half_up(score + 10.0**-self.decimals, self.decimals))
            if place == 0 or self.tie_break is not None or next_above > score:
                return score
            place -= 1  # one step up stands beside those above: is there room for all?
        return None

    def beside(self, row: int, group: NDArray[np.intp], left: NDArray[np.float64]) -> bool:
        """Whether the score of that group is enough, in its company."""
        if self.tie_break is not None:
            mine = (self.walk.keys[row], row)
            return mine < (self.walk.keys[group[0]], int(group[0]))
        scratch = self.scratch
        scratch.left = left
        kept = scratch.passed(np.append(group, row))
        return row in kept and not scratch.full(kept, scratch.ending)[1].any()

    def bisected(self, row: int) -> float | None:
        own, step = float(self.walk.rounded[row]), 10.0**-self.decimals
        above = np.unique(self.walk.rounded[self.walk.order])
        tried = np.unique(half_up(np.concatenate([above, above + step]), self.decimals))
        tried = tried[tried > own + step / 2]
        low, high = 0, len(tried)
        while low < high:
            middle = (low + high) // 2
            if self.lets_in(row, float(tried[middle])):
                high = middle
            else:
                low = middle + 1
        return None if low == len(tried) else float(tried[low])

    def lets_in(self, row: int, score: float) -> bool:
        values = self.walk.rounded.copy()
        values[row] = score
        selected, met = self.quick.walked(values)
        return met and bool(selected[row])


# ---- by optimum ----------------------------------------------------------------------------


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
