"""Why a score is what it is: what each item gave and what it left on the table."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.method.answers import HIGHEST, NOT_APPLICABLE, UNKNOWN, AnswerTable
from assessment.method.kernels import SLACK, counted_in_order, met
from assessment.method.scoring import REASONS, Scores, leaf_shares
from assessment.method.tree import Branch, Tree

Array = NDArray[np.float64]
Parts = dict[int, tuple[float, float]]
"""Item column to (got, possible), as parts of a node's share."""


def contributions(
    tree: Tree, scores: Scores, answers: AnswerTable, row: int, node: str | None = None
) -> pd.DataFrame:
    """One firm's items with got, possible and missed points; `got` adds up to the node's value.

    The node is the root unless named; empty when it has no value. 0 ≤ got ≤ possible, and possible
    adds up to the node's full points. Items that are left out (not applicable, unanswered, in an
    area below its floor) have 0 in all three: their weight has gone to the others. Under a minimum
    only the child that binds counts. What a geometric or harmonic mean misses is shared by the
    children's losses, w·ln(1/share) and w·(1/share − 1), up to their weights. Where a rule gives a
    child less than its share, its items get less in proportion; where more, they miss less.
    Columns: item, area, state, share, got, possible, missed.
    """
    if scores.nodes != tree.nodes:
        raise ValueError("the scores of all nodes are needed")
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


def gains(tree: Tree, scores: Scores, row: int) -> pd.DataFrame:
    """One firm's nodes with got, possible (full) and missed points, NaN where there is no value.

    Columns: node, got, possible, missed, coverage, reason (a word, empty when there is a value).
    """
    places = [tree.nodes.index(node) for node in scores.nodes]
    possible = np.array([tree.branches[place].points for place in places])
    got = scores.values[row]
    return pd.DataFrame(
        {
            "node": list(scores.nodes),
            "got": got,
            "possible": possible,
            "missed": possible - got,
            "coverage": scores.coverage[row],
            "reason": [REASONS[int(reason)] for reason in scores.reasons[row]],
        }
    )


def _parts(tree: Tree, shares: Array, column: int) -> Parts:
    if column < tree.size:
        return {column: (float(shares[column]), 1.0)}
    branch = tree.branches[column - tree.size]
    parts: Parts = {}
    for child, (got, possible) in _children(branch, shares).items():
        for leaf, part in _parts(tree, shares, child).items():
            before = parts.get(leaf, (0.0, 0.0))
            gain = _passed_on(part, float(shares[child]), got, possible)
            parts[leaf] = (before[0] + gain, before[1] + part[1] * possible)
    return parts


def _passed_on(part: tuple[float, float], own: float, got: float, possible: float) -> float:
    """What a leaf gains when its node, whose share is `own`, gives `got` of `possible`."""
    if got == own * possible:
        return part[0] * possible
    if got < own * possible:
        return part[0] * (got / own)
    missed = (part[1] - part[0]) * ((possible - got) / (1.0 - own))
    return part[1] * possible - missed


def _children(branch: Branch, shares: Array) -> dict[int, tuple[float, float]]:
    """Child column to its part of (the node's share, 1)."""
    own = shares[list(branch.children)][:, None]
    there = ~np.isnan(own)
    weights = np.where(there[:, 0], branch.weights, 0.0)
    weights = weights / weights.sum()
    values = np.where(there[:, 0], own[:, 0], 0.0)
    possible, held = weights, np.where(weights > 0, values, 1.0)
    match branch.aggregation:
        case "weighted_mean" | "attainment":
            got = weights * values
        case "minimum":
            binding = np.where(weights > 0, values, np.inf).argmin()
            possible = np.zeros(len(values))
            possible[binding] = 1.0
            got = possible * values
        case "geometric_mean":
            got = weights - _shared_out(weights * -np.log(held), weights, np.exp)
        case "harmonic_mean":
            got = weights - _shared_out(weights * (1.0 / held - 1.0), weights, _inverse)
        case "cumulative_gate":
            got = weights * counted_in_order(own, there, branch.threshold)[:, 0]
        case "count":
            got = weights * met(own, there, branch.threshold)[:, 0]
    return {
        child: (float(got[k]), float(possible[k]))
        for k, child in enumerate(branch.children)
        if there[k, 0]
    }


def _inverse(loss: float) -> float:
    """The harmonic mean from the sum of its losses, given as −Σ w·(1/share − 1)."""
    return 1.0 / (1.0 - loss)


def _shared_out(losses: Array, weights: Array, mean: Callable[[float], float]) -> Array:
    """What each child misses: in proportion to its loss, none more than its weight."""
    left, missed = 1.0 - mean(-float(losses.sum())), np.zeros(len(losses))
    keys = losses
    while left > 0:
        if keys.sum() <= 0:
            keys = np.where(missed > 0, 0.0, weights)
        if keys.sum() <= 0:
            break
        share: Array = left * keys / keys.sum()
        full = share > weights * (1 + SLACK)
        if not full.any():
            missed += share
            break
        missed[full] = weights[full]
        keys = np.where(full, 0.0, keys)
        left -= float(weights[full].sum())
    return missed


def _items_below(tree: Tree, column: int) -> list[int]:
    if column < tree.size:
        return [column]
    children = tree.branches[column - tree.size].children
    return list(dict.fromkeys(leaf for child in children for leaf in _items_below(tree, child)))


def _state(code: int) -> str:
    if code <= HIGHEST:
        return "answered"
    return {NOT_APPLICABLE: "not_applicable", UNKNOWN: "unknown"}.get(code, "unanswered")
