"""Statements that go to PostgreSQL together, in one trip, each prepared once for a connection.

psycopg sends each by itself even in its pipelines, and forgets what is prepared with every
rollback. That takes longer than the database does, so its libpq is told here without it.
"""

import selectors
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from assessment.records.driver import Selector, driver_of

_WAITING, _NAMES = "assessment_trip", "assessment_prepared"


@dataclass(frozen=True)
class Command:
    """A statement with $1, $2 … in the places of what is given, as text."""

    sql: str
    given: tuple[str | None, ...] = ()


_COMMIT = Command("commit")


@contextmanager
def one_trip(connection: Connection, *, commits: bool = False) -> Iterator[None]:
    """What is `send` to PostgreSQL inside goes together at the end of the block.

    With `commits` it is committed in the same trip, and SQLAlchemy's own commit finds nothing to
    do; where a statement fails those after it are passed over, the commit too.
    """
    notes = connection.info
    if connection.dialect.name != "postgresql" or _WAITING in notes:
        yield
        return
    waiting = notes[_WAITING] = list[Command]()
    try:
        yield
    finally:
        del notes[_WAITING]
    go(connection, [*waiting, _COMMIT] if commits else waiting)


def send(connection: Connection, commands: Sequence[Command]) -> int:
    """How many rows they touched; none yet where they wait for the end of `one_trip`."""
    waiting: list[Command] | None = connection.info.get(_WAITING)
    if waiting is not None:
        waiting += commands
        return 0
    return sum(result.command_tuples or 0 for result in go(connection, commands))


def ask(connection: Connection, commands: Sequence[Command]) -> list[list[tuple[Any, ...]]]:
    """The rows that each gives, asked in one trip of their own."""
    results = go(connection, commands)
    with driver_of(connection, "rows") as driver:
        return [_rows(driver, result) for result in results]


def _rows(driver: Any, result: Any) -> list[tuple[Any, ...]]:
    from psycopg.adapt import Transformer  # where there is no PostgreSQL there need be no psycopg

    loading = Transformer(driver)
    loading.set_pgresult(result)
    return loading.load_rows(0, result.ntuples, tuple)


def go(connection: Connection, commands: Sequence[Command]) -> list[Any]:
    """The result of each, in their order; the first failure of any is raised."""
    prepared: dict[str, bytes] = connection.info.setdefault(_NAMES, {})
    with driver_of(connection, "; ".join(one.sql for one in commands)) as driver:
        new = _new_names(connection, commands, prepared)
        try:
            results = _results(driver.pgconn, commands, prepared | new, new)
        except BaseException:
            connection.invalidate()  # nobody can say what is still under way
            raise
        for result in results:
            _check(driver, result)
        prepared.update(new)
    return results[len(new) :]


def _new_names(
    connection: Connection, commands: Sequence[Command], prepared: dict[str, bytes]
) -> dict[str, bytes]:
    """Names never used before on this connection, for what it has not prepared yet."""
    new = dict.fromkeys(one.sql for one in commands if one.sql not in prepared)
    first = connection.info.get(f"{_NAMES}_count", 0)
    connection.info[f"{_NAMES}_count"] = first + len(new)
    return {sql: f"trip_{first + place}".encode() for place, sql in enumerate(new)}


def _results(
    libpq: Any, commands: Sequence[Command], names: dict[str, bytes], new: dict[str, bytes]
) -> list[Any]:
    from psycopg import pq

    libpq.enter_pipeline_mode()
    for sql, name in new.items():
        libpq.send_prepare(name, sql.encode())
    for one in commands:
        texts = [None if text is None else text.encode() for text in one.given]
        libpq.send_query_prepared(names[one.sql], texts or None)
    libpq.pipeline_sync()
    found: list[Any] = []
    with Selector() as selector:
        selector.register(libpq.socket, selectors.EVENT_READ | selectors.EVENT_WRITE)
        while libpq.flush():
            if any(events & selectors.EVENT_READ for _, events in selector.select()):
                libpq.consume_input()  # it may write no more before it is read
        selector.modify(libpq.socket, selectors.EVENT_READ)
        while (result := _next(libpq, selector)).status != pq.ExecStatus.PIPELINE_SYNC:
            found.append(result)
    libpq.exit_pipeline_mode()
    return found


def _next(libpq: Any, selector: selectors.BaseSelector) -> Any:
    """The next result; the last of a trip says that it is at its end."""
    while True:
        while libpq.is_busy():
            selector.select()
            libpq.consume_input()
        result = libpq.get_result()
        if result is not None:
            return result
        _refuse_lost(libpq)  # otherwise it is the gap after each statement's results


def _refuse_lost(libpq: Any) -> None:
    from psycopg import OperationalError, pq

    if libpq.status == pq.ConnStatus.BAD:
        raise OperationalError("the connection is lost")


def _check(driver: Any, result: Any) -> None:
    from psycopg import errors, pq

    if result.status == pq.ExecStatus.FATAL_ERROR:
        raise errors.error_from_result(result, encoding=driver.info.encoding)
