import numpy as np
import pandas as pd
import pytest

from assessment.definitions.questionnaires import LevelItem, MultiItem, NumberItem
from assessment.method.binding import bind_answers
from assessment.method.codes import (
    NOT_APPLICABLE,
    UNANSWERED,
    UNKNOWN,
    code_of,
    encode_cells,
    from_values,
)
from assessment.problems import AssessmentError
from tests.method.samples import flat, level_item

NUMBER = {
    "type": "number", "since": "1.0.0", "unit": "%", "minimum": 0.0, "maximum": 100.0,
    "points": [(0.0, 0.0), (100.0, 4.0)],
}  # fmt: skip
MULTI = {
    "type": "multi",
    "since": "1.0.0",
    "options": [{"id": "x", "points": 1.0}, {"id": "y", "points": 3.0}, {"id": "z"}],
}


def mixed():
    return flat({"q1": 1, "n1": 1, "m1": 1}, items={"q1": level_item(), "n1": NUMBER, "m1": MULTI})


def test_stored_answers_become_codes_numbers_and_bits():
    rows = [
        {"q1": ("answered", "c"), "n1": ("answered", "12.5"), "m1": ("answered", "z x")},
        {"q1": ("unknown", None), "n1": ("not_applicable", None)},
    ]
    table = from_values(mixed(), rows, ["A", "B"])
    assert table.items == ("q1", "n1", "m1")
    assert table.codes.tolist() == [[2, 0, 0], [UNKNOWN, NOT_APPLICABLE, UNANSWERED]]
    assert table.numbers["n1"][0] == 12.5
    assert table.chosen["m1"].tolist() == [0b101, 0]


def test_every_misfit_is_named_at_once():
    rows = [{"q1": ("answered", "g"), "n1": ("answered", "101")}, {"zz": ("answered", "a")}]
    with pytest.raises(AssessmentError) as caught:
        from_values(mixed(), rows, ["A", "B"])
    assert [p.where for p in caught.value.problems] == ["A · q1", "A · n1", "B · zz"]


def test_a_name_in_a_rule_is_bound_to_the_index_and_null_when_not_answered():
    rows = [{"q1": ("answered", "f"), "m1": ("answered", "x y")}, {"q1": ("unknown", None)}]
    bound = bind_answers(from_values(mixed(), rows, ["A", "B"]))
    assert bound["q1"].tolist() == [5.0, pd.NA]
    assert bound["m1"].tolist() == [2.0, pd.NA]
    assert bound["n1"].isna().all()


def test_an_item_whose_ask_if_is_false_is_not_applicable():
    release = flat(
        {"q1": 1, "q2": 1}, items={"q1": level_item(), "q2": level_item(ask_if="q1 >= 2")}
    )
    rows = [
        {"q1": ("answered", "b"), "q2": ("answered", "f")},
        {"q1": ("answered", "c"), "q2": ("answered", "f")},
        {"q2": ("answered", "f")},
    ]
    codes = from_values(release, rows, ["A", "B", "C"]).codes
    assert codes[:, 1].tolist() == [NOT_APPLICABLE, 5, 5]


def test_a_column_of_cells_takes_ids_numbers_and_the_three_signs():
    item = LevelItem.model_validate(level_item())
    cells = encode_cells(item, ["c", " d ", 4, 5.0, "2", None, "", "NA", "?", np.nan, "g", 9])
    assert cells.codes.tolist() == [
        2, 3, 4, 5, 2, UNANSWERED, UNANSWERED, NOT_APPLICABLE, UNKNOWN, UNANSWERED,
        UNANSWERED, UNANSWERED,
    ]  # fmt: skip
    assert cells.bad.tolist() == [10, 11]


def test_an_items_own_codes_are_read_first():
    codes = {"1": "f", "6": "not_applicable", "7": "unknown", "-1": "unanswered"}
    item = LevelItem.model_validate(level_item(codes=codes))
    cells = encode_cells(item, [1, 6.0, "7", -1])
    assert cells.codes.tolist() == [5, NOT_APPLICABLE, UNKNOWN, UNANSWERED]


def test_a_number_column_keeps_the_number_and_refuses_what_is_out_of_range():
    cells = encode_cells(NumberItem.model_validate(NUMBER), ["33.5", 101, "?", "0"])
    assert cells.codes.tolist() == [0, UNANSWERED, UNKNOWN, 0]
    assert cells.bad.tolist() == [1]
    assert cells.numbers is not None
    np.testing.assert_array_equal(cells.numbers, [33.5, np.nan, np.nan, 0])


def test_options_of_a_multi_item_are_bits():
    item = MultiItem.model_validate(MULTI)
    cells = encode_cells(item, ["x z", "", "w"])
    assert cells.chosen is not None
    assert cells.chosen.tolist() == [5, 0, 0]
    assert cells.bad.tolist() == [2]
    assert code_of(item, "answered", "w") is None
