"""Handing in: what is still open is said first, then a receipt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assessment.definitions.questionnaires import LevelItem
from assessment.definitions.releases import Release
from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.records import answers, assessments, comments, evidence
from assessment.records.answers import StoredAnswer
from assessment.records.assessments import Assessment
from assessment.records.database import Connection
from assessment.services.assessing.handling import moved, note, reach_assessment
from assessment.services.assessing.sheet import asked_items, table_of_one
from assessment.services.office import SEOUL, Actor, Office
from assessment.services.permissions import require
from assessment.services.releases.publishing import release_of
from assessment.services.scoring.scored import refresh_summary


@dataclass(frozen=True)
class OpenPoints:
    """Items without an answer, answered "unknown", or without the evidence that is expected."""

    open: tuple[str, ...]
    unsure: tuple[str, ...]
    missing_evidence: tuple[str, ...]
    decided: int


@dataclass(frozen=True)
class Receipt:
    """Proof of a submission, with what was open at that moment."""

    number: str
    at: datetime
    submission: int
    points: OpenPoints

    @property
    def open(self) -> tuple[str, ...]:
        return self.points.open

    @property
    def unsure(self) -> tuple[str, ...]:
        return self.points.unsure

    @property
    def missing_evidence(self) -> tuple[str, ...]:
        return self.points.missing_evidence


def open_points(office: Office, actor: Actor, assessment_id: int) -> OpenPoints:
    """What to say before handing in."""
    with office.database.reading() as connection:
        found = reach_assessment(office, connection, actor, assessment_id)
        return _points(connection, found)


def submit(office: Office, actor: Actor, assessment_id: int) -> Receipt:
    """The receipt; from here on the answers are locked until they are sent back."""
    require(actor, "owner")
    with office.database.writing() as connection:
        found = reach_assessment(office, connection, actor, assessment_id)
        return hand_in(office, connection, actor, found)


def receipts(office: Office, actor: Actor, assessment_id: int) -> list[tuple[str, datetime]]:
    """(number, time) of every submission, first to last."""
    with office.database.reading() as connection:
        reach_assessment(office, connection, actor, assessment_id)
        kept = assessments.submissions_of(connection, assessment_id)
    return [(one.receipt, one.at) for one in kept]


def hand_in(office: Office, connection: Connection, actor: Actor, found: Assessment) -> Receipt:
    """Hand over to the reviewers: keep the claims as they are now, refresh what lists show."""
    after = moved(found.status, "submit")
    points = _points(connection, found)
    if points.decided == 0:
        raise AssessmentError(
            Problem(
                "answers",
                message("아직 답한 문항이 없어 제출할 수 없습니다."),
                message("문항에 답한 뒤 제출해 주십시오."),
                code="nothing_answered",
            )
        )
    at, number = office.clock(), found.submissions + 1
    receipt = f"{at.astimezone(SEOUL):%y%m%d}-{found.id:05d}-{number}"
    stored = answers.of_assessment(connection, found.id)
    assessments.add_submission(
        connection,
        found.id,
        number=number,
        receipt=receipt,
        claims={item: (one.state, one.value) for item, one in stored.items()},
        by=actor.account_id,
        at=at,
    )
    assessments.change(
        connection, found.id, status=after, submissions=number, submitted_at=at, updated_at=at
    )
    _answer_requests(connection, found, stored, at)
    refresh_summary(connection, found.id)
    payload = {"receipt": receipt, "status": after, "open": points.open, "unsure": points.unsure}
    note(office, connection, actor, found, "submitted", payload)
    return Receipt(receipt, at, number, points)


def _points(connection: Connection, found: Assessment) -> OpenPoints:
    release = release_of(connection, found.release_hash)
    stored = answers.of_assessment(connection, found.id)
    asked = asked_items(table_of_one(release, stored), stored)
    states = {item: stored[item].state if item in stored else "unanswered" for item in asked}
    backed = {one.item for one in evidence.of_assessment(connection, found.id)}
    return OpenPoints(
        tuple(item for item in asked if states[item] == "unanswered"),
        tuple(item for item in asked if states[item] == "unknown"),
        tuple(
            item for item in asked if item not in backed and _wants_evidence(release, item, stored)
        ),
        sum(state != "unanswered" for state in states.values()),
    )


def _wants_evidence(release: Release, item: str, stored: Mapping[str, StoredAnswer]) -> bool:
    if item not in stored or not isinstance(release.items[item], LevelItem):
        return False
    texts = release.texts["ko"].items.get(item) or (
        release.parent.texts["ko"].items.get(item) if release.parent else None
    )
    chosen = texts.options.get(stored[item].value or "") if texts else None
    return chosen is not None and chosen.evidence is not None


def _answer_requests(
    connection: Connection, found: Assessment, stored: Mapping[str, StoredAnswer], at: datetime
) -> None:
    """A request counts as answered when its item was written or backed after it was made."""
    files: dict[str, datetime] = {}
    for one in evidence.of_assessment(connection, found.id):
        files[one.item] = max(one.at, files.get(one.item, one.at))
    answered = []
    for request in comments.of_assessment(connection, found.id):
        if request.kind != "send_back" or request.resolved_at is not None:
            continue
        item = request.item or ""
        moments = [stored[item].at] if item in stored else []
        moments += [files[item]] if item in files else []
        if any(moment > request.at for moment in moments):
            answered.append(request.id)
    comments.resolve(connection, answered, at)
