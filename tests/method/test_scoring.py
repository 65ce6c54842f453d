import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.method.codes import NOT_APPLICABLE as NA
from assessment.method.codes import UNANSWERED as NO
from assessment.method.codes import UNKNOWN as DK
from assessment.method.codes import AnswerTable
from assessment.method.ranking import competition_rank
from assessment.method.scoring import ABSENT, BELOW_FLOOR, OK, score
from assessment.method.tree import compile_tree
from assessment.problems import AssessmentError
from tests.method.samples import answers, flat, level_item, release, table, two_areas

MEANS = ("weighted_mean", "geometric_mean", "harmonic_mean", "minimum")
ALL = (*MEANS, "cumulative_gate", "count")


def positive(options=6):
    """Options worth 1, 2, 3 …, so that a geometric mean may hold them."""
    item = level_item(options)
    for option in item["options"]:
        option["points"] += 1.0
    return item


def total(release, *rows):
    tree = compile_tree(release)
    return score(tree, answers(release, *rows)).of("total")


def test_a_hand_worked_total_is_exact():
    """area1 = (3/5 + 5/5)/2 = 0.8 of 250 = 200; area2 = (1·2/5 + 3·4/5)/4 = 0.7 of 750 = 525."""
    release = two_areas()
    scores = score(compile_tree(release), answers(release, [3, 5, 2, 4]))
    assert scores.frame().loc["f0"].round(9).to_dict() == {
        "area1": 200.0, "area2": 525.0, "total": 725.0
    }  # fmt: skip
    assert scores.coverage.tolist() == [[1, 1, 1]]
    assert scores.reasons.tolist() == [[OK, OK, OK]]


def test_unanswered_is_left_out_and_lowers_coverage():
    """q2 unanswered: area1 = 3/5 of 250 = 150, coverage 1/2; total coverage 0.25·0.5+0.75."""
    release = two_areas()
    scores = score(compile_tree(release), answers(release, [3, NO, 2, 4]))
    assert scores.of("area1")[0] == pytest.approx(150)
    assert scores.of("total")[0] == pytest.approx(675)
    assert scores.coverage[0] == pytest.approx([0.5, 1, 0.875])


def test_not_applicable_leaves_value_and_coverage():
    """q4 not applicable: area2 = 2/5 of 750 = 300; nothing is uncovered."""
    release = two_areas()
    scores = score(compile_tree(release), answers(release, [3, 5, 2, NA]))
    assert scores.of("area2")[0] == pytest.approx(300)
    assert scores.of("total")[0] == pytest.approx(500)
    assert scores.coverage[0] == pytest.approx([1, 1, 1])


def test_an_area_that_does_not_apply_passes_its_weight_on():
    release = two_areas()
    scores = score(compile_tree(release), answers(release, [NA, NA, 2, 4]))
    assert scores.reasons[0].tolist() == [ABSENT, OK, OK]
    assert math.isnan(scores.of("area1")[0])
    assert math.isnan(scores.of("area1", "coverage")[0])
    assert scores.of("total")[0] == pytest.approx(700)


def test_unknown_takes_the_lowest_option_and_is_not_covered():
    """area2 = (1·0 + 3·4/5)/4 = 0.6 of 750 = 450, covered 3/4."""
    release = two_areas()
    scores = score(compile_tree(release), answers(release, [3, 5, DK, 4]))
    assert scores.of("area2")[0] == pytest.approx(450)
    assert scores.of("area2", "coverage")[0] == pytest.approx(0.75)


def test_unknown_may_be_excluded_by_policy():
    release = two_areas(unknown="exclude")
    scores = score(compile_tree(release), answers(release, [3, 5, DK, 4]))
    assert scores.of("area2")[0] == pytest.approx(600)


def test_a_node_below_its_floor_has_no_value_and_says_why():
    """area2 is covered 1/4 < 0.5; the total (0.25 + 0.75/4 = 0.4375 covered) has none either."""
    release = two_areas()
    scores = score(compile_tree(release), answers(release, [3, 5, 2, NO]))
    assert scores.reasons[0].tolist() == [OK, BELOW_FLOOR, BELOW_FLOOR]
    assert scores.of("total", "coverage")[0] == pytest.approx(0.4375)
    assert math.isnan(scores.of("total")[0])


def test_a_child_below_its_floor_is_left_out_of_the_total():
    release = two_areas(floor=0.4)
    scores = score(compile_tree(release), answers(release, [3, 5, 2, NO]))
    assert scores.reasons[0].tolist() == [OK, BELOW_FLOOR, OK]
    assert scores.of("total")[0] == pytest.approx(800)


