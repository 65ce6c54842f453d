"""Many rows of one table at once, for databases that are filled in one go."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Dialect,
    Insert,
    Table,
    bindparam,
    func,
    insert,
    inspect,
    literal,
    select,
    update,
)

from assessment.records import as_json, compiled
from assessment.records.compiled import PART, Write, writer
from assessment.records.database import Connection
from assessment.records.driver import driver_of
from assessment.records.ordering import in_order
from assessment.records.schema import metadata

_Writers = tuple[tuple[str, Write], ...]
KEPT_BY_SETUP = frozenset({"settings"})


def add(connection: Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store the rows; all must name the same columns, with their ids where later rows name them."""
    if not rows:
        return
    target = metadata.tables[table]
    rows = _filled(target, rows)
    names = tuple(rows[0])
    if connection.dialect.name == "postgresql":
        _copy(connection, target, names, rows)
    else:
        compiled.run(connection, _insert(target, names), rows)


@lru_cache(maxsize=256)
def _insert(table: Table, names: tuple[str, ...]) -> Insert:
    return insert(table).values({name: bindparam(name) for name in names})


def add_few(connection: Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """The same of a few rows of what `as_json` takes; fit for `one_trip`."""
    if not rows:
        return
    target = metadata.tables[table]
    names = tuple(rows[0])
    if connection.dialect.name == "postgresql":
        given = as_json.parameter(connection, target, names, rows)
        compiled.run(connection, _insert_given(target, names), [given])
    else:
        compiled.run(connection, _insert(target, names), rows)


@lru_cache(maxsize=256)
def _insert_given(table: Table, names: tuple[str, ...]) -> Insert:
    given = as_json.given_rows(table, names)
    return insert(table).from_select(names, select(*given.c))


def _filled(table: Table, rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    given: dict[str, Any] = {}
    for one in table.c:
        if one.default is not None and one.name not in rows[0]:
            default: Any = one.default
            given[one.name] = default.arg(None) if default.is_callable else default.arg
    return [{**row, **given} for row in rows] if given else rows


def _copy(
    connection: Connection,
    table: Table,
    names: tuple[str, ...],
    rows: Sequence[Mapping[str, Any]],
) -> None:
    """COPY, which takes a third of the time of executemany (benchmarks/bulk_postgres.py)."""
    into, writers = _into(table, names, connection.dialect)
    with (
        driver_of(connection, into) as driver,
        driver.cursor() as cursor,
        cursor.copy(into) as out,
    ):
        for row in rows:
            out.write_row(_written(row, writers))


@lru_cache(maxsize=256)
def _into(table: Table, names: tuple[str, ...], dialect: Dialect) -> tuple[str, _Writers]:
    quoted = dialect.identifier_preparer.quote
    into = f"copy {quoted(table.name)} ({', '.join(map(quoted, names))}) from stdin"
    return into, tuple((name, writer(table.c[name].type, dialect)) for name in names)


def _written(row: Mapping[str, Any], writers: _Writers) -> list[Any]:
    return [row[name] if write is None else write(row[name]) for name, write in writers]


def change(connection: Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Set the columns that the rows name, by their `id`; all must name the same columns."""
    if not rows:
        return
    target = metadata.tables[table]
    columns: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0] if name != "id"}
    query = update(target).where(target.c.id == bindparam("row_id")).values(columns)
    for start in range(0, len(rows), PART):
        part = rows[start : start + PART]
        connection.execute(
            query,
            [
                {"row_id" if name == "id" else f"new_{name}": value for name, value in row.items()}
                for row in part
            ],
        )


def continue_numbering(connection: Connection) -> None:
    """Let new rows take numbers after those that were stored with ids of their own."""
    if connection.dialect.name != "postgresql":
        return
    for name, table in metadata.tables.items():
        if "id" in table.c:
            last = select(func.max(table.c.id)).scalar_subquery()
            numbers = func.pg_get_serial_sequence(name, "id")
            connection.execute(select(func.setval(numbers, last)))


def filled_tables(connection: Connection) -> list[str]:
    """Names of the tables that hold anything, settings aside."""
    return [
        name
        for name, table in metadata.tables.items()
        if name not in KEPT_BY_SETUP
        and connection.execute(select(func.count()).select_from(table)).scalar_one() > 0
    ]


def filled_tables_here(connection: Connection) -> list[str]:
    """The same of a database that may be at another migration or empty of tables."""
    there = set(inspect(connection).get_table_names()) & set(metadata.tables)
    return [
        name
        for name in sorted(there - KEPT_BY_SETUP)
        if connection.execute(
            select(literal(1)).select_from(metadata.tables[name]).limit(1)
        ).first()
    ]


def contents(
    connection: Connection, table: str, leave_out: frozenset[str]
) -> list[tuple[Any, ...]]:
    """Every row of the table by its key, without the columns left out; to compare two databases."""
    kept = metadata.tables[table]
    columns = [column for column in kept.c if column.name not in leave_out]
    query = select(*columns).order_by(*map(in_order, kept.primary_key.columns))
    return [tuple(row) for row in connection.execute(query)]
