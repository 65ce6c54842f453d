"""The drawn part of a large workbook: looks, small sheets, charts; its rows are poured in later."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from assessment.locale import translate as _
from assessment.workbooks.incoming.cells import Value
from assessment.workbooks.incoming.plain_values import plain_value
from assessment.workbooks.outgoing.poured import Held
from assessment.workbooks.outgoing.strict_sheet import StrictSheet, checked
from assessment.workbooks.outgoing.text import sheet_name
from assessment.workbooks.outgoing.writing import FONT, QUOTED, reconcile

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
WORD: Mapping[str, object] = {**CENTRE, **QUOTED}
POINTS: Mapping[str, object] = {"num_format": "#,##0.0", **NUMBER}
SHARE: Mapping[str, object] = {"num_format": "0.0%", **NUMBER}


class Shell:
    """A workbook being drawn.

    With `our_widths` columns are measured by the digits of our font at 10 points. Excel then makes
    them as wide as otherwise; a program without Excel's fonts makes them a tenth narrower.
    """

    def __init__(self, demo: bool = False, *, our_widths: bool = False) -> None:
        self._target, self._demo = io.BytesIO(), demo
        options: dict[str, object] = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        }
        if our_widths:
            options["default_format_properties"] = {"font_name": FONT, "font_size": 10}
        self.book = xlsxwriter.Workbook(self._target, options)
        self.book.set_properties({"created": _FIXED, "author": "", "comments": ""})
        self._styles: dict[object, Any] = {}
        self._asked: dict[object, Any] = {}  # the same, found without sorting
        self._written: dict[str, dict[tuple[int, int], Value]] = {}
        self._formulas: dict[str, set[tuple[int, int]]] = {}

    def style(self, given: Mapping[str, object], **more: object) -> Any:
        """A look in our font, made once."""
        asked = (*given.items(), *more.items())
        if (known := self._asked.get(asked)) is not None:
            return known
        whole = {"font_name": FONT, "font_size": 10, "valign": "vcenter", **given, **more}
        key = tuple(sorted(whole.items(), key=str))
        if key not in self._styles:
            self._styles[key] = self.book.add_format(whole)
        self._asked[asked] = self._styles[key]
        return self._styles[key]

    def sheet(self, name: str) -> "Drawing":
        """A new sheet for A4 on its side, one page wide; a demo's says so on every page."""
        sheet = StrictSheet(self.book.add_worksheet(sheet_name(name, self.book.sheetnames)))
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f'&L&"{FONT}"&10&A&R&"{FONT}"&10&P / &N')
        if self._demo:
            sheet.set_header(f'&C&"{FONT},Bold"&12&K9A3412{_("가상 데이터")}')
        named = sheet.get_name()
        self._written[named], self._formulas[named] = {}, set()
        return Drawing(self, sheet, self._written[named], self._formulas[named])

    def name(self, name: str, formula: str) -> None:
        """A name for cells, for use in formulas."""
        checked(self.book.define_name(name, formula))

    def finish(self) -> bytes:
        """The workbook's bytes; raises when what is read back is not what was drawn."""
        self.book.close()
        content = self._target.getvalue()
        reconcile(content, self._written, self._formulas, whole=False)
        return content


class Drawing:
    """One sheet; rows and columns count from 0 here, as XlsxWriter has it."""

    def __init__(
        self,
        shell: Shell,
        sheet: Any,
        written: dict[tuple[int, int], Value],
        formulas: set[tuple[int, int]],
    ) -> None:
        self.shell, self.sheet = shell, sheet
        self._written, self._formulas = written, formulas

    def put(self, row: int, column: int, value: object, given: Mapping[str, object]) -> None:
        """Text as text, a number as a number, an empty cell with its look for nothing."""
        known = plain_value(value)
        number = known is None or isinstance(known, bool | int | float)
        look = self.shell.style(given if number else {**given, **QUOTED})
        if isinstance(known, bool):
            self.sheet.write_boolean(row, column, known, look)
        elif isinstance(known, int | float):
            self.sheet.write_number(row, column, known, look)
        elif known is None:
            self.sheet.write_blank(row, column, None, look)
        else:
            known = str(known)
            self.sheet.write_string(row, column, known, look)
        if known is not None and not (isinstance(known, str) and not known.strip()):
            self._written[(row + 1, column + 1)] = known

    def formula(
        self, row: int, column: int, text: str, value: Held, given: Mapping[str, object]
    ) -> None:
        """A formula with what it gives."""
        look = self.shell.style(given)
        self.sheet.write_formula(row, column, f"={text}", look, value)
        self._formulas.add((row + 1, column + 1))

    def row(
        self, row: int, values: Sequence[Held], given: Mapping[str, object], first: int = 0
    ) -> None:
        """Cells side by side in one look."""
        for place, value in enumerate(values):
            self.put(row, first + place, value, given)

    def widths(self, *widths: float) -> None:
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, width)
