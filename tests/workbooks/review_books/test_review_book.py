"""The review workbook as a file: protected, counted by formulas, and nothing in it acts."""

import io
from pathlib import Path

import openpyxl
import pytest

from assessment.problems import AssessmentError
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.review_books.review_book import (
    BaseRow,
    BookFirm,
    BookMeta,
    BookRow,
    BookWords,
    Bound,
    Entry,
    ReviewBook,
)
from assessment.workbooks.review_books.review_book_reading import read_review_book
from assessment.workbooks.review_books.review_book_writing import review_workbook
from tests.services.review_filling import Cells, Raw, filled
from tests.workbooks.hostile import INJECTIONS
from tests.workbooks.recalculating import grids, recalculated

pytestmark = pytest.mark.slow

WORDS = BookWords(
    reasons=("그대로 확인", "증빙 없음", "기타"),
    methods=("서류", "방문", "면담"),
    same="자가와 같음",
    confirmed="그대로 확인",
    other="기타",
    method="방문",
)
OURS = ("=IF(", "='", "=SUM", "=COUNT", '="')
LEVELS = ("자가와 같음", "1 없음", "2 종이", "3 화면")


def row(item: str, moves: bool = False, held: Entry | None = None, text: str = "글") -> BookRow:
    number = item.startswith("N")
    return BookRow(
        item=item,
        title=text,
        claim=text,
        backing=text,
        ask=text,
        moves=moves,
        choices=("자가와 같음",) if number else LEVELS,
        closed=not number,
        limits=(0.0, 100.0) if number else None,
        same=12.5 if number else "2 종이",
        held=held or Entry(),
    )


def book(demo: bool = False, text: str = "글", name: str = "가나'정밀") -> ReviewBook:
    """Two firms of the same five items; the first holds two findings, one unlike the claim."""
    held = (Entry("2 종이", "그대로 확인", "서류"), Entry("1 없음", "증빙 없음", "방문", text))
    first = (row("A1", True, held[0], text), row("A2", True), row("A3", held=held[1]), row("N1"))
    second = tuple(row(f"{kind}{n}", n < 4) for kind in "AN" for n in range(1, 7))
    firms = [
        BookFirm(Bound("7", "p7", "r" * 64), name, text, (text, "2026-11-25", 512.5, 3.0), first),
        BookFirm(Bound("8", "p8", "r" * 64), name, text, (text, "", None, None), second),
    ]
    base = [
        BaseRow(firm.bound.key, one.item, "answered", "b", "", "", "", "", "")
        for firm in firms
        for one in firm.rows
    ]
    meta = BookMeta("account", "2026-11-22T03:00:00+00:00", "ab12", "ko",
                    tuple(one.bound for one in firms))  # fmt: skip
    heads = ("업종·규모", "방문일", "자가 점수", "기준까지")
    return ReviewBook(f"검토 {text}", (text,), heads, tuple(firms), WORDS, meta, tuple(base), demo)


def sign(content: bytes) -> str:
    return f"{len(content)}-{hash(content)}"


EDITS: dict[str, tuple[Cells, str]] = {
    "A1": ({"value": "자가와 같음"}, "그대로"),
    "A2": ({"value": "2 종이", "reason": "그대로 확인"}, "그대로"),
    "A3": ({"value": "1 없음"}, "사유 필요"),
    "A4": ({"value": "1 없음", "reason": "기타"}, "본 것 필요"),
    "A5": ({"value": "1 없음", "reason": "증빙 없음"}, "다름"),
    "A6": ({"reason": "증빙 없음"}, "확인값 필요"),
    "N1": ({"value": 12.5}, "그대로"),
    "N2": ({"value": 101}, "범위 밖"),
    "N3": ({"value": 0, "reason": "기타", "note": "계기 고장"}, "다름"),
    "N4": ({"value": "자가와 같음", "reason": "증빙 없음"}, "사유 확인"),
}


