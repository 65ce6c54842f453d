"""Targets of a firm's own: where it stood, where it wanted to be, where it is."""

import numpy as np
import pandas as pd
import pytest

from assessment.definitions.freezing import content_hash, release_from_json, to_json
from assessment.method.codes import from_values
from assessment.method.dependence import effective_weights, leave_one_out, without
from assessment.method.estimating import estimate_whole
from assessment.method.explaining import contributions, gains
from assessment.method.levels import levels
from assessment.method.roadmap import Gain, cheapest
from assessment.method.scoring import BELOW_FLOOR, OK, score
from assessment.method.steps import next_steps
from assessment.method.tree import compile_tree
from assessment.method.triage import what_can_move
from assessment.method.uncertainty import claim_draws
from assessment.problems import AssessmentError
from tests.method.samples import SOURCE, level_item, release

NUMBER = {
    "type": "number", "since": "1.0.0", "unit": "%", "minimum": -1000.0, "maximum": 1000.0,
    "not_applicable": ["none"],
}  # fmt: skip
KPI = ("B", "T", "A")


def sample(**more):
    """total = 2/4 use (q1, q2) + 1/4 each of two targets, P and Q; 100 points."""
    items = {f"{kpi}{part}": NUMBER for kpi in "PQ" for part in KPI}
    measures = {
        kpi.lower(): {
            "aggregation": "attainment",
            "measure": {"before": f"{kpi}B", "target": f"{kpi}T", "actual": f"{kpi}A"},
        }
        for kpi in "PQ"
    }
    nodes = {
        "use": {"children": {"q1": 1.0, "q2": 1.0}},
        **measures,
        "total": {"children": {"use": 2.0, "p": 1.0, "q": 1.0}},
    }
    return release(nodes, items=items, points=100.0, **more)


def answered(form, *rows):
    """Rows of q1, q2 (option) and PB … QA (number, '?', 'NA' or None)."""
    states = {"?": "unknown", "NA": "not_applicable", None: "unanswered"}
    options = {0: "a", 1: "b", 2: "c", 3: "d", 4: "e", 5: "f"}
    names = ["q1", "q2", *(f"{kpi}{part}" for kpi in "PQ" for part in KPI)]
    values = []
    for row in rows:
        cells = {}
        for name, cell in zip(names, row, strict=True):
            text = options.get(cell, "") if name.startswith("q") else str(cell)
            cells[name] = (states.get(cell, "answered"), text if cell not in states else None)
        values.append(cells)
    return from_values(form, values, pd.Index([f"f{k}" for k in range(len(rows))]))


def scored(*rows, **more):
    form = sample(**more)
    tree, table = compile_tree(form), answered(form, *rows)
    return form, tree, table, score(tree, table)


USE = (5, 0)
"""Half of `use`: 25 of its 50 points."""


@pytest.mark.parametrize(
    ("before", "target", "actual", "share"),
    [(50, 70, 60, 0.5), (50, 70, 70, 1), (50, 70, 90, 1), (50, 70, 40, 0), (4.0, 2.0, 2.5, 0.75),
     (4.0, 2.0, 5.0, 0), (4.0, 2.0, 1.0, 1), (0, 10, 1, 0.1), (-5, 5, 0, 0.5)],
)  # fmt: skip
def test_a_target_is_attained_in_part_upwards_or_downwards(before, target, actual, share):
    """Half the way is 0.5; past the target 1; backwards 0; scrap from 4 to 2 % at 2.5 is 0.75."""
    _, _, _, scores = scored([*USE, before, target, actual, 0, 1, 1])
    assert scores.of("p", "shares")[0] == pytest.approx(share, abs=1e-12)
    assert scores.of("p")[0] == pytest.approx(25 * share)
    assert scores.of("q")[0] == 25
    assert scores.of("total")[0] == pytest.approx(25 + 25 * share + 25)


