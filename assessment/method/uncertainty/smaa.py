"""Stochastic multicriteria acceptability: which ranks a firm takes when the weights are uncertain.

Source: Lahdelma & Salminen 2001 (SMAA-2), on scores that are weighted sums. Draws are taken block
by block; nothing of the size draws × n or n × n is held.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.locale import Message
from assessment.method.uncertainty.draws import WeightDraws, firms_and_extras
from assessment.method.uncertainty.ordering import CELLS, DECIMALS, MANY, Block, Ranks, ranked
from assessment.method.uncertainty.quantiles import binned_rank_quantiles, exact_rank_quantiles

EXACT_RANKS = 500
"""Up to so many firms every rank has a bin of its own."""
BINS = 100
"""Beyond that the ranks fall into at most so many bins, each a power of two of ranks wide."""
ALL_PAIRS = 100
"""Up to so many firms every pair may be asked for at once."""

Kind = TypeVar("Kind", bound=np.generic)
Pairs = Sequence[tuple[int, int]] | NDArray[np.int64] | Literal["all"]


@dataclass(frozen=True, eq=False)
class RankAcceptability:
    """What the draws say of n firms; a firm with a missing value takes no part (0 draws, NaN, 0).

    `counts` (n × bins) tells in how many draws the rank fell into the bin that runs from
    `bin_first` to `bin_last`. `low`, `median`, `high`: the smallest rank that 5, 50, 95 % of the
    draws do not exceed (−1: no part); with bins wider than a rank and not asked for exactly, the
    last rank of the bin in which it lies. `central_weights` is the mean weight of the draws in
    which the firm is first, NaN when it never is; `confidence` 1 if these weights put it first
    (alone or tied), else 0. `within`: share of draws in the first `first` places. `winning`: share
    of draws in which the first of a pair scores strictly higher — n × n for "all" (diagonal 0),
    else one a pair. `error` is the largest Monte-Carlo standard error of any share here.
    """

    bin_first: NDArray[np.int64]
    bin_last: NDArray[np.int64]
    counts: NDArray[np.unsignedinteger]
    expected_rank: NDArray[np.float64]
    low: NDArray[np.int64]
    median: NDArray[np.int64]
    high: NDArray[np.int64]
    central_weights: NDArray[np.float64]
    confidence: NDArray[np.float64]
    within: NDArray[np.float64] | None
    first: int | None
    pairs: Pairs | None
    winning: NDArray[np.float64] | None
    draws: WeightDraws = field(repr=False)

    def acceptability(self, rows: ArrayLike | slice = slice(None)) -> NDArray[np.float64]:
        """Share of draws by bin for these rows (all by default); a firm's row sums to 1."""
        counts = self.counts[rows if isinstance(rows, slice) else np.asarray(rows)]
        return counts / len(self.draws)

    @property
    def error(self) -> float:
        """1 / (2 √D)."""
        return self.draws.error

    @property
    def distribution(self) -> Message:
        """How the weights were drawn, in words; printed beside every interval."""
        return self.draws.distribution


def smaa(
    values: ArrayLike,
    draws: WeightDraws,
    *,
    adjustments: ArrayLike | None = None,
    first: int | None = None,
    pairs: Pairs | None = None,
    exact_quantiles: bool = False,
) -> RankAcceptability:
    """Ranks of n firms (values n × m, larger is better) under every drawn weight.

    A score is Σ w·value plus the firm's `adjustments` (bonus points, unchanged by the weights);
    competition ranks of scores rounded to 9 decimals, so that equal answers share their rank.
    Up to 500 firms each rank is counted; beyond, bins (at most 100), and `exact_quantiles` costs
    another pass over the draws. ValueError when shapes do not fit.
    """
    table, extra = firms_and_extras(values, draws, adjustments)
    rows = np.flatnonzero(~np.isnan(table).any(axis=1) & ~np.isnan(extra))
    known, bonus = table[rows], extra[rows]
    tally = _Tally(len(rows), draws.weights, first)
    for block in ranked(known, bonus, draws.weights):
        tally.add(block)
    low, median, high = (
        exact_rank_quantiles(known, bonus, draws.weights, tally.counts, tally.bin_first)
        if exact_quantiles
        else binned_rank_quantiles(tally.counts, tally.bin_last, len(draws))
    )
    central = tally.central()
    count = len(table)
    return RankAcceptability(
        bin_first=tally.bin_first,
        bin_last=tally.bin_last,
        counts=tally.counts if len(rows) == count else _spread(tally.counts, rows, count, 0),
        expected_rank=_spread(tally.rank_sums / len(draws), rows, count, np.nan),
        low=_spread(low, rows, count, -1),
        median=_spread(median, rows, count, -1),
        high=_spread(high, rows, count, -1),
        central_weights=_spread(central, rows, count, np.nan),
        confidence=_spread(_confidence(known, bonus, central), rows, count, np.nan),
        within=None if first is None else _spread(tally.within / len(draws), rows, count, np.nan),
        first=first,
        pairs=pairs,
        winning=None if pairs is None else _winning(table, extra, draws.weights, pairs),
        draws=draws,
    )


