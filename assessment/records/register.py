"""Firms, their sites and figures as a register is held against them: column by column, in bulk."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import Column, Text, bindparam, delete, select, type_coerce, update

from assessment.records import bulk
from assessment.records.database import Connection
from assessment.records.schema import figures, firms, sites

_FIRM = (
    *("id", "pseudonym", "revision", "source", "name", "business_number", "corporate_number"),
    *("factory_number", "representative", "phone", "address", "region", "complex"),
    *("ksic_code", "ksic_revision", "ksic_division", "industry_name", "products", "employees"),
)
_SITE = ("id", "firm_id", "name", "address", "complex", "factory_number", "business_number")
FIGURES = tuple(column.name for column in figures.columns if not column.primary_key)


def firm_columns(connection: Connection) -> dict[str, list[Any]]:
    """What an import is matched against and may change, of all firms."""
    columns = [firms.c[name] for name in _FIRM]
    as_text = [*columns, type_coerce(firms.c.facts, Text)]  # parsed once where many are alike
    rows = connection.execute(select(*as_text).order_by(firms.c.id)).all()
    found = _listed([*columns, firms.c.facts], rows)
    return found | {"facts": [_facts(facts) for facts in found["facts"]]}


def site_columns(connection: Connection) -> dict[str, list[Any]]:
    """Every further site."""
    return _columns(connection, [sites.c[name] for name in _SITE], sites.c.id)


def figure_columns(connection: Connection, years: Sequence[int]) -> dict[str, list[Any]]:
    """The figures of these years, of all firms."""
    columns = [figures.c[name] for name in ("firm_id", "year", *FIGURES)]
    chosen = select(*columns).where(figures.c.year.in_(years))
    return _listed(columns, connection.execute(chosen).all())


def add_sites(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Further sites of firms; every row names the same columns."""
    bulk.add(connection, "sites", rows)


def change_sites(connection: Connection, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Set what is named, by the site's id."""
    for number, values in changes.items():
        connection.execute(update(sites).where(sites.c.id == number).values(dict(values)))


def put_figures(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep these years instead of what stood there; every row names all columns."""
    if not rows:
        return
    same = (figures.c.firm_id == bindparam("of")) & (figures.c.year == bindparam("on"))
    keys = [{"of": row["firm_id"], "on": row["year"]} for row in rows]
    connection.execute(delete(figures).where(same), keys)
    bulk.add(connection, "figures", rows)


def _facts(stored: Any) -> Mapping[str, Any]:
    """SQLite keeps text, PostgreSQL hands over what it has parsed."""
    return _parsed(stored) if isinstance(stored, str) else stored or {}


@lru_cache(maxsize=65_536)
def _parsed(text: str) -> Mapping[str, Any]:
    return MappingProxyType(json.loads(text) or {})


def _columns(
    connection: Connection, columns: list[Column[Any]], order: Column[Any]
) -> dict[str, list[Any]]:
    return _listed(columns, connection.execute(select(*columns).order_by(order)).all())


def _listed(columns: list[Column[Any]], rows: Sequence[Any]) -> dict[str, list[Any]]:
    listed = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in columns]
    return {column.name: values for column, values in zip(columns, listed, strict=True)}