@pytest.mark.parametrize("gap", [None, "?"])
@pytest.mark.parametrize("place", [2, 3, 4])
def test_a_missing_number_leaves_the_target_without_a_value(gap, place):
    """Then use (0.5) and Q (1) are 2/3 and 1/3 of the total: 100 · (2 · 0.5 + 1) / 3."""
    row = [*USE, 50, 70, 60, 0, 1, 1]
    row[place] = gap
    _, _, _, scores = scored(row)
    assert np.isnan(scores.of("p")[0])
    assert scores.of("p", "reasons")[0] == BELOW_FLOOR
    assert scores.of("p", "coverage")[0] == pytest.approx(2 / 3)
    assert scores.of("total")[0] == pytest.approx(200 / 3)
    assert scores.of("total", "coverage")[0] == pytest.approx((2 + 2 / 3 + 1) / 4)


def test_a_target_that_asks_for_no_change_has_no_value():
    _, _, _, scores = scored([*USE, 50, 50, 60, 0, 1, 1])
    assert np.isnan(scores.of("p")[0])
    assert scores.of("p", "coverage")[0] == 1
    assert scores.of("total")[0] == pytest.approx(200 / 3)


@pytest.mark.parametrize("place", [2, 3, 4])
def test_a_target_that_does_not_apply_takes_nothing_from_the_coverage(place):
    row = [*USE, 50, 70, 60, 0, 1, 1]
    row[place] = "NA"
    _, _, _, scores = scored(row)
    assert scores.frame("reasons").loc["f0", "p"] == "not_applicable"
    assert np.isnan(scores.of("p", "coverage")[0])
    assert scores.of("total", "coverage")[0] == 1
    assert scores.of("total")[0] == pytest.approx(200 / 3)


def test_firms_are_scored_the_same_alone_and_together():
    rows = [[*USE, 50, 70, 60, 0, 1, 1], [*USE, None, 70, 60, 0, 1, 1], [5, 5, 1, 2, 2, 3, 1, 2]]
    _, _, _, together = scored(*rows)
    for place, row in enumerate(rows):
        _, _, _, alone = scored(row)
        np.testing.assert_array_equal(alone.values[0], together.values[place])


def test_the_actual_value_carries_the_points_in_an_explanation():
    _, tree, table, scores = scored([*USE, 50, 70, 60, 0, 1, 1], [*USE, None, 70, 60, 0, 1, 1])
    parts = contributions(tree, scores, table, 0).set_index("item")
    assert parts.loc["PA", ["got", "possible", "missed"]].tolist() == pytest.approx(
        [12.5, 25, 12.5]
    )
    assert parts.loc[["PB", "PT"], ["got", "possible", "missed"]].to_numpy().sum() == 0
    assert parts["got"].sum() == pytest.approx(scores.of("total")[0])
    assert parts["possible"].sum() == pytest.approx(100)
    missing = contributions(tree, scores, table, 1).set_index("item")
    assert missing.loc["PA", ["got", "possible"]].tolist() == [0, 0]
    assert missing["possible"].sum() == pytest.approx(100)
    assert gains(tree, scores, 1).set_index("node").loc["p", "reason"] == "below_floor"


def test_without_any_of_its_numbers_a_target_leaves_the_tree():
    _, tree, table, _ = scored([*USE, 50, 70, 60, 0, 1, 1])
    weights = effective_weights(tree)
    assert weights.sum() == pytest.approx(1)
    assert weights[["PB", "PT", "PA"]].sum() == pytest.approx(0.25)
    for item in ("PB", "PT", "PA", "p"):
        assert score(without(tree, item), table).of("total")[0] == pytest.approx(200 / 3)
    assert [one.without for one in leave_one_out(tree, table)] == [None, "use", "p", "q"]


def test_the_points_at_stake_are_those_of_the_target():
    """Back where it was before, a firm loses the 12.5 points whichever of the numbers was wrong."""
    form, tree, table, _ = scored([*USE, 50, 70, 60, 0, 1, 1])
    stakes = {one.item: one.points for one in what_can_move(form, tree, table)}
    assert [stakes[item] for item in ("PB", "PT", "PA")] == [12.5, 12.5, 12.5]
    assert stakes["QA"] == 25
    assert stakes["q1"] == 25


