"""What SQLite and PostgreSQL would do differently by themselves is the same on both."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from assessment.problems import AssessmentError
from assessment.records import bulk, firms, register, review_queue, rounds, settings
from assessment.records.database import Connection, Database, open_database
from assessment.records.schema import metadata, releases

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
NAMES = ("힘찬", "(주)한빛", "가나", "ABC금속", "abc", "주식", "갸", "㈜한빛", "Abd", "1공장")
"""Under `en_US`, the default of many servers, these begin with 힘찬, 가나, 주식, (주)한빛, abc."""


def put_firms(connection: Connection, names: tuple[str, ...] = NAMES) -> None:
    firms.add_all(connection, [{"name": name} for name in names], NOW, "web")


def test_names_stand_in_the_order_of_code_points(database: Database) -> None:
    with database.writing() as connection:
        put_firms(connection)
        rows, _ = firms.find(connection)
        assert [row["name"] for row in rows] == sorted(NAMES)
        rows, _ = firms.find(connection, descending=True, size=3)
        assert [row["name"] for row in rows] == sorted(NAMES)[:-4:-1]


def test_a_name_is_found_whatever_its_case(database: Database) -> None:
    with database.writing() as connection:
        put_firms(connection)
        assert firms.find(connection, text="ABC")[1] == 2
        put_queue(connection)
        wanted = review_queue.QueueFilter(text="aBc", statuses=("submitted",))
        assert review_queue.count(connection, wanted) == 2
        rows, _ = review_queue.page(connection, review_queue.QueueFilter(), sort="firm")
        assert [row["firm"] for row in rows] == sorted(NAMES)


def put_queue(connection: Connection) -> None:
    """A submitted assessment of every firm."""
    release = {"hash": "f" * 64, "kind": "questionnaire", "name": "mini", "version": "1.0.0"}
    connection.execute(releases.insert(), {**release, "content": "{}", "published_at": NOW})
    round_id = rounds.add(
        connection,
        name="1회차",
        complex="반월",
        opens_on=date(2026, 7, 1),
        closes_on=date(2026, 12, 31),
        releases={"mini": "f" * 64},
    )
    row = {
        "round_id": round_id, "questionnaire": "mini", "release_hash": "f" * 64,
        "status": "submitted", "created_at": NOW, "updated_at": NOW,
    }  # fmt: skip
    count = connection.execute(select(func.count()).select_from(metadata.tables["firms"])).scalar()
    bulk.add(connection, "assessments", [{**row, "firm_id": n + 1} for n in range(count or 0)])


def test_rows_in_bulk_are_stored_as_single_ones_are(database: Database) -> None:
    """Nothing, texts that COPY would read as marks, JSON of every kind, and what is left out."""
    awkward = ("\\N", "tab\tand\nline\\.", "null", "'; --", "한글 \U0001f3ed")
    values: list[dict[str, Any]] = [
        {"name": name, "products": name, "processes": None, "facts": {"a": [1, None, name]}}
        for name in awkward
    ]
    with database.writing() as connection:
        for value in values:
            firms.add(connection, value, NOW, "web")
        firms.add_all(connection, values, NOW, "web")
        rows = bulk.contents(connection, "firms", frozenset({"id", "pseudonym"}))
    assert len(rows) == 10
    assert rows[:5] == rows[5:]
    with database.reading() as connection:
        facts = register.firm_columns(connection)["facts"]
    assert facts[7] == {"a": [1, None, "null"]}


def test_what_stood_there_already_is_refused_in_bulk_as_alone(database: Database) -> None:
    put_in = [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}]
    with pytest.raises(IntegrityError), database.writing() as connection:
        bulk.add(connection, "settings", put_in)
    with database.writing() as connection:
        assert settings.get(connection, "a") is None
        settings.put(connection, "a", "3")


def test_numbers_go_on_after_rows_that_brought_their_own(database: Database) -> None:
    with database.writing() as connection:
        row = {"name": "가나", "pseudonym": "p", "created_at": NOW, "updated_at": NOW}
        bulk.add(connection, "firms", [{**row, "id": 41}])
        bulk.continue_numbering(connection)
        assert firms.add(connection, {"name": "다라"}, NOW, "web") == 42


def test_a_zero_byte_is_left_out_of_a_text(database: Database) -> None:
    with database.writing() as connection:
        number = firms.add(connection, {"name": "가\0나"}, NOW, "web")
        firms.add_all(connection, [{"name": "다\0라"}], NOW, "web")
        assert firms.find(connection, text="가나")[0][0]["id"] == number
        assert firms.find(connection, text="다라")[1] == 1


@pytest.mark.postgres
def test_a_value_that_postgresql_does_not_take_is_told_in_words(
    postgres: Callable[[], str],
) -> None:
    database = open_database(postgres())
    row = {"name": "가" * 201}
    with pytest.raises(AssessmentError) as alone, database.writing() as connection:
        firms.add(connection, row, NOW, "web")
    with pytest.raises(AssessmentError) as in_bulk, database.writing() as connection:
        firms.add_all(connection, [row], NOW, "web")
    for refused in (alone, in_bulk):
        assert [one.code for one in refused.value.problems] == ["unfit_value"]
    database.close()


def test_more_keys_than_a_statement_takes_are_asked_in_parts(database: Database) -> None:
    many = list(range(1, 70_001))
    with database.reading() as connection:
        assert firms.figures_of(connection, many) == []
        assert firms.ids(connection, [f"p{n}" for n in many]) == {}
        assert firms.fact_columns(connection, "figures", many)["firm_id"] == []
