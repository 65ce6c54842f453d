"""Review: statuses, verified values, what survives a resubmission, totals."""

from datetime import date
from typing import Any

import pytest

from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.records import assessments, journal, verifications
from assessment.services.assessing.answering import open_assessment, save_answer, sheet, submit
from assessment.services.assessing.handling import STATUS_NAMES, moved
from assessment.services.office import Office
from assessment.services.review import queueing, reviewing
from assessment.services.review.reviewing import QueueFilter
from tests.services.conftest import People

pytestmark = pytest.mark.slow

CLAIMS = {"QM01": "d", "QM02": "c", "EC01": "b", "EC02": "a"}


def _answer(office: Office, people: People, key: int, claims: dict[str, str]) -> None:
    for item, value in claims.items():
        save_answer(office, people.owner, key, item, "answered", value, tab="t", seen=99)


@pytest.fixture
def submitted(opened_office: Office, people: People) -> int:
    """Claims d c b a: quality (1 + 2/3)/2 of 50 = 41.67, equipment (1/3 + 0)/2 of 50 = 8.33."""
    key = open_assessment(opened_office, people.owner, people.firm_id, "mini")
    _answer(opened_office, people, key, CLAIMS)
    submit(opened_office, people.owner, key)
    return key


def _verify(office: Office, people: People, key: int, item: str, value: str, why: str) -> Any:
    return reviewing.verify(office, people.consultant, key, item, "answered", value, why, "visit")


def _status(office: Office, key: int) -> str:
    with office.database.reading() as connection:
        found = assessments.find(connection, key)
    assert found is not None
    return found.status


def test_only_the_moves_of_the_chart_are_allowed() -> None:
    """draft > submitted > in review > returned <> resubmitted > verified, in words when refused."""
    allowed = {
        ("draft", "submit"): "submitted",
        ("submitted", "begin"): "in_review",
        ("in_review", "begin"): "in_review",
        ("in_review", "send_back"): "returned",
        ("in_review", "finish"): "verified",
        ("returned", "submit"): "resubmitted",
        ("resubmitted", "begin"): "resubmitted",
        ("resubmitted", "send_back"): "returned",
        ("resubmitted", "finish"): "verified",
    }
    for status in STATUS_NAMES:
        for move in ("submit", "begin", "send_back", "finish"):
            if (status, move) in allowed:
                assert moved(status, move) == allowed[status, move]  # type: ignore[arg-type]
                continue
            with pytest.raises(AssessmentError) as caught:
                moved(status, move)  # type: ignore[arg-type]
            assert caught.value.problems[0].code == "illegal_move"


def test_a_submission_gives_a_receipt_with_what_is_open_unsure_and_without_evidence(
    opened_office: Office, people: People
) -> None:
    key = open_assessment(opened_office, people.owner, people.firm_id, "mini")
    _answer(opened_office, people, key, {"QM01": "c"})
    save_answer(opened_office, people.owner, key, "EC01", "unknown", tab="t", seen=0)
    receipt = submit(opened_office, people.owner, key)
    assert receipt.number == f"261122-{key:05d}-1"
    assert receipt.open == ("QM02", "EC02")
    assert receipt.unsure == ("EC01",)
    assert receipt.missing_evidence == ("QM01",)
    assert _status(opened_office, key) == "submitted"


def test_nothing_answered_is_not_submitted(opened_office: Office, people: People) -> None:
    key = open_assessment(opened_office, people.owner, people.firm_id, "mini")
    with pytest.raises(AssessmentError) as caught:
        submit(opened_office, people.owner, key)
    assert caught.value.problems[0].code == "nothing_answered"
    assert _status(opened_office, key) == "draft"


def test_answers_are_locked_after_submission_until_they_are_sent_back(
    opened_office: Office, people: People, submitted: int
) -> None:
    with pytest.raises(AssessmentError) as caught:
        _answer(opened_office, people, submitted, {"QM01": "a"})
    assert caught.value.problems[0].code == "locked"
    assert sheet(opened_office, people.owner, submitted, "t").open is False
    reviewing.send_back(*_begun(opened_office, people, submitted), {"QM01": "사진을 올려 주십시오"})
    _answer(opened_office, people, submitted, {"QM01": "c"})
    assert sheet(opened_office, people.owner, submitted, "t").answers["QM01"].value == "c"


def _begun(office: Office, people: People, key: int) -> tuple[Office, Any, int]:
    _verify(office, people, key, "EC02", "a", "confirmed")
    return office, people.consultant, key


