"""Many files at once: a folder or a ZIP of offline forms, opened one by one and never unpacked."""

import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.incoming.directory import entries_of, start_of
from assessment.workbooks.incoming.guard import MB, UPLOAD, shown_name
from assessment.workbooks.incoming.unsafe import UnsafeError

MOST_FILES = 20_000
LARGEST_BUNDLE = 400 * MB
_ALL_UNPACKED = 2_000 * MB
_RATIO, _SMALL = 200, 2 * MB
"""Workbooks are packed themselves and hardly shrink; a bomb shrinks a thousand times."""
_LEFT_OUT = ("thumbs.db", "desktop.ini")
_NAMED_UTF8 = 0x800


@dataclass(frozen=True)
class BundledFile:
    """One file of many; `load` gives its bytes, or AssessmentError with the reason why not."""

    name: str
    load: Callable[[], bytes]


def bundle_at(path: Path, leave_out: Path | None = None) -> tuple[BundledFile, ...]:
    """The files of a folder and of those in it, of a ZIP, or one form; in the order of their names.

    Hidden files and what Excel keeps beside an open workbook (`~$…`) are left out.
    """
    if path.is_dir():
        return _some(path.name, _in_folder(path, leave_out))
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST_BUNDLE else None
    except OSError as error:
        raise _unopened(path.name) from error
    return bundle_of(path.name, content, size)


def bundle_of(name: str, content: bytes | None, size: int = 0) -> tuple[BundledFile, ...]:
    """The files of a ZIP; None stands for one that is too large to be looked at."""
    shown = shown_name(name)
    if content is None or len(content) > LARGEST_BUNDLE:
        what = message("압축 파일이 {size} MB로 너무 큽니다.", size=max(size, 1) // MB)
        fix = message("{limit} MB 아래로 나누어 주십시오.", limit=LARGEST_BUNDLE // MB)
        raise AssessmentError(Problem(shown, what, fix, "bundle_too_large"))
    if not content.startswith(b"PK"):
        what = message("양식이 든 폴더나 ZIP 파일이 아닙니다.")
        fix = message("돌려받은 양식(.xlsx)을 폴더나 ZIP 파일 하나에 모아 주십시오.")
        raise AssessmentError(Problem(shown, what, fix, "bundle_wrong_type"))
    try:
        entries = entries_of(content, MOST_FILES)
    except UnsafeError as unsafe:
        raise AssessmentError(Problem(shown, unsafe.what, unsafe.fix, unsafe.code)) from None
    if any(entry.filename == "[Content_Types].xml" for entry in entries):
        return (BundledFile(shown, lambda: content),)  # a workbook is a ZIP too: one form
    if sum(entry.file_size for entry in entries) > _ALL_UNPACKED:
        raise AssessmentError(Problem(shown, _BOMB, _SPLIT, "upload_bomb"))
    return _some(shown, _in_archive(content, entries))


_BOMB = message("압축을 풀면 지나치게 커지는 파일입니다.")
_SPLIT = message("돌려받은 양식(.xlsx)만 모아 다시 압축해 주십시오.")


def _some(name: str, files: Iterator[BundledFile]) -> tuple[BundledFile, ...]:
    found = tuple(files)
    if not found:
        what = message("가져올 파일이 없습니다.")
        fix = message("돌려받은 양식(.xlsx)을 폴더나 ZIP 파일 하나에 모아 주십시오.")
        raise AssessmentError(Problem(shown_name(name), what, fix, "bundle_empty"))
    return found


def _in_folder(folder: Path, leave_out: Path | None) -> Iterator[BundledFile]:
    apart = leave_out.resolve() if leave_out is not None else None
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if not _counts(inside.parts) or not path.is_file() or path.resolve() == apart:
            continue
        yield BundledFile(_shown(inside.parts), _reader(path))


def _in_archive(content: bytes, entries: Sequence[zipfile.ZipInfo]) -> Iterator[BundledFile]:
    named = [(PurePosixPath(_name(entry)).parts, entry) for entry in entries]
    for parts, entry in sorted(named, key=lambda one: one[0]):
        if _counts(parts):
            yield BundledFile(_shown(parts), _unpacker(content, entry, _shown(parts)))


def _counts(parts: Sequence[str]) -> bool:
    hidden = any(part.startswith((".", "__MACOSX")) and part != ".." for part in parts)
    return (
        bool(parts)
        and not hidden
        and not (parts[-1].startswith("~$") or parts[-1].lower() in _LEFT_OUT)
    )


def _name(entry: zipfile.ZipInfo) -> str:
    """Korean Windows packs names in its own code page and does not say so; others in UTF-8."""
    name = entry.filename
    if entry.flag_bits & _NAMED_UTF8:
        return name
    raw = name.encode("cp437", "replace")
    for coding in ("utf-8", "cp949"):
        try:
            return raw.decode(coding)
        except UnicodeDecodeError:
            continue
    return name


def _shown(parts: Sequence[str]) -> str:
    """Folder and name without signs that cannot be seen; shown and never used as a path."""
    told = [shown_name(part) for part in parts if part not in ("/", "..", ".")]
    return "/".join(told[-2:])[:200] or "file"


def _reader(path: Path) -> Callable[[], bytes]:
    def load() -> bytes:
        try:
            with path.open("rb") as opened:  # one byte more than the guard lets in, never all
                return opened.read(UPLOAD.file + 1)
        except OSError as error:
            raise _unopened(path.name) from error

    return load


def _unpacker(content: bytes, entry: zipfile.ZipInfo, name: str) -> Callable[[], bytes]:
    def refused(what: Message, code: str) -> AssessmentError:
        return AssessmentError(Problem(name, what, _SPLIT, code))

    def load() -> bytes:
        if name.lower().endswith((".zip", ".7z", ".rar", ".egg", ".alz")):
            raise refused(message("압축 파일 안의 압축 파일은 열지 않습니다."), "bundle_nested")
        if entry.flag_bits & 0x1:
            raise refused(message("암호가 걸린 파일입니다."), "upload_encrypted")
        if entry.file_size > max(_SMALL, _RATIO * entry.compress_size):
            raise refused(_BOMB, "upload_bomb")
        try:
            found = _unpacked(content, entry)
        except (zlib.error, UnsafeError) as bad:
            raise refused(message("파일이 깨졌거나 중간에 끊겼습니다."), "upload_broken") from bad
        if len(found) != entry.file_size and len(found) <= UPLOAD.file:
            raise refused(message("파일이 깨졌거나 중간에 끊겼습니다."), "upload_broken")
        return found

    return load


def _unpacked(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    """At most one byte more than the guard lets in, whatever the directory says."""
    start = start_of(content, entry)
    packed = memoryview(content)[start : start + entry.compress_size]
    most = UPLOAD.file + 1
    if entry.compress_type == zipfile.ZIP_STORED:
        found = bytes(packed[:most])
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        found = zlib.decompressobj(-15).decompress(packed, most)
    else:
        raise zlib.error("packed in a way that is not read here")
    if len(found) == entry.file_size and zlib.crc32(found) != entry.CRC:
        raise zlib.error("not the bytes that were packed")
    return found


def _unopened(name: str) -> AssessmentError:
    what = message("파일을 열 수 없습니다.")
    return AssessmentError(Problem(name, what, message("경로와 권한을 확인해 주십시오."), "open"))
