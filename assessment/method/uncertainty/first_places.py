"""The chance of the first k places alone, without ranking anybody: one threshold a draw is enough.

Scores are taken in float32, the threshold of a draw is guessed from those before and checked; only
the firms at the line are scored again in float64 and rounded, so the answer equals that of full
competition ranks.
"""

from collections.abc import Iterator
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.method.uncertainty.draws import WeightDraws, firms_and_extras
from assessment.method.uncertainty.ordering import MANY, UNIT, WIDEST, ranked

DRAWS_AT_ONCE = 64
SAMPLE = 4096
"""About so many firms tell how scores are spread."""
LEARNT_FROM = 16
"""The first draws, for which the last place is guessed as if scores were normal."""
AT_FIRST = 0.25
"""Standard deviations around that first guess."""
CELLS = 2**21
"""Firms × draws held at once at most, at 8 bytes each."""
LIKELY = 3.0
"""Standard deviations of the guess within which the last place is sought first."""
LEAST_VARIANCE = 1e-120
"""Stands in where all firms are equal; its fourth power is still a number."""
SINGLE = 2.0**-22
"""Relative error of one float32 product and sum, twice the unit of rounding and more."""

Singles = NDArray[np.float32]
Doubles = NDArray[np.float64]
Bounds = tuple[Singles, Singles]
Near = tuple[NDArray[np.int32], Singles, NDArray[np.int64]]
"""Firm and score a draw and place, and how many there are a draw."""


def first_places(
    values: ArrayLike, draws: WeightDraws, first: int, *, adjustments: ArrayLike | None = None
) -> NDArray[np.float64]:
    """Share of draws in which a firm (values n × m) has a rank up to `first`; NaN without a value.

    Ties at the last place are all in (competition ranks of scores rounded to 9 decimals), as in
    `smaa`. Standard error at most 1 / (2 √D). ValueError when shapes do not fit.
    """
    table, extra = firms_and_extras(values, draws, adjustments)
    rows = np.flatnonzero(~np.isnan(table @ np.ones(table.shape[1]) + extra))
    known, bonus = (table, extra) if len(rows) == len(table) else (table[rows], extra[rows])
    shares = np.full(len(table), np.nan)
    wide = float(np.abs(draws.weights).sum(axis=1).max(initial=1)) * float(
        _widest(known) + _widest(bonus)
    )
    if first <= 0 or first >= len(rows):
        shares[rows] = float(first > 0)
    elif len(rows) < MANY or wide * UNIT * DRAWS_AT_ONCE * 2 >= WIDEST:
        shares[rows] = _by_ranks(known, bonus, draws.weights, first) / len(draws)
    else:
        weights = draws.weights
        if bonus.any():
            known = np.column_stack([known, bonus])
            weights = np.column_stack([weights, np.ones(len(weights))])
        shares[rows] = _Thresholds(known, weights, first, wide).counts() / len(draws)
    return shares


def _widest(values: Doubles) -> float:
    return max(float(values.max(initial=0)), -float(values.min(initial=0)))


def _by_ranks(values: Doubles, extra: Doubles, weights: Doubles, first: int) -> NDArray[np.int64]:
    counts = np.zeros(len(values), np.int64)
    for block in ranked(values, extra, weights):
        counts += (block.ranks <= first).sum(axis=0)
    return counts


