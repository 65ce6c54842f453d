"""The parts of an .xlsx archive, looked at before any of them is parsed."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from assessment.locale import Message, message

_CHUNK = 256 * 1024
_MOST_PIXELS = 40_000_000
_ALLOWED = re.compile(
    r"""\[content_types\]\.xml
    | _rels/\.rels
    | docprops/(core|app|custom)\.xml
    | docprops/thumbnail\.(jpe?g|png|emf|wmf)
    | customxml/(_rels/)?[\w.-]+
    | xl/(_rels/)?(workbook|sharedstrings|styles|calcchain|metadata|sheetmetadata)\.xml(\.rels)?
    | xl/(worksheets|chartsheets|drawings|charts|tables|theme|diagrams|richdata|persons)
      /(_rels/)?[\w.-]+\.(xml|vml)(\.rels)?
    | xl/(pivottables|pivotcache|slicers|slicercaches|timelines|timelinecaches|namedsheetviews)
      /(_rels/)?[\w.-]+\.xml(\.rels)?
    | xl/(threadedcomments|comments)/?[\w.-]+\.xml
    | xl/media/[\w.-]+\.(png|jpe?g|gif|bmp|emf|wmf|tiff?|svg)
    | xl/printersettings/[\w.-]+\.bin
    | xl/featurepropertybag/[\w.-]+\.xml
    | xl/ctrlprops/[\w.-]+\.xml""",
    re.VERBOSE,
)
_ACTIVE = (
    (r"vbaproject|vbadata", message("매크로가 들어 있습니다.")),
    (r"/macrosheets/|/dialogsheets/", message("엑셀 4.0 매크로 시트가 들어 있습니다.")),
    (r"/activex/|customui", message("실행되는 컨트롤(ActiveX)이 들어 있습니다.")),
    (r"/embeddings/", message("다른 파일이 끼워 넣어져 있습니다.")),
    (r"/externallinks/", message("다른 파일에 이어진 외부 연결이 들어 있습니다.")),
    (r"/connections\.xml|/querytables/", message("외부 자료 연결이 들어 있습니다.")),
)
_MARKUP = (".xml", ".rels", ".vml", ".svg")
_DOCTYPES = tuple(
    word.encode(coding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for coding in ("ascii", "utf-16-le", "utf-16-be")
)
_MAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_EXTERNAL = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.I)
_HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']", re.I)

_REPAIR = message("엑셀에서 열어 ‘Excel 통합 문서(.xlsx)’로 다시 저장해 주십시오.")
_PLAIN = message("값만 남긴 새 통합 문서(.xlsx)로 저장해 주십시오.")


class UnsafeError(Exception):
    """An archive that is not let in, and why."""

    def __init__(self, what: Message, fix: Message, code: str) -> None:
        super().__init__(code)
        self.what, self.fix, self.code = what, fix, code


@dataclass(frozen=True)
class Archive:
    """The names of all parts; their content was inflated once, counted and let go."""

    content: bytes
    parts: dict[str, zipfile.ZipInfo]

    def __contains__(self, name: str) -> bool:
        return name in self.parts

    def read(self, name: str) -> bytes:
        """A part's content; it was counted while the archive was opened."""
        return b"".join(_inflated(self.content, self.parts[name]))


