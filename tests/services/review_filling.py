"""A review workbook filled in by hand: cells found by their hidden marks, as a person sees them."""

import io
from collections.abc import Mapping

import openpyxl

Cells = Mapping[str, object]
"""Part of a row (value, reason, method, note) to what is typed; None empties the cell."""


class Raw(str):
    """Taken for a formula or an error, as when it is typed; other texts stay texts."""

    __slots__ = ()


def filled(content: bytes, typed: Mapping[tuple[int, str], Cells]) -> bytes:
    """The workbook as it is saved after this was typed, by assessment and item."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        mark = str(sheet["A1"].value)
        if not mark.startswith("firm:"):
            continue
        number = int(mark.removeprefix("firm:"))
        columns = {cell.value: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            item = sheet.cell(row, 1).value
            for part, value in typed.get((number, str(item)), {}).items():
                here = sheet.cell(row, columns[part])
                here.value = value
                if isinstance(value, str) and not isinstance(value, Raw):
                    here.data_type = "s"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def cell(content: bytes, number: int, item: str, part: str) -> str:
    """Where a part of a row stands, as `시트!G7`."""
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        if sheet["A1"].value == f"firm:{number}":
            columns = {one.value: one.column_letter for one in sheet[1]}
            rows = {sheet.cell(n, 1).value: n for n in range(2, sheet.max_row + 1)}
            return f"{sheet.title}!{columns[part]}{rows[item]}"
    raise LookupError(number)
