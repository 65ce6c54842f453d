"""An application at a glance: what is still to be written, what is wrong, what to take away."""

import streamlit as st

from assessment.locale import translate as _
from assessment.services.applications import application_sheet
from assessment.services.applications.application_sheet import ApplicationSheet
from assessment.services.applications.preflight import Fault
from assessment.services.funding import applying
from assessment.services.funding.applying import ApplicationView
from assessment.web.applying import application_facts, application_part
from assessment.web.applying.application_links import Way, link, part_names, to_mend, to_part
from assessment.web.refusals import reported
from assessment.web.visitor import Visitor
from assessment.web.wording import plain


def draw(person: Visitor, view: ApplicationView) -> None:
    """All of one application, or the part of it that the address names."""
    assert view.application is not None
    sheet = application_sheet.application_sheet(person.office, person.actor, view.application.id)
    parts = _parts(person, sheet)
    part = st.query_params.get("part", "")
    if part in parts and sheet.accepts:
        application_part.draw(person, sheet, part, parts)
        return
    if sheet.accepts:
        _to_write(person, sheet, parts)
    _to_mend(person, sheet)
    _take_away(sheet)
    if sheet.accepts and person.actor.role == "owner":
        _withdrawal(person, view.application.id)


def _parts(person: Visitor, sheet: ApplicationSheet) -> list[str]:
    names = [one.id for one in sheet.parts]
    return [*names, "asked"] if application_facts.asked(sheet.data.programme) else names


def _to_write(person: Visitor, sheet: ApplicationSheet, parts: list[str]) -> None:
    st.header(_("신청서 적기"), anchor=False)
    st.caption(_("이미 아는 것은 채워 두었습니다. 칸을 떠날 때마다 저장됩니다."))
    with st.container(key="application-parts", gap="xsmall"):
        for name in parts:
            part = sheet.part(name)
            left = len(part.faults) if part else 0
            said = _("남은 것 {n}", n=left) if left else _("다 되었습니다")
            icon = ":material/edit_note:" if left else ":material/check_circle:"
            if part is None:
                said, icon = "", ":material/help:"
            label = " · ".join(filter(None, [f"**{part_names()[name]}**", said]))
            link(to_part(person, sheet, name), label, f"to-part-{name}", icon)


def _to_mend(person: Visitor, sheet: ApplicationSheet) -> None:
    """Every fault, by the screen that mends it."""
    count = len(sheet.faults)
    if not count:
        st.success(
            _("서식에 고칠 것이 없습니다. 그대로 내셔도 됩니다."), icon=":material/task_alt:"
        )
        return
    st.header(_("고칠 것 {n}", n=count), anchor=False)
    st.caption(_("다 고칠 때까지 서식에는 ‘초안’이라고 적힙니다."))
    groups: dict[str, list[tuple[Way, Fault]]] = {}
    for fault in sheet.faults:
        way = to_mend(person, sheet, fault)
        groups.setdefault(way.words, []).append((way, fault))
    with st.container(key="application-faults", gap="xsmall"):
        for words, some in groups.items():
            st.markdown(f"**{plain(words)}**")
            for place, (way, fault) in enumerate(some):
                key = f"mend-{fault.field}-{fault.code}-{place}"
                _fault(way, fault, key, changeable=sheet.accepts or fault.screen != "apply")


def _fault(way: Way, fault: Fault, key: str, *, changeable: bool) -> None:
    said = f"{_which_year(fault)}{plain(fault.what)} {plain(fault.fix)}"
    if changeable:
        link(way, said, key, ":material/error:")
    else:
        st.markdown(f":material/error: {said}")


def _which_year(fault: Fault) -> str:
    """Which of the years of one figure is meant; nothing where there is one value."""
    if not fault.part.isdigit():
        return ""
    back = int(fault.part)
    return f"{_('{n}년 전', n=back) if back else _('가장 최근 해')} · "


def _take_away(sheet: ApplicationSheet) -> None:
    st.header(_("가져가기"), anchor=False)
    number = sheet.data.application.id
    for form in sheet.forms:
        said = _("{form} (초안, 고칠 것 {n})", form=form.name, n=form.faults)
        _paper(said if form.faults else form.name, f"/files/form/{number}/{form.id}")
    _paper(_("신청 화면에 붙여넣을 엑셀"), f"/files/paste/{number}")
    _paper(_("모두 한 묶음으로 (zip)"), f"/files/bundle/{number}")
    if sheet.data.assessment_id is not None:
        _paper(_("신청용 엑셀 내려받기"), f"/files/application/{sheet.data.assessment_id}")
    else:
        st.caption(_("전체 진단을 제출하면 신청용 엑셀을 내려받을 수 있습니다."))
    st.caption(_("한글(HWP·HWPX) 서식은 채우지 않습니다. 붙여넣을 엑셀에서 옮겨 주십시오."))


def _paper(label: str, address: str) -> None:
    st.link_button(plain(label), address, icon=":material/download:", width="stretch")


def _withdrawal(person: Visitor, application_id: int) -> None:
    with st.popover(_("신청 취소"), width="stretch", key="withdrawal"):
        st.write(_("취소해도 마감 전에는 다시 신청할 수 있습니다."))
        if st.button(_("정말 취소합니다"), key=f"withdraw-{application_id}"):
            with reported():
                applying.withdraw(person.office, person.actor, application_id)
                st.rerun()
