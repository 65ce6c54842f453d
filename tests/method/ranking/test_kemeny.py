from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings

from assessment.method.ranking import Profile, copeland, kemeny, outranking
from assessment.problems import AssessmentError
from tests.method.ranking.matrices import decisions


def disagreement(table, order):
    return sum(table[low, high] for k, high in enumerate(order) for low in order[k + 1 :])


def test_the_handbooks_profile_has_one_best_order():
    """OECD/JRC 2008, table 27: c b d a, against 8+8+10 … = 41 of 126 votes on pairs."""
    profile = Profile.of([(3, "abcd"), (5, "acbd"), (7, "bdca"), (6, "cbda")])
    result = kemeny(profile)
    assert [profile.alternatives[row] for row in result.order()] == ["c", "b", "d", "a"]
    assert result.score.tolist() == [0, 2, 3, 1]
    assert result.extras["disagreement"] == pytest.approx(10 + 7 + 8 + 0 + 8 + 8)
    assert result.extras["exact"]
    assert result.extras["optimal_orders"] == 1


def test_a_circle_has_three_best_orders_and_says_so():
    result = kemeny(Profile.of([(1, "abc"), (1, "bca"), (1, "cab")]))
    assert result.extras["optimal_orders"] == 3
    assert result.extras["mean_place"].tolist() == [2, 2, 2]
    assert sorted(result.rank) == [1, 2, 3]


@settings(max_examples=40, deadline=None)
@given(decisions(most=6))
def test_no_order_contradicts_fewer_votes(decision):
    table = outranking(*decision)
    costs = {order: disagreement(table, order) for order in permutations(range(len(table)))}
    least = min(costs.values())
    best = [order for order, cost in costs.items() if cost < least + 1e-8]
    result = kemeny(*decision)
    assert tuple(result.order()) in best
    assert result.extras["disagreement"] == pytest.approx(least, abs=1e-8)
    assert result.extras["optimal_orders"] == len(best)
    places = np.mean([np.argsort(order) + 1 for order in best], axis=0)
    np.testing.assert_allclose(result.extras["mean_place"], places)


def test_seven_rows_in_a_circle_equal_brute_force():
    values = np.random.default_rng(8).random((7, 3))
    table = outranking(values, [1, 1, 1], [1, 1, 1])
    result = kemeny(values, [1, 1, 1], [1, 1, 1])
    least = min(disagreement(table, order) for order in permutations(range(7)))
    assert disagreement(table, result.order()) == pytest.approx(least)


def test_groups_that_beat_each_other_are_solved_exactly_whatever_their_number():
    """Fifty circles of three: more than ten rows, and an optimum all the same."""
    circle = np.array([[1, 3, 2], [2, 1, 3], [3, 2, 1]])
    values = np.vstack([circle + 3 * step for step in range(50)])
    result = kemeny(values, [1, 1, 1], [1, 1, 1])
    assert result.extras["exact"]
    assert result.extras["optimal_orders"] == 3**50
    assert result.extras["disagreement"] == pytest.approx(50 * 4 / 3)
    assert (np.abs(result.extras["mean_place"] - (150 - result.score)) <= 1).all()


def test_the_heuristic_is_near_the_optimum_and_gives_a_bound():
    rng = np.random.default_rng(4)
    for _ in range(5):
        values = rng.random((40, 5))
        weights, ways = [1] * 5, [1] * 5
        result = kemeny(values, weights, ways)
        assert not result.extras["exact"]
        assert result.extras["optimal_orders"] is None
        assert result.extras["lower_bound"] <= result.extras["disagreement"]
        table = outranking(values, weights, ways)
        own = disagreement(table, result.order())
        assert own == pytest.approx(result.extras["disagreement"])
        assert own <= disagreement(table, copeland(values, weights, ways).order()) + 1e-9
        assert own <= 1.15 * result.extras["lower_bound"]


def test_gaps_nobody_and_too_many():
    result = kemeny([[1, 2], [np.nan, 1], [3, 4]], [1, 1], [1, 1])
    np.testing.assert_array_equal(result.rank, [2, np.nan, 1])
    assert len(kemeny(np.empty((0, 1)), [1], [1]).rank) == 0
    with pytest.raises(AssessmentError):
        kemeny(np.ones((1001, 1)), [1], [1])
