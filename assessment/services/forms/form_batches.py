"""Offline forms by the thousand: each stands for itself, a few at a time are stored together."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.records import journal
from assessment.records.database import Connection
from assessment.services.forms.form_import import form_reader_of, read_form_file
from assessment.services.forms.form_looking import FormDesk, Found, Looked, ReadForm
from assessment.services.forms.form_storing import NOTHING, Stored, outcome, store_all, take_charge
from assessment.services.forms.form_targets import FormRefused
from assessment.services.forms.form_words import conflict_problem
from assessment.services.office import Actor, Office
from assessment.services.permissions import STAFF, require
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.offline_forms.form_bundle import BundledFile

AT_ONCE = 50
"""Forms stored in one transaction: others wait for about a tenth of a second."""
Did = Literal["stored", "unchanged", "already", "conflicts", "refused"]


@dataclass(frozen=True)
class FormOutcome:
    """What became of one file.

    `did` is stored, unchanged (nothing new in it), already (the same file came in before),
    conflicts (what is new is stored, conflicts keep the web's answer until somebody chooses) or
    refused (nothing of it is stored). `problems` name every cell that was left out, and why.
    """

    file: str
    firm: str
    did: Did
    counts: Stored
    problems: tuple[Problem, ...]
    target: tuple[int, int, str] | None = None


@dataclass(frozen=True)
class FormsImport:
    """What became of every file, in the order given; `stored` is False for a rehearsal."""

    outcomes: tuple[FormOutcome, ...]
    stored: bool

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that a person has to look at."""
        return tuple(problem for one in self.outcomes for problem in one.problems)

    @property
    def faults(self) -> tuple[Problem, ...]:
        """Those of them that kept something out."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    def summary(self) -> dict[str, Any]:
        """As the command line prints it: files, then files by what was done, then cells."""
        did: Counter[str] = Counter(one.did for one in self.outcomes)
        names = ("stored", "unchanged", "already", "conflicts", "refused")
        cells = {
            name: sum(getattr(one.counts, name) for one in self.outcomes)
            for name in ("new", "changed", "emptied", "unchanged", "left", "refused")
        }
        return {"files": len(self.outcomes), **{name: did[name] for name in names}, "cells": cells}


@dataclass(frozen=True)
class Progress:
    """How far an import of many forms is."""

    done: int
    total: int
    file: str


def import_forms(
    office: Office,
    actor: Actor,
    files: Sequence[BundledFile],
    *,
    round_name: str | None = None,
    dry_run: bool = False,
    strict: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> FormsImport:
    """Bring in every form that can be, and say of each what became of it.

    Others may write meanwhile: a few forms at a time are stored together, and each form whole or
    not at all. Stopped half-way it can simply be run again, since the same file changes nothing.
    With `strict` one problem in any file keeps all of them out, and all are stored at once.
    """
    require(actor, *STAFF)
    work = _Work(office, actor, FormDesk(office, actor, round_name), len(files), progress)
    if not (dry_run or strict):
        result = FormsImport(_with_twins([*work.run(files)]), stored=True)
        with office.database.writing() as connection:
            work.note(connection, result)
        return result
    reads: list[_Read] = []
    result = FormsImport(_with_twins([*work.rehearse(files, reads)]), stored=False)
    if dry_run or result.faults:
        return result
    with office.database.writing() as connection:
        result = FormsImport(_with_twins([*work.store(connection, reads)]), stored=True)
        if result.faults:
            raise AssessmentError(*result.faults)
        work.note(connection, result)
    return result


_Read = ReadForm | FormOutcome


@dataclass
class _Work:
    office: Office
    actor: Actor
    desk: FormDesk
    total: int
    progress: Callable[[Progress], None] | None
    done: int = 0

    def __post_init__(self) -> None:
        self.reader = form_reader_of(self.office)

    def read(self, files: Iterable[BundledFile]) -> Iterator[_Read]:
        """Each file's form, or its refusal."""
        for one in files:
            try:
                admitted = admit(one.name, one.load(), ("xlsx",))
                read = read_form_file(self.office, self.actor, admitted, self.reader)
                found: _Read = replace(read, form=replace(read.form, name=one.name))
            except AssessmentError as refused:
                found = _refusal(one.name, refused)
            self.done += 1
            if self.progress is not None:
                self.progress(Progress(self.done, self.total, one.name))
            yield found

    def run(self, files: Sequence[BundledFile]) -> Iterator[FormOutcome]:
        """Read a few files, then store them; the lock is held only for the latter."""
        for start in range(0, len(files), AT_ONCE):
            reads = [*self.read(files[start : start + AT_ONCE])]
            if self.actor.role == "consultant":  # the others may handle every firm
                reads = [*self._reached(reads)]
            with self.office.database.writing() as connection:
                outcomes = [*self.store(connection, reads)]
            yield from outcomes

    def rehearse(self, files: Sequence[BundledFile], kept: list[_Read]) -> Iterator[FormOutcome]:
        """What storing them would do; nothing is stored. What was read is added to `kept`."""
        for start in range(0, len(files), AT_ONCE):
            reads = [*self.read(files[start : start + AT_ONCE])]
            with self.office.database.reading() as connection:
                outcomes = [
                    _told(one) for group in _apart(reads) for one in self._look(connection, group)
                ]
            kept += reads
            yield from outcomes

    def store(self, connection: Connection, reads: Sequence[_Read]) -> Iterator[FormOutcome]:
        """Store them; forms for the same assessment one after the other."""
        for group in _apart(reads):
            found = [self._charged(connection, one) for one in self._look(connection, group)]
            good = [one for one in found if isinstance(one, Looked)]
            store_all(self.office, connection, self.actor, [(one, {}) for one in good])
            yield from (_told(one) for one in found)

    def note(self, connection: Connection, result: FormsImport) -> None:
        """Journal the whole of it; each form that changed something has a row of its own."""
        journal.append(
            connection,
            kind="forms_imported",
            actor=self.actor.pseudonym,
            subject="forms",
            payload=result.summary(),
            at=self.office.clock(),
        )

    def _reached(self, reads: Sequence[_Read]) -> Iterator[_Read]:
        """Forms of firms that are not the consultant's are refused, which is journalled."""
        with self.office.database.reading() as connection:
            for group in _apart(reads):
                for read, found in zip(group, self._look(connection, group), strict=True):
                    yield found if isinstance(found, FormOutcome) else read

    def _charged(self, connection: Connection, found: Looked | FormOutcome) -> Looked | FormOutcome:
        try:
            if isinstance(found, Looked):
                take_charge(self.office, connection, self.actor, found)
        except AssessmentError as refused:
            return _refusal(refused.problems[0].where, refused)
        return found

    def _look(self, connection: Connection, group: Sequence[_Read]) -> list[Looked | FormOutcome]:
        reads = [one for one in group if isinstance(one, ReadForm)]
        looked = iter(self.desk.look(connection, reads))
        return [
            one if isinstance(one, FormOutcome) else _or_refusal(one, next(looked)) for one in group
        ]


def _apart(reads: Sequence[_Read]) -> Iterator[list[_Read]]:
    """Groups in which no two forms are for the same firm's assessment; their order stays."""
    group: list[_Read] = []
    taken: set[tuple[str, str]] = set()
    for one in reads:
        if isinstance(one, ReadForm):
            bound = (one.form.meta.firm, one.form.meta.questionnaire)
            if bound in taken:
                yield group
                group, taken = [], set()
            taken.add(bound)
        group.append(one)
    if group:
        yield group


def _or_refusal(read: ReadForm, found: Found) -> Looked | FormOutcome:
    return _refusal(read.form.name, found) if isinstance(found, AssessmentError) else found


def _refusal(file: str, refused: AssessmentError) -> FormOutcome:
    """The guard and the reader know the file by its bare name; here its folder belongs to it."""
    firm = refused.firm if isinstance(refused, FormRefused) else ""
    bare = file.rsplit("/", 1)[-1]
    problems = [
        replace(one, where=file + one.where.removeprefix(bare))
        if one.where.startswith(bare)
        else one
        for one in refused.problems
    ]
    return FormOutcome(file, firm, "refused", NOTHING, tuple(problems))


def _told(found: Looked | FormOutcome) -> FormOutcome:
    """What storing it did, or would do."""
    if isinstance(found, FormOutcome):
        return found
    counts, file, target = outcome(found), found.read.form.name, found.target
    cells = [one.problem for one in found.difference.of("refused") if one.problem is not None]
    open_ones = [
        conflict_problem(file, found.release, one) for one in found.difference.of("conflict")
    ]
    did: Did = "stored" if counts.written else "unchanged"
    if counts.left:
        did = "conflicts"
    elif counts.imported_at is not None and not counts.written:
        did = "already"
    problems = (*open_ones, *cells, *found.problems, *found.notes)
    bound = (target.firm_id, target.round.id, target.questionnaire)
    return FormOutcome(file, target.firm_name, did, counts, problems, bound)


def _with_twins(outcomes: Sequence[FormOutcome]) -> tuple[FormOutcome, ...]:
    """Two forms for one assessment are stored in the order given; a person should know."""
    times = Counter(one.target for one in outcomes)

    def told(one: FormOutcome) -> FormOutcome:
        count = times[one.target]
        if one.target is None or count < 2:
            return one
        what = message("같은 업체·회차의 양식이 {count}개 들어 있습니다.", count=count)
        fix = message("어느 파일이 맞는지 업체에 확인해 주십시오.")
        twin = Problem(one.file, what, fix, "form_twin", "warning")
        return replace(one, problems=(*one.problems, twin))

    return tuple(told(one) for one in outcomes)
