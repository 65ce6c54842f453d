"""Announcing calls, applying to them, what an owner may see and what is refused."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.records import applications, journal
from assessment.services.funding.applying import application, application_view, apply, withdraw
from assessment.services.funding.calls import calls, close_call, open_call
from assessment.services.funding.deciding import approve, decide
from assessment.services.office import Actor
from tests.conftest import Clock
from tests.services.call_office import Called, called_copy
from tests.services.conftest import add_person


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    copied = called_copy(sqlite_template, tmp_path, clock)
    yield copied
    copied.office.database.close()


def _owner(called: Called, letter: str) -> Actor:
    view = application(called.office, called.manager, called.six[letter][0])
    assert view.application is not None
    return add_person(called.office, "owner", view.application.firm_id)


def test_a_call_tells_its_days_left_and_applicants_to_staff(called: Called) -> None:
    row = calls(called.office, called.manager)[0]
    assert (row.days_left, row.applicants, row.accepts, row.budget) == (12, 6, True, 100e6)
    own = calls(called.office, _owner(called, "A"))[0]
    assert (own.applicants, own.applied) == (0, called.six["A"][0])


def test_a_call_with_several_faults_is_refused_with_all_of_them(called: Called) -> None:
    today = called.office.today()
    with pytest.raises(AssessmentError) as refused:
        open_call(
            called.office,
            called.manager,
            name=" ",
            programme="nothing",
            round_id=1,
            opens_on=today,
            closes_on=today - timedelta(days=1),
            budget=-1.0,
        )
    codes = {problem.code for problem in refused.value.problems}
    assert codes == {"nameless", "dates", "numbers", "unpublished"}


def test_owners_and_consultants_open_and_close_nothing(called: Called) -> None:
    for actor in (called.people.owner, called.people.consultant):
        with pytest.raises(NotAllowed):
            close_call(called.office, actor, called.call_id)


def test_an_owner_applies_once_and_changes_the_same_application(called: Called) -> None:
    owner = called.people.owner
    first = apply(called.office, owner, called.call_id, {"planned_cost": "100,000,000"})
    again = apply(called.office, owner, called.call_id, {"requested_grant": 50_000_000})
    assert first == again
    view = application_view(called.office, owner, called.call_id)
    assert view.application is not None
    assert (view.application.planned_cost, view.application.requested_grant) == (100e6, 50e6)
    assert view.verdict is not None
    assert view.verdict.status == "needs_checking"


def test_the_faults_of_a_plan_are_told_all_at_once_and_nothing_is_stored(called: Called) -> None:
    plan = {
        "planned_cost": 60e6,
        "requested_grant": 55e6,
        "kpis": [{"class": "X", "name": "불량률"}],
        "nonsense": 1,
    }
    with pytest.raises(AssessmentError) as refused:
        apply(called.office, called.people.owner, called.call_id, plan)
    codes = {problem.code for problem in refused.value.problems}
    assert codes == {"over_cap", "over_share", "table", "unknown_field"}
    view = application_view(called.office, called.people.owner, called.call_id)
    assert view.application is None


def test_costs_and_indicators_that_do_not_add_up_are_warned_of(called: Called) -> None:
    plan = {
        "planned_cost": 100e6,
        "costs": [{"name": "서버", "amount": 90e6}],
        "kpis": [{"class": "P", "name": "시간당 생산량", "weight": 60}],
    }
    apply(called.office, called.people.owner, called.call_id, plan)
    view = application_view(called.office, called.people.owner, called.call_id)
    assert [one.code for one in view.warnings] == ["cost_gap", "kpi_weight"]


def test_another_firms_application_does_not_exist_for_an_owner(called: Called) -> None:
    stranger = called.people.stranger
    with pytest.raises(NotFound):
        application(called.office, stranger, called.six["A"][0])
    with pytest.raises(NotFound):
        apply(called.office, stranger, called.call_id, {}, firm_id=called.people.firm_id)
    with called.office.database.reading() as connection:
        assert len(journal.rows(connection, kind="refused")) == 2


def test_outside_its_days_a_call_takes_nothing(called: Called, clock: Clock) -> None:
    clock.move(days=13)
    with pytest.raises(AssessmentError, match="신청 기간"):
        apply(called.office, called.people.owner, called.call_id, {})


def test_a_withdrawn_application_counts_no_more_until_it_is_made_again(called: Called) -> None:
    owner = _owner(called, "C")
    withdraw(called.office, owner, called.six["C"][0])
    assert calls(called.office, called.manager)[0].applicants == 5
    assert apply(called.office, owner, called.call_id, {}) == called.six["C"][0]
    assert calls(called.office, called.manager)[0].applicants == 6


@pytest.mark.slow
def test_an_owner_learns_the_outcome_only_once_it_is_approved(called: Called) -> None:
    owner = _owner(called, "C")
    close_call(called.office, called.manager, called.call_id)
    decision = decide(called.office, called.manager, called.call_id)
    assert application_view(called.office, owner, called.call_id).outcome is None
    approve(called.office, called.people.admin, decision.id)
    outcome = application_view(called.office, owner, called.call_id).outcome
    assert outcome is not None
    assert (outcome.outcome, outcome.place) == ("waiting", 1)
    assert str(outcome.reason) == "예산선 밖: 3위, 예비 1순위"


def test_an_applicant_without_a_firm_is_the_offices_alone(called: Called) -> None:
    """Nobody is in charge of it, so no consultant may read it or take it back."""
    office, people = called.office, called.people
    row = {"call_id": called.call_id, "applicant_type": "person", "applicant_name": "한 사람"}
    with office.database.writing() as connection:
        number = applications.add(connection, {**row, "created_at": office.clock()})
    for actor in (people.consultant, people.owner):
        for verb in (application, withdraw):
            with pytest.raises(NotFound):
                verb(office, actor, number)
    withdraw(office, called.manager, number)


def test_an_account_without_a_firm_is_asked_which_firm(called: Called) -> None:
    homeless = replace(called.people.owner, firm_id=None)
    with pytest.raises(AssessmentError, match="어느 업체"):
        apply(called.office, homeless, called.call_id, {})
