"""Rows handed to PostgreSQL as one parameter: one statement, however many there are."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Dialect, FromClause, Table, Text, bindparam, cast, column, func

from assessment.records.compiled import Write, writer
from assessment.records.database import Connection

NAME = "rows"


def given_rows(table: Table, names: Sequence[str]) -> FromClause:
    """The rows that `parameter` hands in, as a statement sees them."""
    columns = [column(name, table.c[name].type) for name in names]
    given = func.json_to_recordset(cast(bindparam(NAME, type_=Text), JSON))
    return given.table_valued(*columns).render_derived("given", with_types=True)


def parameter(
    connection: Connection,
    table: Table,
    names: tuple[str, ...],
    rows: Sequence[Mapping[str, Any]],
) -> dict[str, str]:
    """Rows of texts, whole numbers, moments and JSON, for a statement over `given_rows`."""
    writers = _writers(table, names, connection.dialect)
    plain = [
        {name: row[name] if write is None else write(row[name]) for name, write in writers}
        for row in rows
    ]
    return {NAME: json.dumps(plain, ensure_ascii=False, default=str)}


@lru_cache(maxsize=256)
def _writers(
    table: Table, names: tuple[str, ...], dialect: Dialect
) -> tuple[tuple[str, Write], ...]:
    kinds = [(name, table.c[name].type) for name in names]
    # JSON stands in JSON as it is
    return tuple((n, None if isinstance(k, JSON) else writer(k, dialect)) for n, k in kinds)
