"""Remarks on an assessment or one of its items; they outlive every resubmission."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, select

from assessment.records import compiled
from assessment.records.database import Connection
from assessment.records.schema import accounts, comments

Kind = Literal["note", "send_back"]


@dataclass(frozen=True)
class Comment:
    """A remark with its author's name and role; `item` is absent when it is about the whole."""

    id: int
    item: str | None
    kind: str
    text: str
    author_id: int
    author: str
    role: str
    at: datetime
    resolved_at: datetime | None


def add(
    connection: Connection,
    assessment_id: int,
    *,
    item: str | None,
    kind: Kind,
    text: str,
    author_id: int,
    at: datetime,
) -> None:
    """Add a remark."""
    connection.execute(
        comments.insert().values(
            assessment_id=assessment_id, item=item, kind=kind, text=text, author_id=author_id, at=at
        )
    )


_of = (
    select(
        comments.c.id,
        comments.c.item,
        comments.c.kind,
        comments.c.text,
        comments.c.author_id,
        accounts.c.name,
        accounts.c.role,
        comments.c.at,
        comments.c.resolved_at,
    )
    .join(accounts, accounts.c.id == comments.c.author_id)
    .where(comments.c.assessment_id == bindparam("assessment"))
    .order_by(comments.c.id)
)


def of_assessment(connection: Connection, assessment_id: int) -> list[Comment]:
    """Every remark, first to last."""
    return [Comment(*row) for row in compiled.rows(connection, _of, assessment=assessment_id)]


def resolve(connection: Connection, ids: Sequence[int], at: datetime) -> None:
    """What these asked for was answered."""
    connection.execute(comments.update().where(comments.c.id.in_(ids)).values(resolved_at=at))
