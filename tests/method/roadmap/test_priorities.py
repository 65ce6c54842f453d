"""T2–T5: github PiotrWisniewskiDBR77/consultify, siriPrioritisation.v2.test.ts, a third party's
port; values marked [D] in the published models' rules are derived there from the rule."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.method.roadmap import (
    HORIZONS,
    cost_factor,
    focus,
    impact,
    kpi_factor,
    priorities,
    proximity,
)
from assessment.problems import AssessmentError

HORIZON = ("strategic", "tactical", "operational")


def test_t2_three_areas_change_places_with_the_horizon():
    """A (90, 4, 0.06), B (4, 90, 0.04), C (6, 6, 0.90)."""
    given_ = ([90, 4, 6], [4, 90, 6], [0.06, 0.04, 0.90])
    orders = {h: "".join("ABC"[k] for k in impact(*given_, h).order) for h in HORIZON}
    assert orders == {"strategic": "BCA", "tactical": "ABC", "operational": "ACB"}
    expected = {
        "strategic": [0.304, 0.384, 0.312],
        "tactical": [0.432, 0.298, 0.270],
        "operational": [0.560, 0.212, 0.228],
    }
    for horizon, values in expected.items():
        found = impact(*given_, horizon).impact
        np.testing.assert_allclose(found, values, atol=5e-4)
        assert found.sum() == pytest.approx(1)


def test_t3_doubling_every_cost_changes_nothing():
    """P (1, 1, 3), Q (3.5, 0, 1)."""
    for horizon, p in (("strategic", 0.691667), ("tactical", 0.5875), ("operational", 0.483333)):
        one = impact([1, 3.5], [1, 0], [3, 1], horizon).impact
        np.testing.assert_allclose(one, [p, 1 - p], atol=5e-7)
        np.testing.assert_allclose(impact([2, 7], [1, 0], [3, 1], horizon).impact, one)


def test_t4_an_area_ahead_of_the_best_in_class_has_no_gap():
    """X (0, 0, 1 − 5), Y (1, 1, 2)."""
    found = impact([0, 1], [0, 1], proximity([5, 0], [1, 2]), "strategic").impact
    assert found.tolist() == [0, 1]
    assert impact([0, 1], [0, 1], [-4, 2], "strategic").impact.tolist() == [0, 1]


def test_t5_the_old_rule_without_normalising_is_not_ours():
    """(2, 3, 4 − 1), (2, 1, 2 − 3), (1, 1, 5 − 0): the old variant gave 2.7, 0.5, 2.6."""
    found = impact([2, 2, 1], [3, 1, 1], [3, -1, 5], "strategic").impact
    np.testing.assert_allclose(found, [0.4725, 0.2000, 0.3275], atol=1e-12)
    assert not np.allclose(found, [2.7, 0.5, 2.6], atol=0.1)


def test_weights_of_every_horizon_are_those_published():
    assert HORIZONS["strategic"] == (0.30, 0.40, 0.30)
    assert HORIZONS["tactical"] == (0.45, 0.30, 0.25)
    assert HORIZONS["operational"] == (0.60, 0.20, 0.20)


def test_factors_come_from_relevance_tables_and_the_firm():
    """Two cost categories, three areas: 0.75 · (1, 2, 0) + 0.25 · (4, 0, 4)."""
    assert cost_factor([[1, 2, 0], [4, 0, 4]], [0.75, 0.25]).tolist() == [1.75, 1.5, 1.0]
    assert kpi_factor([[1, 0, 0], [2, 2, 2], [0, 3, 1]], [0, 2]).tolist() == [1, 3, 1]
    whole = priorities(
        [1, 2, 3], horizon="strategic", best=[4, 2, 2], cost_relevance=[[1, 2, 0], [4, 0, 4]],
        cost_shares=[0.75, 0.25], kpi_relevance=[[1, 0, 0], [2, 2, 2], [0, 3, 1]], kpis=[0, 2],
    )  # fmt: skip
    assert (whole.basis, whole.missing) == ("all", ())
    np.testing.assert_allclose(
        whole.impact, impact([1.75, 1.5, 1], [1, 3, 1], [3, 0, 0], "strategic").impact
    )


def test_without_tables_the_gap_alone_decides_and_says_so():
    found = priorities([1, 4, 3], best=[3, 3, 4])
    assert (found.basis, found.weights) == ("gap_only", (0, 0, 1))
    assert found.missing == ("cost_relevance", "cost_shares", "kpi_relevance", "kpis")
    assert found.order.tolist() == [0, 2, 1]
    np.testing.assert_allclose(found.impact, [2 / 3, 0, 1 / 3])
    alone = priorities([1, 4, 5])
    assert "best" in alone.missing
    np.testing.assert_allclose(alone.impact, [0.8, 0.2, 0])


def test_a_factor_that_is_zero_throughout_counts_zero_and_is_named():
    found = impact([1, 1], [0, 0], [1, 3], "strategic")
    assert found.empty == ("kpi",)
    assert found.impact.sum() == pytest.approx(0.6)


def test_the_focus_is_the_highest_of_each_block_and_the_next_of_all():
    found = impact([5, 4, 3, 2], [0, 0, 0, 0], [0, 0, 0, 0], "operational")
    assert focus(found, ["p", "p", "t", "o"]) == (0, 2, 3, 1)


def test_an_unknown_horizon_or_a_negative_relevance_is_refused():
    with pytest.raises(AssessmentError) as caught:
        impact([1], [1], [1], "yearly")
    assert caught.value.problems[0].code == "unknown_horizon"
    with pytest.raises(AssessmentError) as caught:
        impact([-1], [1], [1], "tactical")
    assert caught.value.problems[0].code == "negative_factor"


factor = st.lists(st.floats(0.001, 100), min_size=4, max_size=4)


@given(factor, factor, factor, st.sampled_from(HORIZON), st.floats(0.01, 100))
def test_impacts_sum_to_one_and_no_scale_matters(cost, kpi, gap, horizon, scale):
    found = impact(cost, kpi, gap, horizon).impact
    assert found.sum() == pytest.approx(1)
    scaled = impact(np.array(cost) * scale, kpi, gap, horizon).impact
    np.testing.assert_allclose(scaled, found, rtol=1e-9)
