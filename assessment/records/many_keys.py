"""Rows by thousands of keys at once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, any_, cast

from assessment.records.database import Connection


def among(
    connection: Connection, column: ColumnElement[Any], keys: Sequence[int]
) -> ColumnElement[bool]:
    """That the column is one of these; PostgreSQL takes them all as one array."""
    if connection.dialect.name == "postgresql":
        return column == any_(cast(list(keys), ARRAY(Integer)))
    return column.in_(keys)
