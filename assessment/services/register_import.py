"""A factory register brought into ours: every row accounted for, all of it kept or none."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.records import firms, journal
from assessment.records.database import Connection
from assessment.records.journal import Entry
from assessment.services.office import Actor, Office
from assessment.services.permissions import STAFF, require
from assessment.services.register_columns import HEADERS as HEADERS
from assessment.services.register_columns import RegisterRow, columns_of, read_row
from assessment.services.register_matching import SOURCE, Did, Matching
from assessment.services.register_matching import Outcome as Outcome
from assessment.services.register_matching import Rejection as Rejection
from assessment.workbooks.tables import Table


@dataclass(frozen=True)
class Import:
    """What was done with each row; `ignored` are headers that are not understood."""

    outcomes: tuple[Outcome, ...]
    rejections: tuple[Rejection, ...]
    ignored: tuple[str, ...]
    dry_run: bool

    def count(self, did: Did) -> int:
        """How many rows were dealt with like this."""
        return Counter(outcome.did for outcome in self.outcomes)[did]

    def summary(self) -> dict[str, Any]:
        """As the command line prints it: rows, new, updated, duplicates, rejected."""
        return {
            "rows": len(self.outcomes),
            "new": self.count("new"),
            "updated": self.count("updated"),
            "duplicates": self.count("duplicate"),
            "rejected": [
                {"row": r.row, "column": r.column, "problem": f"{r.problem.what} {r.problem.fix}"}
                for r in self.rejections
            ],
        }


def import_registry(
    office: Office, actor: Actor, table: Table, *, dry_run: bool = False, strict: bool = False
) -> Import:
    """Bring the rows of a register in; with `strict` one bad row refuses all of them.

    The same firm is known by its factory number, its business number, or name and address. A
    blank is filled; what a person has typed here is never overwritten by a register.
    """
    require(actor, *STAFF)
    rows, ignored = _rows(table)
    if dry_run:
        with office.database.reading() as connection:
            done = Matching(connection).run(rows)
        return Import(*done, ignored, dry_run=True)
    with office.database.writing() as connection:
        matching = Matching(connection)
        done = matching.run(rows)
        result = Import(*done, ignored, dry_run=False)
        if strict and result.rejections:
            raise AssessmentError(*(_placed(rejection) for rejection in result.rejections))
        _write(office, connection, actor, matching, result, table.name)
    return result


def _rows(table: Table) -> tuple[list[RegisterRow], tuple[str, ...]]:
    headers = columns_of(str(name) for name in table.frame.columns)
    if "name" not in headers.values():
        what = message("업체명이 있는 열을 찾을 수 없습니다.")
        fix = message("첫 행에 회사명, 업체명 또는 상호명이라는 제목을 적어 주십시오.")
        raise AssessmentError(Problem(table.name, what, fix, code="no_name_column"))
    called = {ours: theirs for theirs, ours in headers.items()}
    faults: dict[int, list[tuple[str, Problem]]] = {}
    for fault in table.faults:
        faults.setdefault(fault.row, []).append((fault.column, fault.problem))
    columns = [(ours, table.frame[theirs].tolist()) for theirs, ours in headers.items()]
    read: list[RegisterRow] = []
    for place, label in enumerate(table.frame.index.tolist()):
        cells = {ours: values[place] for ours, values in columns}
        one = read_row(int(label), cells, called)
        spoilt = tuple(faults.get(one.row, ()))
        read.append(RegisterRow(one.row, one.values, one.names, spoilt or one.problems))
    ignored = tuple(str(name) for name in table.frame.columns if str(name) not in headers)
    return read, ignored


def _write(
    office: Office,
    connection: Connection,
    actor: Actor,
    matching: Matching,
    result: Import,
    source_name: str,
) -> None:
    now = office.clock()
    new = [known for known in matching.firms if known.id is None]
    pseudonyms = firms.add_all(connection, [known.values for known in new], now, SOURCE)
    entries = [
        Entry("firm_added", actor.pseudonym, pseudonym, {"by": SOURCE, **known.values})
        for known, pseudonym in zip(new, pseudonyms, strict=True)
    ]
    ids = firms.ids(
        connection, [p for p, known in zip(pseudonyms, new, strict=True) if known.sites]
    )
    for known, pseudonym in zip(new, pseudonyms, strict=True):
        for site in known.sites:
            firms.add_site(connection, ids[pseudonym], site)
    old = [(known.id, known) for known in matching.firms if known.id is not None]
    firms.change_all(
        connection, [(number, known.revision, known.changed) for number, known in old], now
    )
    for number, known in old:
        for site in known.sites:
            firms.add_site(connection, number, site)
        said = {"by": SOURCE, **known.changed, "sites": known.sites}
        entries.append(Entry("firm_changed", actor.pseudonym, known.pseudonym, said))
    counted = result.summary() | {"rejected": len(result.rejections), "file": source_name}
    entries.append(Entry("register_imported", actor.pseudonym, "register", counted))
    journal.append_all(connection, entries, now)


def _placed(rejection: Rejection) -> Problem:
    where = f"{rejection.row}:{rejection.column}"
    found = rejection.problem
    return Problem(where, found.what, found.fix, found.code, found.severity)
