"""Tables in and out of files: encodings, separators, ragged rows, and text that stays text."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.problems import AssessmentError
from assessment.workbooks.incoming.guard import Kind, admit
from assessment.workbooks.outgoing.text import file_name, neutral, restored
from assessment.workbooks.tabular.tables import (
    ALL,
    Table,
    read_file,
    read_table,
    table_bytes,
    write_table,
)
from tests.workbooks import hostile

TEXT = "업체,점수\n가나똠펲,3\n다라,\n"


def read(name: str, content: bytes, *known: str) -> Table:
    return read_table(admit(name, content, ALL), known)


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp949"),
        TEXT.replace("똠펲", "").encode("euc-kr"),
        TEXT.encode("utf-16"),
        TEXT.replace(",", ";").encode("cp949"),
        TEXT.replace(",", "\t").encode("utf-16"),
        TEXT.replace("\n", "\r").encode("utf-8"),
        TEXT.replace("\n", "\r\n").encode("utf-8-sig"),
    ],
)
def test_a_csv_is_read_in_the_encodings_and_separators_of_offices(content: bytes) -> None:
    frame = read("a.csv", content).frame
    assert list(frame.columns) == ["업체", "점수"]
    assert [name.rstrip("똠펲") for name in frame["업체"]] == ["가나", "다라"]
    assert frame["점수"].tolist() == ["3", None]
    assert frame.index.tolist() == [2, 3]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("업체,값\n가나다라,1\n".encode("cp949") + "마바사,2\n".encode(), 3),
        ("업체,값\n가나다라,1\n".encode() + "마바사,2\n".encode("cp949"), 3),
        ("a,b\n가,1\n".encode("utf-16") + b"\x00\xd8", 3),
    ],
)
def test_mixed_encodings_are_refused_naming_the_line(content: bytes, line: int) -> None:
    with pytest.raises(AssessmentError) as refused:
        read("a.csv", content)
    problem = refused.value.problems[0]
    assert problem.code == "upload_encoding"
    assert f"{line}" in str(problem.what)


def test_ragged_rows_and_an_open_quote_are_named_and_the_rest_is_read() -> None:
    table = read("a.csv", '업체,값\n"가 ""나""\n다",1\n라\n마,1,2\n바,3\n사,"4\n'.encode())
    assert [fault.row for fault in table.faults] == [3, 4, 6]
    assert table.frame.loc[2].tolist() == ['가 "나"\n다', "1"]
    assert table.frame.loc[5].tolist() == ["바", "3"]


def test_the_header_row_and_sheet_that_know_most_are_taken() -> None:
    frame = pd.DataFrame([["대장", None], [None, None], ["회사명", "주소"], ["가나", "안산"]])
    content = io.BytesIO()
    with pd.ExcelWriter(content) as writer:
        pd.DataFrame([["읽어 주세요"]]).to_excel(
            writer, sheet_name="안내", index=False, header=False
        )
        frame.to_excel(writer, sheet_name="자료", index=False, header=False)
    table = read("a.xlsx", content.getvalue(), "회사명", "주소")
    assert table.frame.to_dict("records") == [{"회사명": "가나", "주소": "안산"}]
    assert table.frame.index.tolist() == [4]


def test_headers_match_by_what_is_read_in_them() -> None:
    table = read("a.csv", "사업자\u00a0등록 번호,\u1109\u1161\u11bc\u1112\u1169\n1,가\n".encode())
    assert table.column("사업자등록번호") == "사업자 등록 번호"
    assert table.column("상호") == "상호"


def test_a_header_that_stands_twice_is_refused() -> None:
    with pytest.raises(AssessmentError, match="점수"):
        read("a.csv", "업체,점수,점 수\n가,1,2\n".encode())


def test_a_column_without_a_header_is_left_out_and_told() -> None:
    table = read("a.csv", "업체,,값\n가,x,1\n".encode())
    assert list(table.frame.columns) == ["업체", "값"]
    assert "B" in str(table.notes[0].what)


def test_an_error_cell_is_a_fault_with_sheet_and_cell_and_never_blank() -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>업체</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>점수</t></is></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="e"><v>#N/A</v></c></row>'
        '<row r="3"><c r="B3"><f>B2</f><v>4</v></c></row>'
    )
    table = read("a.xlsx", hostile.sheet_of(rows))
    assert [(f.row, f.column, f.problem.code) for f in table.faults] == [
        (2, "점수", "cell_error"),
        (3, "점수", "cell_formula"),
    ]
    assert table.faults[0].problem.where == "a.xlsx 시트1!B2"


@pytest.mark.parametrize("kind", ALL)
def test_text_that_looks_like_a_formula_comes_back_as_it_was(kind: Kind) -> None:
    frame = pd.DataFrame({"업체": hostile.INJECTIONS, "=열": range(len(hostile.INJECTIONS))})
    back = read(f"a.{kind}", table_bytes(frame, kind)).frame
    assert back["업체"].tolist() == list(hostile.INJECTIONS)
    assert list(back.columns) == ["업체", "=열"]


def test_no_cell_of_a_written_workbook_is_a_formula_or_a_link() -> None:
    content = table_bytes(pd.DataFrame({"업체": hostile.INJECTIONS}), "xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f" not in sheet.replace(b"<formatPr", b"")
        assert b"hyperlink" not in sheet
        assert b'quotePrefix="1"' in archive.read("xl/styles.xml")


def test_no_field_of_a_written_csv_begins_like_a_formula() -> None:
    content = table_bytes(pd.DataFrame({"업체": hostile.INJECTIONS}), "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    for sign in "=+-@\t\r\n＝＋－＠":
        assert f'"{sign}' not in text.replace('""', "").replace('"\r\n', "")


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_neutralising_is_undone_exactly(text: str) -> None:
    assert restored(neutral(text)) == text
    assert neutral(text)[:1] not in set("=+-@\t\r\n\x00＝＋－＠") or not text


PRINTED = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"])
SIGNS = st.sampled_from(list("=+-@＝＋－＠'\"\t\r\n,;"))
WRITTEN = st.text(alphabet=PRINTED | SIGNS, min_size=1).filter(lambda text: bool(text.strip()))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WRITTEN, WRITTEN), min_size=1, max_size=5))
def test_any_text_survives_csv_and_workbook(texts: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(texts, columns=["글", "=비고"])
    for kind in ALL[:2]:
        back = read(f"a.{kind}", table_bytes(frame, kind)).frame
        assert back.to_numpy().tolist() == frame.to_numpy().tolist()
        assert list(back.columns) == list(frame.columns)


def test_two_columns_of_one_name_are_both_written() -> None:
    frame = pd.DataFrame([["=1", 2.5]], columns=["값", "값"])
    assert table_bytes(frame, "csv").decode("utf-8-sig") == '"값","값"\r\n"\'=1","2.5"\r\n'


def test_days_and_moments_are_days_and_moments_among_texts_too() -> None:
    day, moment = date(2026, 11, 22), datetime(2026, 11, 22, 9, 30, 5)
    frame = pd.DataFrame({"날": [day, None], "때": [moment, day], "글": ["=1", day]})
    back = read("a.xlsx", table_bytes(frame, "xlsx")).frame
    assert back["날"].tolist() == [day, None]
    assert back["때"].tolist() == [moment, day]
    assert back["글"].tolist() == ["=1", "2026-11-22"]


@pytest.mark.parametrize("kind", ALL)
def test_numbers_stay_numbers_and_blanks_blank(kind: Kind, tmp_path: Path) -> None:
    frame = pd.DataFrame({"firm": ["가", "나"], "points": [12.5, float("nan")]})
    frame["level"] = pd.array([3, None], dtype="Int64")
    write_table(frame, tmp_path / f"out.{kind}")
    back = read_file(tmp_path / f"out.{kind}").frame
    assert [float(back["points"].iloc[0]), float(back["level"].iloc[0])] == [12.5, 3.0]
    assert pd.isna(back["points"].iloc[1])
    assert pd.isna(back["level"].iloc[1])


def test_a_failed_write_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")

    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(AssessmentError) as refused:
        write_table(pd.DataFrame({"a": [1]}), path)
    assert refused.value.problems[0].code == "save"
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AssessmentError, match="ods"):
        write_table(pd.DataFrame({"a": [1]}), tmp_path / "out.ods")


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("가나 정밀(주)", "2026-2", "2026-11-22"), "가나_정밀(주)_2026-2_2026-11-22.xlsx"),
        (("../../etc/passwd\n", "x"), "etc_passwd_x.xlsx"),
        (('a"b\\c:d*?<>|', ""), "a_b_c_d.xlsx"),
        (("", "..."), "file.xlsx"),
    ],
)
def test_file_names_hold_nothing_that_a_system_could_misread(
    parts: tuple[str, ...], name: str
) -> None:
    assert file_name(*parts) == name
