"""Which consultant is in charge of which firm, and who has a tie to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, null, or_, select, update

from assessment.records.database import Connection
from assessment.records.ordering import in_order
from assessment.records.schema import accounts, assessments, assignments, firms, interests


@dataclass(frozen=True)
class Tie:
    """How a consultant stands to a firm."""

    mine: bool
    others: bool
    interest: bool

    @property
    def free(self) -> bool:
        """Whether nobody is in charge of the firm."""
        return not (self.mine or self.others)


@dataclass(frozen=True)
class Assignment:
    """A stretch of time in which a consultant was in charge; `consultant` is a name."""

    firm_id: int
    account_id: int
    consultant: str
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Interest:
    """A tie that a consultant has declared; `firm` and `consultant` are names."""

    id: int
    firm_id: int
    account_id: int
    firm: str
    consultant: str
    reason: str
    declared_at: datetime


def at(connection: Connection, moment: datetime) -> dict[int, int]:
    """How many firms each account was in charge of at this moment."""
    query = select(assignments.c.account_id, func.count()).where(
        assignments.c.began_at <= moment,
        or_(assignments.c.ended_at.is_(None), assignments.c.ended_at > moment),
    )
    rows = connection.execute(query.group_by(assignments.c.account_id))
    return {int(account): int(many) for account, many in rows}


def tie(connection: Connection, firm_id: int, account_id: int) -> Tie:
    """How this consultant stands to this firm now."""
    charge = select(assignments.c.account_id.label("who"), null().label("tied")).where(
        assignments.c.firm_id == firm_id, assignments.c.ended_at.is_(None)
    )
    tied = select(interests.c.account_id, interests.c.id).where(
        interests.c.firm_id == firm_id,
        interests.c.account_id == account_id,
        interests.c.ended_at.is_(None),
    )
    rows = connection.execute(charge.union_all(tied)).all()
    in_charge = {row.who for row in rows if row.tied is None}
    interest = any(row.tied is not None for row in rows)
    return Tie(account_id in in_charge, bool(in_charge - {account_id}), interest)


def open_to(firm_id: ColumnElement[int], account_id: int) -> ColumnElement[bool]:
    """The firms that a consultant may know of: their own and nobody's, without a tie of theirs."""
    held = select(assignments.c.firm_id).where(assignments.c.ended_at.is_(None))
    tied = select(interests.c.firm_id).where(
        interests.c.account_id == account_id, interests.c.ended_at.is_(None)
    )
    mine = firm_id.in_(held.where(assignments.c.account_id == account_id))
    return or_(mine, firm_id.not_in(held)) & firm_id.not_in(tied)


def begin(
    connection: Connection, firm_id: int, account_id: int, by: int | None, at: datetime
) -> bool:
    """Put a consultant in charge; whether they were not already."""
    if tie(connection, firm_id, account_id).mine:
        return False
    row = {"firm_id": firm_id, "account_id": account_id, "by": by, "began_at": at}
    connection.execute(insert(assignments).values(row))
    return True


def end(connection: Connection, firm_id: int, account_id: int, at: datetime) -> None:
    """Take the firm from a consultant."""
    chosen = (assignments.c.firm_id == firm_id) & (assignments.c.account_id == account_id)
    still = chosen & assignments.c.ended_at.is_(None)
    connection.execute(update(assignments).where(still).values(ended_at=at))


def end_of(connection: Connection, account_id: int, at: datetime) -> None:
    """Take every firm from somebody who is no longer a consultant."""
    still = (assignments.c.account_id == account_id) & assignments.c.ended_at.is_(None)
    connection.execute(update(assignments).where(still).values(ended_at=at))


def in_charge(connection: Connection, firm_id: int) -> list[int]:
    """The consultants in charge of a firm now."""
    query = select(assignments.c.account_id).where(
        assignments.c.firm_id == firm_id, assignments.c.ended_at.is_(None)
    )
    return list(connection.execute(query.order_by(assignments.c.id)).scalars())


