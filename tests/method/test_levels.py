import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.method.codes import NOT_APPLICABLE as NA
from assessment.method.codes import UNANSWERED as NO
from assessment.method.codes import UNKNOWN as DK
from assessment.method.levels import levels
from assessment.method.scoring import score
from assessment.method.tree import compile_tree
from tests.method.samples import SOURCE, answers, flat

LADDER = {
    "kind": "ladder", "node": "total", "base": "l0", "source": SOURCE,
    "steps": [{"id": f"l{k}", "level": k, "at_least": b}
              for k, b in enumerate((550.0, 650.0, 750.0), 1)],
}  # fmt: skip
GATES = {
    "kind": "gates", "base": "none", "source": SOURCE,
    "steps": [
        {"id": "basic", "level": 1, "code": "no_basic", "rule": "q1 >= 2 and q2 >= 2"},
        {"id": "middle1", "level": 2, "code": "no_middle1", "rule": "q3 >= 4"},
        {"id": "middle2", "level": 3, "code": "no_middle2", "rule": "q4 >= 5"},
    ],
}  # fmt: skip


def judged(*rows, axes=None):
    release = flat(4, axes=axes or {"capability": LADDER, "system": GATES})
    tree = compile_tree(release)
    table = answers(release, *rows)
    return levels(release, tree, score(tree, table), table)


def test_a_ladder_reads_the_rounded_points():
    """Points of four items: 50 a step. 11 steps 550, 10 steps 500, 15 steps 750, 20 steps 1000."""
    axis = judged([5, 5, 1, 0], [5, 5, 0, 0], [5, 5, 5, 0], [5, 5, 5, 5])["capability"]
    assert axis.level.tolist() == [1, 0, 3, 3]
    assert axis.ids() == ["l1", "l0", "l3", "l3"]
    assert axis.distance.tolist()[:2] == [100.0, 50.0]
    assert np.isnan(axis.distance[2:]).all()
    assert axis.missing(1) == ("l1", "l2", "l3")


def test_a_total_that_sums_to_a_bound_only_in_decimals_reaches_it():
    """Ten items of weight 0.1: 1000 · (0.1·5/5 five times + 0.1·2/5 + 0.1·1/5) = 560 exactly.

    In binary the sum is 559.9999999999999 or so; rounded to nine decimals it is 560.
    """
    ladder = LADDER | {"steps": [{"id": "l1", "level": 1, "at_least": 560.0}]}
    release = flat({f"q{k}": 0.1 for k in range(1, 11)}, axes={"capability": ladder})
    tree = compile_tree(release)
    table = answers(release, [5, 5, 5, 5, 5, 2, 1, 0, 0, 0], [5, 5, 5, 5, 5, 2, 0, 0, 0, 0])
    result = levels(release, tree, score(tree, table), table)["capability"]
    assert result.level.tolist() == [1, 0]
    assert result.distance.tolist()[1] == 20.0


def test_a_firm_without_total_has_no_level():
    axis = judged([5, NO, NO, NO])["capability"]
    assert axis.level.tolist() == [-1]
    assert axis.step(0) is None
    assert axis.states(0) == {"l1": "unknown", "l2": "unknown", "l3": "unknown"}


def test_a_gate_counts_only_when_all_below_are_met():
    axis = judged([2, 2, 0, 5], [2, 2, 4, 5], [1, 5, 5, 5])["system"]
    assert axis.ids() == ["basic", "middle2", "none"]
    assert axis.level.tolist() == [1, 3, 0]
    assert axis.states(0) == {"basic": "met", "middle1": "unmet", "middle2": "met"}
    assert axis.missing(2) == ("no_basic",)
    assert axis.states_by_code(0) == {
        "no_basic": "met",
        "no_middle1": "unmet",
        "no_middle2": "met",
    }


def test_unknown_is_never_no():
    """False and unknown is false; true and unknown is unknown: the level may be higher."""
    axis = judged([1, DK, 0, 0], [2, DK, 0, 0], [2, 2, NO, 0], [2, 2, NA, 0])["system"]
    assert axis.level.tolist() == [0, 0, 1, 1]
    assert axis.certain.tolist() == [True, False, False, False]
    assert axis.known().tolist() == [0, pd.NA, pd.NA, pd.NA]
    assert axis.known().name == "system_level"


def test_nothing_answered_has_no_level():
    axis = judged([NO, DK, NA, NO])["system"]
    assert axis.level.tolist() == [-1]
    assert axis.step(0) is None


def test_axes_may_disagree():
    result = judged([1, 5, 5, 5])
    assert (result["capability"].ids(), result["system"].ids()) == (["l3"], ["none"])


def test_a_gate_may_name_points_and_the_level_of_a_ladder():
    step = {"id": "s", "level": 1, "code": "c", "rule": "total >= 600 and capability_level >= 1"}
    axes = {"system": GATES | {"steps": [step]}, "capability": LADDER}
    result = judged([3, 3, 3, 3], [2, 3, 3, 3], axes=axes)
    assert result["system"].level.tolist() == [1, 0]
    assert list(result) == ["system", "capability"]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, NO, NA, DK]), min_size=4, max_size=4),
       st.integers(0, 3))  # fmt: skip
def test_raising_an_answer_never_lowers_a_level(row, place):
    if row[place] > 4:
        row[place] = 0
    higher = [*row[:place], row[place] + 1, *row[place + 1 :]]
    for axis in judged(row, higher).values():
        assert axis.level[1] >= axis.level[0]
