"""Rank reversal: what moves when a row that should not matter leaves, doubles or worsens."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.method.ranking.decision import Directions, decide
from assessment.method.ranking.places import rank
from assessment.method.ranking.result import Ranking

Change = Literal["dropped", "cloned", "worsened"]
Method = Callable[[ArrayLike, ArrayLike, Directions], Ranking]


@dataclass(frozen=True)
class Move:
    """A row and its rank among those that did not change, before and after."""

    row: int
    before: float
    after: float


@dataclass(frozen=True)
class Trial:
    """One row changed: who moved, in the order of their ranks, and the row's own ranks.

    Compared are the other rows, and with a copy the row itself too. `before` and `after` are its
    ranks among all rows (`after`: NaN when dropped). `new_first`: of those compared, a first one is
    no longer first.
    """

    row: int
    moved: tuple[Move, ...]
    new_first: bool
    before: float
    after: float


@dataclass(frozen=True)
class Reversals:
    """All trials of one kind, and the ranking that they are compared with."""

    change: Change
    base: Ranking
    trials: tuple[Trial, ...]

    @property
    def reversed(self) -> tuple[Trial, ...]:
        """The trials in which another row moved."""
        return tuple(trial for trial in self.trials if trial.moved)

    @property
    def share(self) -> float:
        """The share of the trials in which another row moved; NaN without trials."""
        return len(self.reversed) / len(self.trials) if self.trials else float("nan")


def drop_one(
    method: Method,
    values: ArrayLike,
    weights: ArrayLike,
    directions: Directions,
    *,
    rows: Iterable[int] | None = None,
) -> Reversals:
    """Leave out one row at a time (all ranked ones, or `rows`): do the others keep their order?

    `method` is any of this package (with functools.partial for its options); it runs once a row.
    """
    matrix = np.asarray(values, np.float64)
    base = method(matrix, weights, directions)
    trials = []
    for row in _chosen(base, rows):
        after = method(np.delete(matrix, row, axis=0), weights, directions)
        kept = np.delete(np.arange(len(matrix)), row)
        ranks = np.full(len(matrix), np.nan)
        ranks[kept] = after.rank
        trials.append(_trial(base, row, _others(base, row), ranks))
    return Reversals("dropped", base, tuple(trials))


def add_clone(
    method: Method,
    values: ArrayLike,
    weights: ArrayLike,
    directions: Directions,
    *,
    rows: Iterable[int] | None = None,
) -> Reversals:
    """Add an equal copy of one row at a time: do all rows but the copy keep their order?

    `method` and `rows` as in `drop_one`. Belton & Gear 1983.
    """
    matrix = np.asarray(values, np.float64)
    base = method(matrix, weights, directions)
    trials = []
    for row in _chosen(base, rows):
        after = method(np.vstack([matrix, matrix[row]]), weights, directions)
        trials.append(_trial(base, row, base.order(), after.rank[:-1]))
    return Reversals("cloned", base, tuple(trials))


def replace_by_worse(
    method: Method,
    values: ArrayLike,
    weights: ArrayLike,
    directions: Directions,
    *,
    rows: Iterable[int] | None = None,
    toward_worst: float = 0.5,
) -> Reversals:
    """Replace one row at a time by a worse one; by default every ranked row but the first ones.

    Each of its values goes this share (0..1) of the way to the worst value of its criterion, so
    that nothing is drawn by chance. The first should stay first, and the others keep their order
    (Triantaphyllou & Mann 1989, test 1).
    """
    if not 0 <= toward_worst <= 1:
        raise ValueError("toward_worst: 0..1")
    matrix = np.asarray(values, np.float64)
    base = method(matrix, weights, directions)
    worst = decide(matrix, weights, directions).worst
    behind = [row for row in _chosen(base, None) if base.rank[row] > np.nanmin(base.rank)]
    trials = []
    for row in behind if rows is None else _chosen(base, rows):
        worse = matrix.copy()
        worse[row] += toward_worst * (worst - worse[row])
        after = method(worse, weights, directions)
        trials.append(_trial(base, row, _others(base, row), after.rank))
    return Reversals("worsened", base, tuple(trials))


def _chosen(base: Ranking, rows: Iterable[int] | None) -> Sequence[int]:
    ranked = np.flatnonzero(~np.isnan(base.rank)).tolist()
    if rows is None:
        return ranked
    chosen = list(rows)
    if not set(chosen) <= set(ranked):
        raise ValueError("rows: ranked ones only")
    return chosen


def _others(base: Ranking, row: int) -> NDArray[np.intp]:
    order = base.order()
    others: NDArray[np.intp] = order[order != row]
    return others


def _trial(base: Ranking, row: int, others: NDArray[np.intp], ranks: NDArray[np.float64]) -> Trial:
    """Ranks are compared among the other rows: the same order, with the same ties, is no move."""
    before = rank(base.rank[others], descending=False)
    after = rank(ranks[others], descending=False)
    moved = [
        Move(int(other), float(old), float(new))
        for other, old, new in zip(others, before, after, strict=True)
        if old != new
    ]
    first = bool(((before == 1) & (after != 1)).any())
    return Trial(row, tuple(moved), first, float(base.rank[row]), float(ranks[row]))
