"""Applying to a call: what a firm asks for, whether the rules fit, what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessment.definitions.programmes import Programme
from assessment.locale import message
from assessment.problems import AssessmentError, Conflict, Problem
from assessment.records import applications as kept
from assessment.records import assessments, decisions, firms
from assessment.records.applications import ApplicationRecord
from assessment.records.calls import CallRecord
from assessment.records.database import Connection
from assessment.services.applications.application_plan import checked_plan, plan_warnings
from assessment.services.funding.applicants import gather
from assessment.services.funding.calls import CallRow, accepts, call_row, known_call, note
from assessment.services.funding.judging import Verdict, judge_snapshot
from assessment.services.funding.reasons import Reason, Words
from assessment.services.office import Actor, Office
from assessment.services.permissions import not_found, reach_firm, require
from assessment.services.releases.publishing import programme_of


@dataclass(frozen=True)
class Outcome:
    """What was decided about one application, once a second person has approved it."""

    outcome: str
    place: int | None
    score: float | None
    granted: float | None
    reason: Reason | None


@dataclass(frozen=True)
class ApplicationView:
    """`application` is none before the first save; `warnings` do not stop an application."""

    call: CallRow
    programme: Programme
    application: ApplicationRecord | None
    verdict: Verdict | None
    warnings: tuple[Problem, ...]
    outcome: Outcome | None


def application_view(
    office: Office, actor: Actor, call_id: int, firm_id: int | None = None
) -> ApplicationView:
    """A firm's application to a call, judged on what is known today; owners see their own firm's.

    `verdict` is none when there is no application yet.
    """
    chosen = _firm_of(actor, firm_id)
    with office.database.reading() as connection:
        call = known_call(connection, call_id)
        reach_firm(office, connection, actor, chosen)
        return _view(office, connection, call, kept.of_firm(connection, call_id, chosen))


def application(office: Office, actor: Actor, application_id: int) -> ApplicationView:
    """One application by its number; another firm's does not exist for an owner."""
    with office.database.reading() as connection:
        found = _reached(office, connection, actor, application_id)
        return _view(office, connection, known_call(connection, found.call_id), found)


def application_record(
    office: Office, actor: Actor, application_id: int
) -> tuple[ApplicationRecord, CallRecord, Programme]:
    """One application as it is kept, with its call; another firm's does not exist for an owner."""
    with office.database.reading() as connection:
        found = _reached(office, connection, actor, application_id)
        call = known_call(connection, found.call_id)
        return found, call, programme_of(connection, call.release_hash)


def apply(
    office: Office,
    actor: Actor,
    call_id: int,
    plan: Mapping[str, Any],
    *,
    firm_id: int | None = None,
    applicant_type: str = "firm",
    applicant_name: str = "",
) -> int:
    """The number of the firm's application, made or changed; every problem is raised at once.

    `plan` may name planned_system, planned_cost, requested_grant (won), supplier, partner,
    level_before, level_after, kpis, costs and details; what it does not name stays. A person or a
    group has no firm and is entered by staff under `applicant_name`.
    """
    if applicant_type != "firm":
        return _apply_without_firm(office, actor, call_id, plan, applicant_type, applicant_name)
    chosen = _firm_of(actor, firm_id)
    with office.database.writing() as connection:
        reach_firm(office, connection, actor, chosen)
        call, programme = _accepting(office, connection, call_id, "firm")
        before = kept.of_firm(connection, call_id, chosen)
        values = checked_plan(programme, plan, before)
        values["assessment_id"] = _assessment(connection, call, programme, chosen)
        if before is None:
            name = _firm_name(connection, chosen)
            number = _add(office, connection, call, "firm", name, {"firm_id": chosen, **values})
        else:
            number = before.id
            kept.change(connection, number, {"withdrawn_at": None, **values})
        payload = {"application": number, "firm": chosen, "plan": sorted(plan)}
        note(office, connection, actor, "applied", call_id, payload)
    return number


def withdraw(office: Office, actor: Actor, application_id: int) -> None:
    """Take an application back while the call is open; applying again brings it back."""
    with office.database.writing() as connection:
        found = _reached(office, connection, actor, application_id)
        call = known_call(connection, found.call_id)
        if not accepts(call, office.today()):
            raise _not_accepting(call)
        kept.change(connection, found.id, {"withdrawn_at": office.clock()})
        note(office, connection, actor, "withdrawn", call.id, {"application": found.id})


