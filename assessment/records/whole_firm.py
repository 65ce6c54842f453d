"""Everything that hangs on one firm, found by following the tables' own references."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    Table,
    Text,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.types import JSON

from assessment.records.database import Connection
from assessment.records.resident_numbers import Said, SaidJSON
from assessment.records.schema import (
    accounts,
    calls,
    erasures,
    evidence,
    files,
    journal,
    journal_payloads,
    metadata,
)

_TEXTS = (String, Text, JSON, Said, SaidJSON)
Ids = dict[str, list[int]]
_CHAIN = frozenset({"journal", "journal_payloads", "erasures", "alembic_version"})


def ids_of(connection: Connection, firm_id: int) -> Ids:
    """The firm's rows that others refer to, by table: assessments, applications, its people, …"""
    owned: Ids = {"firms": [firm_id]}
    for table in _followed():
        where = _belongs(table, owned)
        if where is not None and "id" in table.c:
            found = list(connection.execute(select(table.c.id).where(where)).scalars())
            if found:
                owned[table.name] = found
    return owned


def rows_of(
    connection: Connection, owned: Mapping[str, list[int]]
) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """Every row of the firm, table by table; contents of files are not among them."""
    for table in _followed():
        where = _own(table, owned)
        if where is not None:
            rows = connection.execute(select(table).where(where)).mappings()
            found = [dict(row) for row in rows]
            if found:
                yield table, found


def contents_of(connection: Connection, owned: Mapping[str, list[int]]) -> dict[str, str]:
    """The digests of the firm's evidence files, with the name of each."""
    where = _own(evidence, owned)
    if where is None:
        return {}
    rows = connection.execute(select(evidence.c.sha256, evidence.c.name).where(where))
    return {row.sha256: row.name for row in rows}


def erase_rows(connection: Connection, owned: Mapping[str, list[int]]) -> int:
    """How many rows went; what another firm's row says by one of its people loses that name."""
    shas = list(contents_of(connection, owned))
    _thaw(connection, owned)
    gone = 0
    for table in reversed(list(_followed())):
        where = _own(table, owned)
        if where is None or table.name == "accounts":
            continue
        if table.name == "firms":
            gone += _erase_people(connection, owned)
        gone += connection.execute(delete(table).where(where)).rowcount
    still = select(evidence.c.sha256).where(evidence.c.sha256.in_(shas))
    kept = set(connection.execute(still).scalars())
    lost = [sha for sha in shas if sha not in kept]
    gone += connection.execute(delete(files).where(files.c.sha256.in_(lost))).rowcount
    return gone


def journal_rows_of(
    connection: Connection, pseudonyms: Sequence[str], subjects: Sequence[str], words: Sequence[str]
) -> list[int]:
    """The rows of the journal that are about the firm, by its people, or that name it."""
    said = [journal_payloads.c.payload.contains(word, autoescape=True) for word in words]
    query = (
        select(journal.c.seq)
        .join(journal_payloads, journal_payloads.c.seq == journal.c.seq)
        .where(
            or_(
                journal.c.subject.in_([*pseudonyms, *subjects]),
                journal.c.actor.in_(pseudonyms),
                *said,
            )
        )
    )
    return list(connection.execute(query.order_by(journal.c.seq)).scalars())


def mentions(connection: Connection, words: Sequence[str]) -> dict[str, int]:
    """How many rows of each table still name it: what others wrote of the firm."""
    found: dict[str, int] = {}
    told = dict.fromkeys((*words, *(json.dumps(word)[1:-1] for word in words)))  # as JSON keeps it
    for table in metadata.sorted_tables:
        texts = [
            cast(column, Text)
            for column in table.c
            if isinstance(column.type, _TEXTS) and table.name not in _CHAIN
        ]
        hits = [text.contains(word, autoescape=True) for text in texts for word in told]
        if hits:
            query = select(func.count()).select_from(table).where(or_(*hits))
            number = connection.execute(query).scalar_one()
            if number:
                found[table.name] = int(number)
    return found


