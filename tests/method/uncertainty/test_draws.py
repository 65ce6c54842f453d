import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.method.uncertainty import (
    bounded_weights,
    free_weights,
    monte_carlo_error,
    ordinal_weights,
)
from assessment.problems import AssessmentError


def test_free_weights_are_uniform_on_the_simplex():
    """Dirichlet(1, 1, 1): mean 1/3, variance 2/36, P(first weight > 1/2) = (1 − 1/2)²."""
    drawn = free_weights(3, 40_000, 5).weights
    np.testing.assert_allclose(drawn.sum(axis=1), 1)
    np.testing.assert_allclose(drawn.mean(axis=0), 1 / 3, atol=0.005)
    np.testing.assert_allclose(drawn.var(axis=0), 2 / 36, atol=0.002)
    assert abs((drawn[:, 0] > 0.5).mean() - 0.25) < 0.01


def test_ordinal_weights_keep_the_order_and_average_to_the_rank_order_centroid():
    """Three in strict order: means 11/18, 5/18, 2/18 (centroid of the ordered simplex)."""
    drawn = ordinal_weights([2, 1, 3], 40_000, 5).weights
    assert (drawn[:, 1] >= drawn[:, 0]).all()
    assert (drawn[:, 0] >= drawn[:, 2]).all()
    np.testing.assert_allclose(drawn.mean(axis=0), [5 / 18, 11 / 18, 2 / 18], atol=0.005)


def test_equally_important_criteria_get_the_same_weight():
    """Corners (½, ½, 0) and (⅓, ⅓, ⅓): the last weight is uniform on 0 … ⅓."""
    drawn = ordinal_weights([1, 1, 2], 20_000, 1).weights
    np.testing.assert_array_equal(drawn[:, 0], drawn[:, 1])
    assert abs(drawn[:, 2].mean() - 1 / 6) < 0.002
    assert abs((drawn[:, 2] < 1 / 12).mean() - 0.25) < 0.01


def test_bounded_weights_stay_within_the_spread_and_sum_to_one():
    """Two equal weights, each ±20 %: the first is between 0.8/(0.8+1.2) and 1.2/(1.2+0.8)."""
    drawn = bounded_weights([50, 50], 2000, 0.2, 7).weights
    np.testing.assert_allclose(drawn.sum(axis=1), 1)
    assert drawn[:, 0].min() >= 0.4
    assert drawn[:, 0].max() <= 0.6


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.1, 100), min_size=1, max_size=6), st.floats(0.5, 1000))
def test_scaling_the_stated_weights_changes_nothing(weights, factor):
    one = bounded_weights(weights, 20, 0.3, 1).weights
    other = bounded_weights(np.array(weights) * factor, 20, 0.3, 1).weights
    np.testing.assert_allclose(one, other, rtol=1e-12)


def test_the_distribution_is_told_in_words():
    assert "20%" in str(bounded_weights([1, 2], 100, 0.2, 3).distribution)
    assert "2 > 1 = 3" in str(ordinal_weights([2, 1, 2], 10).distribution)
    assert free_weights(2, 1000, 9).distribution.values["seed"] == 9


def test_the_monte_carlo_error_is_that_of_a_half():
    assert monte_carlo_error(10_000) == 0.005
    assert free_weights(2, 100).error == 0.05


def test_all_faults_are_told_at_once():
    with pytest.raises(AssessmentError) as caught:
        bounded_weights([0, 0], 0, 2.0)
    assert [p.code for p in caught.value.problems] == ["zero_weights", "bad_spread", "no_draws"]
    with pytest.raises(AssessmentError) as caught:
        bounded_weights([-1, np.nan, 2])
    assert [p.where for p in caught.value.problems] == ["1", "2"]
    with pytest.raises(AssessmentError):
        free_weights(0)
    with pytest.raises(AssessmentError):
        ordinal_weights([])
