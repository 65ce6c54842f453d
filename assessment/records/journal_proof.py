"""Whether the journal is whole: every row that does not fit, named."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from assessment.locale import Message, message
from assessment.problems import Problem
from assessment.records.chain import ERASED, START, Head, chain_hash, digest_of
from assessment.records.database import Connection
from assessment.records.schema import journal, journal_payloads


def verify(
    connection: Connection, anchor: Head | None = None, anchors: Iterable[Head] = ()
) -> list[Problem]:
    """Every row that was edited, removed, inserted or moved; empty when the chain is whole.

    Anchors are last rows noted earlier outside the database: they show a cut-off end, and rows
    that were written anew so that they hang together.
    """
    problems: list[Problem] = []
    erased, unexplained = set[int](), list[int]()
    noted = {one.seq: one.hash for one in (*anchors, *([anchor] if anchor else [])) if one.seq}
    last, differing, fitting = Head(0, START), list[int](), 0
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
        wanted = noted.pop(last.seq, None)
        if wanted is not None and wanted != last.hash:
            differing.append(last.seq)
        elif wanted is not None and not differing:
            fitting = last.seq
    problems += [_payload_gone(seq) for seq in unexplained if seq not in erased]
    problems += [_written_anew(differing[0], fitting)] if differing else []
    problems += [_cut_off(max(noted), last)] if max(noted, default=0) > last.seq else []
    return problems


def _erased_seqs(payload: str) -> set[int]:
    try:
        said = json.loads(payload)
        stretches = [range(first, last + 1) for first, last in said.get("ranges", ())]
        return set(said.get("seqs", ())).union(*stretches)
    except (ValueError, AttributeError, TypeError):
        return set()


def _faults(row: Mapping[str, Any], last: Head) -> list[Problem]:
    seq = row["seq"]
    problems = [_missing(gap) for gap in range(last.seq + 1, min(seq, last.seq + 101))]
    if row["hash"] != chain_hash(row):
        what = message("기록 {seq}번의 내용이 바뀌었습니다.", seq=seq)
        problems.append(_problem(seq, what, "edited"))
    elif not problems and row["previous"] != last.hash:
        what = message("기록 {seq}번이 앞 기록과 이어지지 않습니다.", seq=seq)
        problems.append(_problem(seq, what, "broken_link"))
    if row["payload"] is not None and row["digest"] != digest_of(row["salt"], row["payload"]):
        what = message("기록 {seq}번의 상세 내용이 바뀌었습니다.", seq=seq)
        problems.append(_problem(seq, what, "payload_edited"))
    return problems


def _missing(seq: int) -> Problem:
    return _problem(seq, message("기록 {seq}번이 없습니다.", seq=seq), "missing")


def _payload_gone(seq: int) -> Problem:
    what = message("기록 {seq}번의 상세 내용이 삭제 기록 없이 사라졌습니다.", seq=seq)
    return _problem(seq, what, "payload_missing")


def _written_anew(seq: int, fitting: int) -> Problem:
    what = message(
        "기록 {seq}번이 보관된 확인값과 다릅니다. {fitting}번까지는 확인값과 같습니다.",
        seq=seq,
        fitting=fitting,
    )
    return _problem(seq, what, "written_anew")


def _cut_off(anchored: int, last: Head) -> Problem:
    what = message(
        "기록의 끝이 잘렸습니다. 보관된 확인값은 {seq}번인데 지금은 {last}번까지입니다.",
        seq=anchored,
        last=last.seq,
    )
    return _problem(anchored, what, "cut_off")


def _problem(seq: int, what: Message, code: str) -> Problem:
    fix = message("백업과 대조하고 관리 책임자에게 알려 주십시오.")
    return Problem(f"journal:{seq}", what, fix, code=code)
