import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from assessment.method.aggregating import (
    AGGREGATORS,
    band,
    count,
    cumulative_gate,
    geometric_mean,
    harmonic_mean,
    level_reached,
    minimum,
    points,
    weighted_mean,
)
from assessment.problems import AssessmentError

NAN = np.nan
MEANS = (weighted_mean, geometric_mean, harmonic_mean, minimum)


def test_means_of_a_vector_with_na_equal_coinr():
    """cases/aggregators_vector_na.json: COINr 1.1.14 (a_amean, a_gmean, a_hmean)."""
    x, w = [72, 55, NAN, 90, 31], [1, 2, 1, 0.5, 3]
    assert weighted_mean(x, w) == pytest.approx(49.2307692307692, abs=1e-9)
    assert geometric_mean(x, w) == pytest.approx(45.6969065785472, abs=1e-9)
    assert harmonic_mean(x, w) == pytest.approx(42.5999679675404, abs=1e-9)


def test_the_geometric_mean_punishes_imbalance_as_the_handbook_shows():
    """cases/oecd_6_11: OECD/JRC Handbook 2008, section 6.11, pages 103–104 (2.54 is truncated)."""
    table = [[21, 1, 1, 1], [6, 6, 6, 6], [21, 2, 1, 1], [6, 7, 6, 6]]
    assert weighted_mean(table)[:2].tolist() == [6, 6]
    assert geometric_mean(table) == pytest.approx([2.14, 6, 2.54, 6.23], abs=0.006)


def test_unbalanced_weights_on_a_table_are_hand_worked():
    """3·2 + 1·6 over 4 = 3; (2³·6)^(1/4); 4 / (3/2 + 1/6) = 2.4; the second row lacks its first."""
    table, weights = [[2, 6], [NAN, 6], [NAN, NAN]], [3, 1]
    assert weighted_mean(table, weights)[:2] == pytest.approx([3, 6])
    assert geometric_mean(table, weights)[:2] == pytest.approx([48**0.25, 6])
    assert harmonic_mean(table, weights)[:2] == pytest.approx([2.4, 6])
    assert minimum(table, weights)[:2] == pytest.approx([2, 6])
    for mean in MEANS:
        assert np.isnan(mean(table, weights)[2])


def test_less_weight_than_the_floor_has_no_value():
    table, weights = [[1, NAN, 1], [NAN, 1, 1]], [2, 1, 1]
    for mean in MEANS:
        assert mean(table, weights, floor=0.75)[0] == pytest.approx(1)
        assert np.isnan(mean(table, weights, floor=0.75)[1])


def test_a_child_of_weight_zero_neither_binds_nor_matters():
    for mean in MEANS:
        assert mean([0, 4, 4], [0, 1, 2]) == pytest.approx(4)


def test_zero_and_below_are_refused_by_place_unless_zero_is_asked_for():
    for mean in (geometric_mean, harmonic_mean):
        with pytest.raises(AssessmentError) as caught:
            mean([[1, 2], [3, 0]])
        assert [(p.where, p.code) for p in caught.value.problems] == [
            ("values[1, 1]", "not_positive")
        ]
        assert mean([[1, 4], [3, 0]], zeros=True)[1] == 0
        with pytest.raises(AssessmentError):
            mean([1, -1], zeros=True)


def test_bad_weights_are_told_all_at_once():
    with pytest.raises(AssessmentError) as caught:
        weighted_mean([1, 2, 3], [-1, NAN, 2])
    assert [p.where for p in caught.value.problems] == ["weights[0]", "weights[1]"]
    with pytest.raises(AssessmentError) as caught:
        weighted_mean([1, 2], [0, 0])
    assert caught.value.problems[0].code == "no_weight"
    with pytest.raises(ValueError, match="3 weights"):
        weighted_mean([1, 2, 3], [1, 1])


