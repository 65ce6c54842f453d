"""Rounds: a stretch of time that pins what is asked and how it is scored."""

from collections.abc import Mapping
from datetime import date
from typing import overload

from assessment.definitions.freezing import content_hash
from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.records import journal
from assessment.records import releases as kept_releases
from assessment.records import rounds as kept
from assessment.records.database import Connection
from assessment.records.rounds import Round as Round
from assessment.services.office import Actor, Office
from assessment.services.permissions import require
from assessment.services.releases.publishing import release_of


def open_round(
    office: Office,
    actor: Actor,
    name: str,
    complex: str,  # noqa: A002 - the field's word
    opens_on: date,
    closes_on: date,
) -> int:
    """The id of a new round that pins everything as published last until now."""
    require(actor, "admin", "manager")
    with office.database.writing() as connection:
        pins = _latest(connection)
        problems = _faults(connection, name.strip(), opens_on, closes_on, pins)
        problems += _apart(connection, pins)
        if problems:
            raise AssessmentError(*problems)
        number = kept.add(
            connection,
            name=name.strip(),
            complex=complex.strip(),
            opens_on=opens_on,
            closes_on=closes_on,
            releases=pins,
        )
        journal.append(
            connection,
            kind="round_opened",
            actor=actor.pseudonym,
            subject=f"round:{number}",
            payload={"name": name, "opens_on": opens_on, "closes_on": closes_on, "pins": pins},
            at=office.clock(),
        )
    return number


def rounds(office: Office, actor: Actor) -> list[Round]:
    """Every round, the last to open first."""
    with office.database.reading() as connection:
        return kept.listed(connection)


def round_named(connection: Connection, named: str) -> Round:
    """The round of this name or number."""
    for one in kept.listed(connection):
        if named in (one.name, str(one.id)):
            return one
    names = ", ".join(one.name for one in kept.listed(connection)) or "-"
    raise AssessmentError(
        Problem(
            named,
            message("그런 회차가 없습니다."),
            message("있는 회차: {names}", names=names),
            code="no_round",
        )
    )


@overload
def current_round(office: Office) -> Round | None: ...


@overload
def current_round(office: Office, connection: Connection) -> Round: ...


def current_round(office: Office, connection: Connection | None = None) -> Round | None:
    """The round open today, or None; within a verb's transaction none at all is refused."""
    if connection is None:
        with office.database.reading() as reading:
            return kept.current(reading, office.today())
    found = kept.current(connection, office.today())
    if found is None:
        raise AssessmentError(
            Problem(
                "round",
                message("지금은 진단 기간이 아닙니다."),
                message("담당자에게 다음 회차의 시작일을 확인해 주십시오."),
                code="no_round",
            )
        )
    return found


def _latest(connection: Connection) -> dict[str, str]:
    pins: dict[str, str] = {}
    for published in kept_releases.listed(connection):  # newest first
        pins.setdefault(published.name, published.hash)
    return pins


def _faults(
    connection: Connection,
    name: str,
    opens_on: date,
    closes_on: date,
    pins: Mapping[str, str],
) -> list[Problem]:
    problems: list[Problem] = []
    if not name:
        what, fix = message("회차 이름이 비어 있습니다."), message("이름을 적어 주십시오.")
        problems.append(Problem("name", what, fix, code="name"))
    if any(other.name == name for other in kept.listed(connection)):
        what = message("'{name}' 회차가 이미 있습니다.", name=name)
        problems.append(Problem("name", what, message("다른 이름을 적어 주십시오."), "name_taken"))
    if closes_on < opens_on:
        what = message("마감일이 시작일보다 빠릅니다.")
        problems.append(Problem("closes_on", what, message("날짜를 바로잡아 주십시오."), "date"))
    if not pins:
        what = message("게시된 진단지가 없습니다.")
        fix = message("먼저 진단지를 게시해 주십시오.")
        problems.append(Problem("releases", what, fix, code="nothing_published"))
    return problems


def _apart(connection: Connection, pins: Mapping[str, str]) -> list[Problem]:
    """Questionnaires that include another in a state that is not the one pinned beside it."""
    problems: list[Problem] = []
    for name, digest in pins.items():
        if not kept_releases.is_questionnaire(connection, digest):
            continue
        parent = release_of(connection, digest).parent
        if parent is not None and pins.get(parent.id) != content_hash(parent):
            what = message(
                "{name} 진단지가 품은 {parent} 진단지가 게시된 것과 다릅니다.",
                name=name,
                parent=parent.id,
            )
            fix = message("두 진단지를 모두 새로 게시한 뒤 회차를 여십시오.")
            problems.append(Problem(name, what, fix, code="parent_differs"))
    return problems
