import pandas as pd
import pytest

from assessment.method.codes import from_values
from assessment.method.profiles import profiles
from assessment.method.scoring import score
from assessment.method.tree import compile_tree
from tests.method.samples import SOURCE, level_item, release

NUMBER = {
    "type": "number", "since": "1.0.0", "unit": "명", "minimum": 0.0, "maximum": 1e9,
    "not_applicable": ["none"],
}  # fmt: skip


def profile(name, rule, suits=None, historic=False):
    return {
        "id": name, "code": f"P-{name}", "rule": rule, "suits": suits, "historic": historic,
        "source": SOURCE,
    }  # fmt: skip


def judged(listed, *rows, axes=None):
    """Profiles over q1, q2 (levels, halves of the 100 points), STAFF and SALES."""
    form = release(
        {"total": {"children": {"q1": 1.0, "q2": 1.0}}},
        items={"q1": level_item(), "q2": level_item(), "STAFF": NUMBER, "SALES": NUMBER},
        points=100.0,
        axes={**(axes or {}), "champion": {"kind": "profiles", "profiles": listed}},
    )
    states = {"?": "unknown", "NA": "not_applicable", None: "unanswered"}
    cells = [
        {
            name: (states[value], None) if value in states else ("answered", str(value))
            for name, value in zip(("q1", "q2", "STAFF", "SALES"), row, strict=True)
        }
        for row in rows
    ]
    table = from_values(form, cells, pd.RangeIndex(len(rows)))
    tree = compile_tree(form)
    return profiles(form, tree, score(tree, table), table)["champion"]


BIG = profile("big", "STAFF >= 100 and SALES >= 1000")


@pytest.mark.parametrize(
    ("staff", "sales", "state", "missing"),
    [
        (100, 1000, "met", ()),
        (99, 1000, "unmet", ()),
        (100, None, "unknown", ("SALES",)),
        ("?", 1000, "unknown", ("STAFF",)),
        (None, None, "unknown", ("STAFF", "SALES")),
        ("NA", 1000, "unknown", ("STAFF",)),
        (99, None, "unmet", ("SALES",)),
    ],
)
def test_a_profile_is_met_unmet_or_unknown_with_what_is_missing(staff, sales, state, missing):
    found = judged([BIG], ["a", "a", staff, sales])
    assert found.states_by_code(0) == {"P-big": state}
    assert (found.in_order(0)[0].state, found.in_order(0)[0].missing) == (state, missing)


def test_profiles_do_not_build_on_each_other():
    found = judged([profile("low", "STAFF < 10"), profile("high", "STAFF >= 10")],
                   ["a", "a", 50, 0])  # fmt: skip
    assert found.states_by_code(0) == {"P-low": "unmet", "P-high": "met"}


def test_what_suits_comes_first_and_what_is_over_comes_last():
    """Suits only where the rule says so: not where it is false, unknown or absent."""
    listed = [
        profile("past", "SALES >= 1", "STAFF < 1000", historic=True),
        profile("plain", "SALES >= 1"),
        profile("large", "SALES >= 1", "STAFF >= 300"),
        profile("small", "SALES >= 1", "STAFF < 20"),
        profile("tiny", "SALES >= 1", "STAFF < 10"),
    ]
    found = judged(listed, *(["a", "a", staff, 5] for staff in (15, 300, None, 5)))
    order = [[one.profile.id for one in found.in_order(row)] for row in range(4)]
    assert order == [
        ["small", "plain", "large", "tiny", "past"],
        ["large", "plain", "small", "tiny", "past"],
        ["plain", "large", "small", "tiny", "past"],
        ["small", "tiny", "plain", "large", "past"],
    ]
    suits = {one.profile.id: one.suits for one in found.in_order(2)}
    assert suits == dict.fromkeys(("past", "plain", "large", "small", "tiny"))
    assert {one.profile.id: one.suits for one in found.in_order(0)}["large"] is False


def test_a_rule_may_name_points_and_the_level_of_a_ladder():
    """Behind points stand the items below them; what does not apply is not missing there."""
    ladder = {
        "kind": "ladder", "node": "total", "base": "none", "source": SOURCE,
        "steps": [{"id": "half", "level": 1, "at_least": 50.0}],
    }  # fmt: skip
    listed = [profile("points", "total >= 60"), profile("level", "grade_level >= 1")]
    found = judged(
        listed, ["d", "d", 1, 1], ["d", "c", 1, 1], ["a", None, 1, 1], [None, None, 1, 1],
        axes={"grade": ladder},
    )  # fmt: skip
    assert [list(found.states_by_code(row).values()) for row in range(4)] == [
        ["met", "met"], ["unmet", "met"], ["unmet", "unmet"], ["unknown", "unknown"]
    ]  # fmt: skip
    assert [one.missing for one in found.in_order(3)] == [("q1", "q2"), ("q1", "q2")]
    assert [one.missing for one in found.in_order(2)] == [("q2",), ("q2",)]
