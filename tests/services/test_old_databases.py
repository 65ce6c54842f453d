"""Databases of every earlier migration, with data: brought up whole, or left as they were."""

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, event, inspect, select, text

import assessment.records.database as module
from assessment.problems import AssessmentError
from assessment.records import journal
from assessment.records.database import (
    HEAD,
    Connection,
    Database,
    migrate,
    open_database,
    revision_of,
    upgrade,
)
from assessment.services.assessing.answering import sheet
from assessment.services.funding.ranking import call_view
from assessment.services.office import Office
from assessment.services.review.reviewing import review
from assessment.services.scoring.results import result
from tests.conftest import Clock
from tests.services.call_office import Called, called_copy
from tests.services.victims import Executioner

pytestmark = [pytest.mark.slow, pytest.mark.fault]
SEEDS = range(int(os.environ.get("FAULT_SEEDS", "5")))
Rows = dict[str, list[tuple[object, ...]]]


def _earlier() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(Path(module.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    known = [one.revision for one in ScriptDirectory.from_config(config).walk_revisions()]
    return sorted(one for one in known if one != HEAD)


EARLIER = _earlier()


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    copied = called_copy(sqlite_template, tmp_path, clock)
    yield copied
    copied.office.database.close()


@pytest.fixture
def nothing_url(database_url: str, database: Database) -> str:
    """A database without a single table."""
    if database_url.startswith("sqlite"):
        database.close()
        path = Path(database_url.removeprefix("sqlite:///"))
        path.unlink()
        return database_url
    with database.writing() as connection:
        connection.execute(text("drop schema public cascade"))
        connection.execute(text("create schema public"))
    database.close()
    return database_url


def fill(source: Database, target: Connection) -> None:
    """Every row of the source, as far as the target's migration has its table and columns."""
    old, new = MetaData(), MetaData()
    old.reflect(target)
    with source.reading() as connection:
        new.reflect(connection)
        for table in old.sorted_tables:
            if table.name == "alembic_version" or table.name not in new.tables:
                continue
            names = [column.name for column in table.c if column.name in new.tables[table.name].c]
            columns = [new.tables[table.name].c[name] for name in names]
            rows = [
                dict(zip(names, row, strict=True)) for row in connection.execute(select(*columns))
            ]
            if rows:
                target.execute(table.insert(), rows)


def contents(connection: Connection, like: Rows | None = None) -> Rows:
    """Every row of every table, or of the tables and columns that `like` was read with."""
    known = MetaData()
    known.reflect(connection)
    found = {}
    for name, table in known.tables.items():
        if name == "alembic_version" or (like is not None and name not in like):
            continue
        columns = [c for c in table.c if like is None or c.name in like[name][0]]
        rows = sorted((tuple(row) for row in connection.execute(select(*columns))), key=repr)
        found[name] = [tuple(column.name for column in columns), *rows]
    return found


@dataclass(frozen=True)
class Old:
    """A database at an earlier migration, and what stood in it."""

    database: Database
    url: str
    rows: Rows


@pytest.fixture
def old(request: pytest.FixtureRequest, called: Called, nothing_url: str) -> Iterator[Old]:
    database = open_database(nothing_url)
    with database.writing() as connection:
        migrate(connection, request.param)
        fill(called.office.database, connection)
    with database.reading() as connection:
        rows = contents(connection)
        assert revision_of(connection) == request.param
    yield Old(database, nothing_url, rows)
    database.close()


_expected: list[object] = []


def scores(office: Office, called: Called) -> list[object]:
    said: list[object] = [call_view(office, called.manager, called.call_id).ranking.to_json()]
    for _application, number in called.six.values():
        found = result(office, called.manager, number)
        said += [found.items.to_json(), review(office, called.manager, number).items.to_json()]
    return said


def on(sqlite: Sequence[str], postgresql: Sequence[str]) -> pytest.MarkDecorator:
    """At these migrations, on these kinds of database."""
    here = [("sqlite", one) for one in sqlite]
    there = [pytest.param("postgresql", one, marks=pytest.mark.postgres) for one in postgresql]
    return pytest.mark.parametrize(("database_url", "old"), [*here, *there], indirect=True)


@on(EARLIER, (EARLIER[0], EARLIER[-1]))
def test_every_earlier_database_opens_with_all_its_rows_and_the_same_scores(
    called: Called, old: Old
) -> None:
    upgrade(old.database)
    with old.database.reading() as connection:
        assert revision_of(connection) == HEAD
        assert contents(connection, old.rows) == old.rows
        assert journal.verify(connection) == []
    office = Office(old.database, called.office.root, called.office.clock)
    if not _expected:
        _expected.extend(scores(called.office, called))
    assert scores(office, called) == _expected
    for _application, number in called.six.values():
        assert len(sheet(office, called.manager, number, "t").answers) == 4


class Broken(Exception):
    """The step at which a migration is made to fail."""


@on((EARLIER[0],), (EARLIER[-1],))
def test_a_migration_that_fails_at_any_step_leaves_the_database_as_it_was(old: Old) -> None:
    """It is stopped at each statement in turn until it runs through."""
    left, total = [10**9], [0]

    @event.listens_for(old.database.engine, "before_cursor_execute")
    def count(*arguments: object) -> None:
        statement = str(arguments[2]).lstrip().lower()
        if statement.startswith(("create", "alter", "insert", "update", "drop", "delete")):
            left[0] -= 1
            total[0] += 1
            if left[0] < 0:
                raise Broken

    stop = 0
    while True:
        left[0] = stop
        try:
            upgrade(old.database)
            break
        except Broken:
            left[0] = 10**9
            with old.database.reading() as connection:
                assert revision_of(connection) == old_revision(old)
                if stop % 7 == 0:
                    assert contents(connection) == old.rows
        stop += 1
    assert stop > 0
    with old.database.reading() as connection:
        assert contents(connection, old.rows) == old.rows


def old_revision(old: Old) -> str:
    with old.database.reading() as connection:
        there = set(inspect(connection).get_table_names())
    return EARLIER[0] if "referrals" not in there else EARLIER[-1]


@on((EARLIER[0],), ())
def test_a_killed_migration_leaves_the_old_database_or_the_new_one(
    old: Old, tmp_path: Path
) -> None:
    executioner = Executioner()
    old.database.close()
    for seed in SEEDS:
        paths = [tmp_path / f"old{seed}-{number}.sqlite" for number in range(8)]
        for path in paths:
            shutil.copy(old.url.removeprefix("sqlite:///"), path)
        urls = [f"sqlite:///{path}" for path in paths]
        job = {"job": "migrate", "url": urls[0], "root": str(tmp_path), "who": {}, "old": urls}
        said = executioner.killed(job, Random(seed), 0.3, first=2)
        done = {one["url"] for one in said}
        for url in urls[max(len(done) - 1, 0) : len(done) + 1]:
            database = open_database(url)
            with database.reading() as connection:
                revision = revision_of(connection)
                assert revision == HEAD if url in done else revision in (EARLIER[0], HEAD)
                assert contents(connection, old.rows) == old.rows
                assert connection.execute(text("pragma integrity_check")).scalar() == "ok"
            upgrade(database)
            database.close()
        for path in paths:
            path.unlink()
    executioner.close()


def test_a_newer_database_is_refused_in_words_and_stays_readable_for_its_own_program(
    called: Called,
) -> None:
    with called.office.database.writing() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
        connection.execute(text("alter table firms add column later text"))
    with called.office.database.reading() as connection:
        before = contents(connection)
    with pytest.raises(AssessmentError) as refused:
        upgrade(called.office.database)
    (problem,) = refused.value.problems
    assert problem.code == "newer_database"
    assert "새 버전" in str(problem.what)
    with called.office.database.reading() as connection:
        assert contents(connection) == before
        assert revision_of(connection) == "9999"
