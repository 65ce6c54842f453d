"""Scores of every node for every firm: value, coverage and, when there is none, the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.method.aggregating import KERNELS, SLACK
from assessment.method.answers import HIGHEST, NOT_APPLICABLE, AnswerTable
from assessment.method.tree import Branch, Tree

OK, BELOW_FLOOR, ABSENT = 0, 1, 2
REASONS: Mapping[int, str] = {OK: "", BELOW_FLOOR: "below_floor", ABSENT: "not_applicable"}
BLOCK = 4096

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


def score(tree: Tree, answers: AnswerTable) -> Scores:
    """Scores of all firms, computed in blocks.

    A node is the aggregation of its children that have a value, with their weights renormalised.
    Not applicable leaves value and coverage; unanswered, and a child below its floor, leave the
    value and lower the coverage; unknown has the lowest option's share (or none, by policy) and is
    not covered. Coverage = Σ w·coverage / Σ w over the applicable children. A node has no value
    when its coverage is below its floor or nothing applies.
    """
    rows, nodes = len(answers), len(tree.branches)
    shares = np.full((rows, nodes), np.nan)
    coverage = np.full((rows, nodes), np.nan)
    reasons = np.zeros((rows, nodes), np.uint8)
    for start in range(0, rows, BLOCK):
        block = slice(start, min(start + BLOCK, rows))
        own, covered, why = _block(tree, answers, block)
        shares[block], coverage[block], reasons[block] = own.T, covered.T, why.T
    points = np.array([branch.points for branch in tree.branches])
    return Scores(answers.firms, tree.nodes, shares * points, shares, coverage, reasons)


def leaf_shares(tree: Tree, answers: AnswerTable, block: slice) -> NDArray[np.float64]:
    """Items × firms: the share of each answer, NaN where it gives none."""
    first, last, _ = block.indices(len(answers))
    shares = np.empty((tree.size, last - first))
    for place, item in enumerate(tree.items):
        codes = answers.column(item)[block]
        shares[place] = tree.lookup[place].take(codes)
        answered = codes <= HIGHEST
        if item in tree.maps:
            number = answers.numbers.get(item, np.full(len(answers), np.nan))[block]
            shares[place] = np.where(answered, np.interp(number, *tree.maps[item]), shares[place])
        elif item in tree.parts:
            bits = answers.chosen.get(item, np.zeros(len(answers), np.uint64))[block]
            chosen = np.zeros(last - first)
            for bit, part in enumerate(tree.parts[item]):
                chosen += part * ((bits >> np.uint64(bit)) & np.uint64(1)).astype(np.float64)
            shares[place] = np.where(answered, chosen, shares[place])
    return shares


def _leaf_codes(tree: Tree, answers: AnswerTable, block: slice) -> NDArray[np.uint8]:
    return np.vstack([answers.column(item)[block] for item in tree.items])


def _block(
    tree: Tree, answers: AnswerTable, block: slice
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint8]]:
    codes = _leaf_codes(tree, answers, block)
    size, rows, height = tree.size, codes.shape[1], tree.size + len(tree.branches)
    shares = np.empty((height, rows))
    applies = np.empty((height, rows), bool)
    covered = np.zeros((height, rows))
    shares[:size] = leaf_shares(tree, answers, block)
    applies[:size] = codes != NOT_APPLICABLE
    covered[:size] = codes <= HIGHEST
    reasons = np.zeros((len(tree.branches), rows), np.uint8)
    for place, branch in enumerate(tree.branches):
        column = size + place
        own, coverage = _node(branch, shares, applies, covered)
        applies[column] = ~np.isnan(coverage)
        below = applies[column] & ((coverage < branch.floor - SLACK) | np.isnan(own))
        reasons[place] = np.where(applies[column], np.where(below, BELOW_FLOOR, OK), ABSENT)
        shares[column] = np.where(reasons[place] == OK, own, np.nan)
        covered[column] = np.where(applies[column], coverage, 0.0)
    coverage = np.where(applies[size:], covered[size:], np.nan)
    return shares[size:], coverage, reasons


def _node(
    branch: Branch,
    shares: NDArray[np.float64],
    applies: NDArray[np.bool_],
    covered: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    children = list(branch.children)
    part = shares[children]
    own = KERNELS[branch.aggregation](part, ~np.isnan(part), branch.weights, branch.threshold)
    coverage = KERNELS["weighted_mean"](covered[children], applies[children], branch.weights, 0)
    return own, coverage
