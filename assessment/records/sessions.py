"""Who is signed in, and who tried to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import bindparam, delete, exists, func, insert, select, update

from assessment.records import compiled
from assessment.records import settings as settings_kept
from assessment.records.accounts import Account
from assessment.records.database import Connection
from assessment.records.schema import accounts, settings, sign_in_attempts, sign_in_sessions
from assessment.records.settings import DEMO

FULL = "full"
ENDS = "sign_ins_ended"


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


@dataclass(frozen=True)
class SignIn:
    """A sign-in as its person sees it in a list."""

    token_hash: str
    account_id: int
    created_at: datetime
    seen_at: datetime
    address: str | None
    device: str | None


def add(
    connection: Connection,
    token_hash: str,
    account_id: int,
    at: datetime,
    *,
    address: str = "",
    device: str = "",
    stage: str = FULL,
) -> None:
    """Keep a new sign-in; only the digest of its token is known here."""
    row = {
        "token_hash": token_hash,
        "account_id": account_id,
        "created_at": at,
        "seen_at": at,
        "address": address[:64] or None,
        "device": device[:200] or None,
        "stage": stage,
    }
    connection.execute(insert(sign_in_sessions).values(row))


_open = (
    select(
        sign_in_sessions.c.created_at,
        sign_in_sessions.c.seen_at,
        exists().where(settings.c.name == DEMO),
        *(accounts.c[name] for name in Account.__dataclass_fields__),
    )
    .join(sign_in_sessions, sign_in_sessions.c.account_id == accounts.c.id)
    .where(sign_in_sessions.c.token_hash == bindparam("token"))
    .where(sign_in_sessions.c.stage == FULL)
    .where(sign_in_sessions.c.ended_at.is_(None))
)


def get(connection: Connection, token_hash: str) -> Session | None:
    """The sign-in that was not ended, whatever its age; one that waits for a code is none."""
    found = compiled.rows(connection, _open, token=token_hash)
    if not found:
        return None
    began_at, seen_at, demo, *account = found[0]
    return Session(token_hash, began_at, seen_at, Account(*account), bool(demo))


def waiting(connection: Connection, token_hash: str) -> tuple[SignIn, str] | None:
    """The sign-in that waits for its second factor, and for what: code or enrol."""
    columns = [sign_in_sessions.c[name] for name in SignIn.__dataclass_fields__]
    query = select(*columns, sign_in_sessions.c.stage).where(
        sign_in_sessions.c.token_hash == token_hash,
        sign_in_sessions.c.ended_at.is_(None),
        sign_in_sessions.c.stage != FULL,
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    values = dict(row)
    stage = str(values.pop("stage"))
    return SignIn(**values), stage


def of_account(connection: Connection, account_id: int, since: datetime) -> list[SignIn]:
    """The sign-ins of an account that are not ended and were seen after this moment."""
    columns = [sign_in_sessions.c[name] for name in SignIn.__dataclass_fields__]
    query = select(*columns).where(
        sign_in_sessions.c.account_id == account_id,
        sign_in_sessions.c.ended_at.is_(None),
        sign_in_sessions.c.stage == FULL,
        sign_in_sessions.c.seen_at > since,
    )
    ordered = query.order_by(sign_in_sessions.c.seen_at.desc(), sign_in_sessions.c.token_hash)
    return [SignIn(**row) for row in connection.execute(ordered).mappings()]


def knows_address(connection: Connection, account_id: int, address: str, since: datetime) -> bool:
    """Whether the account came in from this address after this moment."""
    query = select(sign_in_sessions.c.token_hash).where(
        sign_in_sessions.c.account_id == account_id,
        sign_in_sessions.c.address == address[:64],
        sign_in_sessions.c.stage == FULL,
        sign_in_sessions.c.created_at > since,
    )
    return connection.execute(query.limit(1)).first() is not None


def ended_among(connection: Connection, token_hashes: Sequence[str]) -> set[str]:
    """Which of these sign-ins have been ended."""
    found: set[str] = set()
    for start in range(0, len(token_hashes), 500):
        chosen = sign_in_sessions.c.token_hash.in_(token_hashes[start : start + 500])
        query = select(sign_in_sessions.c.token_hash).where(
            chosen, sign_in_sessions.c.ended_at.is_not(None)
        )
        found |= set(connection.execute(query).scalars())
    return found


def see(connection: Connection, token_hash: str, at: datetime) -> None:
    """Note that the person is still there."""
    chosen = sign_in_sessions.c.token_hash == token_hash
    connection.execute(update(sign_in_sessions).where(chosen).values(seen_at=at))


def end(connection: Connection, token_hash: str, at: datetime) -> None:
    """End one sign-in."""
    chosen = sign_in_sessions.c.token_hash == token_hash
    connection.execute(update(sign_in_sessions).where(chosen).values(ended_at=at))
    _count_end(connection)


def end_all(
    connection: Connection, account_id: int, at: datetime, *, keep: str | None = None
) -> None:
    """End every sign-in of an account, except the one with the digest `keep`."""
    sessions = sign_in_sessions.c
    chosen = [sessions.account_id == account_id, sessions.ended_at.is_(None)]
    if keep is not None:
        chosen.append(sessions.token_hash != keep)
    connection.execute(update(sign_in_sessions).where(*chosen).values(ended_at=at))
    _count_end(connection)


def end_waiting(connection: Connection, account_id: int, stage: str, at: datetime) -> None:
    """End the account's sign-ins that still wait for this; no screen is open for them."""
    rows = sign_in_sessions.c
    chosen = (rows.account_id == account_id) & (rows.stage == stage) & rows.ended_at.is_(None)
    connection.execute(update(sign_in_sessions).where(chosen).values(ended_at=at))


def ends(connection: Connection) -> str:
    """Another word whenever sign-ins have been ended, cheap enough to ask for each second."""
    return settings_kept.get(connection, ENDS) or ""


def _count_end(connection: Connection) -> None:
    settings_kept.put(connection, ENDS, uuid4().hex)


def forget_before(connection: Connection, at: datetime) -> None:
    """Drop sign-ins that began before this moment, with where they came from."""
    connection.execute(delete(sign_in_sessions).where(sign_in_sessions.c.created_at < at))


def note_attempt(connection: Connection, who: str, at: datetime) -> None:
    """Count one attempt of `who`, a digest."""
    connection.execute(insert(sign_in_attempts).values(who=who, at=at))


def attempts_since(connection: Connection, who: str, since: datetime) -> int:
    """How many counted attempts `who` made after this moment."""
    query = select(func.count()).where(sign_in_attempts.c.who == who, sign_in_attempts.c.at > since)
    return connection.execute(query).scalar_one()


def take_back_attempt(connection: Connection, who: str) -> None:
    """Drop the latest attempt of `who`."""
    rows = sign_in_attempts.c
    latest = select(func.max(rows.id)).where(rows.who == who).scalar_subquery()
    connection.execute(delete(sign_in_attempts).where(rows.id == latest))


def forget_attempts(
    connection: Connection, *, who: str | None = None, before: datetime | None = None
) -> None:
    """Drop the attempts of `who`, or all that are older than `before`."""
    if who is not None:
        connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.who == who))
    if before is not None:
        connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.at < before))
