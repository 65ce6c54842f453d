"""Calls: announce one, see which there are, close one so that its data stand still."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from assessment.locale import message
from assessment.problems import AssessmentError, Conflict, Problem
from assessment.records import applications, journal, releases, rounds
from assessment.records import calls as kept
from assessment.records.calls import CallRecord
from assessment.records.database import Connection
from assessment.services.funding.applicants import gather
from assessment.services.office import Actor, Office, Role
from assessment.services.permissions import not_found, require
from assessment.services.releases.publishing import programme_of

OFFICE_ROLES: tuple[Role, ...] = ("manager", "admin")


@dataclass(frozen=True)
class CallRow:
    """A call as a list shows it; `applied` is the application of the acting owner's firm."""

    id: int
    name: str
    programme: str
    round_id: int
    opens_on: date
    closes_on: date
    days_left: int
    status: str
    accepts: bool
    budget: float | None
    places: int | None
    applicants: int
    applied: int | None
    closed_at: datetime | None


def known_call(connection: Connection, call_id: int) -> CallRecord:
    """The call, or NotFound."""
    found = kept.call(connection, call_id)
    if found is None:
        raise not_found("call")
    return found


def open_call(
    office: Office,
    actor: Actor,
    *,
    name: str,
    programme: str,
    round_id: int,
    opens_on: date,
    closes_on: date,
    budget: float | None = None,
    places: int | None = None,
    seed: int = 20260,
    draws: int = 1000,
    spread: float = 0.2,
) -> int:
    """The id of a new call under the programme's last published release.

    Budget (won) and places not given here come from the programme.
    """
    require(actor, *OFFICE_ROLES)
    with office.database.writing() as connection:
        digest = releases.latest(connection, programme, "programme")
        pinned = rounds.get(connection, round_id)
        problems = _faults(name, opens_on, closes_on, budget, places, draws, spread)
        if digest is None:
            problems.append(_unpublished(programme))
        elif pinned is None:
            problems.append(_no_round(round_id, programme))
        elif programme_of(connection, digest).questionnaire not in pinned.releases:
            problems.append(_no_round(round_id, programme_of(connection, digest).questionnaire))
        if problems or digest is None:
            raise AssessmentError(*problems)
        rules = programme_of(connection, digest)
        values = {
            "name": name.strip(),
            "programme": programme,
            "release_hash": digest,
            "round_id": round_id,
            "opens_on": opens_on,
            "closes_on": closes_on,
            "status": "open",
            "budget": budget if budget is not None else rules.budget,
            "places": places if places is not None else rules.places,
            "seed": seed,
            "draws": draws,
            "spread": spread,
        }
        call_id = kept.add(connection, values)
        payload = values | {"opens_on": str(opens_on), "closes_on": str(closes_on)}
        note(office, connection, actor, "call_opened", call_id, payload)
    return call_id


def calls(office: Office, actor: Actor) -> tuple[CallRow, ...]:
    """Every call, the one that closes last first; the numbers of applicants are for staff."""
    today = office.today()
    with office.database.reading() as connection:
        staff = actor.role != "owner"
        counts = kept.applicant_counts(connection) if staff else {}
        own: Mapping[int, int] = {}
        if actor.firm_id is not None:
            own = applications.calls_of_firm(connection, actor.firm_id)
        return tuple(
            call_row(call, today, counts.get(call.id, 0), own.get(call.id))
            for call in kept.every_call(connection)
        )


def close_call(office: Office, actor: Actor, call_id: int) -> int:
    """Freeze every applicant's facts, claims and verified values; how many were frozen.

    What changes afterwards is shown as "마감 후" and never moves this call's ranking.
    """
    require(actor, *OFFICE_ROLES)
    with office.database.writing() as connection:
        call = known_call(connection, call_id)
        if call.status != "open":
            raise already_closed(call)
        snapshot = gather(office, connection, call)
        if not kept.close(connection, call_id, snapshot.as_json(), office.clock()):
            raise already_closed(call)
        payload = {"applicants": len(snapshot.applicants), "digest": snapshot.digest}
        note(office, connection, actor, "call_closed", call_id, payload)
    return len(snapshot.applicants)


def note(
    office: Office,
    connection: Connection,
    actor: Actor,
    kind: str,
    call_id: int,
    payload: Mapping[str, object],
) -> None:
    """Journal what was done with a call."""
    journal.append(
        connection,
        kind=kind,
        actor=actor.pseudonym,
        subject=f"call:{call_id}",
        payload=payload,
        at=office.clock(),
    )


def accepts(call: CallRecord, today: date) -> bool:
    """Whether applications can be made and changed on this day."""
    return call.status == "open" and call.opens_on <= today <= call.closes_on


def already_closed(call: CallRecord) -> Conflict:
    """That the call does not take changes any more."""
    return Conflict(
        Problem(
            call.name,
            message("이미 마감된 공고입니다."),
            message("마감된 자료로 순위와 선정을 진행해 주십시오."),
            code="call_closed",
        )
    )


def call_row(call: CallRecord, today: date, applicants: int, applied: int | None) -> CallRow:
    """The call as a list shows it."""
    return CallRow(
        id=call.id,
        name=call.name,
        programme=call.programme,
        round_id=call.round_id,
        opens_on=call.opens_on,
        closes_on=call.closes_on,
        days_left=(call.closes_on - today).days,
        status=call.status,
        accepts=accepts(call, today),
        budget=call.budget,
        places=call.places,
        applicants=applicants,
        applied=applied,
        closed_at=call.closed_at,
    )


def _faults(
    name: str,
    opens_on: date,
    closes_on: date,
    budget: float | None,
    places: int | None,
    draws: int,
    spread: float,
) -> list[Problem]:
    problems = [] if name.strip() else [nameless("call")]
    numbers_fit = (
        (budget is None or budget > 0)
        and (places is None or places > 0)
        and 100 <= draws <= 20_000
        and 0 <= spread < 1
    )
    if closes_on < opens_on:
        problems.append(
            Problem(
                f"{opens_on} – {closes_on}",
                message("마감일이 시작일보다 앞섭니다."),
                message("마감일을 시작일 이후로 고쳐 주십시오."),
                code="dates",
            )
        )
    if not numbers_fit:
        problems.append(
            Problem(
                name,
                message("예산, 선정 수, 모의 횟수, 가중치 변동폭 가운데 쓸 수 없는 값이 있습니다."),
                message("예산과 선정 수는 0보다 크게, 횟수는 100–20000, 변동폭은 0–1로 하십시오."),
                code="numbers",
            )
        )
    return problems


def nameless(where: str) -> Problem:
    """That a name is needed."""
    return Problem(
        where, message("이름이 없습니다."), message("이름을 적어 주십시오."), code="nameless"
    )


def _unpublished(programme: str) -> Problem:
    return Problem(
        programme,
        message("게시된 지원사업이 아닙니다."),
        message("관리 화면에서 지원사업을 먼저 게시해 주십시오."),
        code="unpublished",
    )


def _no_round(round_id: int, questionnaire: str) -> Problem:
    return Problem(
        str(round_id),
        message("이 회차에는 지원사업이 쓰는 진단이 없습니다: {name}", name=questionnaire),
        message("그 진단이 들어 있는 회차를 골라 주십시오."),
        code="round",
    )
