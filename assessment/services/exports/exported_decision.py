"""The newest decision of a call as one file that anybody can compute again."""

from dataclasses import asdict
from typing import Any

from assessment.definitions.freezing import hash_of
from assessment.locale import message
from assessment.problems import AssessmentError, NotFound, Problem
from assessment.records import calls as kept_calls
from assessment.records import decisions as kept
from assessment.records import releases
from assessment.records.calls import CallRecord
from assessment.records.database import Connection
from assessment.records.decisions import DecisionRecord
from assessment.services.funding.calls import OFFICE_ROLES, known_call
from assessment.services.funding.decision_file import DecisionFile, decision_file, text_of
from assessment.services.funding.replaying import call_result
from assessment.services.office import Actor, Office
from assessment.services.permissions import not_found, require


def decision_of(office: Office, actor: Actor, call_id: int) -> tuple[str, bytes]:
    """The call's name and the file; the rows are those that were decided, not computed anew.

    AssessmentError where nothing was decided yet.
    """
    require(actor, *OFFICE_ROLES)
    with office.database.reading() as connection:
        call = known_call(connection, call_id)
        taken = next(iter(kept.of_call(connection, call_id)), None)
        if taken is None:
            raise AssessmentError(_undecided(call))
        made = _made(connection, call, taken)
    return call.name, made.content


def _made(connection: Connection, call: CallRecord, taken: DecisionRecord) -> DecisionFile:
    stored = kept_calls.frozen(connection, call.id)
    if stored is None:
        raise not_found("call")
    parameters = dict(taken.parameters)
    programme = _published(connection, parameters["programme_hash"])
    questionnaire = _published(connection, parameters["questionnaire_hash"])
    snapshot = text_of(stored)
    computed = call_result(programme, questionnaire, snapshot, parameters)
    rows = [_row(asdict(row)) for row in kept.rows_of(connection, taken.id)]
    return decision_file(
        "call",
        about={
            "call": call.id,
            "name": call.name,
            "decision": taken.id,
            "decided_at": taken.decided_at.isoformat(),
            "approved_at": taken.approved_at.isoformat() if taken.approved_at else None,
        },
        programme=programme,
        questionnaire=questionnaire,
        snapshot=snapshot,
        parameters=parameters,
        result=computed | {"rows": rows},
    )


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {name.removesuffix("_id"): value for name, value in row.items()}


def _published(connection: Connection, digest: str) -> str:
    text = releases.content(connection, digest)
    if text is None or hash_of(text) != digest:
        raise NotFound(
            Problem(
                digest[:12],
                message("게시된 정의가 없거나 바뀌었습니다."),
                message("백업에서 되살리고 관리 책임자에게 알려 주십시오."),
                code="release_tampered",
            )
        )
    return text


def _undecided(call: CallRecord) -> Problem:
    return Problem(
        call.name,
        message("아직 선정하지 않은 공고입니다."),
        message("공고를 마감하고 선정한 뒤 내보내 주십시오."),
        code="undecided",
    )
