"""The drawn part of a large workbook: looks, small sheets, charts; its rows are poured in later."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from assessment.locale import translate as _
from assessment.workbooks.poured import Held
from assessment.workbooks.text import LONGEST, visible
from assessment.workbooks.writing import FONT

_FIXED = datetime(2000, 1, 1)  # so that the same content gives the same bytes
_LINE: Mapping[str, object] = {"border": 1, "border_color": "#C6CDD5"}
HEAD: Mapping[str, object] = {
    "bold": True, "bg_color": "#DDE6F3", "border": 1, "border_color": "#8E98A5",
    "text_wrap": True, "align": "center", "quote_prefix": True,
}  # fmt: skip
CODE: Mapping[str, object] = {
    "font_color": "#464C53", "font_size": 8, "align": "center", "quote_prefix": True,
}  # fmt: skip
TEXT: Mapping[str, object] = {"quote_prefix": True, "indent": 1, **_LINE}
TYPED: Mapping[str, object] = {"bg_color": "#FFF8DB", "align": "right", **_LINE}
"""What may be changed by hand to see its effect."""
NUMBER: Mapping[str, object] = {"align": "right", **_LINE}
CENTRE: Mapping[str, object] = {"align": "center", **_LINE}
POINTS: Mapping[str, object] = {"num_format": "#,##0.0", **NUMBER}
SHARE: Mapping[str, object] = {"num_format": "0.0%", **NUMBER}


class Shell:
    """A workbook being drawn."""

    def __init__(self, demo: bool = False) -> None:
        self._target, self._demo = io.BytesIO(), demo
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        }
        self.book = xlsxwriter.Workbook(self._target, options)
        self.book.set_properties({"created": _FIXED, "author": "", "comments": ""})
        self._styles: dict[object, Any] = {}

    def style(self, given: Mapping[str, object], **more: object) -> Any:
        """A look in our font, made once."""
        whole = {"font_name": FONT, "font_size": 10, "valign": "vcenter", **given, **more}
        key = tuple(sorted(whole.items(), key=str))
        if key not in self._styles:
            self._styles[key] = self.book.add_format(whole)
        return self._styles[key]

    def sheet(self, name: str) -> "Drawing":
        """A new sheet for A4 on its side, one page wide; a demo's says so on every page."""
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f'&L&"{FONT}"&9&A&R&"{FONT}"&9&P / &N')
        if self._demo:
            sheet.set_header(f'&C&"{FONT},Bold"&12&K9A3412{_("가상 데이터")}')
        return Drawing(self, sheet)

    def finish(self) -> bytes:
        self.book.close()
        return self._target.getvalue()


class Drawing:
    """One sheet; rows and columns count from 0 here, as XlsxWriter has it."""

    def __init__(self, shell: Shell, sheet: Any) -> None:
        self.shell, self.sheet = shell, sheet

    def put(self, row: int, column: int, value: Held, given: Mapping[str, object]) -> None:
        """Text as text, a number as a number, an empty cell with its look for nothing."""
        look = self.shell.style(given)
        if isinstance(value, str):
            checked(self.sheet.write_string(row, column, visible(value)[:LONGEST], look))
        elif isinstance(value, bool):
            checked(self.sheet.write_boolean(row, column, value, look))
        elif value is None:
            checked(self.sheet.write_blank(row, column, None, look))
        else:
            checked(self.sheet.write_number(row, column, float(value), look))

    def formula(
        self, row: int, column: int, text: str, value: Held, given: Mapping[str, object]
    ) -> None:
        """A formula with what it gives."""
        look = self.shell.style(given)
        checked(self.sheet.write_formula(row, column, f"={text}", look, value))

    def row(
        self, row: int, values: Sequence[Held], given: Mapping[str, object], first: int = 0
    ) -> None:
        """Cells side by side in one look."""
        for place, value in enumerate(values):
            self.put(row, first + place, value, given)

    def widths(self, *widths: float) -> None:
        for place, width in enumerate(widths):
            checked(self.sheet.set_column(place, place, width))


def checked(code: object) -> None:
    """XlsxWriter says by a number that it left something out."""
    if code not in (0, None):
        raise ValueError(f"a cell was not written: {code}")
