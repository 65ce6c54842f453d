"""Answering by interview: one pass, then the owner confirms by a code."""

from typing import Any

import pytest

from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.services.assessing.answering import (
    AnswerConflict,
    open_assessment,
    save_answer,
    sheet,
)
from assessment.services.assessing.interview import (
    SIGNS,
    confirm_by_code,
    interview_answer,
    make_owner_code,
)
from assessment.services.office import Office
from assessment.services.review import reviewing
from tests.services.conftest import People

pytestmark = pytest.mark.slow


@pytest.fixture
def interviewed(opened_office: Office, people: People) -> int:
    """All four items c: 2/3 of 100 points, verified in the same pass."""
    key = open_assessment(opened_office, people.consultant, people.firm_id, "mini")
    for item in ("QM01", "QM02", "EC01", "EC02"):
        interview_answer(
            opened_office, people.consultant, key, item, "answered", "c", tab="c", seen=0
        )
    return key


def test_claim_and_verified_value_are_stored_in_one_pass(
    opened_office: Office, people: People
) -> None:
    key = open_assessment(opened_office, people.consultant, people.firm_id, "mini")
    stored, totals = interview_answer(
        opened_office,
        people.consultant,
        key,
        "QM01",
        "answered",
        "d",
        tab="c",
        seen=0,
        comment="직접 보았음",
        found_state="answered",
        found_value="b",
        reason_code="misread_level",
    )
    assert (stored.value, stored.source, stored.comment) == ("d", "interview", "직접 보았음")
    assert totals.verified_share == 0.25
    shown = reviewing.review(opened_office, people.consultant, key).items.loc["QM01"]
    assert (shown["claim_value"], shown["verified_value"], shown["method"]) == (
        "d",
        "b",
        "interview",
    )


def test_the_owner_confirms_by_code_and_it_is_handed_in_under_their_name(
    opened_office: Office, people: People, interviewed: int
) -> None:
    code = make_owner_code(opened_office, people.consultant, interviewed)
    assert len(code) == 8
    assert set(code) <= set(SIGNS)
    typed = f" {code[:4].lower()}-{code[4:]} "
    receipt = confirm_by_code(opened_office, people.owner, interviewed, typed)
    assert receipt.submission == 1
    assert sheet(opened_office, people.owner, interviewed, "t").status == "submitted"
    with pytest.raises(AssessmentError):
        confirm_by_code(opened_office, people.owner, interviewed, code)
    reviewing.confirm_unchanged(opened_office, people.consultant, interviewed, "quality", "visit")
    totals = reviewing.finish(opened_office, people.consultant, interviewed)
    assert (totals.verified_share, totals.verified) == (1.0, pytest.approx(200 / 3))


def test_five_wrong_codes_void_the_code(
    opened_office: Office, people: People, interviewed: int
) -> None:
    code = make_owner_code(opened_office, people.consultant, interviewed)
    for _ in range(5):
        with pytest.raises(AssessmentError):
            confirm_by_code(opened_office, people.owner, interviewed, "AAAAAAAA")
    with pytest.raises(AssessmentError):
        confirm_by_code(opened_office, people.owner, interviewed, code)
    fresh = make_owner_code(opened_office, people.consultant, interviewed)
    confirm_by_code(opened_office, people.owner, interviewed, fresh)


def test_a_code_lapses_after_three_days_and_is_replaced_by_a_new_one(
    opened_office: Office, people: People, interviewed: int, clock: Any
) -> None:
    first = make_owner_code(opened_office, people.consultant, interviewed)
    make_owner_code(opened_office, people.consultant, interviewed)
    with pytest.raises(AssessmentError):
        confirm_by_code(opened_office, people.owner, interviewed, first)
    late = make_owner_code(opened_office, people.consultant, interviewed)
    clock.move(days=3, seconds=1)
    with pytest.raises(AssessmentError):
        confirm_by_code(opened_office, people.owner, interviewed, late)


def test_only_the_firms_owner_confirms_and_only_a_consultant_interviews(
    opened_office: Office, people: People, interviewed: int
) -> None:
    code = make_owner_code(opened_office, people.consultant, interviewed)
    with pytest.raises(NotFound):
        confirm_by_code(opened_office, people.stranger, interviewed, code)
    with pytest.raises(NotAllowed):
        confirm_by_code(opened_office, people.consultant, interviewed, code)
    with pytest.raises(NotAllowed):
        make_owner_code(opened_office, people.owner, interviewed)
    with pytest.raises(NotAllowed):
        interview_answer(
            opened_office, people.owner, interviewed, "QM01", "answered", "a", tab="t", seen=9
        )


def test_an_owner_who_answers_meanwhile_is_not_overwritten(
    opened_office: Office, people: People
) -> None:
    key = open_assessment(opened_office, people.consultant, people.firm_id, "mini")
    mine = save_answer(opened_office, people.owner, key, "QM01", "answered", "a", tab="t", seen=0)
    with pytest.raises(AnswerConflict) as caught:
        interview_answer(
            opened_office, people.consultant, key, "QM01", "answered", "d", tab="c", seen=0
        )
    assert caught.value.stored == mine
    assert reviewing.review(opened_office, people.consultant, key).totals.verified_share == 0


def test_an_owner_who_changes_an_interviewed_answer_makes_its_verification_stale(
    opened_office: Office, people: People, interviewed: int
) -> None:
    save_answer(opened_office, people.owner, interviewed, "QM01", "answered", "d", tab="t", seen=1)
    shown = reviewing.review(opened_office, people.consultant, interviewed)
    assert bool(shown.items.loc["QM01", "stale"])
    assert shown.totals.verified_share == 0.75
