"""Which files back which answer; a removed one stays on record without being shown."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from assessment.records import compiled
from assessment.records.database import Connection
from assessment.records.schema import evidence


@dataclass(frozen=True)
class Evidence:
    """One file behind one answer; its content is stored under `sha256`."""

    id: int
    assessment_id: int
    item: str
    sha256: str
    name: str
    media_type: str
    size: int
    by: int
    at: datetime
    removed_at: datetime | None


def add(
    connection: Connection,
    assessment_id: int,
    *,
    item: str,
    sha256: str,
    name: str,
    media_type: str,
    size: int,
    by: int,
    at: datetime,
) -> int:
    """The id of the new entry; the content itself is stored apart, by its hash."""
    done = connection.execute(
        evidence.insert().values(
            assessment_id=assessment_id,
            item=item,
            sha256=sha256,
            name=name,
            media_type=media_type,
            size=size,
            by=by,
            at=at,
        )
    )
    key = done.inserted_primary_key
    assert key is not None
    return int(key[0])


def find(connection: Connection, evidence_id: int) -> Evidence | None:
    """The entry, removed or not."""
    row = connection.execute(select(evidence).where(evidence.c.id == evidence_id)).mappings()
    found = row.first()
    return Evidence(**found) if found else None


_of = (
    select(*(evidence.c[name] for name in Evidence.__dataclass_fields__))
    .where(evidence.c.assessment_id == bindparam("assessment"), evidence.c.removed_at.is_(None))
    .order_by(evidence.c.id)
)


def of_assessment(connection: Connection, assessment_id: int) -> list[Evidence]:
    """What is there now, oldest first."""
    return [Evidence(*row) for row in compiled.rows(connection, _of, assessment=assessment_id)]


def remove(connection: Connection, evidence_id: int, at: datetime) -> None:
    """No longer shown; the entry and the file stay."""
    connection.execute(evidence.update().where(evidence.c.id == evidence_id).values(removed_at=at))


def bytes_of(connection: Connection, assessment_id: int) -> int:
    """The size of all its files, removed ones too."""
    query = select(func.sum(evidence.c.size)).where(evidence.c.assessment_id == assessment_id)
    return int(connection.execute(query).scalar() or 0)


def count(connection: Connection, assessment_id: int, item: str | None = None) -> int:
    """How many files are there now, for one item or for all."""
    query = (
        select(func.count())
        .select_from(evidence)
        .where(evidence.c.assessment_id == assessment_id, evidence.c.removed_at.is_(None))
    )
    if item is not None:
        query = query.where(evidence.c.item == item)
    return int(connection.execute(query).scalar_one())
