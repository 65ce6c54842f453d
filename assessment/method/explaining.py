"""Why a score is what it is: what each item gave and what it left on the table."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.method.aggregating import counted_in_order, met
from assessment.method.answers import HIGHEST, NOT_APPLICABLE, UNKNOWN, AnswerTable
from assessment.method.scoring import Scores, leaf_shares
from assessment.method.tree import Branch, Tree

Parts = dict[int, tuple[float, float]]
"""Item column to (got, possible), as parts of a node's share."""


def contributions(
    tree: Tree, scores: Scores, answers: AnswerTable, row: int, node: str | None = None
) -> pd.DataFrame:
    """One firm's items with got, possible and missed points; `got` adds up to the node's value.

    The node is the root unless named; empty when it has no value. Items that are left out (not
    applicable, unanswered, in an area below its floor) have 0 in all three: their weight has gone
    to the others. Under a minimum only the child that binds counts; a geometric mean's shortfall
    is shared by w·ln(share).
    Columns: item, area, state, share, got, possible, missed.
    """
    name = node or tree.root
    place = tree.nodes.index(name)
    columns = ["item", "area", "state", "share", "got", "possible", "missed"]
    if np.isnan(scores.shares[row, place]):
        return pd.DataFrame(columns=columns)
    leaves = leaf_shares(tree, answers, slice(row, row + 1))[:, 0]
    shares = np.concatenate([leaves, scores.shares[row]])
    parts = _parts(tree, shares, tree.size + place)
    points = tree.branches[place].points
    within = _items_below(tree, tree.size + place)
    rows = []
    for column in within:
        got, possible = parts.get(column, (0.0, 0.0))
        item = tree.items[column]
        rows.append(
            {
                "item": item,
                "area": tree.area_of(item),
                "state": _state(int(answers.column(item)[row])),
                "share": leaves[column],
                "got": got * points,
                "possible": possible * points,
                "missed": (possible - got) * points,
            }
        )
    return pd.DataFrame(rows, columns=columns)


def _parts(tree: Tree, shares: NDArray[np.float64], column: int) -> Parts:
    if column < tree.size:
        return {column: (float(shares[column]), 1.0)}
    branch = tree.branches[column - tree.size]
    parts: Parts = {}
    for child, (got, possible) in _children(branch, shares).items():
        own = float(shares[child])
        for leaf, (leaf_got, leaf_possible) in _parts(tree, shares, child).items():
            before = parts.get(leaf, (0.0, 0.0))
            gain = leaf_got * (got / own) if own else 0.0
            parts[leaf] = (before[0] + gain, before[1] + leaf_possible * possible)
    return parts


def _children(branch: Branch, shares: NDArray[np.float64]) -> dict[int, tuple[float, float]]:
    """Child column to its part of (the node's share, 1)."""
    own = shares[list(branch.children)][:, None]
    there = ~np.isnan(own)
    weights = np.where(there[:, 0], branch.weights, 0.0)
    weights = weights / weights.sum()
    values = np.where(there[:, 0], own[:, 0], 0.0)
    match branch.aggregation:
        case "weighted_mean":
            got, possible = weights * values, weights
        case "minimum":
            binding = np.where(weights > 0, values, np.inf).argmin()
            possible = np.zeros(len(values))
            possible[binding] = 1.0
            got = possible * values
        case "geometric_mean":
            got, possible = _geometric(weights, values), weights
        case "cumulative_gate":
            got = weights * counted_in_order(own, there, branch.threshold)[:, 0]
            possible = weights
        case "count":
            got, possible = weights * met(own, there, branch.threshold)[:, 0], weights
    return {
        child: (float(got[k]), float(possible[k]))
        for k, child in enumerate(branch.children)
        if there[k, 0]
    }


def _geometric(weights: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    losses = -weights * np.log(np.where(weights > 0, values, 1.0))
    missed = 1.0 - np.exp(-losses.sum())
    shared = losses / losses.sum() if losses.sum() > 0 else losses
    result: NDArray[np.float64] = weights - missed * shared
    return result


def _items_below(tree: Tree, column: int) -> list[int]:
    if column < tree.size:
        return [column]
    children = tree.branches[column - tree.size].children
    return list(dict.fromkeys(leaf for child in children for leaf in _items_below(tree, child)))


def _state(code: int) -> str:
    if code <= HIGHEST:
        return "answered"
    return {NOT_APPLICABLE: "not_applicable", UNKNOWN: "unknown"}.get(code, "unanswered")
