"""A printed form in the making, on openpyxl: A4 pages, our font, text that is always text."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from assessment.locale import translate as _
from assessment.workbooks.incoming.cells import Value
from assessment.workbooks.incoming.plain_values import plain_value
from assessment.workbooks.outgoing.bundle import without_moment
from assessment.workbooks.outgoing.text import LONGEST, escaped, fitted, lines_of, sheet_name
from assessment.workbooks.outgoing.writing import FONT, Column, Look, reconcile

_LINE = Side(style="thin", color="B8C0CC")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_LABEL = PatternFill("solid", fgColor="EEF2F7")
_HEAD = PatternFill("solid", fgColor="DDE6F3")
_NUMBERS: dict[Look, str] = {
    "number": "#,##0.##",
    "whole": "#,##0",
    "won": "#,##0",
    "points": "#,##0.0",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
}
_LINE_HEIGHT = 15.0


class Form:
    """Pages written from top to bottom."""

    def __init__(self, demo: bool, footer: str) -> None:
        self._book = Workbook()
        self._book.remove(self._book.active)
        self._book.properties.creator = ""
        self._book.properties.created = self._book.properties.modified = datetime(2000, 1, 1)
        self._demo, self._footer = demo, footer
        self._written: dict[str, dict[tuple[int, int], Value]] = {}
        self._sheet: Any = None
        self._widths: tuple[float, ...] = ()
        self.row = 1

    def page(self, name: str, widths: tuple[float, ...], *, one: bool = False) -> None:
        """A new A4 sheet with these columns, one page wide; `one`: and one page tall."""
        sheet = self._book.create_sheet(sheet_name(name, self._written))
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.orientation = "portrait"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, int(one)
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True
        sheet.page_margins.left = sheet.page_margins.right = 0.5
        sheet.page_margins.top = sheet.page_margins.bottom = 0.7
        plain = self._footer.replace("&", "＆")[:100]
        sheet.oddFooter.left.text, sheet.oddFooter.left.font = plain, f"{FONT},Regular"
        sheet.oddFooter.right.text = "&P / &N"
        sheet.sheet_view.showGridLines = False
        for place, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        self._sheet, self._widths, self.row = sheet, widths, 1
        self._written[sheet.title] = {}
        if self._demo:
            sheet.oddHeader.center.text = _("가상 데이터")
            sheet.oddHeader.center.font = f"{FONT},Bold"
            self._put(1, 1, _("가상 데이터"), Font(name=FONT, size=11, bold=True, color="9A3412"))
            self.row = 2

    def title(self, text: str) -> None:
        self._across(text, Font(name=FONT, size=16, bold=True), 30)

    def heading(self, text: str) -> None:
        self.row += 1
        self._across(text, Font(name=FONT, size=11, bold=True, color="083891"), 20)

    def line(self, text: str) -> None:
        """A line of small print over the whole width."""
        rows = lines_of(text, sum(self._widths))
        self._across(text, Font(name=FONT, size=9, color="464C53"), rows * _LINE_HEIGHT)

    def pairs(self, given: Sequence[tuple[str, object]]) -> None:
        """Label and value, as many side by side as the page has pairs of columns."""
        beside = max(1, len(self._widths) // 2) if len(self._widths) != 7 else 3
        for start in range(0, len(given), beside):
            lines = 1
            for place, (label, value) in enumerate(given[start : start + beside]):
                column = 1 + 2 * place
                self._boxed(column, label, "text", label=True)
                self._boxed(column + 1, value, "text" if isinstance(value, str) else "number")
                lines = max(lines, lines_of(label, self._widths[column - 1]))
                lines = max(lines, lines_of(value, self._widths[column]))
            for column in range(1 + 2 * len(given[start : start + beside]), 1 + 2 * beside):
                self._boxed(column, None, "text", label=column % 2 == 1)
            self._height(lines)
            self.row += 1

    def table(
        self,
        frame: pd.DataFrame,
        columns: Sequence[Column],
        *,
        spans: Sequence[int] = (),
        least: int = 0,
        repeat: bool = False,
        group: str = "",
        sums: Sequence[str] = (),
    ) -> None:
        """A ruled table; `least` empty rows are kept for writing by hand, `sums` are added up."""
        places = self._places(columns, spans)
        for column, (place, width) in zip(columns, places, strict=True):
            self._boxed(place, column.header, "text", head=True, across=width)
        lines = [lines_of(columns[n].header, self._wide(p)) for n, p in enumerate(places)]
        self._height(max(lines))
        if repeat:
            self._sheet.print_title_rows = f"{self.row}:{self.row}"
        self.row += 1
        before: object = None
        for record in frame.to_dict("records"):
            shown = dict(record)
            if group:
                shown[group] = None if record.get(group) == before else record.get(group)
                before = record.get(group)
            self._record(shown, columns, places)
        for _place in range(least - len(frame)):
            self._record({}, columns, places)
        if sums and len(frame):
            total = {name: frame[name].sum(min_count=1) for name in sums if name in frame}
            self._record({columns[0].name: _("합계")} | total, columns, places)

    def finish(self) -> bytes:
        """The workbook's bytes; raises when what is read back is not what was written."""
        target = io.BytesIO()
        self._book.save(target)
        content = without_moment(target.getvalue())
        reconcile(content, self._written)
        return content

    def _record(
        self,
        record: dict[Any, Any],
        columns: Sequence[Column],
        places: Sequence[tuple[int, int]],
    ) -> None:
        lines = 1
        for column, (place, width) in zip(columns, places, strict=True):
            value = record.get(column.name)
            self._boxed(place, value, column.look, across=width)
            lines = max(lines, lines_of(value, self._wide((place, width))))
        self._height(lines)
        self.row += 1

    def _places(self, columns: Sequence[Column], spans: Sequence[int]) -> list[tuple[int, int]]:
        wide = list(spans) or [1] * len(columns)
        starts = [1 + sum(wide[:place]) for place in range(len(wide))]
        return list(zip(starts, wide, strict=True))

    def _wide(self, place: tuple[int, int]) -> float:
        return sum(self._widths[place[0] - 1 : place[0] - 1 + place[1]])

    def _boxed(
        self,
        column: int,
        value: object,
        look: Look,
        *,
        head: bool = False,
        label: bool = False,
        across: int = 1,
    ) -> None:
        font = Font(name=FONT, size=9.5, bold=head or label)
        cell = self._put(self.row, column, value, font)
        number = cell.data_type == "n" and cell.value is not None
        align = "center" if head else ("right" if number and look != "text" else "left")
        cell.alignment = Alignment(
            horizontal=align, vertical="center", wrap_text=True, indent=0 if head else 1
        )
        cell.border = _BOX
        if number and look in _NUMBERS:
            cell.number_format = _NUMBERS[look]
        if head or label:
            cell.fill = _HEAD if head else _LABEL
        for other in range(column + 1, column + across):
            self._sheet.cell(self.row, other).border = _BOX
        if across > 1:
            self._sheet.merge_cells(
                start_row=self.row, end_row=self.row,
                start_column=column, end_column=column + across - 1,
            )  # fmt: skip

    def _across(self, text: str, font: Font, height: float) -> None:
        cell = self._put(self.row, 1, text, font)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        self._sheet.merge_cells(
            start_row=self.row, end_row=self.row, start_column=1, end_column=len(self._widths)
        )
        self._sheet.row_dimensions[self.row].height = height
        self.row += 1

    def _put(self, row: int, column: int, value: object, font: Font) -> Any:
        cell = self._sheet.cell(row, column)
        cell.font = font
        known = plain_value(value)
        if isinstance(known, float):
            cell.value = known
        elif known is not None:
            known = known if isinstance(known, str) else str(known)
            known = fitted(known, LONGEST - len(escaped(known)) + len(known))  # openpyxl cuts there
            cell.value = escaped(known)
            cell.data_type = "s"
            cell.quotePrefix = True
        if known is not None and not (isinstance(known, str) and not known.strip()):
            self._written[self._sheet.title][(row, column)] = known
        return cell

    def _height(self, lines: int) -> None:
        self._sheet.row_dimensions[self.row].height = min(400.0, 4 + lines * 12.5)
