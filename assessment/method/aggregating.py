"""Means and rules that turn several values into one, for a vector or a table of units.

All take values (m,) or (n, m), NaN where there is none, and weights (m,) ≥ 0 of any scale (equal
if left out), and give one value a row (a single number for a vector). One rule for what is missing:
it is left out and the other weights renormalised; with less than `floor` (0..1) of the weight
present, or none at all, the result is NaN, never 0. AssessmentError for weights that are negative,
unknown or all zero, and for values that a mean cannot hold.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.definitions.scoring import Aggregation
from assessment.locale import message
from assessment.method import kernels
from assessment.method.rounding import half_up
from assessment.problems import AssessmentError, Problem

Array = NDArray[np.float64]


def weighted_mean(values: ArrayLike, weights: ArrayLike | None = None, floor: float = 0.0) -> Array:
    """Weighted arithmetic mean, Σ w·x / Σ w."""
    return _aggregated(kernels.weighted_mean, values, weights, floor)


def geometric_mean(
    values: ArrayLike,
    weights: ArrayLike | None = None,
    floor: float = 0.0,
    *,
    zeros: bool = False,
) -> Array:
    """exp(Σ w·ln x / Σ w); values must be above 0, or 0 if `zeros` (the result is then 0).

    Source: OECD/JRC Handbook on Constructing Composite Indicators 2008, section 6.11.
    """
    _refuse_low(values, weights, zeros)
    with np.errstate(divide="ignore"):
        return _aggregated(kernels.geometric_mean, values, weights, floor)


def harmonic_mean(
    values: ArrayLike,
    weights: ArrayLike | None = None,
    floor: float = 0.0,
    *,
    zeros: bool = False,
) -> Array:
    """Σ w / Σ (w/x); values must be above 0, or 0 if `zeros` (the result is then 0)."""
    _refuse_low(values, weights, zeros)
    return _aggregated(kernels.harmonic_mean, values, weights, floor)


def minimum(values: ArrayLike, weights: ArrayLike | None = None, floor: float = 0.0) -> Array:
    """The lowest value whose weight is above 0: a dimension is as ready as its weakest field.

    Source: VDMA IMPULS, Industrie 4.0 Readiness 2015, page 26.
    """
    return _aggregated(kernels.minimum, values, weights, floor)


def cumulative_gate(
    values: ArrayLike,
    weights: ArrayLike | None = None,
    floor: float = 0.0,
    *,
    threshold: float = 0.8,
) -> Array:
    """The weight (0..1) of the values that reach the threshold in unbroken order from the first."""
    return _aggregated(kernels.cumulative_gate, values, weights, floor, threshold)


def count(
    values: ArrayLike,
    weights: ArrayLike | None = None,
    floor: float = 0.0,
    *,
    threshold: float = 0.8,
) -> Array:
    """The weight (0..1) of the values that reach the threshold; times m it is the count itself."""
    return _aggregated(kernels.count, values, weights, floor, threshold)


def points(values: ArrayLike, full: ArrayLike, floor: float = 0.0) -> Array:
    """Points of shares 0..1 with these full points; what is missing gives its points to the others.

    Σ full · Σ full·x / Σ full of the present: the rule of questionnaires of 1,000 points.
    """
    total: Array = weighted_mean(values, full, floor) * np.asarray(full, np.float64).sum()
    return total


def level_reached(values: ArrayLike, threshold: float = 0.8) -> Array:
    """The place (1 = first) of the highest band counted: it and all before it reach the threshold.

    0 when the first does not; NaN without any value. A band without a value is passed over. Source:
    the 80 % rule of assessors' practice with SIRI bands ("no leap").
    """
    table = _table(values)
    counted = kernels.counted_in_order(table.T, ~np.isnan(table.T), threshold)
    places = (counted * np.arange(1, table.shape[1] + 1)[:, None]).max(axis=0)
    known = ~np.isnan(table).all(axis=1)
    return _shaped(np.where(known, places.astype(float), np.nan), values)


def band(values: ArrayLike, at_least: ArrayLike, decimals: int = 9) -> NDArray[np.int64]:
    """How many of these ascending cut-offs each value reaches, rounded once half-up; NaN gives −1.

    Eurostat's digital intensity index: a count of 12 with cut-offs 4, 7, 10 is 0 very low (0–3),
    1 low (4–6), 2 high (7–9), 3 very high (10–12).
    """
    cuts = np.asarray(at_least, np.float64)
    if cuts.ndim != 1 or (np.diff(cuts) <= 0).any():
        raise ValueError("cut-offs must ascend")
    rounded = half_up(values, decimals)
    reached = np.searchsorted(cuts, rounded, side="right")
    result: NDArray[np.int64] = np.where(np.isnan(rounded), -1, reached).astype(np.int64)
    return result


AGGREGATORS: Mapping[Aggregation, Callable[..., Array]] = {
    "weighted_mean": weighted_mean,
    "geometric_mean": geometric_mean,
    "harmonic_mean": harmonic_mean,
    "minimum": minimum,
    "cumulative_gate": cumulative_gate,
    "count": count,
}


def checked_weights(weights: ArrayLike | None, criteria: int) -> Array:
    """Weights that sum to 1, equal if None; AssessmentError with everything that is wrong."""
    if weights is None:
        return np.full(criteria, 1.0 / criteria)
    given = np.asarray(weights, np.float64)
    if given.shape != (criteria,):
        raise ValueError(f"{criteria} weights are needed")
    problems = [
        Problem(
            where=f"weights[{place}]",
            what=message("가중치가 0 이상의 수가 아닙니다: {value}", value=f"{given[place]:g}"),
            fix=message("0 이상의 수로 고치십시오."),
            code="bad_weight",
        )
        for place in np.flatnonzero(~(np.isfinite(given) & (given >= 0)))
    ]
    if not problems and given.sum() <= 0:
        problems.append(
            Problem(
                where="weights",
                what=message("가중치가 모두 0입니다."),
                fix=message("하나 이상에 0보다 큰 가중치를 주십시오."),
                code="no_weight",
            )
        )
    if problems:
        raise AssessmentError(*problems)
    normalised: Array = given / given.sum()
    return normalised


def _aggregated(
    kernel: kernels.Kernel,
    values: ArrayLike,
    weights: ArrayLike | None,
    floor: float,
    threshold: float = 0.8,
) -> Array:
    children = _table(values).T
    shares = checked_weights(weights, len(children))
    present = ~np.isnan(children)
    result = kernel(children, present, tuple(shares.tolist()), threshold)
    if floor > 0:
        covered = np.zeros(children.shape[1])
        for there, weight in zip(present, shares, strict=True):
            covered += there * weight
        result = np.where(covered >= floor - kernels.SLACK, result, np.nan)
    return _shaped(result, values)


def _table(values: ArrayLike) -> Array:
    given = np.asarray(values, np.float64)
    if given.ndim not in (1, 2) or given.shape[-1] == 0:
        raise ValueError("values must be a vector or a table of units × children")
    return np.atleast_2d(given)


def _shaped(result: Array, values: ArrayLike) -> Array:
    single: Array = result[0]
    return single if np.ndim(values) == 1 else result


def _refuse_low(values: ArrayLike, weights: ArrayLike | None, zeros: bool) -> None:
    table = _table(values)
    weighs = checked_weights(weights, table.shape[1]) > 0
    low = (table < 0 if zeros else table <= 0) & weighs
    if low.any():
        row, column = np.argwhere(low)[0]
        raise AssessmentError(
            Problem(
                where=f"values[{row}, {column}]",
                what=message(
                    "기하평균과 조화평균에는 0보다 큰 값만 넣을 수 있습니다: {value} 등 {n}개",
                    value=f"{table[row, column]:g}",
                    n=int(low.sum()),
                ),
                fix=message("값을 1~100처럼 0보다 큰 범위로 바꾸거나 다른 집계를 쓰십시오."),
                code="not_positive",
            )
        )
