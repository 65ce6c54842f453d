"""What is ranked: values, weights and directions, checked once for every method."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.locale import message
from assessment.method.ranking.places import Ties, rank
from assessment.method.ranking.result import Ranking
from assessment.problems import AssessmentError, Problem

Direction = Literal["max", "min", "up", "down", 1, -1]
UP, DOWN = ("max", "up", 1), ("min", "down", -1)
Directions = Sequence[Direction] | NDArray[Any]
BLOCK = 4_096
"""Rows that are worked on together: their columns stay in the processor's cache."""
NOISE = 1e-14
"""Values that differ by less than this share of their size do not differ."""


@dataclass(frozen=True, eq=False)
class Decision:
    """Rows without a missing value, weights that sum to 1, signs (+1 more is better, −1 less).

    `low` and `high` (m,) are the extremes of each criterion; `present` (n,) tells which of the
    given rows are here.
    """

    values: NDArray[np.float64]
    weights: NDArray[np.float64]
    signs: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    present: NDArray[np.bool_]

    @property
    def best(self) -> NDArray[np.float64]:
        """The best value of each criterion."""
        return np.where(self.signs > 0, self.high, self.low)

    @property
    def worst(self) -> NDArray[np.float64]:
        """The worst value of each criterion."""
        return np.where(self.signs > 0, self.low, self.high)

    @property
    def flat(self) -> NDArray[np.bool_]:
        """Criteria on which all rows are equal."""
        return self.high - self.low <= NOISE * np.maximum(np.abs(self.high), np.abs(self.low))

    def blocks(self) -> Iterator[tuple[slice, NDArray[np.float64]]]:
        """Block by block: its rows, and their values as criteria × rows."""
        return _blocks(self.values)

    def spread(self, figures: NDArray[np.float64]) -> NDArray[np.float64]:
        """Figures of the present rows laid out over all given rows; NaN for the others."""
        if self.present.all():
            return figures
        laid_out = np.full(len(self.present), np.nan)
        laid_out[self.present] = figures
        return laid_out

    def ranking(
        self,
        score: NDArray[np.float64],
        ties: Ties,
        decimals: int,
        extras: Mapping[str, Any] | None = None,
        higher_is_better: bool = True,
    ) -> Ranking:
        """The result over all given rows, from the scores of the present ones."""
        scores = self.spread(score)
        places = rank(scores, ties, decimals, higher_is_better)
        return Ranking(scores, places, MappingProxyType(dict(extras or {})), higher_is_better)


def decide(
    values: ArrayLike,
    weights: ArrayLike,
    directions: Directions,
    problems: Iterable[Problem] = (),
) -> Decision:
    """The checked decision; AssessmentError with all problems, ValueError for wrong shapes."""
    matrix = np.asarray(values, np.float64)
    parts = np.asarray(weights, np.float64)
    if matrix.ndim != 2 or parts.shape != (matrix.shape[1],) or len(directions) != len(parts):
        raise ValueError("values n × m, one weight and one direction a criterion")
    low, high = _extremes(matrix)
    present: NDArray[np.bool_] = np.ones(len(matrix), bool)
    if np.isnan(low).any() and len(matrix):
        present = np.asarray(~np.isnan(matrix).any(axis=1))
        matrix = matrix[present]
        low, high = _extremes(matrix)
    faults = [*_weight_problems(parts), *_direction_problems(directions), *problems]
    faults += [_infinite(int(k)) for k in np.flatnonzero(np.isinf(low) | np.isinf(high))]
    if faults:
        raise AssessmentError(*faults)
    signs = np.array([-1.0 if way in DOWN else 1.0 for way in directions])
    return Decision(matrix, parts / parts.sum(), signs, low, high, present)


def _blocks(matrix: NDArray[np.float64]) -> Iterator[tuple[slice, NDArray[np.float64]]]:
    for start in range(0, len(matrix), BLOCK):
        rows = slice(start, start + BLOCK)
        yield rows, np.array(matrix[rows].T, order="C")  # a copy: methods work in it


def _extremes(matrix: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    low = np.full(matrix.shape[1], np.nan)
    high = low.copy()
    for rows, columns in _blocks(matrix):
        lowest, highest = columns.min(axis=1), columns.max(axis=1)
        low = np.minimum(low, lowest) if rows.start else lowest
        high = np.maximum(high, highest) if rows.start else highest
    return low, high


def _weight_problems(weights: NDArray[np.float64]) -> Iterator[Problem]:
    for place in np.flatnonzero(~(np.isfinite(weights) & (weights >= 0))):
        yield Problem(
            where=f"weights[{place}]",
            what=message("가중치 {value}은(는) 쓸 수 없습니다.", value=weights[place]),
            fix=message("0 이상의 수를 넣으십시오."),
            code="weight_not_usable",
        )
    if not (weights > 0).any():
        yield Problem(
            where="weights",
            what=message("0보다 큰 가중치가 없습니다."),
            fix=message("기준 하나 이상에 0보다 큰 가중치를 주십시오."),
            code="weights_all_zero",
        )


def _direction_problems(directions: Directions) -> Iterator[Problem]:
    for place, way in enumerate(directions):
        if way not in (*UP, *DOWN):
            yield Problem(
                where=f"directions[{place}]",
                what=message("방향 {value}을(를) 알 수 없습니다.", value=way),
                fix=message("클수록 좋으면 max(1), 작을수록 좋으면 min(-1)을 쓰십시오."),
                code="direction_unknown",
            )


def _infinite(criterion: int) -> Problem:
    return Problem(
        where=f"values[:, {criterion}]",
        what=message("기준 {number}번에 무한대 값이 있습니다.", number=criterion + 1),
        fix=message("유한한 수를 넣거나 값을 비우십시오."),
        code="value_infinite",
    )
