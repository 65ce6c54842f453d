"""Texts in one order on every kind of database, whatever its own collation is."""

from typing import Any

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator


class _CodeOrder(FunctionElement[str]):
    name = "code_order"
    type = String()
    inherit_cache = True


@compiles(_CodeOrder)
def _as_it_is(element: _CodeOrder, compiler: SQLCompiler, **more: Any) -> str:
    # SQLite compares bytes of UTF-8, which is the order of code points
    return compiler.process(element.clauses, **more)


@compiles(_CodeOrder, "postgresql")
def _as_sqlite(element: _CodeOrder, compiler: SQLCompiler, **more: Any) -> str:
    return f'{compiler.process(element.clauses, **more)} collate "C"'


def in_order(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """What to sort by instead of the column: Korean in the order of its alphabet, as Python does.

    A locale's own order would skip signs, so that `(주)` counted on one machine and not on another.
    """
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return _CodeOrder(column) if isinstance(kind, String) else column
