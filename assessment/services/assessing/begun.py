"""What a firm can answer in the current round, and how far each of it is."""

from dataclasses import dataclass

from assessment.locale import language
from assessment.records import answers, assessments, releases, rounds
from assessment.records.assessments import Assessment
from assessment.records.database import Connection
from assessment.records.rounds import Round
from assessment.services.assessing.sheet import asked_items, table_of_one
from assessment.services.funding.outlook import published_programmes
from assessment.services.funding.reasons import Words, words_of
from assessment.services.office import Actor, Office
from assessment.services.permissions import reach_firm
from assessment.services.releases.publishing import release_of


@dataclass(frozen=True)
class Begun:
    """One questionnaire of the round; `assessment_id` is none before the firm opened it.

    `part_of` names the questionnaire of which this one asks a part, to estimate its level;
    `programmes` are those that weigh its answers.
    """

    questionnaire: str
    title: str
    summary: str
    part_of: str | None
    minutes: int
    asked: int
    decided: int
    assessment_id: int | None
    status: str
    programmes: tuple[Words, ...]

    @property
    def quick(self) -> bool:
        """Whether it asks only a part of another questionnaire."""
        return self.part_of is not None

    @property
    def complete(self) -> bool:
        """Whether every item that is asked has an answer of some kind."""
        return self.assessment_id is not None and self.decided >= self.asked


def begun(office: Office, actor: Actor, firm_id: int | None) -> tuple[Begun, ...]:
    """Every questionnaire of the current round: a part of one, the one it belongs to, the rest.

    None between rounds.
    """
    with office.database.reading() as connection:
        reach_firm(office, connection, actor, firm_id)
        now = rounds.current(connection, office.today())
        if now is None:
            return ()
        kinds = {one.hash: one.kind for one in releases.listed(connection)}
        own = {
            one.questionnaire: one
            for one in assessments.of_firm(connection, firm_id or 0)
            if one.round_id == now.id
        }
        names = [name for name, digest in now.releases.items() if kinds[digest] == "questionnaire"]
        weighed = _programmes(connection)
        found = [
            _begun(connection, now, name, own.get(name), weighed.get(name, ()))
            for name in sorted(names)
        ]
    wholes = {one.part_of for one in found}
    return tuple(sorted(found, key=lambda one: (not one.quick, one.questionnaire not in wholes)))


def _programmes(connection: Connection) -> dict[str, tuple[Words, ...]]:
    """By questionnaire, the programmes that can be applied for now or again."""
    found: dict[str, tuple[Words, ...]] = {}
    for one in published_programmes(connection).values():
        if one.status != "historic":
            known = found.get(one.questionnaire, ())
            found[one.questionnaire] = (*known, words_of(one.name))
    return found


def _begun(
    connection: Connection,
    now: Round,
    name: str,
    own: Assessment | None,
    programmes: tuple[Words, ...],
) -> Begun:
    release = release_of(connection, own.release_hash if own else now.releases[name])
    asked, decided = len(release.items), 0
    if own is not None:
        stored = answers.of_assessment(connection, own.id)
        items = asked_items(table_of_one(release, stored), stored)
        asked = len(items)
        decided = sum(i in stored and stored[i].state != "unanswered" for i in items)
    texts = release.texts[language()]
    return Begun(
        name,
        texts.title,
        texts.summary,
        release.part_of.id if release.part_of else None,
        release.questionnaire.minutes,
        asked,
        decided,
        own.id if own else None,
        own.status if own else "",
        programmes,
    )
