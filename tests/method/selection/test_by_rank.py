import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.method.selection import Quota, by_rank
from assessment.problems import AssessmentError
from tests.method.selection.oracles import best, cases, keeps


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


@pytest.mark.slow
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


def kinds(result):
    return [None if c is None else f"{c.kind} {c.name}".strip() for c in result.bound_by]


def test_who_meets_a_full_quota_is_passed_over_and_told_so():
    """Places 3, at most one of sector a: 90a, 80a passed over, 70b, 60b in, 50b too late."""
    result = by_rank(
        [90, 80, 70, 60, 50], [1] * 5, places=3,
        quotas=[Quota({"s": "a"}, ceiling=1)], attributes={"s": list("aabbb")},
    )  # fmt: skip
    assert result.selected.tolist() == [True, False, True, True, False]
    assert kinds(result) == [None, "ceiling s=a", None, None, "places"]
    assert result.waiting.tolist() == [0, 1, 0, 0, 2]
    np.testing.assert_array_equal(result.cumulative, [1, np.nan, 2, 3, 4])


def test_the_limit_that_ended_the_list_is_named():
    assert kinds(by_rank([9, 8, 7], [4, 4, 4], budget=5, places=3)) == [None, "budget", "budget"]
    assert kinds(by_rank([9, 8], [4, 4], budget=9, places=1)) == [None, "places"]
    tied = by_rank([9, 5, 5], [1] * 3, places=2)
    assert kinds(tied) == [None, "places", "places"]
    assert tied.tied.tolist() == [False, True, True]


def test_equals_that_a_quota_cannot_all_take_are_passed_over_together():
    result = by_rank(
        [9, 5, 5, 5], [1] * 4, places=4,
        quotas=[Quota({"s": "a"}, ceiling=2)], attributes={"s": list("aaab")},
    )  # fmt: skip
    assert result.selected.tolist() == [True, False, False, True]
    assert result.tied.tolist() == [False, True, True, False]


def test_a_firm_has_one_project_and_excluded_ones_do_not_stand_together():
    result = by_rank([9, 8, 7, 6], [1] * 4, firms=["f", "f", "g", "h"], exclusions=[[0, 3]])
    assert result.selected.tolist() == [True, False, True, False]
    assert kinds(result) == [None, "firm f", None, "exclusion 0, 3"]


def test_a_floor_reserves_its_places_for_the_best_ranked_who_count():
    """Two of b wanted among three places: 60b and 50b are reserved, one place is left for 90a."""
    result = by_rank(
        [90, 80, 60, 50, 40], [1] * 5, places=3,
        quotas=[Quota({"s": "b"}, floor=2)], attributes={"s": list("aabbb")},
    )  # fmt: skip
    assert result.selected.tolist() == [True, False, True, True, False]
    assert result.reserved.tolist() == [False, False, True, True, False]


def test_a_floor_that_the_list_cannot_meet_is_an_error_by_name():
    with pytest.raises(AssessmentError) as caught:
        by_rank(
            [9, 5, 5], [1] * 3, places=2,
            quotas=[Quota({"s": "b"}, floor=3)], attributes={"s": list("abb")},
        )  # fmt: skip
    assert [(p.where, p.code) for p in caught.value.problems] == [("s=b", "floor_not_met")]


@settings(max_examples=60, deadline=None)
@given(cases())
def test_a_list_with_quotas_keeps_every_limit_and_never_beats_the_optimum(case):
    values = case.pop("values")
    costs = case.pop("costs")
    try:
        result = by_rank(values, costs, **case)
    except AssessmentError:
        return  # a floor that the list cannot meet
    case |= {"values": values, "costs": costs}
    assert keeps(case, result.selected[None, :])[0]
    assert float(np.array(values)[result.selected].sum()) <= best(case) + 1e-9
    named = [c is not None for c in result.bound_by]
    assert named == (~result.selected).tolist()


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(cases(floors=False), st.permutations(range(9)))
def test_with_quotas_too_the_order_of_applications_changes_nothing(case, order):
    n = len(case["values"])
    order = [k for k in order if k < n]
    where = {k: place for place, k in enumerate(order)}
    moved = {
        **case,
        **{k: [case[k][i] for i in order] for k in ("values", "costs")},
        "attributes": {a: [c[i] for i in order] for a, c in case["attributes"].items()},
        "firms": case["firms"] and [case["firms"][i] for i in order],
        "exclusions": [[where[i] for i in e] for e in case["exclusions"]],
    }
    one, other = (by_rank(c.pop("values"), c.pop("costs"), **c) for c in (dict(case), moved))
    assert one.selected[order].tolist() == other.selected.tolist()
