import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.method.ranking import promethee_ii
from assessment.problems import AssessmentError
from tests.method.ranking.matrices import case, decisions

KINDS = ("usual", "u_shape", "v_shape", "level", "linear", "gaussian")


def preference(kind, gap, q, p, s):
    """The six functions as Brans & Vincke 1985 print them, for every pair."""
    return {
        "usual": lambda: np.where(gap > 0, 1.0, 0.0),
        "u_shape": lambda: np.where(gap > q, 1.0, 0.0),
        "v_shape": lambda: np.clip(gap / p, 0, 1),
        "level": lambda: np.where(gap > p, 1.0, np.where(gap > q, 0.5, 0.0)),
        "linear": lambda: np.clip((gap - q) / (p - q), 0, 1),
        "gaussian": lambda: np.where(gap > 0, 1 - np.exp(-(gap**2) / (2 * s**2)), 0.0),
    }[kind]()


def pair_by_pair(values, weights, ways, kinds, q, p, s):
    count = len(values)
    index = np.zeros((count, count))
    for place, kind in enumerate(kinds):
        gap = (values[:, None, place] - values[None, :, place]) * ways[place]
        index += weights[place] / sum(weights) * preference(kind, gap, q[place], p[place], s[place])
    return index.sum(1) / (count - 1), index.sum(0) / (count - 1)


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("usual", {}),
        ("vshape_p4", {"functions": "v_shape", "p": 4}),
        ("linear_q1_p4", {"functions": "linear", "q": 1, "p": 4}),
    ],
)
def test_net_flows_equal_three_libraries(name, more):
    given_, expected = case("promethee2_a")
    result = promethee_ii(*given_, **more)
    np.testing.assert_allclose(result.score, expected[name], atol=1e-9)


def test_each_function_by_hand():
    """Values 0, 1, 3 with q = 1, p = 3, s = 1: the gaps are 1, 3 and 2."""
    flows = {
        "usual": [-1, 0, 1],
        "u_shape": [-0.5, -0.5, 1],
        "v_shape": [-(1 / 3 + 1) / 2, (1 / 3 - 2 / 3) / 2, (1 + 2 / 3) / 2],
        "level": [-0.25, -0.25, 0.5],
        "linear": [-0.5, -0.25, 0.75],
        "gaussian": [
            -(2 - np.exp(-0.5) - np.exp(-4.5)) / 2,
            (np.exp(-2) - np.exp(-0.5)) / 2,
            (2 - np.exp(-2) - np.exp(-4.5)) / 2,
        ],
    }
    for kind, expected in flows.items():
        result = promethee_ii([[0], [1], [3]], [7], [1], functions=kind, q=1, p=3, s=1)
        np.testing.assert_allclose(result.score, expected, atol=1e-15, err_msg=kind)
        over, under = result.extras["phi_plus"], result.extras["phi_minus"]
        np.testing.assert_allclose(over - under, result.extras["phi"], atol=1e-15)


def test_a_difference_on_the_threshold_stays_on_it():
    """0.8 − 0.7 is a little more than 0.1 in binary, and not more than 0.1."""
    result = promethee_ii([[0.8], [0.7]], [1], [1], functions="u_shape", q=0.1)
    assert result.score.tolist() == [0, 0]
    assert promethee_ii([[0.1 + 0.2], [0.3]], [1], [1]).score.tolist() == [0, 0]


def spread_values(rng, count):
    yield rng.random((count, 6))
    yield rng.integers(0, 5, (count, 6)).astype(float) / 8
    yield rng.lognormal(0, 3, (count, 6))
    yield 1e6 + rng.normal(size=(count, 6))


@pytest.mark.slow
@pytest.mark.parametrize("count", [2, 7, 90, 700])
@pytest.mark.parametrize("scale", [1e-3, 0.125, 8.0, 400.0])
def test_flows_without_pairs_equal_flows_of_all_pairs(count, scale):
    rng = np.random.default_rng(count)
    weights, ways = [5, 1, 2, 2, 3, 4], [1, -1, 1, -1, 1, -1]
    q, p, s = np.full((3, 6), [[1.0], [3.0], [2.0]]) * scale
    for values in spread_values(rng, count):
        result = promethee_ii(values, weights, ways, functions=KINDS, q=q, p=p, s=s)
        over, under = pair_by_pair(values, weights, ways, KINDS, q, p, s)
        np.testing.assert_allclose(result.extras["phi_plus"], over, atol=1e-12)
        np.testing.assert_allclose(result.extras["phi_minus"], under, atol=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("s", [2.0, 0.05, 2e-3, 1e-5])
def test_gaussian_flows_of_many_rows_equal_sums_over_all_others(s):
    """Narrow and wide kernels take different ways; 60 rows are summed by the definition."""
    values = np.random.default_rng(3).normal(size=(20_000, 1))
    result = promethee_ii(values, [1], [1], functions="gaussian", s=s)
    for row in range(0, 20_000, 333):
        gaps = values[row, 0] - values[:, 0]
        kernel = 1 - np.exp(-(gaps**2) / (2 * s**2))
        over, under = kernel[gaps > 0].sum() / 19_999, kernel[gaps < 0].sum() / 19_999
        assert result.extras["phi_plus"][row] == pytest.approx(over, abs=1e-12)
        assert result.extras["phi_minus"][row] == pytest.approx(under, abs=1e-12)


def test_equal_thresholds_make_a_step():
    more = {"functions": "linear", "q": 2, "p": 2}
    linear = promethee_ii([[0], [2], [5]], [1], [1], **more)
    step = promethee_ii([[0], [2], [5]], [1], [1], functions="u_shape", q=2)
    assert linear.score.tolist() == step.score.tolist()


def test_rows_with_a_gap_and_few_rows():
    result = promethee_ii([[1, 2], [np.nan, 9], [3, 1]], [2, 1], [1, 1])
    np.testing.assert_allclose(result.score, [-1 / 3, np.nan, 1 / 3])
    assert promethee_ii([[4]], [1], [1]).score.tolist() == [0]
    assert len(promethee_ii(np.empty((0, 1)), [1], [1]).score) == 0


def test_thresholds_that_are_missing_or_cross_are_refused_together():
    with pytest.raises(AssessmentError) as refused:
        promethee_ii(
            [[1, 2, 3, 4]],
            [1, 1, 1, 1],
            [1, 1, 1, 1],
            functions=["u_shape", "v_shape", "linear", "gaussian"],
            q=[np.nan, 0, 5, 0],
            p=[1, 0, 4, 0],
        )
    assert [(problem.where, problem.code) for problem in refused.value.problems] == [
        ("q[0]", "threshold_not_usable"),
        ("p[1]", "threshold_not_usable"),
        ("q[2]", "thresholds_crossed"),
        ("s[3]", "threshold_not_usable"),
    ]
    with pytest.raises(ValueError, match="functions"):
        promethee_ii([[1]], [1], [1], functions="cubic")


@pytest.mark.slow
@given(decisions(), st.sampled_from(KINDS))
def test_flows_sum_to_zero_and_stay_within_one(decision, kind):
    result = promethee_ii(*decision, functions=kind, q=1, p=3, s=2)
    assert abs(result.score.sum()) < 1e-9
    assert (np.abs(result.score) <= 1 + 1e-12).all()
    assert (result.extras["phi_plus"] >= 0).all()
