import numpy as np
import pytest
from hypothesis import given, settings

from assessment.method.selection import (
    Quota,
    cut_off_list,
    greedy,
    optimise,
    selection_problem,
    verify,
    what_if,
)
from assessment.problems import AssessmentError
from tests.method.selection.oracles import best, cases, keeps, problem_of

# Case knapsack_quota_n40: scipy.optimize.milp (HiGHS) and OR-tools CP-SAT 9.15,
# two independent exact solvers, agree on 9296.
N40 = {
    "costs": [152, 163, 231, 286, 29, 60, 250, 285, 89, 107, 263, 138, 96, 251, 91, 134, 200, 173,
              44, 27, 262, 230, 254, 170, 248, 112, 146, 240, 54, 104, 54, 146, 293, 57, 127, 132,
              273, 76, 160, 93],
    "values": [213, 725, 243, 396, 548, 539, 281, 886, 724, 873, 264, 707, 405, 578, 847, 393, 708,
               312, 425, 878, 494, 561, 405, 281, 497, 636, 518, 743, 453, 629, 740, 842, 499, 227,
               702, 570, 810, 521, 457, 243],
    "attributes": {
        "sector": [1, 2, 3, 3, 0, 2, 3, 1, 1, 3, 2, 2, 2, 2, 3, 3, 0, 0, 2, 3, 0, 2, 3, 3, 3, 0, 2,
                   3, 1, 0, 1, 0, 0, 3, 2, 3, 3, 3, 1, 1]
    },
    "budget": 1575,
    "places": 12,
    "quotas": [Quota({"sector": s}, 1, 4) for s in range(4)],
}  # fmt: skip


def test_forty_candidates_of_four_sectors_are_solved_to_the_known_optimum():
    found = optimise(problem_of(N40))
    assert (found.status, found.value, found.bound, found.gap) == ("optimal", 9296, 9296, 0)
    assert keeps(N40, found.selected[None, :])[0]


def test_a_what_if_carries_a_certificate_and_anybody_can_check_it():
    """The bound is limits · prices + Σ max(0, value − prices · what it takes up)."""
    problem = problem_of(N40)
    found = what_if(problem)
    assert keeps(N40, found.selected[None, :])[0]
    assert found.value <= 9296 <= found.bound
    assert found.gap == pytest.approx((found.bound - found.value) / found.bound)
    net = problem.values - problem.matrix.T @ found.prices
    certificate = problem.limits @ found.prices + np.maximum(net, 0).sum()
    assert found.bound == pytest.approx(certificate, rel=1e-12)


def test_slack_and_shadow_prices_are_told_for_each_limit():
    """Worth 6, 5, 4 for 3 each; money 6 pays two; one more won buys 4/3 points in fractions."""
    found = optimise(selection_problem([6, 5, 4], [3, 3, 3], budget=6, places=3))
    assert [(c.kind, s) for c, s in zip(found.constraints, found.slack, strict=True)] == [
        ("budget", 0),
        ("places", 1),
    ]
    assert found.prices[0] >= 4 / 3 - 1e-9
    assert found.prices[1] == 0
    assert found.lacking.tolist()[:2] == [0, 0]


def test_a_stored_choice_is_verified_without_solving_again():
    problem = problem_of(N40)
    stored = optimise(problem).selected
    told = verify(problem, stored)
    assert (told.feasible, told.broken, told.value) == (True, (), 9296)
    assert told.bound >= 9296
    too_many = verify(problem, np.ones(40, bool))
    assert not too_many.feasible
    assert {"budget", "places", "ceiling"} == {c.kind for c in too_many.broken}


def test_a_search_that_ran_out_of_time_says_so_and_still_keeps_its_promise():
    rng = np.random.default_rng(5)
    case = {
        "values": rng.integers(900, 1100, 60).astype(float),
        "costs": rng.integers(900, 1100, 60) * 997.0,
        "budget": 29_000_123.0,
    }
    problem = problem_of(case)
    found = optimise(problem, time_limit=0.0)
    assert found.status in ("time_limit", "optimal")
    told = verify(problem, found.selected)
    assert told.feasible
    assert told.value == found.value <= found.bound <= told.bound + 1e-6


def test_who_has_no_value_is_never_chosen():
    assert optimise(selection_problem([np.nan, 1], [0, 0], places=2)).selected.tolist() == [0, 1]


def test_without_limits_everybody_of_worth_is_chosen():
    assert optimise(selection_problem([3, 0, -1])).value == 3


def test_a_floor_may_force_in_who_is_worth_nothing():
    problem = selection_problem(
        [9, -2], places=1, quotas=[Quota({"s": "b"}, 1)], attributes={"s": ["a", "b"]}
    )
    assert optimise(problem).selected.tolist() == [False, True]


def test_impossible_numbers_are_refused_all_at_once():
    with pytest.raises(AssessmentError) as caught:
        selection_problem(
            [1, 2], [np.nan, -1], budget=-5, quotas=[Quota({"x": 1}, 2, 1)], attributes={}
        )
    assert sorted(p.code for p in caught.value.problems) == [
        "negative_limit", "no_requested_amount", "no_requested_amount", "unknown_attribute",
        "upside_down_quota",
    ]  # fmt: skip


def test_the_plain_ways_are_worth_less_and_say_which_limits_they_break():
    problem = problem_of(N40)
    plain, quick = cut_off_list(problem), greedy(problem)
    assert plain.value < 9296
    assert quick.value < 9296
    assert plain.cost <= 1575
    assert {c.kind for c in plain.broken} <= {"floor", "ceiling"}
    assert {c.kind for c in quick.broken} <= {"floor"}


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(cases())
def test_exact_equals_trying_every_choice_and_a_what_if_never_lies(case):
    problem, truth = problem_of(case), best(case)
    if truth is None:
        for solve in (optimise, what_if):
            with pytest.raises(AssessmentError) as caught:
                solve(problem)
            assert caught.value.problems[0].code == "impossible_limits"
        return
    exact, quick = optimise(problem), what_if(problem)
    assert exact.status == "optimal"
    assert exact.value == pytest.approx(truth, abs=1e-6)
    assert keeps(case, np.array([exact.selected, quick.selected])).all()
    assert quick.value <= truth + 1e-6
    assert quick.bound >= truth - 1e-6


@settings(max_examples=8, deadline=None)
@given(cases(most=15))
def test_fifteen_candidates_equal_trying_every_choice(case):
    truth = best(case)
    if truth is not None:
        assert optimise(problem_of(case)).value == pytest.approx(truth, abs=1e-6)


def test_twenty_thousand_candidates_are_certified_to_a_hundred_thousandth():
    rng = np.random.default_rng(20260)
    n = 20_000
    sector = rng.integers(0, 12, n)
    problem = selection_problem(
        rng.normal(550, 130, n).clip(0, 1000),
        rng.integers(20, 300, n) * 1e6,
        budget=1200 * 110e6,
        places=1200,
        quotas=[Quota({"sector": s}, 60, 130) for s in range(12)],
        attributes={"sector": sector},
    )
    found = what_if(problem)
    assert found.gap <= 1e-5
    assert not problem.broken(found.selected)
    assert verify(problem, found.selected).gap <= 1e-5
