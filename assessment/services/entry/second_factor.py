"""The second factor: enrolling a device, its codes at the door, recovery, reset."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assessment.locale import message
from assessment.problems import AssessmentError, NotAllowed, Problem
from assessment.records import accounts, journal, second_factors, sessions
from assessment.records.accounts import Account
from assessment.records.database import Connection
from assessment.records.second_factors import SecondFactor
from assessment.records.sessions import FULL, SignIn
from assessment.services.entry import one_time, passwords
from assessment.services.entry.sealing import new_code, seal_of, shown_code, typed_code
from assessment.services.entry.sessions import (
    CODE,
    ENROL,
    enter,
    must_have_second_factor,
    note_failure,
)
from assessment.services.entry.tries import forgive, take_a_try
from assessment.services.office import Actor, Office
from assessment.services.permissions import not_found, require

ISSUER = "Smart Factory Assessment"
WAITS = timedelta(minutes=10)
RECOVERY_CODES = 10


@dataclass(frozen=True)
class Device:
    """What an authenticator app needs: the QR code's content, and the same to type."""

    uri: str
    secret: str


@dataclass(frozen=True)
class Standing:
    """One's own second factor; `required` ones cannot be taken off."""

    active: bool
    required: bool
    recovery_codes: int
    has_password: bool


# ---- at the door, before the session opens anything -------------------------------------------


def asked_for(office: Office, hashed_token: str) -> str | None:
    """What the sign-in behind this token waits for: code or enrol; None when for nothing."""
    with office.database.reading() as connection:
        return _waiting(connection, hashed_token, office.clock())[1]


def device_at_the_door(office: Office, hashed_token: str) -> Device:
    """The device to enrol before the first entry; the same one as long as this sign-in waits."""
    with office.database.writing() as connection:
        session, stage = _waiting(connection, hashed_token, office.clock())
        if session is None or stage != ENROL:
            raise not_found("sign_in")
        return _device(connection, session.account_id)


def enrol_at_the_door(office: Office, hashed_token: str, code: str) -> tuple[str, tuple[str, ...]]:
    """A token that opens the app, and the recovery codes, shown this once."""
    now = office.clock()
    account, session = _counted(office, hashed_token, ENROL)
    with office.database.writing() as connection:
        codes = _confirm(connection, account, code, now)
        sessions.end(connection, hashed_token, now)
        return _let_in(connection, account, session, now), codes


def pass_at_the_door(office: Office, hashed_token: str, code: str) -> str:
    """A token that opens the app, for a code of the device or a recovery code; each serves once."""
    now = office.clock()
    account, session = _counted(office, hashed_token, CODE)
    with office.database.writing() as connection:
        of_device = _spend(connection, account.id, code, now)
        if of_device or _spend_recovery(connection, account.id, code, now):
            sessions.end(connection, hashed_token, now)
            if not of_device:
                _note(connection, "recovery_code_used", account.pseudonym, account, now)
            return _let_in(connection, account, session, now)
    note_failure(office, account, session.address or "")
    raise _wrong_code()


# ---- one's own account ------------------------------------------------------------------------


def standing(office: Office, actor: Actor) -> Standing:
    """Whether one's own second factor is on."""
    with office.database.reading() as connection:
        factor = second_factors.get(connection, actor.account_id)
        left = second_factors.recovery_codes_left(connection, actor.account_id)
        account = accounts.get(connection, actor.account_id)
    active = factor is not None and factor.confirmed_at is not None
    required = must_have_second_factor(actor.role, demo=actor.demo)
    return Standing(active, required, left, bool(account and account.password_hash))


def new_device(office: Office, actor: Actor, password: str, *, here: str = "") -> Device:
    """A device to enrol, for the password; nothing is asked for until it is confirmed.

    Whoever has no password, let in by another provider, has to have signed in at most ten minutes
    ago: `here` is the digest of that sign-in's token.
    """
    _prove(office, actor, password, here)
    with office.database.writing() as connection:
        return _device(connection, actor.account_id, fresh=True)


