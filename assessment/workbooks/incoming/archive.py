"""The parts of an .xlsx archive, looked at before any of them is parsed."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from assessment.locale import message
from assessment.workbooks.incoming.directory import entries_of, start_of
from assessment.workbooks.incoming.package import WORKBOOK, check_relations, check_types
from assessment.workbooks.incoming.part_texts import TAIL, check_beginning, check_text
from assessment.workbooks.incoming.pictures import pixels
from assessment.workbooks.incoming.unsafe import (
    CONNECTED,
    CONTROL,
    EMBEDDED,
    LINKED,
    MACRO,
    MACRO_SHEET,
    PLAIN,
    REPAIR,
    UnsafeError,
    active,
    bomb,
    broken,
    lying,
    not_a_workbook,
    twice,
)

_CHUNK, _FED = 256 * 1024, 16 * 1024
"""Bytes unpacked at once, and packed ones fed: what is not yet unpacked is copied at every turn."""
_TYPES = "[Content_Types].xml"
_LARGEST_LIST = 1024 * 1024
"""Bytes of a list of types or relations; these alone are held while the door is closed."""
_MOST_PIXELS, _ALL_PIXELS = 40_000_000, 160_000_000
_RATIO, _SMALL = 200, 2 * 1024 * 1024
"""Markup shrinks ten to thirty times, rarely more than a hundred; a bomb a thousand times."""
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
    (r"vbaproject|vbadata", MACRO),
    (r"/macrosheets/|/dialogsheets/", MACRO_SHEET),
    (r"/activex/|customui", CONTROL),
    (r"/embeddings/", EMBEDDED),
    (r"/externallinks/", LINKED),
    (r"/connections\.xml|/querytables/", CONNECTED),
)
_OTHERS = (
    (r"word/.*", message("엑셀이 아니라 워드 문서(.docx)입니다.")),
    (r"ppt/.*", message("엑셀이 아니라 파워포인트 문서(.pptx)입니다.")),
    (r"xl/workbook\.bin", message("바이너리 엑셀 형식(.xlsb)입니다.")),
    (r"content\.xml", message("오픈도큐먼트 형식(.ods)입니다.")),
    (r"contents/.*", message("한글 문서입니다.")),
    (r"index/.*\.iwa|index\.zip", message("넘버스 형식(.numbers)입니다.")),
)
_MARKUP = (".xml", ".rels", ".vml", ".svg")
_DOCTYPES = tuple(
    word.encode(coding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for coding in ("ascii", "utf-16-le", "utf-16-be")
)
_DECLARED = re.compile(rb"!\x00?[DE]\x00?[ON]")
_CONCEALED = 0x1 | 0x40 | 0x2000
"""Flags of a member whose content or header is encrypted, in the old way or the strong one."""


@dataclass(frozen=True)
class Archive:
    """The names of all parts; their content was inflated once, counted and let go."""

    content: bytes
    parts: dict[str, zipfile.ZipInfo]

    def __contains__(self, name: str) -> bool:
        return name in self.parts

    def read(self, name: str) -> bytes:
        """A part's content; it was counted while the archive was opened."""
        entry = self.parts[name]
        if entry.compress_type != zipfile.ZIP_DEFLATED or not entry.file_size:
            return b"".join(_inflated(self.content, entry))
        start = start_of(self.content, entry)
        packed = memoryview(self.content)[start : start + entry.compress_size]
        return zlib.decompress(packed, -15, entry.file_size)


def open_archive(
    content: bytes, most: int, largest: int, total: int, cells: int | None = None
) -> Archive:
    """The archive, or UnsafeError: at most so many parts, so large each and all together.

    What can be told without unpacking comes first, then the lists of types and relations, then
    the other parts, the smallest first.
    """
    entries = entries_of(content, most)
    _check_names(entries)
    _check_kinds(entries)
    _check_sizes(entries, largest, total)
    archive = Archive(content, {entry.filename: entry for entry in entries})
    lists = [entry for entry in entries if _is_list(entry)]
    for entry in sorted(lists, key=lambda one: one.filename != _TYPES):
        _check_list(archive, entry)
    if _TYPES not in archive or WORKBOOK not in archive:
        raise not_a_workbook(message("엑셀 통합 문서의 본문이 없습니다."))
    left = _Left(_ALL_PIXELS, cells)
    others = [entry for entry in entries if not _is_list(entry)]
    for entry in sorted(others, key=lambda one: one.file_size):
        _check_part(content, entry, left)
    return archive


