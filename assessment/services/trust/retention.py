"""How long the journal says what it says: one or two years; changes of rights three."""

from dataclasses import dataclass
from datetime import datetime

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.records import drafts, journal, sessions
from assessment.records.database import Connection
from assessment.services.assessing.drafts import VALID
from assessment.services.entry.tries import REMEMBERED, WINDOW
from assessment.services.office import Actor, Office, read_settings
from assessment.services.permissions import require
from assessment.services.trust.rights import RIGHTS_KINDS

ALLOWED = (1, 2)
RIGHTS_YEARS = 3
_NEVER = ("restored", "firm_erased", "applicant_unnamed")
"""What explains later why something is not there any more."""


@dataclass(frozen=True)
class Purged:
    """How many rows lost what they said, and before which moments."""

    rows: int
    before: datetime
    rights_before: datetime


def retention_years() -> int:
    """The setting `retention_years`; two unless it says one."""
    said = read_settings().get("retention_years", 2)
    if said not in ALLOWED:
        what = message("retention_years는 1이나 2여야 합니다: {said}", said=said)
        fix = message("법은 접속기록을 적어도 1년, 큰 곳은 2년 보관하게 합니다.")
        raise AssessmentError(Problem("retention_years", what, fix, code="settings"))
    return int(said)


def purge(office: Office, actor: Actor) -> Purged:
    """Erase what rows older than the retention say; their order and hashes stay and verify.

    Sign-ins with their addresses and what was typed when one ran out go when nothing needs them.
    """
    require(actor, "admin")
    now = office.clock()
    before, rights_before = _bounds(now)
    with office.database.writing() as connection:
        chosen = _past(connection, before, rights_before)
        if chosen:
            journal.erase(connection, chosen, actor=actor.pseudonym, at=now)
        sessions.forget_before(connection, now - REMEMBERED)
        sessions.forget_attempts(connection, before=now - WINDOW)
        drafts.forget_before(connection, now - VALID)
    return Purged(len(chosen), before, rights_before)


def due(office: Office, actor: Actor) -> Purged:
    """What `purge` would erase now; nothing is erased."""
    require(actor, "admin")
    before, rights_before = _bounds(office.clock())
    with office.database.reading() as connection:
        return Purged(len(_past(connection, before, rights_before)), before, rights_before)


def _bounds(now: datetime) -> tuple[datetime, datetime]:
    return _back(now, retention_years()), _back(now, RIGHTS_YEARS)


def _past(connection: Connection, before: datetime, rights_before: datetime) -> list[int]:
    """The rows that have said what they say for long enough."""
    seqs = journal.seqs_before(connection, before, (*RIGHTS_KINDS, *_NEVER))
    return sorted({*seqs, *journal.seqs_before(connection, rights_before, _NEVER)})


def _back(now: datetime, years: int) -> datetime:
    try:
        return now.replace(year=now.year - years)
    except ValueError:  # the 29th of February
        return now.replace(year=now.year - years, day=28)
