"""Files with many firms in them: for the office alone, for a reason, and journalled."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.records import journal
from assessment.services.exports.bulk_exporting import bulk_file, call_file
from assessment.services.exports.exporting import File, file
from assessment.services.funding.calls import close_call
from assessment.services.funding.deciding import decide
from assessment.services.office import Actor
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.incoming.reading import read_workbook
from tests.conftest import Clock
from tests.services.call_office import Called, called_copy

pytestmark = pytest.mark.slow

WHY = "선정위원회 자료"
ROUND, CALL = ("proof", "cohort"), ("ranking", "panel", "decision")
Take = Callable[[Called, Actor, str], File]


def taking(kind: str) -> Take:
    """How a file of this kind is taken for a reason."""
    if kind in CALL:
        return lambda called, actor, why: call_file(called.office, actor, kind, called.call_id, why)
    return lambda called, actor, why: bulk_file(
        called.office, actor, kind, "2026년 2회차", "mini", why
    )


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    copied = called_copy(sqlite_template, tmp_path, clock)
    close_call(copied.office, copied.manager, copied.call_id)
    decide(copied.office, copied.manager, copied.call_id)
    yield copied
    copied.office.database.close()


def journalled(called: Called, kind: str) -> list[dict[str, object]]:
    with called.office.database.reading() as connection:
        found = journal.rows(connection, kind=kind)
    return [{**(row.payload or {}), "subject": row.subject, "actor": row.actor} for row in found]


def test_who_took_what_why_and_how_many_firms_is_journalled(called: Called) -> None:
    for kind in (*ROUND, *CALL):
        made = taking(kind)(called, called.manager, f"  {WHY}\n")
        row = journalled(called, "exported")[0]
        assert (row["kind"], row["reason"], row["firms"]) == (kind, WHY, 6)
        assert row["subject"] == f"{kind}:{called.call_id if kind in CALL else '2026년 2회차'}"
        assert row["sha256"] == hashlib.sha256(made.content).hexdigest()
        assert (row["name"], row["actor"]) == (made.name, called.manager.pseudonym)
        assert made.name.endswith("_2026-11-22" + (".json" if kind == "decision" else ".xlsx"))


def test_nothing_leaves_without_a_reason(called: Called) -> None:
    before = len(journalled(called, "exported"))
    for kind in (*ROUND, *CALL):
        for why in ("", "  \n", "음", "이유" * 101):
            with pytest.raises(AssessmentError) as refused:
                taking(kind)(called, called.manager, why)
            assert refused.value.problems[0].code == "export_reason"
    assert len(journalled(called, "exported")) == before


def test_owners_and_consultants_take_none_and_the_asking_is_journalled(called: Called) -> None:
    for kind in (*ROUND, *CALL):
        for actor in (called.people.owner, called.people.consultant):
            with pytest.raises(NotAllowed):
                taking(kind)(called, actor, WHY)
    refused = reversed(journalled(called, "refused"))
    assert [str(row["subject"]).split(":")[0] for row in refused] == [
        kind for kind in (*ROUND, *CALL) for _twice in range(2)
    ]
    assert journalled(called, "exported") == []


def test_no_other_way_leads_to_them(called: Called) -> None:
    for kind in CALL:
        with pytest.raises(NotFound):
            file(called.office, called.manager, kind, called.call_id)


def test_what_is_not_there_is_not_found(called: Called) -> None:
    office, manager = called.office, called.manager
    for kind, number in (("ranking", 999), ("panel", 999), ("decision", 999), ("proof", 1)):
        with pytest.raises(NotFound):
            call_file(office, manager, kind, number, WHY)
    for kind, questionnaire in (("cohort", "other"), ("ranking", "mini"), ("proof", "")):
        with pytest.raises(NotFound):
            bulk_file(office, manager, kind, "2026년 2회차", questionnaire, WHY)


def test_a_cohort_and_a_proof_hold_every_firm_that_handed_in(called: Called) -> None:
    for kind, sheet in (("cohort", "업체"), ("proof", "결과표")):
        made = taking(kind)(called, called.manager, WHY)
        book = {one.name: one for one in read_workbook(admit("a.xlsx", made.content))}
        names = [cells.get(2) for row, cells in book[sheet].rows.items() if row > 2]
        assert names == ["A정밀", "B도금", "C사출", "D전자", "E식품", "F주물"]
