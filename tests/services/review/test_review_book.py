"""The review workbook: taken by a consultant, filled without a line, brought in beside others."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from assessment.locale import speaking
from assessment.method.merging import Side
from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.records import assessments, journal, verifications
from assessment.records.database import open_database, upgrade
from assessment.services.assessing.answering import (
    attach_evidence,
    open_assessment,
    save_answer,
    submit,
)
from assessment.services.office import Office
from assessment.services.review import reviewing
from assessment.services.review.review_book import review_file
from assessment.services.review.review_book_import import (
    Pick,
    ReviewImport,
    admitted_book,
)
from assessment.services.review.reviewing import REASON_CODES
from assessment.workbooks.review_books.review_book_reading import read_review_book
from tests import databases
from tests.conftest import Clock
from tests.services.conftest import People, add_firm, add_person, small_project
from tests.services.review_desk import CLAIMS, Desk, handed_in, small_desk
from tests.services.review_filling import Cells, Raw, cell, filled

pytestmark = pytest.mark.slow

Typed = dict[tuple[int, str], Cells]


@pytest.fixture
def either_desk(opened_office: Office, people: People) -> Desk:
    """On each kind of database."""
    return Desk(opened_office, people, handed_in(opened_office, people.owner))


@pytest.fixture(scope="module")
def first_desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Desk]:
    """Where its database lies, which the desks of the tests are copies of."""
    folder = tmp_path_factory.mktemp("desk")
    database = open_database(databases.at(folder / "desk.sqlite"))
    upgrade(database)
    built = small_desk(Office(database, folder, Clock()), folder / "project")
    database.close()
    return folder / "desk.sqlite", built


@pytest.fixture
def desk(first_desk: tuple[Path, Desk], clock: Clock, tmp_path: Path) -> Iterator[Desk]:
    """On SQLite alone."""
    path, built = first_desk
    opened = open_database(databases.copy(path, tmp_path / "desk.sqlite"))
    yield replace(built, office=Office(opened, small_project(tmp_path / "project"), clock))
    opened.close()


def codes(told: ReviewImport) -> list[str]:
    return [one.code for one in told.refused]


# ---- there and back --------------------------------------------------------------------------


def test_what_is_filled_in_is_what_is_stored(either_desk: Desk) -> None:
    """The claim's own value needs no reason, a number alone is an option, a row its own method."""
    desk = either_desk
    content = filled(
        desk.book(),
        {
            (desk.number, "QM01"): {"value": "자가와 같음"},
            (desk.number, "QM02"): {"value": "2 step b", "reason": "증빙 없음", "note": "=1+1"},
            (desk.number, "EC01"): {"value": 4, "reason": "자가응답보다 높음", "method": "면담"},
        },
    )
    told = desk.store(content)
    assert (len(told.changes), told.refused, told.conflicts, told.stored) == (3, (), (), True)
    assert desk.short() == {
        "QM01": ("d", "confirmed", "visit", None),
        "QM02": ("b", "no_evidence", "visit", "=1+1"),
        "EC01": ("d", "better_than_claimed", "interview", None),
    }
    assert {one.reviewer_id for one in desk.found().values()} == {desk.people.consultant.account_id}
    with desk.office.database.reading() as connection:
        after = assessments.find(connection, desk.number)
        kinds = [one.kind for one in journal.rows(connection, subject=after.firm_pseudonym)]  # type: ignore[union-attr]
    assert after is not None
    assert after.status == "in_review"
    # QM01 d, QM02 b, EC01 d, EC02 a: (1 + 1/3)/2 of 50 and (1 + 0)/2 of 50
    assert after.verified_points == pytest.approx(58.333333333)
    assert kinds[:2] == ["reviews_imported", "verified_items"]


def test_a_book_that_nobody_touched_changes_nothing(desk: Desk) -> None:
    desk.verify("QM01", "b", "no_evidence")
    content = desk.book()
    before = desk.events()
    for one in (content, filled(content, {})):
        told = desk.store(one)
        assert (told.changes, told.conflicts, told.refused, told.unchanged) == ((), (), (), 1)
    assert desk.events() == before
    assert desk.short() == {"QM01": ("b", "no_evidence", "document", None)}


