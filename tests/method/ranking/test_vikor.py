import numpy as np
import pytest

from assessment.method.ranking import vikor
from assessment.problems import AssessmentError
from tests.method.ranking.matrices import case


def test_s_r_and_q_equal_four_libraries():
    given, expected = case("vikor_a")
    result = vikor(*given)
    for name in ("S", "R", "Q"):
        np.testing.assert_allclose(result.extras[name], expected[name], atol=1e-9)
    np.testing.assert_allclose(result.score, expected["Q"], atol=1e-9)
    assert result.rank.tolist() == expected["rank_Q"]
    assert not result.higher_is_better


def test_a_clear_winner_is_the_compromise():
    """Q = 0, 1, .6…: far better than 1/(n − 1) = .5, and first by S and R."""
    result = vikor([[9, 9], [1, 1], [3, 5]], [1, 1], [1, 1])
    assert result.extras["advantage"]
    assert result.extras["stability"]
    assert result.extras["compromise"].tolist() == [0]


def test_without_advantage_all_near_ones_are_the_compromise():
    """One criterion of 0, 1, 9 and 10: S = R = Q = 1, .9, .1, 0; 1/(n − 1) = 1/3."""
    result = vikor([[0], [1], [9], [10]], [1], [1])
    np.testing.assert_allclose(result.score, [1, 0.9, 0.1, 0])
    assert not result.extras["advantage"]
    assert result.extras["stability"]
    assert result.extras["compromise"].tolist() == [3, 2]


def test_v_weighs_the_loss_of_all_against_the_largest():
    """Three criteria of equal weight, shares lost: row 0 (.5 .5 .5), row 1 (0 0 1), row 2 (.9 0 0),
    row 3 (1 1 0), row 4 (0 1 1). S·3 = 1.5 1 .9 2 2; R·3 = .5 1 .9 1 1; Q of row 0 =
    .5·.6/1.1 = .2727, of row 2 = .5·.4/.5 = .4; with v = .65 they are .3545 and .28.
    """
    lost = np.array([[0.5, 0.5, 0.5], [0, 0, 1], [0.9, 0, 0], [1, 1, 0], [0, 1, 1]])
    result = vikor(1 - lost, [1, 1, 1], [1, 1, 1])
    np.testing.assert_allclose(result.score[[0, 2]], [0.5 * 0.6 / 1.1, 0.4])
    other = vikor(1 - lost, [1, 1, 1], [1, 1, 1], v=0.65)
    np.testing.assert_allclose(other.score[[0, 2]], [0.65 * 0.6 / 1.1, 0.35 * 0.8])


def test_a_first_that_leads_neither_list_needs_the_second_beside_it():
    """S·3 = 1.35 .9 .85 2 3, R·3 = .45 .5 .85 1 1: Q = .116 .057 .364 …, and 1/(n − 1) = .026."""
    lost = np.zeros((40, 3))
    lost[0] = 0.45, 0.45, 0.45  # least regret
    lost[1] = 0.5, 0.2, 0.2  # first by Q
    lost[2] = 0.85, 0, 0  # least loss in all
    lost[3] = 0, 1, 1  # sets the best of the first criterion
    lost[4:] = 1, 1, 1
    result = vikor(-lost, [1, 1, 1], [1, 1, 1])
    assert result.rank[:3].tolist() == [2, 1, 3]
    assert result.extras["advantage"] is True
    assert result.extras["stability"] is False
    assert result.extras["compromise"].tolist() == [1, 0]


def test_v_shifts_from_regret_to_benefit():
    given, _ = case("vikor_a")
    by_regret, by_benefit = vikor(*given, v=0), vikor(*given, v=1)
    assert by_regret.rank.tolist() == (vikor(*given).extras["R"].argsort().argsort() + 1).tolist()
    assert by_benefit.rank.tolist() == (vikor(*given).extras["S"].argsort().argsort() + 1).tolist()


def test_equal_rows_lose_nothing():
    result = vikor([[3, 1], [3, 1]], [1, 1], [1, -1])
    assert result.score.tolist() == [0, 0]
    assert result.extras["compromise"].tolist() == [0, 1]
    assert vikor([[3, 1]], [1, 1], [1, -1]).extras["compromise"].tolist() == [0]
    assert len(vikor(np.empty((0, 2)), [1, 1], [1, -1]).rank) == 0


def test_rows_with_a_gap_stand_outside():
    result = vikor([[np.nan, 1], [0, 0], [9, 9]], [1, 1], [1, 1])
    assert np.isnan(result.extras["S"][0])
    assert result.extras["compromise"].tolist() == [2]


def test_v_outside_0_and_1_is_refused():
    with pytest.raises(AssessmentError) as refused:
        vikor([[1], [2]], [0], [1], v=1.5)
    assert [p.code for p in refused.value.problems] == ["weights_all_zero", "v_outside"]
