"""Entering and leaving: tokens, lock-out, the demo's doors."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from assessment.locale import message
from assessment.problems import AssessmentError, NotAllowed, Problem
from assessment.records import accounts as kept
from assessment.records import journal, sessions, settings
from assessment.records.accounts import Account
from assessment.records.database import Connection
from assessment.services import passwords
from assessment.services.office import Actor, Office, Role
from assessment.services.permissions import not_found

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
WINDOW = timedelta(minutes=15)
TRIES = 10
TRIES_OF_ADDRESS = 100
OPERATOR = "operator"
_SEEN_EVERY = timedelta(minutes=1)


def token_hash(token: str) -> str:
    """What is kept of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(office: Office, email: str, password: str, address: str) -> str:
    """A new token for the cookie; refusals never tell whether the account exists."""
    now = office.clock()
    _take_a_try(office, email, address, now)
    with office.database.reading() as connection:
        account = kept.by_email(connection, email)
    right = passwords.matches(account.password_hash if account else None, password)
    if account is None or not right or not account.active:
        with office.database.writing() as connection:
            known = account.pseudonym if account else "unknown"
            journal.append(
                connection,
                kind="sign_in_failed",
                actor=known,
                subject=known,
                payload={"address": address},
                at=now,
            )
        raise wrong_password()
    with office.database.writing() as connection:
        sessions.forget_attempts(connection, who=_digest(email, address))
        sessions.forget_attempts(connection, before=now - WINDOW)
        if account.password_hash and passwords.outdated(account.password_hash):
            kept.change(connection, account.id, password_hash=passwords.hash_password(password))
        return _enter(connection, account, now, {"address": address})


def enter_demo(office: Office, role: str, which: int = 0) -> str:
    """A token as the `which`-th person of this role, in a demo database only."""
    with office.database.writing() as connection:
        people = [p for p in kept.listed(connection, role=role) if p.active]
        people = [p for p in people if p.email != OPERATOR]
        if not settings.is_demo(connection) or not 0 <= which < len(people):
            raise not_found("demo")
        return _enter(connection, people[which], office.clock(), {"demo": True})


def signed_in(office: Office, hashed_token: str) -> Actor | None:
    """Who this is now; None after 30 idle minutes, 12 hours, sign-out or disabling."""
    now = office.clock()
    with office.database.reading() as connection:
        session = sessions.get(connection, hashed_token)
    if session is None or not session.account.active:
        return None
    if now - session.seen_at >= IDLE or now - session.created_at >= ABSOLUTE:
        return None
    if now - session.seen_at >= _SEEN_EVERY:
        with office.database.writing() as connection:
            sessions.see(connection, hashed_token, now)
    return actor_of(session.account, demo=session.demo)


def sign_out(office: Office, hashed_token: str) -> None:
    """End this sign-in."""
    with office.database.writing() as connection:
        session = sessions.get(connection, hashed_token)
        if session is not None:
            sessions.end(connection, hashed_token, office.clock())
            who = session.account.pseudonym
            at = office.clock()
            journal.append(connection, kind="signed_out", actor=who, subject=who, payload={}, at=at)


def is_demo(office: Office) -> bool:
    """Whether this database holds synthetic firms only."""
    with office.database.reading() as connection:
        return settings.is_demo(connection)


def actor_of(account: Account, *, demo: bool = False) -> Actor:
    """The acting user that this account stands for."""
    role = cast(Role, account.role)
    return Actor(
        account.id,
        account.pseudonym,
        account.name,
        role,
        account.firm_id,
        account.language,
        demo,
        account.must_change_password,
    )


def wrong_password() -> AssessmentError:
    """The one answer to a wrong address, a wrong password and a closed account."""
    return NotAllowed(
        Problem(
            "sign_in",
            message("전자우편이나 비밀번호가 맞지 않습니다."),
            message("다시 확인해 주십시오. 계속 안 되면 관리자에게 문의해 주십시오."),
            code="sign_in_failed",
        )
    )


def _take_a_try(office: Office, email: str, address: str, now: datetime) -> None:
    """Count the try before the password is looked at, so that parallel guesses count too."""
    pair, whole = _digest(email, address), _digest("", address)
    with office.database.writing() as connection:
        since = now - WINDOW
        locked = sessions.attempts_since(connection, pair, since) >= TRIES
        if locked or sessions.attempts_since(connection, whole, since) >= TRIES_OF_ADDRESS:
            raise NotAllowed(
                Problem(
                    "sign_in",
                    message("여러 번 틀려 잠시 잠겼습니다."),
                    message("15분 뒤에 다시 시도해 주십시오."),
                    code="locked",
                )
            )
        sessions.note_attempt(connection, pair, now)
        sessions.note_attempt(connection, whole, now)


def _digest(email: str, address: str) -> str:
    return hashlib.sha256(f"{email.strip().lower()}\n{address}".encode()).hexdigest()


def _enter(
    connection: Connection, account: Account, now: datetime, payload: Mapping[str, Any]
) -> str:
    token = secrets.token_urlsafe(32)
    sessions.add(connection, token_hash(token), account.id, now)
    journal.append(
        connection,
        kind="signed_in",
        actor=account.pseudonym,
        subject=account.pseudonym,
        payload=payload,
        at=now,
    )
    return token
