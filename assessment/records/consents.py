"""What each firm agreed to; nothing is overwritten, the last word of a kind holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from assessment.records.database import Connection
from assessment.records.schema import consents


@dataclass(frozen=True)
class Given:
    """A firm's last word on a kind of consent, and the version of the text it had read."""

    kind: str
    version: str
    given: bool
    at: datetime


def put(connection: Connection, firm_id: int, one: Given, by: int | None) -> None:
    """Keep the firm's new word."""
    row = {"kind": one.kind, "version": one.version, "given": one.given, "at": one.at}
    connection.execute(insert(consents).values(firm_id=firm_id, by=by, **row))


def of_firm(connection: Connection, firm_id: int) -> dict[str, Given]:
    """The firm's last word by kind."""
    query = select(consents).where(consents.c.firm_id == firm_id).order_by(consents.c.id)
    return {
        row.kind: Given(row.kind, row.version, row.given, row.at)
        for row in connection.execute(query)
    }


def agreeing(connection: Connection, kinds: Sequence[str]) -> set[int]:
    """The firms whose last word on each of these kinds is yes."""
    last = (
        select(func.max(consents.c.id))
        .where(consents.c.kind.in_(kinds))
        .group_by(consents.c.firm_id, consents.c.kind)
    )
    query = (
        select(consents.c.firm_id)
        .where(consents.c.id.in_(last), consents.c.given)
        .group_by(consents.c.firm_id)
        .having(func.count() == len(kinds))
    )
    return set(connection.execute(query).scalars())
