"""Workbooks as they are: values typed, formulas and errors named, nothing guessed."""

from datetime import date, datetime

import pytest

from assessment.problems import AssessmentError
from assessment.workbooks.incoming.guard import Limits, admit
from assessment.workbooks.incoming.reading import Sheet, read_workbook
from tests.workbooks import hostile


def first(content: bytes, **limits: int) -> Sheet:
    return read_workbook(admit("a.xlsx", content, limits=Limits(**limits)))[0]


def cell(reference: str, inner: str, attributes: str = "") -> str:
    return f'<row><c r="{reference}" {attributes}>{inner}</c></row>'


def test_values_come_typed() -> None:
    sheet = first(hostile.workbook())
    assert sheet.rows == {1: {1: "업체", 2: "점수"}, 2: {1: "가나", 2: 3}}
    assert (sheet.name, sheet.hidden, sheet.faults) == ("시트1", False, ())


@pytest.mark.parametrize(
    ("attributes", "inner", "code", "said"),
    [
        ("", "<f>1+1</f><v>2</v>", "cell_formula", ""),
        ("", "<f>1+1</f>", "cell_formula", ""),
        ('t="e"', "<v>#N/A</v>", "cell_error", "#N/A"),
        ('t="e"', "<v>#REF!</v>", "cell_error", "#REF!"),
        ('t="inlineStr"', f"<is><t>{'가' * 32_768}</t></is>", "cell_too_long", "32767"),
    ],
)
def test_what_is_no_value_is_a_fault_at_its_cell_and_never_a_blank(
    attributes: str, inner: str, code: str, said: str
) -> None:
    sheet = first(hostile.sheet_of(cell("C7", inner, attributes)))
    fault = sheet.fault_at(7, 3)
    assert fault is not None
    assert fault.code == code
    assert said in str(fault.what)
    assert sheet.rows == {}


def test_a_stray_space_in_the_last_cell_costs_nothing() -> None:
    stray = '<is><t xml:space="preserve"> </t></is>'
    rows = cell("A1", "<v>1</v>") + cell("XFD1048576", stray, 't="inlineStr"')
    assert first(hostile.sheet_of(rows)).rows == {1: {1: 1}}


def test_cells_without_references_stand_one_after_the_other() -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    assert first(hostile.sheet_of(rows)).rows == {1: {1: 1, 2: 2}, 2: {1: 3}}


def test_phonetic_readings_are_left_out_and_runs_are_joined() -> None:
    strings = (
        f'<sst xmlns="{hostile.MAIN}" uniqueCount="4000000000"><si><r><t>한</t></r>'
        "<r><t>빛</t></r><rPh><t>ハンビ</t></rPh></si></sst>"
    )
    shared = cell("A1", "<v>0</v>", 't="s"')
    sheet = f'<worksheet xmlns="{hostile.MAIN}"><sheetData>{shared}</sheetData></worksheet>'
    assert first(hostile.workbook(strings=strings, sheet=sheet)).rows == {1: {1: "한빛"}}


def test_a_shared_string_that_is_not_there_is_no_workbook() -> None:
    with pytest.raises(AssessmentError) as refused:
        first(hostile.sheet_of(cell("A1", "<v>999999</v>", 't="s"')))
    assert refused.value.problems[0].code == "upload_unreadable"


def test_nested_markup_ends_before_the_stack_does() -> None:
    with pytest.raises(AssessmentError) as refused:
        first(hostile.workbook(sheet="<a>" * 200_000 + "</a>" * 200_000))
    assert refused.value.problems[0].code == "upload_unreadable"


def test_strict_open_xml_is_read_as_well() -> None:
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    content = hostile.workbook(
        sheet=hostile.SHEET.replace(hostile.MAIN, strict),
        workbook=hostile.WORKBOOK.replace(hostile.MAIN, strict),
    )
    assert first(content).rows[2] == {1: "가나", 2: 3}


STYLES = (
    f'<styleSheet xmlns="{hostile.MAIN}"><numFmts><numFmt numFmtId="164" '
    'formatCode="yyyy&quot;년&quot; m"/><numFmt numFmtId="165" formatCode="[Red]#,##0"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>'
    "</cellXfs></styleSheet>"
)


@pytest.mark.parametrize(
    ("number", "style", "epoch", "value"),
    [
        ("45292", 1, "", date(2024, 1, 1)),
        ("45292", 2, "", date(2024, 1, 1)),
        ("45292", 0, "", 45292),
        ("45292", 3, "", 45292),
        ("43830", 1, ' date1904="1"', date(2024, 1, 1)),
        ("45292.5", 1, "", datetime(2024, 1, 1, 12)),
        ("1", 1, "", date(1900, 1, 1)),
        ("0.1", 0, "", 0.1),
    ],
)
def test_a_number_is_a_date_where_its_style_shows_one(
    number: str, style: int, epoch: str, value: object
) -> None:
    sheet = cell("A1", f"<v>{number}</v>", f's="{style}"')
    content = hostile.workbook(
        styles=STYLES,
        sheet=f'<worksheet xmlns="{hostile.MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
        workbook=hostile.WORKBOOK.replace("<sheets>", f"<workbookPr{epoch}/><sheets>"),
    )
    assert first(content).rows == {1: {1: value}}


def test_escaped_signs_are_shown_and_control_signs_made_visible() -> None:
    rows = cell("A1", "<is><t>a_x0007_b_x005F_x0041_c</t></is>", 't="inlineStr"')
    assert first(hostile.sheet_of(rows)).rows == {1: {1: "a\ufffdb_x0041_c"}}


def test_more_cells_than_allowed_are_refused() -> None:
    rows = "".join(f'<row><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 200))
    with pytest.raises(AssessmentError) as refused:
        first(hostile.sheet_of(rows), cells=100)
    assert refused.value.problems[0].code == "upload_many_cells"


def test_hidden_rows_are_read_and_known_as_hidden() -> None:
    sheet = first(hostile.sheet_of('<row r="5" hidden="1"><c r="A5"><v>1</v></c></row>'))
    assert (sheet.rows, sheet.hidden_rows) == ({5: {1: 1}}, frozenset({5}))
