"""Cells of one worksheet, collected while its markup passes by; memory grows with cells alone."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem

Value = str | int | float | bool | date | datetime
LONGEST_CELL = 32_767
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORMULA = message("값이 아니라 수식이 들어 있습니다.")
_AS_VALUE = message("복사한 뒤 ‘값만 붙여넣기’로 바꾸어 주십시오.")
PUT_RIGHT = message("올바른 값을 넣거나 칸을 비워 주십시오.")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


@dataclass(frozen=True)
class Fault:
    """A cell that holds something, but no value that can be taken."""

    row: int
    column: int
    what: Message
    fix: Message
    code: str


@dataclass(frozen=True)
class Area:
    """Cells from the first to the last row and column, both within."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether this cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    @property
    def single(self) -> bool:
        """Whether it is one cell."""
        return (self.top, self.left) == (self.bottom, self.right)


@dataclass
class Grid:
    """What one sheet holds so far."""

    file: str
    sheet: str
    strings: list[str]
    dates: frozenset[int]
    epoch_1904: bool
    most: int
    rows: dict[int, dict[int, Value]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    count: int = 0

    def put(self, row: int, column: int, value: Value) -> None:
        """One value; a cell that stands twice is read otherwise by every program."""
        held = self.rows.setdefault(row, {})
        if column in held:
            what = message("같은 칸이 두 번 들어 있습니다.")
            fix = message("엑셀에서 열어 ‘Excel 통합 문서(.xlsx)’로 다시 저장해 주십시오.")
            cell = f"{self.sheet}!{column_letters(column)}{row}"
            raise AssessmentError(Problem(f"{self.file} {cell}", what, fix, "upload_cell_twice"))
        self.add(1)
        held[column] = value

    def put_row(self, row: int, cells: dict[int, Value]) -> None:
        """All values of a row at once."""
        if row in self.rows:
            for column, value in cells.items():
                self.put(row, column, value)
        else:
            self.add(len(cells))
            self.rows[row] = cells

    def add(self, count: int) -> None:
        """So many cells more, or AssessmentError."""
        self.count += count
        if self.count > self.most:
            raise AssessmentError(
                Problem(
                    f"{self.file} {self.sheet}",
                    message("값이 든 칸이 너무 많습니다."),
                    message("필요한 시트만 남기거나 나누어 올려 주십시오."),
                    code="upload_many_cells",
                )
            )

    def fault(self, row: int, column: int, what: Message, fix: Message, code: str) -> None:
        """A cell that cannot be taken; it counts like one with a value."""
        self.add(1)
        self.faults.append(Fault(row, column, what, fix, code))

    def formula_fault(self, row: int, column: int) -> None:
        """A cell whose value was worked out by the sheet, now or some time ago."""
        self.fault(row, column, _FORMULA, _AS_VALUE, "cell_formula")

    def error_fault(self, row: int, column: int, text: str) -> None:
        """A cell that shows `#N/A` or the like: neither a value nor a blank."""
        what = message("오류값 {text}이(가) 들어 있습니다.", text=text[:20])
        self.fault(row, column, what, PUT_RIGHT, "cell_error")

    def put_text(self, row: int, column: int, text: str) -> None:
        """A text; white space alone is a blank, one that no cell can hold is a fault."""
        if len(text) > LONGEST_CELL:
            what = message("한 칸의 글이 {limit}자보다 깁니다.", limit=LONGEST_CELL)
            self.fault(row, column, what, message("글을 줄여 주십시오."), "cell_too_long")
        elif text and not text.isspace():
            self.put(row, column, text)


def reference(text: str) -> tuple[int, int]:
    """Row and column, both from 1, of `B7`; ValueError outside the sheet."""
    found = _REFERENCE.fullmatch(text)
    if found is None:
        raise ValueError("bad reference")
    row, column = int(found[2]), column_number(found[1])
    if row > MOST_ROWS or column > MOST_COLUMNS:
        raise ValueError("outside the sheet")
    return row, column


def area(text: str) -> Area:
    """The area of `B7:C9` or `B7`; ValueError when it is none."""
    first, _colon, last = text.partition(":")
    top, left = reference(first)
    bottom, right = reference(last) if last else (top, left)
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """A for 1, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def unescaped(text: str) -> str:
    """The text that stands in a cell: `_x000D_` is the sign that it names."""
    return _ESCAPE.sub(_sign, text) if "_x" in text else text


def _sign(found: re.Match[str]) -> str:
    """One that cannot be shown is made visible."""
    sign = chr(int(found[1], 16))
    return sign if sign.isprintable() or sign in "\t\n\r" else "\ufffd"


@lru_cache(maxsize=8192)
def date_of(number: float, epoch_1904: bool) -> Value:
    """The day, or moment, of a serial; Excel's 29 February 1900 never was."""
    days = number + 1462 if epoch_1904 else number
    seconds = round(days * 86_400) if 1 <= days < 2_958_466 else 0
    if not 0 < seconds < 2_958_466 * 86_400:
        return number
    moment = datetime(1899, 12, 30 if days >= 60 else 31) + timedelta(seconds=seconds)
    return moment.date() if days == int(days) else moment
