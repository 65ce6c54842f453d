"""Distributions that owners of models and statistics offices printed, from firms scored one by one.

P2–P4: IMPULS 2015 pages 28 and 31 (yumpu 54510401), hannovermesse.de, FIR UdZ 3-2021 page 37.
P5–P6: Eurostat's digital intensity 2023 and 2021 of small and medium firms. Means are derived [D].
"""

import numpy as np
import pytest

from assessment.method.aggregating import band
from assessment.method.levels import levels
from assessment.method.rounding import half_up
from assessment.method.scoring import score
from assessment.method.tree import compile_tree
from tests.method.samples import flat, level_item, table
from tests.method.test_published_models import ladder


def standing(shares, top):
    """The levels of 1,000 firms of which so many percent answer each option of one item."""
    counts = np.round(np.array(shares) * 10).astype(int)
    steps = {f"level{k}": k for k in range(1, top + 1)}
    sample = flat(
        1,
        items={"q1": level_item(top + 1)},
        points=float(top),
        axes={"readiness": ladder("total", **steps)},
    )
    rows = np.repeat(np.arange(len(counts)), counts)[:, None]
    answers, tree = table(["q1"], *rows.tolist()), compile_tree(sample)
    return levels(sample, tree, score(tree, answers), answers)["readiness"].level


def percent(level, least, most):
    return round(100 * float(((level >= least) & (level <= most)).mean()), 1)


def test_p2_german_machinery_stands_mostly_among_newcomers():
    """38.9 37.6 17.9 4.6 1.0 0.0: leaders (3–5) 5.6 as printed, learners 17.9, newcomers 76.5."""
    level = standing([38.9, 37.6, 17.9, 4.6, 1.0, 0.0], 5)
    assert len(level) == 1000
    assert (percent(level, 0, 1), percent(level, 2, 2), percent(level, 3, 5)) == (76.5, 17.9, 5.6)
    assert level.mean() == pytest.approx(0.912)


def test_p2_the_strategy_dimension_by_itself():
    level = standing([54.8, 21.8, 14.8, 4.6, 3.7, 0.3], 5)
    assert len(level) == 1000
    assert level.mean() == pytest.approx(0.815)


def test_p3_the_two_lowest_levels_of_the_smart_factory_in_the_self_check():
    """41.3 and 30.4 are printed together as 71.7; the rest of the dimension is not printed."""
    level = standing([41.3, 30.4, 28.3], 2)
    assert percent(level, 0, 1) == 71.7


def test_p4_acatechs_seventy_companies():
    """Stages 1–6 in percent: 16 80 4 0 0 0; laggards 16, beginners 80, leaders 4, mean 1.88."""
    level = standing([0, 16, 80, 4, 0, 0, 0], 6)
    assert [percent(level, k, k) for k in (1, 2, 3)] == [16, 80, 4]
    assert percent(level, 4, 6) == 0
    assert level.mean() == pytest.approx(1.88)


@pytest.mark.parametrize(
    ("shares", "basic", "short"),
    [((42.3, 33.8, 19.6, 4.4), 58, 32), ((45, 34, 18, 3), 55, 35)],
    ids=["P5-2023", "P6-2021"],
)
def test_the_share_with_basic_intensity_and_what_lacks_to_ninety(shares, basic, short):
    """Counts 2, 5, 8, 11 stand for the four classes; printed shares of 2023 add up to 100.1."""
    counts = np.repeat([2, 5, 8, 11], np.round(np.array(shares) * 10).astype(int))
    level = band(counts, [4, 7, 10])
    found = float(half_up(100 * (level >= 1).mean() * len(level) / 1000, 0))
    assert (found, 90 - found) == (basic, short)


@pytest.mark.parametrize(
    ("yes", "expected"), [(0, 0), (3, 0), (4, 1), (6, 1), (7, 2), (9, 2), (10, 3), (12, 3)]
)
def test_p7_the_cut_offs_of_digital_intensity(yes, expected):
    """0 and 3 very low and not basic; 4 is basic."""
    assert int(band([yes], [4, 7, 10])[0]) == expected
