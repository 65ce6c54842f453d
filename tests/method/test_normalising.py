import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.method.aggregating import geometric_mean, weighted_mean
from assessment.method.normalising import (
    above_below,
    borda,
    categorical,
    distance_to_max,
    distance_to_reference,
    distance_to_target,
    goalposts,
    min_max,
    percentile,
    percentile_rank,
    rank_points,
    ratio,
    z_score,
)
from assessment.method.ranking import competition_rank
from assessment.method.rounding import half_up

NAN = np.nan
CASES = Path(__file__).parent / "cases"
X = [3.2, NAN, 7.5, 1.1, 9.9, 4.4, 4.4, -2.0, 6.1, 5.0]


def case(name):
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


def same(found, expected, tolerance=1e-10):
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance, equal_nan=True)


def test_ten_normalisations_of_a_vector_with_na_and_a_tie_equal_coinr():
    """cases/normalisation_functions_vector.json: COINr 1.1.14 on R 4.2.2."""
    same(
        min_max(X, to=(0, 100)),
        [43.6974789915966, NAN, 79.8319327731092, 26.0504201680672, 100, 53.781512605042,
         53.781512605042, 0, 68.0672268907563, 58.8235294117647],
    )  # fmt: skip
    same(
        z_score(X, mean=10, sd=2),
        [9.30861855770119, NAN, 11.7860687259386, 8.09870103367826, 13.1688316105362, 10, 10,
         6.31263230773966, 10.9794570432567, 10.3456907211494],
    )  # fmt: skip
    same(rank_points(X), [3, NAN, 8, 2, 9, 4, 4, 1, 7, 6])
    same(borda(X), [2, NAN, 7, 1, 8, 3, 3, 0, 6, 5])
    same(percentile_rank(X), [0.25, NAN, 0.875, 0.125, 1, 0.375, 0.375, 0, 0.75, 0.625])
    same(
        ratio(X, "max"),
        [0.323232323232323, NAN, 0.757575757575758, 0.111111111111111, 1, 0.444444444444444,
         0.444444444444444, -0.202020202020202, 0.616161616161616, 0.505050505050505],
    )  # fmt: skip
    same(goalposts(X, -5, 15, clip=False, to=(0, 100)),
         [41, NAN, 62.5, 30.5, 74.5, 47, 47, 15, 55.5, 50])  # fmt: skip
    same(goalposts(X, 0, 8), [0.4, NAN, 0.9375, 0.1375, 1, 0.55, 0.55, 0, 0.7625, 0.625])
    same(
        distance_to_reference(X, 2),
        [0.547368421052632, NAN, 1, 0.326315789473684, 1.25263157894737, 0.673684210526316,
         0.673684210526316, 0, 0.852631578947368, 0.736842105263158],
    )  # fmt: skip


def test_years_of_schooling_normalised_as_in_the_handbook():
    """cases/oecd_table15_normalisation.json: OECD/JRC Handbook 2008, table 15, page 87."""
    held = case("oecd_table15_normalisation")
    x, expected, tolerance = held["inputs"]["x"], held["expected"], held["tolerance"]
    same(rank_points(x), expected["rank_high_is_top"])
    same(z_score(x), expected["zscore"], tolerance)
    same(min_max(x), expected["minmax"], tolerance)
    same(ratio(x, "mean"), expected["ratio_to_mean"], tolerance)
    same(ratio(x, "best"), expected["ratio_to_best"], tolerance)
    same(ratio(x, "worst"), expected["ratio_to_worst"], tolerance)
    same(above_below(x, 0.2), expected["above_below_mean_20pct"])
    same(percentile(x), expected["percentile"], held["tolerance_percentile"])


@pytest.mark.parametrize("name", ["hdi_2022_21countries", "hdi_2014_20countries_rounded"])
def test_the_human_development_index_and_its_order_are_reproduced(name):
    """UNDP: life (20, 85), schooling (0, 18) and (0, 15), ln income (100, 75,000); rank after
    rounding to three decimals. The published ranks are among all countries: only order counts."""
    held = case(name)
    countries = list(held["inputs"]["data"])
    life, expected_years, years, income = np.array(list(held["inputs"]["data"].values())).T
    education = weighted_mean(
        np.column_stack([goalposts(expected_years, 0, 18), goalposts(years, 0, 15)])
    )
    parts = [
        goalposts(life, 20, 85),
        education,
        goalposts(np.log(income), np.log(100), np.log(75000)),
    ]
    index = geometric_mean(np.column_stack(parts))
    published = np.array([held["expected"]["hdi"][c] for c in countries])
    same(index, published, held["tolerance"])
    world = np.array([held["expected"]["rank"][c] for c in countries])
    own = competition_rank(published, held["round"]).to_numpy(float)
    assert own.tolist() == competition_rank(-world).to_numpy(float).tolist()
    if name == "hdi_2022_21countries":
        assert half_up(index, 3).tolist() == published.tolist()
        ranks = competition_rank(index, 3).to_numpy(float)
        assert ranks.tolist() == own.tolist()
        # Unrounded, Denmark and Sweden are not level.
        assert competition_rank(index).to_numpy(float).tolist() != own.tolist()