def test_a_preview_stores_nothing_and_says_what_would_be(desk: Desk) -> None:
    desk.verify("QM01", "b", "no_evidence")
    content = filled(
        desk.book(),
        {
            (desk.number, "QM01"): {"value": "3 step c"},
            (desk.number, "EC01"): {"value": "자가와 같음"},
        },
    )
    told = desk.look(content)
    assert [(one.place.key[1], one.before, one.after) for one in told.changes] == [
        ("QM01", "step b · 증빙 없음 · 서류", "step c · 증빙 없음 · 서류"),
        ("EC01", "", "step b · 그대로 확인 · 방문"),
    ]
    assert told.stored is False
    assert desk.short() == {"QM01": ("b", "no_evidence", "document", None)}


def test_the_same_file_twice_changes_nothing_whatever_came_between(desk: Desk) -> None:
    content = filled(desk.book(), {(desk.number, "EC01"): {"value": "자가와 같음"}})
    desk.store(content)
    before = desk.events()
    assert desk.store(content).changes == ()
    assert desk.events() == before
    desk.verify("EC01", "a", "no_evidence")
    told = desk.store(content)
    assert (told.changes, told.conflicts, told.kept) == ((), (), 1)
    assert desk.short()["EC01"] == ("a", "no_evidence", "document", None)


def test_a_book_is_brought_in_every_evening_and_only_what_is_new_comes_in(desk: Desk) -> None:
    """X is stored, then Z, then X again: one's own earlier import is no conflict."""
    content = desk.book()
    where = (desk.number, "EC01")
    for value in ("1 none", "3 step c", "1 none"):
        content = filled(content, {where: {"value": value, "reason": "기타", "note": "현장"}})
        told = desk.store(content)
        assert (len(told.changes), told.conflicts) == (1, ())
    with desk.office.database.reading() as connection:
        history = verifications.history(connection, desk.number)
    assert [one.value for one in history] == ["a", "c", "a"]


# ---- others ----------------------------------------------------------------------------------


def test_what_somebody_else_found_meanwhile_is_shown_both_ways(desk: Desk) -> None:
    content = filled(
        desk.book(), {(desk.number, "EC01"): {"value": "4 step d", "reason": "자가응답보다 높음"}}
    )
    desk.verify("EC01", "a", "no_evidence")
    desk.verify("QM02", "c", "confirmed")
    told = desk.store(content)
    (conflict,) = told.conflicts
    assert (conflict.web_words, conflict.file_words) == (
        "none · 증빙 없음 · 서류",
        "step d · 자가응답보다 높음 · 방문",
    )
    assert conflict.web_by == desk.people.consultant.name
    assert conflict.place.cell.endswith(cell(content, desk.number, "EC01", "value"))
    assert (told.changes, told.kept) == ((), 1)
    assert desk.short()["EC01"][0] == "a"


@pytest.mark.parametrize(("side", "kept"), [("web", "a"), ("file", "d")])
def test_a_conflict_is_settled_by_an_explicit_choice(desk: Desk, side: Side, kept: str) -> None:
    content = filled(
        desk.book(), {(desk.number, "EC01"): {"value": "4 step d", "reason": "자가응답보다 높음"}}
    )
    desk.verify("EC01", "a", "no_evidence")
    (conflict,) = desk.look(content).conflicts
    told = desk.store(content, picks={conflict.place.key: Pick(side, conflict.web)})
    assert told.conflicts == ()
    assert desk.short()["EC01"][0] == kept
    assert desk.store(content).conflicts == ()
    assert desk.short()["EC01"][0] == kept


def test_a_choice_against_a_finding_that_was_not_seen_does_not_count(desk: Desk) -> None:
    content = filled(
        desk.book(), {(desk.number, "EC01"): {"value": "4 step d", "reason": "자가응답보다 높음"}}
    )
    desk.verify("EC01", "a", "no_evidence")
    (conflict,) = desk.look(content).conflicts
    desk.verify("EC01", "c", "better_than_claimed")
    told = desk.store(content, picks={conflict.place.key: Pick("file", conflict.web)})
    assert len(told.conflicts) == 1
    assert desk.short()["EC01"][0] == "c"


