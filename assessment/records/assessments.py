"""One firm's assessment in one round: where it stands, who reviews it, what a list shows of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select

from assessment.records import compiled
from assessment.records.database import Connection
from assessment.records.schema import assessments, figures, firms, rounds, submissions

LIST_PARTS = 5_000


@dataclass(frozen=True)
class Assessment:
    """A row of `assessments`; the points and levels are what a list shows, as last computed."""

    id: int
    firm_id: int
    round_id: int
    questionnaire: str
    release_hash: str
    status: str
    reviewer_id: int | None
    visit_on: date | None
    submissions: int
    submitted_at: datetime | None
    verified_at: datetime | None
    created_at: datetime
    updated_at: datetime
    claimed_points: float | None
    verified_points: float | None
    coverage: float | None
    verified_share: float | None
    capability_level: int | None
    system_level: int | None
    distance: float | None
    evidence_count: int
    contradiction_count: int
    firm_pseudonym: str


@dataclass(frozen=True)
class Submission:
    """What was claimed when the owner handed it in: item to (state, value)."""

    number: int
    receipt: str
    claims: Mapping[str, tuple[str, str | None]]
    by: int | None
    at: datetime


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + LIST_PARTS] for start in range(0, len(ids), LIST_PARTS))


_found = select(
    *(assessments.c[name] for name in Assessment.__dataclass_fields__ if name != "firm_pseudonym"),
    firms.c.pseudonym.label("firm_pseudonym"),
).join(firms, firms.c.id == assessments.c.firm_id)
_one = _found.where(assessments.c.id == bindparam("assessment"))


def find(connection: Connection, assessment_id: int) -> Assessment | None:
    """The assessment, if there is one."""
    found = compiled.rows(connection, _one, assessment=assessment_id)
    return Assessment(*found[0]) if found else None


def find_many(connection: Connection, ids: Sequence[int]) -> list[Assessment]:
    """Those that exist, in the order of `ids`."""
    found: dict[int, Assessment] = {}
    for part in _parts(ids):
        rows = connection.execute(_found.where(assessments.c.id.in_(part))).mappings()
        found |= {row["id"]: Assessment(**row) for row in rows}
    return [found[key] for key in ids if key in found]


def release_of_each(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """Assessment id to the hash of its release."""
    found: dict[int, str] = {}
    for part in _parts(ids):
        query = select(assessments.c.id, assessments.c.release_hash)
        rows = connection.execute(query.where(assessments.c.id.in_(part)))
        found |= {row[0]: row[1] for row in rows}
    return found


def of_firm(connection: Connection, firm_id: int) -> list[Assessment]:
    """Every assessment of the firm, latest round first, within it last changed first."""
    query = (
        _found.join(rounds, rounds.c.id == assessments.c.round_id)
        .where(assessments.c.firm_id == firm_id)
        .order_by(rounds.c.opens_on.desc(), assessments.c.updated_at.desc())
    )
    return [Assessment(**row) for row in connection.execute(query).mappings()]


def of_firms(
    connection: Connection, round_id: int, questionnaire: str, firm_ids: Sequence[int]
) -> dict[int, Assessment]:
    """The assessment of each of these firms by this questionnaire in this round, by firm."""
    found: dict[int, Assessment] = {}
    for part in _parts(firm_ids):
        query = _found.where(
            assessments.c.round_id == round_id,
            assessments.c.questionnaire == questionnaire,
            assessments.c.firm_id.in_(part),
        )
        rows = connection.execute(query).mappings()
        found |= {row["firm_id"]: Assessment(**row) for row in rows}
    return found


def create(
    connection: Connection,
    *,
    firm_id: int,
    round_id: int,
    questionnaire: str,
    release_hash: str,
    at: datetime,
) -> int:
    """The id of a new draft."""
    done = connection.execute(
        assessments.insert().values(
            firm_id=firm_id,
            round_id=round_id,
            questionnaire=questionnaire,
            release_hash=release_hash,
            status="draft",
            created_at=at,
            updated_at=at,
        )
    )
    key = done.inserted_primary_key
    assert key is not None
    return int(key[0])


def change(connection: Connection, assessment_id: int, **values: Any) -> None:
    """Set these columns of the assessment."""
    connection.execute(
        assessments.update().where(assessments.c.id == assessment_id).values(**values)
    )


def ids_of_round(
    connection: Connection,
    round_id: int,
    questionnaire: str | None = None,
    statuses: Sequence[str] | None = None,
) -> list[int]:
    """Ids in a round, ascending; all statuses when none is named."""
    query = select(assessments.c.id).where(assessments.c.round_id == round_id)
    if questionnaire is not None:
        query = query.where(assessments.c.questionnaire == questionnaire)
    if statuses is not None:
        query = query.where(assessments.c.status.in_(statuses))
    return list(connection.scalars(query.order_by(assessments.c.id)))


def standings(
    connection: Connection, round_id: int, questionnaire: str, statuses: Sequence[str]
) -> list[dict[str, Any]]:
    """What a comparison needs of each assessment: points as listed, sector, complex, last sales."""
    query = _standing().where(
        assessments.c.round_id == round_id,
        assessments.c.questionnaire == questionnaire,
        assessments.c.status.in_(statuses),
    )
    found = connection.execute(query.order_by(assessments.c.id)).mappings()
    return [dict(row) for row in found]


def standing_of(connection: Connection, assessment_id: int) -> dict[str, Any]:
    """The same of one assessment, whatever its status."""
    query = _standing().where(assessments.c.id == assessment_id)
    return dict(connection.execute(query).mappings().one())


def _standing() -> Select[Any]:
    last = (
        select(figures.c.firm_id, func.max(figures.c.year).label("year"))
        .where(figures.c.sales.is_not(None))
        .group_by(figures.c.firm_id)
        .subquery()
    )
    joined = (
        assessments.join(firms, firms.c.id == assessments.c.firm_id)
        .outerjoin(last, last.c.firm_id == firms.c.id)
        .outerjoin(
            figures, and_(figures.c.firm_id == last.c.firm_id, figures.c.year == last.c.year)
        )
    )
    return select(
        assessments.c.id,
        assessments.c.firm_id,
        assessments.c.status,
        assessments.c.claimed_points,
        assessments.c.verified_points,
        firms.c.ksic_division,
        firms.c.complex,
        figures.c.sales,
    ).select_from(joined)


def finished_stamp(
    connection: Connection, round_id: int, release_hash: str
) -> tuple[int, datetime | None]:
    """How many reviews are done of this round and release, and when the last was."""
    query = select(func.count(), func.max(assessments.c.verified_at))
    count, last = connection.execute(query.where(*_finished(round_id, release_hash))).one()
    return int(count), last


def finished(connection: Connection, round_id: int, release_hash: str) -> list[int]:
    """Ids of those, ascending; such an assessment does not change any more."""
    query = select(assessments.c.id).where(*_finished(round_id, release_hash))
    return list(connection.scalars(query.order_by(assessments.c.id)))


def _finished(round_id: int, release_hash: str) -> tuple[ColumnElement[bool], ...]:
    return (
        assessments.c.round_id == round_id,
        assessments.c.release_hash == release_hash,
        assessments.c.status == "verified",
    )


# ---- submissions ---------------------------------------------------------------------------


def add_submission(
    connection: Connection,
    assessment_id: int,
    *,
    number: int,
    receipt: str,
    claims: Mapping[str, tuple[str, str | None]],
    by: int | None,
    at: datetime,
) -> None:
    """Keep what was claimed at this moment under its receipt number."""
    kept = {item: {"state": state, "value": value} for item, (state, value) in claims.items()}
    connection.execute(
        submissions.insert().values(
            assessment_id=assessment_id, number=number, receipt=receipt, claims=kept, by=by, at=at
        )
    )


def submissions_of(connection: Connection, assessment_id: int) -> list[Submission]:
    """Every submission, first to last."""
    query = select(submissions).where(submissions.c.assessment_id == assessment_id)
    return [
        Submission(
            number=row.number,
            receipt=row.receipt,
            claims={item: (kept["state"], kept["value"]) for item, kept in row.claims.items()},
            by=row.by,
            at=row.at,
        )
        for row in connection.execute(query.order_by(submissions.c.number))
    ]
