"""Cells of one worksheet, collected while its markup passes by; memory grows with cells alone."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NoReturn
from xml.parsers import expat

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem

Value = str | int | float | bool | date | datetime
_DEEPEST = 64
_LONGEST = 32_767
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384


@dataclass(frozen=True)
class Fault:
    """A cell that holds something, but no value that can be taken."""

    row: int
    column: int
    what: Message
    fix: Message
    code: str


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
    count: int = 0

    def put(self, row: int, column: int, value: Value) -> None:
        self.count += 1
        if self.count > self.most:
            raise AssessmentError(
                Problem(
                    f"{self.file} {self.sheet}",
                    message("값이 든 칸이 너무 많습니다."),
                    message("필요한 시트만 남기거나 나누어 올려 주십시오."),
                    code="upload_many_cells",
                )
            )
        self.rows.setdefault(row, {})[column] = value

    def fault(self, row: int, column: int, what: Message, fix: Message, code: str) -> None:
        if len(self.faults) < self.most:
            self.faults.append(Fault(row, column, what, fix, code))


class SheetParser:
    """Reads one worksheet into a grid."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.row = self.column = 0
        self.kind, self.style, self.formula = "n", 0, False
        self.text: list[str] = []
        self.inside, self.depth, self.phonetic = "", 0, False

    def parse(self, content: bytes) -> None:
        run_expat(content, self._start, self._end, self._data)

    def _start(self, tag: str, given: dict[str, str]) -> None:
        name = tag.rsplit(":", 1)[-1]
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ValueError("nested too deep")
        if name == "c":
            self._begin_cell(given)
        elif name == "row":
            self.row = int(given["r"]) if "r" in given else self.row + 1
            self.column = 0
            if given.get("hidden") in ("1", "true"):
                self.grid.hidden_rows.add(self.row)
        elif name == "f":
            self.formula = True
        elif name == "rPh":
            self.phonetic = True
        elif name in ("v", "t") and not self.phonetic:
            self.inside = name

    def _begin_cell(self, given: dict[str, str]) -> None:
        reference = given.get("r")
        if reference is None:
            self.column += 1
        else:
            found = _REFERENCE.fullmatch(reference)
            if found is None:
                raise ValueError("bad reference")
            self.column, self.row = column_number(found[1]), int(found[2])
        if not (1 <= self.row <= _MOST_ROWS and 1 <= self.column <= _MOST_COLUMNS):
            raise ValueError("outside the sheet")
        self.kind, self.style = given.get("t", "n"), int(given.get("s") or 0)
        self.formula, self.text = False, []

    def _end(self, tag: str) -> None:
        name = tag.rsplit(":", 1)[-1]
        self.depth -= 1
        if name == "c":
            self._end_cell("".join(self.text))
        elif name in ("v", "t"):
            self.inside = ""
        elif name == "rPh":
            self.phonetic = False

    def _data(self, data: str) -> None:
        if self.inside:
            self.text.append(data)

    def _end_cell(self, text: str) -> None:
        row, column, grid = self.row, self.column, self.grid
        if self.formula:
            what = message("값이 아니라 수식이 들어 있습니다.")
            fix = message("복사한 뒤 ‘값만 붙여넣기’로 바꾸어 주십시오.")
            return grid.fault(row, column, what, fix, "cell_formula")
        if self.kind == "e":
            what = message("오류값 {text}이(가) 들어 있습니다.", text=text[:20])
            fix = message("올바른 값을 넣거나 칸을 비워 주십시오.")
            return grid.fault(row, column, what, fix, "cell_error")
        if self.kind == "s":
            text = grid.strings[int(text)] if text else ""
        if self.kind in ("s", "str", "inlineStr"):
            return self._put_text(text)
        if text:
            grid.put(row, column, self._number(text))
        return None

    def _put_text(self, text: str) -> None:
        plain = _ESCAPE.sub(_unescaped, text)
        if len(plain) > _LONGEST:
            what = message("한 칸의 글이 {limit}자보다 깁니다.", limit=_LONGEST)
            fix = message("글을 줄여 주십시오.")
            self.grid.fault(self.row, self.column, what, fix, "cell_too_long")
        elif plain.strip():
            self.grid.put(self.row, self.column, plain)

    def _number(self, text: str) -> Value:
        if self.kind == "b":
            return text == "1"
        if self.kind == "d":
            moment = datetime.fromisoformat(text)
            return moment if moment.time() != datetime.min.time() else moment.date()
        number = float(text)
        if self.style in self.grid.dates:
            return _date_of(number, self.grid.epoch_1904)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number


class _StringsParser:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.pieces: list[str] = []
        self.inside = self.phonetic = False
        self.depth = 0

    def start(self, tag: str, _given: dict[str, str]) -> None:
        name = tag.rsplit(":", 1)[-1]
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ValueError("nested too deep")
        if name == "si":
            self.pieces = []
        elif name == "rPh":
            self.phonetic = True
        elif name == "t":
            self.inside = not self.phonetic

    def end(self, tag: str) -> None:
        name = tag.rsplit(":", 1)[-1]
        self.depth -= 1
        if name == "si":
            self.texts.append("".join(self.pieces))
        elif name == "rPh":
            self.phonetic = False
        elif name == "t":
            self.inside = False

    def data(self, text: str) -> None:
        if self.inside:
            self.pieces.append(text)


def shared_strings(content: bytes) -> list[str]:
    """The texts that cells refer to; phonetic readings are left out, runs are joined."""
    parser = _StringsParser()
    run_expat(content, parser.start, parser.end, parser.data)
    return parser.texts


def run_expat(
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    data: Callable[[str], None],
) -> None:
    """Parse with these handlers; a document type or entity declaration ends it."""

    def forbidden(*_given: object) -> NoReturn:
        raise ValueError("document types are forbidden")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = forbidden
    parser.EntityDeclHandler = forbidden
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.Parse(content, True)


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


def _unescaped(found: re.Match[str]) -> str:
    """The sign that `_x000D_` stands for; one that cannot be shown is made visible."""
    sign = chr(int(found[1], 16))
    return sign if sign.isprintable() or sign in "\t\n\r" else "\ufffd"


def _date_of(number: float, epoch_1904: bool) -> Value:
    """The day, or moment, of a serial; Excel's 29 February 1900 never was."""
    days = number + 1462 if epoch_1904 else number
    if not 1 <= days < 2_958_466:
        return number
    moment = datetime(1899, 12, 30 if days >= 60 else 31) + timedelta(days=days)
    moment = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    return moment.date() if days == int(days) else moment
