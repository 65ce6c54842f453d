"""Statements compiled once and handed to the driver with all their rows.

SQLAlchemy goes through the parameters of each row, which takes longer than the database itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Delete, Dialect, Insert, Update

from assessment.records.database import Connection

PART = 20_000
Statement = Insert | Update | Delete
Write = Callable[[Any], Any] | None


@dataclass(frozen=True)
class _Compiled:
    sql: str
    writers: tuple[tuple[str, Write], ...]
    by_place: bool


def run(connection: Connection, statement: Statement, rows: Sequence[Mapping[str, Any]]) -> int:
    """How many rows of the table it touched; each of `rows` gives a value to every parameter.

    The statement must be one that lives on: one made for the call would be compiled for it.
    """
    compiled = _compiled(statement, connection.dialect)
    touched = 0
    for start in range(0, len(rows), PART):
        part = _written(compiled, rows[start : start + PART])
        # what a driver does for many would be in vain for one
        given = part[0] if len(part) == 1 else part
        touched += connection.exec_driver_sql(compiled.sql, given).rowcount
    return touched


def writer(kind: Any, dialect: Dialect) -> Write:
    """What makes of a value what the driver takes; None when it takes it as it is."""
    written: Write = kind.dialect_impl(dialect).bind_processor(dialect)
    return written


@lru_cache(maxsize=256)
def _compiled(statement: Statement, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    by_place = compiled.positiontup is not None
    names = compiled.positiontup or list(compiled.binds)
    writers = tuple((name, writer(compiled.binds[name].type, dialect)) for name in names)
    return _Compiled(str(compiled), writers, by_place)


def _written(compiled: _Compiled, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    columns = [
        [row[name] for row in rows] if write is None else [write(row[name]) for row in rows]
        for name, write in compiled.writers
    ]
    values = zip(*columns, strict=True)
    if compiled.by_place:
        return list(values)
    names = [name for name, _ in compiled.writers]
    return [dict(zip(names, one, strict=True)) for one in values]
