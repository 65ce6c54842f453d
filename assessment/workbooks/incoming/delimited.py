"""CSV text in the encodings and separators that Korean offices use."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.incoming.cells import LONGEST_CELL, MOST_COLUMNS
from assessment.workbooks.incoming.decoding import decoded
from assessment.workbooks.incoming.guard import Admitted
from assessment.workbooks.outgoing.text import restored

_SEPARATORS = ",;\t"


@dataclass(frozen=True)
class Record:
    """One record of the file, numbered as a spreadsheet does; `what` tells why it is unusable."""

    row: int
    cells: list[str]
    what: Message | None = None


def records(admitted: Admitted) -> Iterator[Record]:
    """Every record that is not empty; raises naming the line that cannot be decoded."""
    text = decoded(admitted.name, admitted.content).rstrip("\x1a")  # the end of old DOS files
    lines = io.TextIOWrapper(io.BytesIO(text.encode("utf-8")), "utf-8", newline="")
    reader = csv.reader(lines, delimiter=_separator(text), strict=True)
    named, marked = _names_separator(text), "'" in text
    del text  # of a large file three copies would be held at once
    row, held, begun = 0, 0, 1
    while True:
        row += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Record(row, [], _bad_quotes(begun, reader.line_num))
            begun = reader.line_num + 1
            continue
        begun = reader.line_num + 1
        held += max(1, len(cells))
        if held > admitted.limits.cells or len(cells) > MOST_COLUMNS:
            raise _too_many(admitted.name)
        if row == 1 and named:
            continue
        if any(cell.strip() for cell in cells):
            told = _too_long(cells)
            yield Record(row, [restored(cell) for cell in cells] if marked else cells, told)


def _bad_quotes(first: int, last: int) -> Message:
    if last <= first:
        return message("따옴표가 닫히지 않았거나 잘못 쓰였습니다.")
    return message(
        "따옴표가 닫히지 않았거나 잘못 쓰였습니다. {first}–{last}번째 줄을 읽지 못했습니다.",
        first=first,
        last=last,
    )


def _too_long(cells: list[str]) -> Message | None:
    if max(map(len, cells)) <= LONGEST_CELL:
        return None
    return message("한 칸의 글이 {limit}자보다 깁니다.", limit=LONGEST_CELL)


def _too_many(name: str) -> AssessmentError:
    what = message("값이 든 칸이 너무 많습니다.")
    fix = message("필요한 시트만 남기거나 나누어 올려 주십시오.")
    return AssessmentError(Problem(name, what, fix, "upload_many_cells"))


def _separator(text: str) -> str:
    """The sign that parts the first line with anything in it into most cells."""
    first = next((line for line in text[:65_536].splitlines() if line.strip()), "")
    if _names_separator(first):
        return first[4]
    bare = re.sub(r'"[^"]*"', "", first)
    return max(_SEPARATORS, key=bare.count)


def _names_separator(text: str) -> bool:
    """Whether the first line is Excel's own `sep=;`."""
    return re.match(r"sep=[,;\t|](?:[\r\n]|$)", text, re.IGNORECASE) is not None