def test_half_covered_meets_a_floor_of_one_half():
    assert not np.isnan(total(flat(6), [5, 5, 5, NO, NO, NO])[0])
    assert np.isnan(total(flat(6), [5, 5, NO, NO, NO, NO])[0])


@pytest.mark.parametrize("aggregation", ALL)
def test_nothing_answered_has_no_value_under_any_aggregation(aggregation):
    items = {"q1": positive(), "q2": positive()}
    release = flat(2, items=items, aggregation=aggregation, floor=0.0)
    scores = score(compile_tree(release), answers(release, [NO, NO], [NA, NA]))
    assert scores.reasons[:, 0].tolist() == [BELOW_FLOOR, ABSENT]
    assert np.isnan(scores.values).all()


@pytest.mark.parametrize("aggregation", ALL)
def test_a_missing_answer_is_treated_alike_by_every_aggregation(aggregation):
    """Unanswered and not applicable both leave the value to the others; only coverage differs."""
    items = {f"q{k}": positive() for k in (1, 2, 3)}
    release = flat(3, items=items, aggregation=aggregation, floor=0.0)
    two = flat(2, items={k: items[k] for k in ("q1", "q2")}, aggregation=aggregation, floor=0.0)
    got = total(release, [5, 2, NO], [5, 2, NA])
    assert got == pytest.approx(np.repeat(total(two, [5, 2]), 2), abs=1e-9)


def test_each_aggregation_gives_its_hand_worked_value():
    """Shares 6/6, 3/6, 5/6 with weights 1, 1, 2.

    mean (1 + .5 + 2·5/6)/4 = 0.7916…; geometric (1 · 0.5 · (5/6)²)^(1/4); harmonic
    4/(1 + 2 + 2·6/5) = 0.7407…; minimum 0.5; gate at 0.8: q1 met, q2 stops it: 1/4; count: q1
    and q3: 3/4.
    """
    items = {f"q{k}": positive() for k in (1, 2, 3)}
    expected = {
        "weighted_mean": (1 + 0.5 + 2 * 5 / 6) / 4,
        "geometric_mean": (0.5 * (5 / 6) ** 2) ** 0.25,
        "harmonic_mean": 4 / (1 + 2 + 2 * 6 / 5),
        "minimum": 0.5,
        "cumulative_gate": 0.25,
        "count": 0.75,
    }
    weights = {"q1": 1, "q2": 1, "q3": 2}
    for aggregation, share in expected.items():
        release = flat(weights, items=items, aggregation=aggregation, points=1.0)
        assert total(release, [5, 2, 4])[0] == pytest.approx(share, abs=1e-12)


def test_weighted_means_of_a_vector_with_na_equal_coinr():
    """cases/aggregators_vector_na.json: 72, 55, NA, 90, 31 with weights 1, 2, 1, 0.5, 3."""
    options = [{"id": f"o{v}", "points": float(v)} for v in (31, 55, 72, 90, 100)]
    item = {"type": "level", "since": "1.0.0", "options": options}
    weights = {"q1": 1, "q2": 2, "q3": 1, "q4": 0.5, "q5": 3}
    row = [2, 1, NA, 3, 0]
    for aggregation, expected in {
        "weighted_mean": 49.2307692307692,
        "geometric_mean": 45.6969065785472,
        "harmonic_mean": 42.5999679675404,
    }.items():
        items = dict.fromkeys(weights, item)
        release = flat(weights, items=items, aggregation=aggregation, points=100.0)
        assert total(release, row)[0] == pytest.approx(expected, abs=1e-9)


def test_a_geometric_mean_of_what_can_be_zero_is_refused_by_name():
    with pytest.raises(AssessmentError) as caught:
        compile_tree(flat(2, items={"q1": positive(), "q2": level_item()},
                          aggregation="geometric_mean"))  # fmt: skip
    problem = caught.value.problems[0]
    assert problem.code == "geometric_zero"
    assert "q2" in str(problem)
    assert "q1" not in str(problem)


def test_a_harmonic_mean_of_what_can_be_zero_is_refused_too():
    nodes = {
        "a": {"children": {"q1": 1.0}, "aggregation": "count"},
        "total": {"children": {"a": 1.0, "q2": 1.0}, "aggregation": "harmonic_mean"},
    }
    with pytest.raises(AssessmentError) as caught:
        compile_tree(release(nodes, items={"q1": positive(), "q2": positive()}))
    assert [(p.where, p.code) for p in caught.value.problems] == [("total", "harmonic_zero")]


