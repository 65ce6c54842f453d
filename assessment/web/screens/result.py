"""진단 결과: what level, why, and what first."""

import streamlit as st

from assessment.locale import language
from assessment.locale import translate as _
from assessment.services import results
from assessment.services.begun import Begun, begun, last_handed_in
from assessment.services.results import Result
from assessment.web import programme_cards, result_advice, result_parts
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import plain


def _chosen(person: Visitor) -> Begun | None:
    choices = begun(person.office, person.actor, person.actor.firm_id)
    known = [one for one in choices if one.assessment_id is not None and one.decided]
    form = st.query_params.get("form", "")
    named = next((one for one in known if one.questionnaire == form), None)
    # the whole questionnaire says more as soon as it says anything beyond the quick one
    best = sorted(known, key=lambda one: (not one.quick and one.decided > 12, one.quick))
    return named or (best[-1] if best else None)


def _empty() -> None:
    st.title(_("진단 결과"), anchor=False)
    st.write(_("여기에 사장님 공장의 수준과 까닭, 먼저 할 일이 나옵니다."))
    st.page_link(
        "screens/assess.py", label=_("먼저 빠른 진단을 해 주십시오"), icon=":material/checklist:"
    )


def _programmes(found: Result) -> None:
    st.subheader(_("지원사업"), anchor=False)
    titles = programme_cards.titles()
    for fit, some in programme_cards.groups(found.programmes).items():
        st.markdown(f"**{titles[fit]}** {len(some)}")
        for one in some:
            with st.container(border=True):
                programme_cards.card(one, details=False)
    st.page_link(
        "screens/apply.py", label=_("지원사업에서 자세히 보기"), icon=":material/arrow_forward:"
    )


def _take_away(found: Result) -> None:
    st.subheader(_("가져가기"), anchor=False)
    number = found.assessment.id
    if found.quick is None:
        st.link_button(
            _("신청용 엑셀 내려받기"),
            f"/files/application/{number}",
            icon=":material/download:",
            width="stretch",
        )
        if found.assessment.submissions:
            st.link_button(
                _("접수증 내려받기"),
                f"/files/receipt/{number}",
                icon=":material/download:",
                width="stretch",
            )
    st.caption(
        _("이 결과는 {firm}, 담당 컨설턴트, 사업 담당자만 볼 수 있습니다.", firm=plain(found.firm))
    )


def _page(person: Visitor) -> None:
    if person.actor.firm_id is None:
        _empty()
        return
    chosen = _chosen(person)
    number = chosen.assessment_id if chosen else _earlier(person)
    if number is None:
        _empty()
        return
    with st.spinner(_("결과를 계산하는 중입니다"), show_time=False):
        found = results.result(person.office, person.actor, number)
    st.caption(_where(found))
    if chosen is None:
        st.info(_("지난 회차의 결과입니다. 이번 회차는 아직 시작하지 않았습니다."))
        st.page_link(
            "screens/assess.py", label=_("이번 회차 시작하기"), icon=":material/checklist:"
        )
    result_parts.headline(found)
    if chosen is not None:
        _go_on(chosen)
    if found.quick is None:
        with st.expander(_("단계를 나누는 점수")):
            st.table(result_parts.ladder_rows(found.release).set_index(_("단계")))
    result_parts.why(found)
    result_advice.next_steps(found.advice, found.release, found.axes)
    _programmes(found)
    _take_away(found)


def _earlier(person: Visitor) -> int | None:
    return last_handed_in(person.office, person.actor, person.actor.firm_id)


def _where(found: Result) -> str:
    title = found.release.texts[language()].title
    return f"{plain(found.firm)} · {plain(found.round_name)} · {plain(title)}"


def _go_on(chosen: Begun) -> None:
    """The way to what is still open, or from the quick questions to all of them."""
    if not chosen.complete:
        left = chosen.asked - chosen.decided
        st.page_link(
            "screens/assess.py",
            label=_("{n}문항이 남았습니다. 이어서 답하기", n=left),
            icon=":material/checklist:",
            query_params={"form": chosen.questionnaire, "at": "list"},
        )
    elif chosen.quick:
        st.page_link(
            "screens/assess.py",
            label=_("전체 진단으로 이어 가기"),
            icon=":material/checklist:",
        )


_page(visitor())
