"""Statements that go to PostgreSQL in one trip: all of them or none, and nothing hangs."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import DBAPIError

from assessment.records import changed_answers, settings
from assessment.records.database import Database, StorageFailure, at_end, open_database
from assessment.records.trips import Command, ask, one_trip, send

pytestmark = pytest.mark.postgres

PUT = "insert into settings (name, value) values ($1, $2)"


@pytest.fixture
def served(postgres: Callable[[], str]) -> Iterator[Database]:
    database = open_database(postgres())
    yield database
    database.close()


def kept(database: Database, name: str) -> str | None:
    with database.reading() as connection:
        return settings.get(connection, name)


def test_what_one_trip_sends_is_done_in_its_order_and_counted(served: Database) -> None:
    with served.writing() as connection:
        assert send(connection, [Command(PUT, (name, "1")) for name in "abc"]) == 3
        with one_trip(connection):
            assert (
                send(connection, [Command("update settings set value = value || $1", ("2",))]) == 0
            )
            send(connection, [Command("update settings set value = value || $1", ("3",))])
        assert settings.get(connection, "b") == "123"
    assert kept(served, "c") == "123"


def test_nothing_of_a_writing_is_kept_when_a_statement_of_its_last_trip_fails(
    served: Database,
) -> None:
    def ends(connection, waiting) -> None:  # type: ignore[no-untyped-def]
        send(connection, [Command(PUT, ("late", "1")), *waiting, Command(PUT, ("later", "1"))])

    def write(last: Command) -> None:
        with served.writing() as connection:
            settings.put(connection, "early", "1")
            waiting = at_end(connection, ends)
            assert waiting is not None
            waiting.append(last)

    with pytest.raises(DBAPIError):
        write(Command(PUT, ("late", "2")))
    assert [kept(served, name) for name in ("early", "late", "later")] == [None, None, None]
    write(Command(PUT, ("other", "2")))
    assert [kept(served, name) for name in ("early", "late", "later")] == ["1", "1", "1"]


def test_values_come_back_as_what_they_are(served: Database) -> None:
    with served.writing() as connection:
        question = "select 1, 1.5::float8, null::text, '한글', $1::timestamp, '{\"a\": [1]}'::json"
        ((row,), nothing) = ask(
            connection,
            [Command(question, ("2026-11-22 03:00",)), Command("select 1 where false")],
        )
    assert row[:4] == (1, 1.5, None, "한글")
    assert row[4].isoformat() == "2026-11-22T03:00:00"
    assert row[5] == {"a": [1]}
    assert nothing == []


def test_a_trip_larger_than_any_buffer_in_both_directions_arrives(served: Database) -> None:
    long = "가" * 10_000
    with served.writing() as connection:
        found = ask(connection, [Command("select $1::text", (long,))] * 500)
    assert found == [[(long,)]] * 500


def test_statements_stay_prepared_whatever_becomes_of_a_transaction(served: Database) -> None:
    names = Command("select count(*) from pg_prepared_statements where name like 'trip%'")
    with served.writing() as connection:
        ((before,),) = ask(connection, [names])

    def undone() -> None:
        with served.writing() as connection:
            settings.put(connection, "undone", "1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        undone()
    assert kept(served, "undone") is None
    with served.writing() as connection:
        assert ask(connection, [names]) == [[before]]


def test_an_answer_that_is_not_as_it_was_seen_undoes_all_that_goes_with_it(
    served: Database,
) -> None:
    """Nobody writes outside the order; were it done, PostgreSQL itself would refuse."""
    names = ("item", "state", "value", "confidence", "reason", "comment", "source", "origin", "by")
    row = dict.fromkeys(names) | {"item": "a", "state": "answered", "source": "web", "tab": "t"}
    row |= {"assessment_id": 1, "at": datetime(2026, 11, 22, tzinfo=UTC), "revision": 2, "epoch": 0}

    def change() -> None:
        with served.writing() as connection:
            settings.put(connection, "with it", "1")
            changed_answers.change(connection, [row])

    with pytest.raises(StorageFailure) as refused:
        change()
    assert refused.value.kind == "busy"
    assert kept(served, "with it") is None


def test_a_server_that_goes_away_in_a_trip_is_told_and_the_next_writing_goes_on(
    served: Database,
) -> None:
    end = [Command(PUT, ("lost", "1")), Command("select pg_terminate_backend(pg_backend_pid())")]
    with pytest.raises(StorageFailure) as failed, served.writing() as connection:
        send(connection, end)
    assert failed.value.kind == "gone"
    with served.writing() as connection:
        settings.put(connection, "next", "1")
    assert (kept(served, "lost"), kept(served, "next")) == (None, "1")
