"""Control 15: who looked at whose data, when, from where, and what; cheap, and never lost."""

import threading

import pytest

from assessment.problems import NotFound
from assessment.services.assessing import sheet
from assessment.services.assessing.answering import save_answer
from assessment.services.assessing.opening import open_assessment
from assessment.services.exports import exporting
from assessment.services.office import Actor, Office
from assessment.services.register import firms
from assessment.services.review import queueing
from assessment.services.scoring.results import result
from assessment.services.trust import accesses
from assessment.services.trust.accesses import coming_from, write_accesses
from assessment.services.trust.journal import entries
from assessment.services.trust.upkeep import Upkeep
from assessment.services.trust.watched import who_saw
from tests.conftest import Clock
from tests.services.conftest import People

pytestmark = pytest.mark.slow


@pytest.fixture
def number(opened_office: Office, people: People) -> int:
    made = open_assessment(opened_office, people.owner, people.firm_id, "mini")
    write_accesses(opened_office.database)
    return made


def looked(office: Office, admin: Actor) -> list[tuple[str, str, str]]:
    """(who, subject, what and from where) of every look, the oldest first."""
    table = entries(office, admin, kind="looked", size=500)[::-1]
    return [
        (row["who"], row["subject"], f"{row['said']['what']}@{row['said'].get('address', '')}")
        for row in table.to_dict("records")
    ]


def test_access_is_journalled_with_account_time_address_subject_and_action(
    opened_office: Office, people: People, number: int, clock: Clock
) -> None:
    with coming_from("192.0.2.7"):
        result(opened_office, people.manager, number)
    clock.move(seconds=1)
    assert write_accesses(opened_office.database) == 2
    assert looked(opened_office, people.admin)[-1] == (
        people.manager.name,
        "가나정밀",
        "result@192.0.2.7",
    )
    at = entries(opened_office, people.admin, kind="looked")["at"].iloc[0]
    assert (clock() - at).total_seconds() == 1  # the moment of the look, not of the writing


def test_every_way_to_a_firms_data_is_an_access(
    opened_office: Office, people: People, number: int
) -> None:
    office, manager = opened_office, people.manager
    before = len(looked(office, people.admin))
    firms.firm(office, manager, people.firm_id)
    sheet.sheet(office, manager, number, "tab")
    result(office, manager, number)
    exporting.file(office, manager, "application", number)
    firms.find_firms(office, manager)
    queueing.queue(office, manager)
    write_accesses(office.database)
    seen = {(subject, what) for _, subject, what in looked(office, people.admin)[before:]}
    assert seen == {
        *(("가나정밀", f"{what}@") for what in ("firm", "answers", "result", "file")),
        ("업체 명단", "list@"),
        ("검토함", "list@"),
    }


def test_the_same_look_is_one_row_in_ten_minutes(
    opened_office: Office, people: People, number: int, clock: Clock
) -> None:
    before = len(looked(opened_office, people.admin))
    for _ in range(3):
        result(opened_office, people.manager, number)
        clock.move(minutes=3)
    with coming_from("192.0.2.8"):
        result(opened_office, people.manager, number)  # from elsewhere: a look of its own
    clock.move(minutes=2)
    result(opened_office, people.manager, number)
    write_accesses(opened_office.database)
    assert len(looked(opened_office, people.admin)) == before + 3


def test_a_refused_look_is_no_access_but_a_refusal(
    opened_office: Office, people: People, number: int
) -> None:
    before = len(looked(opened_office, people.admin))
    with pytest.raises(NotFound):
        result(opened_office, people.stranger, number)
    write_accesses(opened_office.database)
    assert len(looked(opened_office, people.admin)) == before
    assert entries(opened_office, people.admin)["kind"].iloc[0] == "refused"


def test_a_change_says_where_it_came_from_even_when_another_thread_commits_it(
    opened_office: Office, people: People, number: int
) -> None:
    office = opened_office

    def answer(item: str, address: str) -> None:
        with coming_from(address):
            save_answer(office, people.owner, number, item, "answered", "b", tab="t", seen=0)

    threads = [
        threading.Thread(target=answer, args=(item, f"192.0.2.{n}"))
        for n, item in enumerate(("QM01", "QM02", "EC01"))
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    said = entries(office, people.admin, kind="answered")["said"]
    found = {one["item"]: one["address"] for one in said}
    assert found == {"QM01": "192.0.2.0", "QM02": "192.0.2.1", "EC01": "192.0.2.2"}


def test_accesses_wait_while_the_database_cannot_be_written_and_none_is_lost_at_the_end(
    opened_office: Office, people: People, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = opened_office
    before = len(looked(office, people.admin))
    upkeep = Upkeep(office, every=60).start()
    result(office, people.manager, number)
    with monkeypatch.context() as broken:
        broken.setattr(accesses.journal, "append_later", _no_room)
        with pytest.raises(OSError, match="room"):
            write_accesses(office.database)
    assert len(looked(office, people.admin)) == before
    upkeep.stop()
    assert len(looked(office, people.admin)) == before + 1


def _no_room(*_: object) -> None:
    raise OSError("no room")


def test_a_look_is_noted_without_writing_anything(
    opened_office: Office, people: People, number: int
) -> None:
    with opened_office.database.writing():
        # the one writer is busy: a look does not wait for it
        done = threading.Thread(target=result, args=(opened_office, people.manager, number))
        done.start()
        done.join(timeout=10)
        assert not done.is_alive()


def test_an_owner_sees_who_saw_the_firms_data(
    opened_office: Office, people: People, number: int, clock: Clock
) -> None:
    result(opened_office, people.manager, number)
    clock.move(minutes=1)
    result(opened_office, people.owner, number)
    write_accesses(opened_office.database)
    seen = who_saw(opened_office, people.owner, people.firm_id)
    assert seen[["who", "role", "what"]].values.tolist()[:1] == [
        [people.manager.name, "manager", "result"]
    ]
    assert people.owner.name not in set(seen["who"])  # their own looks say nothing new
    with pytest.raises(NotFound):
        who_saw(opened_office, people.stranger, people.firm_id)
