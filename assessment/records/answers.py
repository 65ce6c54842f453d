"""What a firm claimed, item by item, with who wrote it last and from which tab."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, String, and_, bindparam, func, literal, select

from assessment.records import bulk, changed_answers, compiled, journal
from assessment.records.assessments import Assessment
from assessment.records.database import Connection, at_end, seen
from assessment.records.many_keys import among, given_pairs, pairs
from assessment.records.schema import answers, assessments, firms, rounds

PART = "\x1f"
CELL = "\x1e"
LIST_PARTS = 5_000


@dataclass(frozen=True)
class StoredAnswer:
    """An answer as it is kept; `epoch` is the revision before the last writer's tab took over."""

    item: str
    state: str
    value: str | None
    confidence: int | None
    reason: str | None
    comment: str | None
    source: str
    origin: Mapping[str, Any] | None
    by: int | None
    tab: str
    at: datetime
    revision: int
    epoch: int

    def key_epoch(self, tab: str) -> int:
        """What the widget's key in this tab carries: unchanged by the tab's own writes."""
        return self.epoch if self.tab == tab else self.revision


_NAMES = tuple(StoredAnswer.__dataclass_fields__)


_of = select(*(answers.c[name] for name in _NAMES)).where(
    answers.c.assessment_id == bindparam("assessment")
)
_one = _of.where(answers.c.item == bindparam("item"))


def find(connection: Connection, assessment_id: int, item: str) -> StoredAnswer | None:
    """The answer to one item, if it was ever written."""
    found = compiled.rows(connection, _one, assessment=assessment_id, item=item)
    return StoredAnswer(*found[0]) if found else None


_OF_ASSESSMENT = tuple(Assessment.__dataclass_fields__)  # the firm's pseudonym is the last
_COLUMNS = len(_OF_ASSESSMENT)


@cache
def _places(kind: str) -> Select[Any]:
    wanted = pairs(kind)
    here = and_(answers.c.assessment_id == wanted.c.number, answers.c.item == wanted.c.word)
    return (
        select(
            *(assessments.c[name] for name in _OF_ASSESSMENT if name != "firm_pseudonym"),
            firms.c.pseudonym,
            *(answers.c[name].label(f"answer_{name}") for name in _NAMES),
        )
        .select_from(wanted)
        .join(assessments, assessments.c.id == wanted.c.number)
        .join(firms, firms.c.id == assessments.c.firm_id)
        .outerjoin(answers, here)
    )


Place = tuple[Assessment | None, StoredAnswer | None]


def find_place(connection: Connection, assessment_id: int, item: str) -> Place:
    """The assessment and its answer to the item, in one go; what waits to be written counts."""
    key = (assessment_id, item)
    places = _seen(connection)
    if key not in places:
        look_ahead(connection, [key])
    return places[key]


def look_ahead(connection: Connection, keys: Sequence[tuple[int, str]]) -> None:
    """Read the places (assessment, item) together, for every `find_place` of this writing."""
    places = _seen(connection)
    question = (_places(connection.dialect.name), given_pairs(connection, keys))
    # every answer is journalled, after the last row there is
    answered, last = compiled.ask(connection, question, (journal.LAST, {}))
    journal.know(connection, last)
    rows = [_place_of(row) for row in answered]
    found = {one.id: one for one, _ in rows if one is not None}
    given = {(one.id, answer.item): answer for one, answer in rows if one and answer}
    for key in keys:
        places.setdefault(key, (found.get(key[0]), given.get(key)))


def _seen(connection: Connection) -> dict[tuple[int, str], Place]:
    known = seen(connection)
    if known is None:
        raise RuntimeError("answers are written inside writing()")
    found: dict[tuple[int, str], Place] = known.setdefault("answers.places", {})
    return found


def _place_of(row: tuple[Any, ...]) -> Place:
    answer = StoredAnswer(*row[_COLUMNS:]) if row[_COLUMNS] is not None else None
    return Assessment(*row[:_COLUMNS]), answer


def of_assessment(connection: Connection, assessment_id: int) -> dict[str, StoredAnswer]:
    """Every answer that was ever written, by item."""
    rows = compiled.rows(connection, _of, assessment=assessment_id)
    return {row[0]: StoredAnswer(*row) for row in rows}


