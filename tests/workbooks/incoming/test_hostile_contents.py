"""Odd sheets and texts: the good rows are read, every bad one is named, nothing is guessed."""

import threading
import time
from pathlib import Path

import pytest

from assessment.problems import AssessmentError
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.incoming.reading import read_workbook
from assessment.workbooks.tabular.answers import headers, read_answers
from assessment.workbooks.tabular.tables import read_table
from tests.workbooks import hostile
from tests.workbooks.hostile_contents import RAGGED, READ, ROWS, Odd, book, csv, plain, text
from tests.workbooks.technology import technology

pytestmark = pytest.mark.slow


def made(odd: Odd) -> bytes:
    return odd.content if isinstance(odd.content, bytes) else odd.content()


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory):
    return technology(tmp_path_factory.mktemp("release"))


@pytest.mark.parametrize("case", READ)
def test_an_odd_file_is_read_as_the_table_says(case: str, release) -> None:
    odd = READ[case]
    if odd.refused:
        with pytest.raises(AssessmentError) as refused:
            read_answers(release, read_table(admit(odd.name, made(odd)), headers(release)))
        assert {problem.code for problem in refused.value.problems} == {odd.refused}
        return
    table = read_table(admit(odd.name, made(odd)), headers(release))
    read = read_answers(release, table)
    shift = 1 if case == "separator_named.csv" else 0
    assert {fault.row for fault in read.rejected} == set(odd.bad)
    assert {fault.problem.code for fault in read.rejected} == set(odd.codes)
    assert list(read.places) == [row + shift for row in ROWS if row not in odd.bad]
    expected = [row % 3 for row in ROWS if row not in odd.bad]
    got = [int(code) for code in read.answers.codes[:, read.answers.position("T1")]]
    if case != "scores_as_text":
        assert got == expected


def test_the_line_where_the_encoding_turns_is_named() -> None:
    for case in ("mixed_encoding.csv", "mixed_otherwise.csv"):
        with pytest.raises(AssessmentError) as refused:
            read_table(admit("a.csv", made(READ[case])))
        assert "11" in str(refused.value.problems[0].what)


def test_stray_nuls_are_named_by_line() -> None:
    for content in (b"a,b\r\n1,2\r\n3,\x00\r\n", "a\n\n가\x00".encode("utf-16")):
        with pytest.raises(AssessmentError) as refused:
            read_table(admit("a.csv", content))
        assert refused.value.problems[0].where == "a.csv 3"


def test_ragged_records_and_an_open_quote_are_named_with_the_lines_they_swallow() -> None:
    table = read_table(admit("a.csv", RAGGED))
    assert [fault.row for fault in table.faults] == [3, 4, 6]
    swallowed = read_table(admit("a.csv", b'a,b\n1,"2\n3,4\n5,6\n'))
    assert "2–4" in str(swallowed.faults[0].problem.what)


def test_what_was_hidden_or_merged_or_untitled_is_told() -> None:
    hidden = READ["hidden_and_filtered_rows"]
    notes = read_table(admit("a.xlsx", made(hidden)), ("T1",)).notes
    assert [note.code for note in notes] == ["sheet_hidden", "sheet_hidden"]
    assert "C" in str(notes[1].what)
    untitled = book({"D1": '<c r="D1"/>'})
    (note,) = read_table(admit("a.xlsx", untitled), ("T1",)).notes
    assert (note.code, "D" in str(note.what)) == ("column_unnamed", True)
    formula = book({"D1": '<c r="D1"><f>1</f><v>1</v></c>'})
    codes = [note.code for note in read_table(admit("a.xlsx", formula), ("T1",)).notes]
    assert codes == ["cell_formula", "column_unnamed"]


def test_too_many_merged_cells_are_refused_before_they_are_counted_out() -> None:
    merges = '<mergeCell ref="A2:D1048576"/>' * 3000
    content = book(after=f"<mergeCells>{merges}</mergeCells>")
    with pytest.raises(AssessmentError) as refused:
        read_table(admit("a.xlsx", content), ("T1",))
    assert refused.value.problems[0].code == "upload_merged"


def test_both_ways_of_reading_a_sheet_see_the_same() -> None:
    """A comment in front takes the quick way away."""
    for case, odd in READ.items():
        if odd.name != "a.xlsx" or odd.refused or case == "utf16_markup":
            continue
        admitted = admit("a.xlsx", made(odd))
        name = "xl/worksheets/sheet1.xml"
        slow = {part: admitted.archive.read(part) for part in admitted.archive.parts}
        slow[name] += b"<!-- slowly -->"
        quick = read_workbook(admitted)
        assert read_workbook(admit("a.xlsx", hostile.packed(slow))) == quick, case


def test_a_cell_may_hold_what_looks_like_markup_or_a_formula() -> None:
    said = '=1+1 <b> & "x" \' ]] > &amp; _x0041_'
    sheet = read_workbook(admit("a.xlsx", book({"A2": text("A2", said)})))[0]
    assert sheet.rows[2][1] == said.replace("_x0041_", "A")


def test_a_hostile_name_is_only_shown() -> None:
    name = "filename_정상_(1) ..%2F;rm -rf.csv"
    assert admit(name, csv("utf-8")).name == name
    assert admit("../../" + name, csv("utf-8")).name == name
    assert not Path(name).exists()


def test_others_are_served_while_a_large_sheet_is_read() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 60_000))
    admitted = admit("a.xlsx", hostile.workbook(sheet=plain(rows)))
    reading = threading.Thread(target=read_workbook, args=(admitted,))
    waits = []
    reading.start()
    while reading.is_alive():
        begun = time.perf_counter()
        time.sleep(0.001)
        waits.append(time.perf_counter() - begun)
    assert len(waits) > 5
    assert sorted(waits)[len(waits) // 2] < 0.1
