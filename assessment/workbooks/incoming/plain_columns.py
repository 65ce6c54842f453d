"""A sheet of plain rows, read column by column: what a register of many thousand rows is made of.

One sign that is otherwise than such rows write it, a formula or an error cell, and nothing is
taken: the sheet is then read row by row, and both ways read the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
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
from assessment.workbooks.incoming.plain_rows import Parted, markup_text

MOST_READ = 200
"""Columns; a wider sheet is read row by row."""
_BLOCK = 256 * 1024
_NAMED = re.compile(rb'<c r="([A-Z]{1,3})[1-9]')
_TEXT = rb"[^<\x00-\x08\x0b\x0c\x0e-\x1f]*+"
_CELL = (
    rb'(?:<c r="%s(?P=row)"((?: s="[0-9]{1,6}")?+(?: t="(?:n|s|b|str|inlineStr)")?+'
    rb'(?: s="[0-9]{1,6}")?+)(?:/>|>(?:<v>(' + _TEXT + rb")</v>%i)?+</c>))?+"
)
_INLINE = rb'|<is><t(?: xml:space="preserve")?>(' + _TEXT + rb")</t></is>"
_ROW = (
    rb'\s*+<row r="(?P<row>[1-9][0-9]{0,6})"((?: [\w:]++="[^"<&]*+")*+)\s*+(?:/>|>%s</row>)\s*+'
    rb"|([\s\S]++)"
)
_HIDDEN = re.compile(rb' hidden="(?:1|true)"')
_STYLE = re.compile(rb' s="([0-9]{1,6})"')
_KIND = re.compile(rb' t="([A-Za-z]+)"')
_TRUTHS = {b"1": True, b"0": False}


class OtherwiseError(Exception):
    """This sheet is not plain."""


@dataclass
class Columns:
    """Values by column, all as long as `numbers`, the rows; None where a cell is blank."""

    numbers: list[int] = field(default_factory=list)
    values: dict[int, list[Value | None]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)


def read_columns(parted: Parted, grid: Grid) -> Columns | None:
    """The rows of a sheet as columns; None when one of them is not plain."""
    counted = grid.count
    try:
        return _Reader(grid).read(parted)
    except (OtherwiseError, ValueError, LookupError):
        grid.count = counted
        return None


class _Reader:
    def __init__(self, grid: Grid) -> None:
        if max(map(len, grid.strings), default=0) > LONGEST_CELL:
            raise OtherwiseError
        self.grid = grid
        self.strings = [text if text and not text.isspace() else None for text in grid.strings]
        self.dates = frozenset(str(style).encode() for style in grid.dates)
        self.days: dict[bytes, Value | None] = {}
        self.letters: tuple[bytes, ...] = ()
        self.places: list[int] = []
        self.inline = False
        self.read_so_far = Columns()

    def read(self, parted: Parted) -> Columns:
        found = self.read_so_far
        self.inline = b'"inlineStr"' in parted.content
        step = 3 if self.inline else 2
        for block in parted.blocks(_BLOCK):
            rows = self._rows(block)
            if not rows:
                continue
            columns: list[tuple[bytes, ...]] = list(zip(*rows, strict=True))
            numbers = list(map(int, columns[0]))
            last = found.numbers[-1] if found.numbers else 0
            if numbers[-1] > MOST_ROWS or not _ascending(last, numbers):
                raise OtherwiseError
            self._note_hidden(numbers, columns[1])
            for place, column in enumerate(self.places):
                kinds, values, *texts = columns[2 + step * place : 2 + step * (place + 1)]
                self._add(column, self._values(kinds, values, texts[0] if texts else ()))
            found.numbers += numbers
            self._level()
        return found

    def _rows(self, block: bytes) -> list[tuple[bytes, ...]]:
        """What the pattern finds; once more with the columns that this block has in addition."""
        rows = self._pattern().findall(block)
        if rows and rows[-1][-1]:
            letters = {*self.letters, *_NAMED.findall(block)}
            if len(letters) > MOST_READ or len(letters) == len(self.letters):
                raise OtherwiseError
            self.letters = tuple(sorted(letters, key=lambda one: (len(one), one)))
            self.places = [column_number(one.decode("ascii")) for one in self.letters]
            if self.places[-1] > MOST_COLUMNS:
                raise OtherwiseError
            rows = self._pattern().findall(block)
            if rows[-1][-1]:
                raise OtherwiseError
        return rows

    def _pattern(self) -> re.Pattern[bytes]:
        return _pattern(self.letters, inline=self.inline)

    def _note_hidden(self, numbers: list[int], given: Sequence[bytes]) -> None:
        for number, attributes in zip(numbers, given, strict=True):
            if b"hidden" in attributes and _HIDDEN.search(attributes):
                self.read_so_far.hidden_rows.add(number)

    def _add(self, column: int, values: list[Value | None]) -> None:
        held = self.read_so_far.values.get(column)
        if held is None:
            before = len(self.read_so_far.numbers)
            self.read_so_far.values[column] = [None] * before + values
        else:
            held += values
        self.grid.add(len(values) - values.count(None))

    def _level(self) -> None:
        """A column that this block does not name is blank in it."""
        long = len(self.read_so_far.numbers)
        for held in self.read_so_far.values.values():
            held += [None] * (long - len(held))

    def _values(
        self, kinds: Sequence[bytes], values: Sequence[bytes], texts: Sequence[bytes]
    ) -> list[Value | None]:
        """One column of one block; what is filled is mostly of one kind from end to end."""
        blank = not all(values)
        alike = set(kinds)
        if blank and len(alike) > 1:
            alike = {kind for kind, value in zip(kinds, values, strict=True) if value}
        if len(alike) > 1 or any(texts):
            return self._mixed(kinds, values, texts or [b""] * len(values))
        filled = [value for value in values if value] if blank else values
        if not filled:
            return [None] * len(values)
        found = self._alike(*_told(alike.pop()), filled)
        if not blank:
            return found
        following = iter(found)
        return [next(following) if value else None for value in values]

    def _alike(self, kind: bytes, style: bytes, values: Sequence[bytes]) -> list[Value | None]:
        dated = style in self.dates
        if kind == b"s" and b"".join(values).isdigit():
            strings = self.strings
            return [strings[int(value)] for value in values]
        if kind in (b"", b"n") and not dated:
            return _numbers(values)
        known = self.days if dated and kind in (b"", b"n") else {}
        for one in set(values) - known.keys():
            known[one] = self._value(kind, style, one, b"")
        return [known[value] for value in values]

    def _mixed(
        self, kinds: Sequence[bytes], values: Sequence[bytes], texts: Sequence[bytes]
    ) -> list[Value | None]:
        told = {one: _told(one) for one in set(kinds)}
        return [
            self._value(*told[kind], value, text) if value or text else None
            for kind, value, text in zip(kinds, values, texts, strict=True)
        ]

    def _value(self, kind: bytes, style: bytes, value: bytes, text: bytes) -> Value | None:
        if text:
            if kind != b"inlineStr":
                raise OtherwiseError
            return _text(text)
        if kind == b"s":
            if not value.isdigit():
                raise OtherwiseError
            return self.strings[int(value)]
        if kind in (b"", b"n"):
            return _number(value, style in self.dates, self.grid.epoch_1904)
        if kind == b"b":
            return _TRUTHS[value]
        if kind == b"str":
            return _text(value)
        raise OtherwiseError


@lru_cache(maxsize=64)
def _pattern(letters: tuple[bytes, ...], *, inline: bool) -> re.Pattern[bytes]:
    cell = _CELL.replace(b"%i", _INLINE if inline else b"")
    cells = b"".join(cell.replace(b"%s", one) for one in letters)
    return re.compile(_ROW.replace(b"%s", cells))


@lru_cache(maxsize=256)
def _told(attributes: bytes) -> tuple[bytes, bytes]:
    """Kind and style of a cell."""
    kind, styles = _KIND.search(attributes), _STYLE.findall(attributes)
    if len(styles) > 1:
        raise OtherwiseError
    return kind[1] if kind else b"", styles[0] if styles else b""


def _numbers(values: Sequence[bytes]) -> list[Value | None]:
    whole = b"".join(values)
    if whole.isdigit() and len(max(values, key=len)) < 15:
        return list(map(int, values))
    numbers = list(map(float, values))
    if b"_" in whole or not all(map(isfinite, numbers)):
        raise OtherwiseError
    return [int(one) if one.is_integer() and abs(one) < 1e15 else one for one in numbers]


def _number(value: bytes, dated: bool, epoch_1904: bool) -> Value:
    if not dated and len(value) < 15 and value.isdigit():
        return int(value)
    number = float(value)
    if not isfinite(number) or b"_" in value:
        raise OtherwiseError
    if dated:
        return date_of(number, epoch_1904)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _text(value: bytes) -> str | None:
    text = unescaped(markup_text(value))
    if len(text) > LONGEST_CELL:
        raise OtherwiseError
    return text if text and not text.isspace() else None


def _ascending(last: int, numbers: list[int]) -> bool:
    return last < numbers[0] and all(map(int.__lt__, numbers, numbers[1:]))
