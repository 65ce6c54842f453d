"""A factory register brought into ours: shown first, then every row of it kept or none."""

import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from assessment.locale import message
from assessment.problems import AssessmentError, Conflict, Problem
from assessment.records import journal
from assessment.records.database import Connection
from assessment.services.office import Actor, Office
from assessment.services.permissions import require
from assessment.services.register.register_changes import Changes, Did, compare
from assessment.services.register.register_changes import FieldChange as FieldChange
from assessment.services.register.register_changes import Outcome as Outcome
from assessment.services.register.register_columns import (
    RegisterRows,
    columns_of,
    known_headers,
    read_rows,
)
from assessment.services.register.register_figures import (
    FigureChanges,
    compare_figures,
    figure_headers,
    is_of_figures,
    read_figures,
)
from assessment.services.register.register_matching import Kept, Matched, kept, match
from assessment.services.register.register_numbers import LENGTHS
from assessment.services.register.register_storing import figures_on_file, write
from assessment.workbooks.incoming.guard import Admitted, admit
from assessment.workbooks.tabular.table import Table
from assessment.workbooks.tabular.tables import read_tables_of

SUBJECT, KIND = "register", "register_imported"


@dataclass(frozen=True, eq=False)
class Register:
    """A register as its files hold it; `digest` is that of their content."""

    name: str
    digest: str
    table: Table
    figures: tuple[Table, ...] = ()


@dataclass(frozen=True, eq=False)
class Preview:
    """What a register would do, or did; `seen` must be given back when it is to be stored.

    `problems` name every refused cell, `warnings` what is odd but taken; `ignored` are headers
    that are not understood; `before` is when this very file was brought in already.
    """

    file: str
    seen: str
    outcomes: tuple[Outcome, ...]
    figures: FigureChanges
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    ignored: tuple[str, ...]
    rows: RegisterRows
    places_of_new: tuple[int, ...] = ()
    before: datetime | None = None
    stored: bool = False

    def count(self, did: Did) -> int:
        """How many rows were dealt with like this."""
        return self.counts[did]

    @property
    def counts(self) -> Counter[Did]:
        """Rows by what becomes of them."""
        return Counter(outcome.did for outcome in self.outcomes)

    def added(self, part: slice) -> list[dict[str, Any]]:
        """New firms as they would be kept, each with its row."""
        columns = self.rows.columns.items()
        return [
            {"row": self.rows.rows[place], **{name: values[place] for name, values in columns}}
            for place in self.places_of_new[part]
        ]

    @property
    def review(self) -> tuple[Outcome, ...]:
        """The rows that a person should look at."""
        return tuple(outcome for outcome in self.outcomes if outcome.reasons)

    @property
    def changes_anything(self) -> bool:
        """Whether storing it would change what is on file."""
        moved = ("new", "changed", "site")
        return any(outcome.did in moved for outcome in self.outcomes) or bool(self.figures.write)

    def summary(self) -> dict[str, Any]:
        """As the command line prints it."""
        counts = self.counts
        names: tuple[Did, ...] = (
            *("new", "changed", "unchanged", "site", "duplicate", "refused", "left_out"),
        )
        return {
            "rows": len(self.outcomes),
            **{name: counts[name] for name in names},
            "review": len(self.review),
            "figures": len(self.figures.write),
            "problems": len(self.problems),
        }


def read_register(
    office: Office, actor: Actor, admitted: Admitted, figures: Admitted | None = None
) -> Register:
    """The sheets of a register; those with figures of years may stand in a file of their own."""
    require(actor, "manager", "admin")
    headers = known_headers(office.root)
    main, *others = read_tables_of(admitted, headers)
    digest = hashlib.sha256(admitted.content)
    if figures is not None:
        others += read_tables_of(figures, (*headers, *figure_headers(office.root)))
        digest.update(figures.content)
    told = tuple(one for one in (main, *others) if is_of_figures(office.root, one))
    if main not in told:  # formulas in columns that are not read harm nobody
        known = {*columns_of(office.root, [str(name) for name in main.frame.columns]), ""}
        kept_faults = tuple(fault for fault in main.faults if fault.column in known)
        main = replace(main, faults=kept_faults)
    return Register(admitted.name, digest.hexdigest(), main, told)


def uploaded(
    office: Office,
    actor: Actor,
    file: tuple[str, bytes],
    figures: tuple[str, bytes] | None = None,
) -> Register:
    """`read_register` on files as they come from a browser: name and content."""
    require(actor, "manager", "admin")
    others = None if figures is None else admit(*figures)
    return read_register(office, actor, admit(*file), others)


