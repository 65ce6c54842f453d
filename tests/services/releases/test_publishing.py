import re
from datetime import date

import pytest

from assessment.definitions.freezing import content_hash
from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.records import journal
from assessment.records.schema import releases as table
from assessment.services.assessing.rounds import current_round, open_round, rounds
from assessment.services.office import Actor, Office
from assessment.services.releases import publishing
from tests.conftest import Clock
from tests.services.conftest import add_person

pytestmark = pytest.mark.slow


@pytest.fixture
def admin(small_office: Office) -> Actor:
    return add_person(small_office, "admin")


def codes(refused: pytest.ExceptionInfo[AssessmentError]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_a_release_comes_back_as_it_was_published(small_office: Office, admin: Actor) -> None:
    digest = publishing.publish(small_office, admin, "mini")
    publishing._releases.clear()
    with small_office.database.reading() as connection:
        release = publishing.release_of(connection, digest)
        assert publishing.release_of(connection, digest) is release  # not read twice
        assert [row.kind for row in journal.rows(connection)] == ["published"]
    assert release.id == "mini"
    assert content_hash(release) == digest
    listed = publishing.releases(small_office, admin)
    assert listed[["name", "kind", "version"]].values.tolist() == [
        ["mini", "questionnaire", "1.0.0"]
    ]


def test_the_same_content_again_is_the_same_release(small_office: Office, admin: Actor) -> None:
    first = publishing.publish(small_office, admin, "mini")
    assert publishing.publish(small_office, admin, "mini") == first
    assert len(publishing.releases(small_office, admin)) == 1


def test_other_content_needs_another_version_and_leaves_the_stored_one_alone(
    small_office: Office, admin: Actor
) -> None:
    first = publishing.publish(small_office, admin, "mini")
    path = small_office.root / "questionnaires" / "mini" / "questionnaire.yaml"
    text = path.read_text(encoding="utf-8").replace("minutes: 8", "minutes: 9")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AssessmentError) as refused:
        publishing.publish(small_office, admin, "mini")
    assert codes(refused) == ["version_taken"]
    path.write_text(text.replace("version: 1.0.0", "version: 1.0.1", 1), encoding="utf-8")
    second = publishing.publish(small_office, admin, "mini")
    with small_office.database.reading() as connection:
        assert publishing.release_of(connection, first).questionnaire.minutes == 8
        assert publishing.release_of(connection, second).questionnaire.minutes == 9


def test_a_wrong_definition_tells_every_problem_and_publishes_nothing(
    small_office: Office, admin: Actor
) -> None:
    path = small_office.root / "questionnaires" / "mini" / "questionnaire.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("minutes: 8", "minutes: soon\nmood: good"), encoding="utf-8")
    with pytest.raises(AssessmentError) as refused:
        publishing.publish(small_office, admin, "mini")
    assert len(refused.value.problems) >= 2
    assert len(publishing.releases(small_office, admin)) == 0


@pytest.mark.parametrize("name", ["nothing", "../mini", "mini/../mini", ""])
def test_only_what_stands_in_the_project_is_published(
    small_office: Office, admin: Actor, name: str
) -> None:
    with pytest.raises(NotFound):
        publishing.publish(small_office, admin, name)


@pytest.mark.parametrize("role", ["owner", "consultant", "manager"])
def test_only_administrators_publish(small_office: Office, role: str) -> None:
    with pytest.raises(NotAllowed):
        publishing.publish(small_office, add_person(small_office, role), "mini")


def test_a_stored_release_that_was_tampered_with_is_not_used(
    small_office: Office, admin: Actor
) -> None:
    digest = publishing.publish(small_office, admin, "mini")
    publishing._releases.clear()
    with small_office.database.writing() as connection:
        text = connection.execute(table.select()).one().content
        connection.execute(table.update().values(content=text.replace("1.0.0", "6.6.6")))
    with small_office.database.reading() as connection, pytest.raises(AssessmentError) as refused:
        publishing.release_of(connection, digest)
    assert codes(refused) == ["release_tampered"]


