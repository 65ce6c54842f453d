from itertools import product
from math import isnan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.definitions.loading import load_release
from assessment.expressions import evaluate_one, parse
from assessment.method.answers import NOT_APPLICABLE as NA
from assessment.method.answers import UNANSWERED as NO
from assessment.method.answers import UNKNOWN as DK
from assessment.method.asking import leave_out_unasked
from assessment.method.levels import levels
from assessment.method.roadmap import Gain, ReachLevel, Spend, cheapest
from assessment.method.rounding import half_up
from assessment.method.scoring import score
from assessment.method.tree import compile_tree
from assessment.problems import AssessmentError
from tests.method.samples import BOTH, SOURCE, answers, level_item, release

BANDS = {
    "free": {"low": 0.0, "high": 0.0, "name": BOTH},
    "low": {"low": 100.0, "high": 300.0, "name": BOTH},
    "mid": {"low": 400.0, "high": 600.0, "name": BOTH},
    "high": {"low": 1000.0, "high": 2000.0, "name": BOTH},
}
MIDDLE = {"free": 0.0, "low": 200.0, "mid": 500.0, "high": 1500.0}
LADDER = {
    "kind": "ladder", "node": "total", "base": "l0", "source": SOURCE,
    "steps": [{"id": "l1", "level": 1, "at_least": 300.0},
              {"id": "l2", "level": 2, "at_least": 600.0},
              {"id": "l3", "level": 3, "at_least": 850.0}],
}  # fmt: skip


def gates(*rules):
    steps = [
        {"id": f"g{k}", "level": k, "code": f"G-{k}", "rule": rule}
        for k, rule in enumerate(rules, 1)
    ]
    return {"kind": "gates", "base": "g0", "steps": steps, "source": SOURCE}


def firm_of(costs, nodes, needs=None, axes=None, asked=None, lowest=0.0):
    """Items with three options; costs[item] names the bands of their two steps."""
    needs, items, actions = needs or {}, {}, {}
    for item, bands in costs.items():
        items[item] = level_item(3, ask_if=(asked or {}).get(item))
        for k, band in enumerate(bands):
            option = items[item]["options"][k]
            option["points"] += lowest
            option["action"] = f"{item}-{k + 1}"
            actions[f"{item}-{k + 1}"] = {
                "item": item, "to": "abc"[k + 1], "text": BOTH, "cost": band,
                "months": float(1 + k), "needs": needs.get(f"{item}-{k + 1}", []),
            }  # fmt: skip
        items[item]["options"][2]["points"] += lowest
    return release(
        nodes, items=items, points=900.0, axes=axes or {},
        actions={"format": "actions/1", "questionnaire": "sample", "estimate": BOTH,
                 "cost_bands": BANDS, "actions": actions},
    )  # fmt: skip


def flat_firm(costs, **more):
    return firm_of(costs, {"total": {"children": dict.fromkeys(costs, 1.0)}}, **more)


def way(sample, row, goal, **more):
    return cheapest(sample, compile_tree(sample), answers(sample, row), 0, goal, **more)


def test_the_cheapest_steps_to_a_level_are_found_and_told_in_order():
    """900 points, three items of two steps: 150 a step. 300 needs two steps: low + low = 400;
    given up: low + mid = 700, twice."""
    sample = flat_firm(
        {"q1": ["low", "high"], "q2": ["low", "high"], "q3": ["mid", "high"]},
        axes={"a": LADDER},
    )
    told = way(sample, [0, 0, 0], ReachLevel("a", "l1"))
    assert [(s.action, s.band, s.cost, s.gain, s.total) for s in told.stages] == [
        ("q1-1", "low", 200, 150, 150),
        ("q2-1", "low", 200, 150, 300),
    ]
    assert (told.low, told.cost, told.high, told.months) == (200, 400, 600, 2)
    assert (told.gain, told.total) == (300, 300)
    assert [(set(a.actions), a.cost) for a in told.alternatives] == [
        ({"q1-1", "q3-1"}, 700),
        ({"q2-1", "q3-1"}, 700),
    ] or [(set(a.actions), a.cost) for a in told.alternatives] == [
        ({"q2-1", "q3-1"}, 700),
        ({"q1-1", "q3-1"}, 700),
    ]
    assert way(sample, [0, 0, 0], ReachLevel("a", 1)).cost == 400


