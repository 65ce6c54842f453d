import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.method.codes import NOT_APPLICABLE as NA
from assessment.method.codes import UNANSWERED as NO
from assessment.method.codes import UNKNOWN as DK
from assessment.method.rounding import half_up
from assessment.method.scoring import score
from assessment.method.steps import middle_costs, next_steps, plan, take
from assessment.method.tree import compile_tree
from tests.method.samples import BOTH, answers, level_item, release

BANDS = {
    "free": {"low": 0.0, "high": 0.0, "name": BOTH},
    "tiny": {"low": 0.0, "high": 200.0, "name": BOTH},
    "mid": {"low": 1000.0, "high": 5000.0, "name": BOTH},
}


def advised(costs, needs=None, weights=None):
    """Items q1, q2 … with three steps each; costs[item] names the band of all of its steps."""
    needs, items, actions = needs or {}, {}, {}
    for item, band in costs.items():
        ids = "abcd"
        items[item] = level_item(4)
        for k, option in enumerate(items[item]["options"][:-1], 1):
            name = f"{item}-{k}"
            option["action"] = name
            actions[name] = {
                "item": item, "to": ids[k], "text": BOTH, "cost": band, "months": float(k),
                "needs": needs.get(name, []),
            }  # fmt: skip
    return release(
        {"total": {"children": weights or dict.fromkeys(costs, 1.0)}},
        items=items,
        points=900.0,
        actions={
            "format": "actions/1", "questionnaire": "sample", "estimate": BOTH,
            "cost_bands": BANDS, "actions": actions,
        },
    )  # fmt: skip


def advice(sample, row):
    return next_steps(sample, compile_tree(sample), answers(sample, row))


def test_steps_are_ordered_by_points_for_the_middle_of_their_cost():
    """900 points, three items: each step 100. Per won: q2 100/100 (tiny), q3 100/100 (free counts
    as the smallest positive middle, 100), q1 100/3000. q2 before q3: same worth, same months."""
    sample = advised({"q1": "mid", "q2": "tiny", "q3": "free"})
    steps = advice(sample, [0, 0, 0])
    assert [(s.item, s.action, s.gain, s.total, s.cost) for s in steps] == [
        ("q2", "q2-1", 100.0, 100.0, 100.0),
        ("q3", "q3-1", 100.0, 100.0, 0.0),
        ("q1", "q1-1", 100.0, 100.0, 3000.0),
    ]
    assert middle_costs(sample.actions) == {"free": 0, "tiny": 100, "mid": 3000}


def test_a_step_whose_prerequisite_is_not_met_comes_last_and_says_so():
    sample = advised({"q1": "free", "q2": "mid"}, needs={"q1-1": ["q2 >= 1"]})
    steps = advice(sample, [0, 0])
    assert [(s.item, s.needs) for s in steps] == [("q2", ()), ("q1", ("q2 >= 1",))]
    assert advice(sample, [0, 1])[0].item == "q1"


def test_a_prerequisite_on_what_is_not_answered_is_not_met():
    sample = advised({"q1": "free", "q2": "mid"}, needs={"q1-1": ["q2 >= 1"]})
    assert advice(sample, [0, NO])[0].needs == ("q2 >= 1",)


def test_only_answered_items_that_can_still_rise_have_steps():
    sample = advised({"q1": "free", "q2": "free", "q3": "free", "q4": "free"})
    assert [s.item for s in advice(sample, [3, 2, NA, DK])] == ["q2"]


def test_a_firm_without_total_gets_no_promise():
    sample = advised({"q1": "free", "q2": "free", "q3": "free"})
    assert advice(sample, [1, NO, NO]) == []


def test_a_plan_weighs_again_after_each_step_and_opens_others():
    """q2-1 (mid) is all that is ready; then q1-1 (free), then q1-2 (free)."""
    sample = advised({"q1": "free", "q2": "mid"}, needs={"q1-1": ["q2 >= 1"]})
    steps = plan(sample, compile_tree(sample), answers(sample, [0, 0]), n=3)
    assert [(s.action, s.total) for s in steps] == [
        ("q2-1", 150.0),
        ("q1-1", 300.0),
        ("q1-2", 450.0),
    ]


def test_a_plan_ends_when_nothing_is_left_to_gain():
    sample = advised({"q1": "free"})
    assert len(plan(sample, compile_tree(sample), answers(sample, [2]), n=3)) == 1


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    row=st.lists(st.sampled_from([0, 1, 2, 3, NO, NA, DK]), min_size=4, max_size=4),
    weights=st.lists(st.integers(1, 9), min_size=4, max_size=4),
    bands=st.lists(st.sampled_from(list(BANDS)), min_size=4, max_size=4),
)
def test_taking_the_advised_steps_and_scoring_again_gives_the_promise(row, weights, bands):
    names = ["q1", "q2", "q3", "q4"]
    sample = advised(
        dict(zip(names, bands, strict=True)),
        needs={"q1-2": ["q2 >= 2"], "q3-1": ["q4 >= 1 or q2 >= 1"]},
        weights=dict(zip(names, map(float, weights), strict=True)),
    )
    tree = compile_tree(sample)
    firm = answers(sample, row)
    for step in next_steps(sample, tree, firm):
        after = score(tree, take(firm, step)).of("total")
        assert half_up(after, 9)[0] == step.total
    before = half_up(score(tree, firm).of("total"), 9)[0]
    for step in plan(sample, tree, firm, n=4):
        firm = take(firm, step)
        after = half_up(score(tree, firm).of("total"), 9)[0]
        assert after == step.total
        assert step.gain == pytest.approx(after - before, abs=1e-9)
        assert not np.isnan(after)
        before = after
