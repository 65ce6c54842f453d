"""What may be written of a firm: each field read as people type it, every fault named at once."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from assessment.locale import Message, message
from assessment.problems import Problem
from assessment.records.resident_numbers import ResidentNumber, refuse_resident_numbers
from assessment.services.register.facts import KEPT_APART
from assessment.services.register.identifiers import (
    check_business_number,
    check_corporate_number,
    check_factory_number,
    digits_of,
)

REGIONS = ("ansan", "siheung", "gyeonggi_other", "other")
COMPLEXES = ("banwol", "sihwa", "sihwa_mtv", "other", "none")
SIZES = ("micro", "small", "medium", "mid_market")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "region": REGIONS,
    "complex": COMPLEXES,
    "size_class": SIZES,
}
TEXTS: Mapping[str, int] = {
    "name": 200,
    "representative": 100,
    "phone": 40,
    "email": 200,
    "address": 300,
    "industry_name": 200,
    "products": 2000,
    "processes": 2000,
}
NUMBERS: Mapping[str, tuple[int, int]] = {
    "employees": (0, 1_000_000),
    "ksic_revision": (8, 12),
    "ksic_division": (1, 99),
}
IDENTIFIERS: Mapping[str, Callable[[str], list[Problem]]] = {
    "business_number": check_business_number,
    "corporate_number": check_corporate_number,
    "factory_number": check_factory_number,
}
FIELDS = (*TEXTS, *IDENTIFIERS, *CHOICES, *NUMBERS, "ksic_code", "founded_on", "tags", "facts")
FIGURES: Mapping[str, tuple[float, float]] = {  # million won, thousand dollars, percent, persons
    "sales": (0, 1e9),
    "exports": (0, 1e9),
    "exports_usd": (0, 1e9),
    "operating_margin": (-1e5, 100),
    "employees": (0, 1e6),
    "debt_ratio": (-1e6, 1e6),
    "capital": (-1e9, 1e9),
    "assets": (0, 1e9),
    "rnd_spend": (0, 1e9),
}


def clean(changes: Mapping[str, Any], today: date) -> tuple[dict[str, Any], list[Problem]]:
    """The values to keep and every problem; a blank becomes None."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, typed in changes.items():
        value, found = _read(name, typed, today)
        problems += found or _resident(name, value)
        values[name] = value
    code = values.get("ksic_code")
    if code and "ksic_division" not in changes:
        values["ksic_division"] = int(code[:2])
    if "name" in values and not values["name"]:
        what = message("업체명이 비어 있습니다.")
        problems.append(Problem("name", what, message("업체명을 적어 주십시오."), "name"))
    return values, problems


def _resident(name: str, value: Any) -> list[Problem]:
    try:
        refuse_resident_numbers({name: value}, name)
    except ResidentNumber as refused:
        return list(refused.problems)
    return []


def clean_figures(typed: Mapping[str, Any]) -> tuple[dict[str, float | None], list[Problem]]:
    """One year's figures to keep and every problem; a blank is unknown, not zero."""
    values: dict[str, float | None] = {}
    problems: list[Problem] = []
    for name, value in typed.items():
        if name not in FIGURES:
            problems.append(_unknown(name))
            continue
        number, found = number_of(name, value, *FIGURES[name])
        values[name] = number
        problems += found
    return values, problems


def number_of(name: str, typed: Any, low: float, high: float) -> tuple[float | None, list[Problem]]:
    """A number within bounds, with or without thousands separators; a blank is None."""
    if typed is None or str(typed).strip() == "":
        return None, []
    try:
        number = float(str(typed).replace(",", "").strip())
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        what = message("{value}: 쓸 수 없는 숫자입니다.", value=str(typed)[:40])
        fix = message(
            "{low}에서 {high} 사이의 숫자로 적어 주십시오.", low=f"{low:g}", high=f"{high:g}"
        )
        return None, [Problem(name, what, fix, code="number")]
    return number, []


def _read(name: str, typed: Any, today: date) -> tuple[Any, list[Problem]]:
    if name == "facts":
        return _facts(typed or {})
    if name == "tags":
        return [str(tag)[:64] for tag in typed or []], []
    if name == "founded_on":
        return _day(typed, today)
    text = "" if typed is None else str(typed).replace("\0", "").strip()
    if name in NUMBERS:
        number, problems = number_of(name, text, *NUMBERS[name])
        return _whole(name, number, problems)
    if name not in FIELDS:
        return None, [_unknown(name)]
    if not text:
        return None, []
    return _text(name, text)


def _text(name: str, text: str) -> tuple[Any, list[Problem]]:
    if name in IDENTIFIERS:
        return digits_of(text), IDENTIFIERS[name](text)
    if name in CHOICES and text not in CHOICES[name]:
        what = message("{value}: 고를 수 없는 값입니다.", value=text[:40])
        return None, [Problem(name, what, message("목록에서 골라 주십시오."), code="choice")]
    if name == "ksic_code":
        digits = digits_of(text)
        if not 2 <= len(digits) <= 5:
            what = message("업종 코드는 숫자 2~5자리입니다.")
            return None, [Problem(name, what, _again(), code="ksic_code")]
        return digits, []
    if len(text) > TEXTS.get(name, 40):
        what = message("너무 깁니다. {n}자까지 적을 수 있습니다.", n=TEXTS.get(name, 40))
        return None, [Problem(name, what, message("줄여서 적어 주십시오."), code="long")]
    return text, []


def _facts(typed: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in typed.items():
        kind = KEPT_APART.get(name)
        if kind is None:
            problems.append(_unknown(name))
        elif value is None:
            values[name] = None
        elif kind == "flag" and isinstance(value, bool):
            values[name] = value
        elif kind == "number":
            values[name], found = number_of(name, value, 0, 1e6)
            problems += found
        else:
            what = message("예 또는 아니요로 적어야 합니다.")
            problems.append(Problem(name, what, message("다시 골라 주십시오."), code="flag"))
    return values, problems


def _day(typed: Any, today: date) -> tuple[date | None, list[Problem]]:
    if typed is None or typed == "":
        return None, []
    try:
        day = typed if isinstance(typed, date) else date.fromisoformat(str(typed).strip())
    except ValueError:
        what = message("날짜가 아닙니다: {value}", value=str(typed)[:40])
        fix = message("2026-11-22처럼 적어 주십시오.")
        return None, [Problem("founded_on", what, fix, code="date")]
    if not date(1800, 1, 1) <= day <= today:
        what = message("설립일이 지나온 날짜가 아닙니다.")
        return None, [Problem("founded_on", what, _again(), code="date")]
    return day, []


def _whole(
    name: str, number: float | None, problems: list[Problem]
) -> tuple[int | None, list[Problem]]:
    if number is not None and number != int(number):
        what = message("정수로 적어야 합니다.")
        return None, [*problems, Problem(name, what, _again(), code="number")]
    return (None if number is None else int(number)), problems


def _again() -> Message:
    return message("다시 확인해 주십시오.")


def _unknown(name: str) -> Problem:
    what = message("모르는 항목입니다: {name}", name=name)
    return Problem(name, what, message("항목 이름을 확인해 주십시오."), code="unknown_field")
