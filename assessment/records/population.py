"""A whole complex at once: who is registered, what was submitted, what was verified."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from assessment.records.database import Connection
from assessment.records.schema import assessments, figures, firms, verifications


@dataclass(frozen=True)
class Stamp:
    """Changes whenever a firm or a figure was added or changed."""

    firms: int
    changed: datetime | None
    figures: int


@dataclass(frozen=True)
class RoundStamp:
    """How many assessments, when one last changed, and the last verification of all."""

    count: int
    changed: datetime | None
    verification: int


def register_stamp(connection: Connection) -> Stamp:
    """What tells a kept copy of the register from a newer one."""
    count, changed = connection.execute(
        select(func.count(firms.c.id), func.max(firms.c.updated_at))
    ).one()
    kept = connection.execute(select(func.count()).select_from(figures)).scalar_one()
    return Stamp(int(count), changed, int(kept))


def registered(connection: Connection) -> list[tuple[Any, ...]]:
    """(id, name, division, size class, region, complex, sales of the last year) of every firm."""
    latest = (
        select(figures.c.firm_id, func.max(figures.c.year).label("year"))
        .where(figures.c.sales.is_not(None))
        .group_by(figures.c.firm_id)
        .subquery()
    )
    columns = (
        firms.c.id,
        firms.c.name,
        firms.c.ksic_division,
        firms.c.size_class,
        firms.c.region,
        firms.c.complex,
        figures.c.sales,
    )
    query = (
        select(*columns)
        .outerjoin(latest, latest.c.firm_id == firms.c.id)
        .outerjoin(
            figures,
            (figures.c.firm_id == latest.c.firm_id) & (figures.c.year == latest.c.year),
        )
        .order_by(firms.c.id)
    )
    return [tuple(row) for row in connection.execute(query)]


def round_stamp(connection: Connection, round_id: int, questionnaire: str) -> RoundStamp:
    """What tells a kept copy of a round's assessments from a newer one."""
    count, changed = connection.execute(
        select(func.count(), func.max(assessments.c.updated_at)).where(
            assessments.c.round_id == round_id, assessments.c.questionnaire == questionnaire
        )
    ).one()
    last = connection.execute(select(func.max(verifications.c.id))).scalar_one()
    return RoundStamp(int(count), changed, int(last or 0))


def assessed(
    connection: Connection, round_id: int, questionnaire: str
) -> list[tuple[int, int, str, str]]:
    """(assessment, firm, status, release hash) of a round, drafts too, by assessment."""
    rows = connection.execute(
        select(
            assessments.c.id,
            assessments.c.firm_id,
            assessments.c.status,
            assessments.c.release_hash,
        )
        .where(assessments.c.round_id == round_id, assessments.c.questionnaire == questionnaire)
        .order_by(assessments.c.id)
    )
    return [(int(row[0]), int(row[1]), str(row[2]), str(row[3])) for row in rows]


def changed_since(
    connection: Connection, round_id: int, questionnaire: str, stamp: RoundStamp
) -> set[int]:
    """The assessments of a round that were changed or verified since the stamp."""
    of_round = (
        assessments.c.round_id == round_id,
        assessments.c.questionnaire == questionnaire,
    )
    touched = select(assessments.c.id).where(*of_round)
    if stamp.changed is not None:
        touched = touched.where(assessments.c.updated_at >= stamp.changed)
    verified = (
        select(verifications.c.assessment_id)
        .join(assessments, assessments.c.id == verifications.c.assessment_id)
        .where(*of_round, verifications.c.id > stamp.verification)
    )
    return set(connection.scalars(touched)) | set(connection.scalars(verified))
