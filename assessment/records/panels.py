"""What each member of a panel gave each applicant on each criterion."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, tuple_

from assessment.records.database import Connection
from assessment.records.ordering import in_order
from assessment.records.schema import applications, panel_scores

_BLOCK = 200


@dataclass(frozen=True)
class PanelScore:
    application_id: int
    criterion: str
    panelist: str
    score: float


def of_call(connection: Connection, call_id: int) -> tuple[PanelScore, ...]:
    """Every panel score of a call, ordered by applicant, criterion and panelist."""
    fields = tuple(panel_scores.c[name] for name in PanelScore.__dataclass_fields__)
    rows = connection.execute(
        select(*fields)
        .join(applications, applications.c.id == panel_scores.c.application_id)
        .where(applications.c.call_id == call_id)
        .order_by(*map(in_order, fields[:3]))
    )
    return tuple(PanelScore(*row) for row in rows)


def save(
    connection: Connection,
    given: Iterable[PanelScore],
    cleared: Iterable[tuple[int, str, str]],
    *,
    by: int,
    at: datetime,
) -> None:
    """Write the given scores over those of the same keys; remove the cleared keys."""
    kept = {(row.application_id, row.criterion, row.panelist): row for row in given}
    keys = [*kept, *cleared]
    key = tuple_(panel_scores.c.application_id, panel_scores.c.criterion, panel_scores.c.panelist)
    for start in range(0, len(keys), _BLOCK):
        connection.execute(delete(panel_scores).where(key.in_(keys[start : start + _BLOCK])))
    rows = [
        {
            "application_id": row.application_id,
            "criterion": row.criterion,
            "panelist": row.panelist,
            "score": row.score,
            "by": by,
            "at": at,
        }
        for row in kept.values()
    ]
    if rows:
        connection.execute(insert(panel_scores), rows)