@pytest.mark.office
def test_another_program_counts_what_is_typed_and_comes_to_our_own_figures(tmp_path: Path) -> None:
    """The first firm is as it was handed out: LibreOffice must come to the values we kept."""
    content = review_workbook(book(), sign)
    kept = grids(content)
    typed = {(8, item): cells for item, (cells, _state) in EDITS.items()}
    found = grids(recalculated(filled(content, typed), tmp_path))
    first, second = "01 가나'정밀", "02 가나'정밀"
    assert found[first] == kept[first]
    states = {line[0]: line[10] or "" for line in found[second][5:] if line[0]}
    wanted = {item: state for item, (_cells, state) in EDITS.items()} | {"A2": "그대로"}
    assert states == wanted | {"N5": "", "N6": ""}
    lines = [line for line in found["검토 목록"] if len(line) > 12]
    overview = {line[0]: line[6:13] for line in lines if line[0] in (1, 2)}
    assert overview[1] == [1, 2, 2, 4, 1, 0, 0.5]
    assert overview[2] == [4, 6, 5, 12, 2, 5, pytest.approx(5 / 12)]
    sums = next(line for line in lines if line[5] == "합계")
    assert sums[6:12] == [5, 8, 7, 16, 3, 5]


def test_only_the_yellow_cells_can_be_typed_in() -> None:
    sheets = openpyxl.load_workbook(io.BytesIO(review_workbook(book(), sign))).worksheets
    assert [one.sheet_state for one in sheets] == ["visible"] * 3 + ["hidden"] * 3
    assert all(one.protection.sheet for one in sheets)
    firm = sheets[1]
    free = {cell.coordinate for line in firm.iter_rows() for cell in line
            if not cell.protection.locked}  # fmt: skip
    items = [line[0].row for line in firm.iter_rows(min_row=6) if line[0].value]
    assert free == {f"{column}{n}" for n in items for column in "GHIJ"} | {"G4"}
    assert {one.formula1 for one in firm.data_validations.dataValidation} == {
        "review_list_1", "review_list_2", "review_reasons", "review_methods",
    }  # fmt: skip
    for sheet in sheets[:3]:
        assert sheet.page_setup.paperSize in (9, "9")
        assert sheet.page_setup.orientation == "landscape"


@pytest.mark.parametrize("text", [one for one in INJECTIONS if one.strip()])
def test_no_text_of_a_firm_becomes_a_formula_or_a_foreign_link(text: str) -> None:
    content = review_workbook(book(text=text, name=text), sign)
    sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    for sheet in sheets:
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f" or str(cell.value).startswith(OURS)
                assert cell.hyperlink is None or cell.hyperlink.target is None
    read = read_review_book(admit("a.xlsx", content), sign)
    assert read.rows["7", "A3"].typed["note"] == text.replace("\r", "\n") or "\r" in text


@pytest.mark.parametrize("demo", [True, False])
def test_a_demo_says_so_and_a_real_book_does_not(demo: bool) -> None:
    sheets = openpyxl.load_workbook(io.BytesIO(review_workbook(book(demo), sign))).worksheets
    for sheet in sheets:
        assert ("가상 데이터" in str(sheet.oddHeader.center.text)) == demo


def test_what_is_no_value_is_a_fault_of_its_row_alone() -> None:
    content = filled(review_workbook(book(), sign), {(8, "A1"): {"value": Raw("=1+1")}})
    read = read_review_book(admit("a.xlsx", content), sign)
    (fault,) = read.faults
    assert fault.where == "a.xlsx 02 가나'정밀!G7"
    assert ("8", "A1") not in read.rows
    assert ("8", "A2") in read.rows


def test_a_sheet_that_was_copied_is_not_read_twice() -> None:
    opened = openpyxl.load_workbook(io.BytesIO(review_workbook(book(), sign)))
    opened.copy_worksheet(opened.worksheets[1])
    saved = io.BytesIO()
    opened.save(saved)
    read = read_review_book(admit("a.xlsx", saved.getvalue()), sign)
    assert [one.code for one in read.faults] == ["review_book_sheet"]
    assert len(read.rows) == 16


def test_a_workbook_of_another_kind_is_refused_in_words() -> None:
    held = io.BytesIO()
    openpyxl.Workbook().save(held)
    with pytest.raises(AssessmentError) as caught:
        read_review_book(admit("a.xlsx", held.getvalue()), sign)
    assert caught.value.problems[0].code == "review_book_meta"


def test_the_same_book_gives_the_same_bytes() -> None:
    assert review_workbook(book(), sign) == review_workbook(book(), sign)
