"""What reviewers found, item by item: only ever added; an item's last row holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, func, literal, select

from assessment.records import bulk
from assessment.records.answers import CELL, LIST_PARTS, PART
from assessment.records.database import Connection
from assessment.records.many_keys import among
from assessment.records.schema import owner_codes, verifications


@dataclass(frozen=True)
class Verification:
    """A verified value, and the claim that was looked at when it was set."""

    item: str
    state: str
    value: str | None
    claim_state: str
    claim_value: str | None
    reason_code: str
    note: str | None
    method: str
    reviewer_id: int
    at: datetime

    def stale(self, state: str, value: str | None) -> bool:
        """Whether the claim is no longer the one that was looked at."""
        return (state, value) != (self.claim_state, self.claim_value)


@dataclass(frozen=True)
class OwnerCode:
    """A code by which an owner confirms; only its hash is kept."""

    id: int
    code_hash: str
    expires_at: datetime
    tries: int
    confirmed_at: datetime | None


_NAMES = tuple(Verification.__dataclass_fields__)


def add(connection: Connection, assessment_id: int, many: Sequence[Verification]) -> None:
    """Add these; what was there before stays."""
    if many:
        rows = [{name: getattr(one, name) for name in _NAMES} for one in many]
        connection.execute(
            verifications.insert(), [{"assessment_id": assessment_id, **row} for row in rows]
        )


def add_many(connection: Connection, many: Mapping[int, Sequence[Verification]]) -> None:
    """Add those of many assessments at once."""
    rows = [
        {"assessment_id": key, **{name: getattr(one, name) for name in _NAMES}}
        for key, own in many.items()
        for one in own
    ]
    bulk.add(connection, "verifications", rows)


def history(connection: Connection, assessment_id: int) -> list[Verification]:
    """Every verification of the assessment, first to last."""
    query = (
        select(*(verifications.c[name] for name in _NAMES))
        .where(verifications.c.assessment_id == assessment_id)
        .order_by(verifications.c.id)
    )
    return [Verification(**row) for row in connection.execute(query).mappings()]


def holding(connection: Connection, assessment_id: int) -> dict[str, Verification]:
    """The last verification of each item; it may be stale."""
    return {one.item: one for one in history(connection, assessment_id)}


def holding_each(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, Verification]]:
    """The same of many assessments; one that nobody has looked at is left out."""
    columns = [verifications.c[name] for name in ("assessment_id", *_NAMES)]
    found: dict[int, dict[str, Verification]] = {}
    for start in range(0, len(ids), LIST_PARTS):
        chosen = among(connection, verifications.c.assessment_id, ids[start : start + LIST_PARTS])
        query = select(*columns).where(chosen).order_by(verifications.c.id)
        for key, *values in connection.execute(query):
            found.setdefault(key, {})[values[0]] = Verification(*values)
    return found


def packed(connection: Connection, ids: Sequence[int]) -> list[tuple[int, str]]:
    """(assessment, cells `item, state, value, claim state, claim value`) of those that hold."""
    table = verifications
    cell: ColumnElement[str] = table.c.item
    for column in (table.c.state, table.c.value, table.c.claim_state, table.c.claim_value):
        cell = cell + literal(PART, String) + func.coalesce(column, "")
    found: list[tuple[int, str]] = []
    for start in range(0, len(ids), LIST_PARTS):
        part = ids[start : start + LIST_PARTS]
        last = (
            select(func.max(table.c.id))
            .where(among(connection, table.c.assessment_id, part))
            .group_by(table.c.assessment_id, table.c.item)
        )
        query = (
            select(table.c.assessment_id, func.aggregate_strings(cell, CELL))
            .where(table.c.id.in_(last))
            .group_by(table.c.assessment_id)
            .order_by(table.c.assessment_id)
        )
        found += [(row[0], row[1]) for row in connection.execute(query)]
    return found


# ---- codes by which an owner confirms an interview -----------------------------------------


def add_owner_code(
    connection: Connection, assessment_id: int, code_hash: str, expires_at: datetime
) -> None:
    """A new code replaces the ones before it."""
    connection.execute(
        owner_codes.delete().where(
            owner_codes.c.assessment_id == assessment_id, owner_codes.c.confirmed_at.is_(None)
        )
    )
    connection.execute(
        owner_codes.insert().values(
            assessment_id=assessment_id, code_hash=code_hash, expires_at=expires_at, tries=0
        )
    )


def owner_code(connection: Connection, assessment_id: int) -> OwnerCode | None:
    """The last code that was made for the assessment."""
    query = (
        select(*(owner_codes.c[name] for name in OwnerCode.__dataclass_fields__))
        .where(owner_codes.c.assessment_id == assessment_id)
        .order_by(owner_codes.c.id.desc())
    )
    row = connection.execute(query.limit(1)).mappings().first()
    return OwnerCode(**row) if row else None


def count_try(connection: Connection, code_id: int) -> None:
    """One more attempt at this code."""
    connection.execute(
        owner_codes.update()
        .where(owner_codes.c.id == code_id)
        .values(tries=owner_codes.c.tries + 1)
    )


def confirm_owner_code(connection: Connection, code_id: int, at: datetime) -> None:
    """The owner gave the code."""
    connection.execute(
        owner_codes.update().where(owner_codes.c.id == code_id).values(confirmed_at=at)
    )
