"""What holds under every method: who asks, in which order and in which units does not matter."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.method.ranking import (
    borda,
    copeland,
    plurality,
    promethee_ii,
    topsis,
    vikor,
    weighted_product,
    weighted_sum,
)
from assessment.problems import AssessmentError
from tests.method.ranking.matrices import decisions

METHODS = {
    "weighted_sum": weighted_sum,
    "weighted_sum, shares": partial(weighted_sum, scaling="sum"),
    "weighted_product": weighted_product,
    "topsis": topsis,
    "vikor": vikor,
    "promethee, usual": promethee_ii,
    "promethee, linear": partial(promethee_ii, functions="linear", q=1, p=4),
    "promethee, gaussian": partial(promethee_ii, functions="gaussian", s=2),
    "borda": borda,
    "copeland": copeland,
    "plurality": plurality,
}
every_method = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


@pytest.mark.slow
@every_method
@settings(max_examples=12, deadline=None)
@given(decision=decisions(), factor=st.floats(1e-3, 1e3), data=st.data())
def test_neither_the_size_of_weights_nor_the_order_of_rows_or_criteria_matters(
    method, decision, factor, data
):
    values, weights, ways = decision
    result = method(values, weights, ways)
    scaled = method(values, weights * factor, ways)
    np.testing.assert_allclose(scaled.score, result.score, atol=1e-9)
    assert scaled.rank.tolist() == result.rank.tolist()
    rows = data.draw(st.permutations(range(len(values))))
    turned = method(values[rows], weights, ways)
    np.testing.assert_allclose(turned.score, result.score[rows], atol=1e-9)
    assert turned.rank.tolist() == result.rank[rows].tolist()
    places = data.draw(st.permutations(range(len(weights))))
    swapped = method(values[:, places], weights[places], [ways[place] for place in places])
    np.testing.assert_allclose(swapped.score, result.score, atol=1e-9)


@every_method
@settings(max_examples=12, deadline=None)
@given(decision=decisions(), data=st.data())
def test_a_row_with_a_gap_changes_nothing_for_the_others(method, decision, data):
    values, weights, ways = decision
    at = data.draw(st.integers(0, len(values)))
    gap = np.full(len(weights), 5.0)
    gap[data.draw(st.integers(0, len(weights) - 1))] = np.nan
    result, whole = method(np.insert(values, at, gap, axis=0), weights, ways), method(*decision)
    assert np.isnan(result.score[at])
    assert np.isnan(result.rank[at])
    np.testing.assert_allclose(np.delete(result.score, at), whole.score, atol=1e-12)
    assert np.delete(result.rank, at).tolist() == whole.rank.tolist()


@every_method
@settings(max_examples=12, deadline=None)
@given(decision=decisions())
def test_a_row_that_is_nowhere_worse_is_never_behind(method, decision):
    values, weights, ways = decision
    result = method(values, weights, ways)
    better = values * ways
    for one in range(len(values)):
        for other in range(len(values)):
            if (better[one] >= better[other]).all():
                assert result.rank[one] <= result.rank[other]


@every_method
def test_equal_rows_share_their_rank_by_the_rule_asked_for(method):
    values = [[5, 5], [3, 3], [5, 5], [1, 1]]
    assert method(values, [1, 2], [1, 1]).rank.tolist()[0::2] == [1, 1]
    assert method(values, [1, 2], [1, 1], ties="max").rank.tolist()[0::2] == [2, 2]
    assert method(values, [1, 2], [1, 1], ties="average").rank.tolist()[0::2] == [1.5, 1.5]


@every_method
def test_weights_that_mean_nothing_are_refused(method):
    for weights, code in (([0, 0], "weights_all_zero"), ([1, -1], "weight_not_usable")):
        with pytest.raises(AssessmentError) as refused:
            method([[1, 2], [2, 1]], weights, [1, 1])
        assert [problem.code for problem in refused.value.problems] == [code]


@every_method
def test_what_is_given_is_left_as_it_was(method):
    given = np.asfortranarray([[1.0, 2], [2, 1], [3, 3]])
    for values in (given, given[:, :1], np.ascontiguousarray(given)):
        before = values.copy()
        count = values.shape[1]
        result = method(values, [1, 2][:count], ["up", "down"][:count])
        np.testing.assert_array_equal(values, before)
        assert (
            result.rank.tolist()
            == method(before.tolist(), [1, 2][:count], [1, -1][:count]).rank.tolist()
        )


@every_method
def test_a_result_cannot_be_changed(method):
    result = method([[1, 2], [2, 1]], [1, 1], [1, 1])
    with pytest.raises(AttributeError):
        result.rank = None
    with pytest.raises(TypeError):
        result.extras["more"] = 1
