"""How often somebody may guess: by account and address, by address, and by account.

Whoever entered from an address in the last months is not kept out there by guesses that come from
elsewhere, so that nobody can lock another person out for good.
"""

import hashlib
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from assessment.locale import message
from assessment.problems import NotAllowed, Problem
from assessment.records import sessions
from assessment.records.database import Connection
from assessment.services.office import Office
from assessment.services.register.identifiers import digits_of

WINDOW = timedelta(minutes=15)
TRIES = 10
TRIES_OF_ADDRESS = 100
TRIES_OF_ACCOUNT = 50
REMEMBERED = timedelta(days=90)


def door_name(typed: str) -> str:
    """The one spelling of what somebody is called at the door.

    A business number is its digits, however it was grouped; guesses under any spelling count as
    one.
    """
    digits = digits_of(typed)
    return digits if "@" not in typed and len(digits) == 10 else typed.strip().lower()


def take_a_try(
    office: Office,
    name: str,
    address: str,
    account_id: int | None = None,
    *,
    anywhere: bool = True,
) -> None:
    """Count the try before anything is looked at, so that parallel guesses count too.

    `anywhere` False counts by address alone, for codes too long to be guessed from many places.
    """
    now = office.clock()
    limits = {
        _digest(name, address): TRIES,
        _digest("", address): TRIES_OF_ADDRESS,
        _digest(name, "anywhere"): TRIES_OF_ACCOUNT,
    }
    if not anywhere:
        del limits[_digest(name, "anywhere")]
    with office.database.writing() as connection:
        if anywhere and account_id is not None:
            since = now - REMEMBERED
            if sessions.knows_address(connection, account_id, address, since):
                del limits[_digest(name, "anywhere")]
        for who, most in limits.items():
            if sessions.attempts_since(connection, who, now - WINDOW) >= most:
                raise _locked()
        for who in limits:
            sessions.note_attempt(connection, who, now)


def forgive(connection: Connection, name: str, address: str, now: datetime) -> None:
    """After a success: this person's tries from here no longer count, nor this one for the place.

    Hundreds may come from one address, a hall or a firm; a guesser's failures there still count.
    """
    sessions.forget_attempts(connection, who=_digest(name, address))
    sessions.take_back_attempt(connection, _digest("", address))
    sessions.forget_attempts(connection, before=now - WINDOW)


def _digest(name: str, address: str) -> str:
    return hashlib.sha256(f"{name.strip().lower()}\n{_place(address)}".encode()).hexdigest()


def _place(address: str) -> str:
    """Where guesses come from; a line of IPv6 has 2^64 addresses and counts as one."""
    try:
        told = ip_address(address)
    except ValueError:
        return address
    if not isinstance(told, IPv6Address):
        return address
    return str(told.ipv4_mapped or IPv6Network((int(told), 64), strict=False))


def _locked() -> NotAllowed:
    return NotAllowed(
        Problem(
            "sign_in",
            message("여러 번 틀려 잠시 잠겼습니다."),
            message("15분 뒤에 다시 시도해 주십시오."),
            code="locked",
        )
    )
