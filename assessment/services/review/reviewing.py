"""Reviewing: what waits, what is sent back, when it is done."""

from collections.abc import Mapping
from datetime import date

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.records import accounts, answers, assessments, comments, verifications
from assessment.records.review_queue import QueueFilter as QueueFilter
from assessment.services.assessing.answer_values import plain_text
from assessment.services.assessing.handling import moved, note, reach_assessment
from assessment.services.entry.charges import hand_over, refuse_unfit
from assessment.services.office import Actor, Office
from assessment.services.permissions import not_found, require
from assessment.services.releases.publishing import release_of
from assessment.services.review.queueing import QueuePage as QueuePage
from assessment.services.review.queueing import queue as queue
from assessment.services.review.review_sheet import METHODS as METHODS
from assessment.services.review.review_sheet import REASON_CODES as REASON_CODES
from assessment.services.review.review_sheet import ReviewSheet as ReviewSheet
from assessment.services.review.review_sheet import Totals as Totals
from assessment.services.review.review_sheet import review as review
from assessment.services.review.review_sheet import totals_of
from assessment.services.review.verifying import ClaimChanged as ClaimChanged
from assessment.services.review.verifying import begin, is_stale
from assessment.services.review.verifying import confirm_unchanged as confirm_unchanged
from assessment.services.review.verifying import verify as verify
from assessment.services.scoring.scored import refresh_summary


def send_back(
    office: Office, actor: Actor, assessment_id: int, requests: Mapping[str, str]
) -> None:
    """Return the assessment with what is to be mended: item to text, "" for the whole."""
    require(actor, "consultant")
    with office.database.writing() as connection:
        found = begin(office, connection, actor, assessment_id)
        items = release_of(connection, found.release_hash).items
        wanted = {item: text for item, raw in requests.items() if (text := plain_text(raw))}
        if not wanted:
            what = message("보완 요청할 내용이 없습니다.")
            fix = message("문항에 보완할 점을 적은 뒤 보내 주십시오.")
            raise AssessmentError(Problem("send_back", what, fix, code="nothing_to_mend"))
        for item, text in wanted.items():
            if item and item not in items:
                raise not_found(item)
            comments.add(
                connection,
                assessment_id,
                item=item or None,
                kind="send_back",
                text=text,
                author_id=actor.account_id,
                at=office.clock(),
            )
        after = moved(found.status, "send_back")
        assessments.change(connection, assessment_id, status=after, updated_at=office.clock())
        note(office, connection, actor, found, "sent_back", {"requests": wanted})


def finish(office: Office, actor: Actor, assessment_id: int) -> Totals:
    """The review is done; every stale verification must have been looked at again."""
    require(actor, "consultant")
    with office.database.writing() as connection:
        found = reach_assessment(office, connection, actor, assessment_id)
        after = moved(found.status, "finish")
        claims = answers.of_assessment(connection, assessment_id)
        held = verifications.holding(connection, assessment_id)
        problems = [
            Problem(
                item,
                message("확인한 뒤에 응답이 바뀐 문항입니다."),
                message("바뀐 응답을 다시 확인해 주십시오."),
                code="stale",
            )
            for item, one in held.items()
            if is_stale(one, claims.get(item))
        ]
        if not held:
            what = message("확인한 문항이 없습니다.")
            fix = message("한 문항이라도 확인한 뒤 완료해 주십시오.")
            problems.append(Problem("verifications", what, fix, code="nothing_verified"))
        if problems:
            raise AssessmentError(*problems)
        at = office.clock()
        assessments.change(connection, assessment_id, status=after, verified_at=at, updated_at=at)
        open_requests = [
            one.id
            for one in comments.of_assessment(connection, assessment_id)
            if one.kind == "send_back" and one.resolved_at is None
        ]
        comments.resolve(connection, open_requests, at)
        totals = totals_of(refresh_summary(connection, assessment_id), after)
        payload = {"claimed": totals.claimed, "verified": totals.verified}
        note(office, connection, actor, found, "review_finished", payload)
    return totals


def assign(
    office: Office,
    actor: Actor,
    assessment_id: int,
    reviewer_id: int | None,
    visit_on: date | None = None,
) -> None:
    """Who reviews it, and so is in charge of the firm, and when the visit is; None clears."""
    require(actor, "consultant", "manager")
    with office.database.writing() as connection:
        found = reach_assessment(office, connection, actor, assessment_id)
        if reviewer_id is not None:
            refuse_unfit(connection, found.firm_id, reviewer_id)
        reviewer = accounts.get(connection, reviewer_id) if reviewer_id is not None else None
        assessments.change(connection, assessment_id, reviewer_id=reviewer_id, visit_on=visit_on)
        hand_over(office, connection, actor, found, reviewer_id)
        payload = {"reviewer": reviewer.pseudonym if reviewer else None, "visit_on": visit_on}
        note(office, connection, actor, found, "assigned", payload)


def add_comment(
    office: Office, actor: Actor, assessment_id: int, text: str, item: str | None = None
) -> None:
    """A remark on an item or on the whole; it stays through every resubmission."""
    require(actor, "owner", "consultant", "manager")
    said = plain_text(text)
    if said is None:
        what, fix = message("메모가 비어 있습니다."), message("내용을 적어 주십시오.")
        raise AssessmentError(Problem("comment", what, fix, code="empty"))
    with office.database.writing() as connection:
        found = reach_assessment(office, connection, actor, assessment_id)
        if item is not None and item not in release_of(connection, found.release_hash).items:
            raise not_found(item)
        comments.add(
            connection,
            assessment_id,
            item=item,
            kind="note",
            text=said,
            author_id=actor.account_id,
            at=office.clock(),
        )
        note(office, connection, actor, found, "commented", {"item": item, "text": said})