def test_a_claim_that_changed_since_is_refused_and_named(desk: Desk) -> None:
    content = filled(
        desk.book(),
        {
            (desk.number, "EC01"): {"value": "자가와 같음"},
            (desk.number, "QM01"): {"value": "자가와 같음"},
        },
    )
    desk.verify("EC02", "a", "confirmed")
    reviewing.send_back(desk.office, desk.people.consultant, desk.number, {"EC01": "사진"})
    save_answer(desk.office, desk.people.owner, desk.number, "EC01", "answered", "d",
                tab="t", seen=99)  # fmt: skip
    submit(desk.office, desk.people.owner, desk.number)
    told = desk.store(content)
    (problem,) = told.refused
    assert problem.code == "review_book_claim"
    assert "about EC01" in problem.where
    assert str(problem.what).endswith("step b → step d")
    assert set(desk.short()) == {"QM01", "EC02"}


WEB = st.sampled_from([None, "a", "b", "c", "d"])


@settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    before=st.lists(WEB, min_size=4, max_size=4),
    mine=st.lists(WEB, min_size=4, max_size=4),
    theirs=st.lists(WEB, min_size=4, max_size=4),
)
def test_two_people_who_work_at_once_lose_nothing(
    before: list[str | None], mine: list[str | None], theirs: list[str | None], desk: Desk
) -> None:
    """By the rule of three ways; what is in conflict stays as it is on the web and is listed."""
    firm = add_firm(desk.office, f"마바{desk.events()}")
    owner = add_person(desk.office, "owner", firm)
    desk = replace(desk, number=handed_in(desk.office, owner))
    start = dict(zip(CLAIMS, before, strict=True))
    _find(desk, start)
    content = desk.book()
    typed: Typed = {
        (desk.number, item): {"value": f"{'abcd'.index(value) + 1}", "reason": _why(item, value)}
        for item, value in zip(CLAIMS, mine, strict=True)
        if value and value != start[item]
    }
    _find(desk, {i: v for i, v in zip(CLAIMS, theirs, strict=True) if v != start[i]})
    content = filled(content, typed)
    told = desk.store(content)
    now = {item: one.value for item, one in desk.found().items()}
    assert told.refused == ()
    conflicts = {one.place.key[1] for one in told.conflicts}
    for item, was, file, web in zip(CLAIMS, before, mine, theirs, strict=True):
        here = file if file and file != was else was
        there = web if web and web != was else was
        if here == was or item in conflicts:
            assert now.get(item) == there
        else:
            assert now.get(item) == here
        # the claim itself found by both is one finding where the row brings the method along
        alike = here == there == CLAIMS[item] and was is not None
        assert (item in conflicts) == (here != was and there != was and not alike)
    assert desk.store(content).changes == ()


def _why(item: str, value: str) -> str:
    return REASON_CODES["confirmed" if value == CLAIMS[item] else "other_line"]


def _find(desk: Desk, found: dict[str, str | None]) -> None:
    for item, value in found.items():
        if value:
            desk.verify(item, value, "confirmed" if value == CLAIMS[item] else "no_evidence")


