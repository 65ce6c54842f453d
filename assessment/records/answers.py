"""What a firm claimed, item by item, with who wrote it last and from which tab."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, String, bindparam, func, literal, select

from assessment.records.database import Connection
from assessment.records.schema import answers

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


def of_assessment(connection: Connection, assessment_id: int) -> dict[str, StoredAnswer]:
    """Every answer that was ever written, by item."""
    query = select(answers).where(answers.c.assessment_id == assessment_id)
    return {row["item"]: _stored(row) for row in connection.execute(query).mappings()}


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


def write_new(connection: Connection, assessment_id: int, many: Sequence[StoredAnswer]) -> None:
    """Store answers to items that have none yet, all at once."""
    if many:
        rows = [{name: getattr(one, name) for name in _NAMES} for one in many]
        connection.execute(
            answers.insert(), [{"assessment_id": assessment_id, **row} for row in rows]
        )


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
            .where(answers.c.assessment_id.in_(ids[start : start + LIST_PARTS]))
            .group_by(answers.c.assessment_id)
            .order_by(answers.c.assessment_id)
        )
        found += [(row[0], row[1]) for row in connection.execute(query)]
    return found
