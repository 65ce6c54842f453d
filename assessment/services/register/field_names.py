"""What the fields of a firm and its yearly figures are called, for everybody who shows them."""

from collections.abc import Mapping

from assessment.locale import translate as _


def field_names() -> Mapping[str, str]:
    """By field of a firm; `notes` are what a register says besides."""
    return {
        "name": _("업체명"),
        "business_number": _("사업자등록번호"),
        "corporate_number": _("법인등록번호"),
        "factory_number": _("공장관리번호"),
        "representative": _("대표자"),
        "phone": _("전화"),
        "email": _("이메일"),
        "address": _("주소"),
        "region": _("공장이 있는 시"),
        "complex": _("산업단지"),
        "ksic_code": _("업종 코드(KSIC)"),
        "ksic_revision": _("업종 코드 차수"),
        "ksic_division": _("업종 중분류"),
        "industry_name": _("업종명"),
        "products": _("생산품"),
        "processes": _("공정"),
        "employees": _("종업원 수"),
        "size_class": _("기업 규모"),
        "founded_on": _("설립일"),
        "notes": _("명부의 덧붙임"),
    }


def figure_names() -> Mapping[str, str]:
    """By yearly figure, with its unit."""
    return {
        "sales": _("매출액(백만 원)"),
        "exports": _("수출액(백만 원)"),
        "exports_usd": _("수출액(천 달러)"),
        "operating_margin": _("영업이익률(%)"),
        "employees": _("종업원(명)"),
        "debt_ratio": _("부채비율(%)"),
        "capital": _("자본금(백만 원)"),
        "assets": _("자산(백만 원)"),
        "rnd_spend": _("연구개발비(백만 원)"),
    }
