"""The head of a review: whose it is, what changes by it, sending back, finishing."""

from functools import partial

import streamlit as st

from assessment.definitions.releases import Release
from assessment.locale import language
from assessment.locale import translate as _
from assessment.services.assessing.handling import status_name
from assessment.services.assessing.item_texts import answer_text, item_text, option_text
from assessment.services.review import reviewing
from assessment.services.review.review_item import UNDER_REVIEW, item_under_review
from assessment.services.review.reviewing import METHODS, ReviewSheet, Totals
from assessment.web.refusals import reported
from assessment.web.review import review_state as state
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import day, percent, plain, points

INBOX = "screens/inbox.py"


def draw(person: Visitor, sheet: ReviewSheet, about: str) -> None:
    """Stays at the top of the screen while the rows move under it."""
    found = sheet.assessment
    state.keep_totals(found.id, sheet.totals)
    may = person.actor.role == "consultant" and found.status in UNDER_REVIEW
    with st.container(key="review-head", gap="xsmall"):
        with st.container(key="review-whose", horizontal=True, vertical_alignment="center"):
            if person.actor.role in ("consultant", "admin"):
                st.page_link(INBOX, label=_("검토함"), icon=":material/chevron_left:")
            st.title(plain(sheet.firm), anchor=False, width="content")
            st.markdown(plain(about), width="content")
            visit = f" · {_('방문 {day}', day=day(found.visit_on))}" if found.visit_on else ""
            st.caption(f"{status_name(found.status)}{visit}", width="stretch")
            if may:
                st.segmented_control(
                    _("확인 방법"),
                    list(METHODS),
                    default=_method(person, sheet),
                    required=True,
                    format_func=lambda code: _(METHODS[code]),
                    key=f"method-{found.id}",
                    label_visibility="collapsed",
                )
        st.fragment(partial(_totals, found.id, sheet.release, may), key=state.TOTALS)()
    if not may:
        st.info(_("지금은 볼 수만 있습니다: {status}", status=status_name(found.status)))


def _method(person: Visitor, sheet: ReviewSheet) -> str:
    """On the day of the visit what is found is seen there."""
    return "visit" if sheet.assessment.visit_on == person.office.today() else "document"


def _totals(assessment_id: int, release: Release, may: bool) -> None:
    now = state.totals(assessment_id)
    with st.container(key="review-totals", horizontal=True, vertical_alignment="center"):
        st.markdown(_points_line(now), width="content")
        st.markdown(_levels_line(release, now), width="stretch")
        if not may:
            return
        wanted = len(state.marked())
        label = _("보완 요청 {n}", n=wanted) if wanted else _("보완 요청")
        if st.button(label, key="send-back", icon=":material/undo:"):
            _ask(assessment_id)
        if st.button(_("검토 완료"), key="finish", type="primary"):
            _end(assessment_id, release)


def _points_line(now: Totals) -> str:
    share = percent(now.verified_share)
    return _(
        "자가 **{claimed}** → 확인 **{verified}** ({share} 확인)",
        claimed=points(now.claimed),
        verified=points(now.verified),
        share=share,
    )


def _levels_line(release: Release, now: Totals) -> str:
    """Each axis in words; what the findings have changed stands out."""
    said = []
    axes = release.texts[language()].axes
    for axis, claimed in now.claimed_levels.items():
        names = axes[axis].steps
        before = plain(names[claimed].name) if claimed else "–"
        after_id = now.levels.get(axis)
        after = plain(names[after_id].name) if after_id else "–"
        name = plain(axes[axis].name)
        if before == after:
            said.append(f"{name} {after}")
        else:
            said.append(f"{name} :orange[**{before} → {after}**]")
    return " · ".join(said)


# ---- sending back ----------------------------------------------------------------------------


def _ask(assessment_id: int) -> None:
    @st.dialog(_("보완 요청"), width="medium")
    def opened() -> None:
        person = visitor()
        st.write(_("아래 내용이 한 번에 업체로 가고, 업체가 답을 고칠 수 있게 됩니다."))
        requests: dict[str, str] = {}
        for item in state.marked():
            one = item_under_review(person.office, person.actor, assessment_id, item)
            claim = answer_text(one.release, item, one.claim_state, one.claim_value)
            wanted = option_text(one.release, item, one.claim_value)
            proof = wanted.evidence if wanted and wanted.evidence else _("사진이나 서류")
            requests[item] = st.text_area(
                plain(item_text(one.release, item).short),
                value=_(
                    "자가응답 '{claim}'을 확인할 수 있게 다음을 올려 주십시오: {proof}",
                    claim=claim,
                    proof=proof,
                ),
                max_chars=2_000,
                height=90,
                key=f"request-{assessment_id}-{item}",
                persist_state="session",
            )
        if not requests:
            st.caption(_("문항마다 '보완 요청에 담기'를 누르면 여기에 모입니다."))
        requests[""] = st.text_area(
            _("전체에 남길 말"),
            max_chars=2_000,
            height=90,
            key=f"request-{assessment_id}-",
            persist_state="session",
        )
        if st.button(_("업체로 보내기"), type="primary", key="send-requests", width="stretch"):
            with reported():
                reviewing.send_back(person.office, person.actor, assessment_id, requests)
                state.forget(assessment_id)
                st.session_state["inbox-said"] = _("보완 요청을 보냈습니다.")
                st.switch_page(INBOX)

    opened()


# ---- finishing -------------------------------------------------------------------------------


def _end(assessment_id: int, release: Release) -> None:
    @st.dialog(_("검토 완료"), width="medium")
    def opened() -> None:
        person = visitor()
        now = state.totals(assessment_id)
        st.markdown(_points_line(now))
        st.markdown(_levels_line(release, now))
        if now.verified_share < 1:
            st.warning(
                _(
                    "아직 {share}를 확인하지 않았습니다. 확인하지 않은 문항은 자가응답으로 "
                    "계산하고 '미확인'으로 남습니다.",
                    share=f"{100 - int(now.verified_share * 100)}%",
                )
            )
        if state.marked():
            st.warning(_("보완 요청에 담은 문항이 있습니다. 완료하면 보내지 않습니다."))
        st.write(_("완료하면 업체에 확인된 점수가 보이고, 이 검토는 더 고칠 수 없습니다."))
        if st.button(_("검토를 마칩니다"), type="primary", key="finish-now", width="stretch"):
            with reported():
                reviewing.finish(person.office, person.actor, assessment_id)
                state.forget(assessment_id)
                st.session_state["inbox-said"] = _("검토를 마쳤습니다.")
                st.switch_page(INBOX)

    opened()
