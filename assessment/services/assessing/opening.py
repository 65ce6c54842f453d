"""Beginning an assessment: a draft that already knows what the firm answered elsewhere."""

from collections.abc import Mapping

from assessment.definitions.releases import Release
from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.records import answers, assessments, rounds
from assessment.records.answers import StoredAnswer
from assessment.records.assessments import Assessment
from assessment.records.database import Connection
from assessment.services.assessing.answer_values import AnswerValue, check_answer
from assessment.services.assessing.handling import note
from assessment.services.assessing.rounds import current_round
from assessment.services.entry.charges import take_firm
from assessment.services.office import Actor, Office
from assessment.services.permissions import reach_firm, require
from assessment.services.releases.publishing import release_of

CARRIED_TAB = "carried"
_KEEPS_MEANING = ("same", "reworded", "rescaled")


def open_assessment(office: Office, actor: Actor, firm_id: int, questionnaire: str) -> int:
    """The id of the firm's assessment in the current round; a new one begins as a draft.

    Items without an answer of their own take the firm's latest one: this round's other
    questionnaires first, then earlier rounds, with source `carried` and their origin.
    """
    require(actor, "owner", "consultant", "manager")
    if actor.role == "consultant":
        take_firm(office, actor, firm_id)  # who answers for a firm is in charge of it
    with office.database.reading() as connection:
        reach_firm(office, connection, actor, firm_id)
        known = _known(office, connection, firm_id, questionnaire)
        if known is not None and not _carried(office, connection, actor, known):
            return known.id
    with office.database.writing() as connection:
        found = _known(office, connection, firm_id, questionnaire)
        if found is None:
            found = _create(office, connection, actor, firm_id, questionnaire)
        taken = _carried(office, connection, actor, found)
        answers.write_new(connection, found.id, taken)
        if taken:
            payload = {"items": {one.item: one.origin for one in taken}}
            note(office, connection, actor, found, "answers_carried", payload)
    return found.id


def _known(
    office: Office, connection: Connection, firm_id: int, questionnaire: str
) -> Assessment | None:
    now = current_round(office, connection).id
    for one in assessments.of_firm(connection, firm_id):
        if one.round_id == now and one.questionnaire == questionnaire:
            return one
    return None


def _create(
    office: Office, connection: Connection, actor: Actor, firm_id: int, questionnaire: str
) -> Assessment:
    now = current_round(office, connection)
    digest = now.releases.get(questionnaire)
    if digest is None:
        raise AssessmentError(
            Problem(
                questionnaire,
                message("이번 회차에서 쓰지 않는 진단지입니다."),
                message("회차를 열기 전에 진단지를 게시했는지 확인해 주십시오."),
                code="not_in_round",
            )
        )
    key = assessments.create(
        connection,
        firm_id=firm_id,
        round_id=now.id,
        questionnaire=questionnaire,
        release_hash=digest,
        at=office.clock(),
    )
    made = assessments.find(connection, key)
    assert made is not None
    note(office, connection, actor, made, "assessment_opened", {"questionnaire": questionnaire})
    return made


def _carried(
    office: Office, connection: Connection, actor: Actor, found: Assessment
) -> list[StoredAnswer]:
    if found.status != "draft":
        return []
    release = release_of(connection, found.release_hash)
    open_items = set(release.items) - set(answers.of_assessment(connection, found.id))
    taken: dict[str, StoredAnswer] = {}
    for other in earlier(connection, found) if open_items else []:
        stored = answers.of_assessment(connection, other.id)
        for item in sorted(open_items - set(taken)):
            before = _answer_before(release, item, stored, other.round_id == found.round_id)
            if before is not None:
                value, origin = before
                taken[item] = _as_carried(office, actor, item, value, origin, other)
    return list(taken.values())


def earlier(connection: Connection, found: Assessment) -> list[Assessment]:
    """The firm's other assessments that may know an answer, the latest first."""
    opened = {one.id: one.opens_on for one in rounds.listed(connection)}
    return [
        other
        for other in assessments.of_firm(connection, found.firm_id)
        if other.id != found.id and opened[other.round_id] <= opened[found.round_id]
    ]


def _answer_before(
    release: Release, item: str, stored: Mapping[str, StoredAnswer], same_round: bool
) -> tuple[AnswerValue, StoredAnswer] | None:
    definition = release.items[item]
    origin, value = stored.get(item), None
    if origin is not None:
        value = origin.value
    elif (replaced := definition.replaces) and replaced.relation in _KEEPS_MEANING:
        origin = stored.get(replaced.id)
        value = replaced.map.get(str(origin.value), origin.value) if origin else None
    decided = ("answered", "not_applicable", "unknown")[: 3 if same_round else 2]
    if origin is None or origin.state not in decided:
        return None
    checked = check_answer(release, item, origin.state, value, origin.reason)
    return None if isinstance(checked, Problem) else (checked, origin)


def _as_carried(
    office: Office,
    actor: Actor,
    item: str,
    value: AnswerValue,
    origin: StoredAnswer,
    other: Assessment,
) -> StoredAnswer:
    came_from = origin.origin if origin.source == "carried" and origin.origin else None
    return StoredAnswer(
        item=item,
        state=value.state,
        value=value.value,
        confidence=None,
        reason=value.reason,
        comment=None,
        source="carried",
        origin=came_from
        or {
            "assessment": other.id,
            "item": origin.item,
            "revision": origin.revision,
            "date": origin.at.date().isoformat(),
        },
        by=actor.account_id,
        tab=CARRIED_TAB,
        at=office.clock(),
        revision=1,
        epoch=0,
    )
