"""Referrals: who may ask and who may answer, in which order, and what is noted of it."""

from pathlib import Path

import pytest

from assessment.problems import AssessmentError, Conflict, NotAllowed, NotFound
from assessment.records import journal
from assessment.services.assessing.answering import open_assessment, save_answer
from assessment.services.institutions import gaps, referrals
from assessment.services.institutions.referrals import NEXT, STATUS_NAMES, Talent
from assessment.services.office import Actor, Office
from assessment.services.scoring.results import result
from tests.conftest import Clock
from tests.services.conftest import People
from tests.services.network_office import network_project

pytestmark = pytest.mark.slow

WISH = "시험을 받고 싶습니다"


@pytest.fixture
def small_root(tmp_path: Path) -> Path:
    return network_project(tmp_path / "project")


@pytest.fixture
def answered(opened_office: Office, people: People) -> int:
    """Claims d b b a: QM02 misses 16.67 of 25 points, EC02 all 25; the plan of three takes QM02."""
    key = open_assessment(opened_office, people.owner, people.firm_id, "mini")
    for item, value in {"QM01": "d", "QM02": "b", "EC01": "b", "EC02": "a"}.items():
        save_answer(opened_office, people.owner, key, item, "answered", value, tab="t", seen=99)
    return key


def ask(office: Office, actor: Actor, key: int, **changes: object) -> int:
    said = {"item": "EC02", "institution": "school", "wish": WISH, "consent": True} | changes
    return referrals.ask(office, actor, key, **said)  # type: ignore[arg-type]


def status(office: Office, people: People) -> list[str]:
    found = referrals.of_firm(office, people.owner, people.firm_id)
    return [one.referral.status for one in found]


def take(office: Office, actor: Actor, key: int, step: str, **said: object) -> None:
    revision = said.pop("revision", None)
    if revision is None:
        views = referrals.waiting(office, actor, tuple(STATUS_NAMES))
        revision = next(one.referral.revision for one in views if one.referral.id == key)
    referrals.move(office, actor, key, step, revision=revision, **said)  # type: ignore[arg-type]


