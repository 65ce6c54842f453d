"""What offline forms bring, written in one go: answers, begun assessments, journal, memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assessment.method.merging import Side
from assessment.records import answers, assessments, bulk, form_imports, journal
from assessment.records.answers import StoredAnswer
from assessment.records.assessments import Assessment
from assessment.records.database import Connection
from assessment.records.form_imports import FormRecord
from assessment.records.journal import Entry
from assessment.services.assessing.answering import next_place
from assessment.services.forms.form_cells import WRITTEN, FormCell
from assessment.services.forms.form_looking import Looked
from assessment.services.forms.form_private_numbers import name_to_keep
from assessment.services.forms.form_targets import reach
from assessment.services.office import Actor, Office

SOURCE = TAB = "excel"
Choices = Mapping[str, Side]


@dataclass(frozen=True)
class Stored:
    """What one form did. `left` are conflicts that nobody has settled: the web's answer stays."""

    assessment_id: int | None
    new: int
    changed: int
    emptied: int
    unchanged: int
    settled: int
    left: int
    refused: int
    imported_at: datetime | None

    @property
    def written(self) -> int:
        """How many cells were written."""
        return self.new + self.changed + self.emptied


NOTHING = Stored(None, 0, 0, 0, 0, 0, 0, 0, None)


@dataclass(frozen=True)
class _Plan:
    looked: Looked
    choices: Choices
    cells: tuple[FormCell, ...]

    @property
    def idle(self) -> bool:
        """Nothing to write or to settle, and the file came before or nothing may be written."""
        known = self.looked.imported_at is not None or self.looked.target.closed is not None
        return known and not self.cells and not self.choices


def outcome(looked: Looked, choices: Choices | None = None) -> Stored:
    """What storing this form would do, or did, with these choices of conflicts."""
    chosen = choices or {}
    found = looked.difference
    conflicts = found.of("conflict")
    taken = [one for one in conflicts if chosen.get(one.key) == "file"]
    here = looked.target.assessment
    return Stored(
        assessment_id=here.id if here else None,
        new=len(found.of("new")) + sum(one.web is None for one in taken),
        changed=len(found.of("changed")) + sum(None not in (one.web, one.file) for one in taken),
        emptied=len(found.of("emptied")) + sum(one.file is None for one in taken),
        unchanged=found.unchanged + len(found.of("kept", "same")),
        settled=sum(one.key in chosen for one in conflicts),
        left=sum(one.key not in chosen for one in conflicts),
        refused=len(found.of("refused")) + len(looked.problems),
        imported_at=looked.imported_at,
    )


def take_charge(office: Office, connection: Connection, actor: Actor, looked: Looked) -> None:
    """Pass only who may write what this form brings; one that brings nothing needs nobody."""
    if looked.difference.of(*WRITTEN, "conflict"):
        reach(office, connection, actor, looked.read.form.name, looked.target)


def store_all(
    office: Office,
    connection: Connection,
    actor: Actor,
    many: Sequence[tuple[Looked, Choices]],
) -> dict[int, Assessment]:
    """Write what these forms bring; the assessment of each form, by its place in `many`.

    `connection` is a writing one, on which the forms have just been looked at and `take_charge`
    has passed. A file that came before and brings nothing new leaves no trace.
    """
    plans = [_Plan(looked, chosen, _brought(looked, chosen)) for looked, chosen in many]
    at = office.clock()
    held, entries = _assessments(connection, actor, plans, at)
    written = [
        (held[place].id, one) for place, plan in enumerate(plans) for one in _rows(plan, actor, at)
    ]
    answers.write_many(connection, written)
    records = {}
    for place, plan in enumerate(plans):
        if not plan.idle:
            records[plan.looked.read.form.meta.nonce] = _record(plan, at)
            entries.append(_entry(plan, actor, held.get(place)))
    form_imports.put(connection, records)
    journal.append_all(connection, entries, at)
    return held


