"""Applications: who wants what from which call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, insert, select, update

from assessment.records.database import Connection
from assessment.records.schema import applications, assessments, calls

_BLOCK = 5_000


@dataclass(frozen=True)
class ApplicationRecord:
    id: int
    call_id: int
    applicant_type: str  # firm | person | group
    firm_id: int | None
    applicant_name: str
    assessment_id: int | None
    planned_system: str | None
    planned_cost: float | None
    requested_grant: float | None
    supplier: str | None
    partner: str | None
    level_before: str | None
    level_after: str | None
    kpis: Sequence[Mapping[str, Any]]
    costs: Sequence[Mapping[str, Any]]
    withdrawn_at: datetime | None
    created_at: datetime
    details: Mapping[str, Any] | None = None


def add(connection: Connection, values: Mapping[str, Any]) -> int:
    """Store an application and return its id."""
    result = connection.execute(insert(applications).values(**values))
    return _new_id(result)


def change(connection: Connection, application_id: int, values: Mapping[str, Any]) -> None:
    """Write these columns of an application."""
    connection.execute(
        update(applications).where(applications.c.id == application_id).values(**values)
    )


def application(connection: Connection, application_id: int) -> ApplicationRecord | None:
    """One application, also a withdrawn one."""
    row = connection.execute(
        select(applications).where(applications.c.id == application_id)
    ).one_or_none()
    return ApplicationRecord(**row._mapping) if row else None


def of_firm(connection: Connection, call_id: int, firm_id: int) -> ApplicationRecord | None:
    """The firm's application to a call, also a withdrawn one."""
    row = connection.execute(
        select(applications).where(
            applications.c.call_id == call_id, applications.c.firm_id == firm_id
        )
    ).one_or_none()
    return ApplicationRecord(**row._mapping) if row else None


def of_call(connection: Connection, call_id: int) -> tuple[ApplicationRecord, ...]:
    """The applications that stand, in the order in which they came."""
    rows = connection.execute(
        select(applications)
        .where(applications.c.call_id == call_id, applications.c.withdrawn_at.is_(None))
        .order_by(applications.c.id)
    )
    return tuple(ApplicationRecord(**row._mapping) for row in rows)


def calls_of_firm(connection: Connection, firm_id: int) -> dict[int, int]:
    """Call id to application id for everything that the firm has applied for and not withdrawn."""
    rows = connection.execute(
        select(applications.c.call_id, applications.c.id)
        .join(calls, calls.c.id == applications.c.call_id)
        .where(applications.c.firm_id == firm_id, applications.c.withdrawn_at.is_(None))
    )
    return {int(row[0]): int(row[1]) for row in rows}


def of_decided_calls(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Of these applications those whose call is decided, with the call."""
    rows = connection.execute(
        select(applications.c.id, applications.c.call_id)
        .join(calls, calls.c.id == applications.c.call_id)
        .where(applications.c.id.in_(ids), calls.c.status == "decided")
        .order_by(applications.c.id)
    )
    return {int(row[0]): int(row[1]) for row in rows}


def assessments_of(
    connection: Connection, round_id: int, questionnaire: str, firm_ids: Sequence[int]
) -> list[int]:
    """The assessments of these firms in this round, ascending."""
    found: list[int] = []
    for start in range(0, len(firm_ids), _BLOCK):
        query = select(assessments.c.id).where(
            assessments.c.round_id == round_id,
            assessments.c.questionnaire == questionnaire,
            assessments.c.firm_id.in_(firm_ids[start : start + _BLOCK]),
        )
        found += connection.scalars(query)
    return sorted(found)


def _new_id(result: CursorResult[Any]) -> int:
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])
