"""The shell around XlsxWriter: text is always text, every write is checked and read back."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd
import xlsxwriter

from assessment.locale import message
from assessment.locale import translate as _
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.cells import Value
from assessment.workbooks.guard import LOCAL, admit
from assessment.workbooks.reading import read_workbook
from assessment.workbooks.text import LONGEST, lines_of, visible

FONT = "맑은 고딕"
Look = Literal["text", "whole", "points", "number", "won", "percent", "date", "wrapped"]
Shape = Literal["portrait", "landscape"]
_FORMATS: Mapping[Look, dict[str, object]] = {
    "text": {"quote_prefix": True, "align": "left", "indent": 1},
    "wrapped": {"quote_prefix": True, "align": "left", "text_wrap": True, "indent": 1},
    "whole": {"num_format": "#,##0", "align": "right"},
    "won": {"num_format": "#,##0", "align": "right"},
    "points": {"num_format": "#,##0.0", "align": "right"},
    "number": {"num_format": "General", "align": "right"},
    "percent": {"num_format": "0.0%", "align": "right"},
    "date": {"num_format": "yyyy-mm-dd", "align": "center"},
}
_FIXED = datetime(2000, 1, 1)  # so that the same numbers give the same bytes


@dataclass(frozen=True)
class Column:
    """`name` in the frame, `header` on the sheet; width in characters."""

    name: str
    header: str
    look: Look = "text"
    width: float = 14


class Pages:
    """A workbook in the making; `finish` gives its bytes after reading them back."""

    def __init__(self, demo: bool = False) -> None:
        self._target = io.BytesIO()
        self._demo = demo
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        }
        self._book = xlsxwriter.Workbook(self._target, options)
        self._book.set_properties({"created": _FIXED, "author": "", "comments": ""})
        self._styles: dict[object, Any] = {}
        self._written: dict[str, dict[tuple[int, int], Value]] = {}

    def style(self, **given: object) -> Any:
        """A cell format in our font, made once."""
        key = tuple(sorted(given.items(), key=str))
        if key not in self._styles:
            plain = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
            self._styles[key] = self._book.add_format(plain | given)
        return self._styles[key]

    def page(self, name: str, shape: Shape = "landscape") -> "Page":
        """A new sheet laid out for A4; a demo's sheets say so on every printed page."""
        sheet = self._book.add_worksheet(name[:31])
        sheet.set_paper(9)
        if shape == "landscape":
            sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f'&L&"{FONT}"&9&A&R&"{FONT}"&9&P / &N')
        written = self._written.setdefault(sheet.get_name(), {})
        page = Page(self, sheet, written)
        if self._demo:
            page.demo_mark()
        return page

    def finish(self) -> bytes:
        """The workbook's bytes; raises when what is read back is not what was written."""
        self._book.close()
        content = self._target.getvalue()
        reconcile(content, self._written)
        return content


