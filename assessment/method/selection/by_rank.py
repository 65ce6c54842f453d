"""Selection by rank: down the list until money, places or a quota ends, the rest waits in order."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pandas.arrays import IntegerArray

from assessment.locale import message
from assessment.method.ranking import competition_rank
from assessment.method.rounding import half_up
from assessment.method.selection.problem import (
    CENT,
    Constraint,
    Quota,
    SelectionProblem,
    selection_problem,
)
from assessment.problems import AssessmentError, Problem

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Selection:
    """Per applicant: rank, whether selected, place on the waiting list (0: none), running cost.

    `order` lists the ranked rows from the first; the funding line is drawn after `line` of them.
    `tied_at_line`: the line stands above a group of equal scores that does not fit as a whole.
    `left` is what remains of the budget (None without one). `bound_by` is, for a refused applicant,
    the constraint that ended the list or was full when it was passed over (None: selected or
    unranked); `tied` marks those refused only because equals do not all fit. `cumulative` is NaN
    for who was passed over. `reserved` marks who was taken ahead to meet a floor.
    """

    rank: IntegerArray
    selected: Flags
    waiting: NDArray[np.int64]
    cumulative: NDArray[np.float64]
    order: NDArray[np.intp]
    line: int
    tied_at_line: bool
    left: float | None
    bound_by: NDArray[np.object_]
    tied: Flags
    reserved: Flags


def by_rank(
    scores: ArrayLike,
    requested: ArrayLike,
    budget: float | None = None,
    places: int | None = None,
    *,
    decimals: int = 9,
    tie_break: ArrayLike | None = None,
    quotas: Sequence[Quota] = (),
    attributes: Mapping[str, Sequence[Hashable]] | None = None,
    firms: Sequence[Hashable] | None = None,
    exclusions: Sequence[Sequence[int]] = (),
) -> Selection:
    """Fund strictly down the ranking; the first that does not fit the money or places ends it.

    NaN scores stand outside. Equal scores share rank, are ordered by `tie_break` (smaller first)
    if given, and otherwise stand or fall together. With a budget every ranked applicant needs a
    requested amount, else AssessmentError. Who meets a full ceiling, a firm or an excluded
    application already taken is passed over and waits. Floors come first: for each, the best
    ranked who count towards it and fit are reserved; what remains is given out down the list.
    A floor that cannot be met so is an AssessmentError. Source: Korean calls' 예비순위 practice.
    """
    problem = selection_problem(
        half_up(scores, decimals),
        requested,
        budget=budget,
        places=places,
        quotas=quotas,
        attributes=attributes,
        firms=firms,
        exclusions=exclusions,
    )
    return down_the_list(problem, decimals, tie_break)


def down_the_list(
    problem: SelectionProblem, decimals: int = 9, tie_break: ArrayLike | None = None
) -> Selection:
    """`by_rank` on a problem: its values are the scores, rounded half-up once to `decimals`."""
    walk = Walk(problem, decimals, tie_break)
    walk.down()
    rounded, order = walk.rounded, walk.order
    refused = order[~walk.selected[order]]
    budget = problem.place_of("budget")
    limit = None if budget is None else float(problem.limits[budget])
    return Selection(
        rank=competition_rank(rounded, decimals),
        selected=walk.selected,
        waiting=_waiting(rounded, refused, tie_break is not None),
        cumulative=walk.cumulative(),
        order=order,
        line=walk.line,
        tied_at_line=walk.tied_at_line,
        left=None if limit is None else limit - float(problem.costs[walk.selected].sum()),
        bound_by=walk.bound_by,
        tied=walk.tied,
        reserved=walk.reserved,
    )


class Walk:
    """One walk down the list: what each limit has left, who is in, what stopped the others.

    `groups` are equal scores as slices of `order`, single rows where a tie-break orders them.
    """

    def __init__(
        self, problem: SelectionProblem, decimals: int, tie_break: ArrayLike | None
    ) -> None:
        size, ranked = len(problem), np.flatnonzero(problem.open)
        self.problem = problem
        self.rounded = np.where(problem.open, half_up(problem.values, decimals), np.nan)
        self.keys = np.zeros(size) if tie_break is None else np.asarray(tie_break, np.float64)
        by_place = np.lexsort((ranked, self.keys[ranked], -self.rounded[ranked]))
        order: NDArray[np.intp] = ranked[by_place]
        self.order, self.groups = order, _groups(self.rounded[order], tie_break is not None)
        self.left = problem.limits.copy()
        self.selected, self.reserved, self.tied = (np.zeros(size, bool) for _ in range(3))
        self.bound_by: NDArray[Any] = np.full(size, None, object)
        kinds = [c.kind for c in problem.constraints]
        self.ending = np.array([k in ("budget", "places") for k in kinds], bool)
        self.floors = np.array([k == "floor" for k in kinds], bool)
        self.line, self.tied_at_line = len(order), False

    def uses(self, row: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """The constraints that this candidate touches, and by how much."""
        part = slice(self.problem.matrix.indptr[row], self.problem.matrix.indptr[row + 1])
        return self.problem.matrix.indices[part], self.problem.matrix.data[part]

    def take(self, rows: NDArray[np.intp]) -> None:
        self.selected[rows] = True
        for row in rows:
            places, weights = self.uses(row)
            self.left[places] -= weights

    def full(self, rows: NDArray[np.intp], among: Flags) -> tuple[NDArray[np.float64], Flags]:
        """How much these rows take of every limit, and which of `among` that would break."""
        taken = np.zeros(len(self.left))
        for row in rows:
            places, weights = self.uses(row)
            taken[places] += weights
        return taken, among & (self.left - taken < -CENT)

    def reserve(self) -> None:
        """The best ranked who count towards a floor that lacks; AssessmentError if too few."""
        for group in self.groups:
            lacking = self.floors & (self.left < -CENT)
            if not lacking.any():
                break
            helpers = np.array([r for r in self.order[group] if self.helps(r, lacking)], np.intp)
            if self.full(helpers, ~self.floors)[1].any():
                break  # equals that do not all fit: only a tie-break may choose among them
            self.take(helpers)
            self.reserved[helpers] = True
        lacking = self.floors & (self.left < -CENT)
        if lacking.any():
            _refuse_floors(self.problem, lacking, self.left)

    def helps(self, row: int, lacking: Flags) -> bool:
        """Whether this candidate counts towards a floor that lacks, and fits by itself."""
        fits = not self.full(np.array([row]), ~self.floors)[1].any()
        return fits and bool(lacking[self.uses(row)[0]].any())

    def down(self, before: list[NDArray[np.float64]] | None = None) -> None:
        """Floors, then group by group; `before` collects what was left before each."""
        if self.floors.any():
            self.reserve()
        groups = self.straight() if self.ending.all() and before is None else self.groups
        for group in groups:
            if before is not None:
                before.append(self.left.copy())
            rows = self.order[group]
            rows = self.passed(rows[~self.selected[rows]])
            broken = self.full(rows, self.ending)[1]
            if broken.any():
                self.end(group, rows, broken)
                break
            self.take(rows)

    def straight(self) -> list[slice]:
        """With money and places alone, all that fits at once; the groups from the line on."""
        running = np.cumsum(self.problem.matrix[:, self.order].toarray(), axis=1)
        fits = (running <= self.left[:, None] + CENT).all(axis=0)
        line = len(self.order) if fits.all() else int(np.argmin(fits))
        first = next((k for k, g in enumerate(self.groups) if g.stop > line), len(self.groups))
        above = self.order[: self.groups[first].start] if first < len(self.groups) else self.order
        self.selected[above] = True
        self.left -= self.problem.matrix[:, above].sum(axis=1)
        return self.groups[first:]

    def passed(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Those of equal score who meet no full ceiling; the others are passed over."""
        ceilings = ~self.ending & ~self.floors
        if not ceilings.any():
            return rows
        _, together = self.full(rows, ceilings)
        kept = []
        for row in rows:
            places, _ = self.uses(row)
            _, alone = self.full(np.array([row]), ceilings)
            if alone.any():
                self.bound_by[row] = self.problem.constraints[int(np.flatnonzero(alone)[0])]
            elif together[places].any():
                first = int(places[together[places]][0])
                self.bound_by[row], self.tied[row] = self.problem.constraints[first], True
            else:
                kept.append(row)
        return np.array(kept, np.intp)

    def end(self, group: slice, rows: NDArray[np.intp], broken: Flags) -> None:
        """The list ends above these equals; who comes later is refused for the same limit."""
        _, alone = self.full(rows[:1], self.ending)
        self.tied_at_line = not alone.any()
        self.tied[rows] = self.tied_at_line
        self.line = group.start
        at = int(np.flatnonzero(alone if alone.any() else broken)[-1])
        later = self.order[group.start :]
        open_ = later[~self.selected[later]]
        undecided = [row for row in open_ if self.bound_by[row] is None]
        self.bound_by[undecided] = self.problem.constraints[at]

    def cumulative(self) -> NDArray[np.float64]:
        """Money down the list; NaN for the unranked and for who was passed over."""
        passed = np.array(
            [
                isinstance(c, Constraint) and c.kind not in ("budget", "places")
                for c in self.bound_by
            ],
            bool,
        )
        running = np.full(len(self.problem), np.nan)
        counted = self.order[~passed[self.order]]
        running[counted] = np.cumsum(self.problem.costs[counted])
        return running


