"""Sign-ins at another provider: whose they are, and those that are on their way."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from assessment.records.database import Connection
from assessment.records.schema import identities, oidc_states

FORGOTTEN = timedelta(hours=1)
"""Nobody comes back from the provider so late."""


def account_of(connection: Connection, issuer: str, subject: str) -> int | None:
    """The account that this person of the provider is linked with."""
    chosen = (identities.c.issuer == issuer) & (identities.c.subject == subject)
    return connection.execute(select(identities.c.account_id).where(chosen)).scalar_one_or_none()


def link(connection: Connection, issuer: str, subject: str, account_id: int, at: datetime) -> None:
    """Link a person of the provider with an account."""
    row = {"issuer": issuer, "subject": subject, "account_id": account_id, "at": at}
    connection.execute(insert(identities).values(row))


def linked(connection: Connection, issuer: str, account_id: int) -> bool:
    """Whether anybody of the provider is linked with the account."""
    chosen = (identities.c.issuer == issuer) & (identities.c.account_id == account_id)
    return connection.execute(select(identities.c.subject).where(chosen)).first() is not None


def begin(connection: Connection, state_hash: str, nonce: str, verifier: str, at: datetime) -> None:
    """Keep what the answer to a sign-in that was sent to the provider must fit."""
    connection.execute(delete(oidc_states).where(oidc_states.c.at <= at - FORGOTTEN))
    row = {"state_hash": state_hash, "nonce": nonce, "verifier": verifier, "at": at}
    connection.execute(insert(oidc_states).values(row))


def take(connection: Connection, state_hash: str, since: datetime) -> tuple[str, str] | None:
    """Nonce and verifier of a sign-in begun after this moment; they serve once."""
    connection.execute(delete(oidc_states).where(oidc_states.c.at <= since))
    chosen = oidc_states.c.state_hash == state_hash
    row = connection.execute(select(oidc_states).where(chosen)).mappings().first()
    connection.execute(delete(oidc_states).where(chosen))
    return (row["nonce"], row["verifier"]) if row is not None else None
