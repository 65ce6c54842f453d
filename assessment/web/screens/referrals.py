"""연계 요청: who asked for help, and what is the next step?"""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.institutions import network, referrals
from assessment.services.institutions.referrals import (
    STATUS_NAMES,
    ReferralStep,
    ReferralView,
    Step,
    status_name,
)
from assessment.web import address
from assessment.web.refusals import reported
from assessment.web.results.result_institutions import LINE, UNBROKEN
from assessment.web.review import review_look
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import cited, day, plain

PAGE = 20
_SAID = "referral-said"
_CLOSED = ("done", "declined", "withdrawn")
_STYLE = """<style>
@media (max-width: 640px) {
  [class*=st-key-line-referral-] { flex-wrap: wrap !important; }
  [class*=st-key-line-referral-] > * { flex: 1 1 100% !important; }
}
</style>"""


def draw() -> None:
    """Counters that filter, then each request with its next step."""
    person = visitor()
    st.html(review_look.STYLE + _STYLE)
    st.title(_("누구를 어디에 이어 줍니까?"), anchor=False)
    if said := st.session_state.pop(_SAID, None):
        st.success(said, icon=":material/task_alt:")
    everything = referrals.waiting(person.office, person.actor, tuple(STATUS_NAMES))
    if everything:
        _list(person, _filtered(person, everything))
    else:
        st.info(_("아직 요청이 없습니다. 업체가 진단 결과에서 기관에 연계를 요청하면 나옵니다."))
    _catalogue(person)


def _list(person: Visitor, shown: Sequence[ReferralView]) -> None:
    if not shown:
        st.info(_("여기에 맞는 요청이 없습니다. 위의 조건을 지우면 모두 보입니다."))
        return
    _people_wanted(shown)
    for one in _page(shown):
        with st.container(border=True, key=f"row-referral-{one.referral.id}"):
            _request(person, one)


def _catalogue(person: Visitor) -> None:
    """What every institution does, with the public text in which it says so."""
    doubts = {
        "confirmed": _("확인됨"),
        "secondary": _("간접 자료"),
        "unconfirmed": _("확인되지 않음"),
    }
    known = network.institutions(person.office.root)
    with st.expander(_("기관 {n}곳이 하는 일", n=len(known))):
        st.dataframe(
            pd.DataFrame(
                [
                    {
                        _("기관"): str(one.name),
                        _("하는 일"): str(help_.name),
                        _("물어볼 곳"): str(one.contact),
                        _("확인"): doubts[help_.confidence],
                        _("근거"): help_.source,
                    }
                    for one in known.values()
                    for help_ in one.helps
                ]
            ),
            hide_index=True,
            height=420,
            key="catalogue",
            alt=_("기관마다 하는 일과 그 근거의 표"),
        )


# ---- filters ---------------------------------------------------------------------------------


