"""진단 결과: what level, why, and what first."""

from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.locale import language
from assessment.locale import translate as _
from assessment.services.assessing.begun import Begun, begun
from assessment.services.assessing.handling import OPEN_TO_OWNER
from assessment.services.funding.outlook import ProgrammeFit
from assessment.services.scoring import results
from assessment.services.scoring.last_results import last_results
from assessment.services.scoring.results import Result
from assessment.web import address
from assessment.web.applying import programme_cards
from assessment.web.results import (
    result_advice,
    result_headline,
    result_institutions,
    result_parts,
    result_profiles,
)
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import plain

LATER = ("expected", "not_now")
"""Programmes that nothing can be done about now: behind a fold."""


def _known(person: Visitor, choices: Sequence[Begun]) -> dict[str, int]:
    """By questionnaire the assessment to show: this round's once it says something, else the last.

    The one that says most first.
    """
    last = last_results(person.office, person.actor, person.actor.firm_id)
    begun_now = [one for one in choices if one.assessment_id is not None and one.decided]
    wholes = {one.part_of for one in choices}
    # the whole questionnaire says more as soon as it says anything beyond the quick one
    begun_now.sort(
        key=lambda one: (one.questionnaire in wholes and one.decided > 12, one.quick), reverse=True
    )
    found = {one.questionnaire: one.assessment_id for one in begun_now if one.assessment_id}
    for name, one in last.items():
        found.setdefault(name, one.assessment_id)
    return found


def _choice(known: Mapping[str, int], choices: Sequence[Begun]) -> str:
    """Which questionnaire's result is meant; a list to choose from where there are several."""
    if len(known) < 2:
        return next(iter(known))
    titles = {one.questionnaire: one.title for one in choices}
    names = {name: titles.get(name, name) for name in known}
    return address.choice(_("어느 진단의 결과를 봅니까?"), names, "form", width="stretch")


def _empty() -> None:
    st.title(_("진단 결과"), anchor=False)
    st.write(_("여기에 사장님 공장의 수준과 까닭, 먼저 할 일이 나옵니다."))
    st.page_link(
        "screens/assess.py", label=_("먼저 빠른 진단을 해 주십시오"), icon=":material/checklist:"
    )


def _programmes(found: Result) -> None:
    st.header(_("지원사업"), anchor=False)
    titles = programme_cards.titles()
    if found.programmes:
        st.caption(_("이 진단의 답을 평가에 쓰는 사업입니다."))
    else:
        st.write(
            _("이 진단을 평가에 쓰는 지원사업은 없습니다. 다른 진단을 보는 사업은 아래에 있습니다.")
        )
    for fit, some in programme_cards.groups(found.programmes).items():
        label = f"{titles[fit]} {len(some)}"
        if fit in LATER:
            with st.expander(label, key=f"programmes-{fit}"):
                _cards(some)
        else:
            st.markdown(f"**{label}**")
            _cards(some)
    st.page_link("screens/apply.py", label=_("모든 지원사업 보기"), icon=":material/arrow_forward:")


def _cards(some: Sequence[ProgrammeFit]) -> None:
    for one in some:
        with st.container(border=True):
            programme_cards.card(one)


def _take_away(found: Result) -> None:
    st.header(_("가져가기"), anchor=False)
    number = found.assessment.id
    papers = {}
    if found.quick is None and found.programmes:
        papers[_("신청용 엑셀 내려받기")] = f"/files/application/{number}"
    if found.assessment.submissions:
        papers[_("접수증 내려받기")] = f"/files/receipt/{number}"
    papers[_("엑셀로 다시 계산해 보기")] = f"/files/proof/{number}"
    for label, path in papers.items():
        st.link_button(label, path, icon=":material/download:", width="stretch")
    st.page_link(
        "screens/assess.py",
        label=_("오프라인 양식 (엑셀로 답하기)"),
        icon=":material/table:",
        query_params={"form": found.assessment.questionnaire, "at": "excel"},
        width="stretch",
    )
    st.caption(
        _("이 결과는 {firm}, 담당 컨설턴트, 사업 담당자만 볼 수 있습니다.", firm=plain(found.firm))
    )


def _page(person: Visitor) -> None:
    if person.actor.firm_id is None:
        _empty()
        return
    choices = begun(person.office, person.actor, person.actor.firm_id)
    known = _known(person, choices)
    if not known:
        _empty()
        return
    form = _choice(known, choices)
    with st.spinner(_("결과를 계산하는 중입니다"), show_time=False):
        found = results.result(person.office, person.actor, known[form])
    now = next((one for one in choices if one.assessment_id == known[form]), None)
    st.caption(_where(found))
    if now is None:
        st.info(_("지난 회차의 결과입니다. 이번 회차는 아직 시작하지 않았습니다."))
        st.page_link(
            "screens/assess.py", label=_("이번 회차 시작하기"), icon=":material/checklist:"
        )
    result_headline.headline(found)
    result_profiles.met_in_words(found)
    if now is not None:
        _go_on(now)
    result_headline.ladders(found)
    result_profiles.attained(found.measures)
    result_profiles.draw(found, answering=found.assessment.status in OPEN_TO_OWNER)
    result_parts.why(found)
    result_advice.next_steps(found)
    result_institutions.who_helps(person, found)
    _programmes(found)
    _take_away(found)


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
