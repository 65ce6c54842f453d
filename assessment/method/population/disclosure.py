"""Tables of which no cell shows a single firm, neither itself nor by subtraction."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from assessment.method.comparing import FEWEST, may_be_shown
from assessment.method.population.hiding import WIDTH, Layer, hide, intervals

Floats = NDArray[np.float64]
Hidden = Literal["", "few", "dominated", "complement"]


@dataclass(frozen=True, eq=False)
class GuardedTable:
    """Firms, totals and means by row and column, margins last; NaN where hidden.

    `hidden` says why: "few" (1 to 4 firms), "dominated" (one firm over half of the sizes or two
    over three quarters), "complement" (it would give another away); "" where shown. Cells without
    a firm are shown as 0. A one-way table has one column, its margin the last row. The reasons are
    the office's: who reads the table is told no more than that a cell is hidden.
    """

    rows: tuple[Hashable, ...]
    columns: tuple[Hashable, ...]
    firms: Floats
    totals: Floats
    means: Floats
    hidden: NDArray[np.object_]
    highest: float | None

    def feasible(self) -> tuple[Floats, Floats]:
        """What a reader can work out of each total: its lowest and highest possible value.

        From the shown cells and margins, and that totals are not negative; by linear programming.
        Shown cells have both ends at their value. `highest` is not used: readers do not know the
        number of firms in a hidden cell.
        """
        return intervals(self.totals, _lines(self.totals.shape))


def guarded_table(
    values: ArrayLike,
    rows: ArrayLike,
    columns: ArrayLike | None = None,
    *,
    sizes: ArrayLike | None = None,
    width: float = WIDTH,
    highest: float | None = None,
) -> GuardedTable:
    """A table with margins of values ≥ 0 (n firms) by their labels, one- or two-way.

    Firms without a value or label are left out. Dominance is in `sizes` (sales; NaN counts as the
    median of the known), else in the values. From all that is shown, a cell hidden for itself stays
    uncertain by ± `width` of its total, a complement by ± `width` of a usual firm's value, and both
    by ± 1 firm, as far as totals ≥ 0 and (if given) `highest` a firm allow; and the hidden cells of
    a line together are themselves a group that may be shown.
    Source: Hundepool et al. 2012, ch. 4; complements by Kelly, Golden & Assad 1992.
    """
    given = np.asarray(values, np.float64)
    labels = [np.asarray(one, dtype=object) for one in (rows, columns) if one is not None]
    size = given if sizes is None else np.asarray(sizes, np.float64)
    if any(one.shape != given.shape for one in (*labels, size)):
        raise ValueError("values, labels and sizes must be one a firm")
    known = ~np.isnan(given)
    for one in labels:
        known &= ~pd.isna(one)
    if (given[known] < 0).any():
        raise ValueError("values must not be negative")
    given, size = given[known], size[known]
    codes, names = zip(*(_coded(one[known]) for one in labels), strict=True)
    if columns is None:
        codes, names = (codes[0], np.zeros(len(given), np.intp)), (names[0], ("",))
    groups = _Groups(codes[0], codes[1], pd.Series(size), columns is not None)
    shape = (len(names[0]) + 1, len(names[1]) + (columns is not None))
    firms = groups.summed(np.ones(len(given)), shape)
    totals = groups.summed(given, shape)
    table = GuardedTable(
        names[0], names[1], firms, totals, totals, np.full(shape, "", object), highest
    )
    return _guarded(table, groups, width)


@dataclass(frozen=True, eq=False)
class _Groups:
    """Which cell every firm is in, and its size."""

    row: NDArray[np.intp]
    column: NDArray[np.intp]
    size: pd.Series
    two_way: bool

    def summed(self, values: Floats, shape: tuple[int, int]) -> Floats:
        """Sums by cell with the margins."""
        table = np.zeros(shape)
        np.add.at(table, (self.row, self.column), values)
        return self.with_margins(table)

    def with_margins(self, table: Floats) -> Floats:
        """The table with its margins added up anew."""
        table = table.copy()
        table[-1] = table[:-1].sum(axis=0)
        if self.two_way:
            table[:, -1] = table[:, :-1].sum(axis=1)
        return table

    def inside(self, cell: int, shape: tuple[int, int]) -> NDArray[np.bool_]:
        """The firms of a cell; a margin holds its whole line."""
        row, column = divmod(cell, shape[1])
        there = np.ones(len(self.row), bool)
        if row < shape[0] - 1:
            there &= self.row == row
        if self.two_way and column == shape[1] - 1:
            return there
        return np.asarray(there & (self.column == column))

    def disclosive(self, cells: list[int], shape: tuple[int, int]) -> Hidden:
        """Why these cells together may not be shown; "" if they may, or hold no firm."""
        there = np.zeros(len(self.row), bool)
        for cell in cells:
            there |= self.inside(cell, shape)
        count = int(there.sum())
        if not count:
            return ""
        if count < FEWEST:
            return "few"
        return "" if may_be_shown(self.size[there]) else "dominated"


def _guarded(table: GuardedTable, groups: _Groups, width: float) -> GuardedTable:
    shape = table.firms.shape
    why = table.hidden.ravel().copy()
    for cell in range(len(why)):
        why[cell] = groups.disclosive([cell], shape)
    totals, firms = table.totals.ravel(), table.firms.ravel()
    # what a cell of zeros has to stay uncertain by is measured in usual values
    usual = float(totals[-1] / max(firms[-1], 1.0)) or table.highest or 1.0
    none, endless = np.zeros(len(firms)), np.full(len(firms), np.inf)
    # cells without a firm are shown, so that a hidden one is known to hold one at least
    fewest = groups.with_margins(np.minimum(table.firms, 1.0)).ravel()
    most = endless if table.highest is None else table.highest * firms
    layers = (
        Layer(firms, fewest, endless, np.ones(len(firms)), 1.0),
        Layer(totals, none, most, width * np.where(totals > 0, totals, usual), width * usual),
    )

    def unsafe(cells: list[int]) -> bool:
        return groups.disclosive(cells, shape) != ""

    covered = hide(np.flatnonzero(why != ""), firms, layers, _lines(shape), unsafe)
    why[covered & (why == "")] = "complement"
    blank = covered.reshape(shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(blank | (table.firms == 0), np.nan, table.totals / table.firms)
    return replace(
        table,
        firms=np.where(blank, np.nan, table.firms),
        totals=np.where(blank, np.nan, table.totals),
        means=means,
        hidden=why.reshape(shape),
    )


def _lines(shape: tuple[int, ...]) -> list[NDArray[np.intp]]:
    """Cells of every line, its margin last; a table with one column has a single line."""
    places = np.arange(shape[0] * shape[1]).reshape(shape)
    across = [] if shape[1] == 1 else list(places)
    return [*across, *places.T]


def _coded(labels: NDArray[np.object_]) -> tuple[NDArray[np.intp], tuple[Hashable, ...]]:
    codes, names = pd.factorize(labels, sort=True)
    return codes.astype(np.intp), tuple(names)
