"""A scoring definition made ready to compute: items, nodes bottom-up, weights, look-up tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assessment.definitions.questionnaires import (
    ChoiceItem,
    Item,
    LevelItem,
    MultiItem,
    NumberItem,
    PlainItem,
)
from assessment.definitions.releases import Release
from assessment.definitions.scoring import SHOWN_POINTS, Aggregation, Scoring
from assessment.locale import message
from assessment.method.answers import HIGHEST, UNKNOWN
from assessment.method.lowest_level import LowestLevel, lowest_level
from assessment.problems import AssessmentError, Problem


@dataclass(frozen=True)
class Branch:
    """One node: children as columns (items first, then nodes), weights that sum to 1.

    The children of an attainment are its actual value, the value before and the target.
    """

    id: str
    aggregation: Aggregation
    children: tuple[int, ...]
    weights: tuple[float, ...]
    floor: float
    threshold: float
    points: float


@dataclass(frozen=True, eq=False)
class Tree:
    """Everything of a release that `score` needs.

    `lookup[j]` gives the share 0..1 of item j for each code, NaN for no value; `maps` the
    piecewise share of a number item, `parts` the share that each option of a multi item adds,
    `measures` the items (before, target) against which an actual value is held.
    """

    root: str
    decimals: int
    items: tuple[str, ...]
    branches: tuple[Branch, ...]
    lookup: NDArray[np.float64]
    maps: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]]
    parts: Mapping[str, NDArray[np.float64]]
    measures: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """Node ids, bottom-up; the root comes after everything that it holds."""
        return tuple(branch.id for branch in self.branches)

    def branch(self, node: str) -> Branch:
        """The node of this id."""
        return self.branches[self.nodes.index(node)]

    def name(self, column: int) -> str:
        """The item or node at this column of the working arrays."""
        return self.items[column] if column < len(self.items) else self.nodes[column - self.size]

    @cached_property
    def lowest(self) -> LowestLevel | None:
        """The nodes over items alone that can be summed in whole numbers."""
        plain = (k for k, item in enumerate(self.items) if item in self.plain)
        return lowest_level(self.branches, self.items, self.lookup, frozenset(plain))

    @cached_property
    def measured(self) -> frozenset[str]:
        """Items that are a part of an attainment."""
        pairs = self.measures.items()
        return frozenset(name for actual, others in pairs for name in (actual, *others))

    @cached_property
    def plain(self) -> frozenset[str]:
        """Items whose share depends on the code alone."""
        return frozenset(self.items).difference(self.maps, self.parts, self.measured)

    @cached_property
    def size(self) -> int:
        """How many items are scored."""
        return len(self.items)

    def area_of(self, item: str) -> str:
        """The node that holds this item (the first, if several do)."""
        column = self.items.index(item)
        return next(branch.id for branch in self.branches if column in branch.children)


def compile_tree(release: Release) -> Tree:
    """The tree of a release; raises AssessmentError when it cannot be computed at all.

    Weights are divided by their sum. A node's full points are its parent's times its weight;
    the root has `scoring.points`, a node without parent (shown only) its own, or 100.
    """
    scoring = release.scoring
    order = tuple(_bottom_up(scoring))
    held = {part for node in scoring.nodes.values() for part in node.parts}
    items = tuple(item for item in release.items if item in held)
    columns = {name: place for place, name in enumerate((*items, *order))}
    branches = tuple(_branches(scoring, order, columns))
    own = {item: release.items[item] for item in items}
    measures = {
        node.measure.actual: (node.measure.before, node.measure.target)
        for node in scoring.nodes.values()
        if node.measure
    }
    measured = {name for actual, others in measures.items() for name in (actual, *others)}
    scored = {item: it for item, it in own.items() if item not in measured}
    _refuse_unscored(scored)
    lookup = np.vstack(
        [
            _lookup(it, scoring.unknown) if i in scored else np.full(256, np.nan)
            for i, it in own.items()
        ]
    )
    tree = Tree(
        root=scoring.root,
        decimals=scoring.decimals,
        items=items,
        branches=branches,
        lookup=lookup,
        maps={i: _map(it) for i, it in scored.items() if isinstance(it, NumberItem)},
        parts={i: _part_shares(it) for i, it in scored.items() if isinstance(it, MultiItem)},
        measures=measures,
    )
    _refuse_zeros(tree)
    return tree


def _branches(
    scoring: Scoring, order: tuple[str, ...], columns: Mapping[str, int]
) -> Iterator[Branch]:
    full = _full_points(scoring, order)
    for name in order:
        node = scoring.nodes[name]
        parts = dict.fromkeys(node.parts, 1.0) if node.measure else node.children
        absent = [part for part in parts if part not in columns]
        total = sum(parts.values())
        if absent or total <= 0:
            raise AssessmentError(_uncountable(name, absent))
        floor = scoring.floor if node.floor is None else node.floor
        yield Branch(
            id=name,
            aggregation=node.aggregation,
            children=tuple(columns[part] for part in parts),
            weights=tuple(weight / total for weight in parts.values()),
            floor=floor,
            threshold=node.threshold,
            points=full[name],
        )


def _bottom_up(scoring: Scoring) -> Iterator[str]:
    done: set[str] = set()
    while len(done) < len(scoring.nodes):
        ready = [
            name
            for name, node in scoring.nodes.items()
            if name not in done
            and all(child in done for child in node.children if child in scoring.nodes)
        ]
        if not ready:
            raise AssessmentError(
                Problem(
                    where=", ".join(name for name in scoring.nodes if name not in done),
                    what=message("채점 노드가 서로를 돌아가며 포함합니다."),
                    fix=message("scoring.yaml에서 순환을 끊으십시오."),
                    code="node_cycle",
                )
            )
        done.update(ready)
        yield from ready


def _full_points(scoring: Scoring, order: tuple[str, ...]) -> dict[str, float]:
    held = {child for node in scoring.nodes.values() for child in node.children}
    full = {
        name: 0.0 if name in held else scoring.nodes[name].points or SHOWN_POINTS for name in order
    }
    full[scoring.root] = float(scoring.points)
    for name in reversed(order):
        children = scoring.nodes[name].children
        total = sum(children.values()) or 1.0
        for child, weight in children.items():
            if child in full:
                full[child] += full[name] * (weight / total)
    return full


def _lookup(item: Item, unknown: str) -> NDArray[np.float64]:
    table = np.full(256, np.nan)
    lowest = 0.0
    match item:
        case LevelItem() | ChoiceItem():
            points = np.array([option.points for option in item.options], np.float64)
            shares = points / (points.max() or 1.0)
            table[: len(shares)] = shares
            lowest = float(shares.min())
        case NumberItem():
            lowest = float(_map(item)[1].min())
        case _:
            lowest = 0.0
    if unknown == "lowest":
        table[UNKNOWN] = lowest
    return table


def _map(item: Item) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    pairs = item.points if isinstance(item, NumberItem) else ()
    values, points = np.array(pairs, np.float64).T
    return values, points / (points.max() or 1.0)


def _part_shares(item: MultiItem) -> NDArray[np.float64]:
    points = np.array([option.points for option in item.options], np.float64)
    return points / (points.sum() or 1.0)


def _refuse_zeros(tree: Tree) -> None:
    """Geometric and harmonic means need values above 0: refused when any child can be 0."""
    lowest = [
        0.0
        if item in tree.parts or item in tree.measured
        else float(np.nanmin(tree.lookup[place, : HIGHEST + 1]))
        if item not in tree.maps
        else float(tree.maps[item][1].min())
        for place, item in enumerate(tree.items)
    ]
    problems = []
    for branch in tree.branches:
        least = min(lowest[child] for child in branch.children)
        if branch.aggregation in ("cumulative_gate", "count", "attainment"):
            least = 0.0
        elif branch.aggregation in ("geometric_mean", "harmonic_mean") and least <= 0:
            zero = [tree.name(c) for c in branch.children if lowest[c] <= 0]
            problems.append(_zero(branch, ", ".join(zero)))
        lowest.append(least)
    if problems:
        raise AssessmentError(*problems)


def _zero(branch: Branch, names: str) -> Problem:
    fix = message("가장 낮은 점수를 0보다 크게 하거나 다른 집계를 쓰십시오.")
    if branch.aggregation == "geometric_mean":
        what = message("기하평균인데 0점이 될 수 있는 것이 있습니다: {names}", names=names)
        return Problem(branch.id, what, fix, code="geometric_zero")
    what = message("조화평균인데 0점이 될 수 있는 것이 있습니다: {names}", names=names)
    return Problem(branch.id, what, fix, code="harmonic_zero")


def _refuse_unscored(items: Mapping[str, Item]) -> None:
    problems = [
        Problem(
            where=name,
            what=message("점수가 없는 문항이 채점에 들어 있습니다."),
            fix=message("문항에 점수표를 넣거나 채점 노드에서 빼십시오."),
            code="unscored_item",
        )
        for name, item in items.items()
        if isinstance(item, PlainItem) or (isinstance(item, NumberItem) and not item.points)
    ]
    if problems:
        raise AssessmentError(*problems)


def _uncountable(node: str, absent: list[str]) -> Problem:
    if absent:
        return Problem(
            where=node,
            what=message("채점 노드가 없는 문항을 가리킵니다: {names}", names=", ".join(absent)),
            fix=message("문항이나 노드의 이름을 고치십시오."),
            code="unknown_child",
        )
    return Problem(
        where=node,
        what=message("채점 노드의 가중치가 모두 0입니다."),
        fix=message("가중치를 하나 이상 0보다 크게 하십시오."),
        code="zero_weights",
    )
