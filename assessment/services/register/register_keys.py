"""A firm's name and place as they are compared: however a register writes them."""

import re

from assessment.workbooks.outgoing.text import composed

NameKey = tuple[str, str]
_LEGAL_FORM = re.compile(
    r"주식회사|유한책임회사|유한회사|합자회사|합명회사|농업회사법인|\((?:주|유|합|합자|합명)\)"
)
_SIGNS = re.compile(r"[\s.,·'’\"\-]")
_IN_BRACKETS = re.compile(r"\([^)]*\)")
_PARCELS = re.compile(r"외\s*\d+\s*필지")
_BETWEEN_NUMBERS = re.compile(r"(?<=\d)[\s,]+(?=\d)")
_LOT = re.compile(r"(?<=\d)번지")
_LOOSE = re.compile(r"[\s,.]")
_CITIES = {
    f"{city}{kind}": city
    for city in ("서울", "부산", "대구", "인천", "광주", "대전", "울산", "세종")
    for kind in ("특별자치시", "특별시", "광역시", "직할시")
}
_PROVINCES = (
    *("경기도", "강원특별자치도", "강원도", "충청북도", "충청남도", "전북특별자치도", "전라북도"),
    *("전라남도", "경상북도", "경상남도", "제주특별자치도", "제주도"),
    *("경기", "강원", "충북", "충남", "전북", "전남", "경북", "경남", "제주"),
)
_FIRST = re.compile("|".join(sorted((*_CITIES, *_PROVINCES), key=len, reverse=True)))


def name_key(name: str | None, address: str | None) -> NameKey | None:
    """Name and address as compared; a firm without an address is known by its name alone."""
    called = plain_name(name) if name else ""
    return (called, plain_address(address) if address else "") if called else None


def plain_name(name: str) -> str:
    """The name without its legal form, blanks and signs."""
    plain = composed(name)
    return _SIGNS.sub("", _LEGAL_FORM.sub("", plain)).casefold()


def plain_address(address: str) -> str:
    """The address without its province, blanks and what stands in brackets."""
    plain = composed(address)
    if "(" in plain:
        plain = _IN_BRACKETS.sub("", plain)
    if "필지" in plain:
        plain = _PARCELS.sub("", plain)
    if "번지" in plain:
        plain = _LOT.sub("", plain)
    plain = _BETWEEN_NUMBERS.sub("|", plain).strip()
    first = _FIRST.match(plain)
    if first:
        plain = _CITIES.get(first[0], "") + plain[first.end() :]
    return _LOOSE.sub("", plain)
