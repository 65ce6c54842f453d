"""Definitions with one number changed: what their own cases must notice.

`python -m tests.definitions.mutations [ID or FOLDER …]` lists, for every shipped file or these, the
numbers that no case notices: then a case is missing that stands at or next to that number.

How far a number is moved: a weight, or an option's points, up by a tenth; an option's place, or a
whole number up to 20, in a rule by one; another number in a rule, a goalpost, a point on a number's
map, a cap by a tenth of itself or of its span; a cut-off by a fiftieth of the node's full points,
or by one counted child; a threshold to the next share that a child can have; the floor of coverage
by 0.1. What is a bound is moved both ways, so one case stands on each side of it. Points that only
say whether a child is met, or that stand alone above 0, have nothing that a change could alter.
"""

import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from assessment.definitions.checks.axes import full_points
from assessment.definitions.loading import Library, load_library, load_release
from assessment.definitions.programmes import Programme
from assessment.definitions.questionnaires import ChoiceItem, LevelItem, MultiItem, NumberItem
from assessment.definitions.releases import Release
from assessment.definitions.scoring import Gates, Ladder, Node, Profiles, Scoring
from assessment.services.releases.sample_applicants import case_misses
from assessment.services.releases.sample_factories import case_answers, misses
from tests.definitions.rule_mutations import BOTH, TENTH, rules

ROOT = Path(__file__).resolve().parents[2]
FLOOR = 0.1
FIFTIETH = 0.02
Named = tuple[str, Any]


@lru_cache(maxsize=1)
def shipped() -> Library:
    """Everything that the project ships, loaded once."""
    return load_library(ROOT)


def unnoticed(definition: Release | Programme) -> list[str]:
    """The changed numbers that every case of this definition lets pass."""
    if isinstance(definition, Release):
        answers = case_answers(definition)
        changed = release_mutations(definition)
        return [name for name, other in changed if not misses(other, answers)]
    return [name for name, other in programme_mutations(definition) if not case_misses(other)]


# ---- questionnaires --------------------------------------------------------------------------


def release_mutations(release: Release) -> Iterator[tuple[str, Release]]:
    """The release with each number of its scoring, and of the points of its own items, changed."""
    scoring = release.scoring
    for name, other in _scorings(release):
        yield name, release.model_copy(update={"scoring": other})
    plain = [n for n in scoring.nodes.values() if n.aggregation not in ("count", "cumulative_gate")]
    scored = {part for node in plain for part in node.parts}
    for item, definition in release.questionnaire.items.items():
        for name, changed in _points(definition) if item in scored else ():
            items = {**release.questionnaire.items, item: changed}
            whole = release.questionnaire.model_copy(update={"items": items})
            yield f"{item}.{name}", release.model_copy(update={"questionnaire": whole})
    yield from _contradictions(release)
    more = scoring.model_copy(update={"points": scoring.points * (1 + TENTH)})
    yield "points", release.model_copy(update={"scoring": more})


def _contradictions(release: Release) -> Iterator[tuple[str, Release]]:
    """Those that a case says it fires; the others are tested elsewhere."""
    asked = release.questionnaire
    stated = {name for case in release.cases.cases for name in case.expect.contradictions or ()}
    for place, one in enumerate(asked.contradictions):
        for what, rule in rules(one.rule, release) if one.id in stated else ():
            other = _with(asked, "contradictions", place, one.model_copy(update={"rule": rule}))
            yield f"{one.id}: {what}", release.model_copy(update={"questionnaire": other})


