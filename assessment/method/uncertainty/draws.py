"""Weights that might as well have been chosen, and in words how they were drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem


@dataclass(frozen=True, eq=False)
class WeightDraws:
    """`weights` is draws × m, every row sums to 1; `distribution` is printed beside every interval
    that rests on them; the same call with the same seed gives the same rows."""

    weights: NDArray[np.float64]
    seed: int
    distribution: Message

    def __len__(self) -> int:
        return len(self.weights)

    @property
    def error(self) -> float:
        """Largest Monte-Carlo standard error of a share of these draws: 1 / (2 √D)."""
        return monte_carlo_error(len(self.weights))


def monte_carlo_error(draws: int) -> float:
    """Standard error of a share of so many draws, at its largest (share ½): 1 / (2 √D)."""
    return float(0.5 / np.sqrt(draws))


def free_weights(criteria: int, draws: int = 1000, seed: int = 0) -> WeightDraws:
    """Nothing is known about the weights: uniform on all that are ≥ 0 and sum to 1.

    AssessmentError without a criterion or a draw. Source: Lahdelma & Salminen 2001 (SMAA-2).
    """
    _refuse(
        [] if criteria >= 1 else [_no_criteria()],
        _few_draws(draws),
    )
    drawn = _on_simplex(criteria, draws, seed)
    words = message(
        "가중치를 정하지 않고 합이 1인 모든 조합에서 고르게 {draws}번 뽑음(난수 시드 {seed})",
        draws=f"{draws:,}",
        seed=seed,
    )
    return WeightDraws(drawn, seed, words)


def ordinal_weights(
    importance: Sequence[int] | NDArray[np.int64], draws: int = 1000, seed: int = 0
) -> WeightDraws:
    """Only the order is stated: place 1 = most important; the same place means the same weight.

    Uniform on all weights that keep this order. Those form a simplex whose corners give equal
    weight to the first k places, so a Dirichlet(1) mixture of the corners is exactly uniform.
    AssessmentError without a criterion or a draw. Source: Lahdelma & Salminen 2001.
    """
    places = np.asarray(importance)
    _refuse([] if len(places) else [_no_criteria()], _few_draws(draws))
    stated = np.unique(places)
    before = places[None, :] <= stated[:, None]
    corners = before / before.sum(axis=1, keepdims=True)
    drawn = _on_simplex(len(stated), draws, seed) @ corners
    words = message(
        "정한 중요도 순서({order})만 지키며 고르게 {draws}번 뽑은 가중치(난수 시드 {seed})",
        order=" > ".join(_written(places, place) for place in stated),
        draws=f"{draws:,}",
        seed=seed,
    )
    return WeightDraws(drawn, seed, words)


def bounded_weights(
    weights: ArrayLike, draws: int = 1000, spread: float = 0.2, seed: int = 0
) -> WeightDraws:
    """Stated weights times a uniform factor 1 ± spread each, then divided by their sum.

    `spread` is within 0..1. AssessmentError when a weight is negative or unknown, all are zero,
    the spread is outside, or there is no draw. Source: OECD/JRC Handbook 2008, step 7.
    """
    stated = np.asarray(weights, np.float64)
    _refuse(weight_problems(stated), _spread_problems(spread), _few_draws(draws))
    factors = np.random.default_rng(seed).uniform(1 - spread, 1 + spread, (draws, len(stated)))
    drawn = stated * factors
    sums = drawn.sum(axis=1, keepdims=True)
    words = message(
        "가중치마다 ±{percent}% 안에서 고르게 뽑아 {draws}번 다시 매긴 순위의 5~95% 구간"
        "(난수 시드 {seed})",
        percent=f"{spread * 100:g}",
        draws=f"{draws:,}",
        seed=seed,
    )
    shares = np.divide(drawn, sums, out=np.tile(stated / stated.sum(), (draws, 1)), where=sums > 0)
    return WeightDraws(shares, seed, words)


def firms_and_extras(
    values: ArrayLike, draws: WeightDraws, adjustments: ArrayLike | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Values n × m and extra points n as arrays; ValueError when they do not fit the weights."""
    table = np.asarray(values, np.float64)
    extra = np.zeros(len(table)) if adjustments is None else np.asarray(adjustments, np.float64)
    if table.ndim != 2 or (len(table), draws.weights.shape[1]) != (len(extra), table.shape[1]):
        raise ValueError("values are firms × criteria, with a weight a criterion")
    return table, extra


def weight_problems(stated: NDArray[np.float64]) -> list[Problem]:
    """What makes these weights unusable: none at all, negative, unknown, or all zero."""
    if not len(stated):
        return [_no_criteria()]
    wrong = np.flatnonzero(~(stated >= 0) | np.isinf(stated))
    problems = [
        Problem(
            where=str(place + 1),
            what=message("가중치가 0 이상의 수가 아닙니다: {value}", value=float(stated[place])),
            fix=message("가중치를 0 이상의 수로 고치십시오."),
            code="bad_weight",
        )
        for place in wrong
    ]
    if not problems and stated.sum() <= 0:
        problems.append(
            Problem(
                where="weights",
                what=message("가중치가 모두 0입니다."),
                fix=message("가중치를 하나 이상 0보다 크게 하십시오."),
                code="zero_weights",
            )
        )
    return problems


def _on_simplex(size: int, draws: int, seed: int) -> NDArray[np.float64]:
    drawn = np.random.default_rng(seed).standard_exponential((draws, size))
    shares: NDArray[np.float64] = drawn / drawn.sum(axis=1, keepdims=True)
    return shares


def _written(places: NDArray[np.int64], place: int) -> str:
    return " = ".join(str(criterion + 1) for criterion in np.flatnonzero(places == place))


def _refuse(*problems: list[Problem]) -> None:
    found = [problem for some in problems for problem in some]
    if found:
        raise AssessmentError(*found)


def _no_criteria() -> Problem:
    return Problem(
        where="weights",
        what=message("가중치를 줄 기준이 없습니다."),
        fix=message("기준을 하나 이상 넣으십시오."),
        code="no_criteria",
    )


def _spread_problems(spread: float) -> list[Problem]:
    if 0 <= spread <= 1:
        return []
    return [
        Problem(
            where="spread",
            what=message("가중치의 폭은 0에서 1 사이여야 합니다: {value}", value=spread),
            fix=message("폭을 0에서 1 사이로 고치십시오(예: 0.2는 ±20%)."),
            code="bad_spread",
        )
    ]


def _few_draws(draws: int) -> list[Problem]:
    if draws >= 1:
        return []
    return [
        Problem(
            where="draws",
            what=message("추첨 횟수는 1번 이상이어야 합니다: {value}", value=draws),
            fix=message("횟수를 1 이상으로 고치십시오(예: 1000)."),
            code="no_draws",
        )
    ]
