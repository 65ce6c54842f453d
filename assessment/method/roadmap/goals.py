"""What a firm wants to reach, and whether a set of answers reaches it."""

from dataclasses import dataclass

from assessment.definitions.releases import Release
from assessment.definitions.scoring import Gates, GateStep, Ladder, LadderStep
from assessment.expressions import Expression, parse
from assessment.locale import message
from assessment.problems import AssessmentError, Problem


@dataclass(frozen=True)
class ReachLevel:
    """At least this step (its id) or level (its number) of an axis."""

    axis: str
    level: str | int


@dataclass(frozen=True)
class Gain:
    """At least so many points more of the root."""

    points: float


@dataclass(frozen=True)
class Spend:
    """As many points more of the root as this money brings, in won."""

    budget: float


Goal = ReachLevel | Gain | Spend


def steps_up_to(release: Release, goal: ReachLevel) -> int:
    """How many steps of the axis must be met; AssessmentError for an unknown axis or level."""
    axis = release.scoring.level_axes.get(goal.axis)
    if axis is None:
        raise AssessmentError(_unknown(goal.axis, ", ".join(release.scoring.level_axes)))
    steps: list[LadderStep | GateStep] = list(axis.steps)
    for place, step in enumerate(steps):
        if goal.level in (step.id, step.level):
            return place + 1
    if goal.level in (axis.base, 0):
        return 0
    raise AssessmentError(_unknown(f"{goal.axis} {goal.level}", ", ".join(s.id for s in steps)))


def conditions(release: Release, goal: ReachLevel) -> list[Expression]:
    """What must be true for the level, as rules on items, nodes and other axes' levels.

    A level counts only if all below it are met, so the rules of all steps up to it.
    """
    axis = release.scoring.level_axes[goal.axis]
    steps = axis.steps[: steps_up_to(release, goal)]
    if isinstance(axis, Ladder):
        return [parse(f"{axis.node} >= {axis.steps[len(steps) - 1].at_least}")] if steps else []
    return (
        [parse(step.rule) for step in axis.steps[: len(steps)]] if isinstance(axis, Gates) else []
    )


def ladder_bound(release: Release, name: str, level: float) -> tuple[str, float] | None:
    """`<axis>_level >= level` of a ladder as its node and the points that give it; None otherwise.

    A level above the highest needs points that nothing gives.
    """
    axis = release.scoring.level_axes.get(name.removesuffix("_level"))
    if not name.endswith("_level") or not isinstance(axis, Ladder):
        return None
    if level <= 0:
        return axis.node, float("-inf")
    bounds = [step.at_least for step in axis.steps if step.level >= level]
    return axis.node, min(bounds, default=float("inf"))


def _unknown(name: str, known: str) -> Problem:
    return Problem(
        where=name,
        what=message("이런 수준이나 축이 없습니다: {name}", name=name),
        fix=message("다음 가운데 하나를 고르십시오: {known}", known=known),
        code="unknown_level",
    )
