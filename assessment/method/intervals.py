"""How far a rank depends on the weights: ranks under many draws of weights near the stated ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.locale import Message, message

BLOCK = 64
LOW, MIDDLE, HIGH = 0.05, 0.50, 0.95


@dataclass(frozen=True, eq=False)
class RankIntervals:
    """Rank that 5, 50 and 95 % of the draws do not exceed; `within` the share of draws in the
    first `first` places (None unless asked); all that is needed to draw the same again."""

    low: NDArray[np.int64]
    median: NDArray[np.int64]
    high: NDArray[np.int64]
    within: NDArray[np.float64] | None
    first: int | None
    draws: int
    spread: float
    seed: int
    distribution: Message


def draw_weights(weights: ArrayLike, draws: int, spread: float, seed: int) -> NDArray[np.float64]:
    """draws × m weights: stated weight times a uniform factor 1 ± spread, then summing to 1."""
    stated = np.asarray(weights, np.float64)
    factors = np.random.default_rng(seed).uniform(1 - spread, 1 + spread, (draws, len(stated)))
    drawn = stated * factors
    result: NDArray[np.float64] = drawn / drawn.sum(axis=1, keepdims=True)
    return result


def rank_intervals(
    shares: NDArray[np.float64],
    weights: ArrayLike,
    draws: int = 1000,
    spread: float = 0.2,
    seed: int = 0,
    *,
    adjustments: NDArray[np.float64] | None = None,
    first: int | None = None,
) -> RankIntervals:
    """Rank quantiles of n firms over draws of the weights; bonus points are added unchanged.

    Competition ranks of scores rounded to 9 decimals; an unknown share gives 0, as in the ranking.
    A quantile is the smallest rank that this part of the draws does not exceed. Ranks are kept
    compactly (2 bytes a firm and draw up to 65,535 firms). Source of the draws: OECD/JRC Handbook
    2008, step 7; rank acceptability: Lahdelma & Salminen 2001 (SMAA-2).
    """
    known = np.nan_to_num(shares, nan=0.0)
    extra = np.zeros(len(known)) if adjustments is None else adjustments
    drawn = draw_weights(weights, draws, spread, seed)
    small = np.uint16 if len(known) < 2**16 else np.uint32
    ranks = np.empty((len(known), draws), small)
    for start in range(0, draws, BLOCK):
        scores = 100.0 * (drawn[start : start + BLOCK] @ known.T) + extra
        ranks[:, start : start + BLOCK] = _ranks(np.round(scores, 9)).T
    within = None if first is None else (ranks <= first).mean(axis=1)
    ranks.sort(axis=1)
    places = [max(int(np.ceil(part * draws - 1e-9)) - 1, 0) for part in (LOW, MIDDLE, HIGH)]
    low, median, high = (ranks[:, place].astype(np.int64) for place in places)
    words = message(
        "가중치마다 ±{percent}% 안에서 고르게 뽑아 {draws}번 다시 매긴 순위의 5~95% 구간"
        "(난수 시드 {seed})",
        percent=f"{spread * 100:g}",
        draws=f"{draws:,}",
        seed=seed,
    )
    return RankIntervals(low, median, high, within, first, draws, spread, seed, words)


def _ranks(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Competition ranks along each row of draws × n scores."""
    order = np.argsort(-scores, axis=1)
    sorted_scores = np.take_along_axis(scores, order, axis=1)
    places = np.arange(scores.shape[1])
    starts = np.zeros(scores.shape, np.int64)
    starts[:, 1:] = np.where(sorted_scores[:, 1:] != sorted_scores[:, :-1], places[1:], 0)
    ranks = np.empty(scores.shape, np.int64)
    np.put_along_axis(ranks, order, np.maximum.accumulate(starts, axis=1) + 1, axis=1)
    return ranks
