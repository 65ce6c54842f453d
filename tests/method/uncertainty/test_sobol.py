"""Exact: sobol_additive_exact and the Ishigami function; oracle: SALib's analysis."""

import numpy as np
import pytest

from assessment.method.uncertainty import between, one_of, sobol, weights_free, weights_within
from assessment.problems import AssessmentError


def test_a_weighted_sum_gives_its_squared_weights():
    """sobol_additive_exact: S_i = ST_i = w_i² / Σ w², w = 0.4, 0.3, 0.2, 0.1."""
    expected = [0.5333333333333333, 0.3, 0.13333333333333333, 0.03333333333333333]
    factors = [between(name, 0, 1) for name in "abcd"]
    result = sobol(lambda a, b, c, d: 0.4 * a + 0.3 * b + 0.2 * c + 0.1 * d, factors, seed=1)
    np.testing.assert_allclose(result.first, expected, atol=0.02)
    np.testing.assert_allclose(result.total, expected, atol=0.02)
    assert (result.first_low <= result.first).all()
    assert (result.first <= result.first_high).all()
    assert (result.total_low < result.total_high).all()
    assert result.evaluations == 1024 * 6
    assert result.variance == pytest.approx(0.3 / 12, rel=0.01)


def ishigami(x, y, z):
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def test_interactions_are_in_the_total_alone():
    """Ishigami & Homma 1990, a = 7, b = 0.1: S = 0.3139, 0.4424, 0; ST = 0.5576, 0.4424, 0.2437."""
    factors = [between(name, -np.pi, np.pi) for name in "xyz"]
    result = sobol(ishigami, factors, samples=8192, resamples=50, seed=2)
    np.testing.assert_allclose(result.first, [0.3139, 0.4424, 0], atol=0.02)
    np.testing.assert_allclose(result.total, [0.5576, 0.4424, 0.2437], atol=0.02)


@pytest.mark.slow
def test_it_agrees_with_salib():
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sampling

    problem = {"num_vars": 3, "names": list("xyz"), "bounds": [[-np.pi, np.pi]] * 3}
    points = sampling.sample(problem, 4096, calc_second_order=False, seed=5)
    theirs = analysis.analyze(problem, ishigami(*points.T), calc_second_order=False, seed=5)
    factors = [between(name, -np.pi, np.pi) for name in "xyz"]
    ours = sobol(ishigami, factors, samples=4096, resamples=200, seed=5)
    np.testing.assert_allclose(ours.first, theirs["S1"], atol=0.03)
    np.testing.assert_allclose(ours.total, theirs["ST"], atol=0.03)
    width = (ours.total_high - ours.total_low) / 2
    np.testing.assert_allclose(width, theirs["ST_conf"], rtol=0.5)


@pytest.mark.slow
def test_discrete_choices_and_groups_of_weights_are_factors():
    """y = w1 + (1 if b): Var w1 of two free weights 1/12, of the choice 1/4: S = ¼, ¾."""
    result = sobol(
        lambda weights, method: weights[:, 0] + (method == "b"),
        [weights_free("weights", 2), one_of("method", ["a", "b"])],
        seed=3,
    )
    np.testing.assert_allclose(result.first, [0.25, 0.75], atol=0.02)
    np.testing.assert_allclose(result.total, [0.25, 0.75], atol=0.02)


def test_the_drawn_parameters_come_back_on_request():
    factors = [weights_within("weights", [2, 2], 0.2), one_of("method", ["a", "b", "c"])]
    result = sobol(
        lambda weights, method: weights + (method == "a")[:, None],
        factors, samples=64, resamples=5, keep=True,
    )  # fmt: skip
    assert result.parameters is not None
    assert result.parameters["weights"].shape == (256, 2)
    assert set(result.parameters["method"]) == {"a", "b", "c"}
    assert result.parameters["weights"].min() >= 0.4
    assert result.outputs.shape == (256, 2)
    assert result.first.shape == (2, 2)
    again = sobol(lambda weights, method: weights[:, 0], factors, samples=64, resamples=5)
    assert again.parameters is None


def test_an_output_that_never_moves_has_no_indices():
    result = sobol(lambda a: 0 * a + 3.3, [between("a", 0, 1)], samples=64, resamples=5)
    assert np.isnan(result.first).all()
    assert np.isnan(result.total).all()


def test_a_step_that_cannot_be_varied_is_an_error_that_names_it():
    with pytest.raises(AssessmentError) as caught:
        sobol(
            lambda a, needed, **rest: a,
            [between("a", 1, 1), one_of("aggregation", ["mean"]), one_of("imputation", [1, 2])],
            samples=100,
        )
    found = {(p.where, p.code) for p in caught.value.problems}
    assert found == {
        ("a", "cannot_vary"),
        ("aggregation", "cannot_vary"),
        ("aggregation", "unknown_step"),
        ("imputation", "unknown_step"),
        ("needed", "missing_step"),
        ("samples", "bad_samples"),
    }
    with pytest.raises(AssessmentError, match="단계"):
        sobol(lambda a=1: a, [])


def test_a_model_with_other_rows_is_refused():
    with pytest.raises(ValueError, match="one row"):
        sobol(lambda a: a[:-1], [between("a", 0, 1)], samples=8)
