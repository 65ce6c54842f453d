"""Connections that have rested are tried before they are used again; one just used is not."""

from time import monotonic
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError

LONG = 1.0
"""Seconds. A server that went away sooner is noticed by the work itself, and all are replaced."""


def try_rested(engine: Engine) -> None:
    """Replace, before anybody is given one, the connections of a server that has been away."""

    @event.listens_for(engine, "checkin")
    def rests(_raw: Any, record: Any) -> None:
        record.info["rests_since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def used(raw: Any, record: Any, _given: Any) -> None:
        since = record.info.get("rests_since")
        if since is None or monotonic() - since < LONG:
            return
        try:
            engine.dialect.do_ping(raw)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error
