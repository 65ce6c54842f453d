"""What a firm's latest answers to each questionnaire gave, in a line."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from assessment.locale import language
from assessment.records import assessments, rounds
from assessment.records.assessments import Assessment
from assessment.records.database import Connection
from assessment.services.office import Actor, Office
from assessment.services.permissions import reach_firm
from assessment.services.scoring.results import axes_of
from assessment.services.scoring.scored import Assessed, assessed


@dataclass(frozen=True)
class LastResult:
    """The latest assessment with something to say, of this round (`now`) or an earlier one.

    `levels` are names of axes with the names of the steps that are reached.
    """

    assessment_id: int
    title: str
    round_name: str
    now: bool
    status: str
    points: float | None
    full: float
    levels: tuple[tuple[str, str], ...]


def last_results(office: Office, actor: Actor, firm_id: int | None) -> Mapping[str, LastResult]:
    """By questionnaire; one without any result is left out."""
    with office.database.reading() as connection:
        reach_firm(office, connection, actor, firm_id)
        current = rounds.current(connection, office.today())
        now = current.id if current else None
        own = assessments.of_firm(connection, firm_id or 0)
        likely = [one for one in own if one.round_id == now or one.submissions]
        kept = _newest(likely, now)
        scored = assessed(connection, [one.id for one in kept])
        found: dict[str, LastResult] = {}
        for one in kept:
            if one.questionnaire not in found and (
                last := _last(connection, scored, one, one.round_id == now)
            ):
                found[one.questionnaire] = last
    return found


def _newest(own: list[Assessment], now: int | None) -> list[Assessment]:
    """Of each questionnaire that of this round and the latest one before it, latest first."""
    seen: set[tuple[str, bool]] = set()
    kept = []
    for one in own:
        place = (one.questionnaire, one.round_id == now)
        if place not in seen:
            seen.add(place)
            kept.append(one)
    return kept


def _last(
    connection: Connection, scored: Assessed, one: Assessment, now: bool
) -> LastResult | None:
    group = scored.group_of(one.id)
    row = group.row(one.id)
    points = float(group.total()[row])
    levels = tuple((axis.name, axis.step_name) for axis in axes_of(group, row) if axis.step_name)
    if np.isnan(points) and (one.status == "draft" or not levels):
        return None
    stretch = rounds.get(connection, one.round_id)
    return LastResult(
        assessment_id=one.id,
        title=group.release.texts[language()].title,
        round_name=stretch.name if stretch else "",
        now=now,
        status=one.status,
        points=None if np.isnan(points) else points,
        full=group.release.scoring.points,
        levels=levels,
    )
