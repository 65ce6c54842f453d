"""Support programmes as an owner reads them: does it fit, what is missing, what to bring."""

from collections.abc import Sequence

import streamlit as st

from assessment.locale import translate as _
from assessment.services.judging import OpenQuestion
from assessment.services.outlook import Fit, ProgrammeFit
from assessment.services.reasons import Reason
from assessment.web.wording import day, plain

FEW = 2


def titles() -> dict[Fit, str]:
    """The groups in the order in which they are shown."""
    return {
        "fits": _("지금 맞습니다"),
        "one_missing": _("하나만 갖추면 됩니다"),
        "checking": _("확인이 필요합니다"),
        "expected": _("다음 공고 예상"),
        "not_now": _("이번에는 어렵습니다"),
    }


def groups(programmes: Sequence[ProgrammeFit]) -> dict[Fit, list[ProgrammeFit]]:
    """Programmes by how they fit, empty groups left out."""
    found = {fit: [one for one in programmes if one.fit == fit] for fit in titles()}
    return {fit: some for fit, some in found.items() if some}


def card(one: ProgrammeFit, *, details: bool = True) -> None:
    """One programme: until when, what stands in the way with the rule in words, what to bring."""
    st.markdown(f"**{plain(one.name)}**")
    if one.closes_on is not None:
        left = _("{day}까지 · {n}일 남음", day=day(one.closes_on), n=one.days_left)
        st.markdown(f":material/event: {plain(left)}")
    elif one.fit in ("expected", "not_now") and one.next_call is not None:
        st.caption(plain(one.next_call))
    conditions(one.unmet, one.unknown)
    if not details:
        return
    with st.expander(_("사업 내용과 준비할 것")):
        st.write(plain(one.summary))
        if one.documents:
            st.markdown(f"**{_('가져올 것')}**")
            st.markdown("\n".join(f"- {plain(document)}" for document in one.documents))
        if one.to_confirm:
            st.markdown(f"**{_('공고 확인')}**")
            st.markdown("\n".join(f"- {plain(asked)}" for asked in one.to_confirm))
        if one.example_weights:
            st.caption(_("평가 배점은 예시 배점입니다. 실제 배점은 공고를 확인해 주십시오."))


def conditions(unmet: Sequence[Reason], unknown: Sequence[OpenQuestion]) -> None:
    """What is not met, then what nobody can say yet and who can; the rules in words."""
    for reason in unmet:
        st.markdown(f":material/block: {plain(reason)}")
    if len(unknown) <= FEW:
        _questions(unknown)
    else:
        with st.expander(_("아직 확인되지 않은 조건 {n}가지", n=len(unknown))):
            _questions(unknown)


def _questions(unknown: Sequence[OpenQuestion]) -> None:
    for question in unknown:
        st.markdown(f":material/help: {plain(question.reason)}")
        who = ", ".join(f"{plain(one.label)} — {plain(one.supplier)}" for one in question.missing)
        if who:
            st.caption(who)
