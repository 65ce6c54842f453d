"""What a filled review workbook would change: conflicts to settle, then the rest in a table."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.problems import Problem
from assessment.services.review.review_book_import import BookConflict, Pick, ReviewImport
from assessment.web.wording import day_and_time, plain

Chosen = dict[tuple[str, str], Pick]
_MOST_LINES = 50


def difference(told: ReviewImport) -> None:
    """How much comes in, each with what held before, and what stays out."""
    new = sum(not one.before for one in told.changes)
    said = [
        (_("새 확인 {n}", n=new), new),
        (_("바뀐 확인 {n}", n=len(told.changes) - new), len(told.changes) - new),
        (_("이미 같음 {n}", n=told.same + told.unchanged), told.same + told.unchanged),
        (_("화면에서만 바뀜 {n}", n=told.kept), told.kept),
        (_("고를 것 {n}", n=len(told.conflicts)), len(told.conflicts)),
        (_("받지 못함 {n}", n=len(told.refused)), len(told.refused)),
    ]
    st.markdown(f"**{plain(told.name)}** · {plain(told.taker)}")
    st.markdown(" · ".join(word for word, count in said if count) or _("바뀐 것이 없습니다."))
    if told.changes:
        st.dataframe(
            pd.DataFrame(
                {
                    _("업체"): [one.place.firm for one in told.changes],
                    _("문항"): [one.place.title for one in told.changes],
                    _("문서의 확인값"): [one.after for one in told.changes],
                    _("지금 확인값"): [one.before for one in told.changes],
                    _("자가"): [one.claim for one in told.changes],
                }
            ),
            hide_index=True,
            height=min(36 * (len(told.changes) + 1) + 3, 400),
            key="book-changes",
            alt=_("문서를 저장하면 바뀌는 확인값의 표"),
        )


def conflicts(told: ReviewImport) -> Chosen:
    """Both sides of every conflict; what was chosen so far."""
    chosen: Chosen = {}
    if not told.conflicts:
        return chosen
    st.header(_("어느 쪽이 맞습니까? {n}문항", n=len(told.conflicts)), anchor=False)
    st.caption(_("문서를 받은 뒤 화면에서도 확인한 문항입니다. 하나씩 골라 주십시오."))
    for one in told.conflicts:
        with st.container(border=True, key=f"book-{'-'.join(one.place.key)}"):
            side = _conflict(one)
        if side is not None:
            chosen[one.place.key] = Pick("file" if side == "file" else "web", one.web)
    return chosen


def _conflict(one: BookConflict) -> str | None:
    st.markdown(f"**{plain(one.place.firm)} · {plain(one.place.title)}**")
    st.caption(_("자가: {answer}", answer=plain(one.claim)))
    sides = {
        "web": _("화면: {answer}", answer=plain(one.web_words)),
        "file": _("문서: {answer}", answer=plain(one.file_words)),
    }
    when = day_and_time(one.web_at) if one.web_at else ""
    return st.radio(
        _("맞는 쪽"),
        list(sides),
        index=None,
        format_func=sides.__getitem__,
        captions=[plain(f"{one.web_by} {when}"), plain(one.place.cell)],
        # another finding on the web is another question
        key=f"side-{'-'.join(one.place.key)}-{hash((one.web, one.file))}",
        label_visibility="collapsed",
    )


def refused(problems: Sequence[Problem]) -> None:
    """Cells, items and firms that stay out: where, what, and what to do."""
    if not problems:
        return
    with st.container(border=True, key="book-refused"):
        st.markdown(f"**:red[{_('받지 못하는 것 {n}', n=len(problems))}]**")
        for one in problems[:_MOST_LINES]:
            st.markdown(f"- **{plain(one.where)}**  \n{plain(one.what)} {plain(one.fix)}")
        if len(problems) > _MOST_LINES:
            st.caption(_("그 밖에 {n}건", n=len(problems) - _MOST_LINES))