def _scorings(release: Release) -> Iterator[tuple[str, Scoring]]:
    scoring = release.scoring
    for name, node in scoring.nodes.items():
        for what, other in _nodes(release, node):
            nodes = {**scoring.nodes, name: other}
            yield f"nodes.{name}.{what}", scoring.model_copy(update={"nodes": nodes})
    full = full_points(scoring)
    for name, axis in scoring.axes.items():
        for what, changed in _axes(release, axis, full):
            yield (
                f"axes.{name}.{what}",
                scoring.model_copy(update={"axes": {**scoring.axes, name: changed}}),
            )
    for way, sign in BOTH:
        floor = scoring.floor + sign * FLOOR
        if scoring.floor > 0 and 0 <= floor <= 1:
            yield f"floor {way}", scoring.model_copy(update={"floor": floor})


def _nodes(release: Release, node: Node) -> Iterator[Named]:
    children = node.children
    if len(children) > 1 and node.aggregation != "minimum":
        for child, weight in children.items():
            other = {**children, child: weight * (1 + TENTH) if weight else 1.0}
            yield f"children.{child}", node.model_copy(update={"children": other})
    if node.aggregation in ("count", "cumulative_gate"):
        for way, value in _thresholds(release, node):
            yield f"threshold {way}", node.model_copy(update={"threshold": value})
    for way, sign in BOTH if node.floor is not None else ():
        floor = (node.floor or 0.0) + sign * FLOOR
        if 0 <= floor <= 1:
            yield f"floor {way}", node.model_copy(update={"floor": floor})


def _thresholds(release: Release, node: Node) -> Iterator[tuple[str, float]]:
    shares = {share for child in node.children for share in _shares(release, child)}
    above = [share for share in shares if share >= node.threshold - 1e-12 and share < 1]
    below = [share for share in shares if 0 < share < node.threshold - 1e-12]
    if above:
        yield "up", min(above) + 1e-6
    if below:
        yield "down", max(below)


def _shares(release: Release, child: str) -> set[float]:
    """What a child can reach: an item's options, or tenths of a node."""
    item = release.items.get(child)
    if isinstance(item, LevelItem | ChoiceItem):
        points = [option.points for option in item.options]
        return {value / (max(points) or 1.0) for value in points}
    return {k / 10 for k in range(11)} if item is None or not isinstance(item, MultiItem) else set()


def _axes(release: Release, axis: Any, full: Mapping[str, float]) -> Iterator[Named]:
    if isinstance(axis, Ladder):
        step = _step(release.scoring.nodes[axis.node], full[axis.node])
        for place, one in enumerate(axis.steps):
            for way, sign in BOTH:
                other = one.model_copy(update={"at_least": one.at_least + sign * step})
                if other.at_least <= full[axis.node] + 1e-9:  # else `check` refuses it
                    yield f"{one.id} {way}", _with(axis, "steps", place, other)
    elif isinstance(axis, Gates):
        for place, gate in enumerate(axis.steps):
            for what, rule in rules(gate.rule, release):
                other_gate = gate.model_copy(update={"rule": rule})
                yield f"{gate.id}: {what}", _with(axis, "steps", place, other_gate)
    elif isinstance(axis, Profiles):
        yield from _profiles(release, axis)


def _profiles(release: Release, axis: Profiles) -> Iterator[Named]:
    for place, profile in enumerate(axis.profiles):
        for key in ("rule", "suits"):
            for what, rule in rules(getattr(profile, key) or "0", release):
                changed = profile.model_copy(update={key: rule})
                yield f"{profile.id}.{key}: {what}", _with(axis, "profiles", place, changed)


def _step(node: Node, full: float) -> float:
    if node.aggregation in ("count", "cumulative_gate"):
        return full * min(node.children.values()) / sum(node.children.values())
    return full * FIFTIETH


def _points(item: Any) -> Iterator[Named]:
    """The item with one option's points, or one mark of its map, changed."""
    if isinstance(item, NumberItem):
        for name, points in _maps(item):
            yield name, item.model_copy(update={"points": points})
        return
    options = item.options
    most = max(option.points for option in options) or 1.0
    above = [place for place, option in enumerate(options) if option.points > 0]
    for place, option in enumerate(options):
        if above == [place]:
            continue
        more = option.model_copy(update={"points": option.points + TENTH * most})
        yield f"options.{option.id}", _with(item, "options", place, more)


