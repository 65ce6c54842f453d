"""엑셀로 검토: take the shown or ticked firms along in a workbook, and bring it back filled."""

from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.review.review_book_import import (
    ReviewImport,
    admitted_book,
    preview_reviews,
    store_reviews,
)
from assessment.services.review.review_item import UNDER_REVIEW
from assessment.web.bulk_link import bulk_link
from assessment.web.refusals import reported
from assessment.web.review.workbook_difference import Chosen, conflicts, difference, refused
from assessment.web.server.uploads import count_once
from assessment.web.visitor import Visitor, visitor

MOST_FIRMS = 100
_SHOWN, _TURN, _SAID, _ADDRESS = "book-shown", "book-turn", "book-said", "/files/reviews?ids="


@dataclass(frozen=True)
class _Offer:
    """Which assessments a workbook would hold, and whether they were ticked."""

    ids: tuple[int, ...]
    ticked: bool
    left_out: int


@dataclass(frozen=True, eq=False)
class _Shown:
    """The workbook that was brought, with what it would change."""

    name: str
    content: bytes
    told: ReviewImport


def draw(person: Visitor, rows: pd.DataFrame, ticked: list[int]) -> None:
    """One line until it is opened; `ticked` are places in `rows`."""
    offer = _offer(person, rows, ticked)
    st.fragment(partial(_fold, offer), key="book-part")()


def _offer(person: Visitor, rows: pd.DataFrame, ticked: list[int]) -> _Offer:
    known = rows.iloc[[place for place in ticked if place < len(rows)]] if ticked else rows
    if known.empty:
        return _Offer((), bool(ticked), 0)
    fits = known["status"].isin(UNDER_REVIEW)
    if person.actor.role == "consultant":
        fits &= known["reviewer_id"].isna() | (known["reviewer_id"] == person.actor.account_id)
    else:
        assigned = known["reviewer_id"].dropna().unique()
        fits &= known["reviewer_id"].isin(assigned if len(assigned) == 1 else [])
    ids = tuple(int(one) for one in known.loc[fits, "id"])[:MOST_FIRMS]
    return _Offer(ids, bool(ticked), len(known) - len(ids))


def _fold(offer: _Offer) -> None:
    with st.expander(
        _("엑셀로 검토"), icon=":material/table_view:", key="book", on_change="rerun"
    ) as fold:
        if not fold.open:
            return
        person = visitor()
        shown: _Shown | None = st.session_state.get(_SHOWN)
        if shown is not None:
            _difference(person, shown)
            return
        _told()
        take, bring = st.columns(2, gap="large")
        with take:
            _take(person, offer)
        with bring:
            _bring(person)


def _take(person: Visitor, offer: _Offer) -> None:
    st.markdown(f"**{_('1. 문서 받기')}**")
    st.caption(_("신호가 없는 현장에서 확인값을 적는 문서입니다. 업체마다 시트가 하나입니다."))
    count = len(offer.ids)
    if not count:
        why = _("검토할 수 있는 업체가 없습니다. 표에서 내 담당이나 담당 없는 업체를 고르십시오.")
        if person.actor.role != "consultant":
            why = _("한 컨설턴트가 맡은 업체만 표에서 고르면 그 사람의 문서를 받습니다.")
        st.info(why)
        return
    label = _("고른 {n}곳 받기", n=count) if offer.ticked else _("보이는 {n}곳 받기", n=count)
    address = _ADDRESS + ",".join(map(str, offer.ids))
    if person.actor.role != "consultant" and count > 1:
        bulk_link(label, address, "book-take")
    else:
        st.link_button(label, address, icon=":material/download:")
    if offer.left_out:
        st.caption(_("지금 검토할 수 없거나 다른 사람이 맡은 {n}곳은 뺐습니다.",
                     n=offer.left_out))  # fmt: skip


def _bring(person: Visitor) -> None:
    st.markdown(f"**{_('2. 채운 문서 올리기')}**")
    given = st.file_uploader(
        _("검토 문서 (xlsx). 저장하기 전에 먼저 보여 드립니다."),
        type=["xlsx"],
        key=f"book-file-{st.session_state.get(_TURN, 0)}",
    )
    if given is not None:
        with reported(), st.spinner(_("문서를 살펴보고 있습니다…")):
            count_once(person, "import", given)
            file = admitted_book(given.name, given.getvalue())
            told = preview_reviews(person.office, person.actor, file)
            st.session_state[_SHOWN] = _Shown(given.name, given.getvalue(), told)
            st.rerun(scope="fragment")


def _difference(person: Visitor, shown: _Shown) -> None:
    told = shown.told
    difference(told)
    chosen = conflicts(told)
    refused(told.refused)
    wanted = len(told.changes) + sum(one.side == "file" for one in chosen.values())
    if left := len(told.conflicts) - len(chosen):
        st.caption(_("고르지 않은 {n}문항은 화면의 확인값이 그대로 남습니다.", n=left))
    pressed = False
    with st.container(horizontal=True, gap="small"):
        st.button(_("그만두기"), key="book-leave", on_click=_leave)
        if wanted or chosen:
            label = _("확인 {n}건 저장", n=wanted)
            pressed = st.button(label, type="primary", key="book-store")
    if pressed:
        _store(person, shown, chosen)


def _store(person: Visitor, shown: _Shown, chosen: Chosen) -> None:
    with reported(), st.spinner(_("저장하고 있습니다…")):
        file = admitted_book(shown.name, shown.content)
        done = store_reviews(person.office, person.actor, file, chosen)
        _leave()
        st.session_state[_SAID] = done
        st.rerun()


def _told() -> None:
    done: ReviewImport | None = st.session_state.pop(_SAID, None)
    if done is None:
        return
    st.success(_("확인 {n}건을 저장했습니다.", n=len(done.changes)), icon=":material/task_alt:")
    if done.conflicts:
        st.warning(
            _("다르게 확인된 {n}문항은 그대로입니다. 같은 문서를 다시 올리면 고를 수 있습니다.",
              n=len(done.conflicts)),
            icon=":material/info:",
        )  # fmt: skip
    refused(done.refused)


def _leave() -> None:
    st.session_state.pop(_SHOWN, None)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
