"""The shell around XlsxWriter: text is always text, every write is checked and read back."""

import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd
import xlsxwriter

from assessment.locale import message
from assessment.locale import translate as _
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.incoming.cells import Value
from assessment.workbooks.incoming.guard import LOCAL, admit
from assessment.workbooks.incoming.plain_values import plain_value
from assessment.workbooks.incoming.reading import read_workbook
from assessment.workbooks.outgoing.strict_sheet import StrictSheet
from assessment.workbooks.outgoing.text import lines_of, sheet_name

FONT = "맑은 고딕"
QUOTED: Mapping[str, object] = {"quote_prefix": True}
"""Every look of a text: edited in a spreadsheet, it is no formula either."""
Look = Literal["text", "whole", "points", "number", "won", "percent", "date", "moment", "wrapped"]
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
    "moment": {"num_format": "yyyy-mm-dd hh:mm:ss", "align": "center"},
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
        sheet = StrictSheet(self._book.add_worksheet(sheet_name(name, self._written)))
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
        self.put(self.row, 0, text, self._pages.style(bold=True, font_color="#9A3412", **QUOTED))
        self.row += 1

    def title(self, text: str) -> None:
        self.put(self.row, 0, text, self._pages.style(bold=True, font_size=14, **QUOTED))
        self._sheet.set_row(self.row, 24)
        self.row += 1

    def note(self, text: str) -> None:
        self.put(self.row, 0, text, self._pages.style(font_color="#464C53", **QUOTED))
        self.row += 1

    def gap(self) -> None:
        self.row += 1

    def pairs(self, rows: Iterable[tuple[str, object]]) -> None:
        """Two columns: what it is, and its value."""
        for label, value in rows:
            head = self._pages.style(
                bold=True, bg_color="#EEF2F7", border=1, border_color="#8E98A5", text_wrap=True,
                **QUOTED,
            )  # fmt: skip
            self.put(self.row, 0, label, head)
            look: Look = "wrapped" if isinstance(value, str) else "number"
            look = _date_look([value]) or look
            self.put(self.row, 1, value, self.look(look))
            cells = zip((label, value), self._widths, strict=False)
            self.tall(self.row, max((lines_of(cell, width) for cell, width in cells), default=1))
            self.row += 1

    def widths(self, *widths: float) -> None:
        self._widths = widths
        for place, width in enumerate(widths):
            self._sheet.set_column(place, place, width)

    def table(self, frame: pd.DataFrame, columns: Sequence[Column], freeze: bool = True) -> None:
        """A header row and one row each of the frame; blank where a value is missing."""
        head = self._pages.style(
            bold=True, bg_color="#DDE6F3", border=1, border_color="#8E98A5", text_wrap=True,
            align="center", **QUOTED,
        )  # fmt: skip
        for place, column in enumerate(columns):
            self._sheet.set_column(place, place, column.width)
            self.put(self.row, place, column.header, head)
        first = self.row
        looks = [self.look(column.look) for column in columns]
        values = [list(frame[column.name]) for column in columns]
        self.tall(first, max((lines_of(c.header, c.width) for c in columns), default=1))
        wrapped = [(n, c.width) for n, c in enumerate(columns) if c.look == "wrapped"]
        for row in range(len(frame)):
            for place, look in enumerate(looks):
                self.put(first + 1 + row, place, values[place][row], look)
            self.tall(
                first + 1 + row, max((lines_of(values[n][row], w) for n, w in wrapped), default=1)
            )
        self.row = first + 1 + len(frame)
        self._sheet.repeat_rows(first)
        if freeze:
            self._sheet.freeze_panes(first + 1, 0)
            if len(frame):
                self._sheet.autofilter(first, 0, self.row - 1, len(columns) - 1)

    def tall(self, row: int, lines: int) -> None:
        """Room for so many lines of text in a row."""
        if lines > 1:
            self._sheet.set_row(row, min(400.0, 4 + 13.5 * lines))

    def number_limits(self, first: int, last: int, column: int, low: float, high: float) -> None:
        """Only numbers from low to high may be typed into these cells."""
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

    def put(self, row: int, column: int, value: object, look: Any) -> None:
        """One cell: text as text, a number as a number, nothing where nothing is known."""
        sheet, place = self._sheet, (row + 1, column + 1)
        known = plain_value(value)
        if isinstance(known, str):
            sheet.write_string(row, column, known, look)
        elif isinstance(known, bool):
            sheet.write_boolean(row, column, known, look)
        elif isinstance(known, date):
            sheet.write_datetime(row, column, known, look)
        elif known is None:
            sheet.write_blank(row, column, None, look)
        else:
            sheet.write_number(row, column, known, look)
        if known is not None and not (isinstance(known, str) and not known.strip()):
            self._written[place] = known

    def look(self, look: Look) -> Any:
        """The format of cells of this kind."""
        return self._pages.style(border=1, border_color="#C6CDD5", **_FORMATS[look])


def plain_workbook(frame: pd.DataFrame, sheet: str) -> bytes:
    """One sheet with the frame's own headers in row 1."""
    return plain_sheets({sheet: frame})


def plain_sheets(frames: Mapping[str, pd.DataFrame]) -> bytes:
    """A sheet for each frame, by its name, with the frame's own headers in row 1."""
    pages = Pages()
    for sheet, frame in frames.items():
        _plain_page(pages.page(sheet), frame)
    return pages.finish()


def _plain_page(page: Page, frame: pd.DataFrame) -> None:
    looks: list[Column] = []
    for name in frame.columns:
        number = pd.api.types.is_numeric_dtype(frame[name])
        number = number and not pd.api.types.is_bool_dtype(frame[name])
        look: Look = "number" if number else _date_look(frame[name].dropna()) or "text"
        if look == "text":  # a day among texts has no look of its own
            words = frame[name].astype(object)
            words = words.map(lambda one: str(one) if isinstance(one, date) else one)
            frame = frame.assign(**{str(name): words})
        looks.append(Column(name, str(name), look, 12))
    page.table(frame, looks)


def _date_look(values: Iterable[object]) -> Look | None:
    """How days or moments are shown; None where there is anything else among them."""
    plain = [plain_value(one) for one in values]
    if not plain or not all(isinstance(one, date) for one in plain):
        return None
    return "moment" if any(isinstance(one, datetime) for one in plain) else "date"


def reconcile(
    content: bytes,
    written: Mapping[str, Mapping[tuple[int, int], Value]],
    formulas: Mapping[str, Collection[tuple[int, int]]] | None = None,
    *,
    whole: bool = True,
) -> None:
    """Read a finished workbook back and raise unless every cell is what was meant.

    `formulas` are the cells of each sheet that hold one; no other may. With `whole` no other cell
    may hold a value either.
    """
    read = {sheet.name: sheet for sheet in read_workbook(admit("out.xlsx", content, limits=LOCAL))}
    for name, cells in written.items():
        held = read[name]
        found = {(row, column): value for row, cells_ in held.rows.items()
                 for column, value in cells_.items()}  # fmt: skip
        wrong = not all(_same(value, found.get(place)) for place, value in cells.items())
        faults = {(fault.row, fault.column) for fault in held.faults}
        wrong = wrong or (whole and len(found) != len(cells))
        if wrong or faults != set((formulas or {}).get(name, ())):
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