def test_the_weakest_field_is_the_level_of_the_dimension():
    """IMPULS 2015, page 26: smart operations with fields 5, 5, 5, 1 stands at level 1."""
    assert minimum([5, 5, 5, 1]) == 1


def test_a_band_counts_from_eighty_percent_and_without_a_leap():
    """Assessors' practice with SIRI (consultify, compileSiriPack.ts): satisfied/total per band."""
    rows = [
        [3 / 3, 4 / 5, 4 / 4, 4 / 5, 2 / 4],
        [1 / 1, 4 / 5, NAN, NAN, NAN],
        [1 / 1, 3 / 5, NAN, NAN, NAN],
        [1 / 1, 1 / 5, 4 / 4, NAN, NAN],
        [NAN] * 5,
    ]
    bands = level_reached(rows) - 1
    assert bands[:4].tolist() == [3, 1, 0, 0]
    assert np.isnan(bands[4])


def test_a_gate_and_a_count_give_the_weight_of_what_is_met():
    x, w = [1.0, 0.8, 0.5, 0.9], [1, 2, 3, 4]
    assert cumulative_gate(x, w) == pytest.approx(0.3)
    assert count(x, w) == pytest.approx(0.7)
    assert count([1, 0, 1, NAN], threshold=1) * 3 == pytest.approx(2)


def test_eurostats_cut_offs_give_four_classes():
    """Digital intensity index: 0–3 very low, 4–6 low, 7–9 high, 10–12 very high."""
    assert band(range(13), [4, 7, 10]).tolist() == [0] * 4 + [1] * 3 + [2] * 3 + [3] * 3
    assert band([NAN, 3.9999999999], [4, 7, 10]).tolist() == [-1, 1]


def test_points_of_what_is_missing_go_to_the_others():
    """600 · 0.5 + 400 · 1 = 700; without the second, 1000 · 0.5."""
    assert points([[0.5, 1.0], [0.5, NAN]], [600, 400]) == pytest.approx([700, 500])


vectors = st.lists(
    st.one_of(st.floats(0.01, 1.0), st.just(NAN)), min_size=4, max_size=4
).filter(lambda x: not np.isnan(x).all())  # fmt: skip
scales = st.lists(st.integers(1, 9), min_size=4, max_size=4)


@settings(max_examples=60, deadline=None)
@given(x=vectors, w=scales)
def test_means_agree_with_scipy_on_what_is_there(x, w):
    x, w = np.array(x), np.array(w, float)
    known = ~np.isnan(x)
    assert weighted_mean(x, w) == pytest.approx(np.average(x[known], weights=w[known]))
    assert geometric_mean(x, w) == pytest.approx(stats.gmean(x[known], weights=w[known]))
    assert harmonic_mean(x, w) == pytest.approx(stats.hmean(x[known], weights=w[known]))
    assert minimum(x, w) <= harmonic_mean(x, w) + 1e-12
    assert harmonic_mean(x, w) <= geometric_mean(x, w) + 1e-12
    assert geometric_mean(x, w) <= weighted_mean(x, w) + 1e-12


@settings(max_examples=60, deadline=None)
@given(x=vectors, w=scales, factor=st.sampled_from([1e-3, 7.0]), order=st.permutations(range(4)),
       name=st.sampled_from(sorted(AGGREGATORS)))  # fmt: skip
def test_scale_and_order_and_removing_what_is_missing_change_nothing(x, w, factor, order, name):
    rule = AGGREGATORS[name]
    x, w = np.array(x), np.array(w, float)
    value, known = rule(x, w), ~np.isnan(x)
    assert rule(x, w * factor) == pytest.approx(value, rel=1e-12)
    assert rule(x[known], w[known]) == pytest.approx(value, rel=1e-12)
    if name != "cumulative_gate":
        assert rule(x[list(order)], w[list(order)]) == pytest.approx(value, rel=1e-12)
    assert rule(np.stack([x, x[::-1]]), w)[0] == value
