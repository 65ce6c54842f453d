"""The driver's own connection, where it can do what SQLAlchemy has no words for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


@contextmanager
def driver_of(connection: Connection, doing: str) -> Iterator[Any]:
    """The connection; its errors are raised as SQLAlchemy tells of what it runs itself."""
    errors = connection.dialect.loaded_dbapi.Error
    try:
        yield connection.connection.driver_connection
    except errors as error:
        raise DBAPIError.instance(doing, None, error, errors, dialect=connection.dialect) from error


@contextmanager
def one_trip(connection: Connection) -> Iterator[None]:
    """What is executed inside goes to PostgreSQL together and has been done after the block.

    Nothing can be read inside, not even how many rows were touched.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    with driver_of(connection, "pipeline") as driver, driver.pipeline():
        yield
