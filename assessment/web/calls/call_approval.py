"""The second person's yes to a decision, asked for once more with what it costs in words."""

from collections.abc import Iterator

import streamlit as st

from assessment.locale import translate as _
from assessment.services.funding import deciding
from assessment.services.funding.calls import CallRow
from assessment.services.funding.deciding import Decision
from assessment.web.calls.call_words import outcome_name
from assessment.web.refusals import reported
from assessment.web.visitor import visitor
from assessment.web.wording import day_and_time, plain, won


def draw(call: CallRow, taken: Decision) -> None:
    """Offered to everybody but the one who took the decision."""
    if taken.decider == visitor().actor.account_id:
        said = _("자기가 한 선정은 스스로 승인할 수 없습니다.")
        st.info(f"{said} {_('다른 담당자나 관리자에게 승인을 요청해 주십시오.')}")
        return
    st.caption(_("승인은 확정한 사람이 아닌 다른 담당자가 합니다. 승인하면 결과가 굳습니다."))
    if st.button(_("선정 승인"), type="primary", key="approve"):
        st.dialog(_("이 선정을 승인합니까?"))(_approving)(call, taken)


def _approving(call: CallRow, taken: Decision) -> None:
    st.markdown(f"**{plain(call.name)}**")
    st.markdown("\n".join(f"- {line}" for line in _told(call, taken)))
    st.write(_("승인하면 결과가 굳고, 신청한 업체가 자기 결과를 보게 됩니다. 되돌릴 수 없습니다."))
    with st.container(horizontal=True):
        if st.button(_("그만두기"), key="approve-no", width="stretch"):
            st.rerun()
        if st.button(_("승인합니다"), type="primary", key="approve-yes", width="stretch"):
            person = visitor()
            with reported(), st.spinner(_("저장된 기준으로 다시 계산해 맞춰 보고 있습니다…")):
                deciding.approve(person.office, person.actor, taken.id)
                st.rerun()


def _told(call: CallRow, taken: Decision) -> Iterator[str]:
    """How many, how much, out of which money, and who says so."""
    counts = taken.rows["outcome"].value_counts()
    spent = float(taken.rows["granted"].sum())
    chosen = f"{int(counts.get('selected', 0)):,}"
    yield _("선정 **{n}곳**, 지원금 모두 **{money}**", n=chosen, money=won(spent))
    if call.budget is None:
        yield _("예산이 정해지지 않은 공고")
    elif spent > call.budget:
        over = won(spent - call.budget)
        yield _("예산 {budget}, **{over} 넘음**", budget=won(call.budget), over=over)
    else:
        left = won(call.budget - spent)
        yield _("예산 {budget} 가운데 {left} 남음", budget=won(call.budget), left=left)
    others = ("waiting", "refused")
    yield " · ".join(f"{outcome_name(one)} {int(counts.get(one, 0)):,}" for one in others)
    who = _("{who}, {at}", who=plain(taken.decided_by), at=day_and_time(taken.decided_at))
    yield _("확정: {who}", who=who)
