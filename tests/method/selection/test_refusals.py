import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.method.selection import (
    Quota,
    down_the_list,
    optimise,
    refusal_by_optimum,
    refusals_by_rank,
    selection_problem,
)
from assessment.problems import AssessmentError
from tests.method.selection.oracles import cases, choices, keeps, problem_of


def moves(refusal):
    return {c.kind: move for c, move in refusal.moves.items()}


def test_by_rank_tells_the_money_the_places_and_the_points_that_lack():
    """90, 80, 70, 60 for 40, 50, 30, 5 with 100: 70 needs 20 more won or to stand above 80."""
    problem = selection_problem([90, 80, 70, 60], [40, 50, 30, 5], budget=100, places=3)
    third, fourth = refusals_by_rank(problem, down_the_list(problem), decimals=1)
    assert (third.row, third.bound_by.kind, moves(third)) == (2, "budget", {"budget": 20})
    assert third.points == pytest.approx(10.1)
    assert (fourth.row, moves(fourth), fourth.points) == (3, {}, pytest.approx(10.1))


def test_by_rank_tells_how_far_a_quota_must_move():
    problem = selection_problem(
        [9, 8, 7], places=3, quotas=[Quota({"s": "a"}, ceiling=1)], attributes={"s": list("aab")}
    )
    (one,) = refusals_by_rank(problem, down_the_list(problem), decimals=0)
    assert (one.row, moves(one), one.points) == (1, {"ceiling": 1}, 2)


def lets_in(problem, row, tie_break=None):
    try:
        return down_the_list(problem, 0, tie_break).selected[row]
    except AssessmentError:
        return False


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(cases(floors=False), st.booleans(), st.randoms())
def test_by_rank_the_change_told_lets_in_and_a_smaller_one_does_not(case, drawn, random):
    problem = problem_of(case)
    order = random.sample(range(len(problem)), len(problem)) if drawn else None
    selection = down_the_list(problem, 0, order)
    for refusal in refusals_by_rank(problem, selection, decimals=0, tie_break=order):
        row, value = refusal.row, problem.values[refusal.row]
        if refusal.points is not None:
            assert lets_in(problem.valued(row, value + refusal.points), row, order)
            assert not lets_in(problem.valued(row, value + refusal.points - 1), row, order)
        else:
            assert not lets_in(problem.valued(row, 1000), row, order)
        for constraint, move in refusal.moves.items():
            place = problem.constraints.index(constraint)
            assert lets_in(problem.limited(place, constraint.limit + move), row, order)
            assert not lets_in(problem.limited(place, constraint.limit + move - 1), row, order)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(cases())
def test_by_rank_with_floors_the_change_told_lets_in(case):
    problem = problem_of(case)
    try:
        selection = down_the_list(problem, 0)
    except AssessmentError:
        return  # a floor that the list cannot meet
    for refusal in refusals_by_rank(problem, selection, decimals=0):
        for constraint, move in refusal.moves.items():
            place = problem.constraints.index(constraint)
            assert lets_in(problem.limited(place, constraint.limit + move), refusal.row)


def best_with_and_without(case, row):
    chosen = choices(len(case["values"]))
    good = chosen[keeps(case, chosen)]
    worth = good @ np.array(case["values"])
    inside = worth[good[:, row]]
    return worth.max(initial=-np.inf), inside.max(initial=-np.inf)


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(cases(most=7), st.integers(0, 6))
def test_by_optimum_the_points_and_moves_told_are_the_smallest(case, pick):
    """By trying every choice under every limit from the present one on."""
    problem = problem_of(case)
    try:
        found = optimise(problem)
    except AssessmentError:
        return  # limits that cannot be kept together
    refused = np.flatnonzero(~found.selected)
    if not len(refused):
        return
    row = int(refused[pick % len(refused)])
    refusal = refusal_by_optimum(problem, found, row)
    best, inside = best_with_and_without(case, row)
    if refusal.points is None:
        assert inside == -np.inf
    else:
        assert refusal.points == pytest.approx(best - inside, abs=1e-6)
    told = {c.kind: move for c, move in refusal.moves.items() if c.kind in ("budget", "places")}
    for kind, largest in (("budget", 220), ("places", 8)):
        if case[kind] is None or best == inside:
            continue
        needed = None
        for more in range(1, largest + 1):
            there = best_with_and_without({**case, kind: case[kind] + more}, row)
            if there[0] == there[1] != -np.inf:
                needed = more
                break
        assert told.get(kind) == (None if needed is None else pytest.approx(needed, abs=1e-6))
