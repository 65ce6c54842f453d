"""우리 공장: five fields to begin with; the rest and the figures only when applying."""

import streamlit as st

from assessment.locale import translate as _
from assessment.services.register import firms
from assessment.services.register.firms import FirmView
from assessment.web import saved_fields
from assessment.web.answering import consent_card
from assessment.web.firms import firm_form
from assessment.web.firms.firm_words import choices, fact_name, industries
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import day, plain, points

FIRST = ("name", "business_number", "ksic_division", "region", "employees")
MORE = ("representative", "phone", "email", "address")
NUMBERS = ("corporate_number", "factory_number")
LISTS = ("region", "complex", "size_class")
YEARS = 3


def _field(person: Visitor, view: FirmView, name: str) -> None:
    stored = getattr(view.firm, name)
    if name == "ksic_division":
        firm_form.choice(name, stored, industries(person.office))
    elif name in LISTS:
        firm_form.choice(name, stored, choices(person.office, name))
    elif name == "founded_on":
        firm_form.text(name, stored.isoformat() if stored else None)
    else:
        firm_form.text(name, stored)


@st.fragment
def _first(number: int) -> None:
    person = visitor()
    view = firms.firm(person.office, person.actor, number)
    saved_fields.saved_line()
    for name in FIRST:
        _field(person, view, name)


@st.fragment
def _rest(number: int) -> None:
    person = visitor()
    view = firms.firm(person.office, person.actor, number)
    saved_fields.saved_line()
    for name in (*MORE, "complex", "size_class", *NUMBERS, "founded_on", "products", "processes"):
        _field(person, view, name)
    for name in ("root_industry", "research_institute"):
        known = view.firm.facts.get(name)
        firm_form.flag(name, fact_name(person.office, name), known, firm_form.fact_saver(name))
    st.markdown(f"**{_('확인하여 알립니다')}**")
    st.caption(_("신청할 때 필요합니다. 사실과 다르면 지원이 취소될 수 있습니다."))
    for name in ("tax_arrears", "banned", "closed", "insolvent"):
        known = view.declarations.get(name)
        label = fact_name(person.office, name)
        firm_form.flag(name, label, known, firm_form.declaration_saver(name))


@st.fragment
def _figures(number: int) -> None:
    person = visitor()
    view = firms.firm(person.office, person.actor, number)
    saved_fields.saved_line()
    last = person.office.today().year - 1
    years = [last - back for back in range(YEARS)]
    for year, tab in zip(years, st.tabs([_("{year}년", year=year) for year in years]), strict=True):
        known = firm_form.year_of(view, year)
        with tab:
            for name in firm_form.FIGURES:
                save = firm_form.figures_saver(year, name)
                firm_form.text(name, known.get(name), key=f"{year}-{name}", save=save)


def _certificates(view: FirmView) -> None:
    st.markdown(f"**{_('수준확인서')}**")
    if view.certificates.empty:
        st.caption(_("등록된 수준확인서가 없습니다. 있으면 담당 컨설턴트에게 보내 주십시오."))
    for one in view.certificates.to_dict("records"):
        until = _("{start}부터 {end}까지", start=day(one["starts_on"]), end=day(one["ends_on"]))
        total = f" · {points(one['total'])}" if one["total"] == one["total"] else ""
        st.markdown(f"{plain(one['serial'] or _('번호 없음'))} · {plain(until)}{total}")
    st.markdown(f"**{_('받은 지원')}**")
    if view.supports.empty:
        st.caption(_("등록된 지원 이력이 없습니다."))
    for one in view.supports.to_dict("records"):
        st.markdown(f"{one['year']} · {plain(one['programme'])} {plain(one['track'] or '')}")


def _page(person: Visitor) -> None:
    st.title(_("우리 공장"), anchor=False)
    number = person.actor.firm_id
    if number is None:
        st.info(_("이 계정에 연결된 공장이 없습니다. 담당자에게 연결을 부탁해 주십시오."))
        return
    st.write(_("다섯 가지만 적으면 시작할 수 있습니다. 나머지는 신청할 때 적습니다."))
    _first(number)
    # a fault of an application names the fold that holds what it is about
    wanted = st.query_params.get("open", "")
    with st.expander(_("신청할 때 필요한 것"), expanded=wanted == "rest"):
        _rest(number)
    with st.expander(_("최근 3년 실적"), expanded=wanted == "figures"):
        st.caption(_("재무제표의 숫자를 적어 주십시오. 모르는 칸은 비워 두십시오."))
        _figures(number)
    with st.expander(_("수준확인서와 받은 지원"), expanded=wanted == "papers"):
        _certificates(firms.firm(person.office, person.actor, number))
    with st.expander(_("정보 활용 동의"), expanded=wanted == consent_card.OPEN):
        consent_card.draw_consents(number)
    with st.expander(_("누가 봤습니까?"), expanded=wanted == "watchers"):
        consent_card.draw_watchers(person, number)


_page(visitor())
