"""What was being typed when a sign-in ran out, until the person is back."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select

from assessment.records.database import Connection
from assessment.records.schema import drafts


def put(connection: Connection, account_id: int, values: Mapping[str, str], at: datetime) -> None:
    """Keep the contents of these fields in place of earlier ones of theirs."""
    chosen = (drafts.c.account_id == account_id) & drafts.c.key.in_(list(values))
    connection.execute(delete(drafts).where(chosen))
    rows = [{"account_id": account_id, "key": k, "value": v, "at": at} for k, v in values.items()]
    if rows:
        connection.execute(insert(drafts), rows)


def of_account(connection: Connection, account_id: int, since: datetime) -> dict[str, str]:
    """Contents by field, those kept after this moment."""
    query = select(drafts.c.key, drafts.c.value).where(
        drafts.c.account_id == account_id, drafts.c.at > since
    )
    return {row.key: row.value for row in connection.execute(query.order_by(drafts.c.at))}


def forget_before(connection: Connection, at: datetime) -> None:
    """Drop what was kept before this moment."""
    connection.execute(delete(drafts).where(drafts.c.at < at))


def forget_about(
    connection: Connection, assessment_ids: Collection[int], words: Collection[str]
) -> None:
    """Drop, whoever typed it, what stood in a field of these assessments or names one of these."""
    places = tuple(f"-{number}-" for number in assessment_ids)
    for row in connection.execute(select(drafts)).all():
        text = str(json.loads(row.value).get("text", ""))
        if any(place in row.key for place in places) or any(word in text for word in words):
            forget(connection, row.account_id, [row.key])


def forget(connection: Connection, account_id: int, keys: Collection[str] | None = None) -> None:
    """Drop what is kept for this person, of these fields alone when they are named."""
    query = delete(drafts).where(drafts.c.account_id == account_id)
    connection.execute(query if keys is None else query.where(drafts.c.key.in_(list(keys))))
