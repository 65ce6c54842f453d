"""An archive with a few parts replaced; all others are copied as they were packed."""

import struct
import zipfile
import zlib
from collections.abc import Mapping

from assessment.workbooks.incoming.archive import Archive

_UTF8 = 0x800
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_MOST = 0xFFFFFFFF


def with_parts(archive: Archive, changed: Mapping[str, bytes]) -> bytes:
    """The archive's bytes with these parts in place of its own.

    The order of parts stays, names and days too, so that the same input gives the same bytes.
    """
    unknown = set(changed) - set(archive.parts)
    if unknown:
        raise KeyError(sorted(unknown)[0])
    pieces: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for name, entry in archive.parts.items():
        if name in changed:
            content = changed[name]
            packed, method = _deflated(content), zipfile.ZIP_DEFLATED
            check, size = zlib.crc32(content), len(content)
        else:
            packed, method = _packed(archive.content, entry), entry.compress_type
            check, size = entry.CRC, entry.file_size
        if at + len(packed) > _MOST:
            raise ValueError("the archive is too large")
        raw = name.encode()
        flags = _UTF8 if len(raw) != len(name) else 0
        head = struct.pack(
            "<HHHHHIIIHH", 20, flags, method, *_moment(entry), check, len(packed), size, len(raw), 0
        )
        pieces += [_LOCAL, head, raw, packed]
        directory.append(
            _CENTRAL
            + struct.pack("<H", 20)
            + head
            + struct.pack("<HHHII", 0, 0, 0, 0, at)
            + raw
        )  # fmt: skip
        at += 30 + len(raw) + len(packed)
    listed = b"".join(directory)
    count = len(directory)
    end = _END + struct.pack("<HHHHIIH", 0, 0, count, count, len(listed), at, 0)
    return b"".join([*pieces, listed, end])


def _moment(entry: zipfile.ZipInfo) -> tuple[int, int]:
    year, month, day, hour, minute, second = entry.date_time
    return (
        hour << 11 | minute << 5 | second // 2,
        max(0, year - 1980) << 9 | month << 5 | day,
    )


def _packed(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    """The part's packed bytes; where they begin is told by its own header."""
    at = entry.header_offset
    name_size, extra_size = struct.unpack("<HH", content[at + 26 : at + 30])
    start = at + 30 + name_size + extra_size
    return content[start : start + entry.compress_size]


def _deflated(content: bytes) -> bytes:
    engine = zlib.compressobj(6, zlib.DEFLATED, -15)
    return engine.compress(content) + engine.flush()
