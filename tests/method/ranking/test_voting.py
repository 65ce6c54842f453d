import numpy as np
import pytest
from hypothesis import given

from assessment.method.ranking import Profile, borda, copeland, frequencies, outranking, plurality
from assessment.problems import AssessmentError
from tests.method.ranking.matrices import decisions

OECD = Profile.of([(3, "abcd"), (5, "acbd"), (7, "bdca"), (6, "cbda")])
"""OECD/JRC Handbook on Constructing Composite Indicators (2008), table 25, p. 106."""


def test_borda_points_of_the_handbook():
    result = borda(OECD)
    assert result.score.tolist() == [24, 44, 38, 20]
    assert result.rank.tolist() == [3, 1, 2, 4]


def test_the_winner_by_first_places_of_the_handbook():
    result = plurality(OECD)
    assert result.score.tolist() == [8, 7, 6, 0]
    assert OECD.alternatives[int(result.order()[0])] == "a"


def test_the_frequencies_of_the_handbook():
    """Table 26, from the first place to the last."""
    assert frequencies(OECD).tolist() == [[8, 7, 6, 0], [0, 9, 5, 7], [0, 5, 10, 6], [13, 0, 0, 8]]


def test_the_outranking_matrix_of_the_handbook():
    """Table 27."""
    table = [[0, 8, 8, 8], [13, 0, 10, 21], [13, 11, 0, 14], [13, 0, 7, 0]]
    assert outranking(OECD).tolist() == table


def test_copeland_gives_the_condorcet_order_of_the_handbook():
    result = copeland(OECD)
    assert [OECD.alternatives[row] for row in result.order()] == ["c", "b", "d", "a"]
    assert result.score.tolist() == [-3, 1, 3, -1]
    assert result.extras["condorcet_winner"] == 2
    assert result.extras["wins"].tolist() == [0, 2, 3, 1]
    assert result.extras["losses"].tolist() == [3, 1, 0, 2]


def test_a_circle_of_majorities_has_no_winner():
    result = copeland(Profile.of([(1, "abc"), (1, "bca"), (1, "cab")]))
    assert result.score.tolist() == [0, 0, 0]
    assert result.extras["condorcet_winner"] is None


def test_criteria_vote_with_their_weights():
    """Row 1 leads on the first criterion (weight .75), row 0 on the second; equal ones share."""
    values = [[1, 5], [2, 4], [1, 4], [np.nan, 9]]
    by_points = borda(values, [3, 1], ["max", "max"])
    np.testing.assert_allclose(by_points.score, [0.375 + 0.5, 1.5 + 0.125, 0.375 + 0.125, np.nan])
    by_pairs = copeland(values, [3, 1], ["max", "max"])
    np.testing.assert_array_equal(by_pairs.score, [0, 2, -2, np.nan])
    assert by_pairs.extras["condorcet_winner"] == 1
    np.testing.assert_array_equal(plurality(values, [3, 1], [1, 1]).score, [0.25, 0.75, 0, np.nan])
    np.testing.assert_array_equal(
        outranking(values, [3, 1], [1, 1])[:3, :3],
        [[0, 0.25, 0.625], [0.75, 0, 0.875], [0.375, 0.125, 0]],
    )


def test_an_even_split_is_a_draw():
    result = copeland([[1, 2], [2, 1]], [0.1 + 0.2, 0.3], [1, 1])
    assert result.extras["draws"].tolist() == [1, 1]


def test_nobody_to_vote_on():
    for method in (borda, copeland, plurality):
        assert len(method(np.empty((0, 1)), [1], [1]).score) == 0


def test_a_table_of_all_pairs_is_refused_for_many():
    for table in (outranking, frequencies):
        with pytest.raises(AssessmentError) as refused:
            table(np.ones((1001, 1)), [1], [1])
        assert refused.value.problems[0].code == "too_many_to_pair"


@pytest.mark.slow
@given(decisions())
def test_tables_and_scores_tell_the_same(decision):
    """Σ of a row of the outranking table is the Borda score; Copeland counts its majorities."""
    table = outranking(*decision)
    np.testing.assert_allclose(table.sum(axis=1), borda(*decision).score, atol=1e-9)
    margins = np.round(table - table.T, 9)
    expected = (margins > 0).sum(axis=1) - (margins < 0).sum(axis=1)
    assert copeland(*decision).score.tolist() == expected.tolist()
    places = frequencies(*decision)
    np.testing.assert_allclose(places.sum(axis=0), 1)
    np.testing.assert_allclose(places.sum(axis=1), 1)
    np.testing.assert_allclose(places[0], plurality(*decision).score)