def confirm_device(office: Office, actor: Actor, code: str) -> tuple[str, ...]:
    """The recovery codes, shown this once; from now on a code is asked for at every sign-in."""
    take_a_try(office, f"second factor\n{actor.pseudonym}", f"own {actor.pseudonym}")
    with office.database.writing() as connection:
        account = accounts.get(connection, actor.account_id)
        assert account is not None
        return _confirm(connection, account, code, office.clock())


def new_recovery_codes(office: Office, actor: Actor, code: str) -> tuple[str, ...]:
    """Fresh recovery codes for a code of the device; the earlier ones are void."""
    take_a_try(office, f"second factor\n{actor.pseudonym}", f"own {actor.pseudonym}")
    now = office.clock()
    with office.database.writing() as connection:
        account = accounts.get(connection, actor.account_id)
        if account is None or not _spend(connection, account.id, code, now):
            raise _wrong_code(recovery=False)
        _note(connection, "recovery_codes_made", account.pseudonym, account, now)
        return _new_recovery_codes(connection, account.id)


def remove_device(
    office: Office, actor: Actor, password: str, code: str, *, here: str = ""
) -> None:
    """Go without a second factor again, for both factors; nobody who must have one."""
    if standing(office, actor).required:
        what = message("이 역할은 인증 앱 없이 들어올 수 없습니다.")
        fix = message("기기를 바꾸려면 관리자에게 초기화를 부탁해 주십시오.")
        raise NotAllowed(Problem("second_factor", what, fix, code="second_factor_required"))
    _prove(office, actor, password, here)
    take_a_try(office, f"second factor\n{actor.pseudonym}", f"own {actor.pseudonym}")
    now = office.clock()
    with office.database.writing() as connection:
        account = accounts.get(connection, actor.account_id)
        if account is None or not (
            _spend(connection, account.id, code, now)
            or _spend_recovery(connection, account.id, code, now)
        ):
            raise _wrong_code()
        second_factors.remove(connection, account.id)
        _note(connection, "second_factor_removed", account.pseudonym, account, now)


def reset(
    office: Office, actor: Actor, account_id: int, password: str = "", *, here: str = ""
) -> None:
    """Take the second factor off an account whose device is lost; all its sign-ins end.

    One's own needs what enrolling one needs, as an open screen must not do for both factors.
    """
    require(actor, "admin")
    if account_id == actor.account_id:
        _prove(office, actor, password, here)
    now = office.clock()
    with office.database.writing() as connection:
        account = accounts.get(connection, account_id)
        if account is None:
            raise not_found("account")
        second_factors.remove(connection, account_id)
        sessions.end_all(connection, account_id, now)
        _note(connection, "second_factor_reset", actor.pseudonym, account, now)


# ---- within -----------------------------------------------------------------------------------


def _prove(office: Office, actor: Actor, password: str, here: str) -> None:
    """Pass only the person, not whoever sits at a screen that they have left open."""
    with office.database.reading() as connection:
        account = accounts.get(connection, actor.account_id)
        session = sessions.get(connection, here)
    if account is not None and account.password_hash:
        take_a_try(office, f"own password\n{actor.pseudonym}", f"own {actor.pseudonym}")
        if passwords.matches(account.password_hash, password):
            return
        raise passwords.not_ones_own()
    own = session is not None and session.account.id == actor.account_id
    if session is None or not own or office.clock() - session.created_at >= WAITS:
        what = message("로그인한 지 10분이 지나 본인인지 다시 확인해야 합니다.")
        fix = message("로그아웃했다가 다시 로그인한 뒤 이어서 해 주십시오.")
        raise NotAllowed(Problem("sign_in", what, fix, code="sign_in_again"))


def _waiting(
    connection: Connection, hashed_token: str, now: datetime
) -> tuple[SignIn | None, str | None]:
    found = sessions.waiting(connection, hashed_token)
    if found is None or now - found[0].created_at >= WAITS:
        return None, None
    return found


