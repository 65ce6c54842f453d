"""Real databases for the tests: SQLite always, PostgreSQL where it can start or alone."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings

from assessment.locale import speak
from assessment.records.database import Database, open_database, upgrade
from assessment.services.office import Office
from tests import databases, once, tally

# `make test` draws the same examples every time; `make soak` draws others
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("soak", deadline=None)
settings.load_profile("soak" if "FAULT_SEEDS" in os.environ else "fixed")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A soak says what it did to the server, as it stands in docs/benchmarks.md."""
    if "FAULT_SEEDS" in os.environ and tally.LINES:
        failed = len(terminalreporter.stats.get("failed", []))
        terminalreporter.write_line("")
        for line in tally.table(failed):
            terminalreporter.write_line(line)


def pytest_sessionstart() -> None:
    """What is collected stays to the end: to look for garbage in it is a quarter of the work."""
    gc.disable()


def pytest_collection_finish() -> None:
    """The tests have their garbage collected, without what was there before them."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is about SQLite itself has no place in a run on PostgreSQL; the longest files begin."""
    slow = {one.path for one in items if one.get_closest_marker("slow")}
    items.sort(key=lambda one: (one.path.parent.name != "web", one.path not in slow))
    out = [one for one in items if databases.ON_POSTGRESQL and one.get_closest_marker("sqlite")]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [one for one in items if one not in out]


def pytest_configure(config: pytest.Config) -> None:
    """What the processes of this run share has a folder."""
    if not hasattr(config, "workerinput"):
        once.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The server of PostgreSQL ends with the run, and what was shared goes."""
    databases.stop()
    if not hasattr(config, "workerinput"):
        once.end()


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
def postgres() -> Callable[[], str]:
    """Makes a fresh, migrated PostgreSQL database at each call and says where."""
    try:
        server = databases.postgresql()
    except Exception as error:
        if databases.ON_POSTGRESQL or os.environ.get("CI") == "true":
            pytest.fail(f"PostgreSQL must start here: {error}")
        pytest.skip(f"PostgreSQL cannot start here: {error}")
    return server.fresh


@pytest.fixture(autouse=True)
def tidied() -> Iterator[None]:
    """Databases on the server that a test made for itself do not outlive it."""
    before = databases.known()
    yield
    databases.drop_since(before)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "assessment.sqlite"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def held() -> databases.Held | None:
    """Nothing, but where a folder of tests says otherwise."""
    return None


@pytest.fixture
def own_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of the kind that the whole suite runs on; empty unless `held` says."""
    return str(_made(request, databases.KIND))


def _made(request: pytest.FixtureRequest, kind: str) -> str:
    held = request.getfixturevalue("held")
    if held is not None:
        if kind == "postgresql":
            request.getfixturevalue("postgres")  # can it start here?
        path = request.getfixturevalue("tmp_path") / "assessment.sqlite"
        return databases.prepared(held.name, held.make, path, kind)
    if kind == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    return str(request.getfixturevalue("postgres")())


SQLITE = () if databases.ON_POSTGRESQL else ("sqlite",)


@pytest.fixture(params=[*SQLITE, pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    return _made(request, request.param)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty migrated database, once on each kind."""
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def in_korean() -> Iterator[None]:
    """A command that a test ran in English leaves the next test in Korean."""
    yield
    speak("ko")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(own_url: str, clock: Clock) -> Iterator[Office]:
    """An office on an empty database with a clock that the test moves."""
    opened = open_database(own_url)
    yield Office(opened, Path(__file__).parents[1], clock)
    opened.close()
