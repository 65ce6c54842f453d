"""Weights of criteria: stated by people (equal, budget, pairwise) or read from the data.

Every function gives weights (m,) that sum to 1. AssessmentError for what people can mend.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.locale import Message, message
from assessment.method.normalising import Direction, min_max
from assessment.problems import AssessmentError, Problem

Array = NDArray[np.float64]
RANDOM_INDEX = (0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Mean consistency index of random judgements for 1, 2, … 15 criteria (Saaty 1980, table 1.3)."""
ACCEPTED = 0.10
TOLERANCE = 0.02
"""How far a(i,j) · a(j,i) may be from 1: people write 0.33 for a third."""


@dataclass(frozen=True, eq=False)
class PairwiseWeights:
    """Weights from pairwise judgements, and how consistent these are.

    `weights` the principal eigenvector, `geometric` the row geometric means, both summing to 1;
    `greatest` its eigenvalue; `index` (λ − m)/(m − 1); `ratio` index / random index (0 up to two
    criteria, NaN beyond fifteen); `consistent` when the ratio is at most 0.10. `note` says it.
    """

    weights: Array
    geometric: Array
    greatest: float
    index: float
    ratio: float
    consistent: bool
    note: Message


def equal(criteria: int) -> Array:
    """1/m for each criterion."""
    if criteria < 1:
        raise ValueError("at least one criterion")
    return np.full(criteria, 1.0 / criteria)


def budget_allocation(allocations: ArrayLike) -> Array:
    """Mean share that experts give to each criterion; experts × criteria, or one expert's points.

    Each expert's points are divided by their sum, so that every expert counts alike whatever the
    budget (100, 10 …); a criterion without points has 0, an expert with NaN is refused.
    Source: OECD/JRC Handbook 2008, section 6.8.
    """
    points = np.atleast_2d(np.asarray(allocations, np.float64))
    bad = ~np.isfinite(points) | (points < 0)
    wrong = bad.any(axis=1) | (np.where(bad, 0.0, points).sum(axis=1) <= 0)
    if wrong.any() or points.size == 0:
        raise AssessmentError(
            *(
                Problem(
                    where=f"allocations[{expert}]",
                    what=message("예산배분 점수가 0 이상의 수가 아니거나 합이 0입니다."),
                    fix=message("기준마다 0 이상의 점수를 나누어 적으십시오."),
                    code="bad_allocation",
                )
                for expert in np.flatnonzero(wrong)
            )
        )
    mean: Array = (points / points.sum(axis=1, keepdims=True)).mean(axis=0)
    mean /= mean.sum()
    return mean


def ahp(judgements: ArrayLike) -> PairwiseWeights:
    """Analytic hierarchy process: a(i,j) says how many times criterion i matters more than j.

    The matrix is m × m, positive, with 1 on the diagonal and a(j,i) = 1/a(i,j). Source: Saaty 1980;
    random index by his table.
    """
    matrix = np.asarray(judgements, np.float64)
    problems = list(_unfit(matrix))
    if problems:
        raise AssessmentError(*problems)
    criteria = len(matrix)
    values, vectors = np.linalg.eig(matrix)
    first = int(np.argmax(values.real))
    weights = np.abs(vectors[:, first].real)
    rows = np.exp(np.log(matrix).mean(axis=1))
    greatest = float(values[first].real)
    index = (greatest - criteria) / (criteria - 1) if criteria > 1 else 0.0
    ratio = _ratio(index, criteria)
    return PairwiseWeights(
        weights=weights / weights.sum(),
        geometric=rows / rows.sum(),
        greatest=greatest,
        index=index,
        ratio=ratio,
        consistent=bool(ratio <= ACCEPTED),
        note=_note(ratio),
    )


def ahp_group(judgements: Sequence[ArrayLike]) -> PairwiseWeights:
    """`ahp` of the experts' geometric mean, which keeps a(j,i) = 1/a(i,j) (Aczél & Saaty 1983)."""
    matrices = [np.asarray(matrix, np.float64) for matrix in judgements]
    problems = [problem for matrix in matrices for problem in _unfit(matrix)]
    if problems:
        raise AssessmentError(*problems)
    return ahp(np.exp(np.mean([np.log(matrix) for matrix in matrices], axis=0)))


