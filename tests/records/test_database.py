import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from assessment.problems import AssessmentError
from assessment.records import settings
from assessment.records.database import HEAD, Connection, Database, open_database, upgrade
from assessment.records.resident_numbers import Said
from assessment.records.schema import metadata


def test_opening_connects_to_nothing(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path / 'later.sqlite'}")
    open_database("postgresql://nobody@nowhere.invalid/none")
    assert not (tmp_path / "later.sqlite").exists()


@pytest.mark.skipif(os.name == "nt", reason="rights are told otherwise there")
def test_a_new_database_is_for_its_own_account_alone(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{(tmp_path / 'new.sqlite').as_posix()}")
    upgrade(database)
    with database.writing() as connection:
        connection.exec_driver_sql("create table kept (one integer)")
        made = [one for one in tmp_path.iterdir() if one.name.startswith("new.sqlite")]
        assert len(made) > 1  # the log beside it, too
        assert {one.stat().st_mode & 0o777 for one in made} == {0o600}
    database.close()


def test_the_migrations_make_exactly_the_tables_of_the_schema(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def differs(_context, _here, column, found, _wanted):  # type: ignore[no-untyped-def]
        # the driver calls text of any length VARCHAR too; the library compares by that name
        if isinstance(column.type, Said):
            return getattr(found, "length", None) != column.type.length
        return None

    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": differs})
        assert compare_metadata(context, metadata) == []
        found = inspect(connection)
        for table in metadata.sorted_tables:
            assert found.get_pk_constraint(table.name)["name"] == table.primary_key.name
            nullable = {c["name"]: c["nullable"] for c in found.get_columns(table.name)}
            assert nullable == {c.name: c.nullable for c in table.columns}, table.name


def test_the_head_is_the_last_migration() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    import assessment.records.database as module

    config = Config()
    config.set_main_option("script_location", str(Path(module.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_upgrading_again_changes_nothing(database: Database) -> None:
    with database.writing() as connection:
        settings.put(connection, "kept", "yes")
    upgrade(database)
    with database.reading() as connection:
        assert settings.get(connection, "kept") == "yes"


def test_a_database_of_a_newer_program_is_refused_untouched(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(AssessmentError) as refused:
        upgrade(database)
    assert [problem.code for problem in refused.value.problems] == ["newer_database"]
    with database.reading() as connection:
        assert (
            connection.execute(text("select version_num from alembic_version")).scalar() == "9999"
        )


def test_writing_keeps_all_or_nothing(database: Database) -> None:
    def work() -> None:
        with database.writing() as connection:
            settings.put(connection, "half", "done")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    with database.reading() as connection:
        assert settings.get(connection, "half") is None


def test_reading_refuses_to_write(database: Database) -> None:
    with pytest.raises(DBAPIError), database.reading() as connection:
        settings.put(connection, "sneaked", "in")
    with database.writing() as connection:  # and the connection can write again afterwards
        settings.put(connection, "properly", "in")
    with database.reading() as connection:
        assert settings.get(connection, "sneaked") is None
        assert settings.get(connection, "properly") == "in"


def test_reading_sees_one_state_while_others_write(database: Database) -> None:
    with database.reading() as reader:
        assert settings.get(reader, "late") is None
        with database.writing() as writer:
            settings.put(writer, "late", "yes")
        assert settings.get(reader, "late") is None
    with database.reading() as reader:
        assert settings.get(reader, "late") == "yes"


def test_writing_within_writing_is_a_mistake_that_says_so(database: Database) -> None:
    with (
        pytest.raises(RuntimeError, match="pass the connection on"),
        database.writing(),
        database.writing(),
    ):
        pass


@pytest.mark.sqlite
def test_sqlite_keeps_every_commit_through_a_power_cut(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with database.reading() as connection:
        assert connection.execute(text("pragma journal_mode")).scalar() == "wal"
        assert connection.execute(text("pragma synchronous")).scalar() == 2  # FULL
        assert connection.execute(text("pragma foreign_keys")).scalar() == 1


def test_no_count_is_lost_among_threads(database: Database) -> None:
    """Eight threads add one to the same number ten times each: 80."""

    def work() -> None:
        for _ in range(10):
            with database.writing() as connection:
                now = int(settings.get(connection, "count") or 0)
                settings.put(connection, "count", str(now + 1))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as connection:
        assert settings.get(connection, "count") == "80"


def test_afterwards_is_kept_though_the_work_is_undone(database: Database) -> None:
    def note(connection: Connection) -> None:
        settings.put(connection, "noted", "yes")

    def work() -> None:
        with database.writing() as connection:
            settings.put(connection, "work", "done")
            with database.reading():
                database.afterwards(note)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    with database.reading() as connection:
        assert settings.get(connection, "work") is None
        assert settings.get(connection, "noted") == "yes"


def test_afterwards_works_from_a_reading_too(database: Database) -> None:
    with database.reading():
        database.afterwards(lambda connection: settings.put(connection, "noted", "yes"))
    with database.reading() as connection:
        assert settings.get(connection, "noted") == "yes"


def test_every_table_is_empty_at_the_start(own_url: str) -> None:
    database = open_database(own_url)
    with database.reading() as connection:
        for table in metadata.sorted_tables:
            assert connection.execute(select(func.count()).select_from(table)).scalar() == 0


KILLED = """
import sys
from assessment.records import settings
from assessment.records.database import open_database
database = open_database(sys.argv[1])
for n in range(100000):
    with database.writing() as connection:
        settings.put(connection, f"key{n}", "kept")
    print(n, flush=True)
"""


def test_a_killed_process_loses_nothing_that_it_acknowledged(database_url: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, database_url], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    acknowledged = [int(process.stdout.readline()) for _ in range(40)]
    process.kill()
    acknowledged += [int(line) for line in process.stdout.read().splitlines() if line]
    process.wait()
    database = open_database(database_url)
    with database.writing() as connection:  # the next writer is not kept out either
        kept = {n for n in acknowledged if settings.get(connection, f"key{n}") == "kept"}
    assert kept == set(acknowledged)
    database.close()
