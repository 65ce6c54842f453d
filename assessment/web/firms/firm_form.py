"""Fields of the register that an owner fills in: each checked and stored as soon as it is left."""

from collections.abc import Mapping
from typing import Any

from assessment.locale import translate as _
from assessment.problems import Problem
from assessment.services.register import firms
from assessment.services.register.firms import FirmView
from assessment.services.register.identifiers import digits_of, show_business_number
from assessment.web import saved_fields
from assessment.web.saved_fields import Save, same_text
from assessment.web.visitor import Visitor

FIGURES = (
    "sales",
    "exports",
    "exports_usd",
    "operating_margin",
    "employees",
    "debt_ratio",
    "capital",
    "assets",
    "rnd_spend",
)
_NUMBERED = ("business_number", "corporate_number", "factory_number")


def labels() -> dict[str, tuple[str, str]]:
    """Label and hint of each field."""
    return {
        "name": (_("업체명 (꼭 필요)"), _("사업자등록증에 적힌 이름")),
        "business_number": (_("사업자등록번호"), _("숫자 10자리. 예) 124-81-00998")),
        "ksic_division": (_("업종"), _("공장등록증의 업종 코드 앞 두 자리")),
        "region": (_("공장이 있는 곳"), ""),
        "employees": (_("종업원 수 (명)"), _("대표를 포함한 상시 근로자")),
        "representative": (_("대표자 이름"), ""),
        "phone": (_("전화번호"), ""),
        "email": (_("전자우편"), ""),
        "address": (_("공장 주소"), ""),
        "complex": (_("산업단지"), ""),
        "size_class": (_("기업 규모"), _("중소기업확인서에 적힌 구분")),
        "corporate_number": (_("법인등록번호"), _("법인만. 숫자 13자리")),
        "factory_number": (_("공장관리번호"), _("공장등록증에 있습니다")),
        "founded_on": (_("설립일"), _("예) 2009-03-02")),
        "products": (_("주요 생산품"), ""),
        "processes": (_("주요 공정"), _("예) 절삭, 도금, 조립")),
        "sales": (_("매출액 (백만 원)"), ""),
        "exports": (_("수출액 (백만 원)"), _("수출이 없으면 0")),
        "exports_usd": (_("수출액 (천 달러)"), ""),
        "operating_margin": (_("영업이익률 (%)"), _("손실이면 앞에 -")),
        "debt_ratio": (_("부채비율 (%)"), ""),
        "capital": (_("자본총계 (백만 원)"), ""),
        "assets": (_("자산총계 (백만 원)"), ""),
        "rnd_spend": (_("연구개발비 (백만 원)"), ""),
    }


def text(name: str, stored: Any, *, key: str = "", save: Save | None = None) -> None:
    """A field of text or number; its problem stands under it."""
    label, hint = labels()[name.split(".")[-1]]
    saved_fields.text(
        f"firm-{key or name}",
        label,
        _as_typed(name, stored),
        save or _saver(name),
        hint=hint,
        alike=_same_digits if name in _NUMBERED else same_text,
    )


def choice(name: str, stored: Any, options: Mapping[Any, str]) -> None:
    """A field with a closed list."""
    label, hint = labels()[name]
    saved_fields.choice(f"firm-{name}", label, stored, options, _saver(name), more=hint or None)


def flag(place: str, label: str, stored: bool | None, save: Save) -> None:
    """예 or 아니요; neither while nobody has said."""
    saved_fields.flag(f"firm-{place}", label, stored, save)


def figures_saver(year: int, name: str) -> Save:
    """Stores one figure of one year beside the others of that year."""

    def save(person: Visitor, typed: Any) -> tuple[Problem, ...]:
        number = _firm_id(person)
        view = firms.firm(person.office, person.actor, number)
        kept = year_of(view, year) | {name: typed}
        firms.save_figures(person.office, person.actor, number, {year: kept})
        return ()

    return save


def fact_saver(name: str) -> Save:
    """Stores a fact that has no field of its own."""

    def save(person: Visitor, typed: Any) -> tuple[Problem, ...]:
        return _save(person, {"facts": {name: typed}})

    return save


def declaration_saver(name: str) -> Save:
    """Stores what the firm states of itself; it cannot be unsaid, only said otherwise."""

    def save(person: Visitor, typed: Any) -> tuple[Problem, ...]:
        if typed is not None:
            firms.declare(person.office, person.actor, _firm_id(person), {name: bool(typed)})
        return ()

    return save


def year_of(view: FirmView, year: int) -> dict[str, Any]:
    """The figures of one year that are known."""
    if view.figures.empty:
        return {}
    rows = view.figures[view.figures["year"] == year]
    found = rows.iloc[0].to_dict() if len(rows) else {}
    return {name: found[name] for name in FIGURES if name in found and found[name] == found[name]}


# ---- within ----------------------------------------------------------------------------------


def _saver(name: str) -> Save:
    return lambda person, typed: _save(person, {name: typed})


def _save(person: Visitor, changes: Mapping[str, Any]) -> tuple[Problem, ...]:
    number = _firm_id(person)
    revision = firms.firm(person.office, person.actor, number).firm.revision
    return firms.save_firm(person.office, person.actor, number, changes, revision).warnings


def _firm_id(person: Visitor) -> int:
    assert person.actor.firm_id is not None
    return person.actor.firm_id


def _as_typed(name: str, stored: Any) -> str:
    if stored is None or stored != stored:
        return ""
    if name == "business_number":
        return show_business_number(str(stored))
    if isinstance(stored, float):
        return f"{stored:,.15g}"
    return f"{stored:,}" if isinstance(stored, int) else str(stored)


def _same_digits(shown: Any, stored: Any) -> bool:
    return digits_of(shown or "") == digits_of(stored or "")
