"""Numbers that name a firm, in a register: text that a spreadsheet may have taken for a number."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from assessment.locale import message
from assessment.problems import Problem, errors_in
from assessment.services.register.firm_fields import IDENTIFIERS
from assessment.services.register.identifiers import digits_of

LENGTHS: Mapping[str, int] = {
    "business_number": 10,
    "corporate_number": 13,
    "factory_number": 15,
}
_BUSINESS_WEIGHTS = np.array([1, 3, 7, 1, 3, 7, 1, 3, 5])
_EXPONENT = re.compile(r"[+-]?\d+(?:[.,]\d+)?\s*[eE]\s*[+-]?\d+")
_MOST_EXACT = 10**15


@dataclass
class Numbers:
    """Digits by row, None where there are none; problems and warnings by row."""

    digits: list[str | None]
    problems: dict[int, list[Problem]] = field(default_factory=dict)
    warnings: dict[int, list[Problem]] = field(default_factory=dict)


def read_numbers(name: str, cells: Sequence[Any], texts: Sequence[str | None]) -> Numbers:
    """A column of such numbers; those that are plainly right are checked all at once."""
    length = LENGTHS[name]
    bare = [None if text is None else text.replace("-", "").replace(" ", "") for text in texts]
    found = Numbers(list(bare))
    whole = [
        place
        for place, text in enumerate(bare)
        if text and len(text) == length and text.isascii() and text.isdigit()
    ]
    right = set(whole)
    if whole and name == "business_number":
        joined = "".join([bare[place] or "" for place in whole]).encode("ascii")
        figures = np.frombuffer(joined, np.uint8).reshape(-1, length).astype(int) - 48
        total = figures[:, :9] @ _BUSINESS_WEIGHTS + 5 * figures[:, 8] // 10
        right = {
            place
            for place, fits in zip(whole, (10 - total % 10) % 10 == figures[:, 9], strict=True)
            if fits
        }
    check = IDENTIFIERS[name]
    for place, text in enumerate(texts):
        if text is None or (place in right and name != "corporate_number"):
            continue
        if "*" in text:  # public files mask numbers
            found.digits[place] = None
            continue
        _look(name, found, place, cells[place], text, check)
    return found


def _look(
    name: str,
    found: Numbers,
    place: int,
    cell: Any,
    text: str,
    check: Callable[[str], list[Problem]],
) -> None:
    found.digits[place] = digits_of(text)
    told = check(text)
    if not told:
        return
    spoilt = _spoilt(name, cell, text, check)
    if spoilt is None:
        errors = errors_in(told)
        if errors:
            found.problems[place] = list(errors)
        else:
            found.warnings[place] = told
    elif spoilt.severity == "warning":
        found.warnings[place] = [spoilt]
    else:
        found.problems[place] = [spoilt]


def _spoilt(
    name: str, cell: Any, text: str, check: Callable[[str], list[Problem]]
) -> Problem | None:
    """What a spreadsheet did to the number, where that can be told."""
    digits = digits_of(text)
    number = isinstance(cell, (int, float)) and not isinstance(cell, bool)
    written = message("원본에서 열의 표시 형식을 ‘텍스트’로 바꾸고 번호를 다시 적어 주십시오.")
    if _EXPONENT.fullmatch(text) or (number and abs(cell) >= _MOST_EXACT):
        what = message("번호가 지수로 바뀌어 뒷자리를 알 수 없습니다: {typed}", typed=text[:30])
        return Problem(name, what, written, "identifier_exponent")
    if number and name != "factory_number" and digits.endswith("00000"):
        what = message("번호의 뒷자리가 0으로 바뀐 것 같습니다: {typed}", typed=text[:30])
        return Problem(name, what, written, "identifier_exponent")
    length = LENGTHS[name]
    if not length - 3 <= len(digits) < length:
        return None
    guess = digits.zfill(length)
    fix = message("‘{guess}’이(가) 맞으면 텍스트로 고쳐 적어 주십시오.", guess=guess)
    what = message("번호 앞의 0이 빠진 것 같습니다: {typed}", typed=text[:30])
    if name == "factory_number":
        return Problem(name, what, fix, "identifier_zero", "warning") if number else None
    return None if check(guess) else Problem(name, what, fix, "identifier_zero")
