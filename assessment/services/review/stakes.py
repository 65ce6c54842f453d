"""Which claims could change the outcome if they were lowered: those are looked at first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.method.triage import what_can_move
from assessment.services.scoring.scored import AssessedRelease


@dataclass(frozen=True)
class Stake:
    """What hangs on one item: axes and thresholds that move with it, and points.

    `order` counts from the weightiest.
    """

    can_move: bool
    moves: tuple[str, ...]
    points: float
    order: int


def items_at_stake(
    group: AssessedRelease, thresholds: Sequence[tuple[str, float]] = ()
) -> Mapping[str, Stake]:
    """The answered items of the group's first assessment, judged by its claims.

    Claims, not verified values, so that the list keeps its order while it is worked through.
    """
    found = what_can_move(group.release, group.tree, group.claims, 0, thresholds)
    return {
        one.item: Stake(one.can_move, (*one.within_two, *one.at_lowest), one.points, place)
        for place, one in enumerate(found)
    }
