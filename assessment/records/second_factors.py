"""Second factors: the sealed secret of a person's device, and digests of recovery codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from assessment.records.database import Connection
from assessment.records.schema import recovery_codes, second_factors


@dataclass(frozen=True)
class SecondFactor:
    """`confirmed_at` None until the first right code; `last_step` is the time of the last one."""

    account_id: int
    secret: str
    confirmed_at: datetime | None
    last_step: int


def get(connection: Connection, account_id: int) -> SecondFactor | None:
    """The account's second factor, begun or confirmed."""
    query = select(second_factors).where(second_factors.c.account_id == account_id)
    row = connection.execute(query).mappings().first()
    return SecondFactor(**row) if row is not None else None


def put(connection: Connection, account_id: int, secret: str) -> None:
    """Keep a new secret, not confirmed yet, in place of any other."""
    remove(connection, account_id)
    row = {"account_id": account_id, "secret": secret, "last_step": 0}
    connection.execute(insert(second_factors).values(row))


def confirm(connection: Connection, account_id: int, at: datetime) -> None:
    """From now on the account needs a code to enter."""
    chosen = second_factors.c.account_id == account_id
    connection.execute(update(second_factors).where(chosen).values(confirmed_at=at))


def spend_step(connection: Connection, account_id: int, step: int) -> bool:
    """Whether the code of this time had not been used yet, nor a later one."""
    chosen = (second_factors.c.account_id == account_id) & (second_factors.c.last_step < step)
    done = connection.execute(update(second_factors).where(chosen).values(last_step=step))
    return done.rowcount == 1


def remove(connection: Connection, account_id: int) -> None:
    """Forget secret and recovery codes."""
    connection.execute(delete(second_factors).where(second_factors.c.account_id == account_id))
    connection.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account_id))


def put_recovery_codes(connection: Connection, account_id: int, hashes: Sequence[str]) -> None:
    """Keep these in place of the account's earlier ones."""
    connection.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account_id))
    rows = [{"account_id": account_id, "code_hash": one} for one in hashes]
    connection.execute(insert(recovery_codes), rows)


def spend_recovery_code(
    connection: Connection, account_id: int, code_hash: str, at: datetime
) -> bool:
    """Whether this was one of the account's codes and had not been used."""
    chosen = (recovery_codes.c.account_id == account_id) & (recovery_codes.c.code_hash == code_hash)
    still = chosen & recovery_codes.c.used_at.is_(None)
    return connection.execute(update(recovery_codes).where(still).values(used_at=at)).rowcount == 1


def recovery_codes_left(connection: Connection, account_id: int) -> int:
    """How many recovery codes can still be used."""
    query = select(func.count()).where(
        recovery_codes.c.account_id == account_id, recovery_codes.c.used_at.is_(None)
    )
    return connection.execute(query).scalar_one()
