"""Decisions: the parameters they were taken with and one row an applicant."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, insert, select, update

from assessment.records.database import Connection
from assessment.records.schema import decision_rows, decisions


@dataclass(frozen=True)
class DecisionRecord:
    id: int
    call_id: int
    parameters: Mapping[str, Any]
    decided_by: int
    decided_at: datetime
    approved_by: int | None
    approved_at: datetime | None


@dataclass(frozen=True)
class DecisionRow:
    """`place` is the rank of a selected or ranked applicant, or the place on the waiting list.

    `binding` is what stopped who is not selected, `change_*` the smallest change that would let it
    in; none in decisions taken before these were kept.
    """

    application_id: int
    outcome: str  # selected | waiting | refused
    place: int | None
    score: float | None
    granted: float | None
    reason_code: str | None
    reason_ko: str | None
    reason_en: str | None
    binding: str | None = None
    binding_ko: str | None = None
    binding_en: str | None = None
    change_ko: str | None = None
    change_en: str | None = None


def add(
    connection: Connection,
    *,
    call_id: int,
    parameters: Mapping[str, Any],
    rows: Iterable[DecisionRow],
    decided_by: int,
    decided_at: datetime,
) -> int:
    """Store a decision with all its rows and return its id."""
    result = connection.execute(
        insert(decisions).values(
            call_id=call_id,
            parameters=dict(parameters),
            decided_by=decided_by,
            decided_at=decided_at,
        )
    )
    decision_id = _new_id(result)
    written = [{"decision_id": decision_id, **asdict(row)} for row in rows]
    if written:
        connection.execute(insert(decision_rows), written)
    return decision_id


def decision(connection: Connection, decision_id: int) -> DecisionRecord | None:
    """One decision without its rows."""
    row = connection.execute(select(decisions).where(decisions.c.id == decision_id)).one_or_none()
    return DecisionRecord(**row._mapping) if row else None


def of_call(connection: Connection, call_id: int) -> tuple[DecisionRecord, ...]:
    """Every decision on a call, the newest first."""
    rows = connection.execute(
        select(decisions).where(decisions.c.call_id == call_id).order_by(decisions.c.id.desc())
    )
    return tuple(DecisionRecord(**row._mapping) for row in rows)


def rows_of(connection: Connection, decision_id: int) -> tuple[DecisionRow, ...]:
    """The decision's rows in the order of the applications."""
    fields = tuple(decision_rows.c[name] for name in DecisionRow.__dataclass_fields__)
    rows = connection.execute(
        select(*fields)
        .where(decision_rows.c.decision_id == decision_id)
        .order_by(decision_rows.c.application_id)
    )
    return tuple(DecisionRow(**row._mapping) for row in rows)


def approve(connection: Connection, decision_id: int, *, by: int, at: datetime) -> bool:
    """Approve a decision once; false when it already was."""
    result = connection.execute(
        update(decisions)
        .where(decisions.c.id == decision_id, decisions.c.approved_at.is_(None))
        .values(approved_by=by, approved_at=at)
    )
    return result.rowcount == 1


def pin_again(connection: Connection, decision_id: int, parameters: Mapping[str, Any]) -> None:
    """Put these parameters instead of the ones before; only for a firm that is erased."""
    same = decisions.c.id == decision_id
    connection.execute(update(decisions).where(same).values(parameters=dict(parameters)))


def _new_id(result: CursorResult[Any]) -> int:
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])