def note_erasure(connection: Connection, row: Mapping[str, Any]) -> None:
    """Keep the pseudonym on the list of what was erased."""
    same = erasures.c.pseudonym == row["pseudonym"]
    if connection.execute(select(erasures.c.pseudonym).where(same)).first() is None:
        connection.execute(insert(erasures).values(dict(row)))


def erased_pseudonyms(connection: Connection) -> list[str]:
    """The list of what was erased."""
    return list(connection.execute(select(erasures.c.pseudonym)).scalars())


def sweep(connection: Connection) -> bool:
    """Have the database forget the room that deleted rows took; outside any transaction.

    False while somebody still reads what was there before, so that the log had to be kept.
    """
    raw = connection.connection.dbapi_connection
    assert raw is not None
    if connection.dialect.name == "sqlite":
        raw.cursor().execute("vacuum")
        busy, *_ = raw.cursor().execute("pragma wal_checkpoint(truncate)").fetchone()
        return not busy
    raw.rollback()
    raw.autocommit = True
    try:
        raw.cursor().execute("vacuum")
    finally:
        raw.autocommit = False
    return True


def _followed() -> Iterator[Table]:
    return (table for table in metadata.sorted_tables if table.name not in _CHAIN)


def _own(table: Table, owned: Mapping[str, list[int]]) -> ColumnElement[bool] | None:
    if "id" in table.c:
        known = owned.get(table.name)
        return table.c.id.in_(known) if known else None
    return _belongs(table, owned)


def _belongs(table: Table, owned: Mapping[str, list[int]]) -> ColumnElement[bool] | None:
    """By a reference to what is the firm's; that one of its people wrote a row does not do."""
    if table.name == "firms":
        return table.c.id.in_(owned["firms"])
    found = [
        column.in_(owned[key.column.table.name])
        for column in table.c
        for key in column.foreign_keys
        if key.column.table.name in owned
        and (key.column.table is not accounts or column.name == "account_id")
    ]
    return or_(*found) if found else None


def _erase_people(connection: Connection, owned: Mapping[str, list[int]]) -> int:
    people = owned.get("accounts", [])
    kept = set[int]()
    for table in _followed():
        for column in table.c:
            if not any(key.column.table is accounts for key in column.foreign_keys):
                continue
            mine = column.in_(people)
            if column.nullable:
                connection.execute(update(table).where(mine).values({column.name: None}))
            else:
                kept |= set(connection.execute(select(column).where(mine)).scalars())
    going = [one for one in people if one not in kept]
    for one in kept:  # whose signature stands under what is another firm's
        blank = {"email": f"erased-{one}", "name": "-", "firm_id": None, "active": False}
        same = accounts.c.id == one
        connection.execute(update(accounts).where(same).values(**blank, password_hash=None))
    return connection.execute(delete(accounts).where(accounts.c.id.in_(going))).rowcount


def _thaw(connection: Connection, owned: Mapping[str, list[int]]) -> None:
    """Take the firm out of what calls froze at their close."""
    mine = {str(one) for one in owned.get("applications", [])}
    if not mine:
        return
    for row in connection.execute(select(calls.c.id, calls.c.frozen)).all():
        if row.frozen and mine & set(_applicants(row.frozen)):
            left = _without(row.frozen, mine)
            connection.execute(update(calls).where(calls.c.id == row.id).values(frozen=left))


def _applicants(frozen: Mapping[str, Any]) -> set[str]:
    return set(frozen) | set(frozen.get("applications", {}))


def _without(frozen: Mapping[str, Any], mine: set[str]) -> dict[str, Any]:
    left = {key: value for key, value in frozen.items() if key not in mine}
    if isinstance(left.get("applications"), dict):
        left["applications"] = {k: v for k, v in left["applications"].items() if k not in mine}
    return left
