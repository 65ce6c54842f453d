from assessment.method.codes import NOT_APPLICABLE as NA
from assessment.method.codes import UNANSWERED as NO
from assessment.method.tree import compile_tree
from assessment.method.triage import what_can_move
from tests.method.samples import answers, flat
from tests.method.test_codes import MULTI
from tests.method.test_levels import GATES, LADDER


def triaged(row, thresholds=(), **axes):
    release = flat(4, axes=axes)
    found = what_can_move(release, compile_tree(release), answers(release, row), 0, thresholds)
    return {m.item: m for m in found}, [m.item for m in found]


def test_claims_that_move_a_level_within_two_options_come_first():
    """13 steps of 50 = 650, exactly l2. q1 (4→2: 550, l1) moves it, q4 (1→0: 600) too."""
    by_item, order = triaged([4, 4, 4, 1], capability=LADDER)
    assert all(by_item[q].within_two == ("capability",) for q in by_item)
    assert by_item["q1"].points == 200
    assert order == ["q1", "q2", "q3", "q4"]


def test_what_moves_only_at_the_lowest_option_comes_next():
    """16 steps = 800 (l3 from 750): two options less is 700 → moves; so take 18 steps = 900."""
    by_item, order = triaged([5, 5, 5, 3], capability=LADDER)
    assert by_item["q1"].within_two == ()
    assert by_item["q1"].at_lowest == ("capability",)
    assert by_item["q4"].can_move is False
    assert order == ["q1", "q2", "q3", "q4"]


def test_gates_and_a_calls_threshold_count_as_well():
    by_item, _ = triaged([3, 5, 4, 5], thresholds=[("total", 840.0)], system=GATES)
    assert by_item["q1"].within_two == ("system", "total")
    assert by_item["q2"].at_lowest == ("system",)
    assert by_item["q3"].within_two == ("system", "total")


def test_what_is_not_claimed_is_not_listed_and_the_lowest_has_nothing_at_stake():
    by_item, order = triaged([0, 5, NO, NA], capability=LADDER)
    assert set(by_item) == {"q1", "q2"}
    assert (by_item["q1"].points, by_item["q1"].can_move) == (0, False)
    assert order[-1] == "q1"


def test_a_multiple_choice_is_lowered_by_emptying_it():
    import numpy as np
    import pandas as pd

    from assessment.method.codes import AnswerTable

    release = flat({"m1": 1, "q1": 1}, items={"m1": MULTI})
    firm = AnswerTable(
        pd.Index(["A"]), ("m1", "q1"), np.array([[0, 5]], np.uint8),
        chosen={"m1": np.array([3], np.uint64)},
    )  # fmt: skip
    found = what_can_move(release, compile_tree(release), firm)
    assert {m.item: m.points for m in found} == {"m1": 500, "q1": 500}
