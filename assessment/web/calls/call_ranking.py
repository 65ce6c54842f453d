"""[순위]: who stands where, how sure that is, and where the money ends."""

from functools import partial

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.funding.ranking import CallView
from assessment.web.calls import call_panel, call_rows, call_what_if, call_why
from assessment.web.calls.call_memory import seen_before
from assessment.web.calls.call_rows import Row
from assessment.web.calls.call_words import chance_words
from assessment.web.visitor import visitor
from assessment.web.wording import plain

PAGE = 25


def draw(call_id: int, change: int) -> None:
    """The list, then who stands apart, then the panel's scores."""
    st.fragment(partial(_ranks, call_id, change), key="ranking")()
    st.fragment(partial(_apart, call_id, change), key="apart")()
    call_panel.draw(call_id, change)


def _ranks(call_id: int, change: int) -> None:
    view = seen_before(visitor(), call_id, change).view
    ranking = view.ranking
    _above(view)
    if ranking.empty:
        st.info(
            _(
                "자격이 확인되고 컨설턴트 확인이 끝난 업체가 아직 없습니다. "
                "아래 ‘미확인’ 업체의 확인이 끝나면 여기에 순위가 나옵니다."
            )
        )
        return
    pages = -(-len(ranking) // PAGE)
    page = min(int(st.session_state.get("rank-page", 1)), pages)
    line = call_rows.line_at(view)
    _page(view, (page - 1) * PAGE, line)
    st.caption(
        _(
            "확실은 선정될 가능성이 95% 이상, 밖은 5% 이하, 경계는 그 사이입니다. "
            "점수에는 확인값이 있으면 확인값을 씁니다."
        )
    )
    with st.container(horizontal=True, vertical_alignment="center", key="under-ranks"):
        if pages > 1:
            st.pagination(pages, key="rank-page")
            if line is not None:
                st.button(_("예산선 보기"), key="to-line", on_click=_to_line, args=(line,))


def _page(view: CallView, first: int, line: int | None) -> None:
    """Rows from `first` on, and the line where it falls."""
    shown = view.ranking.iloc[first : first + PAGE]
    with st.container(key="ranks"):
        with st.container(key="ranked-head", horizontal=True):
            st.html("<span></span>")
            st.html(call_rows.head())
        for place, row in enumerate(shown.to_dict("records"), start=first):
            if place == line:
                st.html(call_rows.line(view))
            above = bool(row["above_line"]) if line is None else place < line
            _row(view, row, call_rows.mark(row, above=above, listed=line is not None))
        if line == len(view.ranking) == first + len(shown):
            st.html(call_rows.line(view))


def _above(view: CallView) -> None:
    line, zones = view.line, view.zones
    sure = _(
        "확실 {safe} · 경계 {toss} · 밖 {out}",
        safe=zones["safe"],
        toss=zones["toss_up"],
        out=zones["out"],
    )
    by_rank = view.programme.selection == "by_rank"
    with st.container(horizontal=True, vertical_alignment="center", key="over-ranks"):
        text = (
            _("예산선 안 {n}곳 · {sure}", n=line.selected, sure=sure)
            if by_rank
            else _("선정안 {n}곳 · {sure}", n=line.selected, sure=sure)
        )
        st.markdown(f"**{text}**", width="stretch")
        if st.button(_("가정해 보기"), icon=":material/tune:", key="what-if-open"):
            call_what_if.opened(view.call.id)
    st.caption(_("순위구간과 가능성: {words}.", words=plain(view.distribution)))
    if view.panel_missing:
        st.caption(
            _(
                "위원 점수 {n}칸이 비어 있습니다. 빈칸은 0점으로 셉니다.",
                n=f"{view.panel_missing:,}",
            )
        )
    st.html(call_rows.legend(view.programme))


def _row(view: CallView, row: Row, mark: str) -> None:
    key = int(row["application"])
    opened = st.session_state.get("why") == key
    name = f"{int(row['rank'])}. **{plain(row['name'])}**"
    with st.container(key=f"ranked-{key}", horizontal=True, vertical_alignment="center"):
        st.button(
            f"{name} · {mark}" if mark else name,
            icon=":material/expand_more:" if opened else ":material/chevron_right:",
            type="tertiary",
            key=f"open-{key}",
            on_click=_toggle,
            args=(key,),
            width="stretch",
        )
        st.html(call_rows.figures(row, view.programme))
    if opened:
        with st.container(key=f"why-{key}"):
            call_why.draw(view, row)


def _toggle(key: int) -> None:
    st.session_state["why"] = None if st.session_state.get("why") == key else key


def _to_line(line: int) -> None:
    st.session_state["rank-page"] = max(line - 1, 0) // PAGE + 1


# ---- who stands apart ------------------------------------------------------------------------


def _apart(call_id: int, change: int) -> None:
    view = seen_before(visitor(), call_id, change).view
    title = _(
        "미확인 {n}곳: 컨설턴트 확인이 끝나야 순위에 들어갑니다", n=f"{len(view.unverified):,}"
    )
    _list(view.unverified, title, "unverified", _("확인이 끝나면 선정될 가능성"))
    title = _("자격 확인 필요 {n}곳: 모르는 사실이 밝혀져야 합니다", n=f"{len(view.pending):,}")
    _list(view.pending, title, "pending", _("지금 값으로 선정될 가능성"))


def _list(rows: pd.DataFrame, title: str, key: str, chance: str) -> None:
    if rows.empty:
        return
    with st.expander(title, key=f"fold-{key}", on_change="rerun") as fold:
        if not fold.open:
            return
        page = int(st.session_state.get(f"page-{key}", 1))
        lines = []
        for row in rows.iloc[(page - 1) * PAGE : page * PAGE].to_dict("records"):
            said = _(
                "지금 점수 {score}, 그대로라면 {rank}위",
                score=f"{row['score']:.1f}",
                rank=f"{int(row['would_rank']):,}",
            )
            likely = f"{chance} {chance_words(float(row['chance']))}"
            lines.append(f"- **{plain(row['name'])}** · {said} · {likely}")
        st.markdown("\n".join(lines))
        if len(rows) > PAGE:
            st.pagination(-(-len(rows) // PAGE), key=f"page-{key}")
