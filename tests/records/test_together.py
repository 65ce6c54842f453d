"""Works that wait at once share one commit; one that fails harms no other."""

import threading
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import event

from assessment.records import settings
from assessment.records.database import Connection, Database

pytestmark = pytest.mark.slow

Work = Callable[[Connection], str]


def keep(name: str) -> Work:
    def work(connection: Connection) -> str:
        settings.put(connection, name, "kept")
        return name

    return work


def at_once(database: Database, works: Sequence[Work]) -> list[object]:
    """What each gave or raised; all are in the line before the first may begin."""
    given: list[object] = [None] * len(works)

    def run(place: int) -> None:
        try:
            given[place] = database.together(works[place])
        except Exception as error:
            given[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    with database.writing():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(0.05)
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)
    return given


def test_many_that_wait_share_one_commit_and_each_gets_its_own_result(database: Database) -> None:
    commits = []
    event.listen(database.engine, "commit", lambda _connection: commits.append(1))
    assert at_once(database, [keep(f"n{n}") for n in range(12)]) == [f"n{n}" for n in range(12)]
    assert len(commits) == 2  # the one that held them up, and theirs
    with database.reading() as connection:
        assert all(settings.get(connection, f"n{n}") == "kept" for n in range(12))


def test_a_work_that_fails_is_told_to_its_own_caller_and_the_others_are_kept(
    database: Database,
) -> None:
    def fail(connection: Connection) -> str:
        settings.put(connection, "half", "done")
        raise ZeroDivisionError

    given = at_once(database, [keep("a"), fail, keep("b"), keep("c")])
    assert [one for one in given if isinstance(one, str)] == ["a", "b", "c"]
    assert isinstance(given[1], ZeroDivisionError)
    with database.reading() as connection:
        kept = {name: settings.get(connection, name) for name in ("a", "b", "c", "half")}
    assert kept == {"a": "kept", "b": "kept", "c": "kept", "half": None}


def test_what_is_noted_afterwards_is_noted_once_though_the_work_was_done_twice(
    database: Database,
) -> None:
    noted: list[int] = []

    def refused(connection: Connection) -> str:
        database.afterwards(lambda _connection: noted.append(1))
        raise PermissionError

    given = at_once(database, [refused, keep("a"), keep("b")])
    assert isinstance(given[0], PermissionError)
    assert given[1:] == ["a", "b"]
    assert noted == [1]


def test_a_database_that_cannot_be_reached_fails_everybody_and_stops_nobody(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_arguments: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(type(database.engine), "connect", gone)
        with pytest.raises(ConnectionError):
            database.together(keep("a"))
    assert database.together(keep("b")) == "b"


def test_a_crowd_loses_nothing(database: Database) -> None:
    """Ten threads, twenty works each, every fifth failing: 160 kept."""

    def work(thread: int) -> None:
        for turn in range(20):
            if turn % 5 == 4:
                with pytest.raises(ZeroDivisionError):
                    database.together(lambda _connection: 1 // 0)
            else:
                database.together(keep(f"{thread}-{turn}"))

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with database.reading() as connection:
        kept = [settings.get(connection, f"{t}-{n}") for t in range(10) for n in range(20)]
    assert kept.count("kept") == 160
