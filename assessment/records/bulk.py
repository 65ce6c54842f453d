"""Many rows of one table at once, for databases that are filled in one go."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, func, insert, inspect, literal, select, update
from sqlalchemy.exc import DBAPIError

from assessment.records.database import Connection
from assessment.records.ordering import in_order
from assessment.records.schema import metadata

PART = 20_000
KEPT_BY_SETUP = frozenset({"settings"})


def add(connection: Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store the rows; all must name the same columns, with their ids where later rows name them."""
    if not rows:
        return
    target = metadata.tables[table]
    rows = _filled(target, rows)
    names = list(rows[0])
    if connection.dialect.name == "postgresql":
        _copy(connection, target, names, rows)
        return
    # compiled once and handed to the driver: SQLAlchemy compiles parameters row by row
    dialect = connection.dialect
    compiled = insert(target).compile(dialect=dialect, column_keys=names)
    order = compiled.positiontup or names
    written = [target.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in order]
    for start in range(0, len(rows), PART):
        columns = [
            [row[name] for row in part] if write is None else [write(row[name]) for row in part]
            for part in (rows[start : start + PART],)
            for name, write in zip(order, written, strict=True)
        ]
        connection.exec_driver_sql(str(compiled), list(zip(*columns, strict=True)))


def _filled(table: Table, rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    given: dict[str, Any] = {}
    for column in table.c:
        if column.default is not None and column.name not in rows[0]:
            default: Any = column.default
            given[column.name] = default.arg(None) if default.is_callable else default.arg
    return [{**row, **given} for row in rows] if given else rows


def _copy(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> None:
    """COPY, which takes a third of the time of executemany (benchmarks/bulk_postgres.py)."""
    dialect = connection.dialect
    written = [
        (name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names
    ]
    quoted = dialect.identifier_preparer.quote
    into = f"copy {quoted(table.name)} ({', '.join(map(quoted, names))}) from stdin"
    errors = dialect.loaded_dbapi.Error
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(into) as out:
            for row in rows:
                out.write_row([row[n] if write is None else write(row[n]) for n, write in written])
    except errors as error:  # as SQLAlchemy tells it of what it runs itself
        raise DBAPIError.instance(into, None, error, errors, dialect=dialect) from error


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
