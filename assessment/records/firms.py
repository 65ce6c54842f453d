"""The register of firms and what is known of each."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import RowMapping, Table, bindparam, delete, func, insert, or_, select, update

from assessment.records import bulk
from assessment.records.assignments import open_to
from assessment.records.database import Connection
from assessment.records.ordering import in_order
from assessment.records.schema import (
    certificates,
    declarations,
    figures,
    firms,
    sites,
    supports,
)

SHOWN = ("name", "region", "complex", "ksic_division", "size_class", "employees", "updated_at")
FILTERS = ("region", "complex", "ksic_division", "size_class", "source")
FIGURES = tuple(column.name for column in figures.columns if not column.primary_key)
_MATCHED = (
    *("id", "pseudonym", "revision", "source", "name", "business_number", "corporate_number"),
    *("factory_number", "representative", "phone", "address", "region", "complex"),
    *("ksic_code", "ksic_revision", "ksic_division", "industry_name", "products", "employees"),
)
_FACT_TABLES: Mapping[str, tuple[Table, str, tuple[str, ...]]] = {
    "firms": (
        firms,
        "id",
        ("region", "complex", "ksic_division", "size_class", "employees", "founded_on", "facts"),
    ),
    "figures": (figures, "firm_id", ("year", *FIGURES)),
    "certificates": (
        certificates,
        "firm_id",
        ("capability_level", "system_level", "starts_on", "ends_on"),
    ),
    "supports": (supports, "firm_id", ("programme", "level_after", "completed")),
    "declarations": (declarations, "firm_id", ("kind", "value")),
}
_MANY = 5000  # of more firms than these all rows are read
DECLARED = ("tax_arrears", "banned", "closed", "insolvent")


@dataclass(frozen=True)
class Firm:
    """A firm as kept; what is not known is None."""

    id: int
    pseudonym: str
    name: str
    business_number: str | None
    corporate_number: str | None
    factory_number: str | None
    representative: str | None
    phone: str | None
    email: str | None
    address: str | None
    region: str | None
    complex: str | None
    ksic_code: str | None
    ksic_revision: int | None
    ksic_division: int | None
    industry_name: str | None
    products: str | None
    processes: str | None
    employees: int | None
    size_class: str | None
    founded_on: date | None
    tags: Sequence[str]
    facts: Mapping[str, Any]
    source: str
    revision: int
    created_at: datetime
    updated_at: datetime


def get(connection: Connection, firm_id: int) -> Firm | None:
    """The firm with this id."""
    return _one(connection.execute(select(firms).where(firms.c.id == firm_id)).mappings().first())


def pseudonym(connection: Connection, firm_id: int) -> str | None:
    """The name under which the journal knows the firm."""
    query = select(firms.c.pseudonym).where(firms.c.id == firm_id)
    return connection.execute(query).scalar_one_or_none()


def by_pseudonym(connection: Connection, pseudonyms: Collection[str]) -> dict[str, str]:
    """Names by the pseudonyms of the journal."""
    chosen = select(firms.c.pseudonym, firms.c.name).where(firms.c.pseudonym.in_(pseudonyms))
    return {row.pseudonym: row.name for row in connection.execute(chosen)}


def add(connection: Connection, values: Mapping[str, Any], at: datetime, source: str) -> int:
    """The id of a new firm; its journal pseudonym is made here."""
    row = {"pseudonym": uuid4().hex, "source": source, "created_at": at, "updated_at": at}
    result = connection.execute(insert(firms).values(row | dict(values)))
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def add_all(
    connection: Connection, rows: Sequence[Mapping[str, Any]], at: datetime, source: str
) -> list[str]:
    """The pseudonyms of many new firms; every row must name the same columns."""
    made = {"source": source, "created_at": at, "updated_at": at}
    full = [{"pseudonym": uuid4().hex, **made, **row} for row in rows]
    bulk.add(connection, "firms", full)
    return [str(row["pseudonym"]) for row in full]


def change(
    connection: Connection, firm_id: int, revision: int, values: Mapping[str, Any], at: datetime
) -> bool:
    """Whether the firm was still at this revision and has been changed."""
    same = (firms.c.id == firm_id) & (firms.c.revision == revision)
    new = dict(values) | {"revision": revision + 1, "updated_at": at}
    return connection.execute(update(firms).where(same).values(new)).rowcount == 1


def change_all(
    connection: Connection, changes: Sequence[tuple[int, int, Mapping[str, Any]]], at: datetime
) -> None:
    """Set what each (id, revision, values) names; firms that moved on meanwhile stay."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for firm_id, revision, values in changes:
        new = dict(values) | {"revision": revision + 1, "updated_at": at}
        row = {f"new_{name}": value for name, value in new.items()}
        alike.setdefault(tuple(new), []).append({"firm": firm_id, "seen": revision, **row})
    same = (firms.c.id == bindparam("firm")) & (firms.c.revision == bindparam("seen"))
    for columns, rows in alike.items():
        new_values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns}
        connection.execute(update(firms).where(same).values(new_values), rows)