def bin_shift(count: int) -> int:
    """Bins are 2^shift ranks wide: each rank its own up to 500 firms, else at most 100 bins."""
    shift = 0
    while count > EXACT_RANKS and -(-count // 2**shift) > BINS:
        shift += 1
    return shift


class _Tally:
    """What is counted while the draws pass by."""

    def __init__(self, count: int, weights: NDArray[np.float64], first: int | None) -> None:
        self.weights = weights
        self.first = first
        self.shift = bin_shift(count)
        self.bin_first = np.arange(1, count + 1, 2**self.shift)
        self.bin_last = np.minimum(self.bin_first + (2**self.shift - 1), count)
        size = np.uint16 if len(weights) < 2**16 else np.uint32
        self.counts: NDArray[np.unsignedinteger] = np.zeros((count, len(self.bin_first)), size)
        self.cells = np.arange(count) * self.counts.shape[1]
        self.rank_sums = np.zeros(count, np.int64)
        self.within = np.zeros(count, np.int64)
        self.firsts = np.zeros(count, np.int64)
        self.first_weights = np.zeros((count, weights.shape[1]))

    def add(self, block: Block) -> None:
        weights = self.weights[block.start : block.start + len(block.ranks)]
        if len(self.counts) >= MANY:
            from assessment.method.uncertainty.compiled_ranks import count_ranks

            sums = self.rank_sums, self.within, self.firsts, self.first_weights
            count_ranks(block.ranks, self.shift, self.first or 0, weights, self.counts, sums)
        else:
            self._count(block.ranks, weights)

    def _count(self, ranks: Ranks, weights: NDArray[np.float64]) -> None:
        self.rank_sums += ranks.sum(axis=0, dtype=np.int64)
        self.within += (ranks <= (self.first or 0)).sum(axis=0)
        bins = (ranks.astype(np.int64) - 1) >> self.shift
        one = self.counts.dtype.type(1)
        np.add.at(self.counts.reshape(-1), (bins + self.cells).reshape(-1), one)
        draw, winners = np.nonzero(ranks == 1)
        np.add.at(self.firsts, winners, 1)
        np.add.at(self.first_weights, winners, weights[draw])

    def central(self) -> NDArray[np.float64]:
        ever = self.firsts[:, None] > 0
        return np.where(ever, self.first_weights / np.maximum(self.firsts, 1)[:, None], np.nan)


def _confidence(
    values: NDArray[np.float64], extra: NDArray[np.float64], central: NDArray[np.float64]
) -> NDArray[np.float64]:
    found = np.full(len(values), np.nan)
    ever = np.flatnonzero(~np.isnan(central).any(axis=1))
    step = max(CELLS // max(len(values), 1), 1)
    for start in range(0, len(ever), step):
        rows = ever[start : start + step]
        scores = central[rows] @ values.T + extra
        own = scores[np.arange(len(rows)), rows]
        found[rows] = np.round(own, DECIMALS) >= np.round(scores.max(axis=1), DECIMALS)
    return found


def _winning(
    values: NDArray[np.float64],
    extra: NDArray[np.float64],
    weights: NDArray[np.float64],
    pairs: Pairs,
) -> NDArray[np.float64]:
    every = isinstance(pairs, str)
    if every and len(values) > ALL_PAIRS:
        raise ValueError(f"all pairs only up to {ALL_PAIRS} firms; name the pairs instead")
    chosen = np.argwhere(np.ones((len(values),) * 2)) if every else np.asarray(pairs).reshape(-1, 2)
    ahead, behind = values[chosen[:, 0]], values[chosen[:, 1]]
    lead, gap = ahead - behind, extra[chosen[:, 0]] - extra[chosen[:, 1]]
    wins = np.zeros(len(chosen), np.int64)
    step = max(CELLS // max(len(chosen), 1), 1)
    for start in range(0, len(weights), step):
        ahead_by = weights[start : start + step] @ lead.T + gap
        wins += (np.round(ahead_by, DECIMALS) > 0).sum(axis=0)
    shares = np.where(np.isnan(lead).any(axis=1) | np.isnan(gap), np.nan, wins / len(weights))
    return shares.reshape(len(values), len(values)) if every else shares


def _spread(
    found: NDArray[Kind], rows: NDArray[np.intp], count: int, absent: float
) -> NDArray[Kind]:
    """The result of the rows that took part among all firms."""
    full = np.full((count, *found.shape[1:]), absent, found.dtype)
    full[rows] = found
    return full