def test_a_round_pins_what_was_published_last_when_it_opened(
    small_office: Office, admin: Actor, clock: Clock
) -> None:
    first = publishing.publish(small_office, admin, "mini")
    open_round(small_office, admin, "1회차", "반월·시화", date(2026, 11, 1), date(2026, 12, 31))
    clock.move(hours=1)
    path = small_office.root / "questionnaires" / "mini" / "questionnaire.yaml"
    text = path.read_text(encoding="utf-8").replace("version: 1.0.0", "version: 1.1.0", 1)
    path.write_text(text, encoding="utf-8")
    second = publishing.publish(small_office, admin, "mini")
    now = current_round(small_office)
    assert now is not None
    assert (now.name, now.releases) == ("1회차", {"mini": first})
    open_round(small_office, admin, "2회차", "반월·시화", date(2026, 11, 22), date(2026, 12, 31))
    assert [one.releases["mini"] for one in rounds(small_office, admin)] == [second, first]
    now = current_round(small_office)
    assert now is not None
    assert now.name == "2회차"


def test_a_round_is_open_from_its_first_to_its_last_day_in_korea(
    small_office: Office, admin: Actor, clock: Clock
) -> None:
    publishing.publish(small_office, admin, "mini")
    open_round(small_office, admin, "1회차", "반월·시화", date(2026, 11, 22), date(2026, 11, 23))
    clock.move(hours=35)  # 23:00 of the 23rd in Seoul
    assert current_round(small_office) is not None
    clock.move(hours=1)
    assert current_round(small_office) is None
    with small_office.database.reading() as connection, pytest.raises(AssessmentError) as refused:
        current_round(small_office, connection)
    assert codes(refused) == ["no_round"]


def test_a_round_refuses_a_part_that_was_taken_from_another_state_of_the_whole(
    small_office: Office, admin: Actor, clock: Clock
) -> None:
    publishing.publish(small_office, admin, "mini")
    path = small_office.root / "questionnaires" / "mini" / "questionnaire.yaml"
    text = path.read_text(encoding="utf-8").replace("minutes: 8", "minutes: 9")
    path.write_text(text.replace("version: 1.0.0", "version: 1.0.1", 1), encoding="utf-8")
    publishing.publish(small_office, admin, "mini-scan")
    days = date(2026, 11, 1), date(2026, 12, 31)
    with pytest.raises(AssessmentError) as refused:
        open_round(small_office, admin, "1회차", "반월·시화", *days)
    assert codes(refused) == ["parent_differs"]
    clock.move(minutes=1)
    publishing.publish(small_office, admin, "mini")
    open_round(small_office, admin, "1회차", "반월·시화", *days)


def test_a_case_that_scores_otherwise_than_it_says_keeps_it_from_being_published(
    small_office: Office, admin: Actor
) -> None:
    path = small_office.root / "questionnaires" / "mini" / "cases.yaml"
    text = path.read_text(encoding="utf-8")
    wrong = re.sub(r"total: [0-9.]+", "total: 77.7", text, count=1)
    assert wrong != text
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(AssessmentError) as refused:
        publishing.publish(small_office, admin, "mini")
    assert codes(refused) == ["case"]


def test_every_fault_of_a_round_is_told_at_once(small_office: Office, admin: Actor) -> None:
    with pytest.raises(AssessmentError) as refused:
        open_round(small_office, admin, " ", "반월·시화", date(2026, 2, 1), date(2026, 1, 1))
    assert [p.where for p in refused.value.problems] == ["name", "closes_on", "releases"]
    with pytest.raises(NotAllowed):
        open_round(
            small_office,
            add_person(small_office, "consultant"),
            "1회차",
            "반월·시화",
            date(2026, 1, 1),
            date(2026, 2, 1),
        )
