"""Offline forms beside what is stored: what each would change, and what became of an old one."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from assessment.definitions.releases import Release
from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.records.database import Connection
from assessment.services.assessing.answer_values import AnswerValue, check_answer
from assessment.services.forms.form_cells import WRITTEN, Difference, FormCell, difference
from assessment.services.forms.form_private_numbers import refuse_private_numbers
from assessment.services.forms.form_releases import CarryReport, FormCarrier, carrier_of
from assessment.services.forms.form_targets import Target, find_targets
from assessment.services.forms.form_words import carry_notes
from assessment.services.office import Actor, Office
from assessment.services.releases.publishing import release_of
from assessment.workbooks.offline_forms.offline_form import FilledForm, FormAnswer

_MOST_KNOWN = 50_000
_FEWEST = 3


@dataclass(frozen=True)
class ReadForm:
    """A form that was read, with the hash of the file that it came in."""

    form: FilledForm
    sha256: str


@dataclass(frozen=True)
class Looked:
    """One form beside its assessment; `problems` are faults that belong to no cell of the list."""

    read: ReadForm
    target: Target
    release: Release
    difference: Difference
    carry: CarryReport | None
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]

    @property
    def imported_at(self) -> datetime | None:
        """When the same file was brought in before."""
        at = self.target.record.files.get(self.read.sha256)
        return datetime.fromisoformat(at) if at else None

    @property
    def to_write(self) -> tuple[FormCell, ...]:
        """The cells that come in without a question."""
        return self.difference.of(*WRITTEN)

    @property
    def settled_before(self) -> bool:
        """Whether the same file came in before and left nothing to write or to choose."""
        return self.imported_at is not None and not self.difference.of(*WRITTEN, "conflict")

    @property
    def seal(self) -> str:
        """Names this very file and difference, to notice when either changed since it was shown."""
        here = self.target.assessment
        cells = [
            (one.key, one.kind, one.web, one.file, one.revision if one.kind == "conflict" else 0)
            for one in self.difference.of(*WRITTEN, "conflict")
        ]
        shown = repr((here.id if here else None, self.target.release_hash, cells))
        return f"{self.read.sha256}.{sha256(shown.encode()).hexdigest()}"


Found = Looked | AssessmentError


@dataclass
class FormDesk:
    """Looks at forms; keeps what many forms share."""

    office: Office
    actor: Actor
    round_name: str | None = None
    _carriers: dict[tuple[str, str], FormCarrier] = field(default_factory=dict)
    _checked: dict[tuple[str | None, ...], AnswerValue | Problem] = field(default_factory=dict)
    _orders: dict[str, dict[str, int]] = field(default_factory=dict)

    def look(self, connection: Connection, read: Sequence[ReadForm]) -> list[Found]:
        """Each form with its difference, or why it is refused; in the order given.

        No two of them may be for the same assessment. A connection that writes must only be given
        what has been looked at before (see `find_targets`).
        """
        forms = [one.form for one in read]
        targets = find_targets(self.office, connection, self.actor, forms, self.round_name)
        found: list[Found] = []
        for one, target in zip(read, targets, strict=True):
            try:
                if isinstance(target, AssessmentError):
                    raise target
                found.append(self._looked(connection, one, target))
            except AssessmentError as refused:
                found.append(refused)
        return found

    def _looked(self, connection: Connection, read: ReadForm, target: Target) -> Looked:
        name = read.form.name
        release = release_of(connection, target.release_hash)
        form, carry, notes = read.form, None, read.form.notes
        if form.meta.release != target.release_hash:
            form, carry = self._carrier(connection, name, form, target.release_hash).carry(form)
            notes += carry_notes(name, release_of(connection, form.meta.release), carry)
        digest = target.release_hash
        if digest not in self._orders:
            self._orders[digest] = {item: place for place, item in enumerate(release.items)}
        found = difference(
            form,
            target.stored,
            target.record.told,
            lambda item, answer: self._check(digest, release, item, answer),
            self._orders[digest],
        )
        problems = tuple(one.problem(name) for one in form.faults if not one.item)
        if target.closed is not None and (problems or found.of(*WRITTEN, "conflict", "refused")):
            raise target.closed
        refuse_private_numbers(read.form, target.firm_name)
        _refuse_all_emptied(form)
        return Looked(replace(read, form=form), target, release, found, carry, problems, notes)

    def _carrier(
        self, connection: Connection, name: str, form: FilledForm, new: str
    ) -> FormCarrier:
        key = (form.meta.release, new)
        if key not in self._carriers:
            self._carriers[key] = carrier_of(connection, name, *key)
        return self._carriers[key]

    def _check(
        self, digest: str, release: Release, item: str, answer: FormAnswer
    ) -> AnswerValue | Problem:
        key = (digest, item, answer.state, answer.value, answer.reason)
        known = self._checked.get(key)
        if known is None:
            known = check_answer(release, item, answer.state, answer.value, answer.reason)
            if len(self._checked) < _MOST_KNOWN:
                self._checked[key] = known
        return known


def _refuse_all_emptied(form: FilledForm) -> None:
    """Every answer gone and none given: more likely a spoilt file than what a person wants."""
    given = [item for item, one in form.base.items() if one.state != "unanswered"]
    gone = all(item in form.answers for item in given) and all(
        one.state == "unanswered" for one in form.answers.values()
    )
    if len(given) >= _FEWEST and gone:
        what = message("양식에 있던 응답 {count}개가 모두 비어 있습니다.", count=len(given))
        fix = message("파일을 다시 열어 확인해 주십시오. 응답을 지우려면 화면에서 지우십시오.")
        raise AssessmentError(Problem(form.name, what, fix, "form_emptied"))
