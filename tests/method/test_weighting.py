import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.method.weighting import (
    ahp,
    ahp_group,
    budget_allocation,
    critic,
    entropy,
    equal,
)
from assessment.problems import AssessmentError

THIRD = 1 / 3
TABLE20 = [
    [1, 2, 3, 2, 5, 5, 1, 3],
    [1 / 2, 1, 2, 1 / 2, 4, 4, 1 / 2, 3],
    [THIRD, 1 / 2, 1, 1 / 4, 2, 2, 1 / 5, 1 / 2],
    [1 / 2, 2, 4, 1, 4, 4, 1 / 2, 3],
    [1 / 5, 1 / 4, 1 / 2, 1 / 4, 1, 1, 1 / 5, 1 / 2],
    [1 / 5, 1 / 4, 1 / 2, 1 / 4, 1, 1, 1 / 5, 1 / 2],
    [1, 2, 5, 2, 5, 5, 1, 4],
    [THIRD, THIRD, 2, THIRD, 2, 2, 1 / 4, 1],
]


def test_pairwise_weights_of_the_handbook():
    """cases/oecd_table20_ahp_weights.json: OECD/JRC Handbook 2008, table 20, page 97.

    Random index of eight criteria 1.41 (Saaty): ratio 0.030154199584 / 1.41.
    """
    result = ahp(TABLE20)
    assert result.weights == pytest.approx(
        [0.22906330769259273, 0.13457100405180836, 0.05936172809627971, 0.1761449453590684,
         0.03854229879351344, 0.03854229879351344, 0.25223481197694436, 0.07153960523627947],
        abs=1e-9,
    )  # fmt: skip
    assert result.geometric == pytest.approx(
        [0.22996857235594126, 0.13405586867420652, 0.05890053901434873, 0.1738489530298122,
         0.039072677935707116, 0.039072677935707116, 0.2541071731809237, 0.07097353787335324],
        abs=1e-9,
    )  # fmt: skip
    assert result.greatest == pytest.approx(8.211079397090737, abs=1e-9)
    assert result.index == pytest.approx(0.030154199584390997, abs=1e-9)
    assert result.ratio == pytest.approx(0.030154199584390997 / 1.41, abs=1e-9)
    assert result.consistent
    assert "0.021" in str(result.note)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=7))
def test_consistent_judgements_give_back_the_weights(stated):
    weights = np.array(stated, float)
    result = ahp(weights[:, None] / weights)
    assert result.weights == pytest.approx(weights / weights.sum())
    assert result.geometric == pytest.approx(weights / weights.sum())
    assert result.ratio == pytest.approx(0, abs=1e-9)
    assert result.consistent


def test_a_circle_of_preferences_is_told():
    """a over b over c over a, 5 times each: λ = 1 + 5 + 1/5, index (6.2 − 3)/2 = 1.6, /0.58."""
    result = ahp([[1, 5, 1 / 5], [1 / 5, 1, 5], [5, 1 / 5, 1]])
    assert result.greatest == pytest.approx(6.2)
    assert result.ratio == pytest.approx(1.6 / 0.58)
    assert not result.consistent
    assert result.weights == pytest.approx([THIRD] * 3)


def test_beyond_saatys_table_there_is_no_ratio():
    result = ahp(np.ones((16, 16)))
    assert np.isnan(result.ratio)
    assert not result.consistent


def test_experts_who_disagree_the_other_way_round_cancel_out():
    one = np.array([[1, 4], [1 / 4, 1]])
    assert ahp_group([one, one.T]).weights == pytest.approx([0.5, 0.5])


def test_wrong_judgements_are_told_all_at_once():
    with pytest.raises(AssessmentError) as caught:
        ahp([[1, 3, 2], [3, 1, -1], [1 / 2, -1, 2]])
    assert [p.where for p in caught.value.problems] == [
        "judgements[0, 1]", "judgements[1, 2]", "judgements[2, 2]"
    ]  # fmt: skip
    with pytest.raises(AssessmentError):
        ahp([[1, 2]])
    with pytest.raises(AssessmentError):
        ahp_group([np.eye(2), [[1]]])


def test_every_expert_counts_alike_whatever_the_budget():
    """60/40 of 100 and 1/3 of 4: (0.6 + 0.25)/2 and (0.4 + 0.75)/2."""
    assert budget_allocation([[60, 40], [1, 3]]) == pytest.approx([0.425, 0.575])
    assert budget_allocation([2, 0, 2]) == pytest.approx([0.5, 0, 0.5])
    with pytest.raises(AssessmentError) as caught:
        budget_allocation([[1, 1], [0, 0], [np.nan, 1], [-1, 2]])
    assert [p.where for p in caught.value.problems] == [
        "allocations[1]", "allocations[2]", "allocations[3]"
    ]  # fmt: skip


def test_entropy_weights_are_hand_worked():
    """Columns (1, 1) and (1, 3): e = 1 and 0.8113 bits; all weight on the second.

    Three units (1, 1, 2) and (1, 2, 3): 1 − 1.0397/ln 3 = 0.0536, 1 − 1.0114/ln 3 = 0.0794.
    """
    assert entropy([[1, 1], [1, 3]]) == pytest.approx([0, 1])
    first = 1 + (0.5 * np.log(0.25) + 0.5 * np.log(0.5)) / np.log(3)
    second = 1 + (np.log(1 / 6) / 6 + np.log(1 / 3) / 3 + np.log(1 / 2) / 2) / np.log(3)
    expected = np.array([first, second]) / (first + second)
    assert entropy([[1, 1], [1, 2], [2, 3], [np.nan, 9]]) == pytest.approx(expected)
    assert entropy([[0, 1], [1, 1]]) == pytest.approx([1, 0])


def test_critic_weights_are_hand_worked():
    """Shares (0, ½, 1), (0, 1, ½) and a constant: sd ½ each, r = ½, so both sd · (1 − ½): ½, ½."""
    table = [[0, 10, 7], [1, 30, 7], [2, 20, 7]]
    assert critic(table) == pytest.approx([0.5, 0.5, 0])
    assert critic([[0, 0], [1, 9], [2, 1]], ["up", "down"]) == pytest.approx(
        critic([[0, 0], [1, -9], [2, -1]])
    )


def test_data_that_say_nothing_give_no_weights():
    for rule in (entropy, critic):
        with pytest.raises(AssessmentError) as caught:
            rule([[1, 2], [1, 2], [1, 2]])
        assert caught.value.problems[0].code == "no_information"
        with pytest.raises(AssessmentError) as caught:
            rule([[1, 2], [np.nan, 2]])
        assert caught.value.problems[0].code == "too_few_units"
    with pytest.raises(AssessmentError) as caught:
        entropy([[-1, 0, 1], [2, 0, 2]])
    assert [p.where for p in caught.value.problems] == ["values[:, 0]", "values[:, 1]"]


def test_weights_from_data_equal_those_of_pymcdm():
    weights = pytest.importorskip("pymcdm.weights")
    table = np.random.default_rng(3).uniform(1, 9, (40, 5))
    directions = np.array([1, -1, 1, 1, -1])
    assert entropy(table) == pytest.approx(weights.entropy_weights(table), abs=1e-12)
    turned = table * directions
    from pymcdm.normalizations import minmax_normalization

    shares = np.column_stack([minmax_normalization(column) for column in turned.T])
    assert critic(table, directions) == pytest.approx(weights.critic_weights(shares), abs=1e-12)


def test_equal_weights_sum_to_one():
    assert equal(4).tolist() == [0.25] * 4
    with pytest.raises(ValueError, match="one criterion"):
        equal(0)
