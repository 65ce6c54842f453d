"""검토함: what waits, and what is worth opening first?"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.assessing import rounds
from assessment.services.assessing.handling import STATUS_NAMES, status_name
from assessment.services.assessing.round_forms import RoundForm, forms_of_round
from assessment.services.review import reviewing
from assessment.services.review.queueing import WAITING, near
from assessment.services.review.reviewing import QueueFilter, QueuePage
from assessment.web import address
from assessment.web.firms import firm_words
from assessment.web.review import inbox_assigning, inbox_workbook, review_look
from assessment.web.visitor import Visitor, visitor

SIZE = 100
FEW_POINTS = 100
"""Questionnaires that give so many points at most are shown with a digit after the point."""


def draw() -> None:
    """Counters that filter, the filters, one page of the table, and what to do with its rows."""
    person = visitor()
    if (clicked := st.session_state.pop("review-wanted", None)) is not None:
        _to_review(clicked)
    st.html(review_look.STYLE)
    st.title(_("무엇부터 검토합니까?"), anchor=False)
    if said := st.session_state.pop("inbox-said", None):
        st.success(said, icon=":material/task_alt:")
    form = _form(person)
    chips = _chips(person, form.id if form else None)
    with st.container(horizontal=True, vertical_alignment="bottom", key="inbox-filters"):
        wanted = _narrowed(person, _asked(person, form.id if form else None), chips)
        sort, descending = _order()
    page = _page(person, wanted, sort, descending)
    if page.rows.empty:
        inbox_workbook.draw(person, page.rows, [])
        st.info(_("여기에 맞는 진단이 없습니다. 위의 조건을 지우면 모두 보입니다."))
        return
    _table(person, page, 1 if form and form.points <= FEW_POINTS else 0)


# ---- filters ---------------------------------------------------------------------------------


def _form(person: Visitor) -> RoundForm | None:
    """Which questionnaire; points of different ones are not set side by side."""
    current = rounds.current_round(person.office)
    listed = forms_of_round(person.office, person.actor, current.id if current else None)
    known = {one.id: one for one in listed}
    if len(known) < 2:
        return next(iter(listed), None)
    titles = {name: one.title for name, one in known.items()}
    return known[address.choice(_("진단"), titles, "form", width=320)]


def _chips(person: Visitor, form: str | None) -> Sequence[str]:
    """The counters: each is a link that shows only what it counts."""
    counted = reviewing.queue(person.office, person.actor, _waiting(person, form), size=1).counters
    names = {
        "mine": _("내 담당"),
        "today": _("오늘 방문"),
        "resubmitted": _("재제출"),
        "near": _("기준선 근처"),
        "unassigned": _("담당 없음"),
    }
    shown = [name for name in names if name != "mine" or person.actor.role == "consultant"]
    counters = {name: f"{names[name]} {counted[name]}" for name in shown}
    said = _("검토를 기다리는 진단 {n}건. 고르면 그것만 보입니다.", n=counted["waiting"])
    return address.chips(said, counters, "show")


def _asked(person: Visitor, form: str | None) -> QueueFilter:
    text = st.text_input(
        _("업체 찾기"),
        key="q",
        type="search",
        placeholder=_("이름이나 사업자번호"),
        width=220,
        bind="query-params",
    )
    statuses = {"": _("검토 기다림")} | {one: status_name(one) for one in STATUS_NAMES}
    status = address.choice(_("상태"), statuses, "status", width=170)
    known = {str(key): name for key, name in firm_words.industries(person.office).items()}
    division = address.maybe(_("업종"), known, "division", anything=_("모든 업종"), width=230)
    wanted = replace(_waiting(person, form), text=text or "", division=int(division or 0) or None)
    return wanted if not status else replace(wanted, statuses=(status,))


def _waiting(person: Visitor, form: str | None) -> QueueFilter:
    """This round's; between rounds, whatever still waits."""
    current = rounds.current_round(person.office)
    number = current.id if current else None
    return QueueFilter(round_id=number, statuses=WAITING, questionnaire=form)


def _narrowed(person: Visitor, wanted: QueueFilter, chips: Sequence[str]) -> QueueFilter:
    changes: dict[str, object] = {}
    if "mine" in chips:
        changes["reviewer_id"] = person.actor.account_id
    if "unassigned" in chips:
        changes["unassigned"] = True
    if "today" in chips:
        changes["visit_on"] = person.office.today()
    if "resubmitted" in chips:
        changes["statuses"] = ("resubmitted",)
    found = replace(wanted, **changes)  # type: ignore[arg-type]  # fields by name
    return near(person.office, person.actor, found) if "near" in chips else found


def _order() -> tuple[str, bool]:
    """A key of the service's sorts, and whether downwards."""
    orders = {
        "waiting": (_("오래 기다린 순"), False),
        "distance": (_("기준에 가까운 순"), False),
        "contradictions": (_("모순이 많은 순"), True),
        "claimed": (_("자가 점수 높은 순"), True),
        "verified": (_("확인 점수 높은 순"), True),
        "evidence": (_("증빙이 많은 순"), True),
        "visit": (_("방문일 순"), False),
        "firm": (_("업체 이름 순"), False),
        "division": (_("업종 순"), False),
        "reviewer": (_("담당 순"), False),
        "status": (_("상태 순"), False),
    }
    names = {sort: name for sort, (name, _down) in orders.items()}
    sort = address.choice(_("차례"), names, "sort", width=190)
    return sort, orders[sort][1]


