"""The directory of a zip archive, held against the archive itself before anything is unpacked."""

import io
import struct
import zipfile

from assessment.locale import message
from assessment.workbooks.incoming.unsafe import REPAIR, UnsafeError, broken, twice

_END = b"PK\x05\x06"
_LOCAL = b"PK\x03\x04"
_NAMED_UTF8 = 0x800
_MOST_NAME = 600  # bytes of one entry in the directory: 46, the name, and a few extra fields


def entries_of(content: bytes, most: int) -> list[zipfile.ZipInfo]:
    """Every file in the archive, or UnsafeError.

    There is one directory, it ends the file, its count is true, and its members stand apart: two
    programs that open the archive see the same files.
    """
    count = _count(content, most)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            entries = opened.infolist()
    except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError) as bad:
        raise broken() from bad
    if len(entries) != count:
        raise broken()
    _check_places(content, entries)
    return [entry for entry in entries if not entry.is_dir()]


def start_of(content: bytes, entry: zipfile.ZipInfo) -> int:
    """Where the packed bytes begin; the header before them names the same file in the same way."""
    head = content[entry.header_offset : entry.header_offset + 30]
    if len(head) < 30 or head[:4] != _LOCAL:
        raise broken()
    flags, method = struct.unpack("<HH", head[6:10])
    name_size, extra_size = struct.unpack("<HH", head[26:30])
    start = entry.header_offset + 30
    coding = "utf-8" if flags & _NAMED_UTF8 else "cp437"
    named = content[start : start + name_size].decode(coding, "replace")
    hidden = flags & 1 and not entry.flag_bits & 1
    if named != entry.filename or method != entry.compress_type or hidden:
        raise broken()
    return int(start + name_size + extra_size)


def _count(content: bytes, most: int) -> int:
    at = content.rfind(_END, max(0, len(content) - 65_557))
    if at < 0 or len(content) - at < 22:
        raise broken()
    record = struct.unpack("<4H2IH", content[at + 4 : at + 22])
    disk, first, here, count, size, start, comment = record
    if count > most or size > most * _MOST_NAME:
        what = message("압축 안에 든 파일이 {count}개로 너무 많습니다.", count=count)
        raise UnsafeError(what, REPAIR, "upload_many_parts")
    if (disk, first, here) != (0, 0, count) or start + size != at:
        raise broken()
    if at + 22 + comment != len(content):
        raise broken()
    return int(count)


def _check_places(content: bytes, entries: list[zipfile.ZipInfo]) -> None:
    """Members one after the other; none over another, none between them that is not listed."""
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end:
            raise broken()
        if content.find(_LOCAL, end, entry.header_offset) >= 0:
            raise twice(entry.filename)
        end = start_of(content, entry) + entry.compress_size
    if content.find(_LOCAL, end, content.rfind(_END)) >= 0:
        raise twice(entries[-1].filename if entries else "")
