"""Levels on every axis: a ladder of points, or gates on answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.releases import Release
from assessment.definitions.scoring import Gates, Ladder
from assessment.expressions import evaluate, parse
from assessment.method.answers import AnswerTable
from assessment.method.binding import bind_answers
from assessment.method.rounding import half_up
from assessment.method.scoring import Scores
from assessment.method.tree import Tree

UNMET, MET, UNSURE = 0, 1, 2
STEP_STATES = ("unmet", "met", "unknown")


@dataclass(frozen=True, eq=False)
class AxisResult:
    """Where every firm stands on one axis.

    `reached` counts the steps that are met without a gap (0 = base); `level` is that step's level
    number (0 at the base), −1 where nothing can be said: the node has no value, or nothing that the
    gates ask about is answered. `certain` is false where the step after is unknown, so that the
    level may be higher.
    `state` is firms × steps (0 unmet, 1 met, 2 unknown). `distance` is what lacks to the next step
    of a ladder, in points: NaN at the top, without a value, and on gates.
    """

    axis: str
    kind: str
    base: str
    steps: tuple[str, ...]
    numbers: tuple[int, ...]
    codes: tuple[str, ...]
    firms: pd.Index
    level: NDArray[np.int64]
    reached: NDArray[np.int64]
    certain: NDArray[np.bool_]
    state: NDArray[np.uint8]
    distance: NDArray[np.float64] = field(repr=False)

    def step(self, row: int) -> str | None:
        """The id of the step that this firm has reached (the base's at least); None if absent."""
        if self.level[row] < 0:
            return None
        return self.steps[self.reached[row] - 1] if self.reached[row] else self.base

    def ids(self) -> list[str | None]:
        """`step` of every firm."""
        return [self.step(row) for row in range(len(self.firms))]

    def states(self, row: int) -> dict[str, str]:
        """Step id to met, unmet or unknown."""
        return {step: STEP_STATES[self.state[row, k]] for k, step in enumerate(self.steps)}

    def states_by_code(self, row: int) -> dict[str, str]:
        """Reason code to met, unmet or unknown; a ladder's codes are its step ids."""
        return dict(zip(self.codes, self.states(row).values(), strict=True))

    def missing(self, row: int) -> tuple[str, ...]:
        """Codes of the steps that are not met, lowest first."""
        return tuple(c for k, c in enumerate(self.codes) if self.state[row, k] != MET)

    def known(self) -> pd.Series:
        """The level number for rules: null where it is absent or may be higher."""
        sure = self.certain & (self.level >= 0)
        values = pd.array(np.where(sure, self.level, 0), dtype="Int64")
        values[~sure] = pd.NA
        return pd.Series(values, index=self.firms, name=f"{self.axis}_level")


def levels(
    release: Release, tree: Tree, scores: Scores, answers: AnswerTable
) -> dict[str, AxisResult]:
    """Axis id to result, but for profiles, which are no levels.

    Ladders compare the node's points, rounded once to `decimals`. A gate's rule may name items
    (option index or number; null if not answered), nodes (points), and the `<axis>_level` of the
    ladders. A step counts only if it and all below it are true.
    """
    results = {}
    for axis, definition in release.scoring.level_axes.items():
        if isinstance(definition, Ladder):
            results[axis] = _ladder(axis, definition, scores, tree.decimals)
    ladders = dict(results)
    for axis, definition in release.scoring.level_axes.items():
        if isinstance(definition, Gates):
            results[axis] = _gates(axis, definition, tree, scores, answers, ladders)
    return {axis: results[axis] for axis in release.scoring.level_axes}


def rule_values(
    tree: Tree,
    scores: Scores,
    answers: AnswerTable,
    ladders: Mapping[str, AxisResult],
    names: Collection[str],
) -> pd.DataFrame:
    """What rules on answers may name: items, nodes in rounded points, levels of ladders."""
    table = bind_answers(answers, names)
    for node in [name for name in scores.nodes if name in names]:
        points = half_up(scores.of(node), tree.decimals)
        table[node] = pd.arrays.FloatingArray(np.nan_to_num(points), np.isnan(points))
    for ladder in ladders.values():
        known = ladder.known()
        if known.name in names:
            table[str(known.name)] = known.array
    return table


def _ladder(axis: str, ladder: Ladder, scores: Scores, decimals: int) -> AxisResult:
    points = half_up(scores.of(ladder.node), decimals)
    bounds = np.array([step.at_least for step in ladder.steps])
    absent = np.isnan(points)
    state = np.where(points[:, None] >= bounds, MET, UNMET).astype(np.uint8)
    state[absent] = UNSURE
    reached = _reached(state)
    following = np.append(bounds, np.nan)[reached]
    return AxisResult(
        axis=axis,
        kind="ladder",
        base=ladder.base,
        steps=tuple(step.id for step in ladder.steps),
        numbers=tuple(step.level for step in ladder.steps),
        codes=tuple(step.id for step in ladder.steps),
        firms=scores.firms,
        level=_numbers([step.level for step in ladder.steps], reached, absent),
        reached=reached,
        certain=~absent,
        state=state,
        distance=half_up(following - points, decimals),
    )


def _gates(
    axis: str,
    gates: Gates,
    tree: Tree,
    scores: Scores,
    answers: AnswerTable,
    ladders: Mapping[str, AxisResult],
) -> AxisResult:
    rules = [parse(step.rule) for step in gates.steps]
    names = frozenset[str]().union(*(rule.names for rule in rules))
    table = rule_values(tree, scores, answers, ladders, names)
    state = np.empty((len(answers), len(rules)), np.uint8)
    for place, rule in enumerate(rules):
        result = evaluate(rule, table)
        truth = result.fillna(False).to_numpy(dtype=bool)
        state[:, place] = np.where(result.isna().to_numpy(), UNSURE, truth)
    reached = _reached(state)
    absent = table.isna().all(axis=1).to_numpy(dtype=bool)
    following = np.column_stack([state, np.full(len(answers), UNMET, np.uint8)])
    certain = np.take_along_axis(following, reached[:, None], axis=1)[:, 0] != UNSURE
    return AxisResult(
        axis=axis,
        kind="gates",
        base=gates.base,
        steps=tuple(step.id for step in gates.steps),
        numbers=tuple(step.level for step in gates.steps),
        codes=tuple(step.code for step in gates.steps),
        firms=scores.firms,
        level=_numbers([step.level for step in gates.steps], reached, absent),
        reached=reached,
        certain=certain,
        state=state,
        distance=np.full(len(answers), np.nan),
    )


def _reached(state: NDArray[np.uint8]) -> NDArray[np.int64]:
    unbroken = np.logical_and.accumulate(state == MET, axis=1)
    count: NDArray[np.int64] = unbroken.sum(axis=1, dtype=np.int64)
    return count


def _numbers(
    steps: list[int], reached: NDArray[np.int64], absent: NDArray[np.bool_]
) -> NDArray[np.int64]:
    return np.where(absent, -1, np.array([0, *steps])[reached]).astype(np.int64)