def test_an_item_without_points_cannot_be_scored():
    from tests.method.test_codes import NUMBER

    items = {"n1": NUMBER | {"points": []}, "t1": {"type": "text", "since": "1.0.0"}}
    with pytest.raises(AssessmentError) as caught:
        compile_tree(flat({"n1": 1, "t1": 1}, items=items))
    assert [(p.where, p.code) for p in caught.value.problems] == [
        ("n1", "unscored_item"),
        ("t1", "unscored_item"),
    ]


def test_nodes_in_a_circle_and_weights_of_zero_are_refused():
    for nodes, code in (
        ({"total": {"children": {"a": 1.0}}, "a": {"children": {"total": 1.0, "q1": 1.0}}},
         "node_cycle"),
        ({"total": {"children": {"q1": 0.0}}}, "zero_weights"),
    ):  # fmt: skip
        with pytest.raises(AssessmentError) as caught:
            compile_tree(release(nodes))
        assert caught.value.problems[0].code == code


def test_numbers_and_multiple_choices_give_shares():
    """n1 = 25 on a map (0,0)-(50,3)-(100,4): 1.5/4 = 0.375; m1 = y of x1 y3: 0.75."""
    from assessment.method.codes import from_values
    from tests.method.test_codes import MULTI, NUMBER

    number = NUMBER | {"points": [(0.0, 0.0), (50.0, 3.0), (100.0, 4.0)]}
    release = flat({"n1": 1, "m1": 1}, items={"n1": number, "m1": MULTI}, points=100.0)
    rows = [
        {"n1": ("answered", "25"), "m1": ("answered", "y z")},
        {"n1": ("unknown", None), "m1": ("answered", "x y")},
    ]
    scores = score(compile_tree(release), from_values(release, rows, ["A", "B"]))
    assert scores.of("total") == pytest.approx([100 * (0.375 + 0.75) / 2, 50.0])


def test_a_node_without_parent_is_scored_for_show_in_percent():
    release = sample_with_shown_only()
    tree = compile_tree(release)
    scores = score(tree, answers(release, [4, 1]))
    assert tree.branch("environment").points == 100
    assert scores.of("environment")[0] == pytest.approx(20)
    assert scores.of("total")[0] == pytest.approx(800)


def sample_with_shown_only():
    return release(
        {"total": {"children": {"q1": 1.0}}, "environment": {"children": {"e1": 1.0}}},
        shown_only=["environment"],
    )


def test_items_that_the_table_does_not_hold_are_unanswered():
    release = flat(2)
    scores = score(compile_tree(release), table(["q2"], [5]))
    assert scores.of("total")[0] == pytest.approx(1000)
    assert scores.of("total", "coverage")[0] == pytest.approx(0.5)


# ---- properties ----------------------------------------------------------------------------

options = st.integers(0, 5)
any_code = st.one_of(options, st.sampled_from([NO, NA, DK]))
row6 = st.lists(any_code, min_size=6, max_size=6)
weights6 = st.lists(st.integers(1, 9), min_size=6, max_size=6)


def six(weights, aggregation="weighted_mean", floor=0.0):
    names = [f"q{k + 1}" for k in range(6)]
    return release(
        {
            "a": {"children": dict(zip(names[:2], map(float, weights[:2]), strict=True)),
                  "aggregation": aggregation},
            "b": {"children": dict(zip(names[2:], map(float, weights[2:]), strict=True)),
                  "aggregation": aggregation},
            "total": {"children": {"a": 2.0, "b": 3.0}, "aggregation": aggregation},
        },
        items=dict.fromkeys(names, positive()),
        floor=floor,
    )  # fmt: skip


few = settings(max_examples=60, deadline=None)


@few
@given(row=row6, weights=weights6, place=st.integers(0, 5), aggregation=st.sampled_from(ALL))
def test_raising_an_answer_never_lowers_any_node(row, weights, place, aggregation):
    tree_of = six(weights, aggregation)
    if row[place] > 4:
        row[place] = 0
    higher = [*row[:place], row[place] + 1, *row[place + 1 :]]
    scores = score(compile_tree(tree_of), answers(tree_of, row, higher))
    low, high = scores.values
    assert (np.isnan(low) == np.isnan(high)).all()
    assert (np.nan_to_num(high) >= np.nan_to_num(low) - 1e-9).all()


@pytest.mark.slow
@few
@given(rows=st.lists(row6, min_size=2, max_size=5), weights=weights6, place=st.integers(0, 5),
       aggregation=st.sampled_from(ALL))  # fmt: skip
