"""검토: what must be checked for the result to change? First that, then all the rest at once."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.assessing import rounds
from assessment.services.register import firms
from assessment.services.review import reviewing
from assessment.services.review.review_item import UNDER_REVIEW, items_under_review
from assessment.services.review.reviewing import QueueFilter, ReviewSheet
from assessment.web import sent_forms
from assessment.web.address import number_in
from assessment.web.refusals import reported
from assessment.web.review import review_areas, review_head, review_keys, review_look, review_rows
from assessment.web.review import review_state as state
from assessment.web.review.review_findings import Row
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import day, plain

MOST_FIRST = 12
"""So many items at most stand open; beyond them even what can move is found under its area."""
WITHOUT_STAKES = 5


def draw() -> None:
    """One assessment, or what to take next when none is named."""
    person = visitor()
    st.html(review_look.STYLE)
    number = number_in(st.query_params.get("id", ""))
    if number is None:
        _next(person)
        return
    sheet = reviewing.review(person.office, person.actor, number)
    may = person.actor.role == "consultant" and sheet.assessment.status in UNDER_REVIEW
    review_keys.listen()
    review_head.draw(person, sheet, _about(person, sheet))
    first = _first(sheet)
    known = items_under_review(person.office, person.actor, sheet.assessment.id)
    fresh = state.Fresh(person, known)
    _said(sheet)
    _explained(sheet, first, may=may)
    for item in first:
        review_rows.draw(_row(sheet, item, (f"row-{item}", state.TOTALS)), fresh)
    rest = sheet.items.drop(index=list(first))
    if len(rest):
        st.header(_("나머지 {n}문항", n=len(rest)), anchor=False)
    for area in sheet.release.questionnaire.areas:
        items = [item for item in area.items if item in rest.index]
        if items:
            redrawn = (f"area-{area.id}", state.TOTALS)
            rows = [_row(sheet, item, redrawn) for item in items]
            review_areas.draw(area.id, rows, fresh, may=may)
    fresh.over()
    _remark(person, sheet)


def _row(sheet: ReviewSheet, item: str, redrawn: tuple[str, ...]) -> Row:
    known: Any = sheet.items.loc[item]
    return Row(
        sheet.assessment.id,
        item,
        can_move=bool(known["can_move"]),
        stake=float(known["stake"]),
        changed=bool(known["changed"]),
        asked_again=bool(known["asked_again"]),
        doubts=tuple(one.text for one in sheet.contradictions if one.items[-1] == item),
        redrawn=redrawn,
    )


def _first(sheet: ReviewSheet) -> Sequence[str]:
    """What could move the result, then what changed or does not fit together."""
    items = sheet.items
    pressing = items["stale"] | items["changed"] | items["asked_again"]
    later = {one.items[-1] for one in sheet.contradictions}
    pressing |= pd.Series(items.index.isin(later), index=items.index)
    first = [*items.index[items["can_move"]][:MOST_FIRST]]
    first += [item for item in items.index[pressing] if item not in first]
    if not items["can_move"].any():
        by_stake = items[~pressing].sort_values("stake", ascending=False, kind="stable")
        first += list(by_stake.index[by_stake["stake"] > 0][:WITHOUT_STAKES])
    return first


def _explained(sheet: ReviewSheet, first: Sequence[str], *, may: bool) -> None:
    movable = int(sheet.items["can_move"].sum())
    why = _("한 문항을 낮춘다고 수준이 바뀌지는 않습니다. 점수가 많이 걸린 문항부터 보십시오.")
    if movable:
        why = _("낮추면 수준이나 단계가 바뀌는 문항이 {n}개입니다.", n=movable)
    with st.container(key="review-why", gap="xsmall"):
        st.header(_("먼저 볼 {n}문항", n=len(first)), anchor=False)
        st.caption(why)
    if not may:
        return
    with st.container(key="review-help"):
        st.caption(
            _("글쇠: ↑ ↓ 문항 · 1–9 확인값 · Enter 자가와 같음 · R 누르고 숫자 사유 · S 보완")
        )


def _about(person: Visitor, sheet: ReviewSheet) -> str:
    known = firms.firm(person.office, person.actor, sheet.assessment.firm_id).firm
    parts = [known.industry_name or ""]
    parts += [_("{n}명", n=f"{known.employees:,}")] if known.employees is not None else []
    return " · ".join(part for part in parts if part)


def _said(sheet: ReviewSheet) -> None:
    whole = [one for one in sheet.comments if one.item is None]
    if not whole:
        return
    with st.expander(_("주고받은 말 {n}", n=len(whole))):
        for one in whole:
            kind = _("보완 요청") if one.kind == "send_back" else _("메모")
            st.markdown(f"**{plain(one.author)}** · {kind} · {day(one.at)}  \n{plain(one.text)}")


def _remark(person: Visitor, sheet: ReviewSheet) -> None:
    if person.actor.role == "admin":
        return
    # of this assessment alone: what was typed for one firm never shows up at another
    form, field = f"remark-{sheet.assessment.id}", f"remark-text-{sheet.assessment.id}"
    sent_forms.begin(form, field)
    with st.form(form, border=False):
        text = st.text_area(_("이 진단에 남길 메모"), max_chars=2_000, height=90, key=field)
        st.caption(_("업체도 볼 수 있습니다. 다시 제출해도 남습니다."))
        if st.form_submit_button(_("메모 남기기")):
            with reported():
                reviewing.add_comment(person.office, person.actor, sheet.assessment.id, text)
                sent_forms.stored(form)
                st.rerun()


def _next(person: Visitor) -> None:
    st.title(_("검토"), anchor=False)
    mine = person.actor.role == "consultant"
    current = rounds.current_round(person.office)
    wanted = QueueFilter(
        round_id=current.id if current else None,
        statuses=UNDER_REVIEW,
        reviewer_id=person.actor.account_id if mine else None,
    )
    page = reviewing.queue(person.office, person.actor, wanted, size=10)
    if page.rows.empty:
        st.info(_("담당한 검토가 없습니다. 검토함에서 업체를 골라 주십시오."))
    else:
        st.write(_("오래 기다린 순서입니다. 업체를 고르십시오."))
    for row in page.rows.to_dict("records"):
        waited = _("{n}일 기다림", n=int(row["waiting_days"]))
        st.page_link(
            "screens/review.py",
            label=f"{plain(row['firm'])} · {waited}",
            query_params={"id": str(row["id"])},
            icon=":material/fact_check:",
        )
    if person.actor.role != "manager":
        st.page_link("screens/inbox.py", label=_("검토함 열기"), icon=":material/inbox:")


draw()
