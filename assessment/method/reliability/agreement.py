"""How far raters agree beyond chance: weighted kappa, Fleiss' kappa, Krippendorff's alpha."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from assessment.locale import message
from assessment.problems import AssessmentError, Problem

Weights = Literal["none", "linear", "quadratic"]
Scale = Literal["nominal", "ordinal", "interval"]
Z95 = 1.959963984540054
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Agreement:
    """1 is perfect agreement, 0 what chance gives; NaN where all ratings are the same one.

    `observed` and `expected` are the shares of agreement (for alpha: of disagreement) it compares.
    `units` were counted, `left_out` were not because too few raters rated them. `low` and `high`
    are the 95 % interval, NaN where none is given.
    """

    value: float
    observed: float
    expected: float
    units: int
    left_out: int
    low: float = float("nan")
    high: float = float("nan")


def weighted_kappa(
    first: ArrayLike,
    second: ArrayLike,
    weights: Weights = "none",
    categories: Sequence[object] | None = None,
) -> Agreement:
    """Cohen's kappa of two raters (n,), disagreement weighed by distance or its square.

    A unit that either did not rate (None, NaN) is left out and counted. `categories` in order, else
    the sorted ratings that occur; distance is that of their places, so on a scale of which a step
    never occurs, name them. Sources: Cohen 1960, 1968; interval Fleiss, Cohen & Everitt 1969.
    """
    if weights not in get_args(Weights):
        raise ValueError(f"weights must be one of {get_args(Weights)}")
    one, other = _objects(first), _objects(second)
    if one.shape != other.shape or one.ndim != 1:
        raise ValueError("both raters must rate the same units")
    known = ~(pd.isna(one) | pd.isna(other))
    order = _categories(np.concatenate([one[known], other[known]]), categories, weights != "none")
    table = np.zeros((len(order), len(order)))
    np.add.at(table, (_places(one[known], order), _places(other[known], order)), 1.0)
    units, left_out = int(known.sum()), int((~known).sum())
    if not units:
        return _nothing(left_out)
    return _kappa(table / units, _agreement_weights(len(order), weights), units, left_out)


def rating_counts(ratings: ArrayLike, categories: Sequence[object] | None = None) -> Matrix:
    """How many raters put each unit into each category, from ratings (n units, r raters).

    Columns are the `categories`, else the sorted ratings that occur; missing ones count nowhere.
    """
    given = _objects(ratings)
    known = ~pd.isna(given)
    order = _categories(given[known], categories, False)
    counts = np.zeros((len(given), len(order)))
    units, _ = np.nonzero(known)
    np.add.at(counts, (units, _places(given[known], order)), 1.0)
    return counts


def fleiss_kappa(counts: ArrayLike) -> Agreement:
    """Fleiss' kappa from counts (n units, k categories): raters who put the unit there.

    Every unit needs the same number of raters, two or more, else AssessmentError naming the units;
    Krippendorff's alpha allows any. The interval is none: Fleiss' standard error tests kappa = 0.
    Source: Fleiss 1971.
    """
    table = np.asarray(counts, np.float64)
    raters = table.sum(axis=1)
    usual = float(np.median(raters)) if len(raters) else 0.0
    _refuse_uneven(np.flatnonzero((raters != usual) | (raters < 2)), raters, usual)
    if not len(table):
        return _nothing(0)
    observed = float(((table**2).sum(axis=1) - usual).mean() / (usual * (usual - 1)))
    expected = float(((table.sum(axis=0) / table.sum()) ** 2).sum())
    return Agreement(_beyond(observed, expected), observed, expected, len(table), 0)


def krippendorff_alpha(ratings: ArrayLike, scale: Scale = "nominal") -> Agreement:
    """1 − D_o / D_e from ratings (n units, r raters); NaN was not rated, any number of raters.

    Units with fewer than two ratings pair with nothing and are left out. Ordinal distances are
    those of the ratings' mid-ranks, interval ones of their values; `observed` and `expected` are
    the mean squared distances (nominal: shares of unlike pairs). Source: Krippendorff 2011.
    """
    if scale not in get_args(Scale):
        raise ValueError(f"scale must be one of {get_args(Scale)}")
    given = np.asarray(ratings, np.float64)
    if given.ndim != 2:
        raise ValueError("ratings must be a matrix: a row a unit, a column a rater")
    paired = (~np.isnan(given)).sum(axis=1) >= 2
    left_out = int((~paired).sum())
    given = given[paired]
    known = ~np.isnan(given)
    if not known.any():
        return _nothing(left_out)
    _, place, count = np.unique(given[known], return_inverse=True, return_counts=True)
    if len(count) == 1:
        return Agreement(float("nan"), 0.0, 0.0, len(given), left_out)
    if scale == "nominal":
        parts = [_disagreement(known, np.equal(place, k) / np.sqrt(2)) for k in range(len(count))]
    elif scale == "ordinal":
        parts = [_disagreement(known, (np.cumsum(count) - count / 2)[place])]
    else:
        parts = [_disagreement(known, given[known])]
    observed, expected = (sum(part) for part in zip(*parts, strict=True))
    return Agreement(1 - observed / expected, observed, expected, len(given), left_out)


def _nothing(left_out: int) -> Agreement:
    absent = float("nan")
    return Agreement(absent, absent, absent, 0, left_out)


def _disagreement(known: NDArray[np.bool_], values: Matrix) -> tuple[float, float]:
    """Mean squared distance of pairs within units (each unit by its ratings) and of all pairs."""
    spread = np.zeros(known.shape)
    spread[known] = values - values.mean()
    raters = known.sum(axis=1)
    within = raters * (spread**2).sum(axis=1) - spread.sum(axis=1) ** 2
    n = len(values)
    total = n * float((spread**2).sum()) - float(spread.sum()) ** 2
    return 2 * float((within / (raters - 1)).sum()) / n, 2 * total / (n * (n - 1))


def _kappa(shares: Matrix, weights: Matrix, units: int, left_out: int) -> Agreement:
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed = float((weights * shares).sum())
    expected = float(rows @ weights @ columns)
    value = _beyond(observed, expected)
    if np.isnan(value):
        return Agreement(value, observed, expected, units, left_out)
    mean = (weights @ columns)[:, None] + (rows @ weights)[None, :]
    spread = float((shares * (weights - mean * (1 - value)) ** 2).sum())
    spread -= (value - expected * (1 - value)) ** 2
    error = float(np.sqrt(max(spread, 0.0) / units)) / (1 - expected)
    return Agreement(
        value, observed, expected, units, left_out, value - Z95 * error, value + Z95 * error
    )


def _agreement_weights(categories: int, weights: Weights) -> Matrix:
    if weights == "none" or categories < 2:
        return np.eye(categories)
    places = np.arange(categories)
    distance = np.abs(places[:, None] - places) / (categories - 1)
    return np.asarray(1 - (distance if weights == "linear" else distance**2))


def _beyond(observed: float, expected: float) -> float:
    if 1 - expected <= 1e-12:
        return float("nan")
    return (observed - expected) / (1 - expected)


def _objects(values: ArrayLike) -> NDArray[np.object_]:
    return np.asarray(values, dtype=object)


def _categories(
    given: NDArray[np.object_], named: Sequence[object] | None, ordered: bool
) -> pd.Index:
    if named is not None:
        order: pd.Index = pd.Index(list(named), dtype=object)
        strange = sorted({str(one) for one in given if one not in order})
        if strange:
            raise ValueError(f"ratings outside the categories: {', '.join(strange)}")
        return order
    if ordered and any(isinstance(one, str) for one in given):
        raise ValueError("categories that are words need their order: name them")
    found: pd.Index = pd.Index(sorted(set(given.tolist())), dtype=object)
    return found


def _places(given: NDArray[np.object_], order: pd.Index) -> NDArray[np.intp]:
    return np.asarray(order.get_indexer(pd.Index(given, dtype=object)), np.intp)


def _refuse_uneven(units: NDArray[np.intp], raters: Matrix, usual: float) -> None:
    if len(units):
        raise AssessmentError(
            *(
                Problem(
                    where=str(unit + 1),
                    what=message(
                        "평가자가 {n}명입니다. 대상마다 같은 수({usual}명)로 둘 이상이어야 합니다.",
                        n=f"{raters[unit]:g}",
                        usual=f"{usual:g}",
                    ),
                    fix=message("평가자 수가 대상마다 다르면 크리펜도르프 알파를 쓰십시오."),
                    code="uneven_raters",
                )
                for unit in units
            )
        )
