"""Connections: many readers, one writer at a time, on SQLite and on PostgreSQL alike."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Connection as Connection
from sqlalchemy import Engine, inspect, make_url, text

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.records.engines import engine_at
from assessment.records.failures import StorageFailure as StorageFailure
from assessment.records.failures import told
from assessment.records.origin import held
from assessment.records.trips import Command, go, one_trip
from assessment.records.waiting_line import Line, Waiting

HEAD = "0006"
"""The migration that this program works with."""

_BEGIN = Command("begin")
_ALONE = Command("select pg_advisory_xact_lock(8247101)")  # the same key in every replica
_READING: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
_locks: dict[str, threading.Lock] = {}
_locks_guard = threading.Lock()

Afterwards = Callable[[Connection], None]
AtEnd = Callable[[Connection, list[Any]], None]
Look = Callable[[Connection, Sequence[Any]], None]
Result = TypeVar("Result")


class _Thread(threading.local):
    depth = 0
    writes = False

    def __init__(self) -> None:
        self.pending: list[Afterwards] = []


@dataclass(frozen=True)
class Database:
    """One database; `reading`, `writing` and `together` are the only ways in."""

    url: str
    engine: Engine
    _lock: threading.Lock
    _thread: _Thread = field(default_factory=_Thread)
    _line: Line = field(default_factory=Line)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One unchanging view of the data; a write inside is refused by the database."""
        try:
            with told(reading=True), self._counted(), self.engine.connect() as raw:
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
        try:
            with self._lock, self._transaction() as connection:
                yield connection
        finally:
            self._run_pending()

    def together(
        self, work: Callable[[Connection], Result], look: Look | None = None, key: Any = None
    ) -> Result:
        """What `work` gives, its writes committed; works that wait at once share one commit.

        A work must be such that it can be run again: when another of its commit fails, all are
        undone and each is done alone by its own thread. `look` is given the keys of all that share
        a commit, to read for them in one go what each would read for itself.
        """
        mine = Waiting(held(work), look, key)
        if self._line.join(mine):
            group = [self._line.first()]
            try:
                with self._lock:
                    self._commit_together(group)
            finally:
                self._line.leave(group)
                self._run_pending()
        if mine.undone:
            with self.writing() as connection:
                return work(connection)
        return cast(Result, mine.result)

    def _commit_together(self, group: list[Waiting]) -> None:
        try:
            with self._transaction() as connection:
                done = 0
                while self._arrived(group) or done < len(group):
                    _look_ahead(connection, group[done:])
                    for one in group[done:]:
                        one.result = one.work(connection)
                        done += 1
        except Exception:
            self._thread.pending.clear()  # noted again by whoever does it again
            for one in group:
                one.undone = True

    def _arrived(self, group: list[Waiting]) -> bool:
        late = self._line.arrived()
        group += late
        return bool(late)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        self._thread.writes = True
        try:
            with told(reading=False), self._counted(), self.engine.connect() as raw:
                ends: dict[AtEnd, list[Any]] = {}
                connection = raw.execution_options(
                    assessment_writes=True, assessment_ends=ends, assessment_seen={}
                )
                with connection.begin():
                    if self._postgres:
                        go(connection, [_BEGIN, _ALONE])
                    yield connection
                    if ends:
                        with one_trip(connection, commits=True):
                            for work, waiting in ends.items():
                                work(connection, waiting)
        finally:
            self._thread.writes = False

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


def writes(connection: Connection) -> bool:
    """Whether this connection is that of a `writing`."""
    return bool(connection.get_execution_options().get("assessment_writes", False))


def _look_ahead(connection: Connection, group: Sequence[Waiting]) -> None:
    looks = {one.look for one in group if one.look is not None}
    for look in looks:
        look(connection, [one.key for one in group if one.look is look])


def at_end(connection: Connection, work: AtEnd) -> list[Any] | None:
    """What `work` is given just before this writing commits; None when it is no writing.

    Such a work only writes: what it needs to know has been read by then.
    """
    ends: dict[AtEnd, list[Any]] | None = connection.get_execution_options().get("assessment_ends")
    return None if ends is None else ends.setdefault(work, [])


def seen(connection: Connection) -> dict[Any, Any] | None:
    """What this writing has read, which nobody else changes meanwhile; None when it is none."""
    found: dict[Any, Any] | None = connection.get_execution_options().get("assessment_seen")
    return found


def open_database(url: str) -> Database:
    """The database at this address; nothing is connected yet."""
    address = make_url(url)
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    engine = engine_at(address)
    return Database(url, engine, _lock_of(engine))


def file_of(url: str) -> Path | None:
    """The file of an embedded database; none of any other."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return None
    return Path(str(address.database))


def database_name(url: str) -> str | None:
    """What a server calls the database at this address; a path for a file."""
    name = make_url(url).database
    return None if name == ":memory:" else name


def upgrade(database: Database) -> None:
    """Bring the tables to the shape of this program; a newer database is refused untouched."""
    with database.reading() as connection:
        if revision_of(connection) == HEAD:
            return
    with database.writing() as connection:
        migrate(connection, "head")


def migrate(connection: Connection, to: str) -> None:
    """Bring the tables to this migration in the caller's transaction."""
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", (Path(__file__).parent / "migrations").as_posix())
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, to)
    except CommandError as error:
        what = message("데이터베이스가 이 프로그램보다 새 버전입니다.")
        fix = message("프로그램을 최신 버전으로 바꾼 뒤 다시 시작해 주십시오.")
        raise AssessmentError(Problem("database", what, fix, code="newer_database")) from error


def revision_of(connection: Connection) -> str | None:
    """The migration that the tables are at; none of an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("select version_num from alembic_version")).scalar()
    return str(found) if found else None


def _lock_of(engine: Engine) -> threading.Lock:
    with _locks_guard:
        if engine.url.database in (None, "", ":memory:"):
            return threading.Lock()
        return _locks.setdefault(engine.url.render_as_string(False), threading.Lock())
