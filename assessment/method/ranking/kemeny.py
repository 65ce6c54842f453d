"""Kemeny's order: the one that contradicts the fewest votes."""

from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse.csgraph import connected_components

from assessment.method.ranking.decision import Directions
from assessment.method.ranking.result import Ranking
from assessment.method.ranking.votes import Profile, votes_of
from assessment.method.ranking.voting import refuse_large, support

EXACT = 10
"""Rows that contradict each other in a circle and are still ordered exactly."""
SLACK = 1e-9
"""Totals of votes (all = 1) nearer than this are equal."""
Table = NDArray[np.float64]


def kemeny(
    values: ArrayLike | Profile,
    weights: ArrayLike | None = None,
    directions: Directions | None = None,
) -> Ranking:
    """The order with the least disagreement: Σ votes for b over a, for a before b, equal ones half.

    `rank` is the place in it, `score` the number of rows behind. Rows fall into groups of which
    each beats every later one (they stand so in every optimal order); a group of up to 10 is solved
    by dynamic programming over subsets. Larger: the better of Borda's and Copeland's order, after
    moving single rows to where they disagree least until no move helps.
    `extras`: disagreement, lower_bound (no order has less), exact, optimal_orders (their number;
    None if not exact), mean_place (n,; over all optimal orders). Of several optimal orders the one
    closest to mean_place from the top is given. More than 1,000 rows are an AssessmentError.
    Kemeny 1959; Young & Levenglick 1978.
    """
    votes = votes_of(values, weights, directions)
    refuse_large(votes.grades.shape[1])
    table = support(votes) / (votes.total or 1.0)
    order: list[int] = []
    mean_place = np.zeros(len(table))
    orders, exact = 1, True
    for group in _groups(table):
        inside = table[np.ix_(group, group)]
        solved = len(group) <= EXACT
        places, own_order, own_orders = _solved(inside) if solved else _improved(inside)
        exact &= solved
        orders *= own_orders
        mean_place[group] = len(order) + places
        order += [int(row) for row in group[own_order]]
    disagreement = _disagreement(table[np.ix_(order, order)])
    bound = float(np.triu(np.minimum(table, table.T)).sum())
    exact |= disagreement <= bound + SLACK
    place = np.empty(len(table))
    place[order] = np.arange(1.0, len(table) + 1)
    extras = {
        "disagreement": disagreement * votes.total,
        "lower_bound": (disagreement if exact else bound) * votes.total,
        "exact": exact,
        "optimal_orders": orders if orders else None,
        "mean_place": votes.spread(mean_place),
    }
    return Ranking(votes.spread(len(table) - place), votes.spread(place), MappingProxyType(extras))


def _groups(table: Table) -> list[NDArray[np.intp]]:
    """Rows tied in circles of majorities, the groups from the best (extended Condorcet)."""
    if not len(table):
        return []
    not_beaten = table >= table.T - SLACK
    count, labels = connected_components(not_beaten, directed=True, connection="strong")
    groups = [np.flatnonzero(labels == label) for label in range(count)]
    lost = ~not_beaten
    ahead = [lost[group[0]].sum() - lost[group[0], group].sum() for group in groups]
    return [groups[place] for place in np.argsort(ahead)]


def _disagreement(ordered: Table) -> float:
    """Votes against the order of the rows as they stand."""
    return float(np.tril(ordered).sum())


def _solved(table: Table) -> tuple[Table, NDArray[np.intp], int]:
    """Mean place (0 = first) over all optimal orders, one of them, and how many there are.

    A set of rows is a number whose bits are its rows; the set stands on top, the rest below.
    """
    count = len(table)
    full = (1 << count) - 1
    against = np.zeros((count, 1))
    for row in range(count):
        against = np.hstack([against, against + table[row][:, None]])
    costs = against.tolist()
    below = _cheapest(costs, full)
    ways_below = [0] * full + [1]
    for top in range(full - 1, -1, -1):
        ways_below[top] = sum(ways_below[top | 1 << row] for row in _next(costs, below, top))
    ways_above = [1] + [0] * full
    mean = np.zeros(count)
    for top in range(full):
        for row in _next(costs, below, top) if ways_above[top] else ():
            after = top | 1 << row
            ways_above[after] += ways_above[top]
            mean[row] += top.bit_count() * ways_above[top] * ways_below[after]
    mean /= ways_below[0]
    order, top = [], 0
    while top != full:
        row = min(_next(costs, below, top), key=lambda each: (round(float(mean[each]), 9), each))
        order.append(row)
        top |= 1 << row
    return mean + 1, np.array(order, np.intp), ways_below[0]


def _cheapest(costs: list[list[float]], full: int) -> list[float]:
    """For every set on top the least disagreement of ordering the rest."""
    below = [0.0] * (full + 1)
    for top in range(full - 1, -1, -1):
        below[top] = min(
            own[full ^ top ^ (1 << row)] + below[top | 1 << row]
            for row, own in enumerate(costs)
            if not top >> row & 1
        )
    return below


def _next(costs: list[list[float]], below: list[float], top: int) -> list[int]:
    """The rows that may follow the set on top in an optimal order."""
    full = len(below) - 1
    return [
        row
        for row, own in enumerate(costs)
        if not top >> row & 1
        and own[full ^ top ^ (1 << row)] + below[top | 1 << row] <= below[top] + SLACK
    ]


def _improved(table: Table) -> tuple[Table, NDArray[np.intp], int]:
    """As `_solved`, by moves of single rows; the number of optimal orders is unknown: 0."""
    margins = table - table.T
    starts = (table.sum(axis=1), np.sign(np.where(np.abs(margins) > SLACK, margins, 0)).sum(axis=1))
    found = [_moved(np.argsort(-start, kind="stable"), margins) for start in starts]
    order = min(found, key=lambda each: _disagreement(table[np.ix_(each, each)]))
    places = np.empty(len(table))
    places[order] = np.arange(1.0, len(table) + 1)
    return places, order, 0


def _moved(order: NDArray[np.intp], margins: Table) -> NDArray[np.intp]:
    moved = True
    while moved:
        moved = False
        for row in order.tolist():
            here = int(np.flatnonzero(order == row)[0])
            others = np.delete(order, here)
            gains = np.concatenate([[0.0], np.cumsum(margins[others, row])])
            there = int(gains.argmax())
            if gains[there] > gains[here] + SLACK:
                order = np.insert(others, there, row)
                moved = True
    return order
