"""The fewest further cells to hide so that what must stay hidden cannot be subtracted out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Line = NDArray[np.intp]
WIDTH = 0.2
MARGIN_COST = 1000.0
MOVED = 1e-7
UP, DOWN = 0, 1


@dataclass(frozen=True, eq=False)
class Layer:
    """One number a cell and what a reader knows of it: `low` ≤ value ≤ `high`; all (cells,).

    A secret cell stays uncertain by ± `protection`, a complement by ± `least` (or its protection,
    if that is less).
    """

    values: Floats
    low: Floats
    high: Floats
    protection: Floats
    least: float


def hide(
    secret: NDArray[np.intp],
    firms: Floats,
    layers: Sequence[Layer],
    lines: Sequence[Line],
    unsafe: Callable[[list[int]], bool],
) -> NDArray[np.bool_]:
    """Which cells (cells,) are hidden: the secret ones and complements.

    For every hidden cell and layer there are tables that agree with all that is shown and in which
    the cell lies that much higher, and lower, as far as its bounds allow. The hidden cells of a
    line whose margin is shown are not `unsafe` together. Cells without firms stay shown. Cells with
    few firms are taken first, margins last.
    """
    covered = np.zeros(len(firms), bool)
    covered[secret] = True
    margins = np.unique([line[-1] for line in lines])
    cost = firms + 1.0
    cost[margins] *= MARGIN_COST
    cost[-1] *= MARGIN_COST
    networks = [_Network(layer, _sums(lines, len(firms)), firms, covered) for layer in layers]
    done: set[int] = set()
    while to_do := [int(cell) for cell in np.flatnonzero(covered) if cell not in done]:
        for cell in to_do:
            for network in networks:
                for way in UP, DOWN:
                    covered |= network.moved(cell, way, np.where(covered, 0.0, cost))
        done.update(to_do)
        _widen(covered, firms, lines, unsafe)
    return covered


def intervals(shown: Floats, lines: Sequence[Line]) -> tuple[Floats, Floats]:
    """Lowest and highest value ≥ 0 of each hidden (NaN) cell that agrees with those shown."""
    from scipy.optimize import linprog  # 30 MB of a server's memory that few requests need

    flat = shown.ravel()
    hidden = np.flatnonzero(np.isnan(flat))
    low, high = flat.copy(), flat.copy()
    known = np.nan_to_num(flat)
    sums = _sums(lines, len(flat))
    scale = max(float(np.abs(known).max(initial=0.0)), 1.0)
    for place, cell in enumerate(hidden):
        goal = np.zeros(len(hidden))
        goal[place] = 1.0
        for sign, ends in ((1.0, low), (-1.0, high)):
            found = linprog(
                sign * goal, A_eq=sums[:, hidden], b_eq=-(sums @ known) / scale, method="highs"
            )
            if found.status not in (0, 3):
                raise ArithmeticError(f"the cells shown do not add up: {found.message}")
            ends[cell] = sign * found.fun * scale if found.status == 0 else np.inf
    return low.reshape(shown.shape), high.reshape(shown.shape)


def _sums(lines: Sequence[Line], cells: int) -> Floats:
    """A row a line: its cells less its margin, which is 0."""
    sums = np.zeros((len(lines), cells))
    for row, line in zip(sums, lines, strict=True):
        row[line[:-1]] = 1.0
        row[line[-1]] = -1.0
    return sums


class _Network:
    """Moves of one layer that keep its lines; the cheapest that moves a given cell far enough."""

    def __init__(
        self, layer: Layer, sums: Floats, firms: Floats, secret: NDArray[np.bool_]
    ) -> None:
        self.both_ways = np.hstack([sums, -sums])
        free = [layer.high - layer.values, layer.values - layer.low]
        self.room = np.where(firms > 0, free, 0.0)
        wanted = np.where(secret, layer.protection, np.minimum(layer.protection, layer.least))
        self.far = np.minimum(wanted, self.room)
        self.proved = self.far <= 0

    def moved(self, cell: int, way: int, cost: Floats) -> NDArray[np.bool_]:
        """The cells that move when this one does; none if a table found before proves it."""
        from scipy.optimize import linprog  # see intervals

        cells = len(cost)
        if self.proved[way, cell]:
            return np.zeros(cells, bool)
        far = float(self.far[way, cell])
        bounds: list[Any] = [(0.0, None if np.isinf(r) else r / far) for r in self.room.ravel()]
        bounds[way * cells + cell] = (1.0, 1.0)
        bounds[(1 - way) * cells + cell] = (0.0, 0.0)
        found = linprog(
            np.concatenate([cost, cost]),
            A_eq=self.both_ways,
            b_eq=np.zeros(len(self.both_ways)),
            bounds=bounds,
            method="highs",
        )
        if found.status != 0:
            raise ArithmeticError(f"no table moves cell {cell}: {found.message}")
        move = far * (found.x[:cells] - found.x[cells:])
        self.proved |= np.array([move, -move]) >= self.far
        self.proved[way, cell] = True
        return np.asarray(np.abs(move) > MOVED * far)


def _widen(
    covered: NDArray[np.bool_],
    firms: Floats,
    lines: Sequence[Line],
    unsafe: Callable[[list[int]], bool],
) -> None:
    """Hide more of every line whose hidden cells together would show too much."""
    for line in lines:
        inner, margin = line[:-1], line[-1]
        while (
            not covered[margin] and covered[inner].any() and unsafe(inner[covered[inner]].tolist())
        ):
            open_cells = inner[~covered[inner] & (firms[inner] > 0)]
            if len(open_cells):
                covered[open_cells[np.argmin(firms[open_cells])]] = True
            else:
                covered[margin] = True
