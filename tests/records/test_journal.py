import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from assessment.records import chain, journal
from assessment.records.database import Database, open_database
from assessment.records.journal import Entry, Head

NOW = datetime(2026, 11, 22, 3, 4, 5, 678901, tzinfo=UTC)


@pytest.fixture
def five(own_url: str) -> Database:
    """A journal of five rows."""
    database = open_database(own_url)
    write(database, 5)
    return database


def write(database: Database, count: int) -> Head:
    with database.writing() as connection:
        entries = [Entry("answered", "who", f"firm{n}", {"값": n}) for n in range(count)]
        return journal.append_all(connection, entries, NOW)


def found(database: Database, anchor: Head | None = None) -> list[tuple[str, str]]:
    with database.reading() as connection:
        return [(p.where, p.code) for p in journal.verify(connection, anchor)]


def spoil(database: Database, *statements: str) -> None:
    with database.writing() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_journal_as_it_was_written_is_whole(database: Database) -> None:
    assert found(database) == []
    write(database, 3)
    assert write(database, 2).seq == 5
    assert found(database) == []
    with database.reading() as connection:
        latest = journal.rows(connection, limit=2)
        assert [row.seq for row in latest] == [5, 4]
        assert latest[0].at == NOW
        assert latest[0].payload == {"값": 1}


def test_the_rows_of_one_kind_or_subject_are_found(five: Database) -> None:
    with five.reading() as connection:
        assert [r.seq for r in journal.rows(connection, subject="firm3")] == [4]
        assert [r.seq for r in journal.rows(connection, kind="answered", before=3)] == [2, 1]
        assert journal.rows(connection, actor="nobody") == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "'else'"),
        ("subject", "'else'"),
        ("kind", "'else'"),
        ("at", "'2020-01-01 00:00:00.000000'"),
        ("digest", f"'{'f' * 64}'"),
        ("previous", f"'{'f' * 64}'"),
    ],
)
def test_an_edited_row_is_named(five: Database, column: str, value: str) -> None:
    spoil(five, f"update journal set {column} = {value} where seq = 3")
    assert ("journal:3", "edited") in found(five)
    assert {where for where, _ in found(five)} == {"journal:3"}


def test_an_edited_payload_is_named(five: Database) -> None:
    spoil(five, """update journal_payloads set payload = '{"값":9}' where seq = 2""")
    assert found(five) == [("journal:2", "payload_edited")]


def test_a_row_edited_with_its_hash_made_to_fit_shows_at_the_next(five: Database) -> None:
    with five.writing() as connection:
        row = connection.execute(text("select * from journal where seq = 3")).mappings().one()
        forged = dict(row) | {"actor": "else", "at": NOW}
        new = chain.chain_hash(forged)
        connection.execute(
            text("update journal set actor = 'else', hash = :h where seq = 3"), {"h": new}
        )
    assert found(five) == [("journal:4", "broken_link")]


def test_a_deleted_row_is_named(five: Database) -> None:
    spoil(five, "delete from journal where seq = 2", "delete from journal_payloads where seq = 2")
    assert found(five) == [("journal:2", "missing")]


def test_an_inserted_row_is_named(five: Database) -> None:
    spoil(
        five,
        "update journal set seq = seq + 100 where seq > 2",
        "update journal_payloads set seq = seq + 100 where seq > 2",
        "update journal set seq = seq - 99 where seq > 100",
        "update journal_payloads set seq = seq - 99 where seq > 100",
        "insert into journal select 3, at, kind, 'forger', subject, digest, previous, hash "
        "from journal where seq = 2",
        "insert into journal_payloads select 3, salt, payload from journal_payloads where seq = 2",
    )
    assert found(five)[0] == ("journal:3", "edited")


def test_two_rows_that_changed_places_are_named(five: Database) -> None:
    spoil(
        five,
        "update journal set seq = 99 where seq = 2",
        "update journal set seq = 2 where seq = 4",
        "update journal set seq = 4 where seq = 99",
    )
    assert {"journal:2", "journal:4"} <= {where for where, _ in found(five)}


def test_a_cut_off_end_shows_against_an_anchor_kept_elsewhere(five: Database) -> None:
    with five.reading() as connection:
        anchor = journal.head(connection)
    assert found(five, anchor) == []
    spoil(five, "delete from journal where seq = 5")
    assert found(five) == []  # the rest hangs together; only the anchor knows better
    assert found(five, anchor) == [("journal:5", "cut_off")]


def test_erasing_what_rows_say_keeps_the_chain_whole(database: Database) -> None:
    write(database, 4)
    with database.writing() as connection:
        journal.erase(connection, [2, 3], actor="who", at=NOW)
    assert found(database) == []
    with database.reading() as connection:
        rows = {row.seq: row.payload for row in journal.rows(connection)}
    assert rows == {1: {"값": 0}, 2: None, 3: None, 4: {"값": 3}, 5: {"seqs": [2, 3]}}


def test_an_erasure_cannot_be_erased(five: Database) -> None:
    with five.writing() as connection:
        journal.erase(connection, [2], actor="who", at=NOW)
        journal.erase(connection, [6], actor="who", at=NOW)
    with five.reading() as connection:
        assert [row.payload for row in journal.rows(connection, limit=2)] == [
            {"seqs": []},
            {"seqs": [2]},
        ]


def test_a_payload_that_vanished_without_an_erasure_is_named(five: Database) -> None:
    spoil(five, "delete from journal_payloads where seq = 4")
    assert found(five) == [("journal:4", "payload_missing")]


WRITER = """
import sys
from datetime import UTC, datetime
from assessment.records import chain, journal
from assessment.records.database import open_database
database = open_database(sys.argv[1])
for n in range(25):
    with database.writing() as connection:
        journal.append(connection, kind="k", actor="a", subject=sys.argv[2],
                       payload={"n": n}, at=datetime.now(UTC))
"""


@pytest.mark.slow
def test_two_processes_cannot_fork_the_chain(database_url: str) -> None:
    """Two writers of 25 rows each leave one chain of 50."""
    started = [
        subprocess.Popen([sys.executable, "-c", WRITER, database_url, name])
        for name in ("one", "two")
    ]
    assert [process.wait(timeout=60) for process in started] == [0, 0]
    database = open_database(database_url)
    assert found(database) == []
    with database.reading() as connection:
        assert journal.head(connection).seq == 50
        assert len(journal.rows(connection, subject="one")) == 25
    database.close()


def test_a_payload_cannot_be_guessed_from_its_digest(five: Database) -> None:
    write(five, 1)  # says the same as row 1
    digests: Callable[[int], str] = lambda seq: connection.execute(  # noqa: E731
        text("select digest from journal where seq = :s"), {"s": seq}
    ).scalar_one()
    with five.reading() as connection:
        assert digests(1) != digests(6)
