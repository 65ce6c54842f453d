"""Calls, what was frozen when they closed, and scenarios kept under a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CursorResult, delete, func, insert, select, update

from assessment.records.database import Connection
from assessment.records.ordering import in_order
from assessment.records.schema import applications, calls, scenarios


@dataclass(frozen=True)
class CallRecord:
    id: int
    name: str
    programme: str
    release_hash: str
    round_id: int
    opens_on: date
    closes_on: date
    status: str  # open | closed | decided
    budget: float | None
    places: int | None
    seed: int
    draws: int
    spread: float
    closed_at: datetime | None
    lottery_source: str | None
    lottery_rule: str | None
    lottery_value: str | None


@dataclass(frozen=True)
class ScenarioRecord:
    id: int
    call_id: int
    name: str
    weights: Mapping[str, float]
    by: int
    at: datetime


_FIELDS = tuple(calls.c[name] for name in CallRecord.__dataclass_fields__)


def add(connection: Connection, values: Mapping[str, Any]) -> int:
    """Store a call and return its id."""
    result = connection.execute(insert(calls).values(**values))
    return _new_id(result)


def call(connection: Connection, call_id: int) -> CallRecord | None:
    """The call, without what was frozen."""
    row = connection.execute(select(*_FIELDS).where(calls.c.id == call_id)).one_or_none()
    return CallRecord(**row._mapping) if row else None


def every_call(connection: Connection) -> tuple[CallRecord, ...]:
    """All calls, the one that closes last first."""
    rows = connection.execute(select(*_FIELDS).order_by(calls.c.closes_on.desc(), calls.c.id))
    return tuple(CallRecord(**row._mapping) for row in rows)


def applicant_counts(connection: Connection) -> dict[int, int]:
    """How many applications stand in each call; withdrawn ones do not count."""
    rows = connection.execute(
        select(applications.c.call_id, func.count())
        .where(applications.c.withdrawn_at.is_(None))
        .group_by(applications.c.call_id)
    )
    return {int(row[0]): int(row[1]) for row in rows}


def close(connection: Connection, call_id: int, frozen: Mapping[str, Any], at: datetime) -> bool:
    """Freeze and close an open call; false when it was not open any more."""
    result = connection.execute(
        update(calls)
        .where(calls.c.id == call_id, calls.c.status == "open")
        .values(status="closed", closed_at=at, frozen=dict(frozen))
    )
    return result.rowcount == 1


def frozen(connection: Connection, call_id: int) -> dict[str, Any] | None:
    """What was frozen when the call closed; none while it is open."""
    found = connection.execute(select(calls.c.frozen).where(calls.c.id == call_id)).scalar()
    return dict(found) if found else None


def freeze_again(connection: Connection, call_id: int, frozen: Mapping[str, Any]) -> None:
    """Put this instead of what was frozen; only for a firm that is erased."""
    same = calls.c.id == call_id
    connection.execute(update(calls).where(same).values(frozen=dict(frozen)))


def state_lottery(connection: Connection, call_id: int, source: str, rule: str) -> bool:
    """Where an open call's lottery will take its randomness from; false when it is not open."""
    result = connection.execute(
        update(calls)
        .where(calls.c.id == call_id, calls.c.status == "open")
        .values(lottery_source=source, lottery_rule=rule)
    )
    return result.rowcount == 1


def give_lottery_value(connection: Connection, call_id: int, value: str) -> bool:
    """What the stated source published; false unless the call is closed and has none yet."""
    result = connection.execute(
        update(calls)
        .where(
            calls.c.id == call_id,
            calls.c.status == "closed",
            calls.c.lottery_source.is_not(None),
            calls.c.lottery_value.is_(None),
        )
        .values(lottery_value=value)
    )
    return result.rowcount == 1


def mark_decided(connection: Connection, call_id: int) -> bool:
    """Turn a closed call into a decided one; false when it was not closed."""
    result = connection.execute(
        update(calls)
        .where(calls.c.id == call_id, calls.c.status == "closed")
        .values(status="decided")
    )
    return result.rowcount == 1


def save_scenario(
    connection: Connection,
    *,
    call_id: int,
    name: str,
    weights: Mapping[str, float],
    by: int,
    at: datetime,
) -> int:
    """Keep these weights under the name; a scenario of the same name is replaced."""
    connection.execute(
        delete(scenarios).where(scenarios.c.call_id == call_id, scenarios.c.name == name)
    )
    result = connection.execute(
        insert(scenarios).values(call_id=call_id, name=name, weights=dict(weights), by=by, at=at)
    )
    return _new_id(result)


def scenarios_of(connection: Connection, call_id: int) -> tuple[ScenarioRecord, ...]:
    """The kept scenarios of a call by name."""
    rows = connection.execute(
        select(scenarios).where(scenarios.c.call_id == call_id).order_by(in_order(scenarios.c.name))
    )
    return tuple(ScenarioRecord(**row._mapping) for row in rows)


def _new_id(result: CursorResult[Any]) -> int:
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])
