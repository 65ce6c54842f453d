"""Verifying: what a reviewer found in place of a claim, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assessment.locale import message
from assessment.problems import AssessmentError, Conflict, Problem
from assessment.records import answers, assessments, verifications
from assessment.records.answers import StoredAnswer
from assessment.records.assessments import Assessment
from assessment.records.database import Connection
from assessment.records.verifications import Verification
from assessment.services.assessing.answer_values import AnswerValue, plain_text
from assessment.services.assessing.answering import checked_answer
from assessment.services.assessing.handling import moved, note, reach_assessment
from assessment.services.assessing.item_texts import answer_text
from assessment.services.authors import author_of
from assessment.services.office import Actor, Office
from assessment.services.permissions import not_found, require
from assessment.services.releases.publishing import release_of
from assessment.services.review.review_sheet import METHODS, REASON_CODES, Totals, totals_of
from assessment.services.scoring.scored import refresh_summary


class ClaimChanged(Conflict):
    """The owner has written since the reviewer was shown the claim; nothing is stored."""


def verify(
    office: Office,
    actor: Actor,
    assessment_id: int,
    item: str,
    state: str,
    value: str | float | None,
    reason_code: str,
    method: str,
    note_text: str | None = None,
    na_reason: str | None = None,
    *,
    seen: int | None = None,
) -> Totals:
    """The running totals after the verified value has been added.

    The same value as claimed is `confirmed`; another value needs one of the other codes. `seen` is
    the revision of the claim that the reviewer was shown (0: no answer); ClaimChanged when the
    owner has written since.
    """
    require(actor, "consultant")
    with office.database.writing() as connection:
        found = begin(office, connection, actor, assessment_id)
        checked = checked_answer(connection, found, item, state, value, na_reason)
        claim = answers.find(connection, assessment_id, item)
        if seen is not None and seen != revision_of(claim):
            raise ClaimChanged(_changed(connection, actor, found, item, claim, checked))
        one = verification(
            office, actor, item, claim, checked, reason_code, method, plain_text(note_text)
        )
        check_verification(claim, one)
        add_verifications(office, connection, actor, found, [one])
        return totals_of(refresh_summary(connection, assessment_id), found.status)


def confirm_unchanged(
    office: Office,
    actor: Actor,
    assessment_id: int,
    area: str,
    method: str,
    seen: Mapping[str, int] | None = None,
) -> Totals:
    """Confirm every answered item of the area that has no verified value in force.

    `seen` says of which items the reviewer was shown which revision of the claim (0: no answer);
    others are left out, and ClaimChanged is raised when the owner has written since.
    """
    require(actor, "consultant")
    with office.database.writing() as connection:
        found = begin(office, connection, actor, assessment_id)
        release = release_of(connection, found.release_hash)
        areas = {one.id: one.items for one in release.questionnaire.areas}
        if area not in areas:
            raise not_found("area")
        held = verifications.holding(connection, assessment_id)
        confirmed, changed = [], []
        for item, claim in answers.of_assessment(connection, assessment_id).items():
            shown = item in areas[area] and (seen is None or item in seen)
            in_force = item in held and not is_stale(held[item], claim)
            if shown and not in_force and claim.state != "unanswered":
                same = AnswerValue(claim.state, claim.value)
                if seen is not None and seen[item] != claim.revision:
                    changed.append(_changed(connection, actor, found, item, claim, None))
                one = verification(office, actor, item, claim, same, "confirmed", method, None)
                check_verification(claim, one)
                confirmed.append(one)
        if changed:
            raise ClaimChanged(*changed)
        add_verifications(office, connection, actor, found, confirmed)
        return totals_of(refresh_summary(connection, assessment_id), found.status)


def revision_of(claim: StoredAnswer | None) -> int:
    """The revision of a claim as `seen` means it."""
    return claim.revision if claim else 0


def _changed(
    connection: Connection,
    actor: Actor,
    found: Assessment,
    item: str,
    claim: StoredAnswer | None,
    mine: AnswerValue | None,
) -> Problem:
    release = release_of(connection, found.release_hash)
    now = claim or AnswerValue("unanswered", None)
    return Problem(
        item,
        message(
            "보시는 사이 업체의 응답이 바뀌었습니다(바꾼 사람: {author}). "
            "지금 응답: {theirs} / 확인하려던 값: {mine}",
            author=author_of(connection, actor, claim.by if claim else None),
            theirs=answer_text(release, item, now.state, now.value),
            mine=answer_text(release, item, mine.state, mine.value) if mine else "-",
        ),
        message("바뀐 응답을 보고 다시 확인해 주십시오."),
        code="claim_changed",
    )


# ---- shared with the interview ---------------------------------------------------------------


def verification(
    office: Office,
    actor: Actor,
    item: str,
    claim: StoredAnswer | None,
    checked: AnswerValue,
    reason_code: str,
    method: str,
    said: str | None,
) -> Verification:
    """A verification of the claim as it stands."""
    return Verification(
        item=item,
        state=checked.state,
        value=checked.value,
        claim_state=claim.state if claim else "unanswered",
        claim_value=claim.value if claim else None,
        reason_code=reason_code,
        note=said,
        method=method,
        reviewer_id=actor.account_id,
        at=office.clock(),
    )


def is_stale(one: Verification, claim: StoredAnswer | None) -> bool:
    """Whether the claim is no longer the one that was looked at."""
    return one.stale(*(claim.state, claim.value) if claim else ("unanswered", None))


def check_verification(claim: StoredAnswer | None, one: Verification) -> None:
    """Refuse a verified value whose reason does not fit it."""
    same = not is_stale(replace(one, claim_state=one.state, claim_value=one.value), claim)
    problems = []
    if one.state == "unanswered":
        what = message("확인값이 비어 있습니다.")
        problems.append((what, message("현장에서 확인한 값을 고르십시오.")))
    if one.reason_code not in REASON_CODES or one.method not in METHODS:
        what = message("확인 사유나 방법이 목록에 없습니다.")
        problems.append((what, message("목록에서 고르십시오.")))
    elif same != (one.reason_code == "confirmed"):
        what = message("확인값과 사유가 서로 맞지 않습니다.")
        fix = message("자가응답과 같으면 '그대로 확인', 다르면 다른 사유를 고르십시오.")
        problems.append((what, fix))
    elif one.reason_code == "other" and not one.note:
        what = message("사유를 '기타'로 하면 설명이 필요합니다.")
        problems.append((what, message("무엇을 보았는지 적어 주십시오.")))
    if problems:
        raise AssessmentError(
            *(Problem(one.item, what, fix, code="bad_verification") for what, fix in problems)
        )


def add_verifications(
    office: Office,
    connection: Connection,
    actor: Actor,
    found: Assessment,
    many: Sequence[Verification],
) -> None:
    """Add them and journal each."""
    verifications.add(connection, found.id, many)
    note_verified(office, connection, actor, found, many)


def note_verified(
    office: Office,
    connection: Connection,
    actor: Actor,
    found: Assessment,
    many: Sequence[Verification],
) -> None:
    """Journal what was added to the assessment."""
    if many:
        kept = {one.item: [one.state, one.value, one.reason_code, one.method] for one in many}
        note(office, connection, actor, found, "verified_items", {"items": kept})


def begin(office: Office, connection: Connection, actor: Actor, assessment_id: int) -> Assessment:
    """The assessment, under review from here on; without a reviewer it is the actor's."""
    found = reach_assessment(office, connection, actor, assessment_id)
    after = moved(found.status, "begin")
    reviewer = found.reviewer_id if found.reviewer_id is not None else actor.account_id
    if (after, reviewer) != (found.status, found.reviewer_id):
        changed = {"status": after, "reviewer_id": reviewer, "updated_at": office.clock()}
        assessments.change(connection, assessment_id, **changed)
    return replace(found, status=after, reviewer_id=reviewer)
