"""Browser tabs: the same tab goes by the same name after its connection was lost."""

import secrets
from datetime import timedelta

from assessment.records import tabs
from assessment.services.office import Office

KEPT = timedelta(days=2)


def tab_of(office: Office, session: str, before: str | None = None) -> str:
    """The name of the browser tab of this session.

    `before` is the session that the browser says it had; its name goes on. A session names
    itself with a secret of the server's, so nobody can ask for another person's tab.
    """
    with office.database.reading() as connection:
        known = tabs.tab_of(connection, session)
    if known is not None:
        return known
    with office.database.writing() as connection:
        now = office.clock()
        tabs.forget_before(connection, now - KEPT)
        earlier = tabs.tab_of(connection, before) if before else None
        name = earlier or secrets.token_hex(8)
        tabs.remember(connection, session, name, now)
    return name
