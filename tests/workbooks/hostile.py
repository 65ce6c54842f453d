"""Workbooks made by hand, good and bad, so that every container fault can be written down."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
SHEET = (
    f'<worksheet xmlns="{MAIN}"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>업체</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>점수</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>가나</t></is></c><c r="B2"><v>3</v></c></row>'
    "</sheetData></worksheet>"
)
WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">'
    '<sheets><sheet name="시트1" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def relations(*more: str) -> str:
    """The relations of the workbook: its one sheet, styles and strings where they are there."""
    own = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(
            (
                ("worksheet", "worksheets/sheet1.xml"),
                ("styles", "styles.xml"),
                ("sharedStrings", "sharedStrings.xml"),
            ),
            start=1,
        )
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{own}{"".join(more)}</Relationships>'


def parts(**changed: str | bytes | None) -> dict[str, str | bytes]:
    """The parts of a small good workbook; `sheet`, `workbook`, … replace one, None removes it."""
    names = {
        "types": "[Content_Types].xml",
        "root": "_rels/.rels",
        "workbook": "xl/workbook.xml",
        "links": "xl/_rels/workbook.xml.rels",
        "sheet": "xl/worksheets/sheet1.xml",
        "strings": "xl/sharedStrings.xml",
        "styles": "xl/styles.xml",
    }
    given: dict[str, str | bytes | None] = {
        "types": TYPES,
        "root": f'<Relationships xmlns="{PACKAGE}/relationships"/>',
        "workbook": WORKBOOK,
        "links": relations(),
        "sheet": SHEET,
    }
    given |= changed
    return {names[key]: text for key, text in given.items() if text is not None}


def packed(content: Mapping[str, str | bytes], **more: str | bytes) -> bytes:
    """A zip of these parts; `more` names are written with / for __ and . for _DOT_."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
        for name, text in more.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), text)
    return target.getvalue()


def workbook(**changed: str | bytes | None) -> bytes:
    """A small workbook, good unless a part is replaced."""
    return packed(parts(**changed))


def sheet_of(rows: str) -> bytes:
    """A workbook whose sheet has these rows of markup."""
    return workbook(sheet=f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>')


def with_part(name: str, content: bytes | str = b"x") -> bytes:
    """A good workbook with one part more."""
    return packed({**parts(), name: content})


def with_twice(name: str) -> bytes:
    """Two members of one name, with different answers."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts().items():
            archive.writestr(part, text)
        archive.writestr(zipfile.ZipInfo(name), SHEET.replace("<v>3<", "<v>5<"))
    return target.getvalue()


def lying_about_size(size: int) -> bytes:
    """The directory says that the sheet has 1,000 bytes; it inflates to `size`."""
    body = SHEET.encode() + b" " * size
    content = bytearray(workbook(sheet=body))
    true = struct.pack("<I", len(body))
    at = content.rfind(true)  # the central directory comes last
    content[at : at + 4] = struct.pack("<I", 1000)
    return bytes(content)


def encrypted_member() -> bytes:
    """The encryption bit set in every entry."""
    content = bytearray(workbook())
    start = 0
    while (start := content.find(b"PK\x01\x02", start)) >= 0:
        content[start + 8] |= 1
        start += 4
    return bytes(content)


def picture(width: int, height: int) -> bytes:
    """The head of a PNG that claims this size."""
    data = struct.pack(">II", width, height) + b"\x01\x00\x00\x00\x00"
    crc = struct.pack(">I", zlib.crc32(b"IHDR" + data))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + data + crc


INJECTIONS = (
    "=1+1",
    '=HYPERLINK("http://a.invalid","x")',
    "=cmd|' /C calc'!A0",
    "+821000000000",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "'=1",
    "''=1",
    "'plain",
    "{=1+1}",
    "=",
    "http://a.invalid",
    "file:///etc/passwd",
    "internal:Sheet1!A1",
    "_x0041_",
    "한빛\n둘째 줄",
    '따옴표 " 와 , 쉼표; 탭\t끝',
)
