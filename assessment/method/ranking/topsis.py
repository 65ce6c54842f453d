"""TOPSIS: how near to the best and how far from the worst."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.method.ranking.decision import Decision, Directions, decide
from assessment.method.ranking.places import Ties
from assessment.method.ranking.result import Ranking

Divisor = Literal["vector", "minmax", "max", "sum", "none"]


def topsis(
    values: ArrayLike,
    weights: ArrayLike,
    directions: Directions,
    *,
    scaling: Divisor = "vector",
    ties: Ties = "min",
    decimals: int = 9,
) -> Ranking:
    """D⁻ / (D⁺ + D⁻), Euclidean distances to the ideal and anti-ideal row; 0..1, more is better.

    Each criterion is multiplied by w and divided by its vector norm (Hwang & Yoon 1981), its range
    (minmax), its largest size (max), the sum of sizes (sum) or nothing (none); less-is-better ones
    swap ideal and anti-ideal, not their values. All rows equal: 1.
    `extras`: distance_to_ideal, distance_to_anti_ideal (n,); ideal, anti_ideal (m,), in the
    criteria's own units.
    """
    decision = decide(values, weights, directions)
    factors = decision.weights / _divisors(decision, scaling)
    near = np.empty(len(decision.values))
    far = np.empty(len(decision.values))
    for rows, columns in decision.blocks():
        near[rows] = _distance(columns, decision.best, factors)
        far[rows] = _distance(columns, decision.worst, factors)
    both = near + far
    closeness = np.divide(far, both, out=np.ones(len(both)), where=both > 0)
    extras = {
        "distance_to_ideal": decision.spread(near),
        "distance_to_anti_ideal": decision.spread(far),
        "ideal": decision.best,
        "anti_ideal": decision.worst,
    }
    return decision.ranking(closeness, ties, decimals, extras)


def _distance(
    columns: NDArray[np.float64], point: NDArray[np.float64], factors: NDArray[np.float64]
) -> NDArray[np.float64]:
    total = np.zeros(columns.shape[1])
    for column, there, factor in zip(columns, point, factors, strict=True):
        gap = column - there
        gap *= factor
        gap *= gap
        total += gap
    return np.sqrt(total, out=total)


def _divisors(decision: Decision, scaling: Divisor) -> NDArray[np.float64]:
    """Infinite where a criterion tells nothing apart: it then adds no distance."""
    count = len(decision.weights)
    if scaling == "vector":
        totals = np.zeros(count)
        for _, columns in decision.blocks():
            totals += np.einsum("ij,ij->i", columns, columns)
        divisors = np.sqrt(totals)
    elif scaling == "minmax":
        divisors = decision.high - decision.low
    elif scaling == "max":
        divisors = np.maximum(np.abs(decision.high), np.abs(decision.low))
    elif scaling == "sum":
        divisors = np.zeros(count)
        for _, columns in decision.blocks():
            divisors += np.abs(columns).sum(axis=1)
    elif scaling == "none":
        divisors = np.ones(count)
    else:
        raise ValueError("scaling: one of vector, minmax, max, sum, none")
    return np.where(decision.flat | (divisors == 0), np.inf, divisors)
