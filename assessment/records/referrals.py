"""Firms that ask an institution for help, and each step that was taken for them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select, update

from assessment.records.assignments import open_to
from assessment.records.database import Connection
from assessment.records.schema import accounts, assessments, firms, referral_steps, referrals

OPEN = ("asked", "accepted", "met")


@dataclass(frozen=True)
class Referral:
    """`firm` and `handler` are names; `item` and `institution` may be left open by the firm."""

    id: int
    firm_id: int
    firm: str
    firm_pseudonym: str
    assessment_id: int
    questionnaire: str
    release_hash: str
    item: str | None
    institution: str | None
    wish: str
    talent: str | None
    talent_count: int | None
    status: str
    handler_id: int | None
    handler: str | None
    revision: int
    asked_by: int
    asked_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class ReferralStep:
    """One step; `who` is a name."""

    referral_id: int
    status: str
    institution: str | None
    note: str | None
    by: int
    who: str
    at: datetime


_OWN = tuple(
    referrals.c[name]
    for name in Referral.__dataclass_fields__
    if name not in ("firm", "firm_pseudonym", "questionnaire", "release_hash", "handler")
)


def add(
    connection: Connection,
    *,
    firm_id: int,
    assessment_id: int,
    item: str | None,
    institution: str | None,
    wish: str,
    talent: str | None,
    talent_count: int | None,
    by: int,
    at: datetime,
) -> int:
    """The id of a new referral, with its first step."""
    row: dict[str, Any] = {
        "firm_id": firm_id,
        "assessment_id": assessment_id,
        "item": item,
        "institution": institution,
        "wish": wish,
        "talent": talent,
        "talent_count": talent_count,
        "status": "asked",
        "revision": 1,
        "asked_by": by,
        "asked_at": at,
        "changed_at": at,
    }
    result = connection.execute(insert(referrals).values(row))
    assert result.inserted_primary_key is not None
    key = int(result.inserted_primary_key[0])
    _step(connection, key, "asked", institution, None, by, at)
    return key


def move(
    connection: Connection,
    found: Referral,
    *,
    status: str,
    institution: str | None,
    handler_id: int | None,
    note: str | None,
    by: int,
    at: datetime,
) -> bool:
    """Whether the referral was still as `found` and has taken the step."""
    same = (referrals.c.id == found.id) & (referrals.c.revision == found.revision)
    new = {
        "status": status,
        "institution": institution,
        "handler_id": handler_id,
        "revision": found.revision + 1,
        "changed_at": at,
    }
    if connection.execute(update(referrals).where(same).values(new)).rowcount != 1:
        return False
    _step(connection, found.id, status, institution, note, by, at)
    return True


def find(connection: Connection, referral_id: int) -> Referral | None:
    """The referral with this id."""
    rows = _read(connection, _named().where(referrals.c.id == referral_id))
    return rows[0] if rows else None


def of_firm(connection: Connection, firm_id: int) -> list[Referral]:
    """A firm's referrals, the latest first."""
    query = _named().where(referrals.c.firm_id == firm_id)
    return _read(connection, query.order_by(referrals.c.id.desc()))


def with_status(
    connection: Connection, statuses: Collection[str], seen_by: int | None = None
) -> list[Referral]:
    """The referrals that stand so, those that have waited longest first.

    `seen_by` leaves what this consultant may know of.
    """
    query = _named().where(referrals.c.status.in_(statuses))
    if seen_by is not None:
        query = query.where(open_to(firms.c.id, seen_by))
    return _read(connection, query.order_by(referrals.c.changed_at, referrals.c.id))


def steps_of(connection: Connection, ids: Sequence[int]) -> dict[int, list[ReferralStep]]:
    """The steps of each, first to last."""
    found: dict[int, list[ReferralStep]] = {key: [] for key in ids}
    query = (
        select(
            referral_steps.c.referral_id,
            referral_steps.c.status,
            referral_steps.c.institution,
            referral_steps.c.note,
            referral_steps.c.by,
            accounts.c.name.label("who"),
            referral_steps.c.at,
        )
        .join(accounts, accounts.c.id == referral_steps.c.by)
        .where(referral_steps.c.referral_id.in_(list(ids)))
        .order_by(referral_steps.c.id)
    )
    for row in connection.execute(query).mappings():
        found[row["referral_id"]].append(ReferralStep(**row))
    return found


def _named() -> Select[Any]:
    return (
        select(
            *_OWN,
            firms.c.name.label("firm"),
            firms.c.pseudonym.label("firm_pseudonym"),
            assessments.c.questionnaire,
            assessments.c.release_hash,
            accounts.c.name.label("handler"),
        )
        .join(firms, firms.c.id == referrals.c.firm_id)
        .join(assessments, assessments.c.id == referrals.c.assessment_id)
        .outerjoin(accounts, accounts.c.id == referrals.c.handler_id)
    )


def _read(connection: Connection, query: Select[Any]) -> list[Referral]:
    return [Referral(**row) for row in connection.execute(query).mappings()]


def _step(
    connection: Connection,
    key: int,
    status: str,
    institution: str | None,
    note: str | None,
    by: int,
    at: datetime,
) -> None:
    row = {"status": status, "institution": institution, "note": note, "by": by, "at": at}
    connection.execute(insert(referral_steps).values(referral_id=key, **row))