def find(
    connection: Connection,
    *,
    text: str = "",
    filters: Mapping[str, Any] | None = None,
    sort: str = "name",
    descending: bool = False,
    page: int = 1,
    size: int = 100,
    seen_by: int | None = None,
) -> tuple[list[dict[str, Any]], int]:
    """One page of firms and how many there are; `text` is looked for in name, number, products.

    `seen_by` leaves what this consultant may know of.
    """
    chosen = {k: v for k, v in (filters or {}).items() if k in FILTERS and v is not None}
    wanted = [firms.c[name] == value for name, value in chosen.items()]
    wanted += [_mentions(word) for word in text.split()]
    if seen_by is not None:
        wanted.append(open_to(firms.c.id, seen_by))
    total = connection.execute(select(func.count()).select_from(firms).where(*wanted)).scalar_one()
    by = in_order(firms.c[sort if sort in SHOWN else "name"])
    order = by.desc().nulls_last() if descending else by.asc().nulls_last()
    columns = [firms.c.id, firms.c.business_number, *(firms.c[name] for name in SHOWN)]
    query = select(*columns).where(*wanted).order_by(order, firms.c.id)
    rows = connection.execute(query.limit(size).offset(max(page - 1, 0) * size)).mappings()
    return [dict(row) for row in rows], total


def with_number(connection: Connection, column: str, number: str | None) -> int | None:
    """The id of the firm with this business_number or factory_number."""
    if number is None or column not in ("business_number", "factory_number"):
        return None
    query = select(firms.c.id).where(firms.c[column] == number)
    return connection.execute(query).scalar_one_or_none()


def keys(connection: Connection) -> list[dict[str, Any]]:
    """What an import is matched against and may change, of all firms."""
    query = select(*(firms.c[name] for name in _MATCHED)).order_by(firms.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def ids(connection: Connection, pseudonyms: Sequence[str]) -> dict[str, int]:
    """Ids by pseudonym."""
    found: dict[str, int] = {}
    for start in range(0, len(pseudonyms), 900):
        part = pseudonyms[start : start + 900]
        query = select(firms.c.pseudonym, firms.c.id).where(firms.c.pseudonym.in_(part))
        found |= {row.pseudonym: row.id for row in connection.execute(query)}
    return found


def fact_columns(
    connection: Connection, kind: str, firm_ids: Sequence[int]
) -> dict[str, list[Any]]:
    """Column by column what facts are made of: firms, figures, certificates, …"""
    table, key, names = _FACT_TABLES[kind]
    columns = [table.c[name] for name in (key, *names)]
    query = select(*columns)
    if len(firm_ids) <= _MANY:
        query = query.where(table.c[key].in_(firm_ids))
    rows = connection.execute(query).all()
    listed = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in columns]
    return dict(zip(("firm_id", *names), listed, strict=True))


def figures_of(connection: Connection, firm_ids: Sequence[int]) -> list[dict[str, Any]]:
    """The yearly figures of these firms."""
    return _of_firms(connection, figures, figures.c.firm_id, firm_ids)


def certificates_of(connection: Connection, firm_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Every level certificate of these firms, expired ones too."""
    return _of_firms(connection, certificates, certificates.c.firm_id, firm_ids)


def supports_of(connection: Connection, firm_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Every past support of these firms."""
    return _of_firms(connection, supports, supports.c.firm_id, firm_ids)


def declarations_of(connection: Connection, firm_ids: Sequence[int]) -> list[dict[str, Any]]:
    """What these firms declared."""
    return _of_firms(connection, declarations, declarations.c.firm_id, firm_ids)


def sites_of(connection: Connection, firm_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Further sites of these firms."""
    return _of_firms(connection, sites, sites.c.firm_id, firm_ids)


def put_figures(
    connection: Connection, firm_id: int, year: int, values: Mapping[str, float | None]
) -> None:
    """Keep one year's figures instead of what stood there."""
    same = (figures.c.firm_id == firm_id) & (figures.c.year == year)
    connection.execute(delete(figures).where(same))
    connection.execute(insert(figures).values({"firm_id": firm_id, "year": year, **values}))


def add_certificate(connection: Connection, firm_id: int, values: Mapping[str, Any]) -> int:
    """The id of a new level certificate."""
    result = connection.execute(insert(certificates).values({"firm_id": firm_id, **values}))
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def add_support(connection: Connection, firm_id: int, values: Mapping[str, Any]) -> int:
    """The id of a past support."""
    result = connection.execute(insert(supports).values({"firm_id": firm_id, **values}))
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def add_site(connection: Connection, firm_id: int, values: Mapping[str, Any]) -> int:
    """The id of a further site."""
    result = connection.execute(insert(sites).values({"firm_id": firm_id, **values}))
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def declare(
    connection: Connection, firm_id: int, kind: str, value: bool, by: int | None, at: datetime
) -> None:
    """Keep what the firm states of itself instead of what it stated before."""
    same = (declarations.c.firm_id == firm_id) & (declarations.c.kind == kind)
    connection.execute(delete(declarations).where(same))
    row = {"firm_id": firm_id, "kind": kind, "value": value, "by": by, "at": at}
    connection.execute(insert(declarations).values(row))


def _mentions(word: str) -> Any:
    digits = word.replace("-", "")
    found = [firms.c[name].icontains(word, autoescape=True) for name in ("name", "products")]
    if digits.isdigit():
        found += [firms.c.business_number == digits, firms.c.factory_number == digits]
    return or_(*found)


def _of_firms(
    connection: Connection, table: Any, column: Any, firm_ids: Sequence[int]
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for part in _parts(firm_ids):
        query = select(table).where(column.in_(part)).order_by(*map(in_order, table.primary_key))
        rows += [dict(row) for row in connection.execute(query).mappings()]
    return rows


def _parts(ids: Sequence[int], size: int = 900) -> Iterable[list[int]]:
    distinct = sorted(set(ids))
    for start in range(0, len(distinct), size):
        yield distinct[start : start + size]


def _one(row: RowMapping | None) -> Firm | None:
    return Firm(**row) if row is not None else None
