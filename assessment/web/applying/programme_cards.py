"""Support programmes as an owner reads them: does it fit, what is missing, what to bring."""

from collections.abc import Sequence

import streamlit as st

from assessment.definitions.programmes import Programme
from assessment.definitions.registers import ProgrammeRow
from assessment.locale import translate as _
from assessment.services.funding.judging import OpenQuestion
from assessment.services.funding.outlook import Fit, ProgrammeFit
from assessment.services.funding.reasons import Reason, words_of
from assessment.web.wording import cited, day, percent, plain, won

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


def card(one: ProgrammeFit, *, ask_first: bool = True) -> None:
    """One programme: until when, what stands in the way with the rule in words, what to bring.

    With `ask_first` also the way to the questionnaire that it weighs, if that is not answered.
    """
    st.markdown(f"**{plain(one.name)}**")
    if one.closes_on is not None:
        left = _("{day}까지 · {n}일 남음", day=day(one.closes_on), n=one.days_left)
        st.markdown(f":material/event: {plain(left)}")
    elif one.fit in ("expected", "not_now") and one.next_call is not None:
        st.caption(plain(one.next_call))
    if said := offered(one.rules):
        st.caption(plain(" · ".join(said)))
    conditions(one.unmet, one.unknown)
    if ask_first and not one.answered:
        st.page_link(
            "screens/assess.py",
            label=_("이 사업이 보는 진단부터 하기"),
            icon=":material/checklist:",
            query_params={"form": one.rules.questionnaire, "at": "list"},
        )
    with st.expander(_("사업 내용과 준비할 것")):
        _details(one)


def other(one: ProgrammeRow) -> None:
    """A programme without a rule pack: what it was or may be, and how sure that is."""
    status = {
        "open": _("접수 중"),
        "closed": _("접수 끝남"),
        "historic": _("지난 제도"),
        "expected": _("앞으로 예상"),
    }[one.status]
    st.markdown(f"**{plain(words_of(one.name))}** · {status} · {plain(words_of(one.operator))}")
    st.write(plain(words_of(one.terms)))
    told = _(
        "근거: {source} ({day} 기준)", source=cited(one.source.source), day=day(one.source.as_of)
    )
    if one.source.confidence != "confirmed":
        told += f" · {_('미확인, 공고 확인')}"
    st.caption(told)


def offered(programme: Programme) -> list[str]:
    """How much at most, which share of it, how long; what the notice leaves open is left out."""
    grant = programme.grant
    said = []
    if grant.cap is not None:
        said.append(_("업체당 {won}까지", won=won(grant.cap)))
    if grant.share is not None:
        said.append(_("총사업비의 {share}까지", share=percent(grant.share)))
    if grant.months is not None:
        said.append(_("{n}개월", n=f"{grant.months:g}"))
    own = programme.own_contribution
    if own is not None:
        said.append(_("자부담 총사업비의 {share}부터", share=percent(own.at_least)))
        if own.in_kind_at_most is not None:
            said.append(_("그중 현물 {share}까지", share=percent(own.in_kind_at_most)))
    if said and grant.source.confidence == "unconfirmed":
        said.append(_("미확인, 공고 확인"))
    return said


def calendar(programme: Programme) -> list[str]:
    """What happens when, as far as the notice says it."""
    lines = []
    for one in programme.calendar:
        if one.on is None:
            when = str(words_of(one.when)) if one.when else ""
        else:
            when = day(one.on) + (f" – {day(one.until)}" if one.until else "")
        lines.append(f"{plain(words_of(one.name))}: {plain(when)}")
    return lines


def _details(one: ProgrammeFit) -> None:
    st.write(plain(one.summary))
    if one.documents:
        st.markdown(f"**{_('가져올 것')}**")
        st.markdown("\n".join(f"- {plain(document)}" for document in one.documents))
    if one.to_confirm:
        st.markdown(f"**{_('공고 확인')}**")
        st.markdown("\n".join(f"- {plain(asked)}" for asked in one.to_confirm))
    if days := calendar(one.rules):
        st.markdown(f"**{_('일정')}**")
        st.markdown("\n".join(f"- {line}" for line in days))
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
