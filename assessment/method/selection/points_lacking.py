"""How many points a refused applicant lacks, by what was left along the list."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.method.rounding import half_up
from assessment.method.selection.by_rank import Walk
from assessment.method.selection.problem import CENT, SelectionProblem
from assessment.method.selection.quick_list import QuickList


class PointsLacking:
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
