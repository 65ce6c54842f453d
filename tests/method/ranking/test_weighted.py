import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.method.ranking import weighted_product, weighted_sum
from assessment.problems import AssessmentError
from tests.method.ranking.matrices import case, decisions


def test_a_weighted_sum_of_ranges_equals_two_libraries():
    given_, expected = case("wsm_minmax_a")
    result = weighted_sum(*given_)
    np.testing.assert_allclose(result.score, expected["score"], atol=1e-10)
    assert result.rank.tolist() == expected["rank"]


def test_four_more_scalings_by_hand():
    """Two criteria, the second less is better: x = (1, 3), y = (2, 4), weights 1 and 3."""
    values, weights, ways = [[1, 2], [3, 4]], [1, 3], ["max", "min"]

    def scores(scaling):
        return weighted_sum(values, weights, ways, scaling=scaling).score

    np.testing.assert_allclose(scores("max"), [0.25 / 3 + 0.75, 0.25 + 0.375])
    np.testing.assert_allclose(scores("sum"), [0.0625 + 0.5, 0.1875 + 0.25])
    first, second = np.sqrt([10, 20])
    np.testing.assert_allclose(
        scores("vector"),
        [0.25 / first + 0.75 * (1 - 2 / second), 0.75 / first + 0.75 * (1 - 4 / second)],
    )
    np.testing.assert_allclose(scores("none"), [0.25 - 1.5, 0.75 - 3])


def test_a_criterion_on_which_all_are_equal_gives_all_its_weight():
    np.testing.assert_allclose(weighted_sum([[5, 1], [5, 2]], [1, 1], [1, 1]).score, [0.5, 1])
    nearly = [[0.1 + 0.2, 1], [0.3, 2]]
    np.testing.assert_allclose(weighted_sum(nearly, [1, 1], [1, 1]).score, [0.5, 1])


def test_a_weighted_product_by_hand():
    """8^(1/4)·2^(−3/4) = 1 and 1·1; x^(3/4) of the second dominates."""
    result = weighted_product([[8, 2], [1, 1]], [1, 3], ["up", "down"])
    np.testing.assert_allclose(result.score, [1, 1])
    assert result.rank.tolist() == [1, 1]


def test_a_row_with_a_gap_has_no_score_and_moves_nobody():
    whole = weighted_sum([[1, 9], [2, 5], [4, 1]], [1, 2], [1, -1])
    result = weighted_sum([[1, 9], [np.nan, 100], [2, 5], [4, 1]], [1, 2], [1, -1])
    np.testing.assert_allclose(result.score[[0, 2, 3]], whole.score)
    assert np.isnan([result.score[1], result.rank[1]]).all()


def test_nobody_to_rank_and_nobody_known():
    assert len(weighted_sum(np.empty((0, 2)), [1, 1], [1, 1]).score) == 0
    assert np.isnan(weighted_product([[np.nan]], [1], [1], scaling="max").score).all()


def test_every_fault_is_told_at_once():
    with pytest.raises(AssessmentError) as refused:
        weighted_sum([[1, np.inf], [2, 3]], [-1, np.nan], ["max", "better"])
    assert [problem.code for problem in refused.value.problems] == [
        "weight_not_usable",
        "weight_not_usable",
        "weights_all_zero",
        "direction_unknown",
        "value_infinite",
    ]


def test_values_that_a_product_or_a_share_cannot_use_are_refused():
    for method, more in ((weighted_product, {}), (weighted_sum, {"scaling": "sum"})):
        with pytest.raises(AssessmentError) as refused:
            method([[0, -1], [2, 3]], [1, 1], [-1, 1], **more)
        assert [problem.code for problem in refused.value.problems] == ["value_not_positive"] * 2
    weighted_sum([[0, 1], [2, 3]], [1, 1], [1, -1], scaling="max")


def test_wrong_shapes_and_names_are_errors_of_the_program():
    for values, weights, ways in (([1, 2], [1], [1]), ([[1, 2]], [1], [1, 1]), ([[1]], [1], [])):
        with pytest.raises(ValueError, match="n × m"):
            weighted_sum(values, weights, ways)
    with pytest.raises(ValueError, match="scaling"):
        weighted_sum([[1]], [1], [1], scaling="z")
    with pytest.raises(ValueError, match="scaling"):
        weighted_product([[1]], [1], [1], scaling="minmax")


@pytest.mark.slow
@given(decisions(), st.data())
def test_a_better_value_never_worsens_a_rank(decision, data):
    values, weights, ways = decision
    row = data.draw(st.integers(0, len(values) - 1))
    place = data.draw(st.integers(0, len(weights) - 1))
    better = values.copy()
    better[row, place] = max(1.0, values[row, place] + 3 * ways[place])
    goals = np.vstack([np.full(len(weights), 0.5), np.full(len(weights), 20.0)])
    for method in (weighted_sum, weighted_product):
        before = method(np.vstack([values, goals]), weights, ways).rank[row]
        assert method(np.vstack([better, goals]), weights, ways).rank[row] <= before
