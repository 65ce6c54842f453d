import numpy as np
import pytest

from assessment.method import aggregating
from assessment.method.normalising import min_max, percentile, z_score
from assessment.method.uncertainty import index_sensitivity
from assessment.problems import AssessmentError

RNG = np.random.default_rng(6)
VALUES = RNG.random((25, 4)) * [1, 10, 5, 2]
GAPS = np.where(RNG.random((25, 4)) < 0.15, np.nan, VALUES)
STEPS = {
    "weights": 0.5,
    "aggregation": ["weighted_mean", "geometric_mean", "harmonic_mean", "minimum"],
    "normalisation": ["min_max", "percentile"],
    "not_applicable": ["renormalise", "lowest"],
}
NORMALISED = {
    "min_max": lambda v: min_max(v, to=(1, 100)),
    "percentile": lambda v: 1 + 99 * percentile(v),
    "z_score": lambda v: z_score(v, mean=50, sd=10),
}


def test_every_output_is_the_index_that_its_parameters_describe():
    """One evaluation at a time, by the public functions of aggregating and normalising."""
    result = index_sensitivity(
        GAPS, [1, 2, 3, 4], STEPS, output="score", samples=16, resamples=3, keep=True
    )
    for place, found in enumerate(result.outputs):
        own = {name: values[place] for name, values in result.parameters.items()}
        values = NORMALISED[own["normalisation"]](GAPS)
        if own["not_applicable"] == "lowest":
            values = np.where(np.isnan(values), np.nanmin(values, axis=0), values)
        expected = getattr(aggregating, own["aggregation"])(values, own["weights"])
        np.testing.assert_allclose(found, expected, atol=1e-8)


def test_ranks_are_competition_ranks_of_the_scores():
    asked = {"steps": {"weights": "free"}, "samples": 8, "resamples": 3, "keep": True}
    scores = index_sensitivity(VALUES, [1] * 4, output="score", **asked).outputs
    ranks = index_sensitivity(VALUES, [1] * 4, output="rank", firms=[3, 7], **asked).outputs
    expected = [(row > row[[3, 7], None]).sum(axis=1) + 1 for row in scores]
    np.testing.assert_array_equal(ranks, expected)


def test_a_choice_that_changes_everything_explains_everything():
    """Two firms, two criteria, weights hardly free: only the aggregation moves the score."""
    result = index_sensitivity(
        [[0, 1], [1, 0], [0.5, 0.6]], [1, 1],
        {"weights": 0.001, "aggregation": ["weighted_mean", "minimum"]},
        output="score", firms=[0], samples=256,
    )  # fmt: skip
    assert result.factors == ("weights", "aggregation")
    assert result.total[0, 0] < 0.01
    assert result.first[1, 0] > 0.99


def test_z_scores_are_a_normalisation_for_the_arithmetic_mean():
    result = index_sensitivity(
        VALUES, [1] * 4, {"normalisation": ["min_max", "z_score"]}, samples=8, resamples=3
    )
    assert result.first.shape == (1, 25)


def test_what_cannot_be_varied_is_named():
    with pytest.raises(AssessmentError) as caught:
        index_sensitivity(
            VALUES, [1] * 4,
            {"imputation": ["mean", "none"], "aggregation": ["weighted_mean", "median"],
             "not_applicable": ["renormalise", "lowest"]},
        )  # fmt: skip
    found = [(p.where, p.code) for p in caught.value.problems]
    assert found == [
        ("imputation", "unknown_step"),
        ("aggregation", "unknown_step"),
        ("not_applicable", "cannot_vary"),
    ]
    with pytest.raises(AssessmentError, match="하나뿐"):
        index_sensitivity(VALUES, [1] * 4, {"aggregation": ["weighted_mean"]})
    with pytest.raises(AssessmentError, match="z 점수"):
        index_sensitivity(
            VALUES, [1] * 4,
            {"normalisation": ["min_max", "z_score"],
             "aggregation": ["weighted_mean", "geometric_mean"]},
        )  # fmt: skip
    with pytest.raises(AssessmentError, match="하나도"):
        index_sensitivity([[np.nan, np.nan], [1, 2]], [1, 1], {"weights": 0.1})
    with pytest.raises(ValueError, match="weight"):
        index_sensitivity(VALUES, [1] * 3, {"weights": 0.1})
