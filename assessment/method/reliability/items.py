"""What each item adds to its scale: item–rest correlation, floor and ceiling, doubles."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from assessment.method.reliability.alpha import alpha_without
from assessment.method.reliability.covariance import (
    SAME,
    Missing,
    answer_matrix,
    covariance,
    pairwise_correlation,
)

TOO_MUCH_AT_AN_END = 0.15
"""Above this share at one end an item is said to have a floor or ceiling (Terwee et al. 2007)."""
TOO_ALIKE = 0.9
"""Two items whose correlation reaches this ask the same thing twice; our convention."""


@dataclass(frozen=True)
class RedundantPair:
    """Two items, their Pearson correlation, and the firms that answered both."""

    first: str
    second: str
    correlation: float
    firms: int


def item_statistics(
    values: ArrayLike,
    lowest: ArrayLike,
    highest: ArrayLike,
    missing: Missing = "listwise",
) -> pd.DataFrame:
    """One row an item of values (n firms, m items).

    Columns: firms (that answered it), mean, deviation (n − 1), floor and ceiling (shares of them at
    `lowest` and `highest`, the scale's ends, one number or one an item), has_floor and has_ceiling
    (share above 15 %), item_rest (correlation with the sum of the others), alpha_without.
    `missing` governs the last two alone, as in `covariance`. Undefined is NaN.
    """
    behind = covariance(values, missing)
    given, names = answer_matrix(values)
    known = ~np.isnan(given)
    firms = known.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.nansum(given, axis=0) / firms
        squares = np.nansum((given - mean) ** 2, axis=0)
        deviation = np.sqrt(np.where(firms > 1, squares / (firms - 1), np.nan))
        floor = (given == np.asarray(lowest, np.float64)).sum(axis=0) / firms
        ceiling = (given == np.asarray(highest, np.float64)).sum(axis=0) / firms
    columns = {
        "firms": firms,
        "mean": mean,
        "deviation": deviation,
        "floor": floor,
        "ceiling": ceiling,
        "has_floor": floor > TOO_MUCH_AT_AN_END,
        "has_ceiling": ceiling > TOO_MUCH_AT_AN_END,
        "item_rest": _item_rest(behind.matrix),
        "alpha_without": alpha_without(behind),
    }
    return pd.DataFrame(columns, index=pd.Index(names, name="item"))


def item_rest(values: ArrayLike, missing: Missing = "listwise") -> NDArray[np.float64]:
    """Correlation (m,) of each item with the sum of the others (corrected item–total).

    From the covariances, so that the rule for what is missing is alpha's. NaN where the item or
    the rest does not vary. Source: Nunnally & Bernstein 1994, ch. 8.
    """
    return _item_rest(covariance(values, missing).matrix)


def redundant_pairs(
    values: ArrayLike, at_least: float = TOO_ALIKE, fewest: int = 10
) -> tuple[RedundantPair, ...]:
    """Pairs of items with |r| ≥ `at_least`, the most alike first, over the firms with both.

    Pairs with fewer than `fewest` such firms, or an item that does not vary among them, are no
    evidence and left out.
    """
    _, names = answer_matrix(values)
    correlation, firms = pairwise_correlation(values)
    first, second = np.triu_indices(len(names), 1)
    alike = (firms >= fewest) & (np.abs(correlation) >= at_least)
    found = [
        RedundantPair(names[i], names[j], float(correlation[i, j]), int(firms[i, j]))
        for i, j in zip(first, second, strict=True)
        if alike[i, j]
    ]
    return tuple(sorted(found, key=lambda pair: -abs(pair.correlation)))


def _item_rest(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    own = np.diag(matrix)
    with_all = matrix.sum(axis=1)
    rest = matrix.sum() - 2 * with_all + own
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(
            (own > 0) & (rest > SAME * own), (with_all - own) / np.sqrt(own * rest), np.nan
        )
