import numpy as np
import pytest

from assessment.method.codes import NOT_APPLICABLE as NA
from assessment.method.tree import compile_tree
from assessment.method.uncertainty import learn_inflation
from assessment.problems import AssessmentError
from tests.method.samples import answers, two_areas


def learnt(claimed, verified, checked=None):
    release = two_areas()
    tree = compile_tree(release)
    marks = np.ones(len(claimed), bool) if checked is None else checked
    return learn_inflation(tree, answers(release, *claimed), answers(release, *verified), marks)


def simulated(firms=400, seed=1, means=(1.0, 0.6, 0.1, 0.2), noise=0.5, own=0.4):
    """Claims 5, checked down by item mean + firm tendency + noise, in whole options."""
    rng = np.random.default_rng(seed)
    down = np.array(means) + own * rng.normal(size=(firms, 1)) + noise * rng.normal(size=(firms, 4))
    return np.full((firms, 4), 5), np.clip(np.round(5 - down), 0, 9)


def test_with_many_checks_the_mean_of_an_item_is_its_own():
    claimed, verified = simulated()
    result = learnt(claimed, np.minimum(verified, 5))
    gaps = (claimed - np.minimum(verified, 5)).mean(axis=0)
    np.testing.assert_allclose(result.raw, gaps)
    np.testing.assert_allclose(result.mean, gaps, atol=0.03)
    assert result.pairs.tolist() == [400] * 4


def test_the_noise_is_split_into_claims_and_firms():
    """d = item mean + firm tendency (sd 1.5) + noise (sd 0.8), both of whole options so that
    nothing but rounding (variance 1/12) is added."""
    rng = np.random.default_rng(4)
    down = 1.5 * rng.normal(size=(600, 1)) + 0.8 * rng.normal(size=(600, 4))
    release = two_areas(items={f"q{k}": long_item() for k in range(1, 5)})
    tree = compile_tree(release)
    claimed = np.full((600, 4), 10)
    verified = np.clip(np.round(10 - down), 0, 19)
    result = learn_inflation(
        tree, answers(release, *claimed), answers(release, *verified), np.ones(600, bool)
    )
    assert abs(result.between_firms - 1.5) < 0.12
    assert abs(result.noise - np.sqrt(0.8**2 + 1 / 12)) < 0.05


def long_item():
    options = [{"id": f"o{k}", "points": float(k)} for k in range(20)]
    return {"type": "level", "since": "1.0.0", "options": options}


def test_an_item_that_nobody_checked_takes_the_mean_of_its_area():
    claimed, verified = simulated()
    verified = np.minimum(verified, 5)
    checked = np.ones((400, 4), bool)
    checked[:, 1] = False
    result = learnt(claimed, verified, checked)
    assert result.pairs[1] == 0
    assert np.isnan(result.raw[1])
    assert result.mean[1] == pytest.approx(result.area_mean[0])
    assert result.error[1] > result.error[0]


def test_few_checks_are_shrunk_toward_the_area_and_stay_between_both():
    claimed, verified = simulated(60, means=(2.0, 0.3, 0.1, 0.2))
    verified = np.minimum(verified, 5)
    checked = np.ones((60, 4), bool)
    checked[2:, 1] = False
    result = learnt(claimed, verified, checked)
    low, high = sorted((result.raw[1], result.area_mean[0]))
    assert low <= result.mean[1] <= high
    assert result.error[1] > result.error[0]


def test_without_differences_between_items_all_share_one_mean():
    """Every claim exactly one option too high: no variance at any level."""
    result = learnt(np.full((10, 4), 4), np.full((10, 4), 3))
    np.testing.assert_allclose(result.mean, 1)
    assert (result.between_items, result.between_firms, result.noise) == (0, 0, 0)


def test_only_pairs_answered_on_both_sides_and_checked_count():
    claimed = np.full((12, 4), 5)
    verified = np.full((12, 4), 4)
    verified[0, 0] = NA
    marks = np.ones(12, bool)
    marks[1] = False
    assert learnt(claimed, verified, marks).pairs.tolist() == [10, 11, 11, 11]


def test_drawn_means_have_the_mean_and_error_that_are_stated():
    claimed, verified = simulated(30)
    checked = np.ones((30, 4), bool)
    checked[3:, 3] = False
    result = learnt(claimed, np.minimum(verified, 5), checked)
    drawn = result.drawn(np.random.default_rng(0), 40_000)
    np.testing.assert_allclose(drawn.mean(axis=0), result.mean, atol=4 * result.error.max() / 200)
    np.testing.assert_allclose(drawn.std(axis=0), result.error, rtol=0.03)


def test_fewer_than_twenty_pairs_teach_nothing():
    with pytest.raises(AssessmentError) as caught:
        learnt(np.full((4, 4), 5), np.full((4, 4), 4))
    assert caught.value.problems[0].code == "too_few_verified"
    with pytest.raises(ValueError, match="same firms"):
        learnt(np.full((4, 4), 5), np.full((5, 4), 4))
