"""What acts within parts let in by their name: drawings as markup, queries, other files."""

import re

from assessment.workbooks.incoming.unsafe import CONNECTED, DRAWN, EMBEDDED, active

TAIL = 200
"""Bytes of one piece that are looked at again with the next."""
_PACKED = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"MZ",
    b"\x7fELF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"%PDF-",
)
_ACTING = re.compile(
    rb"<[\w:]*script|<[\w:]*foreignobject|\son[a-z]+\s*=|javascript:"
    rb"|href\s*=\s*[\"'](?!#|data:image/(?!svg))",
    re.IGNORECASE,
)
_FETCHED = re.compile(
    rb"\s(?:\w+:)?(?:src|href)\s*=\s*[\"']\s*(?:[a-z][a-z0-9+.-]+:|&#|//|\\\\)", re.IGNORECASE
)
"""An address of a picture in the old markup of drawings; the parts of a workbook have none."""


def check_beginning(chunk: bytes) -> None:
    """UnsafeError when a part begins as another file does."""
    if chunk.startswith(_PACKED):
        raise active(EMBEDDED)


def check_text(name: str, chunk: bytes) -> None:
    """UnsafeError when a drawing would run or fetch something, or a part holds queries."""
    if name.endswith(".svg") and (b"\x00" in chunk or _ACTING.search(chunk)):
        raise active(DRAWN)
    if name.endswith(".vml") and (b"\x00" in chunk or _FETCHED.search(chunk)):
        raise active(DRAWN)
    if name.startswith("customxml/") and b"DataMashup" in chunk.replace(b"\x00", b""):
        raise active(CONNECTED)
