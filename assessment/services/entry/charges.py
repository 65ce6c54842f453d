"""Who is in charge of a firm, and who may not be because of a tie to it."""

from collections.abc import Sequence

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.records import accounts, assignments, firms, journal
from assessment.records.assessments import Assessment
from assessment.records.assignments import Assignment as Assignment
from assessment.records.assignments import Interest as Interest
from assessment.records.database import Connection
from assessment.services.assessing.answer_values import plain_text
from assessment.services.office import Actor, Office
from assessment.services.permissions import STAFF, not_found, reach_firm, require


def take_firm(office: Office, actor: Actor, firm_id: int) -> None:
    """A consultant takes a firm that nobody is in charge of."""
    require(actor, "consultant")
    with office.database.writing() as connection:
        reach_firm(office, connection, actor, firm_id)  # which takes what is free


def assign_firm(office: Office, actor: Actor, firm_id: int, account_id: int | None) -> None:
    """Put one consultant in charge in place of all before; None leaves the firm to the first."""
    require(actor, "manager", "admin")
    with office.database.writing() as connection:
        reach_firm(office, connection, actor, firm_id)
        if account_id is not None:
            refuse_unfit(connection, firm_id, account_id)
        _put_in_charge(office, connection, actor, firm_id, account_id, keep=set())


def charges(office: Office, actor: Actor, firm_id: int) -> Sequence[Assignment]:
    """Who has been in charge of the firm and when, the first one first."""
    require(actor, *STAFF)
    with office.database.reading() as connection:
        reach_firm(office, connection, actor, firm_id)
        return assignments.history(connection, firm_id)


def declare_interest(office: Office, actor: Actor, firm_id: int, reason: str) -> None:
    """A consultant says what ties them to a firm; from now on it does not exist for them."""
    require(actor, "consultant")
    said = plain_text(reason)
    if said is None:
        what = message("어떤 관계인지 적지 않았습니다.")
        fix = message("예: 가족이 일하는 업체, 2년 안에 자문한 업체")
        raise AssessmentError(Problem("reason", what, fix, code="empty"))
    with office.database.writing() as connection:
        known = firms.pseudonym(connection, firm_id)
        tie = assignments.tie(connection, firm_id, actor.account_id)
        if known is None or tie.interest or not (tie.mine or tie.free):
            reach_firm(office, connection, actor, firm_id)
        at = office.clock()
        assignments.declare(connection, firm_id, actor.account_id, said, at)
        _note(office, connection, actor, "interest_declared", str(known), {"reason": said})


def end_interest(office: Office, actor: Actor, interest_id: int) -> None:
    """A declared tie no longer holds."""
    require(actor, "manager", "admin")
    with office.database.writing() as connection:
        found = next((i for i in assignments.declared(connection) if i.id == interest_id), None)
        if found is None:
            raise not_found("interest")
        assignments.withdraw(connection, interest_id, office.clock())
        known = firms.pseudonym(connection, found.firm_id) or "unknown"
        person = accounts.get(connection, found.account_id)
        payload: dict[str, object] = {"consultant": person.pseudonym if person else None}
        _note(office, connection, actor, "interest_ended", known, payload)


def interests(office: Office, actor: Actor) -> Sequence[Interest]:
    """The ties that hold: a consultant's own, or everybody's for managers and administrators."""
    require(actor, *STAFF)
    with office.database.reading() as connection:
        own = actor.account_id if actor.role == "consultant" else None
        return assignments.declared(connection, own)


# ---- within ---------------------------------------------------------------------------------


def refuse_unfit(connection: Connection, firm_id: int, account_id: int) -> None:
    """Pass an active consultant without a tie to the firm."""
    person = accounts.get(connection, account_id)
    if person is None or person.role != "consultant" or not person.active:
        what = message("담당으로 정할 수 없는 계정입니다.")
        fix = message("컨설턴트 가운데 한 사람을 골라 주십시오.")
        raise AssessmentError(Problem("reviewer", what, fix, code="not_a_reviewer"))
    if assignments.tie(connection, firm_id, account_id).interest:
        what = message("이 업체와 이해관계를 신고한 컨설턴트입니다.")
        fix = message("다른 컨설턴트를 골라 주십시오.")
        raise AssessmentError(Problem("reviewer", what, fix, code="conflict_of_interest"))


def hand_over(
    office: Office, connection: Connection, actor: Actor, found: Assessment, to: int | None
) -> None:
    """After an assessment has another reviewer: they are in charge, with who reviews others."""
    keep = assignments.still_reviewing(connection, found.firm_id)
    _put_in_charge(office, connection, actor, found.firm_id, to, keep=keep)


def _put_in_charge(
    office: Office,
    connection: Connection,
    actor: Actor,
    firm_id: int,
    account_id: int | None,
    *,
    keep: set[int],
) -> None:
    at = office.clock()
    before = assignments.in_charge(connection, firm_id)
    for other in before:
        if other != account_id and other not in keep:
            assignments.end(connection, firm_id, other, at)
    if account_id is not None:
        assignments.begin(connection, firm_id, account_id, actor.account_id, at)
    after = assignments.in_charge(connection, firm_id)
    if after != before:
        known = firms.pseudonym(connection, firm_id) or "unknown"
        people = [accounts.get(connection, number) for number in after]
        payload: dict[str, object] = {"in_charge": [one.pseudonym for one in people if one]}
        _note(office, connection, actor, "firm_assigned", known, payload)


def _note(
    office: Office,
    connection: Connection,
    actor: Actor,
    kind: str,
    subject: str,
    payload: dict[str, object],
) -> None:
    who, at = actor.pseudonym, office.clock()
    journal.append(connection, kind=kind, actor=who, subject=subject, payload=payload, at=at)