class Page:
    """One sheet, written from top to bottom."""

    def __init__(self, pages: Pages, sheet: Any, written: dict[tuple[int, int], Value]) -> None:
        self._pages, self._sheet, self._written = pages, sheet, written
        self.row = 0
        self._widths: tuple[float, ...] = ()

    def demo_mark(self) -> None:
        text = _("가상 데이터")
        self._sheet.set_header(f'&C&"{FONT},Bold"&12&K9A3412{text}')
        self.put(self.row, 0, text, self._pages.style(bold=True, font_color="#9A3412"))
        self.row += 1

    def title(self, text: str) -> None:
        self.put(self.row, 0, text, self._pages.style(bold=True, font_size=14))
        self._sheet.set_row(self.row, 24)
        self.row += 1

    def note(self, text: str) -> None:
        self.put(self.row, 0, text, self._pages.style(font_color="#464C53"))
        self.row += 1

    def gap(self) -> None:
        self.row += 1

    def pairs(self, rows: Iterable[tuple[str, object]]) -> None:
        """Two columns: what it is, and its value."""
        for label, value in rows:
            head = self._pages.style(
                bold=True, bg_color="#EEF2F7", border=1, border_color="#8E98A5", text_wrap=True
            )
            self.put(self.row, 0, label, head)
            look: Look = "wrapped" if isinstance(value, str) else "number"
            look = "date" if isinstance(value, date) else look
            self.put(self.row, 1, value, self.look(look))
            cells = zip((label, value), self._widths, strict=False)
            self._tall(self.row, max((lines_of(cell, width) for cell, width in cells), default=1))
            self.row += 1

    def widths(self, *widths: float) -> None:
        self._widths = widths
        for place, width in enumerate(widths):
            self._checked(self._sheet.set_column(place, place, width))

    def table(self, frame: pd.DataFrame, columns: Sequence[Column], freeze: bool = True) -> None:
        """A header row and one row each of the frame; blank where a value is missing."""
        head = self._pages.style(
            bold=True, bg_color="#DDE6F3", border=1, border_color="#8E98A5", text_wrap=True,
            align="center", quote_prefix=True,
        )  # fmt: skip
        for place, column in enumerate(columns):
            self._checked(self._sheet.set_column(place, place, column.width))
            self.put(self.row, place, column.header, head)
        first = self.row
        looks = [self.look(column.look) for column in columns]
        values = [list(frame[column.name]) for column in columns]
        self._tall(first, max((lines_of(c.header, c.width) for c in columns), default=1))
        wrapped = [(n, c.width) for n, c in enumerate(columns) if c.look == "wrapped"]
        for row in range(len(frame)):
            for place, look in enumerate(looks):
                self.put(first + 1 + row, place, values[place][row], look)
            self._tall(
                first + 1 + row, max((lines_of(values[n][row], w) for n, w in wrapped), default=1)
            )
        self.row = first + 1 + len(frame)
        self._sheet.repeat_rows(first)
        if freeze:
            self._sheet.freeze_panes(first + 1, 0)
            if len(frame):
                self._sheet.autofilter(first, 0, self.row - 1, len(columns) - 1)

    def _tall(self, row: int, lines: int) -> None:
        if lines > 1:
            self._checked(self._sheet.set_row(row, min(400.0, 4 + 13.5 * lines)))

    def number_limits(self, first: int, last: int, column: int, low: float, high: float) -> None:
        """Only numbers from low to high may be typed into these cells."""
        self._checked(
            self._sheet.data_validation(
                first,
                column,
                max(first, last),
                column,
                {
                    "validate": "decimal",
                    "criteria": "between",
                    "minimum": low,
                    "maximum": high,
                    "error_title": _("점수 범위")[:32],
                    "error_message": _(
                        "{low}부터 {high}까지의 수를 적어 주십시오.",
                        low=f"{low:g}",
                        high=f"{high:g}",
                    )[:255],
                },
            )
        )

    def put(self, row: int, column: int, value: object, look: Any) -> None:
        """One cell: text as text, a number as a number, nothing where nothing is known."""
        sheet, place = self._sheet, (row + 1, column + 1)
        known = None if value is None or value is pd.NA or value != value else value
        if isinstance(known, str):
            text = visible(known)[:LONGEST]
            self._checked(sheet.write_string(row, column, text, look))
            if text.strip():
                self._written[place] = text
        elif isinstance(known, bool):
            self._checked(sheet.write_boolean(row, column, known, look))
            self._written[place] = known
        elif isinstance(known, date):
            day = known.date() if isinstance(known, datetime) else known
            self._checked(sheet.write_datetime(row, column, day, look))
            self._written[place] = day
        elif known is None:
            self._checked(sheet.write_blank(row, column, None, look))
        else:
            number = float(str(known))
            if number in (float("inf"), float("-inf")):
                self._checked(sheet.write_blank(row, column, None, look))
                return
            self._checked(sheet.write_number(row, column, number, look))
            self._written[place] = number

    def look(self, look: Look) -> Any:
        """The format of cells of this kind."""
        return self._pages.style(border=1, border_color="#C6CDD5", **_FORMATS[look])

    def _checked(self, code: object) -> None:
        if code not in (0, None):
            raise ValueError(f"a cell was not written: {code}")


def plain_workbook(frame: pd.DataFrame, sheet: str) -> bytes:
    """One sheet with the frame's own headers in row 1."""
    pages = Pages()
    page = pages.page(sheet)
    looks: list[Column] = []
    for name in frame.columns:
        number = pd.api.types.is_numeric_dtype(frame[name])
        number = number and not pd.api.types.is_bool_dtype(frame[name])
        looks.append(Column(name, str(name), "number" if number else "text", 12))
    page.table(frame, looks)
    return pages.finish()


def reconcile(content: bytes, written: Mapping[str, Mapping[tuple[int, int], Value]]) -> None:
    """Read a finished workbook back and raise unless every cell is what was meant."""
    read = {sheet.name: sheet for sheet in read_workbook(admit("out.xlsx", content, limits=LOCAL))}
    for name, cells in written.items():
        held = read[name]
        found = {(row, column): value for row, cells_ in held.rows.items()
                 for column, value in cells_.items()}  # fmt: skip
        wrong = [place for place, value in cells.items() if not _same(value, found.get(place))]
        if wrong or len(found) != len(cells) or held.faults:
            raise AssessmentError(
                Problem(
                    name,
                    message("만든 파일이 원래 값과 달라 내보내지 않았습니다."),
                    message("다시 시도하고, 되풀이되면 관리자에게 알려 주십시오."),
                    code="reconcile",
                )
            )


def _same(meant: Value, read: Value | None) -> bool:
    if isinstance(meant, str) and isinstance(read, str):
        return meant.replace("\r\n", "\n") == read.replace("\r\n", "\n")
    if isinstance(meant, float) and isinstance(read, int | float):
        return abs(meant - read) <= 1e-12 * max(1.0, abs(meant))
    return meant == read