def entropy(values: ArrayLike) -> Array:
    """More weight to criteria on which units differ: 1 − e(j), e(j) = −Σ p·ln p / ln n.

    p are the column's values (n × m, ≥ 0) over their sum; rows with NaN are left out. Source:
    Shannon 1948, as in Hwang & Yoon 1981.
    """
    known = _complete(values)
    if (known < 0).any() or (known.sum(axis=0) <= 0).any():
        raise AssessmentError(
            *(
                Problem(
                    where=f"values[:, {column}]",
                    what=message("엔트로피 가중치에는 음수가 없고 합이 0보다 큰 값이 필요합니다."),
                    fix=message("값을 0 이상으로 바꾸거나 이 기준을 빼십시오."),
                    code="entropy_values",
                )
                for column in np.flatnonzero((known < 0).any(axis=0) | (known.sum(axis=0) <= 0))
            )
        )
    shares = known / known.sum(axis=0)
    logs = np.log(np.where(shares > 0, shares, 1.0))
    spread = 1.0 + (shares * logs).sum(axis=0) / np.log(len(known))
    # Equal values leave a rounding error; it must not become a weight.
    spread[np.ptp(known, axis=0) == 0] = 0.0
    return _told_apart(np.maximum(spread, 0.0))


def critic(values: ArrayLike, directions: Direction = "up") -> Array:
    """More weight to criteria that vary and repeat no other: sd(j) · Σ (1 − r(j,k)).

    Of min-max shares by direction; rows with NaN are left out, a criterion with one value has
    weight 0. Source: Diakoulaki, Mavrotas & Papayannakis 1995.
    """
    known = _complete(values)
    shares = min_max(known, directions)
    varies = np.ptp(known, axis=0) > 0
    spread = np.where(varies, shares.std(axis=0, ddof=1), 0.0)
    conflict = np.zeros(len(spread))
    if varies.any():
        related = np.atleast_2d(np.corrcoef(shares[:, varies], rowvar=False))
        conflict[varies] = (1.0 - related).sum(axis=1)
    return _told_apart(spread * np.maximum(conflict, 0.0))


def _ratio(index: float, criteria: int) -> float:
    if criteria > len(RANDOM_INDEX):
        return float("nan")
    random = RANDOM_INDEX[criteria - 1]
    return index / random if random else 0.0


def _note(ratio: float) -> Message:
    if np.isnan(ratio):
        return message("기준이 15개를 넘어 일관성 비율의 기준값이 없습니다.")
    words = f"{ratio:.3f}"
    if ratio <= ACCEPTED:
        return message("일관성 비율 {ratio}: 0.10 이하로 받아들일 수 있습니다.", ratio=words)
    return message("일관성 비율 {ratio}: 0.10을 넘으므로 쌍대비교를 다시 하십시오.", ratio=words)


def _unfit(matrix: Array) -> Iterator[Problem]:
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not matrix.size:
        yield _pairwise("judgements", message("쌍대비교표가 정사각형이 아닙니다."))
        return
    for i, j in zip(*np.triu_indices(len(matrix)), strict=True):
        pair = matrix[i, j], matrix[j, i]
        if not all(np.isfinite(one) and one > 0 for one in pair):
            what = message("쌍대비교 값이 0보다 큰 수가 아닙니다.")
        elif abs(pair[0] * pair[1] - 1) > TOLERANCE:
            what = message(
                "두 방향의 쌍대비교가 서로 역수가 아닙니다: {one}, {other}",
                one=f"{pair[0]:g}",
                other=f"{pair[1]:g}",
            )
        else:
            continue
        yield _pairwise(f"judgements[{i}, {j}]", what)


def _pairwise(where: str, what: Message) -> Problem:
    fix = message("대각선은 1, 마주 보는 두 칸은 서로 역수가 되게 하십시오.")
    return Problem(where, what, fix, code="bad_judgement")


def _complete(values: ArrayLike) -> Array:
    table = np.asarray(values, np.float64)
    if table.ndim != 2:
        raise ValueError("values must be units × criteria")
    known: Array = table[~np.isnan(table).any(axis=1)]
    if len(known) < 2:
        raise AssessmentError(
            Problem(
                where="values",
                what=message("빠진 값이 없는 업체가 둘보다 적어 가중치를 구할 수 없습니다."),
                fix=message("값을 채우거나 다른 가중치 방법을 쓰십시오."),
                code="too_few_units",
            )
        )
    return known


def _told_apart(information: Array) -> Array:
    if information.sum() <= 0:
        raise AssessmentError(
            Problem(
                where="values",
                what=message("어느 기준에서도 업체들이 다르지 않아 가중치를 구할 수 없습니다."),
                fix=message("다른 가중치 방법을 쓰십시오."),
                code="no_information",
            )
        )
    weights: Array = information / information.sum()
    return weights
