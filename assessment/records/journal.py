"""What was done, by whom, in which order; each row hashes the one before."""

import json
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, delete, func, literal_column, select

from assessment.records import bulk, origin
from assessment.records.chain import ERASED as ERASED
from assessment.records.chain import START as START
from assessment.records.chain import Head as Head
from assessment.records.chain import canonical, chain_hash, digest_of
from assessment.records.database import Connection, at_end, seen
from assessment.records.journal_proof import verify as verify
from assessment.records.resident_numbers import refuse_resident_numbers
from assessment.records.schema import journal, journal_payloads
from assessment.records.trips import one_trip

_FEW = 500
_LAST = "journal.last"
SUBJECT_LENGTH = 32


@dataclass(frozen=True)
class Entry:
    """One thing done; `actor` and `subject` are pseudonyms, what names people is in the payload."""

    kind: str
    actor: str
    subject: str
    payload: Mapping[str, Any]
    address: str | None = None
    """Where the actor came from; None asks `origin` when the entry is handed in."""


@dataclass(frozen=True)
class JournalRow:
    """A row as it is read; `payload` is None when it was erased."""

    seq: int
    at: datetime
    kind: str
    actor: str
    subject: str
    payload: Mapping[str, Any] | None


def append(
    connection: Connection,
    *,
    kind: str,
    actor: str,
    subject: str,
    payload: Mapping[str, Any],
    at: datetime,
) -> int:
    """The number of the new row; `connection` must be a writing one."""
    return append_all(connection, [Entry(kind, actor, subject, payload)], at).seq


def append_all(connection: Connection, entries: Iterable[Entry], at: datetime) -> Head:
    """The last row after these entries have been added in their order."""
    waiting = at_end(connection, _flush) or []
    earlier = waiting[:]
    waiting.clear()
    return _write(connection, [*earlier, *((_from_here(entry), at) for entry in entries)])


def append_later(connection: Connection, entry: Entry, at: datetime) -> None:
    """Add it at the end of this writing, in one go with all others that wait, in their order."""
    waiting, known = at_end(connection, _flush), seen(connection)
    if waiting is None or known is None:
        raise RuntimeError("the journal is written inside writing()")
    if _LAST not in known:
        known[_LAST] = head(connection)
    waiting.append((_from_here(entry), at))


def _from_here(entry: Entry) -> Entry:
    """With the address, and a subject that fits; a longer name stands whole in the payload."""
    if len(entry.subject) > SUBJECT_LENGTH:
        entry = replace(entry, subject=entry.subject[:SUBJECT_LENGTH])
    return replace(entry, address=origin.address()) if entry.address is None else entry


def _flush(connection: Connection, waiting: list[tuple[Entry, datetime]]) -> None:
    if waiting:
        _write(connection, waiting)
        waiting.clear()


def _write(connection: Connection, entries: Iterable[tuple[Entry, datetime]]) -> Head:
    known = seen(connection) or {}
    last = known.get(_LAST) or head(connection)
    rows: list[dict[str, Any]] = []
    payloads: list[dict[str, Any]] = []
    for entry, at in entries:
        salt, text = secrets.token_hex(16), canonical(_told(entry))
        row = {
            "seq": last.seq + 1,
            "at": at,
            "kind": entry.kind,
            "actor": entry.actor,
            "subject": entry.subject,
            "digest": digest_of(salt, text),
            "previous": last.hash,
        }
        row["hash"] = chain_hash(row)
        rows.append(row)
        payloads.append({"seq": row["seq"], "salt": salt, "payload": text})
        last = Head(last.seq + 1, str(row["hash"]))
    if rows:
        with one_trip(connection):
            bulk.add_few(connection, "journal", rows)
            bulk.add_few(connection, "journal_payloads", payloads)
    if _LAST in known:
        known[_LAST] = last
    return last


def _told(entry: Entry) -> Mapping[str, Any]:
    refuse_resident_numbers(entry.payload)
    return {"address": entry.address, **entry.payload} if entry.address else entry.payload


_last = select(journal.c.seq, journal.c.hash).order_by(journal.c.seq.desc())
LAST = _last.limit(literal_column("1", Integer))
"""What `know` is given the answer to."""


