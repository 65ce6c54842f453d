"""Letting people in for the first time, or again: a code, used once, lets them set a password."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assessment.locale import message
from assessment.problems import AssessmentError, NotAllowed, Problem
from assessment.records import accounts, assignments, firms, invitations, journal, sessions
from assessment.records.accounts import Account
from assessment.records.database import Connection
from assessment.records.firms import Firm
from assessment.services.entry import passwords
from assessment.services.entry.sealing import new_code, seal_of, shown_code, typed_code
from assessment.services.entry.sessions import OPERATOR, enter, find, note_failure
from assessment.services.entry.tries import door_name, forgive, take_a_try
from assessment.services.office import Actor, Office
from assessment.services.permissions import STAFF, not_found, reach_firm, refuse_own, require
from assessment.services.register.identifiers import show_business_number

VALID = timedelta(days=14)
MOST = 500
"""Letters in one go."""


@dataclass(frozen=True)
class Invitation:
    """A new code in clear, this once; `name` is what the person enters beside it."""

    account_id: int
    person: str
    firm: str
    address: str
    name: str
    code: str
    expires_at: datetime


def invite(office: Office, actor: Actor, account_id: int) -> Invitation:
    """A new code for an account; its earlier code, its password and its sign-ins end.

    Administrators invite anybody else, managers owners, consultants owners of their firms.
    """
    require(actor, *STAFF)
    refuse_own(actor, account_id)
    with office.database.writing() as connection:
        account = accounts.get(connection, account_id)
        if account is None or account.email == OPERATOR:
            raise not_found("account")
        if account.role != "owner":
            require(actor, "admin")
        elif account.firm_id is not None:
            reach_firm(office, connection, actor, account.firm_id)
        return _issue(office, connection, actor, account)


def invite_owner(office: Office, actor: Actor, firm_id: int) -> Invitation:
    """A new code for the firm's owner, whose account is made when there is none."""
    require(actor, *STAFF)
    with office.database.writing() as connection:
        reach_firm(office, connection, actor, firm_id)
        return _issue(office, connection, actor, _owner(office, connection, actor, firm_id))


def invite_owners(office: Office, actor: Actor, firm_ids: Sequence[int]) -> tuple[Invitation, ...]:
    """New codes for letters to these firms; who has a password already is left as they are."""
    require(actor, *STAFF)
    chosen = tuple(dict.fromkeys(firm_ids))
    if not 1 <= len(chosen) <= MOST:
        what = message("한 번에 1곳에서 {most}곳까지 만들 수 있습니다.", most=MOST)
        fix = message("업체를 나누어 다시 골라 주십시오.")
        raise AssessmentError(Problem("firms", what, fix, code="too_many"))
    made: list[Invitation] = []
    with office.database.writing() as connection:
        for firm_id in chosen:
            reach_firm(office, connection, actor, firm_id)
            owner = _owner(office, connection, actor, firm_id)
            if owner.password_hash is None:
                made.append(_issue(office, connection, actor, owner))
    return tuple(made)


def firms_to_invite(office: Office, actor: Actor, size: int = MOST) -> tuple[Firm, ...]:
    """Firms with a business number that nobody of can enter yet, by name."""
    require(actor, *STAFF)
    with office.database.reading() as connection:
        mine = actor.account_id if actor.role == "consultant" else None
        numbers = assignments.without_entry(connection, mine, size)
        found = [firms.get(connection, number) for number in numbers]
    return tuple(one for one in found if one is not None)


def accept(
    office: Office, name: str, code: str, password: str, address: str, device: str = ""
) -> str:
    """A token, as `sign_in` gives it, for the person whose code this is; their password is set.

    A wrong code, an old one and an unknown name are refused in the same words. What is wrong with
    the password is only told to who has the code, and does not use it up.
    """
    now = office.clock()
    with office.database.reading() as connection:
        account = find(connection, name)
    counted = f"code\n{door_name(name)}"
    take_a_try(office, counted, address, anywhere=False)
    with office.database.writing() as connection:
        standing = invitations.standing(connection, account.id) if account else None
        seal = seal_of(connection)
    fits = seal.fits("invitation", typed_code(code), standing.code_hash if standing else None)
    if account is None or standing is None or not fits or not account.active:
        note_failure(office, account, address)
        raise wrong_code()
    if now >= standing.expires_at:
        note_failure(office, account, address)
        raise wrong_code()
    with office.database.reading() as connection:
        firm = firms.get(connection, account.firm_id) if account.firm_id else None
    hashed = passwords.new_hash(password, *passwords.personal_words(account, firm))
    with office.database.writing() as connection:
        if not invitations.use(connection, standing.id, now):
            raise wrong_code()
        accounts.change(connection, account.id, password_hash=hashed, must_change_password=False)
        sessions.end_all(connection, account.id, now)
        forgive(connection, counted, address, now)
        _note(connection, "invitation_used", account.pseudonym, account, {"address": address}, now)
        return enter(connection, account, now, address=address, device=device, way="code")


def wrong_code() -> AssessmentError:
    """The one answer to an unknown name and to a code that is wrong, used or too old."""
    return NotAllowed(
        Problem(
            "code",
            message("이름이나 코드가 맞지 않거나 기한이 지났습니다."),
            message("다시 확인해 주십시오. 안 되면 담당 컨설턴트에게 새 코드를 받아 주십시오."),
            code="invitation",
        )
    )


# ---- within ---------------------------------------------------------------------------------


def _owner(office: Office, connection: Connection, actor: Actor, firm_id: int) -> Account:
    found = next((one for one in accounts.owners_of(connection, firm_id) if one.active), None)
    if found is not None:
        return found
    firm = firms.get(connection, firm_id)
    assert firm is not None
    if firm.business_number is None:
        what = message("사업자등록번호가 없는 업체입니다: {name}", name=firm.name)
        fix = message("업체 정보에 사업자등록번호를 먼저 적어 주십시오.")
        raise AssessmentError(Problem("business_number", what, fix, code="no_number"))
    number = accounts.add(
        connection,
        email=f"firm-{firm.pseudonym}",  # no address: such an owner enters by business number
        name=firm.representative or firm.name[:100],
        role="owner",
        firm_id=firm_id,
        at=office.clock(),
    )
    made = accounts.get(connection, number)
    assert made is not None
    payload = {"role": "owner", "firm_id": firm_id}
    _note(connection, "account_created", actor.pseudonym, made, payload, office.clock())
    return made


def _issue(office: Office, connection: Connection, actor: Actor, account: Account) -> Invitation:
    now = office.clock()
    code = new_code()
    digest = seal_of(connection).digest("invitation", code)
    invitations.add(
        connection, account.id, digest, by=actor.account_id, at=now, expires_at=now + VALID
    )
    accounts.change(connection, account.id, password_hash=None, must_change_password=False)
    sessions.end_all(connection, account.id, now)
    _note(connection, "invited", actor.pseudonym, account, {"until": now + VALID}, now)
    firm = firms.get(connection, account.firm_id) if account.firm_id else None
    by_mail = "@" in account.email
    return Invitation(
        account_id=account.id,
        person=account.name,
        firm=firm.name if firm else "",
        address=(firm.address or "") if firm else "",
        name=account.email
        if by_mail
        else show_business_number(firm.business_number if firm else None),
        code=shown_code(code),
        expires_at=now + VALID,
    )


def _note(
    connection: Connection,
    kind: str,
    actor: str,
    account: Account,
    payload: dict[str, object],
    at: datetime,
) -> None:
    subject = account.pseudonym
    journal.append(connection, kind=kind, actor=actor, subject=subject, payload=payload, at=at)