def code_of(refused: pytest.ExceptionInfo[AssessmentError]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_gaps_are_what_is_advised_then_what_costs_most_with_who_helps(
    opened_office: Office, people: People, answered: int
) -> None:
    found = gaps.gaps_of(opened_office, people.owner, result(opened_office, people.owner, answered))
    assert [(one.item, one.planned) for one in found.gaps] == [("QM02", True), ("EC02", False)]
    assert [one.missed for one in found.gaps] == pytest.approx([50 / 3, 25])
    assert [[helper.id for helper in one.helpers] for one in found.gaps] == [
        ["hospital", "school"],
        ["school"],
    ]
    hospital = found.gaps[0].helpers[0]
    assert str(hospital.notice) == "먼저 확인"
    assert [str(one.name) for one in hospital.helps] == ["시험"]
    assert [str(need) for need in found.gaps[0].needs] == ["시험", "교육"]
    assert found.referrals == ()


def test_an_item_at_its_top_or_without_a_tag_is_no_gap(
    opened_office: Office, people: People, answered: int
) -> None:
    save_answer(opened_office, people.owner, answered, "EC02", "answered", "d", tab="t", seen=99)
    found = gaps.gaps_of(opened_office, people.owner, result(opened_office, people.owner, answered))
    assert [one.item for one in found.gaps] == ["QM02"]


def test_a_request_goes_from_asked_to_done_and_everybody_sees_each_step(
    opened_office: Office, people: People, answered: int, clock: Clock
) -> None:
    key = ask(opened_office, people.owner, answered, talent=Talent("데이터 담당", 2))
    for step, note in (("accepted", ""), ("met", "공장에서 만남"), ("done", "시험을 마침")):
        clock.move(days=1)
        take(opened_office, people.consultant, key, step, note=note)
    (view,) = referrals.of_firm(opened_office, people.owner, people.firm_id)
    assert not view.open
    assert (view.gap, view.institution_name, view.contact) == ("about EC02", "학교", "상담")
    assert (view.referral.talent, view.referral.talent_count) == ("데이터 담당", 2)
    assert view.referral.handler_id == people.consultant.account_id
    assert [(one.status, one.note) for one in view.steps] == [
        ("asked", None),
        ("accepted", None),
        ("met", "공장에서 만남"),
        ("done", "시험을 마침"),
    ]
    assert [one.at.day for one in view.steps] == [22, 23, 24, 25]
    found = gaps.gaps_of(opened_office, people.owner, result(opened_office, people.owner, answered))
    assert [[one.referral.status for one in gap.asked] for gap in found.gaps] == [[], ["done"]]


def test_every_step_is_in_the_journal_under_the_firm(
    opened_office: Office, people: People, answered: int
) -> None:
    key = ask(opened_office, people.owner, answered)
    take(opened_office, people.manager, key, "accepted")
    take(opened_office, people.manager, key, "declined", note="모집이 끝남")
    with opened_office.database.reading() as connection:
        rows = journal.rows(connection, limit=3)
        assert journal.verify(connection) == []
    assert [row.kind for row in rows] == [
        "referral_declined",
        "referral_accepted",
        "referral_asked",
    ]
    assert {row.subject for row in rows} != {people.owner.pseudonym}
    assert rows[0].payload is not None
    assert rows[0].payload["note"] == "모집이 끝남"
    assert rows[2].payload is not None
    assert (rows[2].payload["consent"], rows[2].payload["item"]) == (True, "EC02")


def test_only_what_may_follow_follows(opened_office: Office, people: People, answered: int) -> None:
    """From every status every step that may not follow is refused and changes nothing."""
    ways: dict[str, list[str]] = {
        "asked": [],
        "accepted": ["accepted"],
        "met": ["accepted", "met"],
        "done": ["accepted", "met", "done"],
        "declined": ["declined"],
        "withdrawn": ["withdrawn"],
    }
    items = ("QM01", "QM02", "EC01", "EC02", None, None)
    for (before, way), item in zip(ways.items(), items, strict=True):
        key = ask(opened_office, people.owner, answered, item=item)
        for revision, step in enumerate(way, 1):
            actor = people.owner if step == "withdrawn" else people.consultant
            take(opened_office, actor, key, step, note="말", revision=revision)
        for step in set(STATUS_NAMES) - {"asked", *NEXT.get(before, ())}:
            actor = people.owner if step == "withdrawn" else people.consultant
            with pytest.raises(AssessmentError) as refused:
                take(opened_office, actor, key, step, note="말", revision=len(way) + 1)
            assert code_of(refused) == ["illegal_move"]
        assert status(opened_office, people)[0] == before


def test_only_an_owner_asks_and_only_for_their_own_firm(
    opened_office: Office, people: People, answered: int
) -> None:
    for actor in (people.consultant, people.manager, people.admin):
        with pytest.raises(NotAllowed):
            ask(opened_office, actor, answered)
    with pytest.raises(NotFound):
        ask(opened_office, people.stranger, answered)
    assert status(opened_office, people) == []


def test_only_consultants_and_managers_take_the_steps(
    opened_office: Office, people: People, answered: int
) -> None:
    key = ask(opened_office, people.owner, answered)
    for actor in (people.owner, people.admin, people.stranger):
        with pytest.raises(NotAllowed):
            take(opened_office, actor, key, "accepted", revision=1)
    for actor in (people.consultant, people.manager):
        with pytest.raises(NotAllowed):
            take(opened_office, actor, key, "withdrawn", revision=1)
    with pytest.raises(NotFound):
        take(opened_office, people.stranger, key, "withdrawn", revision=1)
    with pytest.raises(NotFound):
        take(opened_office, people.consultant, key + 1, "accepted", revision=1)
    assert status(opened_office, people) == ["asked"]


def test_owners_see_their_own_requests_and_staff_see_all(
    opened_office: Office, people: People, answered: int
) -> None:
    ask(opened_office, people.owner, answered)
    with pytest.raises(NotFound):
        referrals.of_firm(opened_office, people.stranger, people.firm_id)
    for actor in (people.owner, people.stranger):
        with pytest.raises(NotAllowed):
            referrals.waiting(opened_office, actor)
    for actor in (people.consultant, people.manager, people.admin):
        (one,) = referrals.waiting(opened_office, actor)
        assert (one.referral.firm, one.referral.wish) == ("가나정밀", WISH)
    assert referrals.waiting(opened_office, people.manager, ("done",)) == ()


def test_nothing_is_passed_on_without_consent_and_every_fault_is_told_at_once(
    opened_office: Office, people: People, answered: int
) -> None:
    with pytest.raises(AssessmentError) as refused:
        ask(opened_office, people.owner, answered, wish=" ", consent=False, talent=Talent(" ", 0))
    assert code_of(refused) == ["wish", "consent", "talent", "talent_count"]
    with pytest.raises(AssessmentError) as refused:
        ask(opened_office, people.owner, answered, wish="가" * 1001)
    assert code_of(refused) == ["too_long"]
    assert status(opened_office, people) == []


def test_unknown_items_and_institutions_do_not_exist(
    opened_office: Office, people: People, answered: int
) -> None:
    for changes in ({"item": "ZZ99"}, {"institution": "nobody"}):
        with pytest.raises(NotFound):
            ask(opened_office, people.owner, answered, **changes)


def test_the_same_request_twice_is_refused_while_the_first_is_open(
    opened_office: Office, people: People, answered: int
) -> None:
    key = ask(opened_office, people.owner, answered)
    with pytest.raises(AssessmentError) as refused:
        ask(opened_office, people.owner, answered)
    assert code_of(refused) == ["asked_already"]
    take(opened_office, people.owner, key, "withdrawn", revision=1)
    ask(opened_office, people.owner, answered)
    assert status(opened_office, people) == ["asked", "withdrawn"]


def test_where_the_firm_left_it_open_accepting_names_the_institution(
    opened_office: Office, people: People, answered: int
) -> None:
    key = ask(opened_office, people.owner, answered, item=None, institution=None)
    with pytest.raises(AssessmentError) as refused:
        take(opened_office, people.consultant, key, "accepted")
    assert code_of(refused) == ["no_institution"]
    take(opened_office, people.consultant, key, "accepted", institution="hospital")
    (view,) = referrals.of_firm(opened_office, people.owner, people.firm_id)
    assert (view.gap, view.institution_name, view.notice) == ("", "병원", "먼저 확인")


def test_what_the_firm_named_is_not_changed_behind_its_back(
    opened_office: Office, people: People, answered: int
) -> None:
    key = ask(opened_office, people.owner, answered)
    take(opened_office, people.consultant, key, "accepted", institution="hospital")
    (view,) = referrals.of_firm(opened_office, people.owner, people.firm_id)
    assert view.referral.institution == "school"


@pytest.mark.parametrize("step", ["declined", "done"])
def test_declining_and_finishing_need_words_for_the_firm(
    opened_office: Office, people: People, answered: int, step: str
) -> None:
    key = ask(opened_office, people.owner, answered)
    for before in ("accepted", "met"):
        take(opened_office, people.consultant, key, before)
    with pytest.raises(AssessmentError) as refused:
        take(opened_office, people.consultant, key, step, note="  ")
    assert code_of(refused) == ["note"]
    assert status(opened_office, people) == ["met"]


def test_a_step_on_what_somebody_else_has_changed_is_a_conflict(
    opened_office: Office, people: People, answered: int
) -> None:
    key = ask(opened_office, people.owner, answered)
    take(opened_office, people.consultant, key, "accepted", revision=1)
    with pytest.raises(Conflict):
        take(opened_office, people.manager, key, "met", revision=1)
    assert status(opened_office, people) == ["accepted"]
