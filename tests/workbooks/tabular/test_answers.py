"""Tables of answers: the states, own codes and columns, and every bad cell by row and column."""

from datetime import date

import pandas as pd
import pytest

from assessment.definitions.releases import Release
from assessment.problems import AssessmentError
from assessment.workbooks.tabular.answers import ReadAnswers, headers, read_answers
from assessment.workbooks.tabular.tables import Table
from tests.workbooks.technology import technology


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return technology(tmp_path_factory.mktemp("technology"))


def read(
    release: Release, rows: list[list[object]], columns: str = "firm T1 T2 T3 N1"
) -> ReadAnswers:
    index = pd.Index(range(2, len(rows) + 2), name="row")
    frame = pd.DataFrame(rows, index=index, columns=columns.split(), dtype=object)
    return read_answers(release, Table("a.csv", frame))


def test_every_way_to_write_an_answer_gives_its_code(release: Release) -> None:
    rows: list[list[object]] = [
        ["가", "none", "1", 2, "12.5"],
        ["나", "NA", "?", None, "?"],
        ["다", "해당 없음", "모름", " ", ""],
        ["라", "２", "part", "2.0", 40],
    ]
    found = read(release, rows)
    assert found.rejected == ()
    assert found.answers.codes.tolist() == [
        [0, 1, 2, 255, 0],
        [254, 253, 255, 255, 253],
        [254, 253, 255, 255, 255],
        [2, 1, 2, 255, 0],
    ]
    assert found.answers.numbers["N1"][[0, 3]].tolist() == [12.5, 40.0]
    assert list(found.answers.firms) == ["가", "나", "다", "라"]


def test_own_columns_and_reversed_codes_are_followed(release: Release) -> None:
    """C1 reads `F2[a]`: 0 full, 1 part, 2 none, 3 not relevant, 4 not known, -1 missing."""
    rows: list[list[object]] = [["가", code] for code in (0, "1", 2.0, 3, "4", -1)]
    for number, row in enumerate(rows):
        row[0] = f"f{number}"
    found = read(release, rows, "firm F2[a]")
    assert found.rejected == ()
    place = found.answers.items.index("C1")
    assert found.answers.codes[:, place].tolist() == [2, 1, 0, 254, 253, 255]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("x", "x"),
        ("3", "3"),
        (3.5, "3.5"),
        (-1, "-1"),
        (True, "True"),
        (date(2026, 4, 3), "2026-04-03"),
        ("2점", "2점"),
    ],
)
def test_a_bad_cell_is_named_and_its_row_left_out(
    release: Release, cell: object, said: str
) -> None:
    found = read(release, [["가", cell, 1, 1, 1], ["나", 1, 1, 1, 1]])
    assert [(one.row, one.column) for one in found.rejected] == [(2, "T1")]
    assert said in str(found.rejected[0].problem.what)
    assert found.rejected[0].problem.where == "a.csv 2 · T1"
    assert (found.given, found.places) == (2, (3,))


def test_true_is_not_one_even_beside_a_one(release: Release) -> None:
    found = read(release, [["가", 1, 1, 1, 1], ["나", True, 1, 1, 1]])
    assert [one.row for one in found.rejected] == [3]


def test_not_applicable_is_refused_where_nobody_may_say_it(release: Release) -> None:
    found = read(release, [["가", 1, "NA", 1, 1]])
    assert [(one.row, one.column) for one in found.rejected] == [(2, "T2")]


def test_a_number_outside_its_range_is_refused(release: Release) -> None:
    found = read(release, [["가", 1, 1, 1, 101], ["나", 1, 1, 1, "1e308"], ["다", 1, 1, 1, 100]])
    assert [one.row for one in found.rejected] == [2, 3]


def test_a_firm_twice_or_nameless_is_named(release: Release) -> None:
    found = read(release, [["가", 1, 1, 1, 1], ["가", 2, 1, 1, 1], [None, 1, 1, 1, 1]])
    codes = [(one.row, one.problem.code) for one in found.rejected]
    assert codes == [(3, "answers_twice"), (4, "answers_no_firm")]


def test_unknown_and_absent_columns_are_told_once(release: Release) -> None:
    found = read(release, [["가", 1, 1]], "firm T1 Q99")
    assert [note.code for note in found.notes] == [
        "answers_unknown_columns",
        "answers_absent_columns",
    ]
    assert "Q99" in str(found.notes[0].what)
    assert "T2, T3" in str(found.notes[1].what)
    assert found.rejected == ()


def test_a_table_of_another_questionnaire_is_refused(release: Release) -> None:
    with pytest.raises(AssessmentError) as refused:
        read(release, [["가", 1]], "firm Q1")
    assert refused.value.problems[0].code == "answers_no_items"


def test_both_names_of_an_item_are_known_headers(release: Release) -> None:
    assert {"F2[a]", "C1", "T1"} <= set(headers(release))
