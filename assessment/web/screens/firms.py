"""업체: who is registered, and what is known of one firm?"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.office import Office
from assessment.services.register import firms
from assessment.services.register.firms import FirmView
from assessment.services.register.identifiers import show_business_number
from assessment.web import address
from assessment.web.address import number_in
from assessment.web.firms import (
    firm_charge,
    firm_fields,
    firm_history,
    firm_offline,
    firm_papers,
    firm_words,
    register_upload,
)
from assessment.web.review import review_look
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import plain

SIZE = 100


def draw() -> None:
    """The register, or one firm of it when the address names one."""
    person = visitor()
    st.html(review_look.STYLE)
    number = st.query_params.get("firm", "")
    if number == "new":
        _new(person)
    elif number == "import":
        _import(person)
    elif (known := number_in(number)) is not None:
        _one(person, firms.firm(person.office, person.actor, known))
    else:
        _register(person)


def _show(firm: str) -> None:
    if firm:
        st.query_params["firm"] = firm
    else:
        st.query_params.pop("firm", None)


# ---- the register ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Asked:
    """Whom the reader looks for, and in which order."""

    text: str
    filters: Mapping[str, Any]
    sort: str

    @property
    def key(self) -> str:
        """Another question begins at its first page."""
        return f"firms-page-{hash((self.text, tuple(self.filters.items()), self.sort))}"


def _register(person: Visitor) -> None:
    st.title(_("어느 업체를 찾으십니까?"), anchor=False)
    asked = _asked(person.office)
    page = firms.find_firms(
        person.office,
        person.actor,
        asked.text,
        asked.filters,
        asked.sort,
        int(st.session_state.get(asked.key, 1)),
        SIZE,
        descending=asked.sort in ("employees", "updated_at"),
    )
    pages = max(math.ceil(page.total / SIZE), 1)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("{n}곳", n=f"{page.total:,}"), width="content")
        if pages > 1:
            st.pagination(pages, key=asked.key)
        st.button(_("업체 등록"), icon=":material/add:", on_click=_show, args=("new",))
        if person.actor.role != "consultant":
            st.button(
                _("명부 가져오기"), icon=":material/upload_file:", on_click=_show, args=("import",)
            )
        _open_by_name(page.rows)
    if page.rows.empty:
        st.info(_("찾은 업체가 없습니다. 조건을 줄이거나 새로 등록해 주십시오."))
        return
    _table(person, page.rows)


def _asked(office: Office) -> _Asked:
    with st.container(horizontal=True, vertical_alignment="bottom", key="firms-filters"):
        text = st.text_input(
            _("업체 찾기"),
            key="q",
            type="search",
            placeholder=_("이름, 사업자번호, 생산품"),
            width=220,
            bind="query-params",
        )
        everything = _("모두")
        industries = {str(key): name for key, name in firm_words.industries(office).items()}
        filters: dict[str, Any] = {
            fact: address.maybe(
                name, firm_words.choices(office, fact), fact, anything=everything, width=132
            )
            or None
            for fact, name in (
                ("region", _("시")),
                ("complex", _("산업단지")),
                ("size_class", _("규모")),
            )
        }
        division = address.maybe(_("업종"), industries, "division", anything=everything, width=170)
        filters["ksic_division"] = int(division) if division else None
        return _Asked(text or "", filters, address.choice(_("차례"), _orders(), "sort", width=160))


def _orders() -> dict[str, str]:
    return {
        "name": _("이름 순"),
        "employees": _("종업원 많은 순"),
        "updated_at": _("최근 바뀐 순"),
        "ksic_division": _("업종 순"),
    }


def _table(person: Visitor, rows: pd.DataFrame) -> None:
    office = person.office
    ids = tuple(int(one) for one in rows["id"])
    industries = firm_words.industries(office)
    shown = pd.DataFrame(
        {
            "name": rows["name"],
            "business_number": rows["business_number"].map(show_business_number),
            "industry": rows["ksic_division"].map(industries),
            "size": rows["size_class"].map(firm_words.choices(office, "size_class")),
            "employees": rows["employees"],
            "region": rows["region"].map(firm_words.choices(office, "region")),
            "complex": rows["complex"].map(firm_words.choices(office, "complex")),
        }
    )
    column = st.column_config
    st.dataframe(
        shown,
        hide_index=True,
        height=min(36 * (len(ids) + 1) + 3, 560),
        column_config={
            "name": column.ButtonColumn(
                _("업체"),
                type="tertiary",
                alignment="left",
                pinned=True,
                width=170,
                key="open-firm",
                on_click=_opened,
                args=(ids,),
            ),
            "business_number": column.TextColumn(_("사업자번호"), width=120),
            "industry": column.TextColumn(_("업종"), width=240),
            "size": column.TextColumn(_("규모"), width=80),
            "employees": column.NumberColumn(_("종업원"), width=70),
            "region": column.TextColumn(_("시"), width=110),
            "complex": column.TextColumn(_("산업단지"), width=160),
        },
        placeholder="–",
        key=f"firms-{hash(ids)}",
        alt=_("등록된 업체의 표. 업체 이름을 누르면 자세히 열립니다."),
    )


def _opened(ids: tuple[int, ...]) -> None:
    click = st.session_state.get("open-firm")
    if click is not None and 0 <= click.row < len(ids):
        _show(str(ids[click.row]))


def _open_by_name(rows: pd.DataFrame) -> None:
    names = dict(zip(rows["id"].astype(int), rows["name"], strict=True))

    def chosen() -> None:
        if (number := st.session_state.get("firm-by-name")) is not None:
            _show(str(number))

    st.selectbox(
        _("업체 이름으로 열기"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=_("업체 이름을 치고 Enter로 열기"),
        key="firm-by-name",
        label_visibility="collapsed",
        width=300,
        on_change=chosen,
    )


# ---- one firm --------------------------------------------------------------------------------


def _back() -> None:
    st.button(
        _("업체 목록"),
        icon=":material/chevron_left:",
        type="tertiary",
        key="to-register",
        on_click=_show,
        args=("",),
    )


def _new(person: Visitor) -> None:
    _back()
    st.title(_("업체 등록"), anchor=False)
    number = firm_fields.form(person, None)
    if number is not None:
        _show(str(number))
        st.session_state[firm_papers.SAID] = _("등록했습니다.")
        st.rerun()


def _import(person: Visitor) -> None:
    _back()
    st.title(_("업체 명부 가져오기"), anchor=False)
    register_upload.draw(person)


def _one(person: Visitor, view: FirmView) -> None:
    _back()
    st.title(plain(view.firm.name), anchor=False)
    if person.actor.role == "consultant":
        st.page_link(
            "screens/interview.py",
            label=_("이 업체 대신 입력"),
            icon=":material/record_voice_over:",
            query_params={"firm": str(view.firm.id)},
        )
    if said := st.session_state.pop(firm_papers.SAID, None):
        st.success(said, icon=":material/task_alt:")
    firm_offline.draw(person, view.firm.id)
    known, years, papers, change, charge, past = st.tabs(
        [
            _("정보"),
            _("연도별 재무"),
            _("확인서·지원·신고"),
            _("고치기"),
            _("담당·초대"),
            _("이력"),
        ],
        key="firm-tabs",
    )
    with known:
        firm_fields.facts(person.office, view)
    with years:
        firm_fields.figures(view)
    with papers:
        firm_fields.attested(view)
    with change:
        if firm_fields.form(person, view) is not None:
            st.session_state[firm_papers.SAID] = _("저장했습니다.")
            st.rerun()
        firm_papers.draw(person, view)
    with charge:
        firm_charge.draw(person, view.firm.id)
    with past:
        firm_history.draw(view)


draw()
