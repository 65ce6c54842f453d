"""Accounts: set-up, administration, and what the command line acts as."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from assessment.locale import message
from assessment.problems import AssessmentError, NotAllowed, Problem
from assessment.records import accounts as kept
from assessment.records import assignments, firms, journal, settings
from assessment.records import sessions as kept_sessions
from assessment.records.accounts import Account as Account
from assessment.records.database import Connection
from assessment.services.entry import passwords
from assessment.services.entry.sessions import OPERATOR, actor_of
from assessment.services.entry.sessions import enter_demo as enter_demo
from assessment.services.entry.sessions import is_demo as is_demo
from assessment.services.entry.sessions import sign_in as sign_in
from assessment.services.entry.sessions import sign_out as sign_out
from assessment.services.entry.sessions import signed_in as signed_in
from assessment.services.entry.sessions import token_hash as token_hash
from assessment.services.entry.tries import take_a_try
from assessment.services.office import ROLES, Actor, Office
from assessment.services.permissions import not_found, refuse_own, require

PAGE = 50
"""Accounts on a page."""

# ---- set-up and the command line ------------------------------------------------------------


def is_set_up(office: Office) -> bool:
    """Whether anybody can enter yet."""
    with office.database.reading() as connection:
        return kept.count(connection) > 0


def set_up(office: Office, email: str, name: str, password: str) -> int:
    """The id of the first administrator; makes the command line's `operator` too, once."""
    with office.database.writing() as connection:
        if kept.count(connection) > 0:
            raise NotAllowed(
                Problem(
                    "set_up",
                    message("이미 설치가 끝났습니다."),
                    message("관리자 계정으로 로그인해 주십시오."),
                    code="set_up_done",
                )
            )
        add_operator(connection, office.clock())
        _refuse_bad(connection, email, name, "admin", None, password)
        hashed = passwords.hash_password(password)
        now = office.clock()
        number = kept.add(
            connection, email=email, name=name, role="admin", at=now, password_hash=hashed
        )
        _note_account(connection, "account_created", "system", number, {"role": "admin"}, now)
    return number


def add_operator(connection: Connection, at: datetime) -> int:
    """The account as which the command line acts; no password lets anybody in as it."""
    found = kept.by_email(connection, OPERATOR)
    if found is not None:
        return found.id
    number = kept.add(connection, email=OPERATOR, name="operator", role="admin", at=at)
    _note_account(connection, "account_created", "system", number, {"role": "admin"}, at)
    return number


def acting_as(office: Office, email: str = OPERATOR) -> Actor:
    """The active account that a command names; for the command line only."""
    with office.database.reading() as connection:
        account, demo = kept.by_email(connection, email), settings.is_demo(connection)
    if account is None or not account.active:
        raise not_found("account")
    return actor_of(account, demo=demo)


# ---- administration -------------------------------------------------------------------------


def create_account(
    office: Office,
    actor: Actor,
    *,
    email: str,
    name: str,
    role: str,
    firm_id: int | None = None,
    password: str | None = None,
    language: str = "ko",
) -> int:
    """The id of a new account; its person must change the password that was set for them."""
    require(actor, "admin")
    with office.database.writing() as connection:
        _refuse_bad(connection, email, name, role, firm_id, password)
        number = kept.add(
            connection,
            email=email,
            name=name,
            role=role,
            firm_id=firm_id,
            language=language,
            password_hash=passwords.hash_password(password) if password else None,
            must_change_password=password is not None,
            at=office.clock(),
        )
        payload: dict[str, object] = {"role": role, "firm_id": firm_id}
        _note_account(
            connection, "account_created", actor.pseudonym, number, payload, office.clock()
        )
    return number


def set_password(
    office: Office,
    actor: Actor,
    account_id: int,
    password: str,
    *,
    current: str | None = None,
    keep: str | None = None,
) -> None:
    """Change one's own password (with the current one) or, as administrator, another's.

    Every sign-in of the account ends, except the one whose token digest is `keep`.
    """
    own = actor.account_id == account_id
    if not own:
        require(actor, "admin")
    elif current is not None:
        take_a_try(office, f"own password\n{actor.pseudonym}", f"own {actor.pseudonym}")
    with office.database.reading() as connection:
        account = kept.get(connection, account_id)
        firm = firms.get(connection, account.firm_id) if account and account.firm_id else None
    if account is None or account.email == OPERATOR:  # no password lets anybody in as it
        raise not_found("account")
    if (
        own
        and account.password_hash
        and not passwords.matches(account.password_hash, current or "")
    ):
        raise passwords.not_ones_own()
    if own and account.must_change_password and password == current:
        what = message("지금 쓰는 비밀번호와 같습니다.")
        fix = message("남이 정해 준 것과 다른 비밀번호를 적어 주십시오.")
        raise AssessmentError(Problem("password", what, fix, code="password_same"))
    hashed = passwords.new_hash(password, *passwords.personal_words(account, firm))
    with office.database.writing() as connection:
        kept.change(connection, account_id, password_hash=hashed, must_change_password=not own)
        kept_sessions.end_all(connection, account_id, office.clock(), keep=keep if own else None)
        _note_account(connection, "password_set", actor.pseudonym, account_id, {}, office.clock())


