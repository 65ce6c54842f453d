"""Text out of bytes: one encoding for the whole file, or the line where it turns into another."""

import re
import unicodedata

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.incoming.utf8_lines import first_hangul_line, is_hangul_in_utf8

_LINES = re.compile(rb"\r\n|\n|\r")
_TEXT_LINES = re.compile("\r\n|\n|\r")
_MARK_OF_A_FILE = re.compile("(?:^|(?<=[\r\n]))\ufeff+")
"""Also within, where one file was put after another."""
_FOREIGN = re.compile(rb"[\x80-\xff]")
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_PLAIN = re.compile("[\t\n\r -~ㄱ-ㆎ가-힣]")


def decoded(name: str, content: bytes) -> str:
    """The text: UTF-8 with or without a mark, CP949 (and EUC-KR within it), UTF-16.

    AssessmentError names the first line that cannot be read, that is in another encoding than
    those before it, or that holds NUL.
    """
    text = _decoded(name, content)
    if "\ufeff" in text:
        text = _MARK_OF_A_FILE.sub("", text)
    if "\x00" in text:
        raise nul_in(name, len(_TEXT_LINES.findall(text[: text.index("\x00")])) + 1)
    return text


def utf16_of(content: bytes) -> str | None:
    """The text where bytes without a mark can only be UTF-16, as some programs write it."""
    if len(content) % 2 or b"\x00" not in content or content.startswith(_MARKS):
        return None
    for coding in ("utf-16-le", "utf-16-be"):
        sample = content[:20_000].decode(coding, "ignore")
        plain = len(_PLAIN.findall(sample))
        odd = any(unicodedata.category(sign) in ("Cn", "Co", "Cs") for sign in set(sample))
        if odd or plain < 0.9 * len(sample):
            continue
        try:
            return content.decode(coding)
        except UnicodeDecodeError:
            continue
    return None


def first_nul(content: bytes) -> int:
    """The line of the first NUL byte."""
    return _line(content, content.index(b"\x00"))


def nul_in(name: str, line: int) -> AssessmentError:
    """A file with NUL in it: what stands around it cannot be trusted."""
    what = message("{line}번째 줄에 글자가 아닌 값(NUL)이 들어 있습니다.", line=line)
    fix = message("원본 프로그램에서 CSV로 다시 내보내 주십시오.")
    return AssessmentError(Problem(f"{name} {line}", what, fix, "upload_nul"))


def _decoded(name: str, content: bytes) -> str:
    if content.startswith(_MARKS):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as bad:
            raise _undecodable(name, _utf16_line(content, bad.start)) from bad
    if (text := utf16_of(content)) is not None:
        return text
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        in_utf8 = bad.start
    failed, text = len(content), ""
    try:
        text = content.decode("cp949")
    except UnicodeDecodeError as bad:
        failed = bad.start
    other = _turns_at(content, max(in_utf8, failed) if failed < len(content) else failed)
    if other < len(content):
        raise _undecodable(name, _line(content, other))
    return text


def _line(content: bytes, position: int) -> int:
    ends = content.count(b"\n", 0, position) + content.count(b"\r", 0, position)
    return ends - content.count(b"\r\n", 0, position) + 1


def _utf16_line(content: bytes, position: int) -> int:
    head = content[: position - position % 2].decode("utf-16", "replace")
    return len(_TEXT_LINES.findall(head)) + 1


def _turns_at(content: bytes, failed: int) -> int:
    """Where the first line begins that is not in the encoding of those before it, or `failed`.

    Of CP949 only what is surely UTF-8 (it decodes, and to Hangul) is another encoding.
    """
    first = _FOREIGN.search(content, 3 if content.startswith(b"\xef\xbb\xbf") else 0)
    if first is None:
        return failed
    begun = max(content.rfind(b"\n", 0, first.start()), content.rfind(b"\r", 0, first.start())) + 1
    line = _LINES.split(content[begun : begun + 65_536], maxsplit=1)[0]
    if is_hangul_in_utf8(line):
        return _end_of_utf8(content, begun, failed)
    other = first_hangul_line(content, begun, failed)
    return failed if other is None else other


def _end_of_utf8(content: bytes, begun: int, failed: int) -> int:
    try:
        content[begun:].decode("utf-8")
    except UnicodeDecodeError as bad:
        return min(begun + bad.start, failed)
    return failed


def _undecodable(name: str, line: int) -> AssessmentError:
    return AssessmentError(
        Problem(
            f"{name} {line}",
            message("{line}번째 줄의 글자를 읽을 수 없습니다. 인코딩이 섞였습니다.", line=line),
            message("엑셀에서 ‘CSV UTF-8’로 다시 저장해 주십시오."),
            code="upload_encoding",
        )
    )
