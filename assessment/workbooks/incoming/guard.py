"""The one door for every file of a table that comes in; nothing is parsed before it has passed."""

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.incoming.archive import Archive, open_archive
from assessment.workbooks.incoming.decoding import first_nul, nul_in, utf16_of
from assessment.workbooks.incoming.unsafe import UnsafeError

Kind = Literal["csv", "xlsx", "parquet"]
MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How large a file, what it unpacks to, and a table may be."""

    file: int = 10 * MB
    parts: int = 300
    part: int = 32 * MB
    unpacked: int = 48 * MB
    cells: int = 1_000_000


UPLOAD = Limits()
LOCAL = Limits(file=400 * MB, part=1024 * MB, unpacked=1536 * MB, cells=12_000_000)
"""For files that the person at the machine names on the command line."""

TABLES: tuple[Kind, ...] = ("csv", "xlsx")


@dataclass(frozen=True)
class Admitted:
    """A file that may be parsed; its kind is told by its content."""

    name: str
    kind: Kind
    content: bytes
    limits: Limits
    archive: Archive | None = None


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = (
    b"MZ",
    b"%PDF",
    b"\x7fELF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"PK",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"{\\rtf",
    b"ID;P",
    b"SQLite format",
)
_WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<[a-z!?]|mime-version:)", re.IGNORECASE)
_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
}
_OTHERS: dict[str, Message] = {
    ".xls": message("옛 엑셀 형식(.xls)입니다."),
    ".xlsb": message("바이너리 엑셀 형식(.xlsb)입니다."),
    ".xlsm": message("매크로가 들어 있는 엑셀 파일(.xlsm)입니다."),
    ".xltm": message("매크로가 들어 있는 엑셀 서식(.xltm)입니다."),
    ".xltx": message("엑셀 서식 파일(.xltx)입니다."),
    ".ods": message("오픈도큐먼트 형식(.ods)입니다."),
    ".cell": message("한셀 고유 형식(.cell)입니다."),
    ".numbers": message("넘버스 형식(.numbers)입니다."),
    ".hwp": message("한글 문서입니다."),
    ".hwpx": message("한글 문서입니다."),
    ".pdf": message("PDF 파일입니다."),
    ".docx": message("엑셀이 아니라 워드 문서(.docx)입니다."),
    ".doc": message("옛 워드 문서(.doc)입니다."),
    ".pptx": message("엑셀이 아니라 파워포인트 문서(.pptx)입니다."),
    ".ppt": message("옛 파워포인트 문서(.ppt)입니다."),
    ".zip": message("엑셀 통합 문서가 아닌 다른 압축 파일이나 문서입니다."),
}
_PROTECTED = (b"\x9b\x20DRMONE", b"SCDSA00", b"<## NASCA DRM FILE")
"""How files begin that a company's document protection has locked: Fasoo, SoftCamp, MarkAny."""
_RESAVE = message("엑셀에서 ‘Excel 통합 문서(.xlsx)’로 다시 저장해 올려 주십시오.")


def admit(
    name: str,
    content: bytes,
    kinds: tuple[Kind, ...] = TABLES,
    limits: Limits = UPLOAD,
) -> Admitted:
    """The file with its kind, or AssessmentError with the reason why it is not let in.

    Size, magic, archive entries and their real inflated size, encryption, path names, the list of
    parts, external targets and document types are looked at; the name is only compared.
    """
    shown = shown_name(name)
    if not content:
        raise _refused(
            shown,
            message("빈 파일입니다."),
            message("내용이 있는 파일인지 확인해 주십시오."),
            "upload_empty",
        )
    if len(content) > limits.file:
        what = message(
            "파일이 {size} MB로, 한도 {limit} MB보다 큽니다.",
            size=f"{len(content) / MB:.1f}",
            limit=limits.file // MB,
        )
        fix = message("필요 없는 시트와 그림을 지우거나 나누어 올려 주십시오.")
        raise _refused(shown, what, fix, "upload_too_large")
    kind = _kind(shown, content)
    if kind not in kinds:
        what = message("여기에는 {kinds} 파일만 올릴 수 있습니다.", kinds=", ".join(kinds))
        raise _refused(
            shown, what, message("형식을 바꾸어 다시 저장해 주십시오."), "upload_wrong_type"
        )
    return Admitted(shown, kind, content, limits, _archive(shown, content, limits, kind))


