import pytest
from hypothesis import given, settings

from assessment.method.selection import Quota, conflict, optimise, selection_problem
from assessment.problems import AssessmentError
from tests.method.selection.oracles import best, cases, problem_of


def test_a_floor_that_the_money_cannot_pay_is_named_with_the_money():
    """Case knapsack_infeasible_floor, by hand: the cheapest of both sectors
    cost 100 + 50 = 150 > 140."""
    problem = selection_problem(
        [9, 8, 7],
        [100, 120, 50],
        budget=140,
        places=3,
        quotas=[Quota({"sector": 0}, 1, 2), Quota({"sector": 1}, 1, 2)],
        attributes={"sector": [0, 0, 1]},
    )
    assert [(c.kind, c.name) for c in conflict(problem)] == [
        ("budget", ""),
        ("floor", "sector=0"),
        ("floor", "sector=1"),
    ]
    with pytest.raises(AssessmentError) as caught:
        optimise(problem)
    (told,) = caught.value.problems
    assert told.code == "impossible_limits"
    assert "sector=1 최소 1곳" in str(told.what)
    assert "150" in str(told.fix)


def test_a_floor_above_the_number_of_candidates_stands_alone():
    problem = selection_problem(
        [1, 2], places=2, quotas=[Quota({"s": "a"}, 3)], attributes={"s": ["a", "b"]}
    )
    assert [c.kind for c in conflict(problem)] == ["floor"]


def test_whole_candidates_may_conflict_where_fractions_would_not():
    """Three projects, each two exclude one another, two wanted: 3 × ½ would do, whole ones not."""
    problem = selection_problem(
        [1, 1, 1],
        exclusions=[[0, 1], [1, 2], [0, 2]],
        quotas=[Quota({"s": "a"}, 2)],
        attributes={"s": ["a"] * 3},
    )
    # any two exclusions leave a pair: all three and the floor are needed
    assert sorted(c.kind for c in conflict(problem)) == ["exclusion"] * 3 + ["floor"]


def test_limits_that_can_be_kept_do_not_conflict():
    assert conflict(selection_problem([1], [5], budget=0)) == ()


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(cases(most=7))
def test_without_any_one_of_the_named_limits_the_others_can_be_kept(case):
    problem = problem_of(case)
    named = conflict(problem)
    assert (best(case) is None) == bool(named)
    if not named:
        return
    kept = [k for k, c in enumerate(problem.constraints) if c in named]
    for place in reversed(range(len(problem.constraints))):
        if place not in kept:
            problem = problem.without(place)
    assert {c.kind for c in conflict(problem)} == {c.kind for c in named}
    for place in range(len(named)):
        assert conflict(problem.without(place)) == ()