def _filtered(person: Visitor, everything: Sequence[ReferralView]) -> list[ReferralView]:
    """What is open, unless the counters ask for something else."""
    groups = {
        "mine": [one for one in everything if _mine(person, one)],
        "asked": _with(everything, "asked"),
        "accepted": _with(everything, "accepted"),
        "met": _with(everything, "met"),
        "closed": _with(everything, *_CLOSED),
    }
    names = {
        "mine": _("내 담당"),
        "asked": status_name("asked"),
        "accepted": status_name("accepted"),
        "met": status_name("met"),
        "closed": _("끝난 것"),
    }
    counters = {key: f"{names[key]} {len(some)}" for key, some in groups.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", key="inbox-filters"):
        chosen = address.chips(_("고르면 그것만 보입니다."), counters, "show")
        known = {
            one.referral.institution: one.institution_name
            for one in everything
            if one.referral.institution
        }
        institution = address.maybe(
            _("기관"), known, "institution", anything=_("모든 기관"), width=260
        )
    open_ones = [one for one in everything if one.open]
    shown = [one for key in chosen for one in groups[key]] if chosen else open_ones
    unique = {one.referral.id: one for one in shown}
    return [
        one for one in unique.values() if institution in ("", one.referral.institution)
    ]  # fmt: skip


def _with(everything: Sequence[ReferralView], *statuses: str) -> list[ReferralView]:
    return [one for one in everything if one.referral.status in statuses]


def _mine(person: Visitor, one: ReferralView) -> bool:
    return one.open and one.referral.handler_id == person.actor.account_id


def _page(shown: Sequence[ReferralView]) -> Sequence[ReferralView]:
    pages = max(-(-len(shown) // PAGE), 1)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("요청 {n}건", n=f"{len(shown):,}"), width="content")
        if pages > 1:
            st.pagination(pages, key="referral-page")
    page = min(int(st.session_state.get("referral-page", 1)), pages)
    return shown[(page - 1) * PAGE : page * PAGE]


def _people_wanted(shown: Sequence[ReferralView]) -> None:
    """Talent that firms look for, as a table to take away."""
    wanted = [one for one in shown if one.referral.talent]
    if not wanted:
        return
    heads = sum(one.referral.talent_count or 1 for one in wanted)
    with st.expander(_("찾는 사람 {n}명 이상 · 업체 {firms}곳", n=heads, firms=_firms(wanted))):
        table = pd.DataFrame(
            {
                _("업체"): [one.referral.firm for one in wanted],
                _("하는 일"): [one.referral.talent for one in wanted],
                _("사람 수"): pd.array(
                    [one.referral.talent_count for one in wanted], dtype="Int64"
                ),
                _("항목"): [one.gap for one in wanted],
                _("기관"): [one.institution_name for one in wanted],
            }
        )
        st.dataframe(
            table, hide_index=True, placeholder="–", key="people", alt=_("업체가 찾는 사람의 표")
        )


def _firms(some: Sequence[ReferralView]) -> int:
    return len({one.referral.firm_id for one in some})


# ---- one request -----------------------------------------------------------------------------


def _request(person: Visitor, one: ReferralView) -> None:
    found = one.referral
    to = plain(one.institution_name) if one.institution_name else _("기관을 골라야 합니다")
    about = f" · {plain(one.gap)}" if one.gap else ""
    line = f"line-referral-{found.id}"
    with st.container(horizontal=True, vertical_alignment="center", key=line):
        with st.container(gap="xsmall", width="stretch"):
            _what(one, f"**{plain(found.firm)}**{about} → **{to}**")
        with st.container(horizontal=True, width="content", gap="small"):
            _steps(person, one)
            st.page_link(
                "screens/firms.py",
                label=_("업체 보기"),
                icon=":material/domain:",
                query_params={"firm": str(found.firm_id)},
            )


def _what(one: ReferralView, title: str) -> None:
    """What is asked of whom, who is looked for, and what was done so far."""
    found = one.referral
    said = [title, plain(found.wish)]
    if found.talent:
        people = f" · {_('{n}명', n=found.talent_count)}" if found.talent_count else ""
        said.append(f":material/person_search: {plain(found.talent)}{people}")
    if one.notice and one.open:
        said.append(f":material/info: **{plain(one.notice)}**")
    st.markdown(LINE.join(said))
    small = [" → ".join(_dated(step) for step in one.steps)]
    small += [f"{status_name(step.status)}: {plain(step.note)}" for step in one.steps if step.note]
    if one.contact and one.open:
        small.append(_("물어볼 곳: {contact}", contact=cited(one.contact)))
    st.caption(LINE.join(small))


def _dated(step: ReferralStep) -> str:
    said = f"{status_name(step.status)} {day(step.at)} {step.who}"
    return plain(said).replace(" ", UNBROKEN)


def _steps(person: Visitor, one: ReferralView) -> None:
    if person.actor.role not in ("consultant", "manager"):
        return
    names: dict[Step, str] = {
        "accepted": _("접수"),
        "met": _("만남 적기"),
        "done": _("마치기"),
        "declined": _("이어 드리지 못함"),
    }
    following = [step for step in referrals.NEXT.get(one.referral.status, ()) if step in names]
    for step in following:
        if st.button(
            names[step],
            key=f"found-{step}-{one.referral.id}",
            type="secondary" if step == "declined" else "primary",
        ):
            st.dialog(names[step])(_take)(person, one, step)


def _take(person: Visitor, one: ReferralView, step: Step) -> None:
    """The step's note, and the institution where the firm left it open."""
    st.markdown(f"**{plain(one.referral.firm)}** → {plain(one.institution_name or '–')}")
    with st.form("referral-step", border=False):
        institution = None
        if step == "accepted" and one.referral.institution is None:
            known = network.institutions(person.office.root)
            institution = st.selectbox(
                _("이어 줄 기관"),
                list(known),
                index=None,
                format_func=lambda key: str(known[key].name),
                placeholder=_("기관 고르기"),
                key="step-institution",
            )
        key = f"step-note-{one.referral.id}"
        note = st.text_area(_label(step), max_chars=1_000, height=100, key=key)
        sent = st.form_submit_button(_("저장"), type="primary", width="stretch")
    if not sent:
        return
    with reported():
        referrals.move(
            person.office,
            person.actor,
            one.referral.id,
            step,
            revision=one.referral.revision,
            note=note or "",
            institution=institution,
        )
        st.session_state[_SAID] = _(
            "{firm}의 요청을 ‘{status}’(으)로 바꾸었습니다.",
            firm=one.referral.firm,
            status=status_name(step),
        )
        st.rerun()


def _label(step: Step) -> str:
    if step == "declined":
        return _("업체가 읽을 까닭")
    if step == "done":
        return _("업체가 읽을 결과 한 문장")
    return _("업체가 읽을 메모 (비워 두셔도 됩니다)")


draw()
