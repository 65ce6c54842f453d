"""One question as it is now: as much as a click needs, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.definitions.questionnaires import ChoiceItem, LevelItem, MultiItem, NumberItem
from assessment.definitions.releases import Release
from assessment.expressions import evaluate_one, parse
from assessment.locale import language
from assessment.records import answers
from assessment.records.answers import StoredAnswer
from assessment.services.assessing.contradictions import FiredContradiction
from assessment.services.assessing.handling import OPEN_TO_OWNER, reach_assessment
from assessment.services.assessing.sheet import key_of
from assessment.services.office import Actor, Office


@dataclass(frozen=True)
class ItemNow:
    """What is stored of the item; `key` is the epoch of its fields in this tab."""

    stored: StoredAnswer | None
    key: int
    open: bool


def item_now(office: Office, actor: Actor, assessment_id: int, item: str, tab: str) -> ItemNow:
    """The item as this browser tab should show it."""
    with office.database.reading() as connection:
        found = reach_assessment(office, connection, actor, assessment_id)
        stored = answers.find(connection, assessment_id, item)
    return ItemNow(stored, key_of(stored, tab), found.status in OPEN_TO_OWNER)


def contradictions_at(
    release: Release, item: str, claims: Mapping[str, tuple[str, str | None]]
) -> tuple[FiredContradiction, ...]:
    """The rules that `item` breaks with an earlier one; `claims` is (state, value) by item."""
    order = {name: place for place, name in enumerate(release.items)}
    concerned = [
        (rule, tuple(sorted(rule.items, key=lambda one: order.get(one, -1))))
        for rule in release.questionnaire.contradictions
    ]
    concerned = [(rule, items) for rule, items in concerned if items[-1] == item]
    if not concerned or claims.get(item, ("unanswered", None))[0] != "answered":
        return ()
    texts = release.texts[language()].rules
    fired = []
    for rule, items in concerned:
        parsed = parse(rule.rule)
        known = {name: _number(release, name, claims.get(name)) for name in parsed.names}
        if evaluate_one(parsed, known) is True:
            fired.append(FiredContradiction(rule.id, texts.get(rule.id, rule.id), items))
    return tuple(fired)


def _number(release: Release, item: str, claim: tuple[str, str | None] | None) -> float | None:
    """What a rule sees of an answer, as `method.binding` gives it for whole tables."""
    if claim is None or claim[0] != "answered" or claim[1] is None or item not in release.items:
        return None
    match release.items[item]:
        case LevelItem(options=options) | ChoiceItem(options=options):
            known = [option.id for option in options]
            return float(known.index(claim[1])) if claim[1] in known else None
        case MultiItem():
            return float(len(claim[1].split()))
        case NumberItem():
            return float(claim[1])
        case _:
            return None
