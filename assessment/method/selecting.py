"""Selection by rank: down the list until the budget or the places end, the rest waits in order."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pandas.arrays import IntegerArray

from assessment.locale import message
from assessment.method.ranking import competition_rank
from assessment.method.rounding import half_up
from assessment.problems import AssessmentError, Problem


@dataclass(frozen=True, eq=False)
class Selection:
    """Per applicant: rank, whether selected, place on the waiting list (0: none), running cost.

    `order` lists the ranked rows from the first; the funding line is drawn after `line` of them.
    `tied_at_line`: the line stands above a group of equal scores that does not fit as a whole.
    `left` is what remains of the budget (None without one).
    """

    rank: IntegerArray
    selected: NDArray[np.bool_]
    waiting: NDArray[np.int64]
    cumulative: NDArray[np.float64]
    order: NDArray[np.intp]
    line: int
    tied_at_line: bool
    left: float | None


def by_rank(
    scores: ArrayLike,
    requested: ArrayLike,
    budget: float | None = None,
    places: int | None = None,
    *,
    decimals: int = 9,
    tie_break: ArrayLike | None = None,
) -> Selection:
    """Fund strictly down the ranking; the first that does not fit ends it, nobody is jumped.

    NaN scores stand outside. Equal scores share rank, are ordered by `tie_break` (smaller first)
    if given, and otherwise stand or fall together. With a budget every ranked applicant needs a
    requested amount, else AssessmentError. Source: Korean calls' 예비순위 practice.
    """
    rounded = half_up(scores, decimals)
    cost = np.asarray(requested, np.float64)
    ranked = np.flatnonzero(~np.isnan(rounded))
    _refuse_unpriced(ranked[np.isnan(cost[ranked])] if budget is not None else ranked[:0])
    keys = np.zeros(len(rounded)) if tie_break is None else np.asarray(tie_break, np.float64)
    order = ranked[np.lexsort((ranked, keys[ranked], -rounded[ranked]))]
    running = np.cumsum(np.nan_to_num(cost[order]))
    line = len(order)
    if budget is not None:
        line = int(np.searchsorted(running, budget + 1e-6, side="right"))
    if places is not None:
        line = min(line, places)
    fair = line if tie_break is not None else _above_ties(rounded[order], line)
    selected = np.zeros(len(rounded), bool)
    selected[order[:fair]] = True
    cumulative = np.full(len(rounded), np.nan)
    cumulative[order] = running
    spent = float(running[fair - 1]) if fair else 0.0
    return Selection(
        rank=competition_rank(rounded, decimals),
        selected=selected,
        waiting=_waiting(rounded, order[fair:], tie_break is not None),
        cumulative=cumulative,
        order=order,
        line=fair,
        tied_at_line=fair != line,
        left=None if budget is None else budget - spent,
    )


def _above_ties(descending: NDArray[np.float64], line: int) -> int:
    if line == 0 or line == len(descending) or descending[line - 1] != descending[line]:
        return line
    return int(np.searchsorted(-descending, -descending[line], side="left"))


def _waiting(
    scores: NDArray[np.float64], order: NDArray[np.intp], ordered: bool
) -> NDArray[np.int64]:
    numbers = np.zeros(len(scores), np.int64)
    if len(order):
        places = np.arange(1, len(order) + 1)
        shared = np.searchsorted(-scores[order], -scores[order], side="left") + 1
        numbers[order] = places if ordered else shared
    return numbers


def _refuse_unpriced(rows: NDArray[np.intp]) -> None:
    if len(rows):
        raise AssessmentError(
            *(
                Problem(
                    where=str(row),
                    what=message("신청 금액이 없어 예산선을 그을 수 없습니다."),
                    fix=message("신청 금액을 넣거나 이 신청을 순위에서 빼십시오."),
                    code="no_requested_amount",
                )
                for row in rows
            )
        )
