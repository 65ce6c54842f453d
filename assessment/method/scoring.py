"""Scores of every node for every firm: value, coverage and, when there is none, the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.method.answers import HIGHEST, NOT_APPLICABLE, AnswerTable
from assessment.method.kernels import KERNELS, SLACK, attained
from assessment.method.lowest_level import Counting, Sums
from assessment.method.tree import Tree

OK, BELOW_FLOOR, ABSENT = 0, 1, 2
REASONS: Mapping[int, str] = {OK: "", BELOW_FLOOR: "below_floor", ABSENT: "not_applicable"}
BLOCK = 16384

Array = NDArray[np.float64]
Kind = Literal["values", "shares", "coverage", "reasons"]


@dataclass(frozen=True, eq=False)
class Scores:
    """One row a firm, one column a node.

    `values` are points (full points × share) and `shares` 0..1, NaN where there is no value;
    `coverage` is 0..1, NaN where nothing applies; `reasons` 0 ok, 1 below floor, 2 not applicable.
    """

    firms: pd.Index
    nodes: tuple[str, ...]
    values: NDArray[np.float64]
    shares: NDArray[np.float64]
    coverage: NDArray[np.float64]
    reasons: NDArray[np.uint8]

    def frame(self, kind: Kind = "values") -> pd.DataFrame:
        """The firms × nodes table of this kind; reasons as words."""
        if kind == "reasons":
            words = np.array([REASONS[code] for code in (OK, BELOW_FLOOR, ABSENT)], dtype=object)
            return pd.DataFrame(words[self.reasons], self.firms, pd.Index(self.nodes))
        return pd.DataFrame(getattr(self, kind), self.firms, pd.Index(self.nodes))

    def of(self, node: str, kind: Kind = "values") -> NDArray[np.float64]:
        """One node's column of this kind (reasons as numbers)."""
        column: NDArray[np.float64] = getattr(self, kind)[:, self.nodes.index(node)]
        return column


def score(tree: Tree, answers: AnswerTable, nodes: Iterable[str] | None = None) -> Scores:
    """Scores of all firms, computed in blocks; of these nodes alone if named, which saves memory.

    A node is the aggregation of its children that have a value, with their weights renormalised.
    Not applicable leaves value and coverage; unanswered, and a child below its floor, leave the
    value and lower the coverage; unknown has the lowest option's share (or none, by policy) and is
    not covered. Coverage = Σ w·coverage / Σ w over the applicable children. A node has no value
    when its coverage is below its floor or nothing applies. An attainment applies where all three
    of its numbers do, and has no value unless all are answered and the target differs from before.
    """
    wanted = set(tree.nodes if nodes is None else nodes)
    kept = [place for place, node in enumerate(tree.nodes) if node in wanted]
    if len(kept) < len(wanted):
        raise ValueError(f"no such node: {', '.join(wanted.difference(tree.nodes))}")
    rows = len(answers)
    values, shares, coverage = (np.empty((rows, len(kept))) for _ in range(3))
    reasons = np.empty((rows, len(kept)), np.uint8)
    work = _Work(tree, answers, kept)
    for start in range(0, rows, BLOCK):
        block = slice(start, min(start + BLOCK, rows))
        work.compute(block)
        for column, place in enumerate(kept):
            own, covered, why = work.of(place)
            np.multiply(own, tree.branches[place].points, out=values[block, column])
            shares[block, column], coverage[block, column] = own, covered
            reasons[block, column] = why
    names = tuple(tree.nodes[place] for place in kept)
    return Scores(answers.firms, names, values, shares, coverage, reasons)


def leaf_shares(tree: Tree, answers: AnswerTable, block: slice) -> NDArray[np.float64]:
    """Items × firms: the share of each answer, NaN where it gives none."""
    first, last, _ = block.indices(len(answers))
    shares = np.empty((tree.size, last - first))
    for place, item in enumerate(tree.items):
        shares[place] = item_shares(tree, answers, place, block, answers.column(item)[block])
    return shares


def item_shares(
    tree: Tree, answers: AnswerTable, place: int, block: slice, codes: NDArray[np.uint8]
) -> Array:
    """The shares of one item's codes in this block."""
    item = tree.items[place]
    shares: NDArray[np.float64] = tree.lookup[place].take(codes)
    if item in tree.maps:
        number = answers.numbers.get(item, np.full(len(answers), np.nan))[block]
        return np.where(codes <= HIGHEST, np.interp(number, *tree.maps[item]), shares)
    if item in tree.measures:
        before, target = (_numbers(answers, name, block) for name in tree.measures[item])
        return attained(before, target, _numbers(answers, item, block))
    if item in tree.parts:
        bits = answers.chosen.get(item, np.zeros(len(answers), np.uint64))[block]
        chosen = np.zeros(len(codes))
        for bit, part in enumerate(tree.parts[item]):
            chosen += part * ((bits >> np.uint64(bit)) & np.uint64(1)).astype(np.float64)
        return np.where(codes <= HIGHEST, chosen, shares)
    return shares


def _numbers(answers: AnswerTable, item: str, block: slice) -> Array:
    """The numbers that were answered, NaN elsewhere."""
    codes = answers.column(item)[block]
    number = answers.numbers.get(item, np.full(len(answers), np.nan))[block]
    return np.where(codes <= HIGHEST, number, np.nan)


