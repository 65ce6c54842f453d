from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings

from assessment.method.ranking import (
    Move,
    add_clone,
    borda,
    drop_one,
    kemeny,
    promethee_ii,
    replace_by_worse,
    topsis,
    vikor,
    weighted_product,
    weighted_sum,
)
from tests.method.ranking.matrices import decisions

BELTON_GEAR = [[1, 9, 8], [9, 1, 9], [1, 1, 1]]
WITH_COPY = [*BELTON_GEAR, [9, 1, 9]]
"""Belton & Gear 1983: by shares of the sum B leads A; with a copy of B, A leads both."""


def test_belton_and_gear_a_copy_reverses_shares_of_the_sum():
    """Scores .45 .47 .08 without, .37 .29 .06 .29 with the copy (weights equal)."""
    method = partial(weighted_sum, scaling="sum")
    base = method(BELTON_GEAR, [1, 1, 1], [1, 1, 1])
    np.testing.assert_allclose(base.score, [0.4512, 0.4697, 0.0791], atol=1e-4)
    result = add_clone(method, BELTON_GEAR, [1, 1, 1], [1, 1, 1], rows=[1])
    (trial,) = result.trials
    assert trial.moved == (Move(1, 1, 2), Move(0, 2, 1))
    assert trial.new_first
    assert result.share == 1
    assert result.change == "cloned"
    dropped = drop_one(method, WITH_COPY, [1, 1, 1], [1, 1, 1], rows=[3])
    assert [move.row for move in dropped.reversed[0].moved] == [0, 1]


def test_a_worse_third_may_change_the_first_under_topsis():
    """Found by search and checked by the two rankings themselves."""
    rng = np.random.default_rng(2)
    found = False
    for _ in range(60):
        values = rng.integers(1, 9, (4, 3)).astype(float)
        result = replace_by_worse(topsis, values, [3, 2, 2], [1, 1, 1])
        for trial in result.trials:
            worse = values.copy()
            worse[trial.row] += 0.5 * (values.min(axis=0) - worse[trial.row])
            again = topsis(worse, [3, 2, 2], [1, 1, 1])
            assert trial.after == again.rank[trial.row]
            others = [row for row in range(4) if row != trial.row]
            same = np.argsort(result.base.score[others]), np.argsort(again.score[others])
            if len(set(result.base.rank)) == len(set(again.rank)) == 4:
                assert bool(trial.moved) == (same[0].tolist() != same[1].tolist())
            found |= trial.new_first
    assert found


def test_the_first_is_not_replaced_unless_asked():
    result = replace_by_worse(weighted_sum, [[9], [5], [1]], [1], [1])
    assert [trial.row for trial in result.trials] == [1, 2]
    assert replace_by_worse(weighted_sum, [[9], [5]], [1], [1], rows=[0]).trials[0].row == 0


def test_unranked_rows_are_not_tried():
    values = [[1.0, 2], [np.nan, 5], [3, 1], [2, 2]]
    for kind in (drop_one, add_clone):
        assert [trial.row for trial in kind(borda, values, [1, 1], [1, 1]).trials] == [0, 2, 3]
        with pytest.raises(ValueError, match="rows"):
            kind(borda, values, [1, 1], [1, 1], rows=[1])
    assert np.isnan(drop_one(borda, values, [1, 1], [1, 1]).trials[0].after)


def test_a_step_beyond_the_worst_is_refused():
    with pytest.raises(ValueError, match="toward_worst"):
        replace_by_worse(borda, [[1], [2]], [1], [1], toward_worst=2)


def test_every_method_can_be_tried():
    values = np.random.default_rng(1).random((6, 3)) + 0.1
    methods = (
        weighted_sum,
        weighted_product,
        topsis,
        vikor,
        partial(vikor, v=0.2),
        borda,
        kemeny,
        partial(promethee_ii, functions="gaussian", s=0.3),
    )
    for method in methods:
        for kind in (drop_one, add_clone, replace_by_worse):
            result = kind(method, values, [1, 2, 3], ["max", "min", "max"])
            assert 0 <= result.share <= 1
            assert len(result.reversed) == sum(bool(trial.moved) for trial in result.trials)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(decisions())
def test_a_product_is_never_reversed(decision):
    """A weighted product without scaling looks at each row alone."""
    for kind in (drop_one, add_clone, replace_by_worse):
        assert not kind(weighted_product, *decision).reversed
