import pytest
from sqlalchemy import text

from assessment.problems import NotAllowed, NotFound
from assessment.services.office import Actor, Office
from assessment.services.permissions import note_refusal
from assessment.services.register import firms
from assessment.services.trust.journal import check_journal, entries, erase_what_is_said_of
from tests.services.conftest import add_firm, add_person


@pytest.fixture
def admin(office: Office) -> Actor:
    return add_person(office, "admin", name="관리자")


def test_entries_name_people_and_firms_and_come_a_page_at_a_time(
    office: Office, admin: Actor
) -> None:
    one, other = add_firm(office, "가나정밀"), add_firm(office, "다라금속")
    owner = add_person(office, "owner", other, name="이사장")
    for employees in range(3):
        firms.save_firm(office, admin, one, {"employees": employees}, revision=employees + 1)
    firms.declare(office, owner, other, {"closed": False})
    page = entries(office, admin, size=2)
    assert page[["seq", "kind", "who", "subject"]].values.tolist() == [
        [4, "declared", "이사장", "다라금속"],
        [3, "firm_changed", "관리자", "가나정밀"],
    ]
    assert entries(office, admin, before=3)["seq"].tolist() == [2, 1]
    assert entries(office, admin, account_id=owner.account_id)["seq"].tolist() == [4]
    assert entries(office, admin, firm_id=one)["seq"].tolist() == [3, 2, 1]
    with pytest.raises(NotFound):
        entries(office, admin, account_id=999)


def test_erasing_what_is_said_of_a_firm_keeps_the_chain_whole(office: Office, admin: Actor) -> None:
    one, other = add_firm(office, "가나정밀"), add_firm(office, "다라금속")
    for firm_id in (one, other, one):
        firms.declare(office, admin, firm_id, {"closed": False})
    assert erase_what_is_said_of(office, admin, one) == 2
    assert entries(office, admin)["said"].tolist() == [
        {"seqs": [1, 3]},
        None,
        {"closed": False},
        None,
    ]
    assert check_journal(office, admin).problems == ()


def test_the_check_names_what_was_tampered_with(office: Office, admin: Actor) -> None:
    firm_id = add_firm(office)
    for _ in range(3):
        firms.declare(office, admin, firm_id, {"closed": False})
    whole = check_journal(office, admin)
    assert (whole.rows, whole.head.seq, whole.problems) == (3, 3, ())
    with office.database.writing() as connection:
        connection.execute(text("delete from journal where seq = 3"))
    cut = check_journal(office, admin)  # which had noted an anchor when it found the chain whole
    assert [problem.code for problem in cut.problems] == ["cut_off"]


@pytest.mark.parametrize("role", ["owner", "consultant", "manager"])
def test_only_administrators_read_the_journal(office: Office, role: str) -> None:
    person = Actor(1, "p", "n", role, 1)  # type: ignore[arg-type]
    for refused in (
        lambda: entries(office, person),
        lambda: check_journal(office, person),
        lambda: erase_what_is_said_of(office, person, 1),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_a_refusal_about_a_long_name_is_journalled_on_every_database(
    office: Office, admin: Actor
) -> None:
    named = "offline_forms:반월·시화 스마트공장 수준진단 2026년 2회차"
    note_refusal(office, admin, named, {"of": named})
    (found,) = entries(office, admin, size=1).to_dict("records")
    assert found["kind"] == "refused"
    assert found["said"]["of"] == named
