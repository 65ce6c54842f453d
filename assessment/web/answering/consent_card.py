"""What the firm agrees to, each on its own; and who saw its data."""

import pandas as pd
import streamlit as st

from assessment.locale import language
from assessment.locale import translate as _
from assessment.services.trust import consents
from assessment.services.trust.consents import ConsentView
from assessment.services.trust.watched import seen_name, who_saw
from assessment.web.refusals import reported
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import day, day_and_time, plain

OPEN = "consents"
_UNASKED = "consents-unasked"


@st.fragment
def draw_consents(firm_id: int) -> None:
    """Each text with the firm's word; either answer is one click, and may be changed again."""
    person = visitor()
    for one in consents.consents_of(person.office, person.actor, firm_id):
        _consent(person, firm_id, one)


def _consent(person: Visitor, firm_id: int, one: ConsentView) -> None:
    text, ko = one.text, language() == "ko"
    st.markdown(f"**{plain(text.name.ko if ko else text.name.en)}**")
    for label, said in (
        (_("목적"), text.purpose),
        (_("항목"), text.items),
        (_("기간"), text.period),
        (_("거부할 권리"), text.refusal),
    ):
        st.markdown(f"- {plain(label)}: {plain(said.ko if ko else said.en)}")
    given = one.said is not None and one.said.given and not one.asked
    if one.said is not None and not one.asked:
        when = day(one.said.at)
        what = (
            _("{day}에 동의했습니다.", day=when)
            if given
            else _("{day}에 동의하지 않았습니다.", day=when)
        )
        st.caption(plain(what))  # a line that begins with a year is no numbered list
    elif one.said is not None:
        st.caption(_("글이 바뀌어 다시 여쭙니다."))
    yes, no = st.columns(2)
    if not given and yes.button(_("동의합니다"), key=f"agree-{text.id}"):
        _say(person, firm_id, text.id, given=True)
    if (given or one.asked) and no.button(
        _("동의를 거둡니다") if given else _("동의하지 않습니다"), key=f"refuse-{text.id}"
    ):
        _say(person, firm_id, text.id, given=False)


def _say(person: Visitor, firm_id: int, kind: str, *, given: bool) -> None:
    with reported():
        consents.say_consent(person.office, person.actor, firm_id, kind, given=given)
        st.session_state.pop(_UNASKED, None)
        st.rerun(scope="fragment")


def remind(person: Visitor) -> None:
    """One line below an owner's screens as long as something was not asked; it stops nothing."""
    firm_id = person.actor.firm_id
    if person.actor.role != "owner" or firm_id is None:
        return
    if _UNASKED not in st.session_state:
        known = consents.consents_of(person.office, person.actor, firm_id)
        st.session_state[_UNASKED] = any(one.asked for one in known)
    if st.session_state[_UNASKED]:
        said = _("정보 활용에 동의하시는지 아직 여쭙지 못했습니다. 답은 선택입니다.")
        st.caption(f"{plain(said)} [{plain(_('읽고 답하기'))}](/firm?open={OPEN})")


def draw_watchers(person: Visitor, firm_id: int) -> None:
    """Who of other organisations saw this firm's data, when, and what."""
    seen = who_saw(person.office, person.actor, firm_id)
    if seen.empty:
        st.caption(_("아직 아무도 보지 않았습니다."))
        return
    roles = {
        "consultant": _("컨설턴트"),
        "manager": _("사업 담당자"),
        "admin": _("관리자"),
        "owner": _("다른 업체"),
    }
    st.caption(_("같은 사람이 같은 것을 10분 안에 다시 보면 한 줄로 적습니다."))
    st.dataframe(
        pd.DataFrame(
            {
                _("시각"): [day_and_time(at) for at in seen["at"]],
                _("누가"): seen["who"],
                _("역할"): seen["role"].map(roles),
                _("무엇을"): [seen_name(what) for what in seen["what"]],
            }
        ),
        hide_index=True,
        key="watchers",
    )
