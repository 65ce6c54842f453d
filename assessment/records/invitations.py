"""One-time codes that let a person choose a password; only their digests are kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from assessment.records.database import Connection
from assessment.records.schema import invitations


@dataclass(frozen=True)
class Invitation:
    """A code that may still be used, if it has not expired."""

    id: int
    account_id: int
    code_hash: str
    expires_at: datetime


def add(
    connection: Connection,
    account_id: int,
    code_hash: str,
    *,
    by: int,
    at: datetime,
    expires_at: datetime,
) -> None:
    """Keep a new code in place of the account's earlier ones."""
    end_all(connection, account_id, at)
    row = {
        "account_id": account_id,
        "code_hash": code_hash,
        "issued_by": by,
        "issued_at": at,
        "expires_at": expires_at,
    }
    connection.execute(insert(invitations).values(row))


def standing(connection: Connection, account_id: int) -> Invitation | None:
    """The account's code that was neither used nor replaced."""
    columns = [invitations.c[name] for name in Invitation.__dataclass_fields__]
    query = select(*columns).where(
        invitations.c.account_id == account_id,
        invitations.c.used_at.is_(None),
        invitations.c.ended_at.is_(None),
    )
    row = connection.execute(query.order_by(invitations.c.id.desc()).limit(1)).mappings().first()
    return Invitation(**row) if row is not None else None


def use(connection: Connection, invitation_id: int, at: datetime) -> bool:
    """Whether the code could still be used, and now no longer can."""
    chosen = (invitations.c.id == invitation_id) & invitations.c.used_at.is_(None)
    still = chosen & invitations.c.ended_at.is_(None)
    return connection.execute(update(invitations).where(still).values(used_at=at)).rowcount == 1


def end_all(connection: Connection, account_id: int, at: datetime) -> None:
    """Make the account's codes void."""
    chosen = (invitations.c.account_id == account_id) & invitations.c.used_at.is_(None)
    still = chosen & invitations.c.ended_at.is_(None)
    connection.execute(update(invitations).where(still).values(ended_at=at))
