"""The questionnaires of a round as staff choose among them."""

from dataclasses import dataclass

from assessment.locale import language
from assessment.records import releases, rounds
from assessment.services.office import Actor, Office
from assessment.services.permissions import STAFF, require
from assessment.services.releases.publishing import release_of


@dataclass(frozen=True)
class RoundForm:
    """A questionnaire that firms hand in, in the reader's words.

    `points` are what it gives in full; `outcome` marks one that asks what became of targets.
    """

    id: str
    title: str
    points: float
    outcome: bool


def forms_of_round(office: Office, actor: Actor, round_id: int | None) -> tuple[RoundForm, ...]:
    """Those that the round pins, the one with a quick part first; a quick part is not handed in."""
    require(actor, *STAFF)
    with office.database.reading() as connection:
        found = rounds.get(connection, round_id) if round_id is not None else None
        pinned = found.releases if found else {}
        known = [
            release_of(connection, digest)
            for digest in pinned.values()
            if releases.is_questionnaire(connection, digest)
        ]
    wholes = {one.part_of.id for one in known if one.part_of is not None}
    handed_in = [one for one in known if one.part_of is None]
    handed_in.sort(key=lambda one: (one.id not in wholes, one.id))
    return tuple(
        RoundForm(
            one.id,
            one.texts[language()].title,
            one.scoring.points,
            any(node.measure is not None for node in one.scoring.nodes.values()),
        )
        for one in handed_in
    )
