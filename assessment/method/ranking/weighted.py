"""Weighted sum and weighted product."""

from collections.abc import Iterator
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.locale import message
from assessment.method.ranking.decision import Decision, Directions, decide
from assessment.method.ranking.places import Ties
from assessment.method.ranking.result import Ranking
from assessment.problems import AssessmentError, Problem

Scaling = Literal["minmax", "max", "sum", "vector", "none"]


def weighted_sum(
    values: ArrayLike,
    weights: ArrayLike,
    directions: Directions,
    *,
    scaling: Scaling = "minmax",
    ties: Ties = "min",
    decimals: int = 9,
) -> Ranking:
    """Σ w·r / Σ w over the scaled values r (n × m); more is better (Hwang & Yoon 1981, SAW).

    `scaling`, more is better | less is better: minmax (x−min)/(max−min) | (max−x)/(max−min), 1 for
    all where all are equal; max x/max | min/x; sum x/Σx | (1/x)/Σ(1/x); vector x/‖x‖ | 1−x/‖x‖;
    none x | −x. Under max and sum negative values (less is better: 0 too) are an AssessmentError.
    """
    decision = decide(values, weights, directions)
    _refuse_unscalable(decision, scaling, scaling in ("max", "sum"), zero_counts=True)
    score = np.zeros(len(decision.values))
    divisors = _divisors(decision, scaling)
    for rows, columns in decision.blocks():
        for place, column in enumerate(columns):
            score[rows] += decision.weights[place] * _scaled(
                column, decision, place, scaling, divisors[place]
            )
    return decision.ranking(score, ties, decimals)


def weighted_product(
    values: ArrayLike,
    weights: ArrayLike,
    directions: Directions,
    *,
    scaling: Literal["max", "sum", "none"] = "none",
    ties: Ties = "min",
    decimals: int = 9,
) -> Ranking:
    """Π r^w with Σ w = 1; more is better (Bridgman 1922; Triantaphyllou 2000).

    none: r = x, and 1/x where less is better; max and sum as in `weighted_sum` multiply all scores
    by one number and change no rank. Values of 0 or less are an AssessmentError.
    """
    decision = decide(values, weights, directions)
    if scaling not in ("max", "sum", "none"):
        raise ValueError("scaling: one of max, sum, none")
    _refuse_unscalable(decision, scaling, True, zero_counts=False)
    logs = np.zeros(len(decision.values))
    for rows, columns in decision.blocks():
        np.log(columns, out=columns)
        for place, column in enumerate(columns):
            logs[rows] += decision.weights[place] * decision.signs[place] * column
    logs -= _product_offset(decision, scaling)
    return decision.ranking(np.exp(logs), ties, decimals)


def _product_offset(decision: Decision, scaling: Scaling) -> float:
    """The weighted logarithm of what each criterion is divided by."""
    if scaling == "none" or not len(decision.values):
        return 0.0
    by_best = scaling == "max"
    divisors = decision.best**decision.signs if by_best else _divisors(decision, "sum")
    return float(decision.weights @ np.log(divisors))


def _divisors(decision: Decision, scaling: Scaling) -> NDArray[np.float64]:
    """What each criterion is divided by; 1 in place of 0, where nothing can be told apart."""
    totals = np.zeros(len(decision.weights))
    if scaling == "minmax":
        return np.where(decision.flat, 1.0, decision.high - decision.low)
    if scaling == "max":
        totals = decision.high
    elif scaling in ("sum", "vector"):
        for _, columns in decision.blocks():
            totals = totals + _partial_totals(columns, decision.signs, scaling)
        totals = np.sqrt(totals) if scaling == "vector" else totals
    return np.where(totals == 0, 1.0, totals)


def _partial_totals(
    columns: NDArray[np.float64], signs: NDArray[np.float64], scaling: Scaling
) -> NDArray[np.float64]:
    if scaling == "vector":
        return np.asarray(np.einsum("ij,ij->i", columns, columns))
    return np.array(
        [
            column.sum() if sign > 0 else (1.0 / column).sum()
            for column, sign in zip(columns, signs, strict=True)
        ]
    )


def _scaled(
    column: NDArray[np.float64], decision: Decision, place: int, scaling: Scaling, divisor: float
) -> NDArray[np.float64]:
    up = decision.signs[place] > 0
    low, high = decision.low[place], decision.high[place]
    result: NDArray[np.float64] = column if up else -column
    if scaling == "minmax":
        result = (column - low if up else high - column) / divisor
        if decision.flat[place]:
            result = np.ones(len(column))
    elif scaling == "max":
        result = column / divisor if up else low / column
    elif scaling == "sum":
        result = column / divisor if up else 1.0 / (column * divisor)
    elif scaling == "vector":
        result = column / divisor if up else 1.0 - column / divisor
    return result


def _refuse_unscalable(
    decision: Decision, scaling: Scaling, positive: bool, *, zero_counts: bool
) -> None:
    if scaling not in get_args(Scaling):
        raise ValueError(f"scaling: one of {', '.join(get_args(Scaling))}")
    if positive and len(decision.values):
        faults = list(_not_positive(decision, zero_counts))
        if faults:
            raise AssessmentError(*faults)


def _not_positive(decision: Decision, zero_counts: bool) -> Iterator[Problem]:
    for place, low in enumerate(decision.low):
        zero_allowed = zero_counts and decision.signs[place] > 0
        if low < 0 or (low == 0 and not zero_allowed):
            yield Problem(
                where=f"values[:, {place}]",
                what=message(
                    "기준 {number}번의 값 {value}은(는) 이 방법에 쓸 수 없습니다.",
                    number=place + 1,
                    value=low,
                ),
                fix=message("0보다 큰 값만 쓰거나 다른 방법을 고르십시오."),
                code="value_not_positive",
            )