def test_draws_leave_the_numbers_of_a_target_as_they_are():
    _, tree, table, scores = scored([5, 5, 50, 70, 60, 0, 1, 1], [*USE, None, 70, 60, 0, 1, 1])
    drawn = np.concatenate(list(claim_draws(tree, table, None, draws=20).shares("p")))
    assert (drawn[:, 0] == scores.of("p", "shares")[0]).all()
    assert np.isnan(drawn[:, 1]).all()


ACTIONS = {
    "format": "actions/1",
    "questionnaire": "sample",
    "estimate": {"ko": "가", "en": "a"},
    "cost_bands": {"low": {"low": 0.0, "high": 2.0, "name": {"ko": "가", "en": "a"}}},
    "actions": {
        "Q1": {
            "item": "q2", "to": "b", "text": {"ko": "가", "en": "a"}, "cost": "low", "months": 1.0,
        }
    },
}  # fmt: skip


def test_steps_and_roads_go_round_the_targets():
    """q2 a → b brings 1/5 of 25 points; with P it is missing, a fifth of 33.3."""
    item = level_item()
    item["options"][0]["action"] = "Q1"
    form = sample(actions=ACTIONS)
    form = form.model_validate(
        {
            **form.model_dump(),
            "questionnaire": {
                **form.questionnaire.model_dump(),
                "items": {**form.questionnaire.model_dump()["items"], "q2": item},
            },
        }
    )
    tree = compile_tree(form)
    table = answered(form, [*USE, 50, 70, 60, 0, 1, 1], [*USE, None, 70, 60, 0, 1, 1])
    assert next_steps(form, tree, table, 0)[0].gain == pytest.approx(5)
    assert next_steps(form, tree, table, 1)[0].gain == pytest.approx(100 / 15)
    for row in (0, 1):
        road = cheapest(form, tree, table, row, Gain(4.0))
        assert [stage.action for stage in road.stages] == ["Q1"]


LADDER = {
    "kind": "ladder", "node": "p", "base": "none", "source": SOURCE,
    "steps": [{"id": "half", "level": 1, "at_least": 12.5}],
}  # fmt: skip


def test_a_ladder_may_stand_on_a_target():
    form, tree, table, scores = scored(
        [*USE, 50, 70, 60, 0, 1, 1], [*USE, 50, 70, 59, 0, 1, 1], [*USE, None, 70, 60, 0, 1, 1],
        axes={"reach": LADDER},
    )  # fmt: skip
    axis = levels(form, tree, scores, table)["reach"]
    assert axis.ids() == ["half", "none", None]
    assert scores.of("p", "reasons").tolist() == [OK, OK, BELOW_FLOOR]


def test_a_guess_of_the_whole_keeps_targets_apart():
    ladder = {**LADDER, "node": "total", "steps": [{"id": "half", "level": 1, "at_least": 50.0}]}
    form, tree, table, _ = scored([5, None, 50, 70, 60, 0, 1, 1], axes={"reach": ladder})
    partial = form.scoring.model_validate(
        {**form.scoring.model_dump(), "partial": {"spread": 0.5, "draws": 200}}
    ).partial
    found = estimate_whole(form, tree, table, partial)
    assert found is not None
    assert found.median == pytest.approx(25 + 20 + 12.5 + 25, abs=6)


def test_a_mean_that_needs_values_above_zero_refuses_a_target():
    form = sample()
    nodes = {k: v.model_dump() for k, v in form.scoring.nodes.items()}
    nodes["total"]["aggregation"] = "geometric_mean"
    wrong = form.model_validate(
        {**form.model_dump(), "scoring": {**form.scoring.model_dump(), "nodes": nodes}}
    )
    with pytest.raises(AssessmentError) as caught:
        compile_tree(wrong)
    assert caught.value.problems[0].code == "geometric_zero"


def test_a_release_with_targets_comes_back_from_its_text():
    form = sample()
    assert release_from_json(to_json(form)) == form
    assert "measure" in to_json(form)
    assert len(content_hash(form)) == 64