def head(connection: Connection) -> Head:
    """The last row, or row 0 before there is any."""
    return _head([tuple(row) for row in connection.execute(LAST)])


def know(connection: Connection, last: Sequence[tuple[Any, ...]]) -> None:
    """Spare this writing the question after the last row, which was asked with others."""
    known = seen(connection)
    if known is not None:
        known.setdefault(_LAST, _head(last))


def _head(found: Sequence[tuple[Any, ...]]) -> Head:
    return Head(*found[0]) if found else Head(0, START)


def erase(connection: Connection, seqs: Sequence[int], *, actor: str, at: datetime) -> None:
    """Remove what these rows say; the rows, their order and the fact of erasure stay."""
    erased: list[int] = []
    for start in range(0, len(seqs), 500):
        part = journal.c.seq.in_(seqs[start : start + 500])
        query = select(journal.c.seq).where(part, journal.c.kind != ERASED)
        chosen = connection.execute(query.order_by(journal.c.seq)).scalars().all()
        connection.execute(delete(journal_payloads).where(journal_payloads.c.seq.in_(chosen)))
        erased += chosen
    few = len(erased) <= _FEW
    payload = {"seqs": erased} if few else {"ranges": _ranges(erased)}
    append(connection, kind=ERASED, actor=actor, subject=actor, payload=payload, at=at)


def _ranges(seqs: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each stretch without a gap."""
    found: list[tuple[int, int]] = []
    for seq in seqs:
        if found and found[-1][1] == seq - 1:
            found[-1] = (found[-1][0], seq)
        else:
            found.append((seq, seq))
    return found


def rows(
    connection: Connection,
    *,
    kind: str | None = None,
    actor: str | None = None,
    subject: str | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[JournalRow]:
    """The latest rows first, at most `limit`, older than row `before`."""
    columns = (journal, journal_payloads.c.payload)
    query = select(*columns).outerjoin(journal_payloads, journal_payloads.c.seq == journal.c.seq)
    for column, wanted in (("kind", kind), ("actor", actor), ("subject", subject)):
        if wanted is not None:
            query = query.where(journal.c[column] == wanted)
    if before is not None:
        query = query.where(journal.c.seq < before)
    found = connection.execute(query.order_by(journal.c.seq.desc()).limit(limit))
    return [_read(row) for row in found]


def between(
    connection: Connection,
    since: datetime,
    until: datetime | None = None,
    *,
    kinds: Collection[str] = (),
) -> list[JournalRow]:
    """The rows from `since` on and before `until`, of these kinds or all, in their order."""
    columns = (journal, journal_payloads.c.payload)
    query = select(*columns).outerjoin(journal_payloads, journal_payloads.c.seq == journal.c.seq)
    query = query.where(journal.c.at >= since)
    if until is not None:
        query = query.where(journal.c.at < until)
    if kinds:
        query = query.where(journal.c.kind.in_(kinds))
    return [_read(row) for row in connection.execute(query.order_by(journal.c.seq))]


def _read(row: Any) -> JournalRow:
    said = None if row.payload is None else json.loads(row.payload)
    return JournalRow(row.seq, row.at, row.kind, row.actor, row.subject, said)


def seqs_before(connection: Connection, moment: datetime, spare: Collection[str]) -> list[int]:
    """The rows before this moment that still say something, but for those of the spared kinds."""
    query = (
        select(journal.c.seq)
        .join(journal_payloads, journal_payloads.c.seq == journal.c.seq)
        .where(journal.c.at < moment, journal.c.kind.not_in({ERASED, *spare}))
    )
    return list(connection.execute(query.order_by(journal.c.seq)).scalars())


def seqs_of(connection: Connection, subject: str) -> list[int]:
    """The rows about this subject that still say something."""
    query = select(journal.c.seq).join(journal_payloads, journal_payloads.c.seq == journal.c.seq)
    return list(connection.execute(query.where(journal.c.subject == subject)).scalars())


def count(connection: Connection) -> int:
    """How many rows there are."""
    return connection.execute(select(func.count()).select_from(journal)).scalar_one()