_before = (
    select(answers.c.item, rounds.c.name, answers.c.state, answers.c.value)
    .join(assessments, assessments.c.id == answers.c.assessment_id)
    .join(rounds, rounds.c.id == assessments.c.round_id)
    .where(
        assessments.c.firm_id == bindparam("firm"),
        assessments.c.round_id != bindparam("round"),
        rounds.c.opens_on
        <= select(rounds.c.opens_on).where(rounds.c.id == bindparam("round")).scalar_subquery(),
        answers.c.state != "unanswered",
    )
    .order_by(rounds.c.opens_on, assessments.c.updated_at)
)


def before(
    connection: Connection, firm_id: int, round_id: int
) -> dict[str, tuple[str, str, str | None]]:
    """What the firm said last in the rounds before this one: item to round, state, value."""
    rows = compiled.rows(connection, _before, firm=firm_id, round=round_id)
    return {item: (name, state, value) for item, name, state, value in rows}


def of_assessments(
    connection: Connection, ids: Sequence[int]
) -> dict[int, dict[str, StoredAnswer]]:
    """The same of many assessments; one that nobody has answered is left out."""
    columns = [answers.c[name] for name in ("assessment_id", *_NAMES)]
    found: dict[int, dict[str, StoredAnswer]] = {}
    for start in range(0, len(ids), LIST_PARTS):
        chosen = among(connection, answers.c.assessment_id, ids[start : start + LIST_PARTS])
        for key, *values in connection.execute(select(*columns).where(chosen)):
            found.setdefault(key, {})[values[0]] = StoredAnswer(*values)
    return found


def write(connection: Connection, assessment_id: int, answer: StoredAnswer) -> None:
    """Store it in place of what was there; the one writing transaction keeps others out."""
    write_many(connection, [(assessment_id, answer)])


def write_later(connection: Connection, assessment_id: int, answer: StoredAnswer) -> None:
    """The same at the end of this writing, with all others that wait; `find_place` knows of it."""
    waiting = at_end(connection, _flush)
    if waiting is None:
        raise RuntimeError("answers are written inside writing()")
    waiting.append((assessment_id, answer))
    places, key = _seen(connection), (assessment_id, answer.item)
    if key in places:
        places[key] = (places[key][0], answer)


def _flush(connection: Connection, waiting: list[tuple[int, StoredAnswer]]) -> None:
    rows = _rows(waiting)
    bulk.add_few(connection, "answers", [row for row in rows if row["revision"] == 1])
    changed_answers.change(connection, [row for row in rows if row["revision"] > 1])


def write_new(connection: Connection, assessment_id: int, many: Sequence[StoredAnswer]) -> None:
    """Store answers to items that have none yet, all at once."""
    if many:
        rows = [{name: getattr(one, name) for name in _NAMES} for one in many]
        connection.execute(
            answers.insert(), [{"assessment_id": assessment_id, **row} for row in rows]
        )


def write_many(connection: Connection, many: Sequence[tuple[int, StoredAnswer]]) -> None:
    """Store answers of many assessments, first ones and ones in place of what was there."""
    rows = _rows(many)
    bulk.add(connection, "answers", [row for row in rows if row["revision"] == 1])
    changed_answers.change(connection, [row for row in rows if row["revision"] > 1])


def _rows(many: Sequence[tuple[int, StoredAnswer]]) -> list[dict[str, Any]]:
    return [
        {"assessment_id": key, **{name: getattr(one, name) for name in _NAMES}} for key, one in many
    ]


def packed(connection: Connection, ids: Sequence[int]) -> list[tuple[int, str]]:
    """(assessment, its answers as cells `item PART state PART value` joined by CELL), ascending.

    A population of 20,000 comes as 20,000 strings instead of a million rows.
    """
    cell = (
        answers.c.item
        + literal(PART, String)
        + answers.c.state
        + literal(PART, String)
        + func.coalesce(answers.c.value, "")
    )
    found: list[tuple[int, str]] = []
    for start in range(0, len(ids), LIST_PARTS):
        query = (
            select(answers.c.assessment_id, func.aggregate_strings(cell, CELL))
            .where(among(connection, answers.c.assessment_id, ids[start : start + LIST_PARTS]))
            .group_by(answers.c.assessment_id)
            .order_by(answers.c.assessment_id)
        )
        found += [(row[0], row[1]) for row in connection.execute(query)]
    return found
