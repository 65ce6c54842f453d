"""Weights to the registered population: by hand, and what must hold."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.method.population import (
    cell_counts,
    design_effect,
    effective_n,
    margin_counts,
    post_stratified,
    raked,
)
from assessment.problems import AssessmentError


def _frame(*cells: tuple[object, object, int]) -> pd.DataFrame:
    rows = [(sector, size) for sector, size, times in cells for _ in range(times)]
    return pd.DataFrame(rows, columns=["sector", "size"])


REGISTER = _frame(
    ("machinery", "large", 10), ("machinery", "small", 60), ("food", "small", 30),
    (None, "small", 4),
)  # fmt: skip
COUNTS = cell_counts(REGISTER)


def test_a_respondent_stands_for_the_registered_firms_of_its_cell() -> None:
    sample = _frame(
        ("food", "small", 3), ("machinery", "small", 10), ("machinery", "large", 5),
        (None, "small", 2),
    )  # fmt: skip
    found = post_stratified(sample, COUNTS)
    assert found.weight.tolist() == [10.0] * 3 + [6.0] * 10 + [2.0] * 5 + [2.0] * 2
    assert found.weight.sum() == found.population == 104
    assert found.collapsed == ()
    # Kish by hand: n = 20, (Σw)² = 10816, Σw² = 300 + 360 + 20 + 8
    assert found.effective_n == pytest.approx(10816 / 688)
    assert found.design_effect == pytest.approx(20 * 688 / 10816)


def test_empty_cells_are_named_all_at_once() -> None:
    sample = _frame(("machinery", "small", 2), ("leather", "small", 1))
    with pytest.raises(AssessmentError) as refused:
        post_stratified(sample, COUNTS)
    named = {(problem.where, problem.code) for problem in refused.value.problems}
    assert named == {
        ("food · small", "empty_cell"),
        ("machinery · large", "empty_cell"),
        ("– · small", "empty_cell"),
        ("leather · small", "not_registered"),
    }


def test_a_sector_with_an_empty_cell_is_weighted_as_a_whole() -> None:
    sample = _frame(("machinery", "small", 7), ("food", "small", 3), (None, "small", 1))
    found = post_stratified(sample, COUNTS, empty="collapse")
    assert found.weight.tolist() == [10.0] * 10 + [4.0]
    assert found.collapsed == ("machinery · large", "machinery · small")
    assert len(set(found.stratum[:7])) == 1


def test_a_cell_below_the_fewest_counts_as_empty() -> None:
    sample = _frame(
        ("machinery", "small", 6), ("machinery", "large", 1), ("food", "small", 3),
        (None, "small", 2),
    )  # fmt: skip
    found = post_stratified(sample, COUNTS, empty="collapse", fewest=2)
    assert found.weight.tolist() == [10.0] * 10 + [2.0] * 2


def test_a_sector_without_any_answer_is_never_made_up_for() -> None:
    sample = _frame(("machinery", "small", 7), (None, "small", 1))
    with pytest.raises(AssessmentError) as refused:
        post_stratified(sample, COUNTS, empty="collapse")
    assert [problem.where for problem in refused.value.problems] == ["food"]


def test_nobody_answered_names_every_cell() -> None:
    with pytest.raises(AssessmentError) as refused:
        post_stratified(REGISTER[:0], COUNTS)
    assert len(refused.value.problems) == 4


def test_raking_meets_every_margin_and_keeps_the_odds_of_the_sample() -> None:
    """Sample 2×2 counts 10 20 / 30 40: odds 10·40/(20·30) = 2/3; margins 40:60 and 50:50."""
    sample = _frame(("a", "x", 10), ("a", "y", 20), ("b", "x", 30), ("b", "y", 40))
    margins = {
        "sector": pd.Series({"a": 40.0, "b": 60.0}),
        "size": pd.Series({"x": 50.0, "y": 50.0}),
    }
    found = raked(sample, margins)
    assert found.converged
    assert found.gap <= 1e-9
    mass = sample.assign(weight=found.weight).groupby(["sector", "size"])["weight"].sum()
    assert mass.groupby("sector").sum().tolist() == pytest.approx([40, 60])
    assert mass.groupby("size").sum().tolist() == pytest.approx([50, 50])
    odds = mass["a", "x"] * mass["b", "y"] / (mass["a", "y"] * mass["b", "x"])
    assert odds == pytest.approx(2 / 3)


def test_raking_that_cannot_meet_its_margins_says_so() -> None:
    """With a only in x and b only in y, a and x cannot have different totals."""
    sample = _frame(("a", "x", 3), ("b", "y", 3))
    margins = {"sector": pd.Series({"a": 1.0, "b": 3}), "size": pd.Series({"x": 3.0, "y": 1})}
    found = raked(sample, margins, most_rounds=50)
    assert (found.converged, found.rounds) == (False, 50)
    assert found.gap == pytest.approx(2.0)


def test_raking_names_empty_classes_strange_ones_and_uneven_totals() -> None:
    sample = _frame(("a", "x", 3), ("c", "x", 1))
    margins = {"sector": pd.Series({"a": 5, "b": 3}), "size": pd.Series({"x": 9})}
    with pytest.raises(AssessmentError) as refused:
        raked(sample, margins)
    named = {(problem.where, problem.code) for problem in refused.value.problems}
    assert named == {("b", "empty_cell"), ("c", "not_registered"), ("size", "margin_totals")}


@pytest.mark.slow
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), min_size=1, max_size=60))
def test_raking_full_cells_meets_the_registers_margins(more: list[tuple[str, str]]) -> None:
    register = pd.DataFrame(
        [(one, other) for one in "ab" for other in "xyz"] * 3 + more, columns=["sector", "size"]
    )
    sample = pd.concat([register.iloc[:6], register.iloc[18::2]])
    found = raked(sample, margin_counts(register), tolerance=1e-7)
    assert found.converged
    for name in ("sector", "size"):
        mass = pd.Series(found.weight, sample.index).groupby(sample[name]).sum()
        expected = register[name].value_counts().sort_index()
        assert mass.tolist() == pytest.approx(expected.tolist(), rel=1e-6)


def test_raking_and_post_stratification_agree_on_one_margin() -> None:
    sample = _frame(("machinery", "small", 5), ("food", "small", 4), (None, "large", 1))[["sector"]]
    counts = cell_counts(REGISTER[["sector"]])
    one = post_stratified(sample, counts)
    other = raked(sample, margin_counts(REGISTER[["sector"]]))
    assert one.weight == pytest.approx(other.weight)


def test_kishs_effective_size_by_hand() -> None:
    assert effective_n([1, 1, 2]) == pytest.approx(16 / 6)
    assert design_effect([1, 1, 2]) == pytest.approx(18 / 16)
    assert design_effect([7, 7, 7, 7]) == pytest.approx(1)
    assert effective_n([]) == 0
    assert np.isnan(design_effect([]))


@given(st.lists(st.floats(0.1, 100), min_size=1, max_size=30), st.floats(0.01, 100))
def test_the_scale_of_weights_does_not_matter(weights: list[float], scale: float) -> None:
    scaled = [weight * scale for weight in weights]
    assert effective_n(weights) == pytest.approx(effective_n(scaled))
    assert 1 - 1e-9 <= effective_n(weights) <= len(weights) + 1e-9
