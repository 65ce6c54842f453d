"""Answering: every click is stored at once, and nobody overwrites what they have not seen."""

from typing import TypeVar

from assessment.locale import message
from assessment.problems import AssessmentError, Conflict, Problem
from assessment.records import answers
from assessment.records.answers import StoredAnswer as StoredAnswer
from assessment.records.assessments import Assessment
from assessment.records.database import Connection
from assessment.services.answer_values import (
    AnswerValue,
    check_answer,
    check_confidence,
    plain_text,
)
from assessment.services.evidence import EvidenceFile as EvidenceFile
from assessment.services.evidence import attach_evidence as attach_evidence
from assessment.services.evidence import evidence_file as evidence_file
from assessment.services.evidence import remove_evidence as remove_evidence
from assessment.services.handling import note, reach_assessment, require_open
from assessment.services.office import Actor, Office
from assessment.services.opening import open_assessment as open_assessment
from assessment.services.permissions import require
from assessment.services.publishing import release_of
from assessment.services.sheet import Sheet as Sheet
from assessment.services.sheet import key_of as key_of
from assessment.services.sheet import sheet as sheet
from assessment.services.sheet import stored_answer as stored_answer
from assessment.services.submitting import OpenPoints as OpenPoints
from assessment.services.submitting import Receipt as Receipt
from assessment.services.submitting import open_points as open_points
from assessment.services.submitting import receipts as receipts
from assessment.services.submitting import submit as submit

Kept = TypeVar("Kept", str, int)


class AnswerConflict(Conflict):
    """Somebody else answered meanwhile; `stored` is theirs and stays."""

    def __init__(self, stored: StoredAnswer) -> None:
        super().__init__(
            Problem(
                stored.item,
                message("그 사이 다른 곳에서 이 문항의 응답이 바뀌었습니다."),
                message("두 응답을 비교해 보고 맞는 쪽을 골라 주십시오."),
                code="answer_conflict",
            )
        )
        self.stored = stored


def save_answer(
    office: Office,
    actor: Actor,
    assessment_id: int,
    item: str,
    state: str,
    value: str | float | None = None,
    reason: str | None = None,
    comment: str | None = None,
    confidence: int | None = None,
    *,
    tab: str,
    seen: int,
) -> StoredAnswer:
    """The answer as it is now stored.

    `seen` is the epoch that the widget's key carried when it was drawn in this tab. Raises
    AnswerConflict, and stores nothing, when somebody else has written since. The same answer
    again is not written twice. `comment` and `confidence` stay as they are when None; "" and 0
    clear them.
    """
    require(actor, "owner")
    with office.database.writing() as connection:
        found = reach_assessment(office, connection, actor, assessment_id)
        require_open(found)
        checked = checked_answer(connection, found, item, state, value, reason, confidence)
        return write_answer(
            office,
            connection,
            actor,
            found,
            item,
            checked,
            comment=comment,
            confidence=confidence,
            source="web",
            tab=tab,
            seen=seen,
        )


def checked_answer(
    connection: Connection,
    found: Assessment,
    item: str,
    state: str,
    value: str | float | None,
    reason: str | None = None,
    confidence: int | None = None,
) -> AnswerValue:
    """The answer as it may be stored; raises with everything that is wrong with it."""
    release = release_of(connection, found.release_hash)
    checked = check_answer(release, item, state, value, reason)
    doubt = check_confidence(item, confidence)
    problems = [one for one in (checked, doubt) if isinstance(one, Problem)]
    if isinstance(checked, Problem) or problems:
        raise AssessmentError(*problems)
    return checked


def write_answer(
    office: Office,
    connection: Connection,
    actor: Actor,
    found: Assessment,
    item: str,
    checked: AnswerValue,
    *,
    comment: str | None,
    confidence: int | None,
    source: str,
    tab: str,
    seen: int,
) -> StoredAnswer:
    """Store a checked answer under the rule of epochs; one place for screen, interview, import."""
    before = answers.find(connection, found.id, item)
    after = StoredAnswer(
        item=item,
        state=checked.state,
        value=checked.value,
        confidence=_kept(confidence, before.confidence if before else None),
        reason=checked.reason,
        comment=_kept(_plain(comment), before.comment if before else None),
        source=source,
        origin=None,
        by=actor.account_id,
        tab=tab,
        at=office.clock(),
        **next_place(before, tab),
    )
    if before is not None:
        if _content(before) == _content(after):
            return before
        if seen < before.key_epoch(tab):
            raise AnswerConflict(before)
    answers.write(connection, found.id, after)
    payload = {"item": item, "revision": after.revision, "state": after.state}
    payload |= {"value": after.value, "source": source}
    note(office, connection, actor, found, "answered", payload)
    return after


def next_place(before: StoredAnswer | None, tab: str) -> dict[str, int]:
    """Revision and epoch of the next write: the epoch goes up only when another tab takes over."""
    if before is None:
        return {"revision": 1, "epoch": 0}
    return {"revision": before.revision + 1, "epoch": before.key_epoch(tab)}


def _kept(new: Kept | None, old: Kept | None) -> Kept | None:
    """None keeps the old; an empty text or 0 clears it."""
    return old if new is None else new or None


def _plain(comment: str | None) -> str | None:
    return None if comment is None else plain_text(comment) or ""


def _content(answer: StoredAnswer) -> tuple[str | int | None, ...]:
    return (
        answer.state,
        answer.value,
        answer.reason,
        answer.comment,
        answer.confidence,
        answer.source,
    )
