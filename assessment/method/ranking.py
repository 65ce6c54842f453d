"""Weighted sums and ranks."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from pandas.arrays import IntegerArray

from assessment.method.rounding import half_up


@dataclass(frozen=True, eq=False)
class WeightedSum:
    """Scores 0..100 and their parts: `contributions` (n × m) sum to `scores` by row."""

    scores: NDArray[np.float64]
    contributions: NDArray[np.float64]


def weighted_sum(shares: NDArray[np.float64], weights: ArrayLike) -> WeightedSum:
    """100 · Σ w·share / Σ w with shares n × m; an unknown share (NaN) gives 0 points.

    Nothing is renormalised for an unknown criterion: what is not shown earns nothing.
    """
    parts = np.asarray(weights, np.float64)
    if parts.shape != (shares.shape[1],) or (parts < 0).any() or parts.sum() <= 0:
        raise ValueError("one weight a criterion, none negative, not all zero")
    contributions = np.nan_to_num(shares, nan=0.0) * (100.0 * parts / parts.sum())
    scores = np.zeros(len(shares))
    for column in contributions.T:
        scores += column
    return WeightedSum(scores, contributions)


def competition_rank(scores: ArrayLike, decimals: int = 9) -> IntegerArray:
    """Rank 1 = highest, equal scores share the better rank ("1224"); NaN is unranked (NA).

    Scores are rounded once, half-up, to `decimals` before they are compared.
    """
    rounded = half_up(scores, decimals)
    ranked = ~np.isnan(rounded)
    descending = np.sort(-rounded[ranked])
    ranks = np.searchsorted(descending, -np.where(ranked, rounded, 0.0), side="left") + 1
    return IntegerArray(ranks.astype(np.int64), ~ranked)


def tied(scores: ArrayLike, decimals: int = 9) -> NDArray[np.bool_]:
    """Whether a score, rounded, is shared with another row; NaN never is."""
    rounded = pd.Series(half_up(scores, decimals))
    return np.asarray(rounded.duplicated(keep=False) & rounded.notna(), bool)