def _maps(item: NumberItem) -> Iterator[tuple[str, Any]]:
    spans = [axis[-1] - axis[0] or 1.0 for axis in zip(*item.points, strict=True)]
    for place in range(len(item.points)):
        for side, label in enumerate(("value", "points")):
            changed = [list(pair) for pair in item.points]
            changed[place][side] += TENTH * spans[side] * (-1 if place else 1)
            yield f"points.{place}.{label}", tuple(tuple(pair) for pair in changed)


# ---- programmes ------------------------------------------------------------------------------


def programme_mutations(programme: Programme) -> Iterator[tuple[str, Programme]]:
    """The programme with each number of its rules, criteria, adjustments and grant changed."""
    for place, one in enumerate(programme.eligibility):
        for what, rule in rules(one.rule):
            yield (
                f"{one.id}: {what}",
                _with(programme, "eligibility", place, one.model_copy(update={"rule": rule})),
            )
    gate = programme.level_gate
    for way, sign in BOTH if gate else ():
        assert gate is not None
        other = gate.model_copy(update={"at_least": gate.at_least + sign})
        yield f"level_gate {way}", programme.model_copy(update={"level_gate": other})
    for place, criterion in enumerate(programme.criteria):
        for what, changed in _criteria(criterion, len(programme.criteria) > 1):
            yield f"{criterion.id}.{what}", _with(programme, "criteria", place, changed)
    for place, extra in enumerate(programme.adjustments):
        more = extra.model_copy(update={"points": extra.points * (1 + TENTH)})
        yield f"{extra.id}.points", _with(programme, "adjustments", place, more)
        for what, rule in rules(extra.rule):
            yield (
                f"{extra.id}: {what}",
                _with(programme, "adjustments", place, extra.model_copy(update={"rule": rule})),
            )
    for name in ("cap", "share"):
        value = getattr(programme.grant, name)
        if value is not None:
            less = programme.grant.model_copy(update={name: value * (1 - TENTH)})
            yield f"grant.{name}", programme.model_copy(update={"grant": less})


def _criteria(criterion: Any, weighed: bool) -> Iterator[Named]:
    low, high = criterion.goalposts
    span = TENTH * (high - low)
    for what, posts in (("low", (low + span, high)), ("high", (low, high - span))):
        yield f"goalposts.{what}", criterion.model_copy(update={"goalposts": posts})
    if weighed:
        yield "weight", criterion.model_copy(update={"weight": criterion.weight * (1 + TENTH)})
    for what, value in rules(criterion.value or "0"):
        yield f"value: {what}", criterion.model_copy(update={"value": value})


# ---- what both share -----------------------------------------------------------------------


def _with(value: Any, field: str, place: int, part: Any) -> Any:
    parts = list(getattr(value, field))
    parts[place] = part
    return value.model_copy(update={field: tuple(parts)})


def _wanted(named: list[str]) -> Iterator[Release | Programme]:
    """A folder outside by its path, whatever is shipped by its id; without a name all of that."""
    folders = [Path(name) for name in named if (Path(name) / "questionnaire.yaml").exists()]
    for folder in folders:
        release, problems = load_release(folder, ROOT)
        sys.stderr.writelines(f"{problem}\n" for problem in problems)
        if release is not None:
            yield release
    if named and len(folders) == len(named):
        return
    for one in (*shipped().releases.values(), *shipped().programmes.values()):
        if not named or one.id in named:
            yield one


def _report() -> int:
    total = 0
    for definition in _wanted(sys.argv[1:]):
        left = unnoticed(definition)
        total += len(left)
        sys.stdout.write(f"\n## {definition.id}: {len(left)} not noticed by any case\n")
        sys.stdout.writelines(f"- {name}\n" for name in left)
    return total


if __name__ == "__main__":
    _report()
