"""Where somebody is signed in now, seen and ended by themselves or by an administrator."""

from collections.abc import Sequence

from assessment.records import accounts, journal, sessions
from assessment.records.database import Connection
from assessment.records.sessions import SignIn as SignIn
from assessment.services.entry.sessions import ABSOLUTE, IDLE
from assessment.services.office import Actor, Office
from assessment.services.permissions import not_found, require


def sign_ins(office: Office, actor: Actor, account_id: int | None = None) -> Sequence[SignIn]:
    """The sign-ins that still hold, the latest seen first; another's for administrators only."""
    wanted = _allowed(actor, account_id)
    now = office.clock()
    with office.database.reading() as connection:
        found = sessions.of_account(connection, wanted, now - IDLE)
    return [one for one in found if now - one.created_at < ABSOLUTE]


def end_sign_in(office: Office, actor: Actor, token_hash: str) -> None:
    """End one of one's own sign-ins; its open screens close at once."""
    now = office.clock()
    with office.database.writing() as connection:
        session = sessions.get(connection, token_hash)
        if session is None or session.account.id != actor.account_id:
            raise not_found("sign_in")
        sessions.end(connection, token_hash, now)
        _note(office, connection, actor, actor.pseudonym)


def end_sign_ins(
    office: Office, actor: Actor, account_id: int | None = None, *, keep: str | None = None
) -> None:
    """End one's own sign-ins but the one with the digest `keep`, or as administrator another's."""
    wanted = _allowed(actor, account_id)
    with office.database.writing() as connection:
        account = accounts.get(connection, wanted)
        if account is None:
            raise not_found("account")
        sessions.end_all(connection, wanted, office.clock(), keep=keep)
        _note(office, connection, actor, account.pseudonym)


def _allowed(actor: Actor, account_id: int | None) -> int:
    if account_id is not None and account_id != actor.account_id:
        require(actor, "admin")
        return account_id
    return actor.account_id


def _note(office: Office, connection: Connection, actor: Actor, subject: str) -> None:
    who, at = actor.pseudonym, office.clock()
    journal.append(connection, kind="sign_ins_ended", actor=who, subject=subject, payload={}, at=at)
