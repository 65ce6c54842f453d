"""Statements compiled once and handed to the driver with all their rows.

SQLAlchemy goes through the parameters of each row and what comes back, which takes longer than the
database itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update

from assessment.records import trips
from assessment.records.driver import driver_of

PART = 20_000
_FLOAT = 701  # PostgreSQL's name for our only fractions; all other kinds do not look at it
Statement = Insert | Update | Delete | Select[Any]
Write = Callable[[Any], Any] | None


@dataclass(frozen=True)
class _Compiled:
    sql: str
    writers: tuple[tuple[str, Write], ...]
    readers: tuple[tuple[int, Callable[[Any], Any]], ...]
    own: Mapping[str, Any]


def run(connection: Connection, statement: Statement, given: Sequence[Mapping[str, Any]]) -> int:
    """How many rows of the table it touched; each of `given` gives a value to every parameter.

    The statement must be one that lives on: one made for the call would be compiled for it.
    In `one_trip` PostgreSQL has not touched any yet.
    """
    compiled = _compiled(statement, connection.dialect)
    touched = 0
    for start in range(0, len(given), PART):
        part = _written(compiled, given[start : start + PART])
        if connection.dialect.name == "postgresql":
            touched += trips.send(connection, [_command(compiled, one) for one in part])
        else:
            touched += _done(connection, compiled.sql, part)
    return touched


def _done(connection: Connection, sql: str, rows: Sequence[Any]) -> int:
    with driver_of(connection, sql) as driver:
        # what a driver does for many would be in vain for one
        one = len(rows) == 1
        done = driver.execute(sql, rows[0]) if one else driver.executemany(sql, rows)
        return int(done.rowcount)


def ask(
    connection: Connection, *questions: tuple[Select[Any], Mapping[str, Any]]
) -> list[list[tuple[Any, ...]]]:
    """What each of these selects gives with its parameters; all asked in one trip.

    The statements must be ones that live on.
    """
    compiled = [_compiled(statement, connection.dialect) for statement, _ in questions]
    given = [
        _written(one, [{**one.own, **values}])[0]
        for one, (_, values) in zip(compiled, questions, strict=True)
    ]
    if connection.dialect.name == "postgresql":
        found = trips.ask(connection, list(map(_command, compiled, given)))
    else:
        found = [_asked(connection, *one) for one in zip(compiled, given, strict=True)]
    return [[_read(one, row) for row in rows] for one, rows in zip(compiled, found, strict=True)]


def rows(connection: Connection, statement: Select[Any], **given: Any) -> list[tuple[Any, ...]]:
    """What one selection gives with these parameters; it must be one that lives on."""
    (found,) = ask(connection, (statement, given))
    return found


def _asked(connection: Connection, compiled: _Compiled, given: Any) -> list[tuple[Any, ...]]:
    with driver_of(connection, compiled.sql) as driver:
        rows: list[tuple[Any, ...]] = driver.execute(compiled.sql, given).fetchall()
        return rows


def _command(compiled: _Compiled, given: Sequence[Any]) -> trips.Command:
    """Texts and whole numbers; all else goes as JSON."""
    texts = tuple(None if value is None else str(value) for value in given)
    return trips.Command(compiled.sql, texts)


def _read(compiled: _Compiled, row: tuple[Any, ...]) -> tuple[Any, ...]:
    if not compiled.readers:
        return row
    values = list(row)
    for place, read in compiled.readers:
        values[place] = read(values[place])
    return tuple(values)


def writer(kind: Any, dialect: Dialect) -> Write:
    """What makes of a value what the driver takes; None when it takes it as it is."""
    written: Write = kind.dialect_impl(dialect).bind_processor(dialect)
    return written


@lru_cache(maxsize=256)
def _compiled(statement: Statement, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=_by_place(dialect))
    names = compiled.positiontup or []
    writers = tuple((name, writer(compiled.binds[name].type, dialect)) for name in names)
    own = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    return _Compiled(str(compiled), writers, _readers(statement, dialect), own)


def _by_place(dialect: Dialect) -> Dialect:
    """The dialect with $1, $2 …, as PostgreSQL itself has it; the other one has places anyway."""
    if dialect.name != "postgresql":
        return dialect
    kind: Any = type(dialect)
    numbered: Dialect = kind(paramstyle="numeric_dollar")
    return numbered


def _readers(
    statement: Statement, dialect: Dialect
) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    if not isinstance(statement, Select):
        return ()
    kinds = [column.type for column in statement.selected_columns]
    found = [kind.dialect_impl(dialect).result_processor(dialect, _FLOAT) for kind in kinds]
    return tuple((place, read) for place, read in enumerate(found) if read is not None)


def _written(compiled: _Compiled, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    if not compiled.writers:
        return [()] * len(rows)
    columns = [
        [row[name] for row in rows] if write is None else [write(row[name]) for row in rows]
        for name, write in compiled.writers
    ]
    return list(zip(*columns, strict=True))
