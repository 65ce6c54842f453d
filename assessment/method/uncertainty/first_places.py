"""The chance of the first k places alone, without ranking anybody: one threshold a draw is enough.

Scores are taken in float32, the threshold of a draw is guessed from those before and checked; only
the firms at the line are scored again in float64 and rounded, so the answer equals that of full
competition ranks.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.method.uncertainty.draws import WeightDraws, firms_and_extras
from assessment.method.uncertainty.ordering import ALIGNED, UNIT, WIDEST, orders

DRAWS_AT_ONCE = 32
FEWEST = 5000
"""Fewer firms are ranked fully; that is as fast."""
LIKELY = 4.0
"""Standard deviations of the guess within which the last place is sought first."""
LEAST_VARIANCE = 1e-120
"""Stands in where all firms are equal; its fourth power is still a number."""
SINGLE = 2.0**-22
"""Relative error of one float32 product and sum, twice the unit of rounding and more."""

Singles = NDArray[np.float32]
Doubles = NDArray[np.float64]


def first_places(
    values: ArrayLike, draws: WeightDraws, first: int, *, adjustments: ArrayLike | None = None
) -> NDArray[np.float64]:
    """Share of draws in which a firm (values n × m) has a rank up to `first`; NaN without a value.

    Ties at the last place are all in (competition ranks of scores rounded to 9 decimals), as in
    `smaa`. Standard error at most 1 / (2 √D). ValueError when shapes do not fit.
    """
    table, extra = firms_and_extras(values, draws, adjustments)
    rows = np.flatnonzero(~np.isnan(table).any(axis=1) & ~np.isnan(extra))
    known, bonus = table[rows], extra[rows]
    shares = np.full(len(table), np.nan)
    wide = float(np.abs(draws.weights).sum(axis=1).max(initial=1)) * float(
        np.abs(known).max(initial=0) + np.abs(bonus).max(initial=0)
    )
    if first <= 0 or first >= len(rows):
        shares[rows] = float(first > 0)
    elif len(rows) < FEWEST or wide * UNIT * DRAWS_AT_ONCE * 2 >= WIDEST:
        shares[rows] = _by_ranks(known, bonus, draws.weights, first) / len(draws)
    else:
        weights = draws.weights
        if bonus.any():
            known = np.column_stack([known, bonus])
            weights = np.column_stack([weights, np.ones(len(weights))])
        counts = _by_threshold(known, weights, first, wide)
        shares[rows] = counts / len(draws)
    return shares


def _by_ranks(values: Doubles, extra: Doubles, weights: Doubles, first: int) -> NDArray[np.int64]:
    counts = np.zeros(len(values), np.int64)
    for block in orders(values, extra, weights):
        counts += (block.by_firm() <= first).sum(axis=0)
    return counts


def _by_threshold(values: Doubles, weights: Doubles, first: int, wide: float) -> NDArray[np.int64]:
    """Values and weights may hold the extra points as a criterion that weighs 1."""
    count = len(values)
    doubt = 2 * np.float32(wide * SINGLE * (values.shape[1] + 2) + 2 / UNIT)
    padded = -(-count // ALIGNED) * ALIGNED
    table = np.full((values.shape[1], padded), -4 * wide, np.float32)
    table[:, :count] = values.T
    singles = weights.astype(np.float32)
    guess = _Guess(values, weights, first)
    scores = np.empty((DRAWS_AT_ONCE, padded), np.float32)
    counts = np.zeros(padded, np.int64)
    for start in range(0, len(weights), DRAWS_AT_ONCE):
        part = slice(start, start + DRAWS_AT_ONCE)
        block = np.matmul(singles[part], table, out=scores[: len(singles[part])])
        near = _near(block, first, doubt, guess.bounds(part, block))
        guess.learn(part, near.line)
        counts += near.above
        winners = near.score > (near.line + doubt)[near.draw]
        np.add.at(counts, near.firm[winners], 1)
        np.add.at(counts, _decided(values, weights[part], near, winners, doubt), 1)
    return counts[:count]


class _Guess:
    """Where the last place that counts will lie: so many standard deviations above the mean.

    Mean, deviation, skewness and kurtosis of a weighted sum follow from those of the criteria (the
    last two as if these were independent); how they set the place is learnt from the draws before,
    by least squares. A guess, checked afterwards.
    """

    def __init__(self, values: Doubles, weights: Doubles, first: int) -> None:
        self.first, self.count = first, len(values)
        centre = values.mean(axis=0)
        off = values - centre
        squares = off * off
        self.middle = weights @ centre
        spread = np.einsum("ij,jk,ik->i", weights, off.T @ off / self.count, weights)
        self.spread = np.sqrt(np.maximum(spread, LEAST_VARIANCE))
        third = np.einsum("ij,ij->j", squares, off) / self.count
        fourth = np.einsum("ij,ij->j", squares, squares) / self.count
        fourth -= 3 * squares.mean(axis=0) ** 2
        skewness = weights**3 @ third / self.spread**3
        kurtosis = weights**4 @ fourth / self.spread**4
        self.known = np.column_stack([np.ones(len(weights)), skewness, kurtosis])
        self.lines = np.empty(len(weights))
        self.fitted, self.reach = np.zeros(3), 0.0
        self.seen = self.fitted_on = 0

    def bounds(self, part: slice, block: Singles) -> tuple[Singles, Singles]:
        """Two scores a draw between which the last place most likely lies."""
        if not self.seen:
            line = _lines(block, self.first, np.ones(len(block), bool))
            return line, line
        if self.seen >= 2 * self.fitted_on:
            before, lines = self.known[: self.seen], self.lines[: self.seen]
            self.fitted = np.linalg.lstsq(before, lines, rcond=1e-6)[0]
            missed = np.sqrt(((before @ self.fitted - lines) ** 2).mean())
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


@dataclass(frozen=True, eq=False)
class _Near:
    """In how many draws of a block each firm is surely in; draw, firm and score where that is in
    doubt; the float32 score of the last place in each draw, and how many are left up to it."""

    above: NDArray[np.uint8]
    draw: NDArray[np.intp]
    firm: NDArray[np.intp]
    score: Singles
    line: Singles
    left: NDArray[np.int64]


def _near(block: Singles, first: int, doubt: np.float32, bounds: tuple[Singles, Singles]) -> _Near:
    """Who is near the last place that counts.

    Checked: the last place lies between the bounds, by more than float32 may be wrong; a draw in
    which it does not gets its exact one.
    """
    lower, upper = bounds[0] - doubt, bounds[1] + doubt
    draws = np.arange(len(block))
    while True:
        above = block > upper[:, None]
        flat = np.flatnonzero((block >= lower[:, None]) ^ above)
        ends = np.searchsorted(flat, (draws + 1) * block.shape[1])
        draw = np.repeat(draws, np.diff(ends, prepend=0))
        score = block.reshape(-1).take(flat)
        left = first - np.array([np.count_nonzero(own) for own in above])
        line = _last_in(draw, score, left, ends).astype(np.float32)
        wrong = ~((line - doubt >= lower) & (line + doubt <= upper))
        if not wrong.any():
            counted = np.add.reduce(above.view(np.uint8), axis=0, dtype=np.uint8)
            return _Near(counted, draw, flat - draw * block.shape[1], score, line, left)
        exact = _lines(block, first, wrong)
        lower[wrong], upper[wrong] = exact - 2 * doubt, exact + 2 * doubt


def _lines(block: Singles, first: int, rows: NDArray[np.bool_]) -> Singles:
    place = block.shape[1] - first
    return np.partition(block[rows], place, axis=1)[:, place]


def _last_in(
    draw: NDArray[np.intp],
    score: Singles | Doubles,
    left: NDArray[np.int64],
    ends: NDArray[np.intp],
) -> Doubles:
    """The score of the last of `left` places in each draw; NaN when there is no such place.

    `draw` ascends; the scores of a draw end before `ends`. Scores of one draw sort as a block.
    """
    if not len(score):
        return np.full(len(left), np.nan)
    apart = 4.0 * 2.0 ** np.ceil(np.log2(float(np.abs(score).max()) + 1))
    ordered = draw * apart
    ordered -= score
    ordered.sort()
    last = np.diff(ends, prepend=0)
    there = (left > 0) & (left <= last)
    places = np.where(there, ends - last + left - 1, 0)
    return np.where(there, np.arange(len(left)) * apart - ordered[places], np.nan)


def _decided(
    values: Doubles,
    weights: Doubles,
    near: _Near,
    winners: NDArray[np.bool_],
    doubt: np.float32,
) -> NDArray[np.intp]:
    """The firms at the line that are in, once a draw: scored again in float64, rounded, ties in."""
    at_line = np.flatnonzero((near.score >= (near.line - doubt)[near.draw]) & ~winners)
    draw, firm = near.draw[at_line], near.firm[at_line]
    left = near.left - np.bincount(near.draw[winners], minlength=len(weights))
    scores = np.rint(np.einsum("ij,ij->i", values[firm], weights[draw]) * UNIT)
    ends = np.searchsorted(draw, np.arange(1, len(weights) + 1))
    inside: NDArray[np.intp] = firm[scores >= _last_in(draw, scores, left, ends)[draw]]
    return inside
