"""Controls 15 and 17: the monthly review, reasons of downloads, rights at any past day, purging."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assessment.problems import AssessmentError, NotAllowed
from assessment.records import drafts, sessions
from assessment.services.assessing.opening import open_assessment
from assessment.services.entry import accounts
from assessment.services.exports import bulk_exporting, exporting
from assessment.services.office import Office
from assessment.services.permissions import not_found
from assessment.services.register import firms
from assessment.services.scoring.results import result
from assessment.services.trust.accesses import coming_from, write_accesses
from assessment.services.trust.journal import check_journal, entries
from assessment.services.trust.retention import due, purge
from assessment.services.trust.review_report import month_review
from assessment.services.trust.rights import rights_at
from assessment.workbooks.outgoing.writing import plain_sheets
from tests.conftest import Clock
from tests.services.conftest import People, add_person

pytestmark = pytest.mark.slow

ROUND = "2026년 2회차"


def test_the_review_shows_accesses_downloads_with_reasons_failures_refusals_and_rights(
    opened_office: Office, people: People, clock: Clock
) -> None:
    office, admin = opened_office, people.admin
    number = open_assessment(office, people.owner, people.firm_id, "mini")
    clock.now = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # a Tuesday noon in Seoul
    with coming_from("192.0.2.7"):
        result(office, people.manager, number)
        exporting.file(office, people.manager, "application", number)
        bulk_exporting.bulk_file(office, people.manager, "cohort", ROUND, "mini", "이의신청 답변")
    with pytest.raises(type(not_found())):
        result(office, people.stranger, number)
    accounts.change_role(office, admin, people.manager.account_id, "consultant")
    clock.move(hours=12)  # midnight
    firms.firm(office, people.consultant, people.firm_id)
    write_accesses(office.database)
    found = month_review(office, admin, "2026-11")
    looked = found.tables["열람"]
    mine = looked[looked["누가"] == people.manager.name]
    assert {"결과", "내려받은 파일"} <= set(mine["일"])
    assert set(mine["주소"]) == {"192.0.2.7"}
    taken = found.tables["내려받기"]
    bulk = taken[taken["종류"] == "회차 전체 자료"].iloc[0]
    assert (bulk["이유"], bulk["업체 수"], bulk["누가"]) == (
        "이의신청 답변",
        0,
        people.manager.name,
    )
    assert found.counts["거절"] == 1
    assert found.tables["권한 변경"]["일"].tolist() == ["역할 바꿈"]
    assert people.consultant.name in set(found.tables["이례 시간"]["누가"])
    assert people.manager.name not in set(found.tables["이례 시간"]["누가"])
    assert plain_sheets(found.tables)[:2] == b"PK"
    assert entries(office, admin)["kind"].iloc[0] == "month_reviewed"
    assert month_review(office, admin, "2026-10").counts["열람"] == 0


def test_a_bulk_export_without_a_reason_is_refused(opened_office: Office, people: People) -> None:
    with pytest.raises(AssessmentError) as refused:
        bulk_exporting.bulk_file(opened_office, people.manager, "cohort", ROUND, "mini", " ")
    assert [one.code for one in refused.value.problems] == ["export_reason"]


def test_only_administrators_read_the_review(opened_office: Office, people: People) -> None:
    for actor in (people.owner, people.consultant, people.manager):
        with pytest.raises(NotAllowed):
            month_review(opened_office, actor, "2026-11")


def test_a_query_reproduces_the_rights_at_any_past_date(
    opened_office: Office, people: People, clock: Clock
) -> None:
    office, admin, number = opened_office, people.admin, people.consultant.account_id

    def standing(moment: datetime) -> list[object]:
        table = rights_at(office, admin, moment)
        return [*table[table["account"] == number][["role", "active"]].itertuples(index=False)]

    first = clock()
    clock.move(days=1)
    accounts.change_role(office, admin, number, "manager")
    clock.move(days=1)
    accounts.disable(office, admin, number)
    clock.move(days=1)
    late = add_person(office, "consultant")
    moments = [first, *(first.replace(day=first.day + days, hour=12) for days in (1, 2, 3))]
    assert [tuple(standing(one)[0]) for one in moments] == [
        ("consultant", True),
        ("manager", True),
        ("manager", False),
        ("manager", False),
    ]
    assert late.account_id not in set(rights_at(office, admin, first)["account"])


def test_retention_erases_what_old_rows_say_and_the_chain_still_verifies(
    opened_office: Office, people: People, clock: Clock, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    office, admin = opened_office, people.admin
    firms.declare(office, people.owner, people.firm_id, {"closed": False})
    accounts.change_role(office, admin, people.manager.account_id, "consultant")
    clock.move(days=366)
    firms.declare(office, people.owner, people.firm_id, {"closed": True})
    assert purge(office, admin).rows == 0  # two years are kept unless the setting says one
    path = tmp_path / "settings.toml"
    path.write_text("retention_years = 1", encoding="utf-8")
    monkeypatch.setenv("ASSESSMENT_SETTINGS", str(path))
    told = due(office, admin)
    done = purge(office, admin)
    assert (told.rows, told.before) == (done.rows, done.before)
    assert done.rows > 0
    assert due(office, admin).rows < done.rows  # what was erased is not counted again
    said = {row["kind"]: row["said"] for row in entries(office, admin)[::-1].to_dict("records")}
    assert said["declared"] == {"closed": True}
    assert said["role_changed"] is not None  # changes of rights are kept three years
    assert len(entries(office, admin, kind="declared")["said"].dropna()) == 1
    assert check_journal(office, admin).problems == ()
    with office.database.writing() as connection:
        for days, name in ((0, "new"), (8, "old"), (91, "older")):
            at = office.clock() - timedelta(days=days)
            drafts.put(connection, admin.account_id, {name: "쓰던 말"}, at)
            sessions.add(connection, name, admin.account_id, at, address="192.0.2.7")
    purge(office, admin)
    with office.database.reading() as connection:  # what was typed a week, sign-ins three months
        held = drafts.of_account(connection, admin.account_id, datetime(2020, 1, 1, tzinfo=UTC))
        known = [name for name in ("new", "old", "older") if sessions.get(connection, name)]
    assert (set(held), known) == ({"new"}, ["new", "old"])
    clock.move(days=3 * 366)
    purge(office, admin)
    assert entries(office, admin, kind="role_changed")["said"].tolist() == [None]
    assert entries(office, admin)["kind"].iloc[0] == "erased"
    assert check_journal(office, admin).problems == ()
