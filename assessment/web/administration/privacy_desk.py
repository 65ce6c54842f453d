"""The administrator's desk for the monthly review, what is past its time, and erasing a firm."""

from collections.abc import Mapping
from datetime import timedelta

import streamlit as st

from assessment.locale import translate as _
from assessment.services.exports.export_reasons import LONGEST
from assessment.services.trust import firm_archive, retention, review_report
from assessment.services.trust.erasing import erase_firm
from assessment.web.firms.firm_choice import firm_choice
from assessment.web.refusals import reported
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import day, plain

_MADE, _PURGED = "month-review", "purged"


@st.fragment
def draw() -> None:
    """Review, retention, then what cannot be undone."""
    person = visitor()
    _review(person)
    _retention(person)
    _firm(person)


def _review(person: Visitor) -> None:
    st.header(_("월간 점검"), anchor=False)
    first = person.office.today().replace(day=1)
    months = [first]
    while len(months) < 24:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    names = [f"{one:%Y-%m}" for one in months]
    chosen = st.selectbox(_("달"), names, index=1, key="review-month", width=200)
    if st.button(_("점검표 만들기"), key="make-review"):
        with reported(), st.spinner(_("기록을 모으고 있습니다…")):
            st.session_state[_MADE] = review_report.month_review(
                person.office, person.actor, chosen
            )
    made = st.session_state.get(_MADE)
    if made is None or made.month != chosen:
        return
    for tab, table in zip(st.tabs(_titles(made.counts)), made.tables.values(), strict=True):
        with tab:
            if table.empty:
                st.caption(_("이 달에는 없습니다."))
            else:
                st.dataframe(table, hide_index=True)
    from assessment.workbooks.outgoing.writing import plain_sheets

    st.download_button(
        _("점검표 내려받기(xlsx)"),
        lambda: plain_sheets(made.tables),
        file_name=f"{_('월간점검')}_{made.month}.xlsx",
        key="review-file",
    )


def _titles(counts: Mapping[str, int]) -> list[str]:
    return [f"{name} {count:,}" for name, count in counts.items()]


def _retention(person: Visitor) -> None:
    st.header(_("보관 기간"), anchor=False)
    years = retention.retention_years()
    st.write(
        _(
            "기록의 상세 내용은 {years}년, 권한 변경은 {rights}년 보관합니다.",
            years=years,
            rights=retention.RIGHTS_YEARS,
        )
    )
    opened = st.popover(_("기간이 지난 내용 지우기"), key="purge-open", on_change="rerun")
    if opened.open:
        with opened:
            _due(person)
    if done := st.session_state.pop(_PURGED, None):
        said = _("{day} 앞의 {rows}건을 지웠습니다.", day=day(done.before), rows=f"{done.rows:,}")
        st.success(plain(said))


def _due(person: Visitor) -> None:
    """What would go, before the button that lets it go."""
    found = retention.due(person.office, person.actor)
    if not found.rows:
        st.write(_("기간이 지난 내용이 없습니다."))
        return
    said = _(
        "{day} 앞의 기록 {rows}건에서 상세 내용을 지웁니다. 되돌릴 수 없습니다. "
        "누가 언제 무엇을 했는지는 남고, 지운 것도 기록에 남습니다.",
        day=day(found.before),
        rows=f"{found.rows:,}",
    )
    st.write(plain(said))
    st.button(_("네, 지웁니다"), type="primary", key="purge", on_click=_purge)


def _purge() -> None:
    person = visitor()
    with reported():
        st.session_state[_PURGED] = retention.purge(person.office, person.actor)


def _firm(person: Visitor) -> None:
    st.header(_("업체 자료 내주기와 지우기"), anchor=False)
    number = firm_choice(person, "erase-firm")
    if number is None:
        return
    if st.button(_("모든 자료 모으기(zip)"), key="archive-firm"):
        with reported():
            made = firm_archive.archive(person.office, person.actor, number)
            st.download_button(_("내려받기"), made.content, made.name, made.media_type)
    with st.form("erase", border=True, enter_to_submit=False):
        st.warning(_("지우면 되돌릴 수 없고, 이미 정해진 공고를 다시 계산할 수 없게 됩니다."))
        reason = st.text_input(_("지우는 이유"), max_chars=LONGEST, key="erase-reason")
        name = st.text_input(_("업체명을 그대로 적어 주십시오"), key="erase-name")
        if st.form_submit_button(_("아주 지우기"), type="primary"):
            with reported(), st.spinner(_("지우고 있습니다…")):
                done = erase_firm(person.office, person.actor, number, reason=reason, name=name)
                st.session_state["erased"] = done.certificate()
    if "erased" in st.session_state:
        st.success(_("지웠습니다. 파기 확인서를 업체에 보내 주십시오."))
        st.download_button(
            _("파기 확인서"),
            st.session_state["erased"],
            file_name=f"{_('파기확인서')}.txt",
            key="certificate",
        )
