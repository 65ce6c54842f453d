"""Synthetic complexes to measure on, and people who are signed in there."""

from dataclasses import dataclass
from pathlib import Path

from assessment.records import accounts, assessments, rounds
from assessment.services.assessing import answering
from assessment.services.demo import build
from assessment.services.entry import sessions
from assessment.services.office import Office, open_office
from benchmarks.servers import address

LEFT = 8


@dataclass(frozen=True)
class Owner:
    """An owner with an open assessment; `token` enters as the browser's cookie does."""

    token: str
    assessment_id: int


def built(folder: Path, firms: int) -> Path:
    """The file of a fresh demo database with so many firms."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"demo-{firms}.sqlite"
    office = opened(path)
    build(office, firms=firms)
    office.database.close()
    return path


def opened(database: Path | str) -> Office:
    """The office on this file, or at this address."""
    return open_office(address(database))


def owners(path: Path, count: int) -> list[Owner]:
    """Owners who are in the middle: `LEFT` questions of the open round at least are unanswered."""
    office = opened(path)
    with office.database.reading() as connection:
        people = accounts.listed(connection, role="owner")
        now = rounds.current(connection, office.today())
        assert now is not None
        ids = assessments.ids_of_round(connection, now.id, "smart-factory")
        locked = {
            one.firm_id for one in assessments.find_many(connection, ids) if one.status != "draft"
        }
    found: list[Owner] = []
    for which, person in enumerate(people):
        if len(found) == count:
            break
        if person.firm_id is None or person.firm_id in locked:
            continue
        token = sessions.enter_demo(office, "owner", which)
        actor = sessions.signed_in(office, sessions.token_hash(token))
        assert actor is not None
        number = answering.open_assessment(office, actor, person.firm_id, "smart-factory")
        sheet = answering.sheet(office, actor, number, "benchmark")
        if len(sheet.asked) - sheet.decided < LEFT:
            continue
        found.append(Owner(token, number))
    office.database.close()
    if len(found) < count:
        raise RuntimeError(f"only {len(found)} owners are in the middle of their assessment")
    return found


def staff(path: Path | str, role: str) -> str:
    """A token of the demo person of this role."""
    office = opened(path)
    token = sessions.enter_demo(office, role)
    office.database.close()
    return token