def test_totals_move_with_a_lowered_value_and_lists_keep_them(
    opened_office: Office, people: People, submitted: int
) -> None:
    """QM01 d to b: quality (1/3 + 2/3)/2 of 50 = 25, total 33.33, below 50; one of 4 items."""
    before = reviewing.review(opened_office, people.consultant, submitted).totals
    assert before.claimed == pytest.approx(50.0)
    assert before.levels["capability"] == "level1"
    totals = _verify(opened_office, people, submitted, "QM01", "b", "no_evidence")
    assert (totals.status, totals.verified_share) == ("in_review", 0.25)
    assert totals.claimed == pytest.approx(50.0)
    assert totals.verified == pytest.approx(100 / 3)
    assert totals.claimed_levels["capability"] == "level1"
    assert totals.levels["capability"] == "level0"
    page = reviewing.queue(opened_office, people.consultant)
    (row,) = page.rows.to_dict("records")
    assert row["verified_points"] == pytest.approx(100 / 3)
    assert (row["capability_level"], row["distance"]) == (0, pytest.approx(50 - 100 / 3))
    assert page.counters["near"] == 0  # 16.7 of 100 points are far, 30 of 1,000 are not


def test_a_reason_must_fit_the_verified_value(
    opened_office: Office, people: People, submitted: int
) -> None:
    for value, why in (("d", "no_evidence"), ("b", "confirmed"), ("b", "because"), ("b", "other")):
        with pytest.raises(AssessmentError) as caught:
            _verify(opened_office, people, submitted, "QM01", value, why)
        assert caught.value.problems[0].code == "bad_verification"
    assert _status(opened_office, submitted) == "submitted"


def test_confirming_an_area_confirms_what_has_no_verified_value_yet(
    opened_office: Office, people: People, submitted: int
) -> None:
    _verify(opened_office, people, submitted, "QM01", "b", "no_evidence")
    totals = reviewing.confirm_unchanged(
        opened_office, people.consultant, submitted, "quality", "visit"
    )
    assert totals.verified_share == 0.5
    assert totals.verified == pytest.approx(100 / 3)
    again = reviewing.confirm_unchanged(
        opened_office, people.consultant, submitted, "quality", "visit"
    )
    assert again == totals
    with opened_office.database.reading() as connection:
        kept = [
            (one.item, one.value, one.reason_code)
            for one in verifications.history(connection, submitted)
        ]
    assert kept == [("QM01", "b", "no_evidence"), ("QM02", "c", "confirmed")]


def test_a_review_of_every_item_with_one_change_finishes_in_few_actions(
    opened_office: Office, people: People, submitted: int
) -> None:
    _verify(opened_office, people, submitted, "QM01", "c", "misread_level")
    for area in ("quality", "equipment"):
        reviewing.confirm_unchanged(opened_office, people.consultant, submitted, area, "visit")
    totals = reviewing.finish(opened_office, people.consultant, submitted)
    assert (totals.status, totals.verified_share) == ("verified", 1.0)
    assert totals.verified == pytest.approx(50 - 25 / 3)
    assert _status(opened_office, submitted) == "verified"
    for attempt in (
        lambda: _verify(opened_office, people, submitted, "QM01", "d", "confirmed"),
        lambda: reviewing.send_back(opened_office, people.consultant, submitted, {"": "다시"}),
        lambda: reviewing.finish(opened_office, people.consultant, submitted),
        lambda: submit(opened_office, people.owner, submitted),
    ):
        with pytest.raises(AssessmentError):
            attempt()


def test_comments_and_verifications_survive_a_resubmission_and_a_changed_claim_is_stale(
    opened_office: Office, people: People, submitted: int, clock: Any
) -> None:
    _verify(opened_office, people, submitted, "QM01", "b", "no_evidence")
    _verify(opened_office, people, submitted, "QM02", "c", "confirmed")
    reviewing.add_comment(opened_office, people.consultant, submitted, "방문했습니다", "EC01")
    reviewing.send_back(
        opened_office, people.consultant, submitted, {"QM01": "사진?", "EC01": "몇 대?"}
    )
    assert _status(opened_office, submitted) == "returned"
    clock.move(hours=1)
    _answer(opened_office, people, submitted, {"QM01": "c"})
    receipt = submit(opened_office, people.owner, submitted)
    assert (receipt.submission, _status(opened_office, submitted)) == (2, "resubmitted")
    shown = reviewing.review(opened_office, people.consultant, submitted)
    items = shown.items
    assert items.loc["QM01", ["verified_value", "stale", "in_force", "changed"]].tolist() == [
        "b",
        True,
        False,
        True,
    ]
    assert items.loc["QM02", ["verified_value", "stale", "in_force", "changed"]].tolist() == [
        "c",
        False,
        True,
        False,
    ]
    assert items["asked_again"].to_dict() == {
        "QM01": False,
        "QM02": False,
        "EC01": True,
        "EC02": False,
    }
    assert [one.text for one in shown.comments] == ["방문했습니다", "사진?", "몇 대?"]
    assert shown.totals.verified == pytest.approx(50 - 25 / 3), "a stale value counts no more"
    with pytest.raises(AssessmentError) as caught:
        reviewing.finish(opened_office, people.consultant, submitted)
    assert [(p.where, p.code) for p in caught.value.problems] == [("QM01", "stale")]
    _verify(opened_office, people, submitted, "QM01", "b", "no_evidence")
    assert reviewing.finish(opened_office, people.consultant, submitted).status == "verified"


