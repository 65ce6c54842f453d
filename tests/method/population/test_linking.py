"""Which items of two rounds are compared, and the earlier answers in later terms."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from assessment.definitions.questionnaires import (
    ChoiceOption,
    Item,
    LevelItem,
    LevelOption,
    MultiItem,
    NumberItem,
    PlainItem,
    Replaces,
)
from assessment.method.answers import NOT_APPLICABLE, UNANSWERED, UNKNOWN, AnswerTable
from assessment.method.population import comparable, link_items


def _level(options: str, replaces: Replaces | None = None) -> LevelItem:
    steps = tuple(LevelOption(id=one, points=float(k)) for k, one in enumerate(options))
    return LevelItem(since="1.0.0", type="level", options=steps, replaces=replaces)


def _from(old: str, relation: str, **changed: str) -> Replaces:
    return Replaces(id=old, relation=relation, map=changed)  # type: ignore[arg-type]


def _number(unit: str) -> NumberItem:
    return NumberItem(since="1.0.0", type="number", unit=unit, minimum=0.0, maximum=9.0)


EARLIER: Mapping[str, Item] = {
    "A1": _level("abc"),
    "A2": _level("abc"),
    "A3": _level("abc"),
    "A4": _level("abcd"),
    "A5": _level("abc"),
    "A6": _level("abc"),
    "A7": _number("%"),
    "A8": _level("abc"),
    "A9": PlainItem(since="1.0.0", type="text"),
}
LATER: Mapping[str, Item] = {
    "A1": _level("abc"),
    "B2": _level("abc", _from("A2", "reworded")),
    "B3": _level("wxyz", _from("A3", "rescaled", a="w", b="y", c="z")),
    "B4": _level("abc", _from("A4", "same")),
    "B5a": _level("abc", _from("A5", "split")),
    "B5b": _level("abc", _from("A5", "split")),
    "B6": _level("abc", _from("A6", "rescaled")),
    "B7": _number("hours"),
    "A7": _number("%"),
    "C1": _level("ab"),
    "C2": _level("ab", _from("Z9", "same")),
    "A9": PlainItem(since="1.0.0", type="text"),
}


def test_same_reworded_and_mapped_items_are_linked() -> None:
    links = link_items(EARLIER, LATER).links
    assert [(one.earlier, one.later, one.relation, one.recode) for one in links] == [
        ("A1", "A1", "same", (0, 1, 2)),
        ("A2", "B2", "reworded", (0, 1, 2)),
        ("A3", "B3", "rescaled", (0, 2, 3)),
        ("A7", "A7", "same", ()),
    ]


def test_every_other_item_is_listed_with_its_reason() -> None:
    others = link_items(EARLIER, LATER).others
    assert [(one.round, one.item, one.reason) for one in others] == [
        ("later", "B4", "options"),
        ("later", "B5a", "split"),
        ("later", "B5b", "split"),
        ("later", "B6", "options"),
        ("later", "B7", "new"),
        ("later", "C1", "new"),
        ("later", "C2", "new"),
        ("later", "A9", "unscored"),
        ("earlier", "A4", "gone"),
        ("earlier", "A5", "split"),
        ("earlier", "A6", "gone"),
        ("earlier", "A8", "gone"),
        ("earlier", "A9", "unscored"),
    ]


def test_an_item_is_followed_once() -> None:
    later = {"B1": _level("abc", _from("A1", "same")), "B2": _level("abc", _from("A1", "reworded"))}
    found = link_items(EARLIER, later)
    assert [link.later for link in found.links] == ["B1"]
    assert (found.others[0].item, found.others[0].reason) == ("B2", "split")


def test_another_kind_of_answer_is_not_compared() -> None:
    found = link_items({"A1": _level("abc")}, {"A1": _number("%")})
    assert [(one.item, one.reason) for one in found.others] == [("A1", "type"), ("A1", "gone")]


def test_answers_are_put_in_later_terms_and_the_rest_does_not_apply() -> None:
    linking = link_items(EARLIER, LATER)
    before = AnswerTable(
        pd.Index([1, 2]),
        ("A1", "A3", "A7", "A8"),
        np.array([[2, 1, 0, 1], [UNKNOWN, UNANSWERED, NOT_APPLICABLE, 0]], np.uint8),
        {"A7": np.array([4.0, np.nan])},
    )
    items = ("A1", "B3", "A7", "C1")
    after = AnswerTable(
        pd.Index([2]), items, np.array([[1, 3, 0, 1]], np.uint8), {"A7": np.array([5.0])}
    )
    then, now = comparable(before, after, linking)
    assert then.items == now.items == items
    assert then.codes.tolist() == [
        [2, 2, 0, NOT_APPLICABLE],
        [UNKNOWN, UNANSWERED, NOT_APPLICABLE, NOT_APPLICABLE],
    ]
    assert now.codes.tolist() == [[1, 3, 0, NOT_APPLICABLE]]
    np.testing.assert_array_equal(then.numbers["A7"], [4.0, np.nan])


def test_options_chosen_among_many_move_with_their_ids() -> None:
    def many(ids: str) -> MultiItem:
        options = tuple(ChoiceOption(id=one) for one in ids)
        return MultiItem(since="1.0.0", type="multi", options=options)

    linking = link_items({"M": many("abc")}, {"M": many("cxab")})
    before = AnswerTable(
        pd.Index([1]), ("M",), np.zeros((1, 1), np.uint8), {}, {"M": np.array([0b101], np.uint64)}
    )
    then, _ = comparable(before, before, linking)
    assert then.chosen["M"].tolist() == [0b101]
    moved = AnswerTable(
        before.firms, before.items, before.codes, {}, {"M": np.array([0b010], np.uint64)}
    )
    assert comparable(moved, moved, linking)[0].chosen["M"].tolist() == [0b1000]