def test_a_level_already_reached_needs_no_step():
    sample = flat_firm({"q1": ["low", "low"]}, axes={"a": LADDER})
    told = way(sample, [1], ReachLevel("a", "l1"))
    assert (told.stages, told.cost, told.gain, told.alternatives) == ((), 0, 0, ())


def test_a_gate_takes_the_prerequisites_of_its_steps_with_it():
    sample = flat_firm(
        {"q1": ["low", "low"], "q2": ["mid", "mid"]},
        needs={"q1-2": ["q2 >= 1"]},
        axes={"g": gates("q1 >= 2")},
    )
    told = way(sample, [0, 0], ReachLevel("g", "g1"))
    assert [s.action for s in told.stages] == ["q1-1", "q2-1", "q1-2"]


def test_money_is_spent_where_it_brings_most_points():
    """500: q1 (low + low, 300 points) rather than q2 (mid, 150)."""
    sample = flat_firm({"q1": ["low", "low"], "q2": ["mid", "mid"], "q3": ["high", "high"]})
    told = way(sample, [0, 0, 0], Spend(500.0))
    assert [s.action for s in told.stages] == ["q1-1", "q1-2"]
    assert (told.gain, told.cost) == (300, 400)
    assert way(sample, [0, 0, 0], Spend(0.0)).stages == ()


def test_what_cannot_be_reached_is_refused_with_a_reason():
    sample = flat_firm({"q1": ["low"]}, axes={"a": LADDER})
    with pytest.raises(AssessmentError) as caught:
        way(sample, [0], ReachLevel("a", "l3"))
    assert caught.value.problems[0].code == "unreachable_goal"
    with pytest.raises(AssessmentError) as caught:
        way(sample, [0], ReachLevel("a", "l9"))
    assert caught.value.problems[0].code == "unknown_level"


def test_steps_that_wait_for_each_other_are_never_promised():
    sample = flat_firm(
        {"q1": ["low", "low"], "q2": ["low", "low"], "q3": ["high", "high"]},
        needs={"q1-1": ["q2 >= 1"], "q2-1": ["q1 >= 1 or q3 >= 1"]},
        axes={"g": gates("q1 >= 1")},
    )
    told = way(sample, [0, 0, 0], ReachLevel("g", "g1"))
    assert [s.action for s in told.stages] == ["q3-1", "q2-1", "q1-1"]


def test_a_prerequisite_that_is_not_linear_is_refused_by_name():
    sample = flat_firm({"q1": ["low"], "q2": ["low"]}, needs={"q1-1": ["q2 == 1"]})
    with pytest.raises(AssessmentError) as caught:
        way(sample, [0, 0], Gain(100.0))
    assert [(p.code, p.where) for p in caught.value.problems] == [("need_not_linear", "q2 == 1")]


def test_a_firm_without_total_is_told_so():
    sample = flat_firm({"q1": ["low"], "q2": ["low"], "q3": ["low"]})
    with pytest.raises(AssessmentError):
        way(sample, [0, NO, NO], Gain(1.0))


def test_a_rule_on_points_that_is_not_linear_is_refused_by_name():
    sample = flat_firm({"q1": ["low", "low"]}, axes={"g": gates("total * 2 >= 900")})
    with pytest.raises(AssessmentError) as caught:
        way(sample, [0], ReachLevel("g", "g1"))
    assert [p.code for p in caught.value.problems] == ["rule_not_linear"]


