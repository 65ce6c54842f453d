"""The engine for an address: how connections are made, kept and looked at before they are used."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from assessment.records.private_file import make_private
from assessment.records.rested import try_rested

_BUSY_SECONDS = 30


def engine_at(address: URL) -> Engine:
    """Nothing is connected yet; parameters, which people wrote, are nothing for the log."""
    if address.get_backend_name() != "sqlite":
        engine = create_engine(
            address,
            pool_size=10,
            max_overflow=10,
            pool_use_lifo=True,  # the last one used has its statements and tables at hand
            # psycopg's own are forgotten with each rollback, and `trips`' with them
            connect_args={"prepare_threshold": None},
            hide_parameters=True,
        )
        try_rested(engine)
        return engine
    if address.database in (None, "", ":memory:"):
        apart = {"check_same_thread": False}
        engine = create_engine(
            address, poolclass=StaticPool, connect_args=apart, hide_parameters=True
        )
    else:
        file = Path(str(address.database))
        file.parent.mkdir(parents=True, exist_ok=True)
        waits = {"timeout": _BUSY_SECONDS}
        engine = create_engine(
            address, pool_size=4, max_overflow=46, connect_args=waits, hide_parameters=True
        )
        event.listen(engine, "do_connect", lambda *_: make_private(file))
    _prepare_sqlite(engine)
    return engine


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connected(raw: Any, _record: object) -> None:
        raw.isolation_level = None  # transactions begin where `begun` says, not in the driver
        # idle connections with SQLite's own 2 MB of pages each would be dear
        raw.execute("pragma cache_size = -512")
        raw.execute("pragma journal_mode = wal")
        raw.execute("pragma synchronous = full")
        raw.execute("pragma foreign_keys = on")
        raw.execute("pragma secure_delete = on")  # what is deleted is gone from the file too

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get("assessment_writes", False)
        # what the connection was last used for stands in its own notes, which die with it
        if connection.info.get("assessment_writes") != writes:
            connection.exec_driver_sql(
                "pragma query_only = off" if writes else "pragma query_only = on"
            )
            connection.info["assessment_writes"] = writes
        connection.exec_driver_sql("begin immediate" if writes else "begin")
