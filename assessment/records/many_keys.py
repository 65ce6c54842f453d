"""Rows by thousands of keys at once."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Integer,
    String,
    any_,
    bindparam,
    cast,
    func,
    select,
)

from assessment.records.database import Connection


def among(
    connection: Connection, column: ColumnElement[Any], keys: Sequence[int]
) -> ColumnElement[bool]:
    """That the column is one of these; PostgreSQL takes them all as one array."""
    if connection.dialect.name == "postgresql":
        return column == any_(cast(list(keys), ARRAY(Integer)))
    return column.in_(keys)


def pairs(kind: str) -> FromClause:
    """(number, word) of the keys that `given_pairs` hands in, however many: one text for all."""
    if kind == "postgresql":
        numbers = cast(bindparam("numbers"), ARRAY(Integer))
        words = cast(bindparam("words"), ARRAY(String))
        return func.unnest(numbers, words).table_valued("number", "word").render_derived("wanted")
    value = func.json_each(bindparam("pairs", type_=String)).table_valued("value").c.value
    number, word = func.json_extract(value, "$[0]"), func.json_extract(value, "$[1]")
    return select(number.label("number"), word.label("word")).subquery("wanted")


def given_pairs(connection: Connection, keys: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """The parameters of a query over `pairs`."""
    if connection.dialect.name == "postgresql":
        return {"numbers": [one for one, _ in keys], "words": [one for _, one in keys]}
    return {"pairs": json.dumps(keys)}