def preview(
    office: Office, actor: Actor, register: Register, *, leave_out: Collection[int] = ()
) -> Preview:
    """What storing it would do now; nothing is kept."""
    require(actor, "manager", "admin")
    with office.database.reading() as connection:
        return _Plan(office, connection, register, leave_out).preview


def store(
    office: Office,
    actor: Actor,
    register: Register,
    seen: str | None = None,
    *,
    leave_out: Collection[int] = (),
    strict: bool = False,
) -> Preview:
    """Keep it, all in one transaction; with `strict` one refused row refuses all of them.

    Conflict when the file or what is on file is no longer as in the preview that was `seen`.
    A blank is filled; what a person has typed here is never overwritten by a register.
    """
    require(actor, "manager", "admin")
    with office.database.writing() as connection:
        plan = _Plan(office, connection, register, leave_out)
        shown = plan.preview
        if seen is not None and shown.seen != seen:
            raise _changed_meanwhile(register.name)
        if strict and shown.problems:
            raise AssessmentError(*shown.problems)
        if shown.changes_anything:
            said = shown.summary() | {"file": register.name, "digest": register.digest}
            written = (plan.rows, plan.on_file, plan.matched, plan.changes, plan.figures)
            write(office, connection, actor, *written, said)
    return replace(shown, stored=True)


class _Plan:
    """Everything that a register would do."""

    def __init__(
        self,
        office: Office,
        connection: Connection,
        register: Register,
        leave_out: Collection[int],
    ) -> None:
        self.register = register
        self.rows: RegisterRows = read_rows(office.root, register.table)
        self.on_file: Kept = kept(connection)
        self.matched: Matched = match(self.rows, self.on_file, leave_out)
        self.changes: Changes = compare(self.rows, self.on_file, self.matched, leave_out)
        self.figures = self._figures(office, connection)
        self.before = _before(connection, register.digest)

    def _figures(self, office: Office, connection: Connection) -> FigureChanges:
        found = FigureChanges()
        if not self.register.figures:
            return found
        latest = office.today().year
        targets, names = self._targets()
        for table in self.register.figures:
            read = read_figures(office.root, table, latest)
            years = sorted({year for given in read.years.values() for year in given})
            held = figures_on_file(connection, self.on_file, years)
            one = compare_figures(read, targets, names, {**held, **found.write})
            found.changes += one.changes
            found.problems += one.problems
            found.unchanged += one.unchanged
            found.write |= one.write
        return found

    def _targets(self) -> tuple[dict[str, dict[str, int]], dict[int, str]]:
        """By number the firm's place; a firm that is new with this register has one below zero."""
        names = dict(enumerate(self.on_file.firms["name"]))
        names |= {~place: self.rows.columns["name"][place] for place in self.changes.new}
        found: dict[str, dict[str, int]] = {}
        for kind in LENGTHS:
            column = self.on_file.firms[kind]
            found[kind] = {number: at for at, number in enumerate(column) if number}
            given = self.rows.columns[kind]
            for place in self.changes.new:
                if given[place]:
                    found[kind].setdefault(given[place], ~place)
        for number, at in self.on_file.site_of.items():
            owner = self.on_file.place_of[self.on_file.sites["firm_id"][at]]
            found["factory_number"].setdefault(number, owner)
        return found, names

    @property
    def preview(self) -> Preview:
        outcomes = tuple(self.changes.outcomes)
        told = [one for _place, found in sorted(self.rows.problems.items()) for one in found]
        odd = [one for _place, found in sorted(self.rows.warnings.items()) for one in found]
        written = sorted((key, sorted(values.items(), key=str)) for key, values in
                         self.figures.write.items())  # fmt: skip
        plan = hashlib.sha256(self.register.digest.encode("ascii"))
        moved = [one for one in outcomes if one.did != "unchanged" or one.differs]
        for one in (*moved, *written):
            plan.update(repr(one).encode("utf-8"))
        return Preview(
            self.register.name,
            plan.hexdigest(),
            outcomes,
            self.figures,
            (*told, *self.figures.problems),
            (*self.register.table.notes, *odd),
            self.rows.ignored,
            self.rows,
            tuple(self.changes.new),
            self.before,
        )


def _before(connection: Connection, digest: str) -> datetime | None:
    past = journal.rows(connection, kind=KIND, subject=SUBJECT, limit=200)
    return next((one.at for one in past if (one.payload or {}).get("digest") == digest), None)


def _changed_meanwhile(name: str) -> Conflict:
    what = message("미리 본 뒤에 파일이나 등록된 업체 정보가 바뀌었습니다.")
    fix = message("다시 미리 보고 반영해 주십시오. 아직 바뀐 것은 없습니다.")
    return Conflict(Problem(name, what, fix, code="changed_meanwhile"))
