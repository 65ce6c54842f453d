"""Answers to one release read as answers to another."""

from typing import Any

from assessment.method.carrying import Carrier, Value
from tests.method.samples import level_item, release

NUMBER = {"type": "number", "since": "1.0.0", "unit": "x", "minimum": 0.0, "maximum": 9.0}
MULTI = {"type": "multi", "since": "1.0.0", "options": [{"id": "a"}, {"id": "b"}]}


def carried(
    old: dict[str, Any], new: dict[str, Any], answers: dict[str, Value]
) -> dict[str, Value]:
    one, other = (release({"total": {"children": {}} | _count(items)}, items=items)
                  for items in (old, new))  # fmt: skip
    return Carrier(one, other).carry(answers)


def _count(items: dict[str, Any]) -> dict[str, Any]:
    return {"children": dict.fromkeys(items, 1.0)}


def test_the_same_item_keeps_its_answer_and_its_state() -> None:
    items = {"q1": level_item(), "q2": level_item(), "n": NUMBER, "m": MULTI}
    given: dict[str, Value] = {
        "q1": ("answered", "c"),
        "q2": ("unknown", None),
        "n": ("answered", "5"),
        "m": ("answered", "a b"),
    }
    assert carried(items, items, given) == given


def test_an_option_that_is_gone_and_a_number_out_of_range_are_unanswered() -> None:
    new = {"q1": level_item(3), "n": NUMBER | {"maximum": 4.0}, "m": MULTI}
    given: dict[str, Value] = {
        "q1": ("answered", "f"),
        "n": ("answered", "5"),
        "m": ("answered", "a"),
    }
    found = carried({"q1": level_item(), "n": NUMBER, "m": MULTI}, new, given)
    assert found == {"m": ("answered", "a")}


def test_an_item_that_replaces_another_takes_its_answer_through_the_map() -> None:
    replaces = {"id": "q1", "relation": "rescaled", "map": {"f": "c"}}
    new = {"q9": level_item(3) | {"replaces": replaces}}
    assert carried({"q1": level_item()}, new, {"q1": ("answered", "f")}) == {
        "q9": ("answered", "c")
    }
    other = {"q9": level_item(3) | {"replaces": replaces | {"relation": "new"}}}
    assert carried({"q1": level_item()}, other, {"q1": ("answered", "f")}) == {}


def test_what_is_asked_no_more_and_what_is_asked_anew_is_named() -> None:
    old = release({"total": {"children": {"q1": 1.0, "q2": 1.0}}})
    new = release({"total": {"children": {"q1": 1.0, "q3": 1.0}}})
    carrier = Carrier(old, new)
    assert (carrier.unasked, carrier.asked_anew) == (("q2",), ("q3",))
