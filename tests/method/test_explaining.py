import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.method.codes import NOT_APPLICABLE as NA
from assessment.method.codes import UNANSWERED as NO
from assessment.method.codes import UNKNOWN as DK
from assessment.method.explaining import contributions, gains
from assessment.method.scoring import score
from assessment.method.tree import compile_tree
from tests.method.samples import answers, release, two_areas
from tests.method.test_scoring import ALL, positive, six


def explained(release, row, node=None):
    tree = compile_tree(release)
    table = answers(release, row)
    scores = score(tree, table)
    return contributions(tree, scores, table, 0, node), scores


def test_each_item_shows_what_it_gave_and_what_it_left():
    """Weights of 1,000: q1 125, q2 125, q3 187.5, q4 562.5; shares 3/5, 5/5, 2/5, 4/5."""
    frame, _ = explained(two_areas(), [3, 5, 2, 4])
    assert frame["item"].tolist() == ["q1", "q2", "q3", "q4"]
    assert frame["area"].tolist() == ["area1", "area1", "area2", "area2"]
    assert frame["got"].tolist() == pytest.approx([75, 125, 75, 450])
    assert frame["missed"].tolist() == pytest.approx([50, 0, 112.5, 112.5])
    assert frame["got"].sum() == pytest.approx(725)
    assert frame["possible"].sum() == pytest.approx(1000)


def test_the_weight_of_what_is_left_out_goes_to_the_others():
    """q2 not applicable: q1 carries all 250 points of its area."""
    frame, _ = explained(two_areas(), [3, NA, DK, 4])
    assert frame["possible"].tolist() == pytest.approx([250, 0, 187.5, 562.5])
    assert frame["state"].tolist() == ["answered", "not_applicable", "unknown", "answered"]


def test_one_area_can_be_explained_alone():
    frame, _ = explained(two_areas(), [3, 5, 2, 4], "area1")
    assert frame["item"].tolist() == ["q1", "q2"]
    assert frame["possible"].tolist() == pytest.approx([125, 125])


def test_no_value_has_no_parts():
    frame, _ = explained(two_areas(), [NO, NO, NO, NO])
    assert frame.empty
    assert "missed" in frame.columns


def test_an_item_of_an_area_that_passed_a_gate_has_missed_nothing():
    """area: (6/6 + 4/6)/2 = 0.83 ≥ 0.8 is met: the gate gives it all 500; q3 2/6 gives none."""
    nodes = {
        "area": {"children": {"q1": 1.0, "q2": 1.0}},
        "total": {"children": {"area": 1.0, "q3": 1.0}, "aggregation": "count"},
    }
    items = {f"q{k}": positive() for k in (1, 2, 3)}
    frame, _ = explained(release(nodes, items=items), [5, 3, 1])
    assert frame["got"].tolist() == pytest.approx([250, 250, 0])
    assert frame["missed"].tolist() == pytest.approx([0, 0, 500])


def test_what_a_mean_misses_is_shared_by_what_each_holds_back():
    """Harmonic of 1/6 and 6/6: 2/7; the weak item misses its whole half, the strong the rest."""
    items = {f"q{k}": positive() for k in (1, 2)}
    nodes = {"total": {"children": {"q1": 1.0, "q2": 1.0}, "aggregation": "harmonic_mean"}}
    frame, scores = explained(release(nodes, items=items), [0, 5])
    assert scores.of("total")[0] == pytest.approx(2000 / 7)
    assert frame["got"].tolist() == pytest.approx([0, 2000 / 7])
    nodes["total"]["aggregation"] = "geometric_mean"
    frame, _ = explained(release(nodes, items=items), [2, 5])
    assert frame["missed"].tolist() == pytest.approx([1000 * (1 - 0.5**0.5), 0])


def test_every_node_says_what_it_has_and_lacks():
    """area2 is covered a quarter, below its floor; area1 (3/5 + 5/5)/2 of 250."""
    tree, table = compile_tree(two_areas()), answers(two_areas(), [3, 5, 2, NO])
    frame = gains(tree, score(tree, table), 0).set_index("node")
    assert frame.loc["area1", ["got", "possible", "missed"]].tolist() == [200, 250, 50]
    assert np.isnan(frame.loc["area2", "missed"])
    assert frame["reason"].tolist() == ["", "below_floor", "below_floor"]


def test_a_part_of_the_scores_cannot_be_explained():
    tree, table = compile_tree(two_areas()), answers(two_areas(), [3, 5, 2, 4])
    with pytest.raises(ValueError, match="all nodes"):
        contributions(tree, score(tree, table, ["total"]), table, 0)


CODES = [0, 1, 2, 3, 4, 5, NO, NA, DK]


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    row=st.lists(st.sampled_from(CODES), min_size=6, max_size=6),
    weights=st.lists(st.integers(0, 9), min_size=8, max_size=8),
    rules=st.lists(st.sampled_from(ALL), min_size=3, max_size=3),
)
def test_parts_add_up_at_every_node_under_every_mix_of_rules(row, weights, rules):
    weights = [float(w) for w in weights]
    children = {"a": ("q1", "q2"), "b": ("q3", "q4", "q5"), "total": ("a", "b", "q6")}
    held, nodes = iter(weights), {}
    for (name, names), rule in zip(children.items(), rules, strict=True):
        nodes[name] = {"aggregation": rule, "children": {c: next(held) for c in names}}
        if not any(nodes[name]["children"].values()):
            nodes[name]["children"][names[0]] = 1.0
    if rules[2] in ("geometric_mean", "harmonic_mean") and {"count", "cumulative_gate"} & {*rules}:
        nodes["total"]["aggregation"] = "weighted_mean"
    sample = release(nodes, items={f"q{k}": positive() for k in range(1, 7)}, floor=0.3)
    tree, table = compile_tree(sample), answers(sample, row)
    scores = score(tree, table)
    for node in tree.nodes:
        frame = contributions(tree, scores, table, 0, node)
        value = scores.of(node)[0]
        if np.isnan(value):
            assert frame.empty
            continue
        assert frame["got"].sum() == pytest.approx(value, abs=1e-9)
        assert frame["possible"].sum() == pytest.approx(tree.branch(node).points, abs=1e-9)
        assert (frame["got"] >= -1e-9).all()
        assert (frame["missed"] >= -1e-9).all()
        np.testing.assert_allclose(frame["got"] + frame["missed"], frame["possible"], atol=1e-9)


@settings(max_examples=80, deadline=None)
@given(
    row=st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, NO, NA, DK]), min_size=6, max_size=6),
    weights=st.lists(st.integers(1, 9), min_size=6, max_size=6),
    aggregation=st.sampled_from(ALL),
)
def test_the_parts_add_up_to_the_total_under_every_aggregation(row, weights, aggregation):
    frame, scores = explained(six(weights, aggregation, floor=0.3), row)
    total = scores.of("total")[0]
    if np.isnan(total):
        assert frame.empty
        return
    assert frame["got"].sum() == pytest.approx(total, abs=1e-9)
    assert frame["possible"].sum() == pytest.approx(1000, abs=1e-9)
    np.testing.assert_allclose(frame["got"] + frame["missed"], frame["possible"], atol=1e-9)
