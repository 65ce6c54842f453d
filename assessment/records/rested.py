"""Connections are looked at before they are used again: a server that was away has closed them."""

from time import monotonic
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

from assessment.records.driver import hears

LONG = 1.0
"""Seconds. After a longer rest the server is asked: one whose machine went away says nothing."""


def try_rested(engine: Engine) -> None:
    """Replace, before anybody is given one, the connections of a server that has been away."""

    @event.listens_for(engine, "checkin")
    def rests(_raw: Any, record: Any) -> None:
        record.info["rests_since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def used(raw: Any, record: Any, _given: Any) -> None:
        since = record.info.get("rests_since")
        if since is None:
            return
        try:
            # a server that ends says so, and nothing else is said unasked
            if monotonic() - since >= LONG or hears(raw.fileno()):
                engine.dialect.do_ping(raw)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error
