"""The questionnaires that an owner can choose from: what for, how long, what came of each."""

import re
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from assessment.locale import translate as _
from assessment.services.assessing.begun import Begun
from assessment.services.assessing.handling import status_name
from assessment.services.scoring.last_results import LastResult
from assessment.web.answering.progress import four_states
from assessment.web.wording import plain, points

FEW = 3
SENTENCES = re.compile(r"(?<=[.?!])\s+")


def draw(
    choices: Sequence[Begun],
    last: Mapping[str, LastResult],
    begin: Callable[[str], None],
    wanted: str = "",
) -> None:
    """What is to be done first at the top, `wanted` where it is one of them, then all others."""
    started = [one for one in choices if one.assessment_id is not None]
    going = next((one for one in reversed(choices) if one in started and not one.complete), None)
    meant = next((one for one in choices if one.questionnaire == wanted), None)
    first = meant or going or next((one for one in choices if one not in started), choices[0])
    wholes = {one.part_of for one in choices if one.part_of}
    _card(first, last.get(first.questionnaire), begin, wholes, primary=True)
    rest = [one for one in choices if one is not first]
    family = [one for one in rest if one.quick or one.questionnaire in wholes]
    for one in family:
        _card(one, last.get(one.questionnaire), begin, wholes, primary=False)
    others = [one for one in rest if one not in family]
    if others:
        st.header(_("필요할 때 고르는 진단"), anchor=False)
    for one in others:
        _card(one, last.get(one.questionnaire), begin, wholes, primary=False)


def _card(
    one: Begun,
    last: LastResult | None,
    begin: Callable[[str], None],
    wholes: set[str],
    *,
    primary: bool,
) -> None:
    with st.container(border=True, key=f"card-{one.questionnaire}", gap="small"):
        st.header(plain(one.title), anchor=False)
        purpose, *manner = SENTENCES.split(one.summary, maxsplit=1)
        st.write(plain(purpose))
        said = [_("{n}문항, 약 {minutes}분", n=one.asked, minutes=one.minutes)]
        if one.assessment_id is not None and not one.quick:
            said.append(status_name(one.status))
        st.caption(" · ".join(said))
        if one.programmes:
            st.caption(_weighed_by(one))
        if last is not None:
            st.markdown(_came_of_it(last))
        if one.assessment_id is not None and one.status in ("draft", "returned"):
            four_states(one.decided, 0, 0, one.asked - one.decided, words=False)
            st.caption(_("{done} / {asked}문항", done=one.decided, asked=one.asked))
        if manner:
            with st.expander(_("답하기 전에 읽어 주십시오")):
                st.write(plain(manner[0]))
        with st.container(horizontal=True, gap="small"):
            st.button(
                _label(one, wholes),
                type="primary" if primary else "secondary",
                key=f"open-{one.questionnaire}",
                on_click=begin,
                args=(one.questionnaire,),
                width="stretch",
            )
            if last is not None:
                st.page_link(
                    "screens/result.py",
                    label=_("결과 보기"),
                    icon=":material/insights:",
                    query_params={"form": one.questionnaire},
                    width="content",
                )


def _label(one: Begun, wholes: set[str]) -> str:
    if one.assessment_id is not None:
        return _("답 살펴보기") if one.complete else _("이어서 하기")
    if one.quick:
        return _("빠른 진단 시작")
    return _("전체 진단 시작") if one.questionnaire in wholes else _("시작하기")


def _weighed_by(one: Begun) -> str:
    names = ", ".join(plain(name) for name in one.programmes[:FEW])
    more = len(one.programmes) - FEW
    if more > 0:
        return _("이 답을 보는 지원사업: {names} 외 {n}개", names=names, n=more)
    return _("이 답을 보는 지원사업: {names}", names=names)


def _came_of_it(last: LastResult) -> str:
    said = [f"{plain(axis)} **{plain(step)}**" for axis, step in last.levels]
    if last.points is not None:
        said.append(f"**{points(last.points)}**")
    when = _("이번 회차") if last.now else plain(last.round_name)
    if last.status == "verified":
        when += f", {_('확인됨')}"
    return _("최근 결과: {result} ({when})", result=" · ".join(said), when=when)
