"""The end of a questionnaire: what is open, handing in, and the receipt."""

from collections.abc import Callable, Sequence
from datetime import datetime

import streamlit as st

from assessment.locale import translate as _
from assessment.services.assessing import answering
from assessment.services.assessing.answering import Sheet
from assessment.services.assessing.begun import Begun
from assessment.services.assessing.handling import status_name
from assessment.services.assessing.item_texts import item_text
from assessment.web.answering import owner_code
from assessment.web.refusals import reported
from assessment.web.visitor import Visitor
from assessment.web.wording import day_and_time, plain

GoTo = Callable[[str], None]
SHOWN = 6


def draw(
    person: Visitor,
    sheet: Sheet,
    choices: Sequence[Begun],
    *,
    go_to: GoTo,
    begin: Callable[[str], None],
) -> None:
    """The receipt when it is handed in; before, what to look at once more."""
    if sheet.release.part_of is not None:
        _quick_end(sheet, choices, go_to=go_to, begin=begin)
        return
    handed_in = answering.receipts(person.office, person.actor, sheet.assessment.id)
    if handed_in and not sheet.open:
        _receipt(sheet, *handed_in[-1])
        return
    points = answering.open_points(person.office, person.actor, sheet.assessment.id)
    st.title(_("제출하기 전 살펴보기"), anchor=False)
    left = _("남은 문항은 점수에 들어가지 않습니다.")
    _items(sheet, "open", _("남은 문항"), points.open, go_to, left)
    lowest = _("가장 낮은 칸으로 계산합니다.")
    _items(sheet, "unsure", _("잘 모르겠다고 한 문항"), points.unsure, go_to, lowest)
    _items(
        sheet,
        "unproven",
        _("사진·파일이 없는 문항"),
        points.missing_evidence,
        go_to,
        _("없어도 제출할 수 있습니다. 컨설턴트가 방문할 때 확인합니다."),
    )
    if not (points.open or points.unsure or points.missing_evidence):
        st.success(_("모든 문항에 답했고 증빙도 있습니다."))
    owner_code.draw(person, sheet)
    st.write(_("제출하면 컨설턴트가 검토하는 동안 답을 고칠 수 없습니다."))
    if st.button(_("제출하기"), type="primary", key="submit", width="stretch"):
        with reported():
            answering.submit(person.office, person.actor, sheet.assessment.id)
            st.rerun()
    st.button(
        _("영역 목록으로"), key="back-to-list", on_click=go_to, args=("list",), width="stretch"
    )


def _items(
    sheet: Sheet, kind: str, title: str, items: Sequence[str], go_to: GoTo, meaning: str
) -> None:
    if not items:
        return
    with st.expander(f"{title} {len(items)}", expanded=len(items) <= SHOWN):
        st.caption(meaning)
        # one field for all: of every button Streamlit keeps what it knows as long as the session
        chosen = st.pills(
            _("다시 볼 문항 고르기"),
            items,
            format_func=lambda item: plain(item_text(sheet.release, item).short),
            key=f"look-again-{kind}",
            label_visibility="collapsed",
        )
    if chosen:
        go_to(chosen)
        st.rerun()


def _receipt(sheet: Sheet, number: str, at: datetime) -> None:
    st.title(f":material/task_alt: {_('제출되었습니다.')}", anchor=False)
    with st.container(border=True, key="receipt"):
        st.markdown(f"{_('접수번호')} **{plain(number)}**")
        st.markdown(f"{_('제출한 때')} **{plain(day_and_time(at))}**")
        st.markdown(f"{_('지금 상태')} **{plain(status_name(sheet.status))}**")
    st.markdown(f"**{_('다음은 이렇게 됩니다')}**")
    steps = (
        _("컨설턴트가 답과 증빙을 확인하고, 필요하면 방문 날짜를 정해 연락드립니다."),
        _("고칠 것이 있으면 보완 요청이 이 화면에 나타납니다."),
        _("확인이 끝나면 진단 결과에 확인된 점수가 나옵니다."),
    )
    st.markdown("\n".join(f"{place}. {step}" for place, step in enumerate(steps, 1)))
    st.link_button(
        _("접수증 내려받기"),
        f"/files/receipt/{sheet.assessment.id}",
        icon=":material/download:",
        width="stretch",
    )
    st.page_link("screens/result.py", label=_("진단 결과 보기"), icon=":material/insights:")


def _quick_end(
    sheet: Sheet, choices: Sequence[Begun], *, go_to: GoTo, begin: Callable[[str], None]
) -> None:
    left = sheet.next_open()
    if left is not None:
        st.title(_("{n}문항이 남았습니다", n=len(sheet.asked) - sheet.decided), anchor=False)
        st.button(
            _("남은 문항 답하기"), type="primary", on_click=go_to, args=(left,), width="stretch"
        )
    else:
        st.title(_("빠른 진단을 마쳤습니다"), anchor=False)
        st.write(_("이 답만으로 어느 수준쯤인지 먼저 보실 수 있습니다."))
    if st.button(
        _("결과 보기"),
        type="primary" if left is None else "secondary",
        key="see-result",
        width="stretch",
    ):
        st.switch_page("screens/result.py", query_params={"form": sheet.release.id})
    whole = sheet.release.part_of
    for one in choices:
        if whole is not None and one.questionnaire == whole.id:
            st.write(_("전체 진단에서는 지금 답한 {n}문항을 다시 묻지 않습니다.", n=sheet.decided))
            st.button(
                _("전체 진단으로 이어 가기"),
                key=f"go-on-{one.questionnaire}",
                on_click=begin,
                args=(one.questionnaire,),
                width="stretch",
            )
