"""Other ranking methods beside a programme's rule: what if, never what decides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.locale import Message, message
from assessment.method import ranking
from assessment.method.ranking import Ranking, kendall_tau_b, spearman, ws

Floats = NDArray[np.float64]
Ranked = Callable[[Floats, Floats, int], Ranking]


@dataclass(frozen=True, eq=False)
class OtherRanking:
    """Another method's score and rank, and how alike its ranking is to the rule's.

    `similarity` holds kendall_tau_b, spearman and ws (the rule is the reference); None where all
    share a rank. `words` say what the method was given.
    """

    method: str
    ranking: Ranking
    similarity: Mapping[str, float | None]
    words: Message


def other_ranking(
    method: str, shares: Floats, weights: Floats, rule_ranks: Floats, decimals: int
) -> OtherRanking:
    """The method on goalposted shares (n × m, 0..1, more is better), without bonus points.

    An unknown share counts 0, as under the rule. The product, which needs values above 0, gets
    1 + 99 · share. AssessmentError where a method cannot take so many firms.
    """
    found = METHODS[method](np.nan_to_num(shares, nan=0.0), weights, decimals)
    compared = {
        "kendall_tau_b": kendall_tau_b(rule_ranks, found.rank),
        "spearman": spearman(rule_ranks, found.rank),
        "ws": ws(rule_ranks, found.rank),
    }
    similarity = {name: None if value != value else value for name, value in compared.items()}
    return OtherRanking(method, found, similarity, _words(method))


def extras_told(found: Ranking) -> dict[str, Any]:
    """The method's figures that are one value, not one a firm."""
    return {
        name: value
        for name, value in found.extras.items()
        if isinstance(value, (bool, int, float, str))
    }


def _sum(shares: Floats, weights: Floats, decimals: int) -> Ranking:
    return ranking.weighted_sum(shares, weights, _up(weights), scaling="none", decimals=decimals)


def _product(shares: Floats, weights: Floats, decimals: int) -> Ranking:
    return ranking.weighted_product(1 + 99 * shares, weights, _up(weights), decimals=decimals)


def _topsis(shares: Floats, weights: Floats, decimals: int) -> Ranking:
    return ranking.topsis(shares, weights, _up(weights), decimals=decimals)


def _vikor(shares: Floats, weights: Floats, decimals: int) -> Ranking:
    return ranking.vikor(shares, weights, _up(weights), decimals=decimals)


def _promethee(shares: Floats, weights: Floats, decimals: int) -> Ranking:
    return ranking.promethee_ii(shares, weights, _up(weights), decimals=decimals)


def _borda(shares: Floats, weights: Floats, decimals: int) -> Ranking:
    return ranking.borda(shares, weights, _up(weights), decimals=decimals)


def _copeland(shares: Floats, weights: Floats, decimals: int) -> Ranking:
    return ranking.copeland(shares, weights, _up(weights), decimals=decimals)


def _kemeny(shares: Floats, weights: Floats, _decimals: int) -> Ranking:
    return ranking.kemeny(shares, weights, _up(weights))


METHODS: Mapping[str, Ranked] = {
    "weighted_sum": _sum,
    "weighted_product": _product,
    "topsis": _topsis,
    "vikor": _vikor,
    "promethee_ii": _promethee,
    "borda": _borda,
    "copeland": _copeland,
    "kemeny": _kemeny,
}


def _up(weights: Floats) -> NDArray[np.int64]:
    return np.ones(len(weights), np.int64)


def _words(method: str) -> Message:
    if method == "weighted_product":
        return message(
            "가정: {method}. 평가항목 값을 1~100으로 펴서 넣었고 가점·감점은 넣지 않았습니다.",
            method=method,
        )
    return message(
        "가정: {method}. 평가항목 값을 0~1로 넣었고 가점·감점은 넣지 않았습니다.", method=method
    )