def test_a_claim_changed_back_makes_its_verification_hold_again(
    opened_office: Office, people: People, submitted: int
) -> None:
    _verify(opened_office, people, submitted, "QM01", "b", "no_evidence")
    reviewing.send_back(opened_office, people.consultant, submitted, {"QM01": "?"})
    for value, stale in (("c", True), ("d", False)):
        _answer(opened_office, people, submitted, {"QM01": value})
        shown = reviewing.review(opened_office, people.consultant, submitted).items
        assert bool(shown.loc["QM01", "stale"]) is stale


def test_what_can_move_the_outcome_comes_first(
    opened_office: Office, people: People, submitted: int
) -> None:
    """50 points are exactly level 1 and `basic` needs QM01, EC01: any lowered claim moves it."""
    items = reviewing.review(opened_office, people.consultant, submitted).items
    assert items["can_move"].to_dict() == {"QM01": True, "QM02": True, "EC01": True, "EC02": False}
    assert items.index[-1] == "EC02"
    assert items.loc["QM01", "stake"] == pytest.approx(25.0)


def test_sending_back_needs_words_and_finishing_needs_a_verified_item(
    opened_office: Office, people: People, submitted: int
) -> None:
    with pytest.raises(AssessmentError) as caught:
        reviewing.send_back(opened_office, people.consultant, submitted, {"QM01": "  "})
    assert caught.value.problems[0].code == "nothing_to_mend"
    reviewing.send_back(opened_office, people.consultant, submitted, {"": "전체를 다시"})
    submit(opened_office, people.owner, submitted)
    with pytest.raises(AssessmentError) as caught:
        reviewing.finish(opened_office, people.consultant, submitted)
    assert caught.value.problems[0].code == "nothing_verified"


def test_owners_and_managers_do_not_verify(
    opened_office: Office, people: People, submitted: int
) -> None:
    for person in (people.owner, people.manager, people.admin):
        with pytest.raises(NotAllowed):
            reviewing.verify(
                opened_office, person, submitted, "QM01", "answered", "d", "confirmed", "visit"
            )
        with pytest.raises(NotAllowed):
            reviewing.finish(opened_office, person, submitted)
    with pytest.raises(NotAllowed):
        reviewing.review(opened_office, people.owner, submitted)
    with pytest.raises(NotFound):
        reviewing.review(opened_office, people.consultant, 999)


def test_the_queue_filters_sorts_pages_and_counts(
    opened_office: Office, people: People, submitted: int, clock: Any
) -> None:
    other = open_assessment(opened_office, people.stranger, people.stranger.firm_id or 0, "mini")
    save_answer(opened_office, people.stranger, other, "QM01", "answered", "a", tab="t", seen=0)
    clock.move(days=3)
    submit(opened_office, people.stranger, other)
    reviewing.assign(
        opened_office, people.manager, other, people.consultant.account_id, date(2026, 11, 25)
    )
    page = reviewing.queue(opened_office, people.consultant)
    assert page.rows["id"].tolist() == [submitted, other]
    assert page.rows["waiting_days"].tolist() == [3, 0]
    assert dict(page.counters) == {
        "waiting": 2,
        "mine": 1,
        "unassigned": 1,
        "today": 1,
        "resubmitted": 0,
        "near": 1,
    }
    near = queueing.near(opened_office, people.consultant, QueueFilter(statuses=("submitted",)))
    assert [points for _release, points in near.within or ()] == [pytest.approx(3.0)]
    assert reviewing.queue(opened_office, people.consultant, near).rows["id"].tolist() == [
        submitted
    ]
    second = reviewing.queue(opened_office, people.consultant, sort="firm", page=2, size=1)
    assert (second.rows["firm"].tolist(), second.total) == (["다라금속"], 2)
    named = QueueFilter(text="다라", statuses=("submitted",))
    assert reviewing.queue(opened_office, people.consultant, named).rows["id"].tolist() == [other]
    with pytest.raises(NotAllowed):
        reviewing.queue(opened_office, people.owner)
    with pytest.raises(AssessmentError):
        reviewing.queue(opened_office, people.consultant, sort="password")


def test_only_an_active_consultant_is_assigned(
    opened_office: Office, people: People, submitted: int
) -> None:
    for wrong in (people.owner.account_id, 999):
        with pytest.raises(AssessmentError):
            reviewing.assign(opened_office, people.manager, submitted, wrong)


def test_every_step_of_a_review_is_in_the_journal(
    opened_office: Office, people: People, submitted: int
) -> None:
    _verify(opened_office, people, submitted, "QM01", "b", "no_evidence")
    reviewing.finish(opened_office, people.consultant, submitted)
    with opened_office.database.reading() as connection:
        kinds = [row.kind for row in journal.rows(connection, limit=50)][::-1]
        assert journal.verify(connection) == []
    assert kinds[-4:] == ["submitted", "firm_taken", "verified_items", "review_finished"]
    assert kinds.count("answered") == 4
