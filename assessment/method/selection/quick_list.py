"""The list walked many times: who is funded by rank at one set of scores after another."""

import itertools
from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.method.selection.problem import CENT, SelectionProblem

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class QuickList:
    """`down_the_list` without what only a decision needs, several times faster under quotas.

    Scores are (n,) in the order of the problem's candidates and NaN for who stands outside; the
    problem's own values are not looked at. `tie_break` orders equal scores, smaller first.
    """

    def __init__(
        self, problem: SelectionProblem, decimals: int = 9, tie_break: ArrayLike | None = None
    ) -> None:
        self.decimals = decimals
        self.keys = None if tie_break is None else np.asarray(tie_break, np.float64)
        matrix = problem.matrix
        heads: list[int] = matrix.indptr.tolist()
        places, weights = matrix.indices.tolist(), matrix.data.tolist()
        self.uses = [
            list(zip(places[a:b], weights[a:b], strict=True)) for a, b in itertools.pairwise(heads)
        ]
        kinds = [one.kind for one in problem.constraints]
        self.floors = [place for place, kind in enumerate(kinds) if kind == "floor"]
        self.is_floor = [kind == "floor" for kind in kinds]
        self.ending = [kind in ("budget", "places") for kind in kinds]
        self.upper = [[(p, w) for p, w in own if not self.is_floor[p]] for own in self.uses]
        self.towards_floors = np.array(
            [any(self.is_floor[place] for place, _ in own) for own in self.uses], bool
        )
        self.limits: list[float] = problem.limits.tolist()

    def __call__(self, scores: ArrayLike) -> Flags:
        """Who is funded; floors that these scores cannot meet are met as far as they go."""
        return self.walked(scores)[0]

    def walked(self, scores: ArrayLike) -> tuple[Flags, bool]:
        """Who is funded, and whether every floor was met (else nobody may be)."""
        given: Floats = np.asarray(scores, np.float64)
        rounded = given.round(self.decimals)
        known = np.flatnonzero(~np.isnan(rounded))
        keys = np.zeros(len(known)) if self.keys is None else self.keys[known]
        order = known[np.lexsort((known, keys, -rounded[known]))]
        left, taken = list(self.limits), set[int]()
        if self.floors:
            self._reserve(self._groups(order[self.towards_floors[order]], rounded), left, taken)
        met = not self._lacking(left)
        self._down(self._groups(order, rounded), left, taken)
        selected = np.zeros(len(rounded), bool)
        selected[list(taken)] = True
        return selected, met

    def _groups(self, order: NDArray[np.intp], rounded: Floats) -> Iterator[list[int]]:
        """Equal scores together, from the highest; one by one where a draw orders them."""
        rows: list[int] = order.tolist()
        if self.keys is not None or not len(order):
            yield from ([row] for row in rows)
            return
        same: list[bool] = (rounded[order][1:] == rounded[order][:-1]).tolist()
        group = rows[:1]
        for row, again in zip(rows[1:], same, strict=True):
            if again:
                group.append(row)
            else:
                yield group
                group = [row]
        yield group

    def _reserve(self, groups: Iterator[list[int]], left: list[float], taken: set[int]) -> None:
        for group in groups:
            if not self._lacking(left):
                break
            helpers = [row for row in group if self._helps(row, left)]
            if len(helpers) > 1 and self._broken(helpers, left):
                break
            self._take(helpers, left)
            taken.update(helpers)

    def _down(self, groups: Iterator[list[int]], left: list[float], taken: set[int]) -> None:
        for group in groups:
            rows = [row for row in group if row not in taken]
            broken = self._broken(rows, left)
            if any(not self.ending[place] for place in broken):
                rows = self._kept(rows, broken)
                broken = self._broken(rows, left)
            if broken:
                break
            self._take(rows, left)
            taken.update(rows)

    def _kept(self, rows: list[int], together: Collection[int]) -> list[int]:
        """Those who meet no full ceiling, by themselves or beside their equals."""
        full = {place for place in together if not self.ending[place]}
        return [row for row in rows if not any(place in full for place, _ in self.uses[row])]

    def _lacking(self, left: list[float]) -> bool:
        return any(left[place] < -CENT for place in self.floors)

    def _helps(self, row: int, left: list[float]) -> bool:
        lacks = False
        for place, weight in self.uses[row]:
            if self.is_floor[place]:
                lacks |= left[place] < -CENT
            elif left[place] - weight < -CENT:
                return False
        return lacks

    def _broken(self, rows: list[int], left: list[float]) -> Collection[int]:
        """Upper limits that these together would break."""
        if len(rows) == 1:
            return [p for p, w in self.upper[rows[0]] if left[p] - w < -CENT]
        used: dict[int, float] = {}
        for row in rows:
            for place, weight in self.upper[row]:
                used[place] = used.get(place, 0.0) + weight
        return [place for place, weight in used.items() if left[place] - weight < -CENT]

    def _take(self, rows: list[int], left: list[float]) -> None:
        for row in rows:
            for place, weight in self.uses[row]:
                left[place] -= weight
