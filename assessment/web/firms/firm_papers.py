"""What staff add to a firm: yearly figures, a level certificate, a support, what it declares."""

from datetime import date

import streamlit as st

from assessment.locale import translate as _
from assessment.services.register import firms
from assessment.services.register.field_names import figure_names
from assessment.services.register.firms import FirmView
from assessment.web.firms import firm_fields
from assessment.web.refusals import reported
from assessment.web.visitor import Visitor
from assessment.web.wording import plain

_LEVELS = (0, 1, 2, 3, 4, 5)
SAID = "firm-said"


def draw(person: Visitor, view: FirmView) -> None:
    """Four small forms, each folded."""
    with st.expander(_("연도별 재무 적기"), icon=":material/payments:"):
        _figures(person, view)
    with st.expander(_("수준확인서 등록"), icon=":material/workspace_premium:"):
        _certificate(person, view)
    with st.expander(_("받은 지원 등록"), icon=":material/volunteer_activism:"):
        _support(person, view)
    with st.expander(_("신고한 사항 고치기"), icon=":material/gavel:"):
        _declared(person, view)


def _done(said: str) -> None:
    st.session_state[SAID] = said
    st.rerun()


def _figures(person: Visitor, view: FirmView) -> None:
    firm = view.firm.id
    last = person.office.today().year - 1
    year = st.selectbox(_("연도"), [last - place for place in range(5)], key="figures-year")
    held = {}
    if not view.figures.empty and year in set(view.figures["year"]):
        held = view.figures.set_index("year").loc[year].to_dict()
    with st.form(f"figures-{firm}-{year}", border=False):
        typed = {}
        columns = st.columns(3)
        for place, (field, name) in enumerate(figure_names().items()):
            value = held.get(field)
            shown = "" if value is None or value != value else f"{value:g}"
            with columns[place % 3]:
                typed[field] = st.text_input(name, value=shown, key=f"{field}-{firm}-{year}")
        st.caption(_("모르면 비워 두십시오. 0과 빈칸은 다릅니다."))
        if st.form_submit_button(_("저장")):
            with reported():
                firms.save_figures(person.office, person.actor, view.firm.id, {year: typed})
                _done(_("{year}년 재무를 저장했습니다.", year=year))


def _certificate(person: Visitor, view: FirmView) -> None:
    firm = view.firm.id
    today = person.office.today()
    with st.form("certificate", border=False, clear_on_submit=False):
        left, right = st.columns(2)
        with left:
            serial = st.text_input(_("확인서 번호"), key=f"certificate-serial-{firm}")
            capability = st.selectbox(
                _("역량 수준"), _LEVELS, index=None, key=f"certificate-level-{firm}"
            )
            system = st.selectbox(
                _("구축시스템 수준"), _LEVELS, index=None, key=f"certificate-sys-{firm}"
            )
        with right:
            starts = st.date_input(_("시작일"), value=today, key=f"certificate-starts-{firm}")
            until = date(today.year + 3, today.month, min(today.day, 28))
            ends = st.date_input(_("끝나는 날"), value=until, key=f"certificate-ends-{firm}")
            total = st.number_input(
                _("총점"),
                min_value=0.0,
                max_value=1000.0,
                value=None,
                key=f"certificate-total-{firm}",
            )
        if st.form_submit_button(_("등록")):
            with reported():
                firms.add_certificate(
                    person.office,
                    person.actor,
                    view.firm.id,
                    starts_on=starts,
                    ends_on=ends,
                    serial=serial or None,
                    capability_level=capability,
                    system_level=system,
                    total=total,
                )
                _done(_("수준확인서를 등록했습니다."))


def _support(person: Visitor, view: FirmView) -> None:
    firm = view.firm.id
    with st.form("support", border=False, clear_on_submit=False):
        left, right = st.columns(2)
        with left:
            year = st.number_input(
                _("지원 연도"),
                min_value=2010,
                max_value=person.office.today().year,
                value=person.office.today().year,
                step=1,
                key=f"support-year-{firm}",
            )
            programme = st.text_input(
                _("사업 이름"), max_chars=200, key=f"support-programme-{firm}"
            )
            track = st.text_input(_("유형"), max_chars=100, key=f"support-track-{firm}")
        with right:
            before = st.selectbox(_("전 수준"), _LEVELS, index=None, key=f"support-before-{firm}")
            after = st.selectbox(_("후 수준"), _LEVELS, index=None, key=f"support-after-{firm}")
            grant = st.number_input(
                _("지원금(만 원)"), min_value=0, value=None, step=100, key=f"support-grant-{firm}"
            )
        completed = st.checkbox(_("사업을 마쳤습니다"), value=True, key=f"support-done-{firm}")
        if st.form_submit_button(_("등록")):
            if not programme.strip():
                st.error(_("사업 이름을 적어 주십시오."))
                return
            with reported():
                firms.add_support(
                    person.office,
                    person.actor,
                    view.firm.id,
                    year=int(year),
                    programme=programme.strip(),
                    track=track.strip() or None,
                    level_before=before,
                    level_after=after,
                    grant=None if grant is None else float(grant) * 10_000,
                    completed=completed,
                )
                _done(_("받은 지원을 등록했습니다."))


def _declared(person: Visitor, view: FirmView) -> None:
    firm = view.firm.id
    words = {True: _("예"), False: _("아니요")}
    with st.form("declared", border=False):
        stated = {
            kind: st.radio(
                plain(name),
                [True, False],
                index=None if kind not in view.declarations else int(not view.declarations[kind]),
                format_func=words.__getitem__,
                horizontal=True,
                key=f"declared-{kind}-{firm}",
            )
            for kind, name in firm_fields.declared().items()
        }
        if st.form_submit_button(_("저장")):
            known = {kind: value for kind, value in stated.items() if value is not None}
            with reported():
                firms.declare(person.office, person.actor, view.firm.id, known)
                _done(_("신고한 사항을 저장했습니다."))