def test_down_turns_every_normalisation():
    x = np.array([1.0, 2.0, 4.0, NAN])
    same(goalposts(x, 0, 4, "down"), [0.75, 0.5, 0, NAN])
    same(min_max(x, "min"), [1, 2 / 3, 0, NAN])
    same(z_score(x, -1), -z_score(x))
    same(rank_points(x, "down"), [3, 2, 1, NAN])
    same(borda(x, "down"), [2, 1, 0, NAN])
    same(percentile_rank(x, "down"), [1, 0.5, 0, NAN])
    same(ratio(x, "best", "down"), [1, 0.5, 0.25, NAN])
    same(ratio(x, "worst", "down"), [4, 2, 1, NAN])
    same(distance_to_target(x, 2, "down"), [1.5, 1, 0, NAN])
    same(distance_to_target(x, 2, "down", cap=True), [1, 1, 0, NAN])
    same(distance_to_max(x, "down"), [1, 2 / 3, 0, NAN])
    same(above_below([1, 2, 3], direction="down"), [1, 0, -1])


def test_columns_stand_alone_each_with_its_direction():
    table = np.array([[1.0, 10.0], [3.0, 30.0], [2.0, NAN]])
    same(min_max(table, ["up", "down"]), [[0, 1], [1, 0], [0.5, NAN]])
    same(min_max(table, [1, -1]), min_max(table, ("max", "min")))
    same(rank_points(table), [[1, 1], [3, 2], [2, NAN]])
    same(distance_to_target(table, [2, 20]), [[0, 0], [2, 2], [1, NAN]])
    same(ratio([[3.0], [4.0]], "norm"), [[0.6], [0.8]])
    same(ratio([[1.0], [3.0]], "sum"), [[0.25], [0.75]])
    same(ratio([1.0, 3.0], 2.0), [0.5, 1.5])


def test_equal_values_and_single_ones_stay_in_the_middle():
    same(min_max([5, 5, NAN]), [0.5, 0.5, NAN])
    same(z_score([0.1] * 3), [0, 0, 0])
    same(z_score([7], mean=50, sd=10), [50])
    same(percentile_rank([7, NAN]), [1, NAN])
    for rule in (min_max, z_score, rank_points, percentile, ratio, categorical):
        assert np.isnan(rule([NAN, NAN])).all()


def test_groups_of_percentiles_have_scores():
    """Handbook 2008, step 5: top 5 % 100, above the 85th 80, 65th 60, 25th 40, 5th 20, else 0."""
    scores = categorical(np.arange(1.0, 101.0))
    assert [int((scores == s).sum()) for s in (0, 20, 40, 60, 80, 100)] == [5, 20, 40, 20, 10, 5]
    assert categorical([1.0, 2.0, NAN], cuts=[50], scores=[0, 1])[:2].tolist() == [0, 1]


def test_what_no_programmer_should_write_is_refused():
    with pytest.raises(ValueError, match="goalpost"):
        goalposts([1], 2, 2)
    with pytest.raises(ValueError, match="sideways"):
        min_max([1, 2], "sideways")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="one direction a column"):
        min_max([1, 2], ["up", "down"])
    with pytest.raises(ValueError, match="cuts"):
        categorical([1], cuts=[5, 1], scores=[0, 1, 2])


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    x=st.lists(st.integers(-50, 50), min_size=2, max_size=12),
    shift=st.integers(-9, 9),
    scale=st.integers(1, 9),
)
def test_units_of_measurement_change_no_comparison(x, shift, scale):
    x = np.array(x, float)
    moved = x * scale + shift
    for rule in (min_max, z_score, rank_points, borda, percentile_rank, distance_to_max):
        same(rule(moved), rule(x), 1e-9)
        same(rule(-x, "down"), rule(x), 1e-9)
        same(rule(x[::-1])[::-1], rule(x), 1e-12)
