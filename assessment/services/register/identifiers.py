"""Numbers that name a firm: read as typed, checked by their own check digit."""

import re

from assessment.locale import Message, message
from assessment.problems import Problem
from assessment.workbooks.outgoing.text import composed

_OTHER = re.compile(r"[^\d\s.–—‐−ー－-]")
_BUSINESS_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def digits_of(typed: object) -> str:
    """The digits alone; hyphens, blanks and full-width digits as people type them."""
    return re.sub(r"[^0-9]", "", composed(str(typed)))


def check_business_number(typed: str) -> list[Problem]:
    """What is wrong with a 사업자등록번호; empty when its check digit fits."""
    number = digits_of(typed)
    if len(number) != 10 or _has_other(typed):
        what = message("사업자등록번호는 숫자 10자리입니다.")
        return [_problem("business_number", what, "business_number_length")]
    if int(number[9]) != business_check_digit(number):
        what = message("사업자등록번호의 검증 숫자가 맞지 않습니다.")
        return [_problem("business_number", what, "business_number_check")]
    return []


def check_corporate_number(typed: str) -> list[Problem]:
    """What is odd about a 법인등록번호; a check digit that does not fit is only a warning.

    Numbers issued from 2025 on may carry none (unconfirmed).
    """
    number = digits_of(typed)
    if len(number) != 13 or _has_other(typed):
        what = message("법인등록번호는 숫자 13자리입니다.")
        return [_problem("corporate_number", what, "corporate_number_length")]
    if int(number[12]) != corporate_check_digit(number):
        what = message("법인등록번호의 검증 숫자가 맞지 않습니다.")
        return [_problem("corporate_number", what, "corporate_number_check", warning=True)]
    return []


def check_factory_number(typed: str) -> list[Problem]:
    """What is odd about a 공장관리번호; no check digit is published."""
    number = digits_of(typed)
    if not 1 <= len(number) <= 20 or _has_other(typed):
        what = message("공장관리번호는 숫자로만 적습니다.")
        return [_problem("factory_number", what, "factory_number_length")]
    if len(number) != 15:
        what = message("공장관리번호는 보통 15자리입니다.")
        return [_problem("factory_number", what, "factory_number_length", warning=True)]
    return []


def business_check_digit(number: str) -> int:
    """The tenth digit that the first nine call for."""
    figures = [int(c) for c in number[:9]]
    total = sum(d * w for d, w in zip(figures, _BUSINESS_WEIGHTS, strict=True))
    return (10 - (total + 5 * figures[8] // 10) % 10) % 10


def corporate_check_digit(number: str) -> int:
    """The thirteenth digit that the first twelve call for."""
    total = sum(int(c) * (1 + i % 2) for i, c in enumerate(number[:12]))
    return (10 - total % 10) % 10


def show_business_number(number: str | None) -> str:
    """124-81-00998 for 1248100998; anything else as it is."""
    text = number or ""
    return f"{text[:3]}-{text[3:5]}-{text[5:]}" if re.fullmatch(r"\d{10}", text) else text


def _has_other(typed: str) -> bool:
    return _OTHER.search(str(typed)) is not None


def _problem(where: str, what: Message, code: str, *, warning: bool = False) -> Problem:
    fix = message("등록증을 보고 다시 확인해 주십시오.")
    return Problem(where, what, fix, code=code, severity="warning" if warning else "error")
