"""CSV text in the encodings and separators that Korean offices use."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.guard import Admitted
from assessment.workbooks.text import restored

_HANGUL = re.compile("[가-힣]")
_SEPARATORS = ",;\t"
_LINES = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True)
class Record:
    """One record of the file, numbered as a spreadsheet does; `what` tells why it is unusable."""

    row: int
    cells: list[str]
    what: Message | None = None


def records(admitted: Admitted) -> Iterator[Record]:
    """Every record that is not empty; raises naming the line that cannot be decoded."""
    text = _decoded(admitted)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    for row in range(1, admitted.limits.cells + 2):
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Record(row, [], message("따옴표가 닫히지 않았거나 잘못 쓰였습니다."))
            continue
        if any(cell.strip() for cell in cells):
            yield Record(row, [restored(cell) for cell in cells])


def _decoded(admitted: Admitted) -> str:
    content = admitted.content
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as bad:
            raise _undecodable(admitted.name, content[: bad.start].count(b"\n") + 1) from bad
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        utf8_line = _line(content, bad.start)
    try:
        text = content.decode("cp949")
    except UnicodeDecodeError as bad:
        raise _undecodable(admitted.name, max(utf8_line, _line(content, bad.start))) from bad
    if mixed := _first_utf8_line(content):
        raise _undecodable(admitted.name, mixed)
    return text


def _line(content: bytes, position: int) -> int:
    return len(_LINES.findall(content[:position])) + 1


def _first_utf8_line(content: bytes) -> int:
    """The first line of a CP949 file that was written in UTF-8; 0 when there is none."""
    for number, line in enumerate(_LINES.split(content), start=1):
        if line.isascii():
            continue
        try:
            if _HANGUL.search(line.decode("utf-8")):
                return number
        except UnicodeDecodeError:
            continue
    return 0


def _undecodable(name: str, line: int) -> AssessmentError:
    return AssessmentError(
        Problem(
            f"{name} {line}",
            message("{line}번째 줄의 글자를 읽을 수 없습니다. 인코딩이 섞였습니다.", line=line),
            message("엑셀에서 ‘CSV UTF-8’로 다시 저장해 주십시오."),
            code="upload_encoding",
        )
    )


def _separator(text: str) -> str:
    """The sign that parts the first line with anything in it into most cells."""
    first = next((line for line in text[:65_536].splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(_SEPARATORS, key=bare.count)
