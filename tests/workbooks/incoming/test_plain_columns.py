"""Sheets read column by column: the same as row by row, and never where a cell is otherwise."""

import io
import threading
import time
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as some

from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.incoming.reading import ColumnSheet, Sheet, read_tables, read_workbook
from assessment.workbooks.tabular.tables import read_table
from tests.workbooks import hostile

pytestmark = pytest.mark.slow

TEXTS = some.text(
    some.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8
) | some.sampled_from(["=1+1", "_x0041_", " ", "a & <b>", "둘째\n줄", "007", "1.248E+09"])
CELLS = some.none() | TEXTS | some.booleans() | some.integers(-(10**16), 10**16) | some.floats(
    -1e300, 1e300
) | some.dates(date(1901, 1, 1), date(2999, 1, 1))  # fmt: skip


def book(rows: list[list[object]]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False}) as made:
        sheet, dated = made.add_worksheet(), made.add_format({"num_format": "yyyy-mm-dd"})
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif isinstance(value, date):
                    sheet.write_datetime(row, column, value, dated)
                elif isinstance(value, bool):
                    sheet.write_boolean(row, column, value)
                elif value is not None:
                    sheet.write_number(row, column, value)
    return target.getvalue()


def both(content: bytes) -> tuple[Sheet, Sheet | ColumnSheet]:
    admitted = admit("a.xlsx", content)
    return read_workbook(admitted)[0], read_tables(admitted)[0]


@settings(max_examples=60)
@given(some.lists(some.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=30))
def test_by_column_and_by_row_read_the_same(rows: list[list[object]]) -> None:
    slow, quick = both(book(rows))
    if not isinstance(quick, ColumnSheet):
        assert (quick, quick.rows) == (slow, {})
        return
    assert quick.by_row() == slow
    assert {row: [type(one) for one in cells.values()] for row, cells in slow.rows.items()} == {
        row: [type(one) for one in cells.values()] for row, cells in quick.by_row().rows.items()
    }


@pytest.mark.parametrize(
    "row",
    [
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>',
        '<row r="2"><c r="A2" t="e"><v>#N/A</v></c></row>',
        '<row r="2"><c r="A3"><v>2</v></c></row>',
        '<row r="2"><c r="B2"><v>2</v></c><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>2</v></c><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="C1"><v>2</v></c></row>',
        '<row><c><v>2</v></c></row>',
        '<row r="2"><!-- x --><c r="A2"><v>2</v></c></row>',
        '<row r="2"><c r="A2"><v>nan</v></c></row>',
        '<row r="2"><c r="A2"><v>1_0</v></c></row>',
        '<row r="2"><c r="A2" t="s"><v>-1</v></c></row>',
        '<row r="2"><c r="A2" t="s"><v>99</v></c></row>',
        '<row r="2"><c r="A2" t="b"><v>2</v></c></row>',
        '<row r="2"><c r="A2" t="str"><v>&bogus;</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v><v>2</v></c></row>',
        f'<row r="2"><c r="A2" t="inlineStr"><is><t>{"가" * 32_768}</t></is></c></row>',
        '<row r="1048577"><c r="A1048577"><v>2</v></c></row>',
        '<row r="2"><c r="XFE2"><v>2</v></c></row>',
    ],
)  # fmt: skip
def test_a_sheet_that_is_otherwise_anywhere_is_left_to_the_slow_reader(row: str) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row>' + row
    archive = admit("a.xlsx", hostile.sheet_of(rows))
    found = None
    try:
        found = read_tables(archive)[0]
    except Exception as refused:
        with pytest.raises(type(refused)):
            read_workbook(archive)
    assert not isinstance(found, ColumnSheet)
    if found is not None:
        assert found == read_workbook(archive)[0]


@pytest.mark.parametrize("around", ["", "<!-- slowly -->"])
def test_a_truth_that_libreoffice_wrote_as_a_formula_is_a_truth(around: str) -> None:
    cells = (
        '<c r="A1" s="0" t="b"><f aca="false">TRUE()</f><v>1</v></c>'
        '<c r="B1" t="b"><f aca="false">FALSE()</f><v>0</v></c>'
        '<c r="C1" t="b"><f aca="false">TRUE()</f><v>0</v></c>'
        '<c r="D1" t="b"><f aca="false">NOT(TRUE())</f><v>0</v></c>'
        '<c r="E1"><f aca="false">TRUE()</f><v>1</v></c>'
    )
    content = hostile.sheet_of(f'<row r="1">{around}{cells}</row>')
    sheet = read_workbook(admit("a.xlsx", content))[0]
    assert sheet.rows == {1: {1: True, 2: False}}
    assert [(one.column, one.code) for one in sheet.faults] == [
        (column, "cell_formula") for column in (3, 4, 5)
    ]


def test_a_table_has_the_cells_of_its_rows_and_columns() -> None:
    table = read_table(admit("a.xlsx", book([["제목"], [], ["업체", "수"], ["가", 1]])), ["업체"])
    assert table.frame.to_dict("index") == {4: {"업체": "가", "수": 1}}
    assert (table.cell(4, "수"), table.cell(4, "없음")) == ("Sheet1!B4", "Sheet1!4")


def largest_wait(work: threading.Thread) -> float:
    """The longest that another thread waits for its turn while this one works."""
    waits = []
    work.start()
    while work.is_alive():
        begun = time.perf_counter()
        time.sleep(0.001)
        waits.append(time.perf_counter() - begun)
    return sorted(waits)[int(len(waits) * 0.95)]


@pytest.mark.slow
def test_others_are_served_while_a_register_is_read() -> None:
    rows = [[f"업체{row}", row, f"산단로 {row}", row / 7] * 5 for row in range(8_000)]
    content = book([[f"제목 {column}" for column in range(20)], *rows])
    read = []
    reading = threading.Thread(target=lambda: read.append(read_table(admit("a.xlsx", content))))
    assert largest_wait(reading) < 0.1
    assert len(read[0].frame) == 8_000
