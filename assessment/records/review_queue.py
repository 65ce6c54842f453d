"""The assessments that wait for a reviewer: filtered, sorted and cut into pages by the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from assessment.records.assignments import open_to
from assessment.records.database import Connection
from assessment.records.ordering import in_order
from assessment.records.schema import accounts, assessments, firms


@dataclass(frozen=True)
class QueueFilter:
    """Which assessments a reviewer wants to see; an absent field does not filter."""

    round_id: int | None = None
    statuses: tuple[str, ...] = ("submitted", "in_review", "returned", "resubmitted")
    questionnaire: str | None = None
    reviewer_id: int | None = None
    unassigned: bool = False
    visit_on: date | None = None
    within: tuple[tuple[str, float], ...] | None = None
    """Points to the nearest level, at most, by release; others are left out."""
    text: str = ""
    division: int | None = None
    seen_by: int | None = None
    """A consultant: leaves out what others are in charge of."""


SORTS: Mapping[str, ColumnElement[Any]] = {
    "waiting": assessments.c.submitted_at,
    "firm": firms.c.name,
    "claimed": assessments.c.claimed_points,
    "verified": assessments.c.verified_points,
    "distance": assessments.c.distance,
    "evidence": assessments.c.evidence_count,
    "contradictions": assessments.c.contradiction_count,
    "status": assessments.c.status,
    "division": firms.c.ksic_division,
    "visit": assessments.c.visit_on,
    "reviewer": accounts.c.name,
}

_QUEUED = assessments.join(firms, firms.c.id == assessments.c.firm_id).outerjoin(
    accounts, accounts.c.id == assessments.c.reviewer_id
)


def _filtered(query: Select[Any], wanted: QueueFilter) -> Select[Any]:
    query = query.where(assessments.c.status.in_(wanted.statuses))
    exact = {
        assessments.c.round_id: wanted.round_id,
        assessments.c.questionnaire: wanted.questionnaire,
        assessments.c.reviewer_id: wanted.reviewer_id,
        assessments.c.visit_on: wanted.visit_on,
        firms.c.ksic_division: wanted.division,
    }
    for column, value in exact.items():
        if value is not None:
            query = query.where(column == value)
    if wanted.seen_by is not None:
        query = query.where(open_to(firms.c.id, wanted.seen_by))
    if wanted.unassigned:
        query = query.where(assessments.c.reviewer_id.is_(None))
    if wanted.within is not None:
        near = (
            and_(assessments.c.release_hash == digest, assessments.c.distance <= points)
            for digest, points in wanted.within
        )
        query = query.where(or_(false(), *near))
    if text := wanted.text.strip():
        query = query.where(
            or_(
                firms.c.name.icontains(text, autoescape=True),
                firms.c.business_number.startswith(text.replace("-", ""), autoescape=True),
            )
        )
    return query


def page(
    connection: Connection,
    wanted: QueueFilter,
    *,
    sort: str = "waiting",
    descending: bool = False,
    limit: int = 100,
    offset: int = 0,
) -> tuple[list[dict[str, Any]], int]:
    """One page of what waits, and how many there are in all; `sort` is a key of `SORTS`."""
    columns = (
        *assessments.c,
        firms.c.name.label("firm"),
        firms.c.ksic_division,
        firms.c.industry_name,
        firms.c.size_class,
        firms.c.employees,
        accounts.c.name.label("reviewer"),
    )
    by = in_order(SORTS[sort])
    order = by.desc() if descending else by.asc()
    query = _filtered(select(*columns).select_from(_QUEUED), wanted)
    query = query.order_by(order.nulls_last(), assessments.c.id).limit(limit).offset(offset)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    return rows, count(connection, wanted)


def releases_of(connection: Connection, wanted: QueueFilter) -> list[str]:
    """The releases that the assessments which pass the filter were answered under."""
    query = select(assessments.c.release_hash).select_from(_QUEUED).distinct()
    ordered = _filtered(query, wanted).order_by(assessments.c.release_hash)
    return list(connection.execute(ordered).scalars())


def count(connection: Connection, wanted: QueueFilter) -> int:
    """How many assessments pass the filter."""
    query = _filtered(select(func.count()).select_from(_QUEUED), wanted)
    return int(connection.execute(query).scalar_one())
