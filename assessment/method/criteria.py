"""What a call weighs: criteria on their goalposts and their score, and points by rule."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from assessment.definitions.programmes import Criterion, Programme
from assessment.expressions import Expression, evaluate, parse
from assessment.method.normalising import goalposts


@dataclass(frozen=True, eq=False)
class CriteriaValues:
    """Per applicant: raw values and shares of each criterion, points of each adjustment.

    A share is NaN where the value is unknown: it then earns 0 points and is in `unknown`.
    """

    applicants: pd.Index
    criteria: tuple[str, ...]
    weights: NDArray[np.float64]
    raw: NDArray[np.float64]
    shares: NDArray[np.float64]
    adjustments: tuple[str, ...]
    points: NDArray[np.float64]
    undecided: NDArray[np.bool_]

    @property
    def adjustment(self) -> NDArray[np.float64]:
        """Points added or taken in all, per applicant."""
        total: NDArray[np.float64] = self.points.sum(axis=1)
        return total

    def unknown(self, row: int) -> tuple[str, ...]:
        """Criteria without a value and adjustments that could not be decided."""
        criteria = [c for k, c in enumerate(self.criteria) if np.isnan(self.shares[row, k])]
        rules = [a for k, a in enumerate(self.adjustments) if self.undecided[row, k]]
        return (*criteria, *rules)


def criteria_values(programme: Programme, table: pd.DataFrame) -> CriteriaValues:
    """Criteria and adjustments for every row of the rule table.

    A panel's criterion reads the column of its own id (the panel's mean); others evaluate `value`.
    An adjustment gives its points where its rule is true; false and unknown add nothing.
    """
    raw = np.column_stack([_raw(criterion, table) for criterion in programme.criteria])
    shares = np.column_stack(
        [
            goalposts(raw[:, place], *criterion.goalposts, criterion.direction)
            for place, criterion in enumerate(programme.criteria)
        ]
    )
    points = np.zeros((len(table), len(programme.adjustments)))
    undecided = np.zeros(points.shape, bool)
    for place, adjustment in enumerate(programme.adjustments):
        truth = evaluate(parse(adjustment.rule), table)
        undecided[:, place] = truth.isna().to_numpy()
        points[truth.fillna(False).to_numpy(dtype=bool), place] = adjustment.points
    return CriteriaValues(
        applicants=table.index,
        criteria=tuple(criterion.id for criterion in programme.criteria),
        weights=np.array([criterion.weight for criterion in programme.criteria]),
        raw=raw,
        shares=shares,
        adjustments=tuple(adjustment.id for adjustment in programme.adjustments),
        points=points,
        undecided=undecided,
    )


@dataclass(frozen=True, eq=False)
class WeightedScore:
    """Scores 0..100 and their parts: `contributions` (n × m) sum to `scores` by row."""

    scores: NDArray[np.float64]
    contributions: NDArray[np.float64]


def weighted_score(shares: NDArray[np.float64], weights: ArrayLike) -> WeightedScore:
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
    return WeightedScore(scores, contributions)


def value_of(criterion: Criterion) -> Expression:
    """The expression that a criterion weighs; a panel's is its own id."""
    return parse(criterion.value or criterion.id)


def _raw(criterion: Criterion, table: pd.DataFrame) -> NDArray[np.float64]:
    values = evaluate(value_of(criterion), table)
    return np.asarray(values.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan))