class _Thresholds:
    """Values and weights may hold the extra points as a criterion that weighs 1."""

    def __init__(self, values: Doubles, weights: Doubles, first: int, wide: float) -> None:
        from assessment.method.uncertainty import compiled_line

        self.loops = compiled_line
        self.values, self.weights, self.first = np.ascontiguousarray(values), weights, first
        self.doubt = np.float32(2 * (wide * SINGLE * (values.shape[1] + 2) + 2 / UNIT))
        self.guess = _Guess(values, weights, first)
        tile, together = compiled_line.TILE, compiled_line.TOGETHER
        count, criteria = values.shape
        padded = (-(-count // tile) * tile, -(-criteria // together) * together)
        table = np.zeros(padded, np.float32)
        table[count:, :criteria] = -4 * wide
        table[:count, :criteria] = values
        tiles = table.reshape(-1, tile, padded[1]).transpose(0, 2, 1)
        self.tiles = np.ascontiguousarray(tiles)
        self.singles = np.zeros((len(weights), padded[1]), np.float32)
        self.singles[:, :criteria] = weights
        self.step = min(max(CELLS // padded[0], 1), DRAWS_AT_ONCE)
        held = (self.step, padded[0] + 1)
        self.near = np.empty(held, np.int32), np.empty(held, np.float32), np.empty(self.step, int)
        marks = np.zeros(tile, np.uint8)
        scores = np.empty(tile, np.float32), np.empty(tile, np.float32)
        self.room = *scores, marks, marks.view(np.uint64)

    def counts(self) -> NDArray[np.int64]:
        """In how many draws each firm is in."""
        found = np.zeros(len(self.tiles) * self.loops.TILE, np.int64)
        for part in self._parts():
            singles, weights = self.singles[part], self.weights[part]
            line = self._count(singles, weights, self.guess.bounds(part), found)
            self.guess.learn(part, line)
        return found[: len(self.values)]

    def _parts(self) -> Iterator[slice]:
        edge = min(LEARNT_FROM, self.step)
        yield slice(0, edge)
        for start in range(edge, len(self.weights), self.step):
            yield slice(start, start + self.step)

    def _count(
        self, singles: Singles, weights: Doubles, bounds: Bounds, found: NDArray[np.int64]
    ) -> Singles:
        """Adds the draws in which a firm is in; returns the float32 score of the last place.

        Checked: it lies between the bounds, by more than float32 may be wrong. Draws in which it
        does not are taken back and done again with exact bounds.
        """
        doubt = self.doubt
        near, left = self._near(singles, bounds, found, 1)
        line = self.loops.lines(near, bounds, left)
        wrong = ~((line - doubt >= bounds[0]) & (line + doubt <= bounds[1]))
        line[wrong] = np.nan
        self.loops.count_winners(near, left, line, doubt, self.values, weights, found)
        if wrong.any():
            redone = singles[wrong]
            self._near(redone, (bounds[0][wrong], bounds[1][wrong]), found, -1)
            line[wrong] = self._count(redone, weights[wrong], self._exact(weights[wrong]), found)
        return line

    def _near(
        self, singles: Singles, bounds: Bounds, found: NDArray[np.int64], sign: int
    ) -> tuple[Near, NDArray[np.int64]]:
        """Who is near, and how many places are left for them; over the line is in, so often
        (`sign`) more."""
        above = np.zeros(len(found), np.int32)
        firms, scores, counts = self.near
        near = firms, scores, counts[: len(singles)]
        over = self.loops.near_the_line(self.tiles, singles, bounds, above, self.room, near)
        if sign > 0:
            found += above
        else:
            found -= above
        return near, self.first - over

    def _exact(self, weights: Doubles) -> Bounds:
        """The last place by partial sorting, and a little around it."""
        place = len(self.values) - self.first
        line = np.partition(weights @ self.values.T, place, axis=1)[:, place].astype(np.float32)
        return line - 2 * self.doubt, line + 2 * self.doubt


def _mean(values: Doubles) -> Doubles:
    """Of each column; a product is faster than a mean down the columns."""
    return np.ones(len(values)) @ values / len(values)


class _Guess:
    """Where the last place that counts will lie: so many standard deviations above the mean.

    Mean, deviation, skewness and kurtosis of a weighted sum follow from those of the criteria (the
    last two as if these were independent); how they set the place is learnt from the draws before,
    by least squares. A guess, checked afterwards.
    """

    def __init__(self, values: Doubles, weights: Doubles, first: int) -> None:
        self.count = len(values)
        centre = _mean(values)
        shared = values.T @ values / self.count - np.outer(centre, centre)
        self.middle = weights @ centre
        spread = np.einsum("ij,ij->i", weights @ shared, weights)
        self.spread = np.sqrt(np.maximum(spread, LEAST_VARIANCE))
        off = values[:: max(self.count // SAMPLE, 1)] - centre
        squares = off * off
        third = _mean(squares * off)
        fourth = _mean(squares * squares) - 3 * _mean(squares) ** 2
        cubes = weights * weights * weights
        skewness = cubes @ third / self.spread**3
        kurtosis = cubes * weights @ fourth / self.spread**4
        self.known = np.column_stack([np.ones(len(weights)), skewness, kurtosis])
        self.lines = np.empty(len(weights))
        normal = NormalDist().inv_cdf(1 - first / self.count)
        self.fitted, self.reach = np.array([normal, 0.0, 0.0]), AT_FIRST
        self.seen = self.fitted_on = 0

    def bounds(self, part: slice) -> Bounds:
        """Two scores a draw between which the last place most likely lies."""
        if self.seen and self.seen >= 2 * self.fitted_on:
            before, lines = self.known[: self.seen], self.lines[: self.seen]
            self.fitted = np.linalg.lstsq(before, lines, rcond=1e-6)[0]
            spare = max(self.seen - before.shape[1], 1)
            missed = np.sqrt(((before @ self.fitted - lines) ** 2).sum() / spare)
            self.reach = LIKELY * missed + 10 / self.count
            self.fitted_on = self.seen
        places, reach = self.known[part] @ self.fitted, self.reach
        low, high = (self.middle[part] + (places + s * reach) * self.spread[part] for s in (-1, 1))
        return low.astype(np.float32), high.astype(np.float32)

    def learn(self, part: slice, line: Singles) -> None:
        """Takes in where the last place did lie."""
        places = (line - self.middle[part]) / self.spread[part]
        self.lines[part] = places
        self.seen += len(places)
