"""VIKOR: a compromise between the benefit of the many and the regret of one criterion."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.locale import message
from assessment.method.ranking.decision import Decision, Directions, decide
from assessment.method.ranking.places import Ties
from assessment.method.ranking.result import Ranking
from assessment.method.rounding import half_up
from assessment.problems import Problem

Figures = NDArray[np.float64]
SLACK = 1e-12
"""S, R and Q lie within 0..1; smaller differences are rounding."""


def vikor(
    values: ArrayLike,
    weights: ArrayLike,
    directions: Directions,
    *,
    v: float = 0.5,
    ties: Ties = "min",
    decimals: int = 9,
) -> Ranking:
    """Q = v·(S−S*)/(S⁻−S*) + (1−v)·(R−R*)/(R⁻−R*), 0..1; `score` is Q, less is better.

    S = Σ w·(f*−f)/(f*−f⁻) and R = the largest of its terms, Σ w = 1; a criterion on which all rows
    are equal adds 0, and so does a term of Q of which all rows have the same. `v` in 0..1.
    `extras`: S, R, Q (n,); advantage (C1: the second's Q − the first's ≥
    1/(n−1)), stability (C2: the first is also first by S or R), compromise (rows from the best: the
    first alone if C1 and C2, the first two if C1 only, else all whose Q is nearer than 1/(n−1)).
    Opricovic & Tzeng 2004.
    """
    decision = decide(values, weights, directions, _faults(v))
    gaps, regrets = _gaps(decision)
    quotient = v * _share(gaps) + (1 - v) * _share(regrets)
    advantage, stability, rows = _compromise(gaps, regrets, quotient, decimals)
    scores = decision.spread(quotient)
    extras = {
        "S": decision.spread(gaps),
        "R": decision.spread(regrets),
        "Q": scores,
        "advantage": advantage,
        "stability": stability,
        "compromise": np.flatnonzero(decision.present)[rows],
    }
    return decision.ranking(quotient, ties, decimals, extras, higher_is_better=False)


def _gaps(decision: Decision) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    span = decision.best - decision.worst
    factors = np.where(decision.flat, 0.0, decision.weights / np.where(span == 0, 1.0, span))
    gaps = np.zeros(len(decision.values))
    regrets = np.zeros(len(decision.values))
    for rows, columns in decision.blocks():
        total, most = gaps[rows], regrets[rows]
        for column, best, factor in zip(columns, decision.best, factors, strict=True):
            np.subtract(best, column, out=column)
            column *= factor
            total += column
            np.maximum(most, column, out=most)
    return gaps, regrets


def _share(figures: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(figures):
        return figures
    low, high = figures.min(), figures.max()
    if high - low <= SLACK:
        return np.zeros(len(figures))
    shares: NDArray[np.float64] = (figures - low) / (high - low)
    return shares


def _compromise(
    gaps: Figures, regrets: Figures, quotient: Figures, decimals: int
) -> tuple[bool, bool, NDArray[np.intp]]:
    """Whether C1 and C2 hold, and the compromise as rows of the present, from the best."""
    if len(quotient) < 2:
        return True, True, np.arange(len(quotient))
    least = 1.0 / (len(quotient) - 1)
    lowest = quotient.min()
    near = np.flatnonzero(quotient < lowest + least + 10.0**-decimals)
    rounded = half_up(quotient[near], decimals)
    near = near[np.argsort(rounded, kind="stable")]
    rounded = np.sort(rounded)
    near = near[rounded - rounded[0] < least - SLACK]
    first = near[0]
    advantage = len(near) == 1
    stability = any(
        half_up(figures[first], decimals) == half_up(figures.min(), decimals)
        for figures in (gaps, regrets)
    )
    if advantage and not stability:
        others = np.delete(quotient, first)
        second = half_up(others.min(), decimals)
        behind = np.flatnonzero(quotient <= others.min() + 10.0**-decimals)
        behind = behind[(half_up(quotient[behind], decimals) == second) & (behind != first)]
        near = np.concatenate([near, behind])
    return advantage, stability, near


def _faults(v: float) -> Iterator[Problem]:
    if not 0 <= v <= 1:
        yield Problem(
            where="v",
            what=message("v 값 {value}은(는) 0과 1 사이가 아닙니다.", value=v),
            fix=message("0(한 기준의 아쉬움)에서 1(전체의 이득) 사이의 수를 넣으십시오."),
            code="v_outside",
        )