def still_reviewing(connection: Connection, firm_id: int) -> set[int]:
    """Who reviews an assessment of the firm that is not finished."""
    query = select(assessments.c.reviewer_id).where(
        assessments.c.firm_id == firm_id,
        assessments.c.reviewer_id.is_not(None),
        assessments.c.status != "verified",
    )
    return set(connection.execute(query).scalars())


def history(connection: Connection, firm_id: int) -> list[Assignment]:
    """Who has been in charge of a firm, the first one first."""
    query = (
        select(
            assignments.c.firm_id,
            assignments.c.account_id,
            accounts.c.name.label("consultant"),
            assignments.c.began_at,
            assignments.c.ended_at,
        )
        .join(accounts, accounts.c.id == assignments.c.account_id)
        .where(assignments.c.firm_id == firm_id)
        .order_by(assignments.c.id)
    )
    return [Assignment(**row) for row in connection.execute(query).mappings()]


def follow_reviews(connection: Connection) -> None:
    """Put in charge of each firm who reviews it, or reviewed it last; for firms made in bulk."""
    last = select(func.max(assessments.c.id)).where(assessments.c.reviewer_id.is_not(None))
    held = select(
        assessments.c.firm_id, assessments.c.reviewer_id, func.min(assessments.c.created_at)
    ).where(
        assessments.c.reviewer_id.is_not(None),
        or_(
            assessments.c.status != "verified",
            assessments.c.id.in_(last.group_by(assessments.c.firm_id)),
        ),
    )
    rows = held.group_by(assessments.c.firm_id, assessments.c.reviewer_id)
    names = ["firm_id", "account_id", "began_at"]
    connection.execute(insert(assignments).from_select(names, rows))


def declare(
    connection: Connection, firm_id: int, account_id: int, reason: str, at: datetime
) -> None:
    """Keep that a consultant has a tie to a firm, and take it from them."""
    row = {"firm_id": firm_id, "account_id": account_id, "reason": reason, "declared_at": at}
    connection.execute(insert(interests).values(row))
    end(connection, firm_id, account_id, at)
    chosen = (assessments.c.firm_id == firm_id) & (assessments.c.reviewer_id == account_id)
    open_ones = chosen & (assessments.c.status != "verified")
    connection.execute(update(assessments).where(open_ones).values(reviewer_id=None))


def withdraw(connection: Connection, interest_id: int, at: datetime) -> bool:
    """End a declared tie; whether there was one."""
    chosen = (interests.c.id == interest_id) & interests.c.ended_at.is_(None)
    return connection.execute(update(interests).where(chosen).values(ended_at=at)).rowcount == 1


def declared(connection: Connection, account_id: int | None = None) -> Sequence[Interest]:
    """The ties that hold, of one consultant when asked; the latest first."""
    names: list[Any] = [
        interests.c[name] for name in ("id", "firm_id", "account_id", "reason", "declared_at")
    ]
    query = (
        select(*names, firms.c.name.label("firm"), accounts.c.name.label("consultant"))
        .join(firms, firms.c.id == interests.c.firm_id)
        .join(accounts, accounts.c.id == interests.c.account_id)
        .where(interests.c.ended_at.is_(None))
        .order_by(interests.c.id.desc())
    )
    if account_id is not None:
        query = query.where(interests.c.account_id == account_id)
    return [Interest(**row) for row in connection.execute(query).mappings()]


def without_entry(connection: Connection, account_id: int | None, size: int) -> list[int]:
    """Firms with a business number of which nobody can enter, those of one consultant or all."""
    enters = select(accounts.c.firm_id).where(
        accounts.c.firm_id.is_not(None),
        accounts.c.active.is_(True),
        accounts.c.password_hash.is_not(None),
    )
    query = select(firms.c.id).where(
        firms.c.business_number.is_not(None), firms.c.id.not_in(enters)
    )
    if account_id is not None:
        query = query.where(open_to(firms.c.id, account_id))
    query = query.order_by(in_order(firms.c.name), firms.c.id).limit(size)
    return list(connection.execute(query).scalars())
