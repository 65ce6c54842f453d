"""The ways in which children's shares become a node's share, under one rule for what is missing.

Every kernel takes shares (children × firms), which of them are present, and the children's
weights; the absent are left out and the weights of the others renormalised. Sums run child by
child, so a firm's result does not depend on which firms are computed with it.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from assessment.definitions.scoring import Aggregation

Shares = NDArray[np.float64]
Present = NDArray[np.bool_]
Kernel = Callable[[Shares, Present, tuple[float, ...], float], Shares]
SLACK = 1e-12
"""Shares this close below a threshold meet it: sums of binary fractions are not exact."""


def weighted_mean(
    shares: Shares, present: Present, weights: tuple[float, ...], _: float = 0
) -> Shares:
    """Σ w·s / Σ w over the present children; NaN when none is."""
    return _mean(_filled(shares, present, 0.0), present, weights)


def geometric_mean(
    shares: Shares, present: Present, weights: tuple[float, ...], _: float = 0
) -> Shares:
    """exp(Σ w·ln s / Σ w) over the present children; shares must be above 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(_filled(shares, present, 1.0))
        logs[np.array(weights) == 0] = 0.0
    return np.exp(_mean(logs, present, weights))


def harmonic_mean(
    shares: Shares, present: Present, weights: tuple[float, ...], _: float = 0
) -> Shares:
    """Σ w / Σ (w/s) over the present children; shares must be above 0."""
    with np.errstate(divide="ignore"):
        inverse = 1.0 / _filled(shares, present, 1.0)
        inverse[np.array(weights) == 0] = 0.0
        inverse[~present] = 0.0
        mean: Shares = 1.0 / _mean(inverse, present, weights)
    return mean


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


def attainment(
    shares: Shares, present: Present, weights: tuple[float, ...], _: float = 0
) -> Shares:
    """The first child's share, which `attained` gives; the others only say from where to where."""
    own: Shares = shares[0]
    return own


def attained(before: Shares, target: Shares, actual: Shares) -> Shares:
    """(actual − before) / (target − before), cut at 0 and 1; NaN where before equals target.

    A target below the value before is reached from above: less scrap is better.
    """
    way = np.where(target == before, np.nan, target - before)
    share: Shares = np.clip((actual - before) / way, 0.0, 1.0)
    return share


def met(shares: Shares, present: Present, threshold: float) -> Present:
    """Whether a present child reaches the threshold share of its full value."""
    return present & (np.where(present, shares, 0.0) >= threshold - SLACK)


def counted_in_order(shares: Shares, present: Present, threshold: float) -> Present:
    """Whether a child and every present one before it is met."""
    passed = met(shares, present, threshold) | ~present
    return np.logical_and.accumulate(passed, axis=0) & present


def _filled(shares: Shares, present: Present, stand_in: float) -> Shares:
    return shares if present.all() else np.where(present, shares, stand_in)


def _mean(values: Shares, present: Present, weights: tuple[float, ...]) -> Shares:
    upper: Shares = values[0] * weights[0]
    part = np.empty(len(upper))
    for value, weight in zip(values[1:], weights[1:], strict=True):
        upper += np.multiply(value, weight, out=part)
    if present.all():
        # The same sum as below, once for all.
        total = 0.0
        for weight in weights:
            total += weight
        upper /= total or np.nan
        return upper
    lower = np.zeros(len(upper))
    for there, weight in zip(present, weights, strict=True):
        lower += np.multiply(there, weight, out=part)
    with np.errstate(invalid="ignore", divide="ignore"):
        upper /= lower
    upper[lower == 0] = np.nan
    return upper


KERNELS: Mapping[Aggregation, Kernel] = {
    "weighted_mean": weighted_mean,
    "geometric_mean": geometric_mean,
    "harmonic_mean": harmonic_mean,
    "minimum": minimum,
    "cumulative_gate": cumulative_gate,
    "count": count,
    "attainment": attainment,
}
