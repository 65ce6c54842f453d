"""What was done, by whom, in which order; each row hashes the one before."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select

from assessment.locale import message
from assessment.problems import Problem
from assessment.records.database import Connection
from assessment.records.schema import journal, journal_payloads

START = "0" * 64
ERASED = "erased"


@dataclass(frozen=True)
class Entry:
    """One thing done; `actor` and `subject` are pseudonyms, what names people is in the payload."""

    kind: str
    actor: str
    subject: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Head:
    """The last row: kept elsewhere, it shows later that no row was cut off the end."""

    seq: int
    hash: str


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
    last = head(connection)
    rows: list[dict[str, Any]] = []
    payloads: list[dict[str, Any]] = []
    for entry in entries:
        salt, text = secrets.token_hex(16), _canonical(entry.payload)
        row = {
            "seq": last.seq + 1,
            "at": at,
            "kind": entry.kind,
            "actor": entry.actor,
            "subject": entry.subject,
            "digest": _digest(salt, text),
            "previous": last.hash,
        }
        row["hash"] = _chain_hash(row)
        rows.append(row)
        payloads.append({"seq": row["seq"], "salt": salt, "payload": text})
        last = Head(last.seq + 1, str(row["hash"]))
    if rows:
        connection.execute(insert(journal), rows)
        connection.execute(insert(journal_payloads), payloads)
    return last


_head = select(journal.c.seq, journal.c.hash).order_by(journal.c.seq.desc()).limit(1)


def head(connection: Connection) -> Head:
    """The last row, or row 0 before there is any."""
    found = connection.execute(_head).first()
    return Head(found.seq, found.hash) if found else Head(0, START)


def erase(connection: Connection, seqs: Sequence[int], *, actor: str, at: datetime) -> None:
    """Remove what these rows say; the rows, their order and the fact of erasure stay."""
    erased: list[int] = []
    for start in range(0, len(seqs), 500):
        part = journal.c.seq.in_(seqs[start : start + 500])
        query = select(journal.c.seq).where(part, journal.c.kind != ERASED)
        chosen = connection.execute(query.order_by(journal.c.seq)).scalars().all()
        connection.execute(delete(journal_payloads).where(journal_payloads.c.seq.in_(chosen)))
        erased += chosen
    payload = {"seqs": erased}
    append(connection, kind=ERASED, actor=actor, subject=actor, payload=payload, at=at)


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
    return [
        JournalRow(
            row.seq,
            row.at,
            row.kind,
            row.actor,
            row.subject,
            None if row.payload is None else json.loads(row.payload),
        )
        for row in found
    ]


def seqs_of(connection: Connection, subject: str) -> list[int]:
    """The rows about this subject that still say something."""
    query = select(journal.c.seq).join(journal_payloads, journal_payloads.c.seq == journal.c.seq)
    return list(connection.execute(query.where(journal.c.subject == subject)).scalars())


def count(connection: Connection) -> int:
    """How many rows there are."""
    return connection.execute(select(func.count()).select_from(journal)).scalar_one()


def verify(connection: Connection, anchor: Head | None = None) -> list[Problem]:
    """Every row that was edited, removed, inserted or moved; empty when the chain is whole.

    `anchor` is a last row noted earlier outside the database: it shows a cut-off end.
    """
    problems: list[Problem] = []
    erased, unexplained = set[int](), list[int]()
    last, anchored = Head(0, START), anchor is None or anchor.seq == 0
    columns = (journal, journal_payloads.c.salt, journal_payloads.c.payload)
    query = select(*columns).outerjoin(journal_payloads, journal_payloads.c.seq == journal.c.seq)
    ordered = query.order_by(journal.c.seq).execution_options(yield_per=1000)
    for found in connection.execute(ordered):
        row = found._mapping
        problems += _faults(dict(row), last)
        if row["payload"] is None:
            unexplained.append(row["seq"])
        elif row["kind"] == ERASED:
            erased |= _erased_seqs(row["payload"])
        last = Head(row["seq"], row["hash"])
        anchored = anchored or anchor == last
    problems += [_payload_gone(seq) for seq in unexplained if seq not in erased]
    if not anchored and anchor is not None:
        problems.append(_cut_off(anchor, last))
    return problems


def _erased_seqs(payload: str) -> set[int]:
    try:
        return set(json.loads(payload)["seqs"])
    except (ValueError, KeyError, TypeError):
        return set()


def _faults(row: Mapping[str, Any], last: Head) -> list[Problem]:
    seq = row["seq"]
    problems = [_missing(gap) for gap in range(last.seq + 1, min(seq, last.seq + 101))]
    if row["hash"] != _chain_hash(row):
        what = message("기록 {seq}번의 내용이 바뀌었습니다.", seq=seq)
        problems.append(_problem(seq, what, "edited"))
    elif not problems and row["previous"] != last.hash:
        what = message("기록 {seq}번이 앞 기록과 이어지지 않습니다.", seq=seq)
        problems.append(_problem(seq, what, "broken_link"))
    if row["payload"] is not None and row["digest"] != _digest(row["salt"], row["payload"]):
        what = message("기록 {seq}번의 상세 내용이 바뀌었습니다.", seq=seq)
        problems.append(_problem(seq, what, "payload_edited"))
    return problems


def _missing(seq: int) -> Problem:
    return _problem(seq, message("기록 {seq}번이 없습니다.", seq=seq), "missing")


def _payload_gone(seq: int) -> Problem:
    what = message("기록 {seq}번의 상세 내용이 삭제 기록 없이 사라졌습니다.", seq=seq)
    return _problem(seq, what, "payload_missing")


def _cut_off(anchor: Head, last: Head) -> Problem:
    what = message(
        "기록의 끝이 잘렸습니다. 보관된 확인값은 {seq}번인데 지금은 {last}번까지입니다.",
        seq=anchor.seq,
        last=last.seq,
    )
    return _problem(anchor.seq, what, "cut_off")


def _problem(seq: int, what: Any, code: str) -> Problem:
    fix = message("백업과 대조하고 관리 책임자에게 알려 주십시오.")
    return Problem(f"journal:{seq}", what, fix, code=code)


def _canonical(payload: Mapping[str, Any]) -> str:
    return json.dumps(
        payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )


def _digest(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def _chain_hash(row: Mapping[str, Any]) -> str:
    at = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    parts = [row["seq"], at, *(row[k] for k in ("kind", "actor", "subject", "digest", "previous"))]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