@dataclass
class _Left:
    """How many pixels and filled cells all parts together may still hold; None: any number."""

    pixels: int
    cells: int | None

    def take_pixels(self, head: bytes) -> None:
        count = pixels(head)
        self.pixels -= count
        if count > _MOST_PIXELS or self.pixels < 0:
            what = message("화소가 지나치게 많은 그림이 들어 있습니다.")
            raise UnsafeError(what, message("그림을 지우고 다시 올려 주십시오."), "upload_picture")

    def take_cells(self, chunk: bytes) -> None:
        if self.cells is None:
            return
        self.cells -= chunk.count(b"</c>")
        if self.cells < 0:
            what = message("값이 든 칸이 너무 많습니다.")
            fix = message("필요한 시트만 남기거나 나누어 올려 주십시오.")
            raise UnsafeError(what, fix, "upload_many_cells")


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        steps = name.replace("\\", "/").split("/")
        odd = any(sign in name for sign in "\\:") or not name.isprintable()
        if odd or name.startswith("/") or {"..", ".", ""} & set(steps):
            shown = "".join(sign for sign in name if sign.isprintable())[:60]
            what = message("압축 안에 위험한 경로 이름이 있습니다: {name}", name=shown)
            raise UnsafeError(what, REPAIR, "upload_path")
        if name.lower() in seen:
            raise twice(name)
        seen.add(name.lower())


def _check_kinds(entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        name = entry.filename.lower()
        if entry.flag_bits & _CONCEALED:
            fix = message("암호를 풀고 다시 저장해 올려 주십시오.")
            raise UnsafeError(message("암호가 걸린 파일입니다."), fix, "upload_encrypted")
        for pattern, what in _OTHERS:
            if re.fullmatch(pattern, name):
                raise not_a_workbook(what)
        for pattern, what in _ACTIVE:
            if re.search(pattern, name):
                raise active(what)
    if not any(entry.filename.lower().startswith("xl/") for entry in entries):
        raise not_a_workbook(message("엑셀 통합 문서가 아닌 다른 압축 파일이나 문서입니다."))
    for entry in entries:
        if not _ALLOWED.fullmatch(entry.filename.lower()):
            what = message("쓸 수 없는 부분이 들어 있습니다: {name}", name=entry.filename[:60])
            raise UnsafeError(what, PLAIN, "upload_part")


def _check_sizes(entries: list[zipfile.ZipInfo], largest: int, total: int) -> None:
    """By what the directory says; that it says the truth is seen while inflating."""
    if sum(entry.file_size for entry in entries) > total:
        raise bomb()
    for entry in entries:
        swollen = entry.file_size > max(_SMALL, _RATIO * entry.compress_size)
        if (
            entry.file_size > largest
            or swollen
            or (_is_list(entry) and entry.file_size > _LARGEST_LIST)
        ):
            raise bomb()


def _is_list(entry: zipfile.ZipInfo) -> bool:
    return entry.filename == _TYPES or entry.filename.lower().endswith(".rels")


def _check_list(archive: Archive, entry: zipfile.ZipInfo) -> None:
    _check_part(archive.content, entry, _Left(0, None))
    content = archive.read(entry.filename)
    if entry.filename == _TYPES:
        check_types(content)
    else:
        check_relations(entry.filename, content)


def _check_part(content: bytes, entry: zipfile.ZipInfo, left: _Left) -> None:
    """The real inflated size, the beginning and, in markup, document types are looked at."""
    size, check, tail, name = 0, 0, b"", entry.filename.lower()
    markup, sheet = name.endswith(_MARKUP), name.startswith("xl/worksheets/")
    for chunk in _inflated(content, entry):
        if size == 0:
            check_beginning(chunk)
            if name.startswith(("xl/media/", "docprops/thumbnail")):
                left.take_pixels(chunk)
        size += len(chunk)
        if size > entry.file_size:
            raise lying(entry.filename)
        check = zlib.crc32(chunk, check)
        if markup:
            _check_doctype(tail + chunk[:20])
            _check_doctype(chunk)
            check_text(name, tail + chunk)
            tail = chunk[-TAIL:]
        if sheet:
            left.take_cells(chunk)
    if size < entry.file_size:
        raise lying(entry.filename)
    if check != entry.CRC:
        raise broken()


def _check_doctype(text: bytes) -> None:
    if b"!" in text and _DECLARED.search(text) and any(word in text for word in _DOCTYPES):
        what = message("문서 형식 선언(DTD)이 들어 있습니다.")
        raise UnsafeError(what, REPAIR, "upload_dtd")


def _inflated(content: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part from its local header on, whatever size the directory claims."""
    start = start_of(content, entry)
    packed = memoryview(content)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        for place in range(0, len(packed), _CHUNK):
            yield bytes(packed[place : place + _CHUNK])
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise broken()
    engine, at = zlib.decompressobj(-15), 0
    try:
        while not engine.eof:
            waiting = engine.unconsumed_tail or packed[at : at + _FED]
            at += 0 if engine.unconsumed_tail else len(waiting)
            chunk = engine.decompress(waiting, _CHUNK)
            if chunk:
                yield chunk
            elif at >= len(packed) and not engine.unconsumed_tail:
                break
    except zlib.error as bad:
        raise broken() from bad
    if not engine.eof or engine.unused_data or at < len(packed):
        raise broken()