class _Work:
    """One block after another in the same arrays: items, then nodes, in rows; firms in columns.

    `even` blocks hold nothing but answers and "not applicable": what applies is then covered
    wholly and needs no arithmetic; the result is the same to the last bit.
    """

    def __init__(self, tree: Tree, answers: AnswerTable, kept: Iterable[int]) -> None:
        rows, height = min(BLOCK, len(answers)), tree.size + len(tree.branches)
        self._tree, self._answers = tree, answers
        # One piece: the C library keeps what is freed for the next call if one piece is most of it.
        self._shares, self._covered = np.empty((2, height, rows))
        self._applies = np.empty((height, rows), bool)
        self._reasons = np.empty((len(tree.branches), rows), np.uint8)
        needed = _needed(tree, kept)
        lowest = tree.lowest if tree.lowest and needed.intersection(tree.lowest.places) else None
        self._counting = Counting(lowest, answers, rows) if lowest else None
        self._lowest = lowest.places if lowest else ()
        self._columns = _together(tuple(tree.size + place for place in self._lowest))
        self._above = sorted(needed.difference(self._lowest))
        below = {child for place in self._above for child in tree.branches[place].children}
        self._items = sorted(child for child in below if child < tree.size)
        self._even = False
        self._firms = slice(0)

    def compute(self, block: slice) -> None:
        """Everything that is wanted, for the firms of this block."""
        self._firms = slice(block.stop - block.start)
        sums = self._counting.sums(block) if self._counting else None
        self._even = self._read_items(block) and (sums is None or sums.even)
        if sums is not None:
            self._divide(sums)
        for place in self._above:
            self._aggregate(place)

    def of(self, place: int) -> tuple[Array, Array, NDArray[np.uint8]]:
        """Shares, coverage and reasons of one node."""
        column, firms = self._tree.size + place, self._firms
        applies, shares = self._applies[column, firms], self._shares[column, firms]
        if self._even:
            reasons = np.where(applies, np.uint8(OK), np.uint8(ABSENT))
            return shares, np.where(applies, 1.0, np.nan), reasons
        coverage = np.where(applies, self._covered[column, firms], np.nan)
        return shares, coverage, self._reasons[place, firms]

    def _read_items(self, block: slice) -> bool:
        even = True
        for place in self._items:
            codes = self._answers.column(self._tree.items[place])[block]
            shares = item_shares(self._tree, self._answers, place, block, codes)
            applies, covered = codes != NOT_APPLICABLE, codes <= HIGHEST
            even = even and np.array_equal(applies, ~np.isnan(shares) & covered)
            self._shares[place, self._firms] = shares
            self._applies[place, self._firms] = applies
            self._covered[place, self._firms] = covered
        return even

    def _divide(self, sums: Sums) -> None:
        with np.errstate(invalid="ignore"):
            if self._even:
                self._applies[self._columns, self._firms] = sums.present > 0
                if isinstance(self._columns, slice):
                    own = self._shares[self._columns, self._firms]
                    np.divide(sums.gained, sums.present, out=own, dtype=np.float64)
                    return
            own = np.divide(sums.gained, sums.present, dtype=np.float64)
            if self._even:
                self._shares[self._columns, self._firms] = own
                return
            coverage = np.divide(sums.covered, sums.applies, dtype=np.float64)
        for number, place in enumerate(self._lowest):
            self._settle(place, own[number], coverage[number])

    def _aggregate(self, place: int) -> None:
        branch, firms = self._tree.branches[place], self._firms
        children = _together(branch.children)
        part = self._shares[children, firms]
        applies = self._applies[children, firms]
        if branch.aggregation == "attainment":
            applies = np.broadcast_to(applies.all(axis=0), applies.shape)
        kernel = KERNELS[branch.aggregation]
        if self._even:
            own = kernel(part, applies, branch.weights, branch.threshold)
            column = self._tree.size + place
            self._shares[column, firms] = own
            np.logical_not(np.isnan(own), out=self._applies[column, firms])
            return
        own = kernel(part, ~np.isnan(part), branch.weights, branch.threshold)
        covered = self._covered[children, firms]
        coverage = KERNELS["weighted_mean"](covered, applies, branch.weights, 0)
        self._settle(place, own, coverage)

    def _settle(self, place: int, own: Array, coverage: Array) -> None:
        column, firms = self._tree.size + place, self._firms
        applies = ~np.isnan(coverage)
        floor = self._tree.branches[place].floor - SLACK
        below = applies & ((coverage < floor) | np.isnan(own))
        reasons = np.where(applies, np.where(below, BELOW_FLOOR, OK), ABSENT)
        self._reasons[place, firms] = reasons
        self._shares[column, firms] = np.where(reasons == OK, own, np.nan)
        self._applies[column, firms] = applies
        self._covered[column, firms] = np.where(applies, coverage, 0.0)


def _needed(tree: Tree, kept: Iterable[int]) -> set[int]:
    """These nodes and all that they hold, as places among the branches."""
    size, needed, waiting = tree.size, set[int](), list(kept)
    while waiting:
        place = waiting.pop()
        if place not in needed:
            needed.add(place)
            waiting += [child - size for child in tree.branches[place].children if child >= size]
    return needed


def _together(rows: tuple[int, ...]) -> slice | list[int]:
    """These rows, without a copy where they lie side by side."""
    if rows and rows == tuple(range(rows[0], rows[-1] + 1)):
        return slice(rows[0], rows[-1] + 1)
    return list(rows)