def _brought(looked: Looked, choices: Choices) -> tuple[FormCell, ...]:
    """The cells whose value in the file is to be stored."""
    conflicts = looked.difference.of("conflict")
    return looked.to_write + tuple(one for one in conflicts if choices.get(one.key) == "file")


def _assessments(
    connection: Connection, actor: Actor, plans: Sequence[_Plan], at: datetime
) -> tuple[dict[int, Assessment], list[Entry]]:
    """Each plan's assessment by its place, begun where there is none and something to write."""
    held: dict[int, Assessment] = {}
    begun: dict[tuple[int, str], list[int]] = {}
    rows = []
    for place, plan in enumerate(plans):
        target = plan.looked.target
        if target.assessment is not None:
            held[place] = target.assessment
        elif plan.cells:
            begun.setdefault((target.round.id, target.questionnaire), []).append(place)
            rows.append(
                {
                    "firm_id": target.firm_id,
                    "round_id": target.round.id,
                    "questionnaire": target.questionnaire,
                    "release_hash": target.release_hash,
                    "status": "draft",
                    "created_at": at,
                    "updated_at": at,
                }
            )
    bulk.add(connection, "assessments", rows)
    entries = []
    for (round_id, questionnaire), places in begun.items():
        firms = [plans[place].looked.target.firm_id for place in places]
        made = assessments.of_firms(connection, round_id, questionnaire, firms)
        for place, firm in zip(places, firms, strict=True):
            held[place] = made[firm]
            said = {"assessment": made[firm].id, "questionnaire": questionnaire, "by": SOURCE}
            pseudonym = plans[place].looked.target.pseudonym
            entries.append(Entry("assessment_opened", actor.pseudonym, pseudonym, said))
    return held, entries


def _rows(plan: _Plan, actor: Actor, at: datetime) -> Iterable[StoredAnswer]:
    """The items that change as they are kept; what the form does not say of them stays."""
    by_item: dict[str, list[FormCell]] = {}
    for cell in plan.cells:
        by_item.setdefault(cell.item, []).append(cell)
    for item, cells in by_item.items():
        before = plan.looked.target.stored.get(item)
        state, value, reason = (
            (before.state, before.value, before.reason) if before else ("unanswered", None, None)
        )
        comment = before.comment if before else None
        for cell in cells:
            if cell.part == "comment":
                comment = cell.file.value if cell.file else None
            else:
                state, value, reason = cell.file or ("unanswered", None, None)
        yield StoredAnswer(
            item=item,
            state=state,
            value=value,
            confidence=before.confidence if before else None,
            reason=reason,
            comment=comment,
            source=SOURCE,
            origin=None,
            by=actor.account_id,
            tab=TAB,
            at=at,
            **next_place(before, TAB),
        )


def _record(plan: _Plan, at: datetime) -> FormRecord:
    """What was brought or settled is not asked again; a conflict left open is."""
    before, difference = plan.looked.target.record, plan.looked.difference
    left = {one.key for one in difference.of("conflict") if one.key not in plan.choices}
    told = {key: digest for key, digest in difference.told.items() if key not in left}
    files = {plan.looked.read.sha256: at.isoformat()} | dict(before.files)
    return FormRecord(files, dict(before.told) | told)


def _entry(plan: _Plan, actor: Actor, found: Assessment | None) -> Entry:
    looked = plan.looked
    said = {
        "assessment": found.id if found else None,
        "file": name_to_keep(looked.read.form.name),
        "sha256": looked.read.sha256,
        "form": looked.read.form.meta.nonce,
        "release": looked.read.form.meta.release,
        "answers": {one.key: list(one.file[:2]) if one.file else None for one in plan.cells},
        "chosen": dict(plan.choices),
        "left": [
            one.key for one in looked.difference.of("conflict") if one.key not in plan.choices
        ],
        "refused": [one.key for one in looked.difference.of("refused")],
    }
    return Entry("form_imported", actor.pseudonym, looked.target.pseudonym, said)
