"""What a firm claimed, item by item, with who wrote it last and from which tab."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, String, and_, bindparam, func, literal, select

from assessment.records import bulk
from assessment.records.assessments import Assessment
from assessment.records.database import Connection, at_end
from assessment.records.many_keys import among
from assessment.records.schema import answers, assessments, firms

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


def _stored(row: RowMapping) -> StoredAnswer:
    return StoredAnswer(**{name: row[name] for name in _NAMES})


_one = select(answers).where(
    answers.c.assessment_id == bindparam("assessment"), answers.c.item == bindparam("of")
)


def find(connection: Connection, assessment_id: int, item: str) -> StoredAnswer | None:
    """The answer to one item, if it was ever written."""
    row = connection.execute(_one, {"assessment": assessment_id, "of": item}).mappings().first()
    return _stored(row) if row else None


_OF_ASSESSMENT = tuple(Assessment.__dataclass_fields__)  # the firm's pseudonym is the last
_COLUMNS = len(_OF_ASSESSMENT)
_joined = (
    select(
        *(assessments.c[name] for name in _OF_ASSESSMENT if name != "firm_pseudonym"),
        firms.c.pseudonym,
        *(answers.c[name].label(f"answer_{name}") for name in _NAMES),
    )
    .select_from(assessments)
    .join(firms, firms.c.id == assessments.c.firm_id)
)
_place = _joined.outerjoin(
    answers, and_(answers.c.assessment_id == assessments.c.id, answers.c.item == bindparam("of"))
).where(assessments.c.id == bindparam("assessment"))
_places = _joined.outerjoin(
    answers,
    and_(
        answers.c.assessment_id == assessments.c.id,
        answers.c.item.in_(bindparam("items", expanding=True)),
    ),
).where(assessments.c.id.in_(bindparam("assessments", expanding=True)))

Place = tuple[Assessment | None, StoredAnswer | None]


def find_place(connection: Connection, assessment_id: int, item: str) -> Place:
    """The assessment and its answer to the item, in one go; what waits to be written counts."""
    seen = connection.get_execution_options().get("assessment_seen", {})
    place: Place | None = seen.get((assessment_id, item))
    if place is None:
        row = connection.execute(_place, {"assessment": assessment_id, "of": item}).first()
        place = _place_of(row) if row else (None, None)
    for key, one in reversed(at_end(connection, _flush) or []):
        if (key, one.item) == (assessment_id, item):
            return place[0], one
    return place


def look_ahead(connection: Connection, keys: Sequence[tuple[int, str]]) -> None:
    """Read the places (assessment, item) together, for every `find_place` of this writing."""
    seen: dict[tuple[int, str], Place] = connection.get_execution_options()["assessment_seen"]
    named = {"assessments": [key for key, _ in keys], "items": [item for _, item in keys]}
    rows = [_place_of(row) for row in connection.execute(_places, named)]
    found = {one.id: one for one, _ in rows if one is not None}
    given = {(one.id, answer.item): answer for one, answer in rows if one and answer}
    for key in keys:
        seen[key] = (found.get(key[0]), given.get(key))


def _place_of(row: Any) -> Place:
    answer = StoredAnswer(*row[_COLUMNS:]) if row[_COLUMNS] is not None else None
    return Assessment(*row[:_COLUMNS]), answer


def of_assessment(connection: Connection, assessment_id: int) -> dict[str, StoredAnswer]:
    """Every answer that was ever written, by item."""
    query = select(answers).where(answers.c.assessment_id == assessment_id)
    return {row["item"]: _stored(row) for row in connection.execute(query).mappings()}


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
    values = {name: getattr(answer, name) for name in _NAMES}
    if answer.revision == 1:
        connection.execute(answers.insert(), {"assessment_id": assessment_id, **values})
        return
    here = (answers.c.assessment_id == assessment_id, answers.c.item == answer.item)
    before = answers.c.revision == answer.revision - 1
    # values as parameters: in values() SQLAlchemy would go through each to find its cached text
    done = connection.execute(answers.update().where(*here, before), values)
    if done.rowcount != 1:
        raise RuntimeError("answer changed outside the writing transaction")


def write_later(connection: Connection, assessment_id: int, answer: StoredAnswer) -> None:
    """The same at the end of this writing, with all others that wait; `find_place` knows of it."""
    waiting = at_end(connection, _flush)
    if waiting is None:
        raise RuntimeError("answers are written inside writing()")
    waiting.append((assessment_id, answer))


def _flush(connection: Connection, waiting: list[tuple[int, StoredAnswer]]) -> None:
    if len(waiting) == 1:
        write(connection, *waiting[0])
    elif waiting:
        write_many(connection, waiting)


def write_new(connection: Connection, assessment_id: int, many: Sequence[StoredAnswer]) -> None:
    """Store answers to items that have none yet, all at once."""
    if many:
        rows = [{name: getattr(one, name) for name in _NAMES} for one in many]
        connection.execute(
            answers.insert(), [{"assessment_id": assessment_id, **row} for row in rows]
        )


def write_many(connection: Connection, many: Sequence[tuple[int, StoredAnswer]]) -> None:
    """Store answers of many assessments, first ones and ones in place of what was there."""
    first = [(key, one) for key, one in many if one.revision == 1]
    later = [(key, one) for key, one in many if one.revision > 1]
    rows = [
        {"assessment_id": key, **{name: getattr(one, name) for name in _NAMES}}
        for key, one in first
    ]
    bulk.add(connection, "answers", rows)
    if not later:
        return
    here = (answers.c.assessment_id == bindparam("of"), answers.c.item == bindparam("which"))
    query = answers.update().where(*here, answers.c.revision == bindparam("before"))
    values = [
        {"of": key, "which": one.item, "before": one.revision - 1}
        | {name: getattr(one, name) for name in _NAMES}
        for key, one in later
    ]
    done = connection.execute(query.values({name: bindparam(name) for name in _NAMES}), values)
    if done.rowcount != len(later):
        raise RuntimeError("answer changed outside the writing transaction")


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
