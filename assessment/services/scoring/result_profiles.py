"""Which profiles a firm meets, and how far its targets are attained, in words."""

from dataclasses import dataclass

import numpy as np

from assessment.definitions.questionnaires import NumberItem
from assessment.definitions.releases import Release
from assessment.definitions.scoring import Measure
from assessment.definitions.values import Source
from assessment.locale import language
from assessment.method.profiles import ProfileState, profiles
from assessment.services.assessing.item_texts import answer_text, item_text
from assessment.services.scoring.scored import AssessedRelease


@dataclass(frozen=True)
class ProfileView:
    """One profile: `state` is met, unmet or unknown; `missing` are items that still need an answer.

    `lacking` says what a firm that does not meet it lacks; `suits` is None where nothing tells.
    """

    id: str
    name: str
    meaning: str
    lacking: str
    state: str
    suits: bool | None
    historic: bool
    missing: tuple[str, ...]
    source: Source


@dataclass(frozen=True)
class ProfilesView:
    """The profiles of one axis, in the order in which this firm sees them."""

    id: str
    name: str
    profiles: tuple[ProfileView, ...]


@dataclass(frozen=True)
class MeasureView:
    """One target: the values before, aimed at and reached as people read them, share attained.

    `share` is 0 to 1, None while a value is missing.
    """

    node: str
    name: str
    before: str
    target: str
    actual: str
    share: float | None
    missing: tuple[str, ...]


def profiles_of(group: AssessedRelease) -> tuple[ProfilesView, ...]:
    """Of the group's first assessment, from the verified value where there is one."""
    found = profiles(group.release, group.tree, group.scores, group.used)
    texts = group.release.texts[language()].axes
    return tuple(
        ProfilesView(
            axis,
            texts[axis].name,
            tuple(_profile(group.release, axis, one) for one in result.in_order(0)),
        )
        for axis, result in found.items()
    )


def measures_of(group: AssessedRelease) -> tuple[MeasureView, ...]:
    """Every target of the group's first assessment, in the order of the scoring."""
    return tuple(
        _measure(group, node, definition.measure)
        for node, definition in group.release.scoring.nodes.items()
        if definition.measure is not None
    )


def measure_name(release: Release, node: str) -> str:
    """What a target is called: the words with which its three values begin."""
    measure = release.scoring.nodes[node].measure
    if measure is None:
        return node
    items = (measure.before, measure.target, measure.actual)
    words = [item_text(release, item).short.split() for item in items]
    shared = 0
    for same in zip(*words, strict=False):
        if len(set(same)) > 1:
            break
        shared += 1
    return " ".join(words[2][: shared or None])


def _profile(release: Release, axis: str, one: ProfileState) -> ProfileView:
    words = release.texts[language()].axes[axis].steps[one.profile.id]
    return ProfileView(
        id=one.profile.id,
        name=words.name,
        meaning=words.meaning,
        lacking=words.missing or "",
        state=one.state,
        suits=one.suits,
        historic=one.profile.historic,
        missing=one.missing,
        source=one.profile.source,
    )


def _measure(group: AssessedRelease, node: str, measure: Measure) -> MeasureView:
    share = float(group.scores.of(node, "shares")[0])
    items = (measure.before, measure.target, measure.actual)
    said = [_value(group, item) for item in items]
    before, target, actual = (value or "–" for value in said)
    return MeasureView(
        node=node,
        name=measure_name(group.release, node),
        before=before,
        target=target,
        actual=actual,
        share=None if np.isnan(share) else share,
        missing=tuple(item for item, value in zip(items, said, strict=True) if value is None),
    )


def _value(group: AssessedRelease, item: str) -> str | None:
    """The number with its unit; None where it is not known."""
    value = group.used.numbers[item][0] if item in group.used.numbers else np.nan
    if np.isnan(value) or not isinstance(group.release.items.get(item), NumberItem):
        return None
    return answer_text(group.release, item, "answered", f"{value:.15g}")
