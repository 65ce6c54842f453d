"""Which claims are worth a reviewer's time: those that could move a level or cost points."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.definitions.releases import Release
from assessment.method.answers import HIGHEST, AnswerTable
from assessment.method.asking import leave_out_unasked
from assessment.method.levels import levels
from assessment.method.rounding import half_up
from assessment.method.scoring import score
from assessment.method.tree import Tree


@dataclass(frozen=True)
class Movable:
    """What lowering one claim would do: axes and thresholds that change within two options, those
    that change only when it falls to the lowest, and the points at stake then."""

    item: str
    within_two: tuple[str, ...]
    at_lowest: tuple[str, ...]
    points: float

    @property
    def can_move(self) -> bool:
        """Whether any level, gate or threshold depends on this claim."""
        return bool(self.within_two or self.at_lowest)


def what_can_move(
    release: Release,
    tree: Tree,
    answers: AnswerTable,
    row: int = 0,
    thresholds: Sequence[tuple[str, float]] = (),
) -> list[Movable]:
    """Every answered scored item, those first that move something within two options.

    Then those that move something only at their lowest option, then the rest; within each by
    points at stake. `thresholds` are further (node, points) bounds, e.g. of a call, named by node.
    Items at their lowest come last with 0 points.
    """
    firm = answers.rows([row])
    lowered = _lowered(tree, firm)
    variants = _variants(tree, firm, [change for changes in lowered.values() for change in changes])
    variants = leave_out_unasked(release, variants)
    scores = score(tree, variants)
    totals = np.nan_to_num(half_up(scores.of(tree.root), tree.decimals))
    standing = {axis: r.level for axis, r in levels(release, tree, scores, variants).items()}
    for node, bound in thresholds:
        points = half_up(scores.of(node), tree.decimals)
        standing[node] = np.asarray(points >= bound, np.int64)
    stakes = half_up(totals[0] - totals, tree.decimals)
    found, start = [], 1
    for item, changes in lowered.items():
        end = start + len(changes)
        near = _moved(standing, slice(start, min(start + 2, end)) if changes else slice(0, 0))
        far = _moved(standing, slice(end - 1, end) if changes else slice(0, 0))
        far_only = tuple(name for name in far if name not in near)
        found.append(Movable(item, near, far_only, float(stakes[end - 1]) if changes else 0.0))
        start = end
    return sorted(found, key=lambda m: (not m.within_two, not m.at_lowest, -m.points))


def _lowered(tree: Tree, firm: AnswerTable) -> dict[str, list[tuple[str, int]]]:
    """Item to changes: the next two lower options, then the lowest (−1: number, multi).

    A number of an attainment is lowered by taking the value before for the actual one.
    """
    found: dict[str, list[tuple[str, int]]] = {}
    for place, item in enumerate(tree.items):
        code = int(firm.column(item)[0])
        if code > HIGHEST:
            continue
        if item not in tree.plain:
            found[item] = [(item, -1)]
            continue
        shares = tree.lookup[place, : HIGHEST + 1]
        order = np.argsort(-shares, kind="stable")
        below = order[shares[order] < shares[code]]
        chosen = [*below[:2], *below[-1:]] if len(below) > 2 else below
        found[item] = [(item, int(k)) for k in chosen]
    return found


def _variants(tree: Tree, firm: AnswerTable, changes: list[tuple[str, int]]) -> AnswerTable:
    variants = firm.rows([0] * (len(changes) + 1))
    codes = variants.codes.copy()
    numbers = {item: values.copy() for item, values in variants.numbers.items()}
    chosen = {item: values.copy() for item, values in variants.chosen.items()}
    for number, (item, code) in enumerate(changes, 1):
        if code >= 0:
            codes[number, variants.position(item)] = code
        elif item in tree.maps and item in numbers:
            values, shares = tree.maps[item]
            numbers[item][number] = values[int(np.argmin(shares))]
        elif item in tree.measured:
            for actual, (before, target) in tree.measures.items():
                if item in (actual, before, target):
                    numbers[actual][number] = numbers[before][number]
        elif item in chosen:
            chosen[item][number] = np.uint64(0)
    return AnswerTable(variants.firms, variants.items, codes, numbers, chosen)


def _moved(standing: dict[str, NDArray[np.int64]], rows: slice) -> tuple[str, ...]:
    return tuple(name for name, level in standing.items() if (level[rows] != level[0]).any())