def _counted(office: Office, hashed_token: str, stage: str) -> tuple[Account, SignIn]:
    """The account that waits so, one more try of it counted."""
    with office.database.reading() as connection:
        session, asked = _waiting(connection, hashed_token, office.clock())
        account = accounts.get(connection, session.account_id) if session else None
    if session is None or account is None or asked != stage or not account.active:
        raise not_found("sign_in")
    name = f"second factor\n{account.pseudonym}"
    take_a_try(office, name, session.address or "", account.id)
    return account, session


def _let_in(connection: Connection, account: Account, session: SignIn, now: datetime) -> str:
    address = session.address or ""
    forgive(connection, f"second factor\n{account.pseudonym}", address, now)
    device = session.device or ""
    return enter(connection, account, now, address=address, device=device, stage=FULL)


def _device(connection: Connection, account_id: int, *, fresh: bool = False) -> Device:
    factor = second_factors.get(connection, account_id)
    if factor is not None and factor.confirmed_at is not None:
        raise NotAllowed(
            Problem(
                "second_factor",
                message("이미 인증 앱을 등록했습니다."),
                message("기기를 잃어버렸으면 관리자에게 초기화를 부탁해 주십시오."),
                code="enrolled",
            )
        )
    secret = seal_of(connection).unlock(factor.secret) if factor and not fresh else None
    if secret is None:
        secret = one_time.new_secret()
        second_factors.put(connection, account_id, seal_of(connection).lock(secret))
    account = accounts.get(connection, account_id)
    assert account is not None
    return Device(one_time.address(secret, account.email, ISSUER), secret)


def _confirm(connection: Connection, account: Account, code: str, now: datetime) -> tuple[str, ...]:
    factor = second_factors.get(connection, account.id)
    if factor is None or factor.confirmed_at is not None:
        raise not_found("second_factor")
    if not _spend_of(connection, factor, code, now):
        raise _wrong_code(recovery=False)
    second_factors.confirm(connection, account.id, now)
    _note(connection, "second_factor_set", account.pseudonym, account, now)
    return _new_recovery_codes(connection, account.id)


def _spend(connection: Connection, account_id: int, code: str, now: datetime) -> bool:
    factor = second_factors.get(connection, account_id)
    confirmed = factor is not None and factor.confirmed_at is not None
    return factor is not None and confirmed and _spend_of(connection, factor, code, now)


def _spend_of(connection: Connection, factor: SecondFactor, code: str, now: datetime) -> bool:
    secret = seal_of(connection).unlock(factor.secret)
    step = one_time.step_of(secret, code, now) if secret else None
    return step is not None and second_factors.spend_step(connection, factor.account_id, step)


def _spend_recovery(connection: Connection, account_id: int, code: str, now: datetime) -> bool:
    digest = seal_of(connection).digest("recovery", typed_code(code))
    return second_factors.spend_recovery_code(connection, account_id, digest, now)


def _new_recovery_codes(connection: Connection, account_id: int) -> tuple[str, ...]:
    seal = seal_of(connection)
    codes = [new_code() for _ in range(RECOVERY_CODES)]
    digests = [seal.digest("recovery", code) for code in codes]
    second_factors.put_recovery_codes(connection, account_id, digests)
    return tuple(shown_code(code) for code in codes)


def _wrong_code(*, recovery: bool = True) -> AssessmentError:
    """`recovery` says whether one of the codes on paper would have done as well."""
    new = message("앱에 새로 나온 여섯 자리를 적어 주십시오.")
    either = message("앱에 새로 나온 여섯 자리를 적어 주십시오. 복구 코드도 됩니다.")
    what = message("인증번호가 맞지 않거나 이미 쓴 번호입니다.")
    return NotAllowed(Problem("code", what, either if recovery else new, code="second_factor"))


def _note(connection: Connection, kind: str, actor: str, account: Account, at: datetime) -> None:
    subject = account.pseudonym
    journal.append(connection, kind=kind, actor=actor, subject=subject, payload={}, at=at)
