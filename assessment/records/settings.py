"""Marks that belong to the database itself."""

from sqlalchemy import delete, insert, select

from assessment.records.database import Connection
from assessment.records.schema import settings

DEMO = "demo"


def get(connection: Connection, name: str) -> str | None:
    """The value kept under this name."""
    return connection.execute(
        select(settings.c.value).where(settings.c.name == name)
    ).scalar_one_or_none()


def put(connection: Connection, name: str, value: str) -> None:
    """Keep the value under this name instead of the one before."""
    connection.execute(delete(settings).where(settings.c.name == name))
    connection.execute(insert(settings).values(name=name, value=value))


def is_demo(connection: Connection) -> bool:
    """Whether this database holds synthetic firms only."""
    return get(connection, DEMO) is not None


def mark_demo(connection: Connection, described: str) -> None:
    """Mark the database as synthetic; only its creation may do so."""
    put(connection, DEMO, described)
