"""LibreOffice as the judge: every kept value made wrong, then recalculated, then read back."""

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

WRONG = b"777"
_KEPT = re.compile(rb"(</f><v>)[^<]*(</v>)")
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""
Grids = dict[str, list[list[Any]]]


def changed(content: bytes, part: str, pattern: bytes, to: bytes) -> bytes:
    """The workbook with this pattern replaced in the parts whose name begins so."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            held = source.read(entry)
            if entry.filename.startswith(part):
                held = re.sub(pattern, to, held)
            target.writestr(entry, held)
    return made.getvalue()


def spoiled(content: bytes) -> bytes:
    """Every formula keeps a wrong value."""
    return changed(content, "xl/worksheets/", _KEPT.pattern, rb"\g<1>" + WRONG + rb"\g<2>")


def recalculated(content: bytes, folder: Path) -> bytes:
    """What LibreOffice saves after computing every formula anew, whatever value it keeps."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not here")
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS, encoding="utf-8")
    given = folder / "given.xlsx"
    given.write_bytes(content)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), str(given)],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return (folder / "out" / "given.xlsx").read_bytes()


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
            for column, value in enumerate(cells):
                held = beside[column] if column < len(beside) else None
                if not _same(value, held):
                    found.append((name, row + 1, column + 1, value, held))
    return found


def _same(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-12 * max(1.0, abs(one))
    return (one or None) == (other or None)
