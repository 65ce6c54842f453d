"""Decisions: outcomes with their reasons, a second person, replay from what is stored."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from assessment.problems import AssessmentError, NotAllowed
from assessment.records import schema
from assessment.services.funding.calls import close_call
from assessment.services.funding.deciding import approve, decide, replay
from assessment.services.funding.ranking import call_view
from assessment.services.office import Office
from tests.conftest import Clock
from tests.services.call_office import Called, called_copy, lower, names, six_called
from tests.services.conftest import add_person

pytestmark = pytest.mark.slow


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    copied = called_copy(sqlite_template, tmp_path, clock)
    yield copied
    copied.office.database.close()


def test_a_decision_selects_above_the_line_and_gives_each_refusal_its_reason(
    called: Called,
) -> None:
    close_call(called.office, called.manager, called.call_id)
    decision = decide(called.office, called.manager, called.call_id)
    rows = decision.rows.set_index("name")
    assert names(decision.rows["name"])[:3] == "BAC"
    assert rows.loc["B도금", ["outcome", "place", "granted"]].tolist() == ["selected", 1, 50e6]
    assert rows.loc["C사출", ["outcome", "place"]].tolist() == ["waiting", 1]
    assert rows.loc["C사출", "reason"] == "예산선 밖: 3위, 예비 1순위"
    refused = rows[rows["outcome"] == "refused"]
    assert dict(refused["code"]) == {"D전자": "T-LEVEL", "E식품": "unverified", "F주물": "T-TAX"}
    assert refused["reason"].str.len().min() > 5
    assert "제공" in rows.loc["D전자", "reason"]


def test_a_waiting_list_of_no_places_refuses_with_the_rank(called: Called) -> None:
    close_call(called.office, called.manager, called.call_id)
    rows = decide(called.office, called.manager, called.call_id, waiting=0).rows.set_index("name")
    assert rows.loc["C사출", ["outcome", "place", "code"]].tolist() == ["refused", 3, "below_line"]
    assert rows.loc["C사출", "reason"] == "예산선 밖: 3위"


def test_a_decision_is_replayed_from_its_stored_parameters_row_by_row(called: Called) -> None:
    close_call(called.office, called.manager, called.call_id)
    decision = decide(called.office, called.manager, called.call_id)
    lower(called.office, called.people.consultant, called.six["B"][1], {"QM01": "a"})
    again = replay(called.office, called.manager, decision.id)
    assert again.same
    assert (again.different, again.reworded) == ((), ())
    assert {row.application_id: row.score for row in again.rows}[called.six["B"][0]] == 73.0
    parameters = decision.parameters
    assert parameters.weights == {"capability": 60.0, "margin": 20.0, "plan": 20.0}
    assert (parameters.seed, parameters.draws, parameters.spread) == (20260, 1000, 0.2)
    assert (parameters.budget, parameters.data_date) == (100e6, called.office.today())
    assert len(parameters.programme_hash) == len(parameters.questionnaire_hash) == 64


def test_only_a_second_manager_or_administrator_approves_and_only_once(called: Called) -> None:
    close_call(called.office, called.manager, called.call_id)
    decision = decide(called.office, called.manager, called.call_id)
    with pytest.raises(NotAllowed, match="스스로"):
        approve(called.office, called.manager, decision.id)
    with pytest.raises(NotAllowed):
        approve(called.office, called.people.consultant, decision.id)
    second = add_person(called.office, "manager", name="둘째")
    approved = approve(called.office, second, decision.id)
    assert approved.approved_by == "둘째"
    with pytest.raises(AssessmentError, match="이미 승인"):
        approve(called.office, called.people.admin, decision.id)
    with pytest.raises(AssessmentError, match="이미 승인"):
        decide(called.office, called.manager, called.call_id)


@pytest.mark.slow
def test_a_superseded_decision_cannot_be_approved(called: Called) -> None:
    close_call(called.office, called.manager, called.call_id)
    old = decide(called.office, called.manager, called.call_id)
    new = decide(called.office, called.manager, called.call_id)
    assert new.newest
    with pytest.raises(AssessmentError, match="새로운 선정안"):
        approve(called.office, called.people.admin, old.id)
    assert approve(called.office, called.people.admin, new.id).approved_at is not None


def test_an_open_call_cannot_be_decided_and_a_closed_one_not_closed_again(called: Called) -> None:
    with pytest.raises(AssessmentError, match="마감"):
        decide(called.office, called.manager, called.call_id)
    close_call(called.office, called.manager, called.call_id)
    with pytest.raises(AssessmentError, match="이미 마감"):
        close_call(called.office, called.manager, called.call_id)


@pytest.mark.slow
def test_close_decide_approve_and_replay_work_on_every_database(small_office: Office) -> None:
    called = six_called(small_office)
    manager = called.manager
    before = call_view(small_office, manager, called.call_id)
    close_call(small_office, manager, called.call_id)
    decision = decide(small_office, manager, called.call_id)
    assert decision.rows["score"].dropna().tolist()[:3] == before.ranking["score"].tolist()
    assert replay(small_office, manager, decision.id).same
    approve(small_office, called.people.admin, decision.id)
    assert call_view(small_office, manager, called.call_id).call.status == "decided"


@pytest.mark.slow
def test_a_decision_whose_rows_were_tampered_with_is_not_approved(called: Called) -> None:
    close_call(called.office, called.manager, called.call_id)
    decision = decide(called.office, called.manager, called.call_id)
    with called.office.database.writing() as connection:
        connection.execute(
            update(schema.decision_rows)
            .where(schema.decision_rows.c.application_id == called.six["C"][0])
            .values(outcome="selected")
        )
    again = replay(called.office, called.manager, decision.id)
    assert (again.same, again.different) == (False, (called.six["C"][0],))
    with pytest.raises(AssessmentError, match="다시 계산"):
        approve(called.office, called.people.admin, decision.id)
