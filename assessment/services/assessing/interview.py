"""Answering for an owner in an interview: claim and verification in one pass, then their code."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem
from assessment.records import answers, verifications
from assessment.records.answers import StoredAnswer
from assessment.records.database import Connection
from assessment.services.assessing.answer_values import plain_text
from assessment.services.assessing.answering import checked_answer, write_answer
from assessment.services.assessing.handling import note, reach_assessment, require_open
from assessment.services.assessing.submitting import Receipt, hand_in
from assessment.services.office import Actor, Office
from assessment.services.permissions import require
from assessment.services.review.review_sheet import Totals, totals_of
from assessment.services.review.verifying import add_verifications, check_verification, verification
from assessment.services.scoring.scored import assessed_one

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is mistaken for another when read aloud
LENGTH = 8
VALID = timedelta(days=3)
MOST_TRIES = 5


def interview_answer(
    office: Office,
    actor: Actor,
    assessment_id: int,
    item: str,
    state: str,
    value: str | float | None = None,
    reason: str | None = None,
    comment: str | None = None,
    *,
    tab: str,
    seen: int,
    found_state: str | None = None,
    found_value: str | float | None = None,
    reason_code: str = "confirmed",
    note_text: str | None = None,
) -> tuple[StoredAnswer, Totals]:
    """The answer as stored and the running totals.

    What the owner says becomes the claim, and the verified value too unless `found_state` (with
    `found_value` and a reason code) says what was seen instead.
    """
    require(actor, "consultant")
    with office.database.writing() as connection:
        found = reach_assessment(office, connection, actor, assessment_id)
        require_open(found)
        said = checked_answer(connection, found, item, state, value, reason)
        stored = write_answer(
            office,
            connection,
            actor,
            found,
            item,
            said,
            comment=comment,
            confidence=None,
            source="interview",
            tab=tab,
            seen=seen,
        )
        if state != "unanswered":
            there = said
            if found_state is not None:
                there = checked_answer(connection, found, item, found_state, found_value, reason)
            said_so = plain_text(note_text)
            one = verification(
                office, actor, item, stored, there, reason_code, "interview", said_so
            )
            check_verification(stored, one)
            add_verifications(office, connection, actor, found, [one])
        return stored, totals_of(assessed_one(connection, assessment_id), found.status)


def make_owner_code(office: Office, actor: Actor, assessment_id: int) -> str:
    """A code to tell the owner; it is shown once, holds three days and replaces earlier ones."""
    require(actor, "consultant")
    code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    with office.database.writing() as connection:
        found = reach_assessment(office, connection, actor, assessment_id)
        require_open(found)
        until = office.clock() + VALID
        verifications.add_owner_code(connection, assessment_id, _hashed(assessment_id, code), until)
        note(office, connection, actor, found, "owner_code_made", {"until": until})
    return code


def confirm_by_code(office: Office, actor: Actor, assessment_id: int, code: str) -> Receipt:
    """The owner confirms what was entered for them: it is handed in under their name.

    Five wrong codes make the code void.
    """
    require(actor, "owner")
    with office.database.writing() as connection:
        found = reach_assessment(office, connection, actor, assessment_id)
        require_open(found)
        known = verifications.owner_code(connection, assessment_id)
        usable = (
            known is not None
            and known.confirmed_at is None
            and known.tries < MOST_TRIES
            and office.clock() < known.expires_at
        )
        if known is None or not usable:
            raise _refused(message("쓸 수 있는 확인번호가 없습니다."))
        given = "".join(code.split()).replace("-", "").upper()
        if not hmac.compare_digest(known.code_hash, _hashed(assessment_id, given)):
            _count_try(office, known.id)
            raise _refused(message("확인번호가 맞지 않습니다."))
        verifications.confirm_owner_code(connection, known.id, office.clock())
        receipt = hand_in(office, connection, actor, found)
        payload = {"receipt": receipt.number, "entered_by": _entered_by(connection, assessment_id)}
        note(office, connection, actor, found, "owner_confirmed", payload)
    return receipt


def _count_try(office: Office, code_id: int) -> None:
    """Counted although the work around it is undone."""
    office.database.afterwards(lambda connection: verifications.count_try(connection, code_id))


def _entered_by(connection: Connection, assessment_id: int) -> list[int]:
    stored = answers.of_assessment(connection, assessment_id).values()
    return sorted({one.by for one in stored if one.source == "interview" and one.by is not None})


def _hashed(assessment_id: int, code: str) -> str:
    return hashlib.sha256(f"{assessment_id}:{code}".encode()).hexdigest()


def _refused(what: Message) -> AssessmentError:
    fix = message("컨설턴트에게 확인번호를 다시 받아 주십시오.")
    return AssessmentError(Problem("code", what, fix, code="owner_code"))