def test_the_shipped_questionnaire_has_a_way_up_from_paper_to_every_gate():
    """All answers 1 (paper or word); each gate costs more than the one before."""
    sample, _ = load_release(Path(__file__).parents[3] / "questionnaires" / "smart-factory")
    row = [1] * len(sample.items)
    told = [way(sample, row, ReachLevel("system", level)) for level in ("basic", "mid1", "mid2")]
    assert [bool(one.stages) for one in told] == [True] * 3
    assert told[0].cost < told[1].cost < told[2].cost
    for one, level in zip(told, (1, 2, 3), strict=True):
        tree, firm = compile_tree(sample), answers(sample, row)
        codes = firm.codes.copy()
        for stage in one.stages:
            codes[0, firm.position(stage.item)] = stage.code
        after = firm.with_codes(codes)
        scores = score(tree, after)
        assert levels(sample, tree, scores, after)["system"].level[0] >= level


# ---- every set of up to ten steps, tried one by one ----------------------------------------


def states(sample, firm):
    """Every state that can be walked to, with cost, months and steps; straight from the rules."""
    actions = sample.actions.actions
    start = tuple(int(c) for c in firm.codes[0])
    known = {start: (0.0, 0.0, 0)}
    queue = [start]
    while queue:
        state = queue.pop()
        values = {i: c if c < 250 else None for i, c in zip(firm.items, state, strict=True)}
        for place, (item, code) in enumerate(zip(firm.items, state, strict=True)):
            options = sample.items[item].options
            if code > 249 or options[code].action is None:
                continue
            action = actions[options[code].action]
            if all(evaluate_one(parse(rule), values) is True for rule in action.needs):
                after = (*state[:place], code + 1, *state[place + 1 :])
                cost, months, steps = known[state]
                if after not in known:
                    known[after] = (cost + MIDDLE[action.cost], months + action.months, steps + 1)
                    queue.append(after)
    return known


def brute_force(sample, row, goal):
    """The best key (gain for Spend, then cost, months, steps); None when nothing reaches it."""
    tree, firm = compile_tree(sample), answers(sample, row)
    known = states(sample, firm)
    codes = np.array(list(known), np.uint8)
    asked = leave_out_unasked(sample, firm.rows([0] * len(codes)).with_codes(codes))
    scores = score(tree, asked)
    totals = half_up(scores.of("total"), 9)
    gains = half_up(totals - totals[0], 9)
    keys = list(known.values())
    if isinstance(goal, ReachLevel):
        reached = levels(sample, tree, scores, asked)[goal.axis]
        good = [int(r) >= int(goal.level[1]) for r in reached.reached]
    elif isinstance(goal, Gain):
        good = [g >= goal.points for g in gains]
    else:
        good = [k[0] <= goal.budget and not isnan(g) for k, g in zip(keys, gains, strict=True)]
    fit = [k for k, g in enumerate(good) if g]
    if not fit or (not isinstance(goal, ReachLevel) and isnan(totals[0])):
        return None
    if isinstance(goal, Spend):
        return min((-round(float(gains[k]), 6), *keys[k]) for k in fit)
    return min((0.0, *keys[k]) for k in fit)


KINDS = ["weighted_mean", "minimum", "count", "cumulative_gate", "geometric_mean", "harmonic_mean"]


