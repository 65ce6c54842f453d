"""Questionnaires besides the main one: what a firm can choose, and results of every kind."""

from datetime import date

import pytest

from assessment.problems import NotAllowed, NotFound
from assessment.services.assessing.answering import open_assessment, save_answer, submit
from assessment.services.assessing.begun import begun
from assessment.services.assessing.round_forms import forms_of_round
from assessment.services.complex.population import overview
from assessment.services.office import Actor, Office
from assessment.services.releases import publishing
from assessment.services.review.review_sheet import review
from assessment.services.scoring.last_results import last_results
from assessment.services.scoring.results import Result, result
from tests.services.conftest import People, add_firm, add_person, add_round
from tests.services.growth_form import add_growth

pytestmark = pytest.mark.slow

ANSWERS = {
    "HX": "500",
    "LISTED": "no",
    "TOOLS": "site",
    "NOTE": "덧붙입니다",
    "SINCE": "2026-01-02",
    "B": "10",
    "T": "5",
    "A": "7.5",
}


@pytest.fixture
def office(small_office: Office) -> Office:
    """All three questionnaires published, in a round that is open."""
    add_growth(small_office.root)
    admin = add_person(small_office, "admin")
    for name in ("mini", "mini-scan", "mini-growth"):
        publishing.publish(small_office, admin, name)
    add_round(small_office, admin, "2026년 2회차", date(2026, 7, 1), date(2026, 12, 31))
    return small_office


@pytest.fixture
def people(office: Office) -> People:
    mine, other = add_firm(office), add_firm(office, "다라금속")
    return People(
        mine,
        add_person(office, "owner", mine),
        add_person(office, "owner", other),
        add_person(office, "consultant"),
        add_person(office, "manager"),
        add_person(office, "admin"),
    )


def answered(office: Office, owner: Actor, answers: dict[str, str] = ANSWERS) -> int:
    assert owner.firm_id is not None
    key = open_assessment(office, owner, owner.firm_id, "mini-growth")
    for item, value in answers.items():
        save_answer(office, owner, key, item, "answered", value, tab="t", seen=99)
    return key


def grown(office: Office, people: People) -> Result:
    return result(office, people.owner, answered(office, people.owner))


def test_every_questionnaire_is_offered_with_what_it_is_for(office: Office, people: People) -> None:
    offered = begun(office, people.owner, people.firm_id)
    assert [(one.questionnaire, one.part_of) for one in offered] == [
        ("mini-scan", "mini"),
        ("mini", None),
        ("mini-growth", None),
    ]
    growth = offered[-1]
    assert (growth.title, growth.minutes, growth.asked) == ("성장 진단", 4, 10)
    assert growth.summary == "얼마나 자랐는지 봅니다"
    assert last_results(office, people.owner, people.firm_id) == {}


def test_the_last_result_is_told_and_another_firms_is_not(office: Office, people: People) -> None:
    key = answered(office, people.owner)
    last = last_results(office, people.owner, people.firm_id)["mini-growth"]
    assert (last.assessment_id, last.points, last.full, last.now) == (key, 50.0, 100.0, True)
    assert last.status == "draft"
    with pytest.raises(NotFound):
        last_results(office, people.stranger, people.firm_id)
    with pytest.raises(NotFound):
        begun(office, people.stranger, people.firm_id)


def test_profiles_name_what_is_missing_and_come_in_the_firms_order(
    office: Office, people: People
) -> None:
    (axis,) = grown(office, people).profiles
    assert axis.name == "제도별 조건"
    assert [(one.name, one.state, one.historic) for one in axis.profiles] == [
        ("새싹", "met", False),
        ("강자", "unknown", False),
        ("옛 제도", "unmet", True),
    ]
    young, strong, old = axis.profiles
    assert (young.suits, young.source.confidence) == (True, "unconfirmed")
    assert strong.missing == ("RANK",)
    assert old.lacking == "상장"


def test_a_target_says_before_aim_and_reached_with_their_unit(
    office: Office, people: People
) -> None:
    found = grown(office, people)
    (measure,) = found.measures
    assert (measure.name, measure.before, measure.target, measure.actual) == (
        "불량률", "10%", "5%", "7.5%",
    )  # fmt: skip
    assert measure.share == pytest.approx(0.5)
    assert found.total == pytest.approx(50)
    assert found.items.loc["HX", "claimed"] == "500천 달러"


def test_a_target_without_its_actual_value_has_no_share(office: Office, people: People) -> None:
    answers = {item: value for item, value in ANSWERS.items() if item != "A"}
    found = result(office, people.owner, answered(office, people.owner, answers))
    (measure,) = found.measures
    assert (measure.share, measure.actual, measure.missing) == (None, "–", ("A",))


def test_where_no_steps_are_written_down_the_advice_says_so(office: Office, people: People) -> None:
    advice = grown(office, people).advice
    assert (advice.known, advice.plan) == (False, ())


def test_a_review_sheet_holds_every_kind_of_item(office: Office, people: People) -> None:
    key = answered(office, people.owner)
    submit(office, people.owner, key)
    sheet = review(office, people.consultant, key)
    assert sheet.items.loc["HX", "claim"] == "500천 달러"
    assert sheet.items.loc["TOOLS", "claim"] == "누리집"
    assert sheet.totals.claimed == pytest.approx(50)
    assert sheet.totals.levels == {}


def test_staff_see_the_rounds_questionnaires_the_whole_one_first(
    office: Office, people: People
) -> None:
    assert [(one.id, one.outcome) for one in forms_of_round(office, people.manager, 1)] == [
        ("mini", False),
        ("mini-growth", True),
    ]
    with pytest.raises(NotAllowed):
        forms_of_round(office, people.owner, 1)


def test_a_complex_counts_profiles_and_hides_targets_of_fewer_than_five_firms(
    office: Office, people: People
) -> None:
    for place in range(4):
        owner = add_person(office, "owner", add_firm(office, f"가상{place}"))
        submit(office, owner, answered(office, owner, ANSWERS | {"RANK": str(place + 1)}))
    seen = overview(office, people.manager, 1, questionnaire="mini-growth")
    counts = seen.profiles.set_index("profile")
    assert counts.loc["strong", ["met", "unmet", "unknown"]].tolist() == [3, 1, 0]
    assert seen.first_step is None
    assert seen.measures["firms"].tolist() == [4]
    assert seen.measures["share"].isna().all()
    owner = add_person(office, "owner", add_firm(office, "다섯째"))
    submit(office, owner, answered(office, owner, ANSWERS | {"A": "5"}))
    seen = overview(office, people.manager, 1, questionnaire="mini-growth")
    row = seen.measures.iloc[0]
    assert (row["firms"], row["done"]) == (5, 1)
    assert row["share"] == pytest.approx((4 * 0.5 + 1) / 5)
