"""What an owner sees while answering: the questions, what is stored, how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from assessment.definitions.releases import Release
from assessment.method.codes import NOT_APPLICABLE, AnswerTable, from_values
from assessment.records import answers, comments, evidence, rounds
from assessment.records.answers import StoredAnswer
from assessment.records.assessments import Assessment
from assessment.records.comments import Comment
from assessment.records.evidence import Evidence
from assessment.services.assessing.contradictions import FiredContradiction, fired_for_one
from assessment.services.assessing.handling import OPEN_TO_OWNER, reach_assessment
from assessment.services.office import Actor, Office
from assessment.services.releases.publishing import release_of
from assessment.services.trust.accesses import saw


@dataclass(frozen=True)
class AreaProgress:
    """Decisions made in one area, in four states; items that are not asked do not count."""

    id: str
    items: tuple[str, ...]
    answered: int
    not_applicable: int
    unknown: int
    unanswered: int


@dataclass(frozen=True)
class PreviousAnswer:
    """What the firm said in an earlier round."""

    round_name: str
    state: str
    value: str | None


@dataclass(frozen=True)
class Sheet:
    """An assessment as its owner fills it in; `keys` is each widget's epoch in this tab."""

    assessment: Assessment
    release: Release
    round_name: str
    firm_id: int
    status: str
    open: bool
    areas: tuple[AreaProgress, ...]
    asked: tuple[str, ...]
    answers: Mapping[str, StoredAnswer]
    keys: Mapping[str, int]
    evidence: Mapping[str, tuple[Evidence, ...]]
    previous: Mapping[str, PreviousAnswer]
    comments: tuple[Comment, ...]
    minutes_left: int

    @cached_property
    def contradictions(self) -> tuple[FiredContradiction, ...]:
        """Of all answers; a page that shows one item does not need them."""
        return fired_for_one(self.release, table_of_one(self.release, self.answers))

    @property
    def decided(self) -> int:
        """How many asked items have an answer of any kind."""
        return len(self.asked) - sum(area.unanswered for area in self.areas)

    @property
    def suggested_area(self) -> str | None:
        """The area with the fewest items still open; none when all is decided."""
        left = [area for area in self.areas if area.unanswered]
        return min(left, key=lambda area: area.unanswered).id if left else None

    def state(self, item: str) -> str:
        """The item's state, unanswered when nothing is stored."""
        return self.answers[item].state if item in self.answers else "unanswered"

    def next_open(self, item: str | None = None) -> str | None:
        """The next asked item without an answer after this one, going round; else none."""
        start = self.asked.index(item) + 1 if item in self.asked else 0
        ordered = self.asked[start:] + self.asked[:start]
        return next((one for one in ordered if self.state(one) == "unanswered"), None)

    def asked_again(self, item: str) -> tuple[Comment, ...]:
        """What the consultant still wants mended here."""
        return tuple(
            one
            for one in self.comments
            if one.item == item and one.kind == "send_back" and one.resolved_at is None
        )


def sheet(office: Office, actor: Actor, assessment_id: int, tab: str) -> Sheet:
    """The whole assessment as this browser tab shows it."""
    with office.database.reading() as connection:
        found = reach_assessment(office, connection, actor, assessment_id)
        saw(office, actor, found.firm_pseudonym, "answers")
        release = release_of(connection, found.release_hash)
        stored = answers.of_assessment(connection, assessment_id)
        table = table_of_one(release, stored)
        asked = asked_items(table, stored)
        files: dict[str, tuple[Evidence, ...]] = {}
        for one in evidence.of_assessment(connection, assessment_id):
            files[one.item] = (*files.get(one.item, ()), one)
        areas = _progress(release, stored, asked)
        left = sum(area.unanswered for area in areas)
        now = rounds.get(connection, found.round_id)
        return Sheet(
            assessment=found,
            release=release,
            round_name=now.name if now else "",
            firm_id=found.firm_id,
            status=found.status,
            open=found.status in OPEN_TO_OWNER,
            areas=areas,
            asked=asked,
            answers=stored,
            keys={item: key_of(stored.get(item), tab) for item in release.items},
            evidence=files,
            previous={
                item: PreviousAnswer(*said)
                for item, said in answers.before(connection, found.firm_id, found.round_id).items()
            },
            comments=tuple(comments.of_assessment(connection, assessment_id)),
            minutes_left=ceil(release.questionnaire.minutes * left / max(len(asked), 1)),
        )


def stored_answer(
    office: Office, actor: Actor, assessment_id: int, item: str
) -> StoredAnswer | None:
    """One item's answer as it is now; light enough for every redraw of one question."""
    with office.database.reading() as connection:
        reach_assessment(office, connection, actor, assessment_id)
        return answers.find(connection, assessment_id, item)


def key_of(stored: StoredAnswer | None, tab: str) -> int:
    """The epoch that the widget's key carries in this tab; 0 before there is an answer."""
    return stored.key_epoch(tab) if stored else 0


def table_of_one(release: Release, stored: Mapping[str, StoredAnswer]) -> AnswerTable:
    """The stored answers of one firm as a table of one row."""
    values = {item: (one.state, one.value) for item, one in stored.items()}
    return from_values(release, [values], [0])  # type: ignore[list-item]  # states are text in records


def asked_items(table: AnswerTable, stored: Mapping[str, StoredAnswer]) -> tuple[str, ...]:
    """The items that skip logic leaves in, in order."""
    return tuple(
        item
        for item, code in zip(table.items, table.codes[0], strict=True)
        if code != NOT_APPLICABLE or (item in stored and stored[item].state == "not_applicable")
    )


def _progress(
    release: Release, stored: Mapping[str, StoredAnswer], asked: tuple[str, ...]
) -> tuple[AreaProgress, ...]:
    known = set(asked)
    areas = []
    for area in release.questionnaire.areas:
        items = tuple(item for item in area.items if item in known)
        states = [stored[item].state if item in stored else "unanswered" for item in items]
        areas.append(
            AreaProgress(
                area.id,
                items,
                states.count("answered"),
                states.count("not_applicable"),
                states.count("unknown"),
                states.count("unanswered"),
            )
        )
    return tuple(areas)
