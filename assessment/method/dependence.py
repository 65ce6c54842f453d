"""What a node's score hangs on: the weight of every item in it, and what it is without one part."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.arrays import IntegerArray

from assessment.definitions.scoring import SHOWN_POINTS
from assessment.locale import message
from assessment.method.answers import AnswerTable
from assessment.method.ranking import competition_rank
from assessment.method.scoring import score
from assessment.method.tree import Branch, Tree
from assessment.problems import AssessmentError, Problem


@dataclass(frozen=True, eq=False)
class LeftOut:
    """Scores and ranks of all firms without one item or node.

    `without` None is the score as it is. Ranks are competition ranks of the rounded scores; `moved`
    is the new rank minus the old (above 0: worse off without the part), NaN where one is missing.
    """

    without: str | None
    values: NDArray[np.float64]
    rank: IntegerArray
    moved: NDArray[np.float64]


def effective_weights(tree: Tree, node: str | None = None) -> pd.Series:
    """Item to its part (0..1) of the node, the root unless named; all sum to 1.

    The product of the normalised weights down the tree, as it holds when everything applies; an
    item outside the node has 0. Under other means than the arithmetic it is the stated weight.
    """
    weights = np.zeros(tree.size + len(tree.branches))
    weights[tree.size + tree.nodes.index(node or tree.root)] = 1.0
    for place in reversed(range(len(tree.branches))):
        branch = tree.branches[place]
        for child, weight in zip(branch.children, branch.weights, strict=True):
            weights[child] += weights[tree.size + place] * weight
    return pd.Series(weights[: tree.size], pd.Index(tree.items, name="item"), name="weight")


def without(tree: Tree, name: str) -> Tree:
    """The tree without this item or node; the weights of what stood beside it are renormalised.

    A node whose only part it was goes too. The part itself is still scored, outside, in percent.
    AssessmentError when nothing would be left of the root; ValueError for an unknown name.
    """
    column = (*tree.items, *tree.nodes).index(name)
    branches = list(tree.branches)
    gone, waiting = {column}, [column]
    while waiting:
        part = waiting.pop()
        for place, branch in enumerate(tree.branches):
            if part not in branch.children:
                continue
            rest = _rest(branch, gone)
            if rest is not None:
                branches[place] = rest
            elif tree.size + place not in gone:
                gone.add(tree.size + place)
                waiting.append(tree.size + place)
    if tree.size + tree.nodes.index(tree.root) in gone:
        raise AssessmentError(
            Problem(
                where=name,
                what=message("이것을 빼면 전체 점수에 남는 것이 없습니다: {name}", name=name),
                fix=message("다른 문항이나 마디를 고르십시오."),
                code="nothing_left",
            )
        )
    return replace(tree, branches=_with_points(tree, branches))


def leave_one_out(
    tree: Tree, answers: AnswerTable, names: Iterable[str] | None = None, node: str | None = None
) -> list[LeftOut]:
    """The node's scores as they are, then without each of these (its children unless named)."""
    target = node or tree.root
    if names is None:
        names = [tree.name(child) for child in tree.branch(target).children]
    whole = score(tree, answers, [target]).values[:, 0]
    rank = competition_rank(whole, tree.decimals)
    old = _numbers(rank)
    results = [LeftOut(None, whole, rank, old - old)]
    for name in names:
        part = without(tree, name)
        values = score(part, answers, [target]).values[:, 0]
        new = competition_rank(values, tree.decimals)
        results.append(LeftOut(name, values, new, _numbers(new) - old))
    return results


def _numbers(rank: IntegerArray) -> NDArray[np.float64]:
    return np.asarray(rank.to_numpy(dtype=np.float64, na_value=np.nan))


def _rest(branch: Branch, gone: set[int]) -> Branch | None:
    pairs = zip(branch.children, branch.weights, strict=True)
    left = [(child, weight) for child, weight in pairs if child not in gone]
    total = sum(weight for _, weight in left)
    if total <= 0 or (branch.aggregation == "attainment" and len(left) < len(branch.children)):
        return None
    return replace(
        branch,
        children=tuple(child for child, _ in left),
        weights=tuple(weight / total for _, weight in left),
    )


def _with_points(tree: Tree, branches: list[Branch]) -> tuple[Branch, ...]:
    held = {child for branch in branches for child in branch.children}
    before = {child for branch in tree.branches for child in branch.children}
    full = [
        0.0 if column in held else SHOWN_POINTS if column in before else branch.points
        for column, branch in enumerate(branches, tree.size)
    ]
    root = tree.nodes.index(tree.root)
    full[root] = tree.branches[root].points
    for place in reversed(range(len(branches))):
        branch = branches[place]
        for child, weight in zip(branch.children, branch.weights, strict=True):
            if child >= tree.size:
                full[child - tree.size] += full[place] * weight
    return tuple(replace(b, points=points) for b, points in zip(branches, full, strict=True))