def _groups(descending: NDArray[np.float64], ordered: bool) -> list[slice]:
    """Equal scores as one slice of the order; single rows where a tie-break orders them."""
    if not len(descending):
        return []
    breaks = np.ones(len(descending), bool)
    if not ordered:
        breaks[1:] = descending[1:] != descending[:-1]
    starts = [*np.flatnonzero(breaks).tolist(), len(descending)]
    return [slice(a, b) for a, b in pairwise(starts)]


def _waiting(
    scores: NDArray[np.float64], order: NDArray[np.intp], ordered: bool
) -> NDArray[np.int64]:
    numbers = np.zeros(len(scores), np.int64)
    if len(order):
        places = np.arange(1, len(order) + 1)
        shared = np.searchsorted(-scores[order], -scores[order], side="left") + 1
        numbers[order] = places if ordered else shared
    return numbers


def _refuse_floors(problem: SelectionProblem, lacking: Flags, left: NDArray[np.float64]) -> None:
    raise AssessmentError(
        *(
            Problem(
                where=constraint.name,
                what=message(
                    "순위대로 뽑아서는 최소 쿼터를 채울 수 없습니다: {floor}, {short}곳 부족",
                    floor=constraint.words,
                    short=f"{-left[place]:.10g}",
                ),
                fix=message(
                    "최소 쿼터를 낮추거나 예산을 늘리십시오. 동점이면 동점 기준을 정하십시오."
                ),
                code="floor_not_met",
            )
            for place, constraint in enumerate(problem.constraints)
            if lacking[place]
        )
    )
