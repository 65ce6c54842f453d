"""Answering: every click is stored at once, and nobody overwrites what they have not seen."""

from typing import TypeVar

from assessment.locale import message
from assessment.problems import AssessmentError, Conflict, Problem
from assessment.records import answers
from assessment.records.answers import StoredAnswer as StoredAnswer
from assessment.records.assessments import Assessment
from assessment.records.database import Connection
from assessment.services.assessing.answer_values import (
    AnswerValue,
    check_answer,
    check_confidence,
    plain_text,
)
from assessment.services.assessing.evidence import EvidenceFile as EvidenceFile
from assessment.services.assessing.evidence import attach_evidence as attach_evidence
from assessment.services.assessing.evidence import evidence_file as evidence_file
from assessment.services.assessing.evidence import remove_evidence as remove_evidence
from assessment.services.assessing.handling import note, reach_found, require_open
from assessment.services.assessing.item_texts import answer_text
from assessment.services.assessing.opening import open_assessment as open_assessment
from assessment.services.assessing.sheet import Sheet as Sheet
from assessment.services.assessing.sheet import key_of as key_of
from assessment.services.assessing.sheet import sheet as sheet
from assessment.services.assessing.sheet import stored_answer as stored_answer
from assessment.services.assessing.submitting import OpenPoints as OpenPoints
from assessment.services.assessing.submitting import Receipt as Receipt
from assessment.services.assessing.submitting import open_points as open_points
from assessment.services.assessing.submitting import receipts as receipts
from assessment.services.assessing.submitting import submit as submit
from assessment.services.authors import author_of
from assessment.services.office import Actor, Office
from assessment.services.permissions import require
from assessment.services.releases.publishing import release_of

Kept = TypeVar("Kept", str, int)


class AnswerConflict(Conflict):
    """Somebody else answered meanwhile; `stored` is theirs and stays.

    `theirs` and `mine` are both answers in words, `author` is who wrote theirs.
    """

    def __init__(self, stored: StoredAnswer, author: str, theirs: str, mine: str) -> None:
        super().__init__(
            Problem(
                stored.item,
                message(
                    "그 사이 이 문항의 응답이 바뀌었습니다(바꾼 사람: {author}). "
                    "저장된 응답: {theirs} / 여기서 고른 응답: {mine}",
                    author=author,
                    theirs=theirs,
                    mine=mine,
                ),
                message("두 응답을 비교해 보고 맞는 쪽을 골라 주십시오."),
                code="answer_conflict",
            )
        )
        self.stored, self.author, self.theirs, self.mine = stored, author, theirs, mine


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

    def work(connection: Connection) -> StoredAnswer:
        known, before = answers.find_place(connection, assessment_id, item)
        found = reach_found(office, connection, actor, known)
        require_open(found)
        checked = checked_answer(connection, found, item, state, value, reason, confidence)
        after = _after(office, actor, item, before, checked, comment, confidence, "web", tab)
        if not _may_write(connection, actor, found, before, after, seen):
            return before or after
        answers.write_later(connection, found.id, after)
        _note(office, connection, actor, found, after)
        return after

    return office.database.together(work, answers.look_ahead, (assessment_id, item))


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
    after = _after(office, actor, item, before, checked, comment, confidence, source, tab)
    if not _may_write(connection, actor, found, before, after, seen):
        return before or after
    answers.write(connection, found.id, after)
    _note(office, connection, actor, found, after)
    return after


def _after(
    office: Office,
    actor: Actor,
    item: str,
    before: StoredAnswer | None,
    checked: AnswerValue,
    comment: str | None,
    confidence: int | None,
    source: str,
    tab: str,
) -> StoredAnswer:
    return StoredAnswer(
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


def _may_write(
    connection: Connection,
    actor: Actor,
    found: Assessment,
    before: StoredAnswer | None,
    after: StoredAnswer,
    seen: int,
) -> bool:
    """Whether there is anything to write; AnswerConflict when the writer has not seen `before`."""
    if before is None:
        return True
    if _content(before) == _content(after):
        return False
    if seen >= before.key_epoch(after.tab):
        return True
    if _said(before) == _said(after):
        return False
    raise _conflict(connection, actor, found, before, after)


def _note(
    office: Office, connection: Connection, actor: Actor, found: Assessment, after: StoredAnswer
) -> None:
    payload = {"item": after.item, "revision": after.revision, "state": after.state}
    payload |= {"value": after.value, "source": after.source}
    note(office, connection, actor, found, "answered", payload)


def next_place(before: StoredAnswer | None, tab: str) -> dict[str, int]:
    """Revision and epoch of the next write: the epoch goes up only when another tab takes over."""
    if before is None:
        return {"revision": 1, "epoch": 0}
    return {"revision": before.revision + 1, "epoch": before.key_epoch(tab)}


def _conflict(
    connection: Connection,
    actor: Actor,
    found: Assessment,
    theirs: StoredAnswer,
    mine: StoredAnswer,
) -> AnswerConflict:
    release = release_of(connection, found.release_hash)
    words = [answer_text(release, one.item, one.state, one.value) for one in (theirs, mine)]
    return AnswerConflict(theirs, author_of(connection, actor, theirs.by), *words)


def _kept(new: Kept | None, old: Kept | None) -> Kept | None:
    """None keeps the old; an empty text or 0 clears it."""
    return old if new is None else new or None


def _plain(comment: str | None) -> str | None:
    return None if comment is None else plain_text(comment) or ""


def _content(answer: StoredAnswer) -> tuple[str | int | None, ...]:
    return *_said(answer), answer.source


def _said(answer: StoredAnswer) -> tuple[str | int | None, ...]:
    return answer.state, answer.value, answer.reason, answer.comment, answer.confidence
