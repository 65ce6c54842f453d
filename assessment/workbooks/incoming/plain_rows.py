"""Rows that hold nothing but plain values, read by their pattern instead of by their elements.

Most sheets are such rows from end to end. A block in which one sign is otherwise is handed back
to be read element by element, so both ways read the same.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from math import isfinite

from assessment.workbooks.incoming.cells import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Grid,
    Value,
    column_number,
    date_of,
    unescaped,
)

_BLOCK = 128 * 1024
_TEXT = rb"[^<\x00-\x08\x0b\x0c\x0e-\x1f]*+"
_FORMULA = rb'<f(?: (?!t="(?:array|dataTable)")[\w:]++="[^"<&]*+")*+(?:/>|>' + _TEXT + rb"</f>)"
_CELL_PATTERN = (
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]{1,6})")?'
    rb'(?: t="(n|s|b|e|str|inlineStr)")?(?: s="([0-9]{1,6})")?'
    rb"(?:/>|>(" + _FORMULA + rb")?+(?:<v>(" + _TEXT + rb")</v>"
    rb'|<is><t(?: xml:space="preserve")?>(' + _TEXT + rb")</t></is>)?</c>)"
)
_CELL = re.compile(_CELL_PATTERN)
_CELLS = re.sub(rb"\((?!\?)", rb"(?:", _CELL_PATTERN)
_ROW = re.compile(
    rb'\s*+<row((?: [\w:]++="[^"<&]*+")*+)\s*+(?:/>|>((?:' + _CELLS + rb")*+)</row>)\s*+"
)
_NUMBER = re.compile(rb' r="([1-9][0-9]{0,6})"')
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_ENTITY = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")
_TRUTHS = {b"1": True, b"0": False}
_WRITTEN_TRUTH = re.compile(rb"<f(?: aca=\"(?:false|true|0|1)\")?>(TRUE|FALSE)\(\)</f>")
_WORDED = frozenset((b"e", b"str", b"inlineStr"))
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml ([^<>]*)\?>)?\s*<[A-Za-z]")
_ENCODING = re.compile(rb"encoding\s*=\s*(?![\"'](?i:utf-8)[\"'])")


@dataclass(frozen=True)
class Parted:
    """A sheet's markup without its rows, and where its rows stand."""

    content: bytes
    start: int
    end: int

    @property
    def frame(self) -> bytes:
        """Everything but the rows."""
        return self.content[: self.start] + self.content[self.end :]

    def blocks(self, size: int = _BLOCK) -> Iterator[bytes]:
        """The rows in handy pieces, none of them cut."""
        at = self.start
        while at < self.end:
            cut = self.content.find(b"</row>", min(at + size, self.end), self.end)
            after = self.end if cut < 0 else cut + 6
            yield self.content[at:after]
            at = after


def split(content: bytes) -> Parted | None:
    """The rows apart from the rest; None where that cannot be told for sure."""
    parted = split_plain(content)
    if parted is None or content.find(b"<sheetData", parted.start) >= 0:
        return None
    return None if content.find(b"<!") >= 0 or content.find(b"<?", 5) >= 0 else parted


def split_plain(content: bytes) -> Parted | None:
    """The same where every row will be seen to be plain: comments are looked for in the rest."""
    if not in_utf8(content):
        return None
    start, end = content.find(b"<sheetData>"), content.rfind(b"</sheetData>")
    if start < 0 or end < start:
        return None
    rest = (content[5:start], content[end:])
    if any(sign in part for part in rest for sign in (b"<!", b"<?", b"<sheetData")):
        return None
    return Parted(content, start + len(b"<sheetData>"), end)


