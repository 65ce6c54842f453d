"""Rows by thousands of keys at once."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    FromClause,
    Integer,
    String,
    any_,
    bindparam,
    cast,
    column,
    func,
    select,
)

from assessment.records.database import Connection


def among(
    connection: Connection, one: ColumnElement[Any], keys: Sequence[int]
) -> ColumnElement[bool]:
    """That it is one of these; PostgreSQL takes them all as one array."""
    if connection.dialect.name == "postgresql":
        return one == any_(cast(list(keys), ARRAY(Integer)))
    return one.in_(keys)


def pairs(kind: str) -> FromClause:
    """(number, word) of the keys that `given_pairs` hands in, however many: one text for all."""
    if kind == "postgresql":
        rows = func.json_to_recordset(cast(bindparam("pairs", type_=String), JSON))
        columns = (column("number", Integer), column("word", String))
        return rows.table_valued(*columns).render_derived("wanted", with_types=True)
    value = func.json_each(bindparam("pairs", type_=String)).table_valued("value").c.value
    number, word = func.json_extract(value, "$[0]"), func.json_extract(value, "$[1]")
    return select(number.label("number"), word.label("word")).subquery("wanted")


def given_pairs(connection: Connection, keys: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """The parameters of a query over `pairs`."""
    if connection.dialect.name == "postgresql":
        return {"pairs": json.dumps([{"number": one, "word": word} for one, word in keys])}
    return {"pairs": json.dumps(keys)}