def _page(person: Visitor, wanted: QueueFilter, sort: str, descending: bool) -> QueuePage:
    """One page; its number belongs to the filter, so that another filter starts at the first."""
    key = f"page-{hash((wanted, sort))}"
    number = int(st.session_state.get(key, 1))
    page = reviewing.queue(person.office, person.actor, wanted, sort, descending, number, SIZE)
    pages = max(math.ceil(page.total / SIZE), 1)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.caption(_("{n}건", n=f"{page.total:,}"), width="content")
        if pages > 1:
            st.pagination(pages, key=key)
        if not page.rows.empty:
            _open_by_name(page)
    return page


# ---- the table -------------------------------------------------------------------------------


def _table(person: Visitor, page: QueuePage, digits: int) -> None:
    turn = st.session_state.setdefault("inbox-turn", 0)
    ids = tuple(int(one) for one in page.rows["id"])
    key = f"inbox-{turn}-{hash(ids)}"
    inbox_workbook.draw(person, page.rows, _ticked(key))
    chosen = st.dataframe(
        _shown(person, page.rows),
        hide_index=True,
        height=min(36 * (len(ids) + 1) + 3, 560),
        column_config=_columns(ids, digits),
        on_select="rerun",
        selection_mode="multi-row",
        placeholder="–",
        key=key,
        alt=_("검토를 기다리는 진단의 표. 업체 이름을 누르면 검토가 열립니다."),
    )
    st.caption(
        _("업체 이름을 누르면 검토가 열립니다. 앞의 네모를 고르면 담당과 방문일을 정합니다.")
    )
    if person.actor.role in ("consultant", "manager") and (rows := chosen["selection"]["rows"]):
        inbox_assigning.draw(person, page.rows.iloc[list(rows)])


def _ticked(key: str) -> list[int]:
    """The rows that are ticked in the table, which is drawn later."""
    held = st.session_state.get(key)
    return list(held["selection"]["rows"]) if held else []


def _shown(person: Visitor, rows: pd.DataFrame) -> pd.DataFrame:
    sizes = firm_words.choices(person.office, "size_class")
    return pd.DataFrame(
        {
            "firm": rows["firm"],
            "status": [status_name(one) for one in rows["status"]],
            "waiting": rows["waiting_days"],
            "claimed": rows["claimed_points"],
            "verified": rows["verified_points"],
            "distance": rows["distance"],
            "evidence": rows["evidence_count"],
            "contradictions": rows["contradiction_count"],
            "visit": rows["visit_on"],
            "reviewer": rows["reviewer"],
            "industry": [
                " · ".join(str(part) for part in (name, sizes.get(size)) if part)
                for name, size in zip(rows["industry_name"], rows["size_class"], strict=True)
            ],
        }
    )


def _columns(ids: tuple[int, ...], digits: int) -> Mapping[str, Any]:
    column, points = st.column_config, f"%.{digits}f"
    return {
        "firm": column.ButtonColumn(
            _("업체"),
            type="tertiary",
            alignment="left",
            pinned=True,
            width=150,
            key="open-review",
            on_click=_opened,
            args=(ids,),
        ),
        "status": column.TextColumn(_("상태"), width=100),
        "waiting": column.NumberColumn(_("대기일"), width=60),
        "claimed": column.NumberColumn(_("자가"), format=points, width=60),
        "verified": column.NumberColumn(_("확인"), format=points, width=60),
        "distance": column.NumberColumn(
            _("기준까지"),
            format=points,
            width=76,
            help=_("가장 가까운 수준 기준까지 남거나 넘은 점수입니다."),
        ),
        "evidence": column.NumberColumn(_("증빙"), width=54),
        "contradictions": column.NumberColumn(_("모순"), width=54),
        "visit": column.DateColumn(_("방문일"), format="MM-DD", width=68),
        "reviewer": column.TextColumn(_("담당"), width=110),
        "industry": column.TextColumn(_("업종·규모"), width=240),
    }


def _opened(ids: tuple[int, ...]) -> None:
    click = st.session_state.get("open-review")
    if click is not None and 0 <= click.row < len(ids):
        st.session_state["review-wanted"] = ids[click.row]


def _open_by_name(page: QueuePage) -> None:
    """The way for the keyboard and for a phone, where the table is narrow."""
    names = dict(zip(page.rows["id"].astype(int), page.rows["firm"], strict=True))
    chosen = st.selectbox(
        _("업체 이름으로 열기"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=_("업체 이름을 치고 Enter로 열기"),
        key="open-by-name",
        label_visibility="collapsed",
        width=300,
    )
    if chosen:
        _to_review(chosen)


def _to_review(number: int) -> None:
    st.switch_page("screens/review.py", query_params={"id": str(number)})


draw()
