"""Connections: many readers, one writer at a time, on SQLite and on PostgreSQL alike."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection as Connection
from sqlalchemy import Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.pool import StaticPool

from assessment.locale import message
from assessment.problems import AssessmentError, Problem

HEAD = "0004"
"""The migration that this program works with."""

_WRITER = 8_247_101  # key of the advisory lock, equal in every replica
_BUSY_SECONDS = 30
_READING: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
_locks: dict[str, threading.Lock] = {}
_locks_guard = threading.Lock()

Afterwards = Callable[[Connection], None]


class _Thread(threading.local):
    depth = 0
    writes = False

    def __init__(self) -> None:
        self.pending: list[Afterwards] = []


@dataclass(frozen=True)
class Database:
    """One database; `reading` and `writing` are the only ways in."""

    url: str
    engine: Engine
    _lock: threading.Lock
    _thread: _Thread = field(default_factory=_Thread)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One unchanging view of the data; a write inside is refused by the database."""
        try:
            with self._counted(), self.engine.connect() as raw:
                connection = raw.execution_options(**_READING) if self._postgres else raw
                with connection.begin() as transaction:
                    yield connection
                    transaction.rollback()
        finally:
            self._run_pending()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, the only one that writes; committed at the end, undone on any error."""
        if self._thread.writes:
            raise RuntimeError("writing() inside writing(): pass the connection on instead")
        self._thread.writes = True
        try:
            with self._counted(), self._lock, self.engine.connect() as raw:
                connection = raw.execution_options(assessment_writes=True)
                with connection.begin():
                    if self._postgres:
                        connection.execute(text("select pg_advisory_xact_lock(:k)"), {"k": _WRITER})
                    yield connection
        finally:
            self._thread.writes = False
            self._run_pending()

    def afterwards(self, work: Afterwards) -> None:
        """Do this in its own write transaction once the present one is over, kept or undone."""
        self._thread.pending.append(work)
        self._run_pending()

    def close(self) -> None:
        """Give every connection back to the system."""
        self.engine.dispose()

    @property
    def _postgres(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._thread.depth += 1
        try:
            yield
        finally:
            self._thread.depth -= 1

    def _run_pending(self) -> None:
        thread = self._thread
        if thread.depth or thread.writes or not thread.pending:
            return
        works, thread.pending = thread.pending, []
        with self.writing() as connection:
            for work in works:
                work(connection)


def open_database(url: str) -> Database:
    """The database at this address; nothing is connected yet."""
    address = make_url(url)
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() != "sqlite":
        engine = create_engine(address, pool_size=10, max_overflow=10, pool_pre_ping=True)
    elif address.database in (None, "", ":memory:"):
        engine = create_engine(
            address, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
        _prepare_sqlite(engine)
    else:
        Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            address, pool_size=4, max_overflow=46, connect_args={"timeout": _BUSY_SECONDS}
        )
        _prepare_sqlite(engine)
    return Database(url, engine, _lock_of(engine))


def file_of(url: str) -> Path | None:
    """The file of an embedded database; none of any other."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return None
    return Path(str(address.database))


def upgrade(database: Database) -> None:
    """Bring the tables to the shape of this program; a newer database is refused untouched."""
    if _revision(database) == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", (Path(__file__).parent / "migrations").as_posix())
    config.set_main_option("path_separator", "os")
    with database.writing() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise AssessmentError(
                Problem(
                    "database",
                    message("데이터베이스가 이 프로그램보다 새 버전입니다."),
                    message("프로그램을 최신 버전으로 바꾼 뒤 다시 시작해 주십시오."),
                    code="newer_database",
                )
            ) from error


def _revision(database: Database) -> str | None:
    with database.reading() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("select version_num from alembic_version")).scalar()
        return str(found) if found else None


def _lock_of(engine: Engine) -> threading.Lock:
    with _locks_guard:
        if engine.url.database in (None, "", ":memory:"):
            return threading.Lock()
        return _locks.setdefault(engine.url.render_as_string(False), threading.Lock())


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connected(raw: Any, _record: object) -> None:
        raw.isolation_level = None  # transactions begin where `begun` says, not in the driver
        # idle connections with SQLite's own 2 MB of pages each would be dear
        small = "cache_size = -512"
        for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on", small):
            raw.execute(f"pragma {pragma}")

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
