import pytest

from assessment.definitions.scoring import Partial
from assessment.method.codes import NOT_APPLICABLE as NA
from assessment.method.codes import UNANSWERED as NO
from assessment.method.estimating import estimate_whole
from assessment.method.tree import compile_tree
from tests.method.samples import answers, flat, table
from tests.method.test_levels import LADDER


def guessed(row, spread=1.0, items=12, **more):
    parent = flat(items, axes={"capability": LADDER})
    partial = Partial(spread=spread, draws=2000, seed=7)
    return estimate_whole(parent, compile_tree(parent), answers(parent, row), partial, **more)


def test_everything_answered_is_certain():
    """Every item at 3 of 5: 600 points, l1."""
    estimate = guessed([3] * 12)
    assert estimate is not None
    assert (estimate.likely, estimate.probability) == ("l1", 1.0)
    assert estimate.low == estimate.median == estimate.high == 600


def test_the_fewer_answers_the_wider_the_range():
    few, many = guessed([3] * 3), guessed([3] * 9)
    assert few is not None
    assert many is not None
    assert few.high - few.low > many.high - many.low > 0
    assert few.low < 600 < few.high
    assert sum(few.levels.values()) == pytest.approx(1)
    assert list(few.levels) == ["l0", "l1", "l2", "l3"]


def test_the_range_is_as_wide_as_its_formula_says():
    """Mean 2.5 of 5 (codes 2, 3), 36 of 40 items unseen, spread 1, k = 4.

    sd of the total ≈ 200 · sqrt(0.9²·(1/4) + 0.9·(1 + 1/12)/40) = 200 · sqrt(0.2025 + 0.0244)
    = 95 points (1/12: rounding to whole options), so 5–95 % is about ±1.645 · 95 = 313 wide.
    """
    estimate = guessed([2, 3, 2, 3], items=40)
    assert estimate is not None
    assert estimate.high - estimate.low == pytest.approx(313, rel=0.08)
    assert estimate.median == pytest.approx(500, abs=15)


def test_not_applicable_stays_so_and_answers_stand():
    estimate = guessed([5, NA, NA, 5], spread=0.01, items=4)
    assert estimate is not None
    assert (estimate.likely, estimate.median) == ("l3", 1000)


def test_a_part_of_the_items_in_another_order_is_enough():
    parent = flat(4, axes={"capability": LADDER})
    part = table(["q3", "q1"], [5, 5])
    estimate = estimate_whole(parent, compile_tree(parent), part, Partial(spread=0.5))
    assert estimate is not None
    assert estimate.likely == "l3"


def test_nothing_answered_is_no_estimate():
    assert guessed([NO] * 12) is None


def test_the_same_seed_gives_the_same_estimate():
    assert guessed([3, 1]) == guessed([3, 1])