def find_accounts(
    office: Office, actor: Actor, text: str = "", role: str | None = None, page: int = 1
) -> tuple[list[Account], int]:
    """One page of accounts by id and how many there are; `text` is looked for in name and firm."""
    require(actor, "admin")
    with office.database.reading() as connection:
        return kept.page(connection, text, role, limit=PAGE, offset=(max(page, 1) - 1) * PAGE)


def list_accounts(office: Office, actor: Actor) -> list[Account]:
    """Every account by id."""
    require(actor, "admin")
    with office.database.reading() as connection:
        return kept.listed(connection)


def reviewers(office: Office, actor: Actor) -> dict[int, str]:
    """Active consultants by id, to assign work to."""
    require(actor, "consultant", "manager", "admin")
    with office.database.reading() as connection:
        people = kept.listed(connection, role="consultant")
    return {person.id: person.name for person in people if person.active}


def disable(office: Office, actor: Actor, account_id: int) -> None:
    """Shut the person out at once, with every sign-in they have."""
    _switch(office, actor, account_id, active=False)


def enable(office: Office, actor: Actor, account_id: int) -> None:
    """Let a person in again who was shut out."""
    _switch(office, actor, account_id, active=True)


def change_role(
    office: Office, actor: Actor, account_id: int, role: str, firm_id: int | None = None
) -> None:
    """Give the account another role; every sign-in ends, and what a consultant had is free."""
    require(actor, "admin")
    refuse_own(actor, account_id)
    with office.database.writing() as connection:
        account = kept.get(connection, account_id)
        if account is None:
            raise not_found("account")
        _refuse_bad(connection, account.email, account.name, role, firm_id, None, new=False)
        kept.change(connection, account_id, role=role, firm_id=firm_id)
        # another role may ask for a second factor, so the person has to come in again
        kept_sessions.end_all(connection, account_id, office.clock())
        assignments.end_of(connection, account_id, office.clock())
        payload = {"from": account.role, "to": role, "firm_id": firm_id}
        payload["firm_before"] = account.firm_id
        _note_account(
            connection, "role_changed", actor.pseudonym, account_id, payload, office.clock()
        )


def choose_language(office: Office, actor: Actor, language: str) -> None:
    """Keep the language that the person reads."""
    if language in ("ko", "en"):
        with office.database.writing() as connection:
            kept.change(connection, actor.account_id, language=language)


# ---- within ---------------------------------------------------------------------------------


def _switch(office: Office, actor: Actor, account_id: int, *, active: bool) -> None:
    require(actor, "admin")
    refuse_own(actor, account_id)
    now = office.clock()
    with office.database.writing() as connection:
        if kept.get(connection, account_id) is None:
            raise not_found("account")
        kept.change(connection, account_id, active=active)
        if not active:
            kept_sessions.end_all(connection, account_id, now)
            assignments.end_of(connection, account_id, now)
        kind = "account_enabled" if active else "account_disabled"
        _note_account(connection, kind, actor.pseudonym, account_id, {}, now)


def _note_account(
    connection: Connection,
    kind: str,
    actor: str,
    account_id: int,
    payload: Mapping[str, Any],
    at: datetime,
) -> None:
    account = kept.get(connection, account_id)
    subject = account.pseudonym if account else "unknown"
    journal.append(connection, kind=kind, actor=actor, subject=subject, payload=payload, at=at)


def _refuse_bad(
    connection: Connection,
    email: str,
    name: str,
    role: str,
    firm_id: int | None,
    password: str | None,
    *,
    new: bool = True,
) -> None:
    problems: list[Problem] = []
    typed = email.strip()
    if new and ("@" not in typed or len(typed) > 200 or any(map(str.isspace, typed))):
        what, fix = message("전자우편 주소가 아닙니다."), message("이름@주소 꼴로 적어 주십시오.")
        problems.append(Problem("email", what, fix, code="email"))
    elif new and kept.by_email(connection, typed) is not None:
        what = message("이미 있는 전자우편 주소입니다.")
        problems.append(
            Problem("email", what, message("다른 주소를 적어 주십시오."), "email_taken")
        )
    if not name.strip() or len(name) > 100:
        what, fix = message("이름이 비었거나 너무 깁니다."), message("100자 안으로 적어 주십시오.")
        problems.append(Problem("name", what, fix, code="name"))
    if role not in ROLES:
        what = message("모르는 역할입니다: {role}", role=role)
        fix = message("owner, consultant, manager, admin 가운데 하나를 고르십시오.")
        problems.append(Problem("role", what, fix, code="role"))
    firm = firms.get(connection, firm_id) if firm_id is not None else None
    if (role == "owner") != (firm is not None):
        what = message("업체는 업체 담당자 계정에만, 그리고 반드시 정해야 합니다.")
        problems.append(Problem("firm_id", what, message("업체를 골라 주십시오."), code="firm"))
    if password is not None:
        problems += passwords.check_password(password, typed, name, firm.name if firm else None)
    if problems:
        raise AssessmentError(*problems)
