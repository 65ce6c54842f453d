"""Entering and leaving: tokens, time-outs, the demo's doors."""

import hashlib
import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import cast

from assessment.locale import message
from assessment.problems import AssessmentError, NotAllowed, Problem
from assessment.records import accounts as kept
from assessment.records import journal, second_factors, sessions, settings
from assessment.records.accounts import Account
from assessment.records.database import Connection, StorageFailure
from assessment.records.second_factors import SecondFactor
from assessment.records.sessions import FULL
from assessment.services.entry import passwords
from assessment.services.entry.tries import door_name, forgive, take_a_try
from assessment.services.office import Actor, Office, Role, read_settings
from assessment.services.permissions import STAFF, not_found

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
CODE, ENROL = "code", "enrol"
OPERATOR = "operator"
_SEEN_EVERY = timedelta(minutes=1)


def token_hash(token: str) -> str:
    """What is kept of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(office: Office, name: str, password: str, address: str, device: str = "") -> str:
    """A new token for the cookie; refusals never tell whether the account exists.

    `name` is an e-mail address or a firm's business number. Where a second factor is asked for,
    the token opens nothing but the page that asks for it (`services.second_factor`).
    """
    now = office.clock()
    with office.database.reading() as connection:
        account = find(connection, name)
    called = door_name(name)
    take_a_try(office, called, address, account.id if account else None)
    right = passwords.matches(account.password_hash if account else None, password)
    if account is None or not right or not account.active:
        note_failure(office, account, address)
        raise wrong_password()
    with office.database.writing() as connection:
        if not _still_fits(kept.get(connection, account.id), account, password):
            raise wrong_password()
        forgive(connection, called, address, now)
        if account.password_hash and passwords.outdated(account.password_hash):
            kept.change(connection, account.id, password_hash=passwords.hash_password(password))
        return enter(connection, account, now, address=address, device=device)


def find(connection: Connection, name: str) -> Account | None:
    """The account that somebody names at the door: by e-mail address or business number."""
    called = door_name(name)
    if "@" not in called and len(called) == 10 and called.isdecimal():
        return kept.by_business_number(connection, called)
    return kept.by_email(connection, called)


def _still_fits(now: Account | None, before: Account, password: str) -> bool:
    """Whether nobody shut the account or took its password while the hash was computed."""
    if now is None or not now.active:
        return False
    same = now.password_hash == before.password_hash
    return same or passwords.matches(now.password_hash, password)


def note_failure(office: Office, account: Account | None, address: str) -> None:
    """Journal that somebody was refused at the door."""
    known = account.pseudonym if account else "unknown"
    with office.database.writing() as connection:
        journal.append(
            connection,
            kind="sign_in_failed",
            actor=known,
            subject=known,
            payload={"address": address},
            at=office.clock(),
        )


def enter_demo(office: Office, role: str, which: int = 0) -> str:
    """A token as the `which`-th person of this role, in a demo database only."""
    with office.database.writing() as connection:
        people = [p for p in kept.listed(connection, role=role) if p.active]
        people = [p for p in people if p.email != OPERATOR]
        if not settings.is_demo(connection) or not 0 <= which < len(people):
            raise not_found("demo")
        return enter(connection, people[which], office.clock(), stage=FULL, way="demo")


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
        # a disk without room must not shut out those who only want to look
        with suppress(StorageFailure), office.database.writing() as connection:
            sessions.see(connection, hashed_token, now)
    return actor_of(session.account, demo=session.demo)


def ended_since(office: Office, seen: str, hashed_tokens: Sequence[str]) -> tuple[str, set[str]]:
    """Which of these sign-ins were ended, asked only when any was since `seen`; the next `seen`."""
    with office.database.reading() as connection:
        now = sessions.ends(connection)
        if now == seen:
            return now, set()
        return now, sessions.ended_among(connection, hashed_tokens)


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
            message("이메일·사업자등록번호나 비밀번호가 맞지 않습니다."),
            message("다시 확인해 주십시오. 계속 안 되면 관리자에게 문의해 주십시오."),
            code="sign_in_failed",
        )
    )


def enter(
    connection: Connection,
    account: Account,
    now: datetime,
    *,
    address: str = "",
    device: str = "",
    stage: str | None = None,
    way: str = "password",
) -> str:
    """A new token of an account that has proved itself; `stage` None finds what is still asked."""
    token = secrets.token_urlsafe(32)
    demo = settings.is_demo(connection)
    wanted = stage or stage_of(second_factors.get(connection, account.id), account.role, demo=demo)
    if wanted == ENROL:
        # who knows the password and comes first must not have seen the device that is enrolled
        second_factors.remove(connection, account.id)
        sessions.end_waiting(connection, account.id, ENROL, now)
    sessions.add(
        connection,
        token_hash(token),
        account.id,
        now,
        address=address,
        device=device,
        stage=wanted,
    )
    journal.append(
        connection,
        kind="signed_in" if wanted == FULL else "first_factor_passed",
        actor=account.pseudonym,
        subject=account.pseudonym,
        payload={"address": address, "way": way},
        at=now,
    )
    return token


def stage_of(factor: SecondFactor | None, role: str, *, demo: bool) -> str:
    """What is still asked for after the password: nothing (full), a code, or to enrol."""
    if factor is not None and factor.confirmed_at is not None:
        return CODE
    return ENROL if must_have_second_factor(role, demo=demo) else FULL


def must_have_second_factor(role: str, *, demo: bool) -> bool:
    """Whether a person of this role cannot enter with a password alone."""
    asked = read_settings().get("second_factor", "required") == "required"
    return asked and role in STAFF and not demo
