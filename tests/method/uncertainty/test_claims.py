import numpy as np
import pytest

from assessment.method.codes import NOT_APPLICABLE as NA
from assessment.method.codes import UNANSWERED as NO
from assessment.method.codes import UNKNOWN as DK
from assessment.method.scoring import score
from assessment.method.tree import compile_tree
from assessment.method.uncertainty import claim_draws, claims, learn_inflation
from assessment.problems import AssessmentError
from tests.method.samples import answers, flat, level_item, two_areas

RELEASE = two_areas()
TREE = compile_tree(RELEASE)


def one_too_high():
    """Every claim was exactly one option too high: nothing uncertain about it."""
    return learn_inflation(
        TREE,
        answers(RELEASE, *np.full((10, 4), 4)),
        answers(RELEASE, *np.full((10, 4), 3)),
        np.ones(10, bool),
    )


def noisy(seed=3):
    rng = np.random.default_rng(seed)
    verified = np.clip(5 - np.round(rng.normal(1, 1, (200, 4))), 0, 5)
    return learn_inflation(
        TREE, answers(RELEASE, *np.full((200, 4), 5)), answers(RELEASE, *verified),
        np.ones(200, bool),
    )  # fmt: skip


def codes(drawn):
    """draws × firms × items."""
    tables = [table.codes for table in drawn.tables()]
    return np.concatenate(tables).reshape(drawn.draws, len(drawn.answers), -1)


def test_unverified_claims_come_down_and_verified_answers_stay():
    table = answers(RELEASE, (5, 3, 0, 2), (5, 3, 0, 2))
    drawn = claim_draws(TREE, table, one_too_high(), verified=[False, True], draws=7)
    for block in codes(drawn):
        assert block.tolist() == [[4, 2, 0, 1], [5, 3, 0, 2]]


def test_without_an_inflation_answers_stay_as_they_are():
    table = answers(RELEASE, (5, 3, DK, NA))
    drawn = claim_draws(TREE, table, None, unanswered="as_answered", draws=3)
    assert codes(drawn).reshape(3, 4).tolist() == [[5, 3, DK, NA]] * 3
    expected = score(TREE, table).of("total", "shares")
    for block in drawn.shares():
        np.testing.assert_array_equal(block, np.tile(expected, (3, 1)))


@pytest.mark.slow
def test_low_confidence_widens_and_high_narrows():
    table = answers(RELEASE, (3, 3, 3, 3))
    spread = [
        codes(
            claim_draws(TREE, table, noisy(), confidence=np.full((1, 4), given), draws=2000)
        ).std()
        for given in (1, 2, 3, 4, 5)
    ]
    assert (np.diff(spread) < 0).all()


def test_no_stated_confidence_is_that_in_the_middle():
    table = answers(RELEASE, (3, 3, 3, 3))
    stated = claim_draws(TREE, table, noisy(), confidence=np.full((1, 4), 3.0), draws=50)
    for absent in (None, np.zeros((1, 4))):
        drawn = claim_draws(TREE, table, noisy(), confidence=absent, draws=50)
        widths = drawn.widening / stated.widening
        assert (widths == widths[0, 0]).all()


@pytest.mark.slow
def test_deflated_shares_average_to_what_was_learnt():
    """Claims in the middle of 20 options are never cut: mean place 10 − mean inflation."""
    options = [{"id": f"o{k}", "points": float(k)} for k in range(20)]
    item = {"type": "level", "since": "1.0.0", "options": options}
    release = flat(4, items={f"q{k}": item for k in range(1, 5)})
    tree = compile_tree(release)
    rng = np.random.default_rng(0)
    verified = np.round(10 - rng.normal(1.5, 1, (100, 4)))
    inflation = learn_inflation(
        tree, answers(release, *np.full((100, 4), 10)), answers(release, *verified),
        np.ones(100, bool),
    )  # fmt: skip
    drawn = claim_draws(tree, answers(release, (10,) * 4), inflation, draws=20_000)
    found = np.concatenate(list(drawn.shares())).mean()
    assert found == pytest.approx((10 - inflation.mean.mean()) / 19, abs=0.002)


@pytest.mark.parametrize(
    ("policy", "expected"), [("as_answered", {NA}), ("lowest", {0}), ("either", {0, NA})]
)
def test_not_applicable_follows_its_policy(policy, expected):
    drawn = claim_draws(
        TREE, answers(RELEASE, (5, NA, 3, NA)), None, not_applicable=policy, draws=40
    )
    found = codes(drawn)[:, 0]
    assert set(found[:, 1].tolist()) == expected
    np.testing.assert_array_equal(found[:, 1], found[:, 3])


def test_empty_items_are_filled_from_the_firms_own_area():
    """Area 2 holds q3 (answered 4) and q4 (empty): always 4; area 1 is empty: 4 from elsewhere."""
    drawn = claim_draws(TREE, answers(RELEASE, (NO, NO, 4, NO)), None, draws=5)
    assert codes(drawn)[:, 0].tolist() == [[4, 4, 4, 4]] * 5
    lowest = claim_draws(TREE, answers(RELEASE, (1, NO, 4, NO)), None, unanswered="lowest", draws=2)
    assert codes(lowest)[:, 0].tolist() == [[1, 0, 4, 0]] * 2


def test_a_firm_without_any_answer_stays_empty():
    drawn = claim_draws(TREE, answers(RELEASE, (NO,) * 4), None, draws=2)
    assert (codes(drawn) == NO).all()


def test_filled_items_scale_to_their_own_options():
    """q1 at the top of 6 options: q2 with 3 options is drawn at its top."""
    release = flat(2, items={"q2": level_item(3)})
    tree = compile_tree(release)
    drawn = claim_draws(tree, answers(release, (5, NO)), None, draws=3)
    assert codes(drawn)[:, 0].tolist() == [[5, 2]] * 3


def test_the_seed_decides_and_the_size_of_a_block_does_not(monkeypatch):
    table = answers(RELEASE, (5, NO, 3, NA), (4, 4, NO, 1))
    drawn = claim_draws(TREE, table, noisy(), not_applicable="either", draws=30, seed=9)
    whole = codes(drawn)
    monkeypatch.setattr(claims, "CELLS", 50)
    np.testing.assert_array_equal(codes(drawn), whole)
    assert len(list(drawn.tables())) > 1
    other = claim_draws(TREE, table, noisy(), not_applicable="either", draws=30, seed=10)
    assert (codes(other) != whole).any()


def test_it_is_told_in_words_how_the_answers_are_drawn():
    drawn = claim_draws(TREE, answers(RELEASE, (5,) * 4), noisy(), draws=1000, seed=4)
    for part in ("800", "1,000", "4"):
        assert part in str(drawn.distribution)
    assert "그대로" in str(claim_draws(TREE, answers(RELEASE, (5,) * 4), None).distribution)


def test_an_inflation_of_other_items_is_refused():
    release = flat(3)
    with pytest.raises(AssessmentError) as caught:
        claim_draws(compile_tree(release), answers(release, (1, 1, 1)), noisy(), draws=0)
    assert [p.code for p in caught.value.problems] == ["other_items", "no_draws"]