def shown_name(name: str) -> str:
    """The last part of a file's name without signs that cannot be seen; never used as a path."""
    last = PurePath(name.replace("\\", "/")).name.strip()
    return "".join(sign for sign in last if sign.isprintable())[:120] or "file"


def _archive(name: str, content: bytes, limits: Limits, kind: Kind) -> Archive | None:
    if kind != "xlsx":
        return None
    try:
        return open_archive(content, limits.parts, limits.part, limits.unpacked, limits.cells)
    except UnsafeError as unsafe:
        raise _refused(name, unsafe.what, unsafe.fix, unsafe.code) from None


def _kind(name: str, content: bytes) -> Kind:
    suffix = PurePath(name).suffix.lower()
    if content.startswith(_OLE):
        raise _ole(name, content)
    if content.startswith(_PROTECTED):
        what = message("회사의 문서 보안(DRM)이 걸린 파일입니다.")
        fix = message("문서 보안을 풀어 저장한 파일을 올려 주십시오.")
        raise _refused(name, what, fix, "upload_encrypted")
    if _is_web_page(content):
        what = message("엑셀 파일이 아니라 웹 문서(HTML·XML)입니다.")
        raise _refused(name, what, _RESAVE, "upload_html")
    if suffix in _OTHERS:
        raise _refused(name, _OTHERS[suffix], _RESAVE, "upload_wrong_type")
    found = _told_by(content)
    if found is None and _SUFFIXES.get(suffix) == "csv" and _is_text_with_nul(content):
        raise nul_in(name, first_nul(content))
    if found is None or found != _SUFFIXES.get(suffix):
        what = message("파일 이름의 확장자({suffix})와 내용이 맞지 않습니다.", suffix=suffix or "-")
        raise _refused(name, what, _RESAVE, "upload_wrong_type")
    return found


def _told_by(content: bytes) -> Kind | None:
    if content.startswith(b"PK\x03\x04"):
        return "xlsx"
    if content.startswith(b"PAR1") and content.endswith(b"PAR1"):
        return "parquet"
    if content.startswith(_BINARY):
        return None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "csv"
    if b"\x00" in content:
        return "csv" if utf16_of(content) is not None else None
    return "csv"


def _is_web_page(content: bytes) -> bool:
    """Tables for the browser under the name of a workbook, as many Korean programs export them."""
    head = content[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\x00", b"")[2:]
    return _WEB_PAGE.match(head) is not None


def _is_text_with_nul(content: bytes) -> bool:
    """A text with a few NULs, not a program or picture under the name of one."""
    head = content[:65_536]
    odd = sum(head.count(bytes([sign])) for sign in range(1, 32) if sign not in (9, 10, 11, 12, 13))
    return not content.startswith(_BINARY) and odd <= len(head) // 50


def _ole(name: str, content: bytes) -> AssessmentError:
    def holds(word: str) -> bool:
        return word.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        fix = message("암호를 풀고 다시 저장해 올려 주십시오.")
        return _refused(name, message("암호가 걸린 파일입니다."), fix, "upload_encrypted")
    what = _OTHERS.get(PurePath(name).suffix.lower(), _OTHERS[".xls"])
    if b"HWP Document File" in content or holds("BodyText"):
        what = _OTHERS[".hwp"]
    elif holds("WordDocument"):
        what = message("옛 워드 문서(.doc)입니다.")
    elif holds("PowerPoint Document"):
        what = message("옛 파워포인트 문서(.ppt)입니다.")
    return _refused(name, what, _RESAVE, "upload_wrong_type")


def _refused(name: str, what: Message, fix: Message, code: str) -> AssessmentError:
    return AssessmentError(Problem(name, what, fix, code))
