"""Resident registration numbers are never stored: columns that hold what people write refuse them.

A number is told by its shape alone: a plausible day, a century sign 1–8, thirteen digits with or
without a sign between, also where the day is written with points or each digit apart. Its check
digit says nothing since October 2020, so it is not asked for.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, String, Text
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.types import JSON, TypeDecorator, TypeEngine

from assessment.locale import message
from assessment.problems import AssessmentError, Problem

OWN_FIELD = "corporate_number"
"""Thirteen digits too, by law those of a register of companies, and kept in their own field."""

_DIGITS = 13
_MAYBE = re.compile(r"\d(?:\D{0,6}\d){12}")
_LINE = "-‐‑‒–—―−ー一ㅡᅳ"
"""What people draw between the halves; Hangul and Chinese keyboards have their own."""
_DAY = r"(?<!\d)(\d\d){0}(0[1-9]|1[0-2]){0}(0[1-9]|[12]\d|3[01])"
_SHAPES = tuple(
    re.compile(one)
    for one in (
        _DAY.format("") + rf"\s{{0,2}}(?:[{_LINE}.·_~/:=*]\s{{0,2}}){{0,2}}([1-8])\d{{6}}(?!\d)",
        # a day with points and an amount of seven digits is common: here only a line will do
        _DAY.format(r"\s?[-./]\s?") + rf"\s{{0,2}}[{_LINE}]\s{{0,2}}([1-8])\d{{6}}(?!\d)",
        r"(?<!\d)(\d\s\d)\s(\d\s\d)\s(\d\s\d)"
        rf"\s{{0,2}}[{_LINE}]\s{{0,2}}([1-8])(?:\s\d){{6}}(?!\d)",
    )
)
_DIGEST = re.compile(r"[0-9a-f]{32,}")
_CENTURY = {"1": 1900, "2": 1900, "5": 1900, "6": 1900, "3": 2000, "4": 2000, "7": 2000, "8": 2000}


class ResidentNumber(AssessmentError, DontWrapMixin):
    """A resident registration number was typed somewhere."""


def holds_resident_number(text: str) -> bool:
    """Whether there is something in it that can only be taken for such a number."""
    return any(_places(text))


def hide_resident_numbers(text: str, instead: str) -> str:
    """The text with `instead` in the place of each."""
    for begin, end in sorted(_places(text), reverse=True):
        text = text[:begin] + instead + text[end:]
    return text


def refuse_resident_numbers(said: Any, where: str = "text") -> None:
    """Raise where any text within has one; digests and the field of company numbers are no text."""
    if any(holds_resident_number(text) for text in _texts(said)):
        raise ResidentNumber(
            Problem(
                where,
                message("주민등록번호로 보이는 숫자가 있어 저장하지 않았습니다."),
                message("주민등록번호를 지우고 다시 저장해 주십시오. 여기서는 받지 않습니다."),
                code="resident_number",
            )
        )


class Said(TypeDecorator[str]):
    """Text that people write."""

    impl = Text
    cache_ok = True

    def __init__(self, length: int | None = None) -> None:
        super().__init__(length)
        self.length = length

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """A column of this length, or of any."""
        return dialect.type_descriptor(String(self.length) if self.length else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        refuse_resident_numbers(value)
        return value.replace("\0", "")  # which PostgreSQL takes in no text


class SaidJSON(TypeDecorator[Any]):
    """Values of JSON in which there is text that people write."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        refuse_resident_numbers(value)
        return value


def _texts(said: Any) -> Iterator[str]:
    """Every text within that is long enough for one."""
    waiting = [said]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            if len(one) >= _DIGITS and not _DIGEST.fullmatch(one):
                yield one
        elif isinstance(one, Mapping):
            waiting += map(str, one)
            waiting += (value for name, value in one.items() if name != OWN_FIELD)
        elif isinstance(one, (list, tuple, set, frozenset)):
            waiting += one


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Where in the text each begins and ends."""
    if not _MAYBE.search(text):
        return
    seen: Sequence[int] = range(len(text))
    plain = text
    if not text.isascii():
        # signs that nobody sees may stand between the digits, which may be of any script
        seen = [place for place, sign in enumerate(text) if unicodedata.category(sign) != "Cf"]
        plain = "".join(_plain(text[place]) for place in seen)
    for shape in _SHAPES:
        for found in shape.finditer(plain):
            if _is_a_day(*("".join(part.split()) for part in found.groups())):
                yield seen[found.start()], seen[found.end() - 1] + 1


def _plain(sign: str) -> str:
    """One sign for one sign, so that places stay."""
    digit = unicodedata.decimal(sign, None)
    normal = unicodedata.normalize("NFKC", sign) if digit is None else str(digit)
    return normal if len(normal) == 1 else sign


def _is_a_day(year: str, month: str, day: str, century: str) -> bool:
    if not 1 <= int(month) <= 12:
        return False
    last = calendar.monthrange(_CENTURY[century] + int(year), int(month))[1]
    return 1 <= int(day) <= last
