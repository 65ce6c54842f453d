import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.method.selection import by_rank
from assessment.method.tree import compile_tree
from assessment.method.uncertainty import (
    bounded_weights,
    claim_draws,
    drawn_scores,
    free_weights,
    funding_chances,
    learn_inflation,
    level_chances,
    rank_intervals,
)
from assessment.problems import AssessmentError
from tests.method.samples import SOURCE, answers, flat

LADDER = {
    "kind": "ladder", "node": "total", "base": "l0", "source": SOURCE,
    "steps": [{"id": f"l{k}", "level": k, "at_least": b}
              for k, b in enumerate((550.0, 650.0, 750.0), 1)],
}  # fmt: skip
RELEASE = flat(4, axes={"capability": LADDER})
TREE = compile_tree(RELEASE)


def noisy():
    rng = np.random.default_rng(3)
    verified = np.clip(5 - np.round(rng.normal(1, 1, (200, 4))), 0, 5)
    return learn_inflation(
        TREE, answers(RELEASE, *np.full((200, 4), 5)), answers(RELEASE, *verified),
        np.ones(200, bool),
    )  # fmt: skip


def test_a_verified_firm_is_certain_of_its_level():
    """13 of 20 steps: 650 points, level 2; nothing answered: nothing can be said."""
    table = answers(RELEASE, (5, 5, 3, 0), ())
    found = level_chances(RELEASE, claim_draws(TREE, table, noisy(), verified=[True, True]))
    chances = found["capability"]
    assert chances.at_least.tolist() == [[1, 1, 0], [0, 0, 0]]
    assert chances.absent.tolist() == [0, 1]
    assert chances.reaches(2).tolist() == [1, 0]
    assert chances.reaches(0).tolist() == [1, 0]
    assert chances.reaches(9).tolist() == [0, 0]


@pytest.mark.slow
def test_an_unverified_firm_has_chances_that_fall_with_the_level():
    claims = claim_draws(TREE, answers(RELEASE, (5, 5, 3, 2)), noisy(), draws=500, seed=1)
    chances = level_chances(RELEASE, claims)["capability"].at_least[0]
    totals = 1000 * np.concatenate(list(claims.shares()))[:, 0]
    expected = [(np.round(totals, 9) >= bound).mean() for bound in (550, 650, 750)]
    np.testing.assert_allclose(chances, expected)
    assert 1 > chances[0] > chances[2] > 0


def test_scores_follow_from_weights_and_shares_drawn_together():
    weights = free_weights(3, 5, 1)
    shares = np.array([[0.5, 0.2, np.nan], [0.1, 0.9, 0.4]])
    drawn = [np.full((2, 2), 0.3), np.full((3, 2), 0.6)]
    (scores,) = drawn_scores(shares, weights, adjustments=[0, 2], drawn={1: drawn})
    column = np.array([0.3, 0.3, 0.6, 0.6, 0.6])
    own = weights.weights
    expected = 100 * (own[:, 0] * 0.1 + own[:, 1] * column + own[:, 2] * 0.4) + 2
    np.testing.assert_allclose(scores[:, 1], expected)
    np.testing.assert_allclose(scores[:, 0], 100 * (own[:, 0] * 0.5 + own[:, 1] * column))
    with pytest.raises(ValueError, match="as many draws"):
        list(drawn_scores(shares, weights, drawn={1: drawn[:1]}))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 15),
    st.one_of(st.none(), st.integers(0, 40)),
    st.one_of(st.none(), st.integers(0, 15)),
    st.booleans(),
)
def test_every_draw_is_selected_as_by_rank_does(seed, count, budget, places, absent):
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, 6, (7, count)).astype(float)
    if absent:
        scores[:, 0] = np.nan
    cost = rng.integers(0, 8, count).astype(float)
    found = funding_chances([scores[:3], scores[3:]], cost, budget, places)
    funded = [by_rank(own, cost, budget, places).selected for own in scores]
    expected = np.mean(funded, axis=0)
    np.testing.assert_allclose(np.nan_to_num(found.chance), expected)
    assert np.isnan(found.chance[0]) == absent
    chosen = funding_chances(
        [scores], cost, choose=lambda own: by_rank(own, cost, budget, places).selected
    )
    np.testing.assert_array_equal(chosen.chance, found.chance)


def test_the_groups_follow_the_cut_offs():
    """100 draws: the first is funded always, then 95, 50, 5 and 4 times."""
    scores = np.zeros((100, 5))
    for place, times in enumerate((100, 95, 50, 5, 4)):
        scores[:times, place] = 1
    found = funding_chances(
        [scores], np.ones(5), choose=lambda own: own > 0, safe_in=0.95, safe_out=0.05
    )
    assert found.group.tolist() == ["safe_in", "safe_in", "toss_up", "safe_out", "safe_out"]
    assert found.error == 0.05
    for part in ("95", "5", "100"):
        assert part in str(found.rule)


def test_with_places_alone_the_chance_is_that_of_the_first_ranks():
    rng = np.random.default_rng(1)
    shares = rng.random((30, 3))
    weights = bounded_weights([3, 2, 1], 500, 0.5, 4)
    found = funding_chances(drawn_scores(shares, weights), np.ones(30), places=10)
    interval = rank_intervals(shares, [3, 2, 1], 500, 0.5, 4, first=10)
    np.testing.assert_allclose(found.chance, interval.within)


def test_impossible_questions_are_refused():
    scores = np.zeros((3, 2))
    with pytest.raises(AssessmentError) as caught:
        funding_chances([scores], [1, np.nan], budget=3)
    assert [(p.where, p.code) for p in caught.value.problems] == [("1", "no_requested_amount")]
    with pytest.raises(AssessmentError, match="추첨"):
        funding_chances([], [1, 2])
    with pytest.raises(AssessmentError, match="안정권"):
        funding_chances([scores], [1, 2], safe_in=0.1, safe_out=0.2)
