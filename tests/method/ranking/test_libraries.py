"""The same figures from pymcdm and scikit-criteria on random input."""

import warnings

import numpy as np
import pytest
from pymcdm import correlations, normalizations
from pymcdm import methods as pymcdm
from skcriteria.agg.topsis import TOPSIS
from skcriteria.agg.vikor import VIKOR

from assessment.method.ranking import (
    promethee_ii,
    rank,
    spearman,
    topsis,
    vikor,
    weighted_product,
    weighted_spearman,
    weighted_sum,
    ws,
)

pytestmark = pytest.mark.slow
SEEDS = range(12)


def drawn(seed):
    rng = np.random.default_rng(seed)
    rows, criteria = rng.integers(3, 40), rng.integers(2, 8)
    weights = rng.dirichlet(np.ones(criteria))
    ways = rng.choice([1, -1], criteria)
    return rng.uniform(0.5, 9, (rows, criteria)), weights, ways


@pytest.mark.parametrize("seed", SEEDS)
def test_weighted_sums_and_products(seed):
    decision = drawn(seed)
    for scaling, theirs in (
        ("minmax", normalizations.minmax_normalization),
        ("max", normalizations.linear_normalization),
        ("sum", normalizations.sum_normalization),
        ("vector", normalizations.vector_normalization),
    ):
        ours = weighted_sum(*decision, scaling=scaling).score
        np.testing.assert_allclose(ours, pymcdm.WSM(theirs)(*decision), atol=1e-12)
        if scaling in ("max", "sum"):
            ours = weighted_product(*decision, scaling=scaling).score
            np.testing.assert_allclose(ours, pymcdm.WPM(theirs)(*decision), atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_topsis_of_both(seed):
    values, weights, ways = drawn(seed)
    ours = topsis(values, weights, ways)
    theirs = pymcdm.TOPSIS(normalizations.vector_normalization)(values, weights, ways)
    np.testing.assert_allclose(ours.score, theirs, atol=1e-12)
    by_range = pymcdm.TOPSIS(normalizations.minmax_normalization)(values, weights, ways)
    np.testing.assert_allclose(
        topsis(values, weights, ways, scaling="minmax").score, by_range, atol=1e-12
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        places, extra = TOPSIS()._evaluate_data(
            values / np.linalg.norm(values, axis=0), objectives=ways, weights=weights
        )
    assert ours.rank.tolist() == places.tolist()
    np.testing.assert_allclose(ours.score, extra["similarity"], atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_vikor_of_both(seed):
    values, weights, ways = drawn(seed)
    v = (seed % 5) / 4
    ours = vikor(values, weights, ways, v=v)
    np.testing.assert_allclose(ours.score, pymcdm.VIKOR(v=v)(values, weights, ways), atol=1e-12)
    judge = VIKOR(v=v, use_compromise_set=False)
    _, extra = judge._evaluate_data(values, objectives=ways, weights=weights)
    np.testing.assert_allclose(ours.extras["S"], extra["s_k"], atol=1e-12)
    np.testing.assert_allclose(ours.extras["R"], extra["r_k"], atol=1e-12)
    assert ours.extras["advantage"] == extra["acceptable_advantage"]
    assert ours.extras["stability"] == extra["acceptable_stability"]
    assert sorted(ours.extras["compromise"]) == sorted(extra["compromise_set"])


@pytest.mark.parametrize("seed", SEEDS)
def test_promethee_of_pymcdm(seed):
    values, weights, ways = drawn(seed)
    q, p = [0.7] * len(weights), [2.9] * len(weights)
    for kind, theirs in (
        ("usual", pymcdm.PROMETHEE_II("usual")),
        ("u_shape", pymcdm.PROMETHEE_II("ushape", q=q)),
        ("v_shape", pymcdm.PROMETHEE_II("vshape", p=p)),
        ("level", pymcdm.PROMETHEE_II("level", p=p, q=q)),
        ("linear", pymcdm.PROMETHEE_II("vshape_2", p=p, q=q)),
    ):
        ours = promethee_ii(values, weights, ways, functions=kind, q=0.7, p=2.9)
        np.testing.assert_allclose(ours.score, theirs(values, weights, ways), atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_similarities_of_pymcdm(seed):
    rng = np.random.default_rng(seed)
    one = rng.permutation(20) + 1.0
    other = rank(rng.integers(0, 9, 20), "average")
    assert ws(one, other) == pytest.approx(correlations.ws(one, other))
    assert weighted_spearman(one, other) == pytest.approx(correlations.rw(one, other))
    assert spearman(one, other) == pytest.approx(correlations.spearman(one, other))