def open_archive(content: bytes, most: int, largest: int, total: int) -> Archive:
    """The archive, or UnsafeError: at most so many parts, so large each and all together."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError) as bad:
        raise _broken() from bad
    _check_names(entries, most)
    _check_types(entries)
    unpacked = 0
    for entry in entries:
        unpacked += _check_part(content, entry, largest, total - unpacked)
    archive = Archive(content, {entry.filename: entry for entry in entries})
    _check_workbook(archive)
    return archive


def _check_names(entries: list[zipfile.ZipInfo], most: int) -> None:
    if len(entries) > most:
        what = message("압축 안에 든 파일이 {count}개로 너무 많습니다.", count=len(entries))
        raise UnsafeError(what, _REPAIR, "upload_many_parts")
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        steps = name.replace("\\", "/").split("/")
        if "\\" in name or ":" in name or name.startswith("/") or ".." in steps or "" in steps:
            what = message("압축 안에 위험한 경로 이름이 있습니다: {name}", name=name[:60])
            raise UnsafeError(what, _REPAIR, "upload_path")
        if name.lower() in seen:
            what = message("압축 안에 같은 파일이 두 번 들어 있습니다: {name}", name=name[:60])
            raise UnsafeError(what, _REPAIR, "upload_duplicate")
        seen.add(name.lower())


def _check_types(entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        name = entry.filename.lower()
        if entry.flag_bits & 0x1:
            fix = message("암호를 풀고 다시 저장해 올려 주십시오.")
            raise UnsafeError(message("암호가 걸린 파일입니다."), fix, "upload_encrypted")
        for pattern, what in _ACTIVE:
            if re.search(pattern, name):
                raise UnsafeError(what, _PLAIN, "upload_active")
    if not any(entry.filename.lower().startswith("xl/") for entry in entries):
        what = message("엑셀 통합 문서가 아닌 다른 압축 파일이나 문서입니다.")
        raise UnsafeError(what, _REPAIR, "upload_wrong_type")
    for entry in entries:
        if not _ALLOWED.fullmatch(entry.filename.lower()):
            what = message("쓸 수 없는 부분이 들어 있습니다: {name}", name=entry.filename[:60])
            raise UnsafeError(what, _PLAIN, "upload_part")


def _check_part(content: bytes, entry: zipfile.ZipInfo, largest: int, left: int) -> int:
    """The real inflated size; the part's beginning and, in markup, document types are looked at."""
    most = min(largest, left)
    if entry.file_size > most:
        raise _bomb()
    size, check, tail, name = 0, 0, b"", entry.filename.lower()
    for chunk in _inflated(content, entry):
        if size == 0 and name.endswith(".png"):
            _check_picture(chunk)
        size += len(chunk)
        check = zlib.crc32(chunk, check)
        if size > most:
            raise _bomb()
        if name.endswith(_MARKUP):
            joined = tail + chunk
            if any(word in joined for word in _DOCTYPES):
                what = message("문서 형식 선언(DTD)이 들어 있습니다.")
                raise UnsafeError(what, _REPAIR, "upload_dtd")
            tail = chunk[-20:]
    if size != entry.file_size or check != entry.CRC:
        raise _broken()
    return size


def _check_picture(head: bytes) -> None:
    if len(head) >= 24 and head.startswith(b"\x89PNG"):
        width, height = struct.unpack(">II", head[16:24])
        if width * height > _MOST_PIXELS:
            what = message("화소가 지나치게 많은 그림이 들어 있습니다.")
            raise UnsafeError(what, message("그림을 지우고 다시 올려 주십시오."), "upload_picture")


def _check_workbook(archive: Archive) -> None:
    types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in archive else b""
    if b"macroenabled" in types.lower():
        raise UnsafeError(_ACTIVE[0][1], _PLAIN, "upload_active")
    if _MAIN not in types or "xl/workbook.xml" not in archive:
        what = message("엑셀 통합 문서의 본문이 없습니다.")
        raise UnsafeError(what, _REPAIR, "upload_wrong_type")
    for name in archive.parts:
        if name.lower().endswith(".rels"):
            for target in _EXTERNAL.findall(archive.read(name)):
                if not _HYPERLINK.search(target):
                    raise UnsafeError(_ACTIVE[4][1], _PLAIN, "upload_active")


def _inflated(content: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part from its local header on, whatever size the directory claims."""
    head = content[entry.header_offset : entry.header_offset + 30]
    if len(head) < 30 or head[:4] != b"PK\x03\x04":
        raise _broken()
    name_size, extra_size = struct.unpack("<HH", head[26:30])
    start = entry.header_offset + 30
    named = content[start : start + name_size]
    if named.decode("utf-8", "replace").lower() != entry.filename.lower():
        raise _broken()
    start += name_size + extra_size
    packed = memoryview(content)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise _broken()
    engine = zlib.decompressobj(-15)
    waiting: bytes | memoryview = packed
    try:
        while not engine.eof:
            chunk = engine.decompress(waiting, _CHUNK)
            waiting = engine.unconsumed_tail
            if chunk:
                yield chunk
            elif not waiting:
                break
    except zlib.error as bad:
        raise _broken() from bad
    if not engine.eof:
        raise _broken()


def _broken() -> UnsafeError:
    what = message("파일이 깨졌거나 중간에 끊겼습니다.")
    return UnsafeError(what, message("원본에서 다시 저장해 올려 주십시오."), "upload_broken")


def _bomb() -> UnsafeError:
    what = message("압축을 풀면 지나치게 커지는 파일입니다.")
    fix = message("빈 행과 서식을 지우고 새 통합 문서로 저장해 주십시오.")
    return UnsafeError(what, fix, "upload_bomb")
