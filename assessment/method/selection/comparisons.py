"""What other ways of choosing would have given, for comparison only."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.method.selection.problem import CENT, Constraint, SelectionProblem


@dataclass(frozen=True, eq=False)
class Comparison:
    """A choice by a plainer way: what it is worth, costs, and the limits that it does not keep."""

    selected: NDArray[np.bool_]
    value: float
    cost: float
    broken: tuple[Constraint, ...]


def cut_off_list(problem: SelectionProblem) -> Comparison:
    """Down the values until money or places end; quotas, firms and exclusions are not looked at.

    Equal values are taken in the order given.
    """
    order = _open_by(problem, -problem.values)
    kinds = [constraint.kind in ("budget", "places") for constraint in problem.constraints]
    ending = np.flatnonzero(kinds)
    running = np.cumsum(problem.matrix.tocsr()[ending][:, order].toarray(), axis=1)
    fits = (running <= problem.limits[ending][:, None] + CENT).all(axis=0)
    line = len(order) if fits.all() else int(fits.argmin())
    return _compared(problem, order[:line])


def greedy(problem: SelectionProblem) -> Comparison:
    """Down value / cost (free first), whoever still fits every upper limit; no floors sought."""
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = np.where(problem.costs > 0, problem.values / problem.costs, np.inf)
    left = problem.limits.copy()
    upper = np.array([constraint.kind != "floor" for constraint in problem.constraints], bool)
    heads, members, weights = (
        problem.matrix.indptr,
        problem.matrix.indices,
        problem.matrix.data,
    )
    taken = []
    for row in _open_by(problem, -worth).tolist():
        places = members[heads[row] : heads[row + 1]]
        after = left[places] - weights[heads[row] : heads[row + 1]]
        if problem.values[row] > 0 and (after[upper[places]] >= -CENT).all():
            left[places] = after
            taken.append(row)
    return _compared(problem, np.array(taken, np.intp))


def _open_by(problem: SelectionProblem, keys: NDArray[np.float64]) -> NDArray[np.intp]:
    rows = np.flatnonzero(problem.open)
    order: NDArray[np.intp] = rows[np.lexsort((rows, -problem.values[rows], keys[rows]))]
    return order


def _compared(problem: SelectionProblem, rows: NDArray[np.intp]) -> Comparison:
    selected = np.zeros(len(problem), bool)
    selected[rows] = True
    return Comparison(
        selected,
        float(problem.values[rows].sum()),
        float(problem.costs[rows].sum()),
        problem.broken(selected),
    )