@st.composite
def firms(draw):
    names = ["q1", "q2", "q3", "q4", "q5"]
    band = st.sampled_from(list(BANDS))
    costs = {n: draw(st.lists(band, min_size=2, max_size=2)) for n in names}
    weight = st.integers(1, 4).map(float)
    kind, top = draw(st.sampled_from(KINDS)), draw(st.sampled_from(KINDS))
    mean = ("geometric_mean", "harmonic_mean")
    if top in mean and kind in ("count", "cumulative_gate"):
        top = "minimum"
    threshold = draw(st.sampled_from([0.5, 0.66, 0.8]))
    nodes = {
        "one": {"children": {"q1": draw(weight), "q2": draw(weight)}, "aggregation": kind,
                "threshold": threshold},
        "two": {"children": {"q3": draw(weight), "q4": draw(weight)}},
        "total": {"children": {"one": draw(weight), "two": draw(weight), "q5": draw(weight)},
                  "aggregation": top, "threshold": threshold},
    }  # fmt: skip
    needs = draw(
        st.dictionaries(
            st.sampled_from([f"{n}-{k}" for n in names for k in (1, 2)]),
            st.lists(st.sampled_from(
                ["q1 >= 1", "q2 > 0 and q3 >= 1", "q4 >= 2 or q5 >= 1", "count(q1 >= 1, q2 >= 1, "
                 "q3 >= 2) >= 2", "min(q3, q4) >= 1", "1 <= q5"]), max_size=2),
            max_size=5,
        )
    )  # fmt: skip
    axes = {
        "a": LADDER,
        "g": gates(
            draw(st.sampled_from(["q1 >= 1", "one >= 100 or q3 >= 2", "a_level >= 1"])),
            draw(
                st.sampled_from(["q2 >= 1 and q4 >= 1", "total >= 500", "q5 == 1", "not q1 == 1"])
            ),
        ),
    }
    asked = draw(st.sampled_from([{}, {}, {"q2": "q3 >= 1"}, {"q4": "q1 < 2"}]))
    row = draw(st.lists(st.sampled_from([0, 0, 0, 1, 2, NO, NA, DK]), min_size=5, max_size=5))
    return firm_of(costs, nodes, needs, axes, asked, lowest=1.0), row


GOALS = st.one_of(
    st.builds(ReachLevel, st.just("a"), st.sampled_from(["l1", "l2", "l3"])),
    st.builds(ReachLevel, st.just("g"), st.sampled_from(["g1", "g2"])),
    st.builds(Gain, st.sampled_from([0.5, 50.0, 150.0, 400.0])),
    st.builds(Spend, st.sampled_from([0.0, 250.0, 900.0, 3000.0])),
)


@pytest.mark.slow
@settings(max_examples=35, deadline=None)
@given(firms(), GOALS)
def test_up_to_ten_steps_equal_trying_every_set_and_the_list_keeps_its_promise(made, goal):
    sample, row = made
    truth = brute_force(sample, row, goal)
    if truth is None:
        with pytest.raises(AssessmentError):
            way(sample, row, goal)
        return
    told = way(sample, row, goal)
    gain = -round(told.gain, 6) if isinstance(goal, Spend) else 0.0
    assert (gain, told.cost, told.months, len(told.stages)) == pytest.approx(truth, abs=2e-6)
    walked(sample, row, goal, told)


def walked(sample, row, goal, told):
    """Every step's prerequisites hold when it is taken; rescored, the goal is reached."""
    tree, firm = compile_tree(sample), answers(sample, row)
    codes = firm.codes.copy()
    for stage in told.stages:
        now = {i: int(c) if c < 250 else None for i, c in zip(firm.items, codes[0], strict=True)}
        place = firm.position(stage.item)
        assert stage.code == codes[0, place] + 1
        for rule in sample.actions.actions[stage.action].needs:
            assert evaluate_one(parse(rule), now) is True
        codes[0, place] = stage.code
        after = leave_out_unasked(sample, firm.with_codes(codes))
        total = half_up(score(tree, after).of("total"), 9)[0]
        assert stage.total == total or (isnan(stage.total) and isnan(total))
    after = leave_out_unasked(sample, firm.with_codes(codes))
    scores = score(tree, after)
    if isinstance(goal, ReachLevel):
        assert levels(sample, tree, scores, after)[goal.axis].reached[0] >= int(goal.level[1])
    elif isinstance(goal, Gain):
        assert told.gain >= goal.points
    else:
        assert told.cost <= goal.budget
    for other in told.alternatives:
        assert not {s.action for s in told.stages} <= set(other.actions)


def test_the_oracle_itself_counts_every_state():
    sample = flat_firm({"q1": ["low", "low"], "q2": ["mid", "mid"]})
    assert len(states(sample, answers(sample, [0, 0]))) == len(list(product(range(3), repeat=2)))
