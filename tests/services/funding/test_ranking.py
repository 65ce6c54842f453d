"""The call as its manager sees it: hand-worked scores, parts, the line, what stands apart."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from assessment.problems import AssessmentError, NotAllowed
from assessment.services.funding.calls import close_call
from assessment.services.funding.ranking import call_view, what_if
from assessment.services.funding.scenarios import save_scenario, scenarios
from tests.conftest import Clock
from tests.services.call_office import Called, called_copy, lower, names

pytestmark = pytest.mark.slow


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    copied = called_copy(sqlite_template, tmp_path, clock)
    yield copied
    copied.office.database.close()


def test_scores_ranks_and_contributions_are_those_worked_out_by_hand(called: Called) -> None:
    view = call_view(called.office, called.manager, called.call_id)
    assert names(view.ranking["name"]) == "BAC"
    assert view.ranking["rank"].tolist() == [1, 2, 3]
    assert view.ranking["score"].tolist() == [73.0, 71.0, 40.0]
    first = view.ranking.iloc[0]
    assert first["contribution_capability"] == pytest.approx(40.0)
    assert (first["contribution_margin"], first["contribution_plan"]) == (20.0, 10.0)
    assert (first["adjustment"], first["verified_share"]) == (3.0, 1.0)


def test_the_line_stands_where_the_budget_ends(called: Called) -> None:
    view = call_view(called.office, called.manager, called.call_id)
    assert view.ranking["above_line"].tolist() == [True, True, False]
    assert view.ranking["cumulative"].tolist() == [50e6, 100e6, 150e6]
    assert (view.line.selected, view.line.spent, view.line.left) == (2, 100e6, 0.0)
    assert view.line.lowest_score == 71.0
    assert view.ranking["to_line"].tolist() == [2.0, 0.0, -31.0]
    assert view.zones == {"safe": 2, "toss_up": 0, "out": 1}


def test_the_unverified_and_the_undecided_stand_apart_with_the_rank_to_expect(
    called: Called,
) -> None:
    view = call_view(called.office, called.manager, called.call_id)
    assert names(view.unverified["name"]) == "E"
    assert view.unverified["score"].tolist() == [58.0]
    assert view.unverified["would_rank"].tolist() == [3]
    assert view.unverified["unknown"].tolist() == ["margin root_bonus"]
    assert names(view.pending["name"]) == "D"
    assert view.pending[["score", "would_rank"]].to_numpy().tolist() == [[80.0, 1.0]]


def test_an_unknown_fact_asks_for_checking_and_says_who_can_supply_it(called: Called) -> None:
    view = call_view(called.office, called.manager, called.call_id)
    rows = view.eligibility.set_index("name")
    assert rows.loc["D전자", "status"] == "needs_checking"
    assert rows.loc["D전자", "codes"] == "T-LEVEL"
    assert rows.loc["D전자", "missing"] == "확인된 구축시스템 수준"
    assert "수준확인서" in rows.loc["D전자", "suppliers"]
    assert rows.loc["F주물", ["status", "codes"]].tolist() == ["not_eligible", "T-TAX"]
    assert rows.loc["F주물", "reasons"] == "체납이 없어야 합니다."


def test_one_lowered_claim_turns_needs_checking_into_not_eligible(called: Called) -> None:
    lower(called.office, called.people.consultant, called.six["D"][1], {"EC01": "a"})
    view = call_view(called.office, called.manager, called.call_id)
    row = view.eligibility.set_index("name").loc["D전자"]
    assert (row["status"], row["codes"]) == ("not_eligible", "T-LEVEL")
    assert view.pending.empty


def test_a_lowered_claim_moves_score_and_rank_by_what_it_is_worth(called: Called) -> None:
    """B's QM01 from c to a: total 200/3 → 50, capability 40 → 30, score 73 → 63."""
    lower(called.office, called.people.consultant, called.six["B"][1], {"QM01": "a"})
    view = call_view(called.office, called.manager, called.call_id)
    assert view.ranking["score"].tolist() == [71.0, 63.0, 40.0]
    assert names(view.ranking["name"]) == "ABC"


def test_owners_and_consultants_do_not_see_the_ranking(called: Called) -> None:
    for actor in (called.people.owner, called.people.consultant):
        with pytest.raises(NotAllowed):
            call_view(called.office, actor, called.call_id)


def test_what_if_weights_move_the_supposed_ranking_and_nothing_else(called: Called) -> None:
    """By plan alone: C 100, A 80, B 50 + 3."""
    supposed = what_if(
        called.office,
        called.manager,
        called.call_id,
        {"capability": 0, "margin": 0, "plan": 1},
    )
    assert names(supposed.view.ranking["name"]) == "CAB"
    assert supposed.view.ranking["score"].tolist() == [100.0, 80.0, 53.0]
    moved = supposed.moved.set_index("name")
    assert moved.loc["C사출", ["rank", "rank_supposed"]].tolist() == [3, 1]
    assert names(call_view(called.office, called.manager, called.call_id).ranking["name"]) == "BAC"


def test_scenarios_are_kept_under_a_name_with_every_weight(called: Called) -> None:
    save_scenario(called.office, called.manager, called.call_id, "계획 중심", {"plan": 40.0})
    kept = scenarios(called.office, called.manager, called.call_id)
    assert [(one.name, one.weights) for one in kept] == [
        ("계획 중심", {"capability": 60.0, "margin": 20.0, "plan": 40.0})
    ]
    with pytest.raises(AssessmentError, match="nothing"):
        save_scenario(called.office, called.manager, called.call_id, "x", {"nothing": 1.0})


@pytest.mark.slow
def test_what_changes_after_the_close_is_told_and_moves_nothing(called: Called) -> None:
    before = call_view(called.office, called.manager, called.call_id)
    assert close_call(called.office, called.manager, called.call_id) == 6
    lower(called.office, called.people.consultant, called.six["B"][1], {"QM01": "a"})
    after = call_view(called.office, called.manager, called.call_id)
    assert after.after_close == (called.six["B"][0],)
    pd.testing.assert_frame_equal(after.ranking, before.ranking)
    told = after.eligibility.set_index("name")["changed_after_close"]
    assert told["B도금"]
    assert not told["A정밀"]
