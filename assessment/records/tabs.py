"""Browser tabs: a session after a reconnect goes on as the tab that it was."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from assessment.records.database import Connection
from assessment.records.schema import tabs


def tab_of(connection: Connection, session: str) -> str | None:
    """The tab that this session belongs to."""
    return connection.execute(
        select(tabs.c.tab).where(tabs.c.session == session)
    ).scalar_one_or_none()


def remember(connection: Connection, session: str, tab: str, at: datetime) -> None:
    """Keep to which tab a new session belongs."""
    connection.execute(insert(tabs).values(session=session, tab=tab, at=at))


def forget_before(connection: Connection, at: datetime) -> None:
    """Drop sessions that began before this moment."""
    connection.execute(delete(tabs).where(tabs.c.at < at))
