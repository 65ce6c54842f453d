"""Rater severity: known panels, statsmodels' mixed model, and what must not move."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.method.reliability import rater_severity
from assessment.problems import AssessmentError

NAN = np.nan


def _panel(seed: int, firms: int = 14, raters: int = 5, missing: float = 0.4) -> np.ndarray:
    rng = np.random.default_rng(seed)
    scores = rng.normal(70, 8, firms)[:, None] + rng.normal(0, 5, raters)
    scores = scores + rng.normal(0, 3, (firms, raters))
    gone = rng.random(scores.shape) < missing
    gone[0] = gone[:, 0] = False
    scores[gone] = NAN
    return scores


@pytest.mark.slow
def test_the_model_is_the_mixed_model_of_statsmodels() -> None:
    """Firms fixed, raters random, REML."""
    from statsmodels.formula.api import mixedlm

    scores = _panel(1)
    found = rater_severity(scores)
    firm, rater = np.nonzero(~np.isnan(scores))
    frame = pd.DataFrame({"score": scores[firm, rater], "firm": firm, "rater": rater})
    fitted = mixedlm("score ~ C(firm)", frame, groups="rater").fit(reml=True)
    effects = [float(fitted.random_effects[k].iloc[0]) for k in range(5)]
    assert found.severity == pytest.approx([-one for one in effects], abs=1e-4)
    assert found.noise == pytest.approx(fitted.scale**0.5, abs=1e-4)
    assert found.rater_spread == pytest.approx(fitted.cov_re.iloc[0, 0] ** 0.5, rel=1e-3)
    assert found.connected


def test_raters_who_differ_by_exactly_a_constant_are_corrected_to_agree() -> None:
    """Rater 3 gives 10 less than the others; three anchor firms, then one firm each."""
    true = np.array([60.0, 70, 80, 75, 76, 77])
    scores = true[:, None] + np.array([0.0, 0, -10])
    scores[3, [1, 2]] = scores[4, [0, 2]] = scores[5, [0, 1]] = NAN
    scores[0, 0] += 0.01
    found = rater_severity(scores)
    assert found.severity - found.severity[0] == pytest.approx([0, 0, 10], abs=0.02)
    assert found.plain_rank.tolist()[3:] == [3, 2, 4]
    assert found.corrected_rank.tolist()[3:] == [4, 3, 2]
    assert found.moved.tolist() == [0, 0, 0, -1, -1, 2]
    assert found.shared.tolist() == [3, 3, 3]


def test_few_common_firms_move_a_score_little() -> None:
    """The correction is always shorter than the unshrunken difference of raters."""
    scores = _panel(3, firms=8, missing=0.6)
    found = rater_severity(scores, apart="state")
    rated = ~np.isnan(scores)
    inside = np.where(rated, scores - np.nanmean(scores, axis=1)[:, None], 0.0)
    design = np.diag(rated.sum(axis=0)) - (rated / rated.sum(axis=1)[:, None]).T @ rated
    plain = np.linalg.pinv(design) @ inside.sum(axis=0)
    assert np.linalg.norm(found.severity) < np.linalg.norm(plain)
    assert (found.error <= found.rater_spread + 1e-12).all()


def test_panels_without_a_firm_in_common_are_refused_by_the_names_of_their_raters() -> None:
    scores = [[80, 70, NAN, NAN], [60, 50, NAN, NAN], [NAN, NAN, 90, 80]]
    with pytest.raises(AssessmentError) as refused:
        rater_severity(scores, ["김", "이", "박", "최"])
    assert [problem.where for problem in refused.value.problems] == ["김, 이", "박, 최"]
    stated = rater_severity(scores, apart="state")
    assert not stated.connected
    assert stated.panel.tolist() == [0, 0, 1, 1]
    assert stated.firm_panel.tolist() == [0, 0, 1]


def test_one_anchor_firm_joins_the_panels() -> None:
    scores = [[80, 70, NAN, NAN], [60, 50, 70, 65], [NAN, NAN, 90, 80]]
    assert rater_severity(scores).connected


def test_nothing_in_common_or_no_disagreement_means_no_correction() -> None:
    alone = rater_severity([[80, NAN], [NAN, 70]], apart="state")
    assert alone.severity.tolist() == [0, 0]
    assert alone.shared.tolist() == [0, 0]
    agreed = rater_severity([[80, 80], [70, 70], [NAN, NAN]])
    assert agreed.severity.tolist() == [0, 0]
    np.testing.assert_array_equal(agreed.corrected, [80, 70, NAN])
    assert agreed.firm_panel.tolist() == [0, 0, -1]
    assert agreed.corrected_rank.isna().tolist() == [False, False, True]


@pytest.mark.slow
@given(st.integers(0, 10_000), st.floats(-50, 50))
def test_more_for_everybody_changes_no_severity(seed: int, more: float) -> None:
    scores = _panel(seed)
    one, other = rater_severity(scores), rater_severity(scores + more)
    assert one.severity == pytest.approx(other.severity, abs=1e-5)
    assert one.corrected + more == pytest.approx(other.corrected, abs=1e-5)


@pytest.mark.slow
@given(st.integers(0, 10_000))
def test_the_order_of_raters_and_firms_changes_nothing(seed: int) -> None:
    scores = _panel(seed)
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(len(scores)), rng.permutation(scores.shape[1])
    one, other = rater_severity(scores), rater_severity(scores[rows][:, columns])
    assert one.severity[columns] == pytest.approx(other.severity, abs=1e-6)
    assert one.corrected[rows] == pytest.approx(other.corrected, abs=1e-6)