def _apply_without_firm(
    office: Office,
    actor: Actor,
    call_id: int,
    plan: Mapping[str, Any],
    applicant_type: str,
    applicant_name: str,
) -> int:
    require(actor, "manager", "admin")
    with office.database.writing() as connection:
        call, programme = _accepting(office, connection, call_id, applicant_type)
        name = applicant_name.strip()
        if not name:
            what, fix = message("신청자 이름이 없습니다."), message("이름을 적어 주십시오.")
            raise AssessmentError(Problem("applicant_name", what, fix, code="nameless"))
        values = checked_plan(programme, plan, None)
        number = _add(office, connection, call, applicant_type, name[:200], values)
        payload = {"application": number, "type": applicant_type}
        note(office, connection, actor, "applied", call_id, payload)
    return number


def _add(
    office: Office,
    connection: Connection,
    call: CallRecord,
    applicant_type: str,
    name: str,
    values: Mapping[str, Any],
) -> int:
    fixed = {
        "call_id": call.id,
        "applicant_type": applicant_type,
        "applicant_name": name,
        "created_at": office.clock(),
    }
    return kept.add(connection, {**fixed, **values})


def _view(
    office: Office,
    connection: Connection,
    call: CallRecord,
    found: ApplicationRecord | None,
) -> ApplicationView:
    programme = programme_of(connection, call.release_hash)
    standing = found if found is not None and found.withdrawn_at is None else None
    verdict = None
    if standing is not None:
        snapshot = gather(office, connection, call, (standing,))
        verdict = judge_snapshot(connection, programme, snapshot)[standing.id]
    applied = standing.id if standing else None
    return ApplicationView(
        call=call_row(call, office.today(), 0, applied),
        programme=programme,
        application=standing,
        verdict=verdict,
        warnings=plan_warnings(standing) if standing else (),
        outcome=_outcome(connection, call, standing) if standing else None,
    )


def _outcome(connection: Connection, call: CallRecord, found: ApplicationRecord) -> Outcome | None:
    approved = [one for one in decisions.of_call(connection, call.id) if one.approved_at]
    if not approved:
        return None
    for row in decisions.rows_of(connection, approved[0].id):
        if row.application_id == found.id:
            reason = None
            if row.reason_code:
                words = Words(row.reason_ko or "", row.reason_en or "")
                reason = Reason(row.reason_code, words)
            return Outcome(row.outcome, row.place, row.score, row.granted, reason)
    return None


def _reached(
    office: Office, connection: Connection, actor: Actor, application_id: int
) -> ApplicationRecord:
    found = kept.application(connection, application_id)
    if found is None:
        raise not_found("application")
    if actor.role not in ("manager", "admin") or found.firm_id is not None:
        reach_firm(office, connection, actor, found.firm_id)
    return found


def _firm_of(actor: Actor, firm_id: int | None) -> int:
    chosen = firm_id if firm_id is not None else actor.firm_id
    if chosen is None:
        what = message("어느 업체의 신청인지 알 수 없습니다.")
        raise AssessmentError(
            Problem("firm", what, message("업체를 먼저 골라 주십시오."), code="no_firm")
        )
    return chosen


def _firm_name(connection: Connection, firm_id: int) -> str:
    found = firms.get(connection, firm_id)
    return found.name if found else str(firm_id)


def _assessment(
    connection: Connection, call: CallRecord, programme: Programme, firm_id: int
) -> int | None:
    found = (
        one.id
        for one in assessments.of_firm(connection, firm_id)
        if one.round_id == call.round_id and one.questionnaire == programme.questionnaire
    )
    return next(found, None)


def _accepting(
    office: Office, connection: Connection, call_id: int, applicant_type: str
) -> tuple[CallRecord, Programme]:
    call = known_call(connection, call_id)
    if not accepts(call, office.today()):
        raise _not_accepting(call)
    programme = programme_of(connection, call.release_hash)
    if applicant_type not in programme.applicant_types:
        raise AssessmentError(
            Problem(
                "applicant_type",
                message("이 공고는 이런 신청자를 받지 않습니다."),
                message("공고의 신청 대상을 확인해 주십시오."),
                code="applicant_type",
            )
        )
    return call, programme


def _not_accepting(call: CallRecord) -> Conflict:
    return Conflict(
        Problem(
            call.name,
            message(
                "신청 기간이 아닙니다: {opens} – {closes}",
                opens=call.opens_on,
                closes=call.closes_on,
            ),
            message("다음 공고를 기다리거나 담당자에게 문의해 주십시오."),
            code="not_accepting",
        )
    )
