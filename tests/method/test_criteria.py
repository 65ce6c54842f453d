import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.method.criteria import weighted_score
from assessment.method.normalising import goalposts
from assessment.method.ranking import competition_rank


def test_goalposts_cut_at_both_ends_and_keep_missing():
    """COINr (cases/normalisation_functions_vector.json) with goalposts 0 and 8."""
    values = [3.2, np.nan, 7.5, 1.1, 9.9, 4.4, 4.4, -2.0, 6.1, 5.0]
    expected = [0.4, np.nan, 0.9375, 0.1375, 1, 0.55, 0.55, 0, 0.7625, 0.625]
    np.testing.assert_allclose(goalposts(values, 0, 8), expected, atol=1e-12)


def test_less_is_better_when_the_direction_is_down():
    np.testing.assert_allclose(goalposts([50, 200, 400], 100, 300, "down"), [1, 0.5, 0])


def test_goalposts_that_do_not_ascend_are_refused():
    with pytest.raises(ValueError, match="goalpost"):
        goalposts([1], 3, 3)


def test_a_weighted_score_shows_what_each_criterion_gave():
    """Weights 60, 40: 100·(0.6·0.5 + 0.4·1) = 70; an unknown second criterion leaves 30."""
    result = weighted_score(np.array([[0.5, 1.0], [0.5, np.nan]]), [60, 40])
    np.testing.assert_allclose(result.contributions, [[30, 40], [30, 0]])
    np.testing.assert_allclose(result.scores, [70, 30])


def test_a_weighted_score_equals_two_independent_libraries():
    path = Path(__file__).parent / "cases" / "wsm_minmax_a.json"
    case = json.loads(path.read_text(encoding="utf-8"))
    matrix = np.array(case["inputs"]["matrix"])
    low, high = matrix.min(axis=0), matrix.max(axis=0)
    ways = ["up" if d > 0 else "down" for d in case["inputs"]["direction"]]
    shares = np.column_stack(
        [goalposts(matrix[:, k], low[k], high[k], ways[k]) for k in range(len(ways))]
    )
    result = weighted_score(shares, case["inputs"]["weights"])
    np.testing.assert_allclose(result.scores / 100, case["expected"]["score"], atol=1e-10)
    assert competition_rank(result.scores).tolist() == case["expected"]["rank"]


def test_weights_that_mean_nothing_are_refused():
    for weights in ([0, 0], [1, -1], [1]):
        with pytest.raises(ValueError, match="weight"):
            weighted_score(np.ones((1, 2)), weights)


scores = st.lists(st.sampled_from([1.0, 2.0, 2.5, 3.0, np.nan]), min_size=1, max_size=30)


@given(scores, st.floats(0.5, 900))
def test_scaling_weights_changes_no_score(values, factor):
    shares = np.array([values, values[::-1]]).T / 3
    one = weighted_score(shares, [2, 5])
    other = weighted_score(shares, [2 * factor, 5 * factor])
    np.testing.assert_allclose(one.scores, other.scores, atol=1e-9)
