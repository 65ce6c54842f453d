"""Filled forms with what people, programs and ill will make of them, one function each."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.workbooks.form_filling import edited, marked_up, with_member, without_sheet

HEAD, L1, L2, C1, M1, ERP, N1, T1, D1, F1 = 5, 7, 8, 9, 11, 12, 15, 16, 17, 18
CODE, OPTIONS, ANSWER, OTHER, COMMENT, STATE = "A", "D", "E", "F", "G", "H"
Change = Callable[[bytes], bytes]


def put(**cells: object) -> Change:
    """These values typed into these cells."""

    def change(sheet: Any) -> None:
        for cell, value in cells.items():
            sheet[cell] = value

    return lambda content: edited(content, change)


def sheet_change(change: Callable[[Any], None]) -> Change:
    return lambda content: edited(content, change)


def _columns_reordered(sheet: Any) -> None:
    """The comment first, then state, answer, what is said instead, and the code at the end."""
    order = (COMMENT, STATE, ANSWER, OTHER, CODE)
    rows = range(HEAD, sheet.max_row + 1)
    held = {row: [sheet[f"{column}{row}"].value for column in order] for row in rows}
    for row, values in held.items():
        for column, value in zip("ABEFG", values, strict=True):
            cell = sheet[f"{column}{row}"]
            cell.value = None if column == "B" else value
            if isinstance(value, str):
                cell.data_type = "s"  # a text that begins with = stays a text
        sheet[f"H{row}"] = None


def _merged(sheet: Any) -> None:
    sheet.merge_cells(f"{ANSWER}{L1}:{ANSWER}{C1}")


def _hidden(sheet: Any) -> None:
    for row in (L2, C1):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions[COMMENT].hidden = True


def _question_twice(sheet: Any) -> None:
    row = sheet.max_row + 1
    sheet[f"{CODE}{row}"], sheet[f"{ANSWER}{row}"] = "L1", "하지 않음"


def _unknown_and_missing(sheet: Any) -> None:
    sheet.delete_rows(T1)
    row = sheet.max_row + 1
    sheet[f"{CODE}{row}"], sheet[f"{ANSWER}{row}"] = "Q99", "3"


def _renamed_with_extra(sheet: Any) -> None:
    sheet.title = "Sheet1"
    sheet.parent.create_sheet("차트", 0)["A1"] = "그림만 있는 시트"


def _copied(sheet: Any) -> None:
    sheet.parent.copy_worksheet(sheet)


def _headers(sheet: Any) -> None:
    sheet[f"{CODE}{HEAD}"] = " 코드\u00a0"
    sheet[f"{ANSWER}{HEAD}"] = "우리 업체의\n답 "
    sheet[f"{OTHER}{HEAD}"] = "답할\u3000수 없을 때"  # NFD below
    sheet[f"{COMMENT}{HEAD}"] = "메모"


def _header_twice(sheet: Any) -> None:
    sheet[f"I{HEAD}"] = "우리 업체의 답"
    sheet[f"I{L1}"] = "하지 않음"


def _mac_dates(sheet: Any) -> None:
    sheet.parent.epoch = CALENDAR_MAC_1904
    sheet[f"{ANSWER}{D1}"] = date(2026, 3, 1)


def _second_firm(content: bytes) -> bytes:
    def change(sheet: Any) -> None:
        meta = sheet.parent["_meta"]
        firm = next(row for row in range(1, 20) if meta[f"A{row}"].value == "firm")
        meta[f"B{firm}"] = "e" * 32

    return edited(content, change)


def _version(content: bytes) -> bytes:
    def change(sheet: Any) -> None:
        sheet.parent["_meta"]["B1"] = "0"

    return edited(content, change)


def _base(content: bytes) -> bytes:
    def change(sheet: Any) -> None:
        sheet.parent["_base"]["C1"] = "full"

    return edited(content, change)


def _row_of_option_gone(sheet: Any) -> None:
    sheet.delete_rows(ERP)


def _code_gone(sheet: Any) -> None:
    sheet[f"{CODE}{L2}"] = None


def _runs(content: bytes) -> bytes:
    """A text in several weights with its reading above it, as a Japanese program keeps it."""
    runs = '<is><r><t>모두 </t></r><r><t>(3-4)</t></r><rPh sb="0" eb="1"><t>モドゥ</t></rPh></is>'
    return marked_up(content, f"{ANSWER}{L1}", runs, "inlineStr")


def _two_books(content: bytes) -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "다른 표"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


ACCEPTED: dict[str, Change] = {
    "untouched": lambda content: content,
    "saved_by_another_program": sheet_change(lambda _sheet: None),
    "columns_reordered": sheet_change(_columns_reordered),
    "header_variants": sheet_change(_headers),
    "hidden_and_filtered_rows": sheet_change(_hidden),
    "sheet_renamed_and_extra": sheet_change(_renamed_with_extra),
    "stray_space_far_away": put(XFD2000=" "),
}
"""Every answer is read as it stands; some of these are told of."""

REFUSED: dict[str, tuple[Change, str]] = {
    "duplicate_headers": (sheet_change(_header_twice), "form_columns"),
    "missing_column": (sheet_change(lambda sheet: sheet.delete_cols(7)), "form_columns"),
    "headers_gone": (put(**{f"{c}{HEAD}": None for c in "AEFG"}), "form_no_table"),
    "two_sheets_of_answers": (sheet_change(_copied), "form_two_tables"),
    "old_form_version": (_version, "form_old_version"),
    "meta_removed": (lambda content: without_sheet(content, "_meta"), "form_no_meta"),
    "base_removed": (lambda content: without_sheet(content, "_base"), "form_no_meta"),
    "no_form_at_all": (_two_books, "form_no_meta"),
    "other_firms_form": (_second_firm, "form_changed"),
    "base_rewritten": (_base, "form_changed"),
    "meta_with_a_formula": (
        lambda content: with_member(
            content, "xl/worksheets/sheet4.xml", r'<c r="B2".*?</c>', '<c r="B2"><f>1</f></c>'
        ),
        "form_changed",
    ),
}

FAULTY: dict[str, tuple[Change, dict[str, str]]] = {
    "formulas_without_cache": (
        put(E7="=1+2", G8='=HYPERLINK("https://x.invalid")'),
        {"E7": "cell_formula", "G8": "cell_formula"},
    ),
    "formula_with_stale_cache": (
        lambda content: marked_up(content, "E7", "<f>1+1</f><v>2</v>"),
        {"E7": "cell_formula"},
    ),
    "error_cells": (
        put(E7="#N/A", E8="#REF!", F9="#DIV/0!"),
        {"E7": "cell_error", "E8": "cell_error", "F9": "cell_error"},
    ),
    "score_became_date": (
        put(E7=date(2026, 3, 4), F8=date(2026, 3, 4)),
        {"E7": "form_bad_answer", "F8": "form_bad_answer"},
    ),
    "scores_out_of_range": (
        put(E7=3, E8=-1, F8=None, E9=3.5, E15=1e308),
        dict.fromkeys(("E7", "E8", "E9", "E15"), "form_bad_answer"),
    ),
    "truth_and_words": (
        put(E7=True, E8="2점", F8=None, E9="-", E15="3 정도", E17="2026-02-30"),
        dict.fromkeys(("E7", "E8", "E9", "E15", "E17"), "form_bad_answer"),
    ),
    "not_applicable_without_reason": (put(E7=None, F7="해당 없음"), {"F7": "form_bad_answer"}),
    "not_applicable_where_it_is_not": (put(E9="N/A"), {"E9": "form_bad_answer"}),
    "two_answers": (put(F7="잘 모르겠음"), {"F7": "form_two_answers"}),
    "crosses_for_marks": (put(E12="×"), {"E11": "form_bad_answer"}),
    "marks_and_none": (put(E11="고른 것 없음", E13="○"), {"E11": "form_two_answers"}),
    "merged_answer_cells": (
        sheet_change(_merged),
        {"E8": "cell_merged", "E9": "cell_merged"},
    ),
    "duplicate_question": (
        sheet_change(_question_twice),
        {"A7": "form_twice", "A19": "form_twice"},
    ),
    "unknown_and_missing_questions": (
        sheet_change(_unknown_and_missing),
        {"A18": "form_unknown_item"},
    ),
    "row_of_an_option_gone": (sheet_change(_row_of_option_gone), {"A11": "form_part_missing"}),
    "code_of_a_row_gone": (sheet_change(_code_gone), {"A8": "form_no_code"}),
    "very_long_text": (
        lambda content: marked_up(
            put(G7="가" * 2_001)(content), "G8",
            f"<is><t>{'나' * 40_000}</t></is>", "inlineStr",
        ),
        {"G7": "form_too_long", "G8": "cell_too_long"},
    ),
}  # fmt: skip
"""Cells that cannot be taken, by the code of what is wrong; all other items are read."""
RUNS, MAC_DATES = _runs, sheet_change(_mac_dates)
