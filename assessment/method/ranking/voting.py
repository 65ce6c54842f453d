"""Borda, Copeland, plurality, and the tables that voting methods are read from."""

from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.locale import message
from assessment.method.ranking.decision import Directions
from assessment.method.ranking.places import Ties, rank
from assessment.method.ranking.result import Ranking
from assessment.method.ranking.votes import Profile, Votes, votes_of
from assessment.problems import AssessmentError, Problem

LARGEST_TABLE = 1_000
"""Rows of which a table of all pairs is made."""
PAIRS = 250_000
"""Pairs that are compared together."""
SLACK = 1e-12
"""Margins smaller than this share of all votes are a draw."""


def borda(
    values: ArrayLike | Profile,
    weights: ArrayLike | None = None,
    directions: Directions | None = None,
    *,
    ties: Ties = "min",
    decimals: int = 9,
) -> Ranking:
    """Σ w·(rows below + half of the equal ones); more is better (Borda 1781; OECD/JRC 2008).

    Each criterion is a voter; Σ w = 1, so that the score is the mean number of rows beaten. Of a
    `Profile` the counts are votes and the score is in points. O(m n log n).
    """
    votes = votes_of(values, weights, directions)
    points = np.zeros(votes.grades.shape[1])
    for grades, weight in zip(votes.grades, votes.weights, strict=True):
        below, equal = _below_and_equal(grades)
        points += weight * (below + 0.5 * (equal - 1))
    return _ranking(votes, points, ties, decimals, {})


def copeland(
    values: ArrayLike | Profile,
    weights: ArrayLike | None = None,
    directions: Directions | None = None,
    *,
    ties: Ties = "min",
    decimals: int = 9,
) -> Ranking:
    """Rows beaten by a majority of the weight less rows lost to; more is better (Copeland 1951).

    `extras`: wins, losses, draws (n,), condorcet_winner (the row that beats all others, or None).
    Every pair is looked at: O(n² m) time, O(n) memory.
    """
    votes = votes_of(values, weights, directions)
    count = votes.grades.shape[1]
    wins, losses = np.zeros(count), np.zeros(count)
    even = SLACK * votes.total
    step = max(1, PAIRS // max(count, 1))
    for start in range(0, count, step):
        part = slice(start, start + step)
        margins = votes.margins(part)
        wins[part] = (margins > even).sum(axis=1)
        losses[part] = (margins < -even).sum(axis=1)
    winner = np.flatnonzero(votes.present)[wins == count - 1]
    extras = {
        "wins": votes.spread(wins),
        "losses": votes.spread(losses),
        "draws": votes.spread(count - 1 - wins - losses),
        "condorcet_winner": int(winner[0]) if len(winner) else None,
    }
    return _ranking(votes, wins - losses, ties, decimals, extras)


def plurality(
    values: ArrayLike | Profile,
    weights: ArrayLike | None = None,
    directions: Directions | None = None,
    *,
    ties: Ties = "min",
    decimals: int = 9,
) -> Ranking:
    """Votes for the first place; rows that share it share the vote."""
    votes = votes_of(values, weights, directions)
    points = np.zeros(votes.grades.shape[1])
    for grades, weight in zip(votes.grades, votes.weights, strict=True):
        first = grades == grades.max(initial=np.iinfo(np.int32).min)
        points[first] += weight / max(first.sum(), 1)
    return _ranking(votes, points, ties, decimals, {})


def frequencies(
    values: ArrayLike | Profile,
    weights: ArrayLike | None = None,
    directions: Directions | None = None,
) -> NDArray[np.float64]:
    """Votes by place and row (n × n, first place first): OECD/JRC 2008, table 26.

    Rows that share places share the vote evenly; NaN for rows with a missing value. More than
    1,000 rows are an AssessmentError.
    """
    votes = votes_of(values, weights, directions)
    count = votes.grades.shape[1]
    refuse_large(count)
    table = np.full((count, len(votes.present)), np.nan)
    table[:, votes.present] = 0.0
    columns = np.flatnonzero(votes.present)
    for grades, weight in zip(votes.grades, votes.weights, strict=True):
        below, equal = _below_and_equal(grades)
        for column, worse, shared in zip(columns, below, equal, strict=True):
            table[count - worse - shared : count - worse, column] += weight / shared
    return table


def outranking(
    values: ArrayLike | Profile,
    weights: ArrayLike | None = None,
    directions: Directions | None = None,
) -> NDArray[np.float64]:
    """Votes for the row over the column, equal ones half (n × n, 0 on the diagonal).

    OECD/JRC 2008, table 27; NaN for rows with a missing value. More than 1,000 rows are an
    AssessmentError.
    """
    votes = votes_of(values, weights, directions)
    refuse_large(votes.grades.shape[1])
    table = np.full((len(votes.present),) * 2, np.nan)
    table[np.ix_(votes.present, votes.present)] = support(votes)
    return table


def support(votes: Votes) -> NDArray[np.float64]:
    """Votes for the row over the column among the rows that are here, equal ones half."""
    table = 0.5 * (votes.total + votes.margins(slice(None)))
    np.fill_diagonal(table, 0.0)
    return table


def refuse_large(count: int) -> None:
    """AssessmentError where a table of all pairs would be too large."""
    if count > LARGEST_TABLE:
        raise AssessmentError(
            Problem(
                where="values",
                what=message(
                    "대상 {count}개는 서로 짝지어 비교하기에 너무 많습니다(최대 {most}개).",
                    count=count,
                    most=LARGEST_TABLE,
                ),
                fix=message("대상을 줄이거나 보르다 방법을 쓰십시오."),
                code="too_many_to_pair",
            )
        )


def _below_and_equal(
    grades: NDArray[np.int32],
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """How many rows stand below each, and how many on its place, itself included."""
    ordered = np.sort(grades)
    below = np.searchsorted(ordered, grades, side="left")
    return below, np.searchsorted(ordered, grades, side="right") - below


def _ranking(
    votes: Votes, score: NDArray[np.float64], ties: Ties, decimals: int, extras: dict[str, Any]
) -> Ranking:
    scores = votes.spread(score)
    return Ranking(scores, rank(scores, ties, decimals), MappingProxyType(extras))
