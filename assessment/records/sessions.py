"""Who is signed in, and who tried to be."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, exists, func, insert, select, update

from assessment.records.accounts import Account
from assessment.records.database import Connection
from assessment.records.schema import accounts, settings, sign_in_attempts, sign_in_sessions
from assessment.records.settings import DEMO


@dataclass(frozen=True)
class Session:
    """A sign-in with the account as it is now, so that a changed right applies at once.

    `demo`: the database holds synthetic firms only.
    """

    token_hash: str
    created_at: datetime
    seen_at: datetime
    account: Account
    demo: bool


def add(connection: Connection, token_hash: str, account_id: int, at: datetime) -> None:
    """Keep a new sign-in; only the digest of its token is known here."""
    row = {"token_hash": token_hash, "account_id": account_id, "created_at": at, "seen_at": at}
    connection.execute(insert(sign_in_sessions).values(row))


_open = (
    select(
        accounts,
        sign_in_sessions.c.created_at.label("began_at"),
        sign_in_sessions.c.seen_at,
        exists().where(settings.c.name == DEMO).label("demo"),
    )
    .join(sign_in_sessions, sign_in_sessions.c.account_id == accounts.c.id)
    .where(sign_in_sessions.c.token_hash == bindparam("token"))
    .where(sign_in_sessions.c.ended_at.is_(None))
)


def get(connection: Connection, token_hash: str) -> Session | None:
    """The sign-in that was not ended, whatever its age."""
    row = connection.execute(_open, {"token": token_hash}).mappings().one_or_none()
    if row is None:
        return None
    values = dict(row)
    began_at, seen_at, demo = (values.pop(name) for name in ("began_at", "seen_at", "demo"))
    return Session(token_hash, began_at, seen_at, Account(**values), bool(demo))


def see(connection: Connection, token_hash: str, at: datetime) -> None:
    """Note that the person is still there."""
    chosen = sign_in_sessions.c.token_hash == token_hash
    connection.execute(update(sign_in_sessions).where(chosen).values(seen_at=at))


def end(connection: Connection, token_hash: str, at: datetime) -> None:
    """End one sign-in."""
    chosen = sign_in_sessions.c.token_hash == token_hash
    connection.execute(update(sign_in_sessions).where(chosen).values(ended_at=at))


def end_all(
    connection: Connection, account_id: int, at: datetime, *, keep: str | None = None
) -> None:
    """End every sign-in of an account, except the one with the digest `keep`."""
    sessions = sign_in_sessions.c
    chosen = [sessions.account_id == account_id, sessions.ended_at.is_(None)]
    if keep is not None:
        chosen.append(sessions.token_hash != keep)
    connection.execute(update(sign_in_sessions).where(*chosen).values(ended_at=at))


def note_attempt(connection: Connection, who: str, at: datetime) -> None:
    """Count one attempt of `who`, a digest."""
    connection.execute(insert(sign_in_attempts).values(who=who, at=at))


def attempts_since(connection: Connection, who: str, since: datetime) -> int:
    """How many counted attempts `who` made after this moment."""
    query = select(func.count()).where(sign_in_attempts.c.who == who, sign_in_attempts.c.at > since)
    return connection.execute(query).scalar_one()


def forget_attempts(
    connection: Connection, *, who: str | None = None, before: datetime | None = None
) -> None:
    """Drop the attempts of `who`, or all that are older than `before`."""
    if who is not None:
        connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.who == who))
    if before is not None:
        connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.at < before))
