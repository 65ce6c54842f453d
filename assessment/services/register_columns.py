"""Factory registers as cities and FactoryOn publish them: their headers and cells in our words."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assessment.locale import message
from assessment.problems import Problem, errors_in
from assessment.services.firm_fields import IDENTIFIERS, TEXTS, number_of
from assessment.services.identifiers import digits_of

_ALIASES: Mapping[str, str] = {
    "name": "회사명 업체명 상호명 상호 기업명 공장명 사업장명 업체명(상호) cmpnyNm",
    "road": "공장대표주소(도로명) 도로명주소 공장주소(도로명) 소재지(도로명) 소재지도로명주소 "
    "공장주소 공장소재지 소재지 주소 공장대표주소 회사주소 사업장주소 rnAdres",
    "lot": "공장대표주소(지번) 지번주소 공장주소(지번) 소재지(지번) 소재지지번주소 adres",
    "industry_name": "업종명 대표업종명 대표업종 업종",
    "products": "생산품 주생산품 주요생산품 생산제품 주요생산제품 생산품목 mainProductCn",
    "factory_number": "공장관리번호 공장등록번호 fctryManageNo",
    "business_number": "사업자등록번호 사업자번호",
    "corporate_number": "법인등록번호 법인번호",
    "ksic_revision": "대표업종차수 업종차수 차수",
    "ksic_code": "대표업종번호 대표업종코드 업종코드 업종번호 표준산업분류코드",
    "complex": "단지명 산업단지명 산업단지 산단명",
    "city": "시군구 시군구명",
    "phone": "전화번호 연락처 회사전화번호 대표전화",
    "representative": "대표자 대표자명 대표자성명 rprsntvNm",
    "employees": "종업원수 종업원수(명) 종업원합계 총종업원수 고용인원 고용인원수 상시근로자수",
}
HEADERS: tuple[str, ...] = tuple(h for names in _ALIASES.values() for h in names.split())
"""Every header that is understood, for finding the right sheet and header row of a file."""
_OTHERS = re.compile(r"[\s,]*외\s*\d+\s*(?:개\s*)?(?:종|건|개|업종|품목)?\s*$")
_LEGAL_FORM = re.compile(r"주식회사|유한회사|\(주\)|\(유\)|㈜|\s")
_IN_BRACKETS = re.compile(r"\([^)]*\)")
_OLD_DIVISIONS = 8  # up to revision 8 the two-digit divisions meant other industries


def _folded(header: str) -> str:
    return re.sub(r"[\s_]", "", unicodedata.normalize("NFKC", header)).casefold()


_KNOWN = {_folded(h): name for name, names in _ALIASES.items() for h in names.split()}


@dataclass(frozen=True)
class RegisterRow:
    """One row as read: what to keep, the keys that name the firm, and what is wrong with it."""

    row: int
    values: Mapping[str, Any]
    names: tuple[tuple[str, str], ...]
    problems: tuple[tuple[str, Problem], ...] = field(default=())


def columns_of(headers: Iterable[str]) -> dict[str, str]:
    """Our word by header; of two headers that mean the same the better known comes first."""
    order = {_folded(header): place for place, header in enumerate(HEADERS)}
    found: dict[str, str] = {}
    for header in sorted(headers, key=lambda h: order.get(_folded(h), 0)):
        name = _KNOWN.get(_folded(header))
        if name is not None and name not in found.values():
            found[header] = name
    return found


def read_row(row: int, cells: Mapping[str, Any], headers: Mapping[str, str]) -> RegisterRow:
    """The row in our words; `headers` says by our word how the file calls a column."""
    text = {name: _text(value) for name, value in cells.items()}
    values: dict[str, Any] = {}
    problems: list[tuple[str, Problem]] = []
    for name in ("name", "industry_name", "products", "phone", "representative"):
        values[name] = (text.get(name) or "")[: TEXTS[name]] or None
    for name in ("industry_name", "products"):
        values[name] = _OTHERS.sub("", values[name]) or None if values[name] else None
    for name, check in IDENTIFIERS.items():
        typed = text.get(name)
        if typed and "*" not in typed:  # public files mask numbers
            problems += [(headers.get(name, name), p) for p in errors_in(check(typed))]
            values[name] = digits_of(typed)
        else:
            values[name] = None
    employees, found = number_of("employees", text.get("employees"), 0, 1_000_000)
    problems += [(headers.get("employees", "employees"), p) for p in found]
    values["employees"] = None if employees is None else int(employees)
    values |= _industry(text) | _place(text)
    if values["name"] is None:
        what, fix = message("업체명이 비어 있습니다."), message("업체명을 적어 주십시오.")
        problems.append((headers.get("name", "name"), Problem("name", what, fix, code="name")))
    return RegisterRow(row, values, _names(values["name"], text), tuple(problems))


def name_key(name: str | None, address: str | None) -> tuple[str, str] | None:
    """Name and address as compared: no legal form, no blanks, no bracketed part."""
    if not name or not address:
        return None
    plain = unicodedata.normalize("NFKC", address)
    place = re.sub(r"[\s,.]", "", _IN_BRACKETS.sub("", plain))
    called = _LEGAL_FORM.sub("", unicodedata.normalize("NFKC", name)).casefold()
    return (called, place) if called and place else None


def _names(name: str | None, text: Mapping[str, str | None]) -> tuple[tuple[str, str], ...]:
    keys = (name_key(name, text.get("road")), name_key(name, text.get("lot")))
    return tuple(dict.fromkeys(key for key in keys if key is not None))


def _industry(text: Mapping[str, str | None]) -> dict[str, Any]:
    listed = re.split(r"[,;/\s]+", (text.get("ksic_code") or "").strip())
    code = digits_of(listed[0])[:6] if listed else ""
    revision = digits_of(text.get("ksic_revision") or "")
    number = int(revision) if revision and len(revision) < 3 else None
    usable = 2 <= len(code) <= 5 and (number is None or number > _OLD_DIVISIONS)
    return {
        "ksic_code": code if 2 <= len(code) <= 5 else None,
        "ksic_revision": number,
        "ksic_division": int(code[:2]) if usable else None,
    }


def _place(text: Mapping[str, str | None]) -> dict[str, Any]:
    address = text.get("road") or text.get("lot")
    where = " ".join(filter(None, (text.get("city"), text.get("road"), text.get("lot"))))
    region = None
    if "안산시" in where:
        region = "ansan"
    elif "시흥시" in where:
        region = "siheung"
    elif "경기" in where:
        region = "gyeonggi_other"
    elif address and re.match(r"\S+(도|시)\s", address):
        region = "other"
    estate = (text.get("complex") or "").replace(" ", "")
    named = None
    if "MTV" in estate.upper() or "멀티테크노" in estate:
        named = "sihwa_mtv"
    elif "시화" in estate and "반월" not in estate:
        named = "sihwa"
    elif "반월" in estate and "시화" not in estate:
        named = "banwol"
    elif estate and "반월" not in estate:
        named = "other"
    return {"address": address[:300] if address else None, "region": region, "complex": named}


def _text(value: Any) -> str | None:
    if value is None or value != value:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    shown = unicodedata.normalize("NFC", str(value)).strip()
    return None if shown in ("", "-", "null", "NULL", "NaN") else shown
