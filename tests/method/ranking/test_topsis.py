import numpy as np
import pytest

from assessment.method.ranking import topsis
from tests.method.ranking.matrices import case


def test_closeness_equals_four_libraries():
    given, expected = case("topsis_vector_a")
    result = topsis(*given)
    np.testing.assert_allclose(result.score, expected["closeness"], atol=1e-9)
    assert result.rank.tolist() == expected["rank"]


def test_distances_and_ideals_by_hand():
    """One criterion 3 and 4 (norm 5), one 6 and 8, less is better (norm 10); weights equal.

    Ideal (4, 6), anti-ideal (3, 8): each row is as far from the one as from the other: .1 each.
    """
    result = topsis([[3, 6], [4, 8]], [2, 2], ["max", "min"])
    np.testing.assert_allclose(result.score, [0.5, 0.5])
    assert result.rank.tolist() == [1, 1]
    np.testing.assert_allclose(result.extras["distance_to_ideal"], [0.1, 0.1])
    np.testing.assert_allclose(result.extras["distance_to_anti_ideal"], [0.1, 0.1])
    assert result.extras["ideal"].tolist() == [4, 6]
    assert result.extras["anti_ideal"].tolist() == [3, 8]


@pytest.mark.parametrize(
    ("scaling", "divisors"),
    [("vector", (5, 10)), ("minmax", (1, 2)), ("max", (4, 8)), ("sum", (7, 14)), ("none", (1, 1))],
)
def test_distances_are_in_the_chosen_units(scaling, divisors):
    result = topsis([[3, 6], [4, 8]], [1, 3], ["max", "max"], scaling=scaling)
    expected = np.hypot(0.25 / divisors[0], 0.75 * 2 / divisors[1])
    np.testing.assert_allclose(result.extras["distance_to_ideal"], [expected, 0], atol=1e-15)


def test_equal_rows_are_at_the_ideal():
    assert topsis([[3, 0], [3, 0]], [1, 1], [1, -1]).score.tolist() == [1, 1]
    assert topsis([[3, 1]], [1, 1], [1, -1]).rank.tolist() == [1]


def test_a_row_with_a_gap_takes_no_part():
    whole = topsis([[1, 9], [2, 5], [4, 1]], [1, 2], [1, -1])
    result = topsis([[1, 9], [np.nan, 100], [2, 5], [4, 1]], [1, 2], [1, -1])
    np.testing.assert_allclose(np.delete(result.score, 1), whole.score)
    assert np.isnan(result.score[1])
    assert np.isnan(result.extras["distance_to_ideal"][1])


def test_an_unknown_scaling_is_refused():
    with pytest.raises(ValueError, match="scaling"):
        topsis([[1]], [1], [1], scaling="z")
