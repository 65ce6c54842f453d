"""The driver's own connection, where it can do what SQLAlchemy has no words for."""

import selectors
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


# needs no file of its own; select() is for systems without poll() and ends at file 1,024
Selector: type[selectors.BaseSelector] = getattr(
    selectors, "PollSelector", selectors.SelectSelector
)


def hears(socket: int) -> bool:
    """Whether something has come that nobody has read, the end of the connection included."""
    with Selector() as selector:
        selector.register(socket, selectors.EVENT_READ)
        return bool(selector.select(0))
