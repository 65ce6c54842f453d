"""Profiles that a firm meets or not, each with what must still be answered to say so.

For the result screen: `profiles` of a scored table, then `in_order` of one firm, as it sees them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.releases import Release
from assessment.definitions.scoring import Ladder, Profile, Profiles
from assessment.expressions import evaluate, parse
from assessment.method.answers import HIGHEST, NOT_APPLICABLE, AnswerTable
from assessment.method.levels import (
    MET,
    STEP_STATES,
    UNMET,
    UNSURE,
    AxisResult,
    levels,
    rule_values,
)
from assessment.method.scoring import Scores
from assessment.method.tree import Tree


@dataclass(frozen=True)
class ProfileState:
    """One profile of one firm; `missing` are the items of its rule that have no value.

    They are the list of what to bring where the state is unknown. `suits` is None where the profile
    does not say whom it suits or that cannot be told.
    """

    profile: Profile
    state: str
    suits: bool | None
    missing: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ProfilesResult:
    """Firms × profiles of one axis: `state` 0 unmet, 1 met, 2 unknown; `suits` likewise.

    `empty` holds, for each profile, the items that its rule needs and which firms lack them.
    """

    axis: str
    profiles: tuple[Profile, ...]
    state: NDArray[np.uint8]
    suits: NDArray[np.uint8]
    empty: tuple[Mapping[str, NDArray[np.bool_]], ...]

    def states_by_code(self, row: int) -> dict[str, str]:
        """Reason code to met, unmet or unknown."""
        pairs = zip(self.profiles, self.state[row], strict=True)
        return {profile.code: STEP_STATES[state] for profile, state in pairs}

    def in_order(self, row: int) -> list[ProfileState]:
        """One firm's profiles: those that suit it first, historic ones last, else in file order."""
        states = [
            ProfileState(
                profile=profile,
                state=STEP_STATES[self.state[row, place]],
                suits={UNMET: False, MET: True}.get(int(self.suits[row, place])),
                missing=tuple(item for item, none in self.empty[place].items() if none[row]),
            )
            for place, profile in enumerate(self.profiles)
        ]
        return sorted(states, key=lambda one: (one.profile.historic, one.suits is not True))


def profiles(
    release: Release, tree: Tree, scores: Scores, answers: AnswerTable
) -> dict[str, ProfilesResult]:
    """Axis id to result, of every axis of profiles; a rule names what a gate's rule may.

    A rule over something without a value is unknown, unless the rest decides it.
    """
    found = release.scoring.profile_axes
    if not found:
        return {}
    named = {name for one in found.values() for name in _names(one)}
    on_levels = any(f"{axis}_level" in named for axis in release.scoring.level_axes)
    reached = levels(release, tree, scores, answers) if on_levels else {}
    ladders = {
        axis: (one.node, reached[axis])
        for axis, one in release.scoring.level_axes.items()
        if isinstance(one, Ladder) and axis in reached
    }
    return {axis: _held(axis, one, tree, scores, answers, ladders) for axis, one in found.items()}


def _held(
    axis: str,
    asked: Profiles,
    tree: Tree,
    scores: Scores,
    answers: AnswerTable,
    ladders: Mapping[str, tuple[str, AxisResult]],
) -> ProfilesResult:
    rules = [parse(profile.rule) for profile in asked.profiles]
    suits = [parse(profile.suits) if profile.suits else None for profile in asked.profiles]
    names = _names(asked)
    results = {name: one for name, (_, one) in ladders.items()}
    table = rule_values(tree, scores, answers, results, names)
    nodes = {f"{name}_level": node for name, (node, _) in ladders.items()}
    nothing = np.full(len(answers), UNSURE, np.uint8)
    fitting = [nothing if rule is None else _truth(evaluate(rule, table)) for rule in suits]
    return ProfilesResult(
        axis=axis,
        profiles=asked.profiles,
        state=np.column_stack([_truth(evaluate(rule, table)) for rule in rules]),
        suits=np.column_stack(fitting),
        empty=tuple(
            _empty(tree, answers, {nodes.get(name, name) for name in rule.names}) for rule in rules
        ),
    )


def _names(asked: Profiles) -> frozenset[str]:
    texts = (text for one in asked.profiles for text in (one.rule, one.suits) if text)
    return frozenset[str]().union(*(parse(text).names for text in texts))


def _truth(result: pd.Series) -> NDArray[np.uint8]:
    known = result.fillna(False).to_numpy(dtype=bool)
    return np.where(result.isna().to_numpy(), UNSURE, known).astype(np.uint8)


def _empty(tree: Tree, answers: AnswerTable, names: set[str]) -> dict[str, NDArray[np.bool_]]:
    """Items named, and items below nodes named, to the firms that did not answer them.

    What does not apply is missing only where the item itself is named.
    """
    below = names.intersection(tree.nodes)
    for branch in reversed(tree.branches):
        if branch.id in below:
            below |= {tree.name(child) for child in branch.children}
    found = {}
    for item in answers.items:
        if item in names or item in below:
            codes = answers.column(item)
            found[item] = (codes > HIGHEST) & ((codes != NOT_APPLICABLE) | (item in names))
    return found
