import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.method.codes import NOT_APPLICABLE as NA
from assessment.method.codes import UNANSWERED as NO
from assessment.method.codes import UNKNOWN as DK
from assessment.method.explaining import contributions
from assessment.method.scoring import score
from assessment.method.tree import compile_tree
from tests.method.samples import answers, two_areas
from tests.method.test_scoring import ALL, six


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
