"""What is certified, granted and declared of a firm: dated, journalled, and it opens doors."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.records import firms as kept
from assessment.records import journal
from assessment.records.database import Connection
from assessment.services.office import Actor, Office
from assessment.services.permissions import STAFF, reach_firm, require


def add_certificate(
    office: Office,
    actor: Actor,
    firm_id: int,
    *,
    starts_on: date,
    ends_on: date,
    serial: str | None = None,
    capability_level: int | None = None,
    system_level: int | None = None,
    total: float | None = None,
) -> int:
    """The id of a 수준확인서; staff only, since it opens doors that an estimate does not."""
    require(actor, *STAFF)
    levels = (capability_level, system_level)
    problems = [
        Problem(
            "level", message("수준은 0에서 5 사이입니다."), message("확인서를 다시 봐 주십시오.")
        )
        for level in levels
        if level is not None and not 0 <= level <= 5
    ]
    if ends_on < starts_on:
        what = message("끝나는 날이 시작하는 날보다 빠릅니다.")
        problems.append(Problem("ends_on", what, message("날짜를 바로잡아 주십시오."), "date"))
    if problems:
        raise AssessmentError(*problems)
    values = {
        "serial": serial,
        "capability_level": capability_level,
        "system_level": system_level,
        "total": total,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    with office.database.writing() as connection:
        reach_firm(office, connection, actor, firm_id)
        number = kept.add_certificate(connection, firm_id, values)
        note_firm(office, connection, actor, firm_id, "certificate_added", values)
    return number


def add_support(
    office: Office,
    actor: Actor,
    firm_id: int,
    *,
    year: int,
    programme: str,
    track: str | None = None,
    level_before: int | None = None,
    level_after: int | None = None,
    grant: float | None = None,
    completed: bool = True,
) -> int:
    """The id of a support that the firm received; `grant` in won; staff only."""
    require(actor, *STAFF)
    values = {
        "year": year,
        "programme": programme,
        "track": track,
        "level_before": level_before,
        "level_after": level_after,
        "grant": grant,
        "completed": completed,
    }
    with office.database.writing() as connection:
        reach_firm(office, connection, actor, firm_id)
        number = kept.add_support(connection, firm_id, values)
        note_firm(office, connection, actor, firm_id, "support_added", values)
    return number


def declare(office: Office, actor: Actor, firm_id: int, stated: Mapping[str, bool]) -> None:
    """Keep what the firm states: tax_arrears, banned, closed, insolvent."""
    unknown = [kind for kind in stated if kind not in kept.DECLARED]
    if unknown:
        fix = message("항목 이름을 확인해 주십시오.")
        raise AssessmentError(
            *(Problem(k, message("모르는 항목입니다: {name}", name=k), fix) for k in unknown)
        )
    now = office.clock()
    with office.database.writing() as connection:
        reach_firm(office, connection, actor, firm_id)
        for kind, value in stated.items():
            kept.declare(connection, firm_id, kind, bool(value), actor.account_id, now)
        note_firm(office, connection, actor, firm_id, "declared", dict(stated))


def note_firm(
    office: Office,
    connection: Connection,
    actor: Actor,
    firm_id: int,
    kind: str,
    payload: Mapping[str, Any],
) -> None:
    """Journal what was done to the firm, under its pseudonym."""
    journal.append(
        connection,
        kind=kind,
        actor=actor.pseudonym,
        subject=kept.pseudonym(connection, firm_id) or "unknown",
        payload=payload,
        at=office.clock(),
    )