class PlainRows:
    """Puts plain rows into a grid."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.dates = frozenset(str(style).encode() for style in grid.dates)
        self.columns: dict[bytes, int] = {}
        self.later: list[tuple[int, int, str | None, str]] = []
        self.truths: list[tuple[int, int, bool]] = []

    def read(self, block: bytes) -> int | None:
        """The last row's number, 0 for an empty block; None when nothing of it was taken."""
        at, last, self.later, self.truths = 0, 0, [], []
        found: list[tuple[int, dict[int, Value]]] = []
        hidden: list[int] = []
        for one in _ROW.finditer(block):
            named = _NUMBER.search(one[1])
            if one.start() != at or named is None or int(named[1]) > MOST_ROWS:
                return None
            at, last = one.end(), int(named[1])
            if _HIDDEN.search(one[1]):
                hidden.append(last)
            if one[2]:
                cells = self._cells(one[2], named[1])
                if cells is None:
                    return None
                found.append((last, cells))
        if at != len(block) and block.strip():
            return None
        self.grid.hidden_rows.update(hidden)
        self._take(found)
        return last

    def _take(self, found: list[tuple[int, dict[int, Value]]]) -> None:
        for row, cells in found:
            if cells:
                self.grid.put_row(row, cells)
        for row, column, truth in self.truths:
            self.grid.put(row, column, truth)
        for row, column, text, kind in self.later:
            if text is None:
                self.grid.formula_fault(row, column)
            elif kind == "e":
                self.grid.error_fault(row, column, text)
            else:
                self.grid.put_text(row, column, text)

    def _cells(self, body: bytes, row: bytes) -> dict[int, Value] | None:
        cells: dict[int, Value] = {}
        strings, columns = self.grid.strings, self.columns
        found: Value
        try:
            for letters, digits, style, kind, later, formula, value, text in _CELL.findall(body):
                column = columns.get(letters) or self._column(letters)
                if digits != row or column in cells:
                    return None
                if formula or kind in _WORDED:
                    self._set_aside(int(row), column, formula, kind, value, text)
                elif kind == b"s" and value.isdigit():
                    found = strings[int(value)]
                    if len(found) > LONGEST_CELL:
                        return None
                    if found and not found.isspace():
                        cells[column] = found
                elif value:
                    cells[column] = self._value(kind, value, style or later)
                elif text:
                    return None
        except (ValueError, LookupError):
            return None  # read element by element, which says what is wrong
        return cells

    def _set_aside(
        self, row: int, column: int, formula: bytes, kind: bytes, value: bytes, text: bytes
    ) -> None:
        """A formula, an error or a text of its own, to be put when the whole block was taken."""
        if formula and kind == b"b" and _is_written_truth(formula, value):
            self.truths.append((row, column, value == b"1"))
        elif formula:
            self.later.append((row, column, None, ""))
        elif kind == b"e":
            self.later.append((row, column, markup_text(value), "e"))
        else:
            if (text and kind == b"str") or (value and kind == b"inlineStr"):
                raise ValueError("a text in the wrong place")
            self.later.append((row, column, unescaped(markup_text(value or text)), "t"))

    def _column(self, letters: bytes) -> int:
        number = column_number(letters.decode("ascii"))
        if number > MOST_COLUMNS:
            raise ValueError("outside the sheet")
        self.columns[letters] = number
        return number

    def _value(self, kind: bytes, value: bytes, style: bytes) -> Value:
        if kind not in (b"", b"n"):
            if kind == b"b":
                return _TRUTHS[value]
            raise ValueError("no index of a text")
        if style in self.dates:
            return date_of(_finite(value), self.grid.epoch_1904)
        if len(value) < 15 and value.isdigit():
            return int(value)
        number = _finite(value)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _is_written_truth(formula: bytes, value: bytes) -> bool:
    """Whether it is `TRUE()` or `FALSE()`: LibreOffice's way to write what a person typed."""
    found = _WRITTEN_TRUTH.fullmatch(formula)
    return found is not None and value == (b"1" if found[1] == b"TRUE" else b"0")


def _finite(value: bytes) -> float:
    number = float(value)
    if not isfinite(number) or b"_" in value:
        raise ValueError("no number")
    return number


def in_utf8(content: bytes) -> bool:
    """Whether markup says that it is in UTF-8, or says nothing."""
    head = _HEAD.match(content[:1000])
    return head is not None and not _ENCODING.search(head[1] or b"")


def markup_text(text: bytes) -> str:
    """What a parser of markup makes of this text; ValueError where it would refuse it."""
    shown = text.decode("utf-8")
    if "\r" in shown:
        shown = shown.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in shown:
        if _ENTITY.search(shown):
            raise ValueError("an entity that is not known")
        shown = unescape(shown)
    if "\uffff" in shown or "\ufffe" in shown:
        raise ValueError("a sign that markup may not hold")
    return shown
