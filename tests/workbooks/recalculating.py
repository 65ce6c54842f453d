"""LibreOffice as the judge: every kept value made wrong, then recalculated, then read back."""

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from tests import office

WRONG = b"777"
_KEPT = re.compile(rb"(</f><v>)[^<]*(</v>)")
_NUMBER = (int, float)
Grids = dict[str, list[list[Any]]]


def changed(content: bytes, part: str, pattern: bytes, to: bytes) -> bytes:
    """The workbook with this pattern, which must be there, replaced in the parts so named."""
    made, places = io.BytesIO(), 0
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            held = source.read(entry)
            if entry.filename.startswith(part):
                held, found = re.subn(pattern, to, held)
                places += found
            target.writestr(entry, held, compresslevel=1)
    assert places
    return made.getvalue()


def spoiled(content: bytes) -> bytes:
    """Every formula keeps a wrong value."""
    return changed(content, "xl/worksheets/", _KEPT.pattern, rb"\g<1>" + WRONG + rb"\g<2>")


def recalculated(content: bytes, folder: Path) -> bytes:
    """What LibreOffice saves after computing every formula anew, whatever value it keeps."""
    return all_recalculated({"given": content}, folder)["given"]


def all_recalculated(contents: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """The same of several workbooks in one start."""
    given = [folder / f"{name}.xlsx" for name in contents]
    for path, content in zip(given, contents.values(), strict=True):
        path.write_bytes(content)
    made = office.converted(given, office.XLSX, recalculated=True)
    return {name: path.read_bytes() for name, path in zip(contents, made, strict=True)}


def grids(content: bytes) -> Grids:
    """Every sheet's values as they are kept."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()
    return {sheet.title: [list(row) for row in sheet.values] for sheet in book.worksheets}


def large_grids(content: bytes) -> Grids:
    """The same of a large workbook, seven times as fast; none of its cells may be an error."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        wrong = [name for name in parts if b' t="e"' in archive.read(name)]
    assert parts
    assert not wrong, wrong  # an error would be read as an empty cell
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def different(one: Grids, other: Grids) -> list[tuple[str, int, int, object, object]]:
    """Sheet, row, column and both values where they differ by more than a rounding error."""
    found = []
    for name, rows in one.items():
        for row, cells in enumerate(rows):
            beside = other[name][row] if row < len(other[name]) else []
            if cells == beside:
                continue
            for column, value in enumerate(cells):
                held = beside[column] if column < len(beside) else None
                if not _same(value, held):
                    found.append((name, row + 1, column + 1, value, held))
    return found


def _same(one: object, other: object) -> bool:
    if isinstance(one, _NUMBER) and isinstance(other, _NUMBER):
        return abs(one - other) <= 1e-12 * max(1.0, abs(one))
    return (one or None) == (other or None)