def test_raising_an_answer_never_lowers_a_rank(rows, weights, place, aggregation):
    sample = six(weights, aggregation)
    if rows[0][place] > 4:
        rows[0][place] = 0
    higher = [*rows[0][:place], rows[0][place] + 1, *rows[0][place + 1 :]]
    before, after = (
        competition_rank(total(sample, first, *rows[1:]))[0] for first in (rows[0], higher)
    )
    assert after <= before


@few
@given(row=row6, weights=weights6, place=st.integers(0, 5), aggregation=st.sampled_from(ALL))
def test_not_applicable_equals_removing_the_item(row, weights, place, aggregation):
    full = six(weights, aggregation)
    row[place] = NA
    nodes = {
        name: node.model_dump() | {"children": {
            child: weight for child, weight in node.children.items() if child != f"q{place + 1}"
        }}
        for name, node in full.scoring.nodes.items()
    }  # fmt: skip
    items = {f"q{k + 1}": positive() for k in range(6) if k != place}
    less = release(nodes, items=items, floor=0.0)
    with_na = score(compile_tree(full), answers(full, row))
    without = score(compile_tree(less), table(tuple(full.items), row))
    for node in full.scoring.nodes:
        for kind in ("shares", "coverage", "reasons"):
            np.testing.assert_allclose(with_na.of(node, kind), without.of(node, kind), atol=1e-12)


@few
@given(row=row6, weights=weights6, factor=st.sampled_from([0.001, 0.5, 3, 700]))
def test_scaling_all_weights_changes_nothing(row, weights, factor):
    one, other = six(weights), six([w * factor for w in weights])
    values = [score(compile_tree(r), answers(r, row)).values for r in (one, other)]
    np.testing.assert_allclose(*values, rtol=1e-12)


@few
@given(row=row6, weights=weights6, order=st.permutations(range(6)))
def test_the_order_of_items_changes_nothing(row, weights, order):
    names = [f"q{k + 1}" for k in range(6)]
    plain = flat(dict(zip(names, weights, strict=True)), floor=0.0)
    mixed = flat({names[k]: weights[k] for k in order}, floor=0.0)
    held = table(names, row)
    one, other = (score(compile_tree(r), held) for r in (plain, mixed))
    np.testing.assert_allclose(one.values, other.values, rtol=1e-12)


@few
@given(rows=st.lists(row6, min_size=2, max_size=6), weights=weights6,
       aggregation=st.sampled_from(ALL), seed=st.integers(0, 99))  # fmt: skip
def test_the_order_of_firms_changes_nothing(rows, weights, aggregation, seed):
    tree_of = six(weights, aggregation, floor=0.3)
    order = np.random.default_rng(seed).permutation(len(rows))
    tree = compile_tree(tree_of)
    one = score(tree, answers(tree_of, *rows)).values
    other = score(tree, answers(tree_of, *(rows[k] for k in order))).values
    np.testing.assert_array_equal(one[order], other)


@few
@given(level=options, weights=weights6, aggregation=st.sampled_from(MEANS))
def test_equal_answers_give_that_value(level, weights, aggregation):
    tree_of = six(weights, aggregation)
    shares = score(compile_tree(tree_of), answers(tree_of, [level] * 6)).shares[0]
    assert shares == pytest.approx([(level + 1) / 6] * 3, abs=1e-12)


@pytest.mark.slow
@few
@given(rows=st.lists(row6, min_size=1, max_size=12), weights=weights6)
def test_a_firm_alone_scores_bit_for_bit_as_among_others(rows, weights):
    tree_of = six(weights, "geometric_mean")
    tree = compile_tree(tree_of)
    together = score(tree, answers(tree_of, *rows)).values
    for place, row in enumerate(rows):
        alone = score(tree, answers(tree_of, row)).values[0]
        np.testing.assert_array_equal(alone, together[place])


@few
@given(row=row6, weights=weights6, place=st.integers(0, 5))
def test_taking_an_answer_away_never_raises_coverage(row, weights, place):
    tree_of = six(weights)
    less = [*row[:place], NO, *row[place + 1 :]]
    if row[place] == NA:
        return
    coverage = score(compile_tree(tree_of), answers(tree_of, row, less)).of("total", "coverage")
    assert coverage[1] <= coverage[0] + 1e-12


def test_blocks_do_not_show():
    release = two_areas()
    tree = compile_tree(release)
    rng = np.random.default_rng(1)
    codes = rng.choice([0, 1, 2, 3, 4, 5, NO, NA, DK], (40000, 4)).astype(np.uint8)
    import pandas as pd

    many = AnswerTable(pd.RangeIndex(40000), tuple(release.items), codes)
    whole = score(tree, many)
    part = score(tree, many.rows(np.arange(16000, 33000)))
    np.testing.assert_array_equal(whole.values[16000:33000], part.values)
