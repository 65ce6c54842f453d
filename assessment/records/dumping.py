"""A whole database as lines of JSON, the same from SQLite and from PostgreSQL, and back again.

Head, then for each table its columns, its rows in bundles and their count and checksum, then the
journal's last row. The checksum is a sum over rows, so their order, which differs between kinds
of database, does not matter. A dump is filled in at the migration that it was made at.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    cast,
    select,
)
from sqlalchemy.types import NullType, TypeEngine

from assessment.records import journal
from assessment.records.database import Connection, migrate, revision_of
from assessment.records.journal import Head
from assessment.records.resident_numbers import SaidJSON
from assessment.records.schema import Moment, metadata

FORMAT = "assessment-dump/1"
PASSING = frozenset({"sign_in_sessions", "sign_in_attempts", "tabs", "oidc_states"})
"""Tables of the moment: who was signed in is not brought back."""

_BUNDLE = 500
_SUM = 1 << 256
_TYPES: dict[str, type[TypeEngine[Any]]] = {
    "bool": Boolean,
    "int": Integer,
    "float": Float,
    "moment": Moment,
    "date": Date,
    "bytes": LargeBinary,
    "json": NullType,  # passed on as the text that stands there, so that null stays null
    "text": Text,
}
_OUT: dict[str, Callable[[Any], Any]] = {
    "moment": datetime.isoformat,
    "date": date.isoformat,
    "bytes": lambda value: base64.b64encode(value).decode(),
}
_IN: dict[str, Callable[[Any], Any]] = {
    "moment": datetime.fromisoformat,
    "date": date.fromisoformat,
    "bytes": base64.b64decode,
}


Kinds = tuple[tuple[str, str], ...]
"""Name and kind of each column of a table."""


class BadDump(Exception):
    """The lines do not add up."""


@dataclass(frozen=True)
class TableSum:
    """How many rows a table has, and their checksum."""

    rows: int
    checksum: str


@dataclass(frozen=True)
class Contents:
    """What a dump holds: its migration, each table's columns and sum, the journal's last row."""

    revision: str
    columns: Mapping[str, Kinds]
    tables: Mapping[str, TableSum]
    head: Head

    @property
    def rows(self) -> int:
        """All rows together."""
        return sum(one.rows for one in self.tables.values())


# ---- out -------------------------------------------------------------------------------------


def lines(connection: Connection) -> Iterator[bytes]:
    """The dump of what this one reading sees."""
    yield _line({"format": FORMAT, "revision": revision_of(connection)})
    for table in metadata.sorted_tables:
        if table.name in PASSING:
            continue
        kinds = tuple((column.name, _kind(column)) for column in table.c)
        yield _line({"table": table.name, "columns": kinds})
        total, count = 0, 0
        for texts in _bundles(connection, table.name, kinds):
            total, count = total + _sum(texts), count + len(texts)
            yield f'{{"rows":[{",".join(texts)}]}}\n'.encode()
        yield _line({"end": table.name, **asdict(_table_sum(count, total))})
    yield _line({"journal": asdict(journal.head(connection))})


def sums(connection: Connection, columns: Mapping[str, Kinds]) -> dict[str, TableSum]:
    """Rows and checksum of these columns of each table, as the database stands."""
    found = {}
    for name, kinds in columns.items():
        total, count = 0, 0
        for texts in _bundles(connection, name, kinds):
            total, count = total + _sum(texts), count + len(texts)
        found[name] = _table_sum(count, total)
    return found


def _kind(column: Column[Any]) -> str:
    kind = column.type
    if isinstance(kind, (JSON, SaidJSON)):
        return "json"
    for name, known in _TYPES.items():
        if isinstance(kind, known):
            return name
    return "text"


def _table(name: str, kinds: Kinds) -> Table:
    return Table(name, MetaData(), *(Column(column, _TYPES[kind]()) for column, kind in kinds))


def _bundles(connection: Connection, name: str, kinds: Kinds) -> Iterator[list[str]]:
    table = _table(name, kinds)
    columns = [
        cast(table.c[column], Text).label(column) if kind == "json" else table.c[column]
        for column, kind in kinds
    ]
    out = [(place, _OUT[kind]) for place, (_, kind) in enumerate(kinds) if kind in _OUT]
    # contents of files are large: one at a time
    size = 1 if any(kind == "bytes" for _, kind in kinds) else _BUNDLE
    query = select(*columns).execution_options(yield_per=size)
    for partition in connection.execute(query).partitions(size):
        bundle = [list(row) for row in partition]
        for row in bundle:
            for place, write in out:
                if row[place] is not None:
                    row[place] = write(row[place])
        yield [_text(row) for row in bundle]


def _text(row: Sequence[Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _sum(texts: Iterable[str]) -> int:
    return sum(int.from_bytes(hashlib.sha256(text.encode()).digest()) for text in texts)


def _table_sum(count: int, total: int) -> TableSum:
    return TableSum(count, f"{total % _SUM:064x}")


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


# ---- in --------------------------------------------------------------------------------------


def read(parts: Iterable[bytes]) -> Contents:
    """What the dump holds, every row counted and summed; BadDump where it does not add up."""
    return _walk(parts, lambda _revision: None, lambda _table, _kinds, _rows: None)


def fill(connection: Connection, parts: Iterable[bytes]) -> Contents:
    """Make the dump's tables in this empty database and put its rows in."""
    tables: dict[str, Table] = {}

    def make(revision: str) -> None:
        migrate(connection, revision)

    def add(name: str, kinds: Kinds, rows: list[list[Any]]) -> None:
        table = tables.setdefault(name, _table(name, kinds))
        into = [(place, _IN[kind]) for place, (_, kind) in enumerate(kinds) if kind in _IN]
        for row in rows:
            for place, read_in in into:
                if row[place] is not None:
                    row[place] = read_in(row[place])
        names = [column for column, _ in kinds]
        values = [dict(zip(names, row, strict=True)) for row in rows]
        connection.execute(table.insert(), values)

    return _walk(parts, make, add)


def _walk(
    parts: Iterable[bytes],
    begin: Callable[[str], None],
    take: Callable[[str, Kinds, list[list[Any]]], None],
) -> Contents:
    shapes: dict[str, Kinds] = {}
    found: dict[str, TableSum] = {}
    revision, name, total, count = "", "", 0, 0
    head: Head | None = None
    for line in _lines(parts):
        match line:
            case {"format": str(form), "revision": str(revision)} if form == FORMAT:
                begin(revision)
            case {"table": str(name), "columns": list(columns)}:
                total, count = 0, 0
                shapes[name] = tuple((str(column), str(kind)) for column, kind in columns)
            case {"rows": list(rows)}:
                total, count = total + _sum(map(_text, rows)), count + len(rows)
                take(name, shapes[name], rows)
            case {"end": str(ended), "rows": int(told), "checksum": str(checksum)}:
                found[name] = _table_sum(count, total)
                if ended != name or found[name] != TableSum(told, checksum):
                    raise BadDump(name)
            case {"journal": {"seq": int(seq), "hash": str(chain)}}:
                head = Head(seq, chain)
            case _:
                raise BadDump(str(line)[:80])
    if head is None or not revision:
        raise BadDump("no end")
    return Contents(revision, shapes, found, head)


def _lines(parts: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    waiting: list[bytes] = []
    for part in parts:
        *whole, rest = part.split(b"\n")
        if whole:
            whole[0] = b"".join([*waiting, whole[0]])
            waiting = []
            for line in whole:
                yield json.loads(line)
        waiting.append(rest)
    if any(waiting):
        raise BadDump("no end")
