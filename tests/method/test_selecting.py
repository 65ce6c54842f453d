import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.method.selecting import by_rank
from assessment.problems import AssessmentError


def test_the_list_is_funded_down_to_the_budget_and_the_rest_waits():
    """Order B 90, D 80, A 70, C 60; costs 40, 50, 30, 5; 100 pays B and D; C is not jumped up."""
    result = by_rank([70, 90, 60, 80, np.nan], [30, 40, 5, 50, 1], budget=100)
    assert result.selected.tolist() == [False, True, False, True, False]
    assert result.rank.tolist() == [3, 1, 4, 2, pd.NA]
    assert result.waiting.tolist() == [1, 0, 2, 0, 0]
    np.testing.assert_array_equal(result.cumulative, [120, 40, 125, 90, np.nan])
    assert (result.line, result.left, result.tied_at_line) == (2, 10, False)
    assert result.order.tolist() == [1, 3, 0, 2]


def test_places_bind_before_the_budget():
    result = by_rank([3, 2, 1], [1, 1, 1], budget=100, places=1)
    assert result.selected.tolist() == [True, False, False]


def test_a_budget_that_is_met_exactly_still_pays():
    assert by_rank([3, 2], [50, 50], budget=100).line == 2


def test_equal_scores_stand_or_fall_together():
    result = by_rank([9, 5, 5, 5, 1], [1] * 5, places=3)
    assert result.selected.tolist() == [True, False, False, False, False]
    assert result.waiting.tolist() == [0, 1, 1, 1, 4]
    assert result.tied_at_line


def test_a_stated_tie_break_orders_equal_scores():
    result = by_rank([9, 5, 5, 5], [1] * 4, places=3, tie_break=[0, 30, 10, 20])
    assert result.selected.tolist() == [True, False, True, True]
    assert result.waiting.tolist() == [0, 1, 0, 0]
    assert not result.tied_at_line


def test_an_applicant_without_an_amount_stops_the_line_by_name():
    with pytest.raises(AssessmentError) as caught:
        by_rank([3, 2], [1, np.nan], budget=5)
    assert caught.value.problems[0].where == "1"
    assert by_rank([3, 2], [1, np.nan], places=2).line == 2


def test_nobody_ranked_selects_nobody():
    assert by_rank([np.nan], [1], budget=5).line == 0


scores = st.lists(st.integers(0, 6), min_size=1, max_size=20)


@given(scores, st.integers(1, 60), st.integers(1, 20), st.randoms())
def test_nobody_better_is_left_out_and_the_budget_holds(values, budget, places, random):
    costs = [random.randint(1, 9) for _ in values]
    result = by_rank(values, costs, budget=budget, places=places)
    chosen = [v for v, s in zip(values, result.selected, strict=True) if s]
    refused = [v for v, s in zip(values, result.selected, strict=True) if not s]
    assert not chosen or not refused or min(chosen) > max(refused)
    assert sum(c for c, s in zip(costs, result.selected, strict=True) if s) <= budget
    assert len(chosen) <= places


@given(scores, st.permutations(range(20)))
def test_the_order_of_applications_changes_nothing(values, order):
    order = [k for k in order if k < len(values)]
    one = by_rank(values, [1] * len(values), places=5)
    other = by_rank([values[k] for k in order], [1] * len(values), places=5)
    assert one.selected[order].tolist() == other.selected.tolist()
