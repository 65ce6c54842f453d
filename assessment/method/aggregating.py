"""The ways in which children's shares become a node's share, under one rule for what is missing.

Every kernel takes shares (children × firms), which of them are present, and the children's
weights; the absent are left out and the weights of the others renormalised. Sums run child by
child, so a firm's result does not depend on which firms are computed with it.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from assessment.definitions.models import Aggregation

Shares = NDArray[np.float64]
Present = NDArray[np.bool_]
Kernel = Callable[[Shares, Present, tuple[float, ...], float], Shares]
SLACK = 1e-12
"""Shares this close below a threshold meet it: sums of binary fractions are not exact."""


def weighted_mean(
    shares: Shares, present: Present, weights: tuple[float, ...], _: float = 0
) -> Shares:
    """Σ w·s / Σ w over the present children; NaN when none is."""
    return _mean(np.where(present, shares, 0.0), present, weights)


def geometric_mean(
    shares: Shares, present: Present, weights: tuple[float, ...], _: float = 0
) -> Shares:
    """exp(Σ w·ln s / Σ w) over the present children; shares must be above 0."""
    with np.errstate(divide="ignore"):
        logs = np.log(np.where(present, shares, 1.0))
    return np.exp(_mean(logs, present, weights))


def minimum(shares: Shares, present: Present, weights: tuple[float, ...], _: float = 0) -> Shares:
    """The lowest present share; children of weight 0 do not bind."""
    binds = present & (np.array(weights)[:, None] > 0)
    lowest = np.where(binds, shares, np.inf).min(axis=0)
    return np.where(np.isinf(lowest), np.nan, lowest)


def cumulative_gate(
    shares: Shares, present: Present, weights: tuple[float, ...], threshold: float
) -> Shares:
    """The weight of the children met in unbroken order from the first, over that of the present."""
    return _mean(counted_in_order(shares, present, threshold).astype(float), present, weights)


def count(shares: Shares, present: Present, weights: tuple[float, ...], threshold: float) -> Shares:
    """The weight of the children met, over that of the present."""
    return _mean(met(shares, present, threshold).astype(float), present, weights)


def met(shares: Shares, present: Present, threshold: float) -> Present:
    """Whether a present child reaches the threshold share of its full value."""
    return present & (np.where(present, shares, 0.0) >= threshold - SLACK)


def counted_in_order(shares: Shares, present: Present, threshold: float) -> Present:
    """Whether a child and every present one before it is met."""
    passed = met(shares, present, threshold) | ~present
    return np.logical_and.accumulate(passed, axis=0) & present


def _mean(values: Shares, present: Present, weights: tuple[float, ...]) -> Shares:
    upper = np.zeros(values.shape[1])
    lower = np.zeros(values.shape[1])
    for value, there, weight in zip(values, present, weights, strict=True):
        upper += weight * value
        lower += weight * there
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(lower > 0, upper / lower, np.nan)


KERNELS: Mapping[Aggregation, Kernel] = {
    "weighted_mean": weighted_mean,
    "geometric_mean": geometric_mean,
    "minimum": minimum,
    "cumulative_gate": cumulative_gate,
    "count": count,
}