# ---- rules of the screen ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "part", "what"),
    [
        ({"value": "1 none"}, "reason", "사유가 없습니다"),
        ({"value": "1 none", "reason": "그대로 확인"}, "reason", "서로 맞지 않습니다"),
        ({"value": "1 none", "reason": "기타"}, "reason", "설명이 필요합니다"),
        ({"value": "1 none", "reason": "좋음"}, "reason", "목록에 없는 사유"),
        ({"value": "자가와 같음", "method": "전화"}, "method", "확인 방법이"),
        ({"value": "7"}, "value", "쓸 수 없는 확인값"),
        ({"value": 2.5}, "value", "쓸 수 없는 확인값"),
        ({"reason": "증빙 없음"}, "value", "확인값 없이"),
        ({"value": Raw("=1+1")}, "value", "수식"),
        ({"value": Raw("#N/A")}, "value", "오류값"),
        ({"value": "자가와 같음", "note": "가" * 2001}, "note", "2000자보다"),
        ({"value": "자가와 같음", "note": "담당 900101-1234568"}, "note", "주민등록번호"),
        ({"value": "1 none", "reason": "900101-1234568"}, "reason", "주민등록번호"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named_and_the_rest_comes_in(
    desk: Desk, typed: dict[str, object], part: str, what: str
) -> None:
    content = filled(
        desk.book(),
        {(desk.number, "QM01"): typed, (desk.number, "EC01"): {"value": "자가와 같음"}},
    )
    told = desk.store(content)
    (problem,) = told.refused
    assert problem.where == f"검토.xlsx {cell(content, desk.number, 'QM01', part)}"
    assert what in str(problem.what)
    assert list(desk.short()) == ["EC01"]


def test_with_strict_one_bad_cell_refuses_the_whole(desk: Desk) -> None:
    content = filled(
        desk.book(),
        {(desk.number, "QM01"): {"value": "9"}, (desk.number, "EC01"): {"value": "자가와 같음"}},
    )
    with pytest.raises(AssessmentError):
        desk.store(content, strict=True)
    assert desk.short() == {}


def test_a_finding_is_not_wiped_out_by_an_emptied_row(desk: Desk) -> None:
    desk.verify("QM01", "b", "no_evidence")
    empty = {"value": None, "reason": None, "method": None, "note": None}
    told = desk.store(filled(desk.book(), {(desk.number, "QM01"): empty}))
    assert codes(told) == ["review_book_emptied"]
    assert desk.short()["QM01"][0] == "b"


@pytest.mark.parametrize("after", ["returned", "verified"])
def test_what_is_no_longer_under_review_takes_nothing(desk: Desk, after: str) -> None:
    content = filled(desk.book(), {(desk.number, "QM01"): {"value": "자가와 같음"}})
    desk.verify("EC01", "b", "confirmed")
    if after == "verified":
        reviewing.finish(desk.office, desk.people.consultant, desk.number)
    else:
        reviewing.send_back(desk.office, desk.people.consultant, desk.number, {"": "다시"})
    told = desk.store(content)
    assert (codes(told), told.changes) == (["review_book_status"], ())
    assert set(desk.short()) == {"EC01"}


# ---- whose it is -----------------------------------------------------------------------------


def test_another_consultants_book_is_refused_and_a_manager_may_bring_it_in(desk: Desk) -> None:
    """What a manager brings in stands under the consultant who filled it; the journal says who."""
    content = filled(desk.book(), {(desk.number, "QM01"): {"value": "자가와 같음"}})
    other = add_person(desk.office, "consultant", name="다른 컨설턴트")
    with pytest.raises(NotAllowed):
        desk.store(content, by=other)
    with pytest.raises(NotAllowed):
        desk.store(content, by=desk.people.owner)
    assert desk.short() == {}
    desk.store(content, by=desk.people.manager)
    assert desk.found()["QM01"].reviewer_id == desk.people.consultant.account_id
    with desk.office.database.reading() as connection:
        (row,) = journal.rows(connection, kind="reviews_imported")
    assert row.actor == desk.people.manager.pseudonym
    assert row.payload is not None
    assert row.payload["reviewer"] == desk.people.consultant.pseudonym


def test_a_firm_that_somebody_else_took_over_is_left_out(desk: Desk) -> None:
    content = filled(desk.book(), {(desk.number, "QM01"): {"value": "자가와 같음"}})
    other = add_person(desk.office, "consultant")
    reviewing.assign(desk.office, desk.people.manager, desk.number, other.account_id)
    told = desk.store(content)
    assert (codes(told), desk.short()) == (["review_book_assigned"], {})
    with pytest.raises((AssessmentError, NotFound)):
        desk.book()


def test_looking_at_a_book_or_taking_one_puts_nobody_in_charge(desk: Desk) -> None:
    """Only what is stored does."""
    before = desk.events()
    content = desk.book()
    assert desk.events() == before + 1  # who took it
    desk.look(content)
    desk.store(content)
    assert desk.events() == before + 1


def test_a_manager_takes_a_book_for_a_consultant(desk: Desk) -> None:
    with pytest.raises(AssessmentError) as caught:
        desk.book(by=desk.people.manager)
    assert caught.value.problems[0].code == "review_book_whose"
    consultant = desk.people.consultant
    reviewing.assign(desk.office, desk.people.manager, desk.number, consultant.account_id)
    content = filled(desk.book(by=desk.people.manager), {(desk.number, "QM01"): {"value": "4"}})
    assert len(desk.store(content).changes) == 1


def test_a_manager_says_why_the_claims_of_several_firms_leave(desk: Desk) -> None:
    office, manager, consultant = desk.office, desk.people.manager, desk.people.consultant
    other = handed_in(office, desk.people.stranger)
    for number in (desk.number, other):
        reviewing.assign(office, manager, number, consultant.account_id)
    with pytest.raises(AssessmentError) as caught:
        desk.book(other, by=manager)
    assert [one.code for one in caught.value.problems] == ["export_reason"]
    review_file(office, manager, [desk.number, other], reason="감사·점검 자료")
    with office.database.reading() as connection:
        said = [row.payload or {} for row in journal.rows(connection, kind="exported", limit=2)]
    assert [(one["reason"], one["firms"]) for one in said] == [("감사·점검 자료", 2)] * 2


def test_owners_get_no_book_and_drafts_go_into_none(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        desk.book(by=desk.people.owner)
    draft = open_assessment(
        desk.office, desk.people.stranger, desk.people.stranger.firm_id or 0, "mini"
    )
    with pytest.raises(AssessmentError) as caught:
        desk.book(draft, by=desk.people.manager)
    assert caught.value.problems[0].code in ("review_book_status", "review_book_whose")


@pytest.mark.parametrize("sheet", ["_meta", "_base"])
def test_a_book_whose_hidden_sheets_were_changed_is_refused(desk: Desk, sheet: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(desk.book()))
    held = book[sheet]
    held.cell(2, 2).value = "x" * 8
    saved = io.BytesIO()
    book.save(saved)
    with pytest.raises(AssessmentError) as caught:
        desk.look(saved.getvalue())
    assert caught.value.problems[0].code == "review_book_seal"
    del book[sheet]
    saved = io.BytesIO()
    book.save(saved)
    with pytest.raises(AssessmentError) as caught:
        desk.look(saved.getvalue())
    assert caught.value.problems[0].code == "review_book_meta"


# ---- what stands in it -----------------------------------------------------------------------


def test_what_can_move_a_level_stands_first_with_evidence_and_what_holds(desk: Desk) -> None:
    """Claims d c b a: 50 points, level1; lowering QM01, QM02 or EC01 loses it, EC02 cannot."""
    attach_evidence(
        desk.office, desk.people.consultant, desk.number, "QM02", "작업일지.png", _picture()
    )
    desk.verify("EC02", "a", "confirmed")
    content = desk.book()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1]
    items = [sheet.cell(row, 1).value for row in range(6, sheet.max_row + 1)]
    assert items[0] is None
    assert set(items[1:4]) == {"QM01", "QM02", "EC01"}
    assert items[4:] == [None, "EC02"]
    row = 6 + items.index("QM02")
    assert "작업일지.png" in str(sheet.cell(row, 5).value)
    assert "show me" in str(sheet.cell(row, 6).value)
    read = read_review_book(admitted_book("a.xlsx", content), lambda _: _signature(content))
    held = {key[1]: row.typed for key, row in read.rows.items() if row.typed}
    assert held == {"EC02": {"value": "1 none", "reason": "그대로 확인", "method": "서류"}}


def _picture() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (8, 8), "#256ef4").save(held, "PNG")
    return held.getvalue()


def _signature(content: bytes) -> str:
    sheet = openpyxl.load_workbook(io.BytesIO(content))["_meta"]
    return next(str(row[1].value) for row in sheet.iter_rows() if row[0].value == "signature")


def test_an_english_book_is_read_by_whoever_reads_korean(desk: Desk) -> None:
    english = replace(desk.people.consultant, language="en")
    content = filled(
        desk.book(by=english), {(desk.number, "QM01"): {"value": "1 none", "reason": "No evidence"}}
    )
    with speaking("ko"):
        told = desk.store(content)
    assert told.refused == ()
    assert desk.short()["QM01"][:2] == ("a", "no_evidence")
