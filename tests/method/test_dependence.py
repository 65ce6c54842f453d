import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.method.codes import NOT_APPLICABLE as NA
from assessment.method.codes import UNANSWERED as NO
from assessment.method.dependence import effective_weights, leave_one_out, without
from assessment.method.scoring import score
from assessment.method.tree import compile_tree
from assessment.problems import AssessmentError
from tests.method.samples import answers, flat, release, table, two_areas
from tests.method.test_scoring import ALL, positive, row6, sample_with_shown_only, six, weights6


def test_the_weight_of_an_item_is_the_product_down_the_tree():
    """area1 1/4 of two equal items, area2 3/4 of items 1 : 3."""
    weights = effective_weights(compile_tree(two_areas()))
    assert weights.to_dict() == pytest.approx(
        {"q1": 0.125, "q2": 0.125, "q3": 0.1875, "q4": 0.5625}
    )
    inside = effective_weights(compile_tree(two_areas()), "area2")
    assert inside.to_dict() == pytest.approx({"q1": 0, "q2": 0, "q3": 0.25, "q4": 0.75})


def test_what_is_only_shown_has_no_weight():
    weights = effective_weights(compile_tree(sample_with_shown_only()))
    assert weights.to_dict() == {"q1": 1.0, "e1": 0.0}


def test_leaving_one_out_gives_the_scores_and_ranks_without_it():
    """Shares (1, 0), (0, 1), (.4, .6), weights 3 : 1: 750, 250, 450; without q1 0, 1000, 600."""
    sample = flat({"q1": 3, "q2": 1})
    tree = compile_tree(sample)
    whole, first, second = leave_one_out(tree, answers(sample, [5, 0], [0, 5], [2, 3]))
    assert (whole.without, first.without, second.without) == (None, "q1", "q2")
    assert whole.values.tolist() == pytest.approx([750, 250, 450])
    assert whole.rank.tolist() == [1, 3, 2]
    assert first.values.tolist() == pytest.approx([0, 1000, 600])
    assert first.rank.tolist() == [3, 1, 2]
    assert first.moved.tolist() == [2, -2, 0]
    assert second.rank.tolist() == [1, 3, 2]


def test_a_node_is_left_out_whole_and_an_only_item_takes_its_node_along():
    sample = release(
        {
            "a": {"children": {"q1": 1.0, "q2": 1.0}},
            "b": {"children": {"q3": 1.0}},
            "total": {"children": {"a": 1.0, "b": 1.0}},
        }
    )
    tree, held = compile_tree(sample), answers(sample, [5, 0, 4], [NA, NO, 1])
    assert score(without(tree, "a"), held).of("total") == pytest.approx([800, 200])
    for name in ("b", "q3"):
        part = score(without(tree, name), held)
        assert part.of("total")[0] == pytest.approx(500)
        assert np.isnan(part.of("total")[1])
    assert without(tree, "a").branch("b").points == pytest.approx(1000)
    assert without(tree, "a").branch("a").points == 100


def test_nothing_can_be_left_of_the_root():
    tree = compile_tree(flat(1))
    for name in ("q1", "total"):
        with pytest.raises(AssessmentError) as caught:
            without(tree, name)
        assert caught.value.problems[0].code == "nothing_left"
    with pytest.raises(ValueError, match=r"not in tuple|index"):
        without(tree, "q9")


@settings(max_examples=40, deadline=None)
@given(row=row6, weights=weights6, place=st.integers(0, 5), aggregation=st.sampled_from(ALL))
def test_without_an_item_equals_a_questionnaire_that_never_had_it(row, weights, place, aggregation):
    full = six(weights, aggregation)
    gone = f"q{place + 1}"
    nodes = {
        name: node.model_dump()
        | {"children": {c: w for c, w in node.children.items() if c != gone}}
        for name, node in full.scoring.nodes.items()
    }
    items = {f"q{k + 1}": positive() for k in range(6) if k != place}
    less = compile_tree(release(nodes, items=items, floor=0.0))
    held = table(tuple(full.items), row)
    part, other = score(without(compile_tree(full), gone), held), score(less, held)
    for kind in ("values", "coverage", "reasons"):
        np.testing.assert_allclose(
            part.of("total", kind), other.of("total", kind), rtol=1e-12, atol=1e-12
        )


@settings(max_examples=40, deadline=None)
@given(row=st.lists(st.integers(0, 5), min_size=6, max_size=6), weights=weights6)
def test_effective_weights_give_the_score_of_a_full_sheet(row, weights):
    sample = six(weights)
    tree = compile_tree(sample)
    effective = effective_weights(tree)
    assert effective.sum() == pytest.approx(1)
    shares = (np.array(row) + 1) / 6
    expected = 1000 * float(effective.to_numpy() @ shares)
    assert score(tree, answers(sample, row)).of("total")[0] == pytest.approx(expected)
