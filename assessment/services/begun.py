"""What a firm can answer in the current round, and how far each of it is."""

from dataclasses import dataclass

from assessment.locale import language
from assessment.records import answers, assessments, releases
from assessment.records.assessments import Assessment
from assessment.records.database import Connection
from assessment.records.rounds import Round
from assessment.services.office import Actor, Office
from assessment.services.permissions import reach_firm
from assessment.services.publishing import release_of
from assessment.services.rounds import current_round
from assessment.services.sheet import asked_items, table_of_one


@dataclass(frozen=True)
class Begun:
    """One questionnaire of the round; `assessment_id` is none before the firm opened it.

    `quick` marks one that asks a part of another's items and only estimates the level.
    """

    questionnaire: str
    title: str
    quick: bool
    minutes: int
    asked: int
    decided: int
    assessment_id: int | None
    status: str

    @property
    def complete(self) -> bool:
        """Whether every item that is asked has an answer of some kind."""
        return self.assessment_id is not None and self.decided >= self.asked


def begun(office: Office, actor: Actor, firm_id: int | None) -> tuple[Begun, ...]:
    """Every questionnaire of the current round, the quick ones first."""
    with office.database.reading() as connection:
        reach_firm(office, connection, actor, firm_id)
        now = current_round(office, connection)
        kinds = {one.hash: one.kind for one in releases.listed(connection)}
        own = {
            one.questionnaire: one
            for one in assessments.of_firm(connection, firm_id or 0)
            if one.round_id == now.id
        }
        names = [name for name, digest in now.releases.items() if kinds[digest] == "questionnaire"]
        found = [_begun(connection, now, name, own.get(name)) for name in sorted(names)]
    return tuple(sorted(found, key=lambda one: not one.quick))


def last_handed_in(office: Office, actor: Actor, firm_id: int | None) -> int | None:
    """The firm's latest assessment that was handed in, of whichever round."""
    with office.database.reading() as connection:
        reach_firm(office, connection, actor, firm_id)
        own = assessments.of_firm(connection, firm_id or 0)
    return next((one.id for one in own if one.submissions), None)


def _begun(connection: Connection, now: Round, name: str, own: Assessment | None) -> Begun:
    release = release_of(connection, own.release_hash if own else now.releases[name])
    asked, decided = len(release.items), 0
    if own is not None:
        stored = answers.of_assessment(connection, own.id)
        items = asked_items(table_of_one(release, stored), stored)
        asked = len(items)
        decided = sum(i in stored and stored[i].state != "unanswered" for i in items)
    return Begun(
        name,
        release.texts[language()].title,
        release.parent is not None,
        release.questionnaire.minutes,
        asked,
        decided,
        own.id if own else None,
        own.status if own else "",
    )
