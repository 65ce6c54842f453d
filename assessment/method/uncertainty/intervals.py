"""How far a rank depends on the weights: rank intervals as they are printed beside a ranking."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.locale import Message
from assessment.method.uncertainty.draws import bounded_weights
from assessment.method.uncertainty.smaa import smaa


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


def rank_intervals(
    shares: ArrayLike,
    weights: ArrayLike,
    draws: int = 1000,
    spread: float = 0.2,
    seed: int = 0,
    *,
    adjustments: ArrayLike | None = None,
    first: int | None = None,
) -> RankIntervals:
    """Exact rank quantiles of n firms when every weight may be off by ± spread.

    Scores are 100 · Σ w·share plus bonus points, which the weights do not touch; an unknown share
    gives 0, as in the ranking. See `smaa` for ranks and ties and `bounded_weights` for the draws
    and for what is refused.
    """
    drawn = bounded_weights(weights, draws, spread, seed)
    points = 100.0 * np.nan_to_num(np.asarray(shares, np.float64), nan=0.0)
    found = smaa(points, drawn, adjustments=adjustments, first=first, exact_quantiles=True)
    return RankIntervals(
        low=found.low,
        median=found.median,
        high=found.high,
        within=found.within,
        first=first,
        draws=draws,
        spread=spread,
        seed=seed,
        distribution=drawn.distribution,
    )
