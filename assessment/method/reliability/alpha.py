"""Cronbach's alpha: how far items that are added up measure one thing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtri

from assessment.method.reliability.covariance import SAME, Covariance, Matrix, Missing, covariance


@dataclass(frozen=True)
class Alpha:
    """Alpha with its 95 % interval; NaN where it is not defined.

    `firms`: rows behind it; under `pairwise` the fewest behind any pair of items, which is also
    what the interval counts. `missing` is the rule that was followed.
    """

    value: float
    low: float
    high: float
    items: int
    firms: int
    missing: Missing


def cronbach_alpha(values: ArrayLike, missing: Missing = "listwise") -> Alpha:
    """k/(k − 1) · (1 − Σ item variances / variance of the sum), from values (n firms, k items).

    NaN is missing, by the rule of `covariance`. NaN comes out for fewer than two items or firms,
    or a sum that does not vary. Sources: Cronbach 1951; interval Feldt 1965 (F with n − 1 and
    (n − 1)(k − 1) degrees of freedom).
    """
    behind = covariance(values, missing)
    items = len(behind.names)
    firms = int(behind.pairs.min()) if items else 0
    value = alpha_of(behind.matrix)
    low, high = _feldt(value, items, firms)
    return Alpha(value, low, high, items, firms, missing)


def alpha_without(behind: Covariance) -> Matrix:
    """Alpha of the other items, for each item left out in turn."""
    places = np.arange(len(behind.names))
    return np.array([alpha_of(behind.matrix[np.ix_(places != k, places != k)]) for k in places])


def alpha_of(matrix: Matrix) -> float:
    """Alpha from the items' covariances (k, k)."""
    items = len(matrix)
    total, own = float(matrix.sum()), float(np.trace(matrix))
    if items < 2 or not total > SAME * own:
        return float("nan")
    return items / (items - 1) * (1 - own / total)


def _feldt(value: float, items: int, firms: int) -> tuple[float, float]:
    if np.isnan(value) or firms < 2:
        return float("nan"), float("nan")
    upper, lower = firms - 1, (firms - 1) * (items - 1)
    return (
        1 - (1 - value) * float(fdtri(upper, lower, 0.975)),
        1 - (1 - value) * float(fdtri(upper, lower, 0.025)),
    )
