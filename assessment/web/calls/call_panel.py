"""Scores of the panel: typed into a table, or brought as a filled-in workbook."""

from functools import partial

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.funding import call_desk, panels
from assessment.services.funding.panels import APPLICATION, NAME, PANELIST, Imported
from assessment.web.bulk_link import bulk_link
from assessment.web.calls.call_memory import seen_before
from assessment.web.calls.call_words import short_name
from assessment.web.refusals import reported
from assessment.web.server.allowance import allowance
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import plain

PAGE = 25


def draw(call_id: int, change: int) -> None:
    """Nothing for a programme that asks no panel."""
    st.fragment(partial(_fold, call_id, change), key="panel-part")()


def _fold(call_id: int, change: int) -> None:
    view = seen_before(visitor(), call_id, change).view
    if not panels.panel_criteria(view.programme):
        return
    label = _("위원 점수 (빈칸 {n})", n=f"{view.panel_missing:,}")
    with st.expander(label, key="panel", on_change="rerun") as fold:
        if fold.open:
            _panel(call_id)


def _panel(call_id: int) -> None:
    person = visitor()
    sheet = panels.panel_sheet(person.office, person.actor, call_id)
    if not sheet.open:
        st.info(_("선정이 끝나 점수를 더 바꿀 수 없습니다."))
        _means(sheet)
        return
    if any(one.extremes == "dropped" for one in sheet.criteria):
        st.caption(_("점수가 셋 이상이면 가장 높은 점수와 가장 낮은 점수를 빼고 평균합니다."))
    said = st.session_state.pop("panel-said", None)
    if said:
        st.success(said)
    by_screen, by_file = st.tabs([_("화면에서"), _("엑셀로")], key="panel-tabs")
    with by_screen:
        _by_screen(person, call_id, sheet)
    with by_file:
        _by_file(person, call_id)


def _by_screen(person: Visitor, call_id: int, sheet: panels.PanelSheet) -> None:
    panelist = st.selectbox(
        _("평가위원"),
        sheet.panelists,
        index=None,
        accept_new_options=True,
        placeholder=_("이름을 고르거나 새로 적어 주십시오"),
        key="panelist",
    )
    if not panelist:
        return
    whole = panels.panel_template(person.office, person.actor, call_id, panelist)
    pages = max(-(-len(whole) // PAGE), 1)
    page = int(st.session_state.get("panel-page", 1))
    shown = whole.iloc[(page - 1) * PAGE : page * PAGE]
    shown = shown.set_index(APPLICATION).drop(columns=PANELIST)
    columns = {NAME: st.column_config.TextColumn(_("업체"), disabled=True)}
    for one in sheet.criteria:
        low, high = min(one.goalposts), max(one.goalposts)
        columns[one.id] = st.column_config.NumberColumn(
            f"{short_name(one)} ({low:g}–{high:g})", min_value=low, max_value=high
        )
    turn = st.session_state.get("panel-turn", 0)
    with st.form("panel-form", border=False):
        edited = st.data_editor(
            shown,
            column_config=columns,
            hide_index=True,
            key=f"panel-{panelist}-{page}-{turn}",
            alt=_("평가위원이 매긴 점수"),
        )
        sent = st.form_submit_button(_("점수 저장"), type="primary")
    if pages > 1:
        st.pagination(pages, key="panel-page")
    if sent:
        _save(person, call_id, panelist, shown, edited)


def _save(
    person: Visitor, call_id: int, panelist: str, before: pd.DataFrame, after: pd.DataFrame
) -> None:
    changed: dict[int, dict[str, float | None]] = {}
    for criterion in before.columns.drop(NAME):
        old, new = before[criterion], after[criterion]
        differs = ~((old == new) | (old.isna() & new.isna()))
        for application in before.index[differs]:
            value = new[application]
            score = None if pd.isna(value) else float(value)
            changed.setdefault(int(application), {})[str(criterion)] = score
    if not changed:
        st.info(_("바뀐 점수가 없습니다."))
        return
    with reported():
        panels.save_panel_scores(person.office, person.actor, call_id, panelist, changed)
        _done(_("{n}곳의 점수를 저장했습니다. 순위를 다시 매겼습니다.", n=len(changed)))


def _done(said: str) -> None:
    st.session_state["panel-said"] = said
    st.session_state["panel-turn"] = st.session_state.get("panel-turn", 0) + 1
    st.rerun()


def _by_file(person: Visitor, call_id: int) -> None:
    st.markdown(_("양식을 내려받아 점수를 적고 그대로 올려 주십시오. 한 파일이 위원 한 분입니다."))
    bulk_link(_("빈 양식 내려받기"), f"/files/panel/{call_id}", "take-panel")
    turn = st.session_state.get("panel-turn", 0)
    given = st.file_uploader(
        _("적은 양식 (xlsx, csv)"), type=["xlsx", "csv"], key=f"panel-file-{turn}"
    )
    if given is None or not st.button(_("점수 올리기"), type="primary", key="panel-import"):
        return
    done: Imported | None = None
    with reported(), st.spinner(_("양식을 살펴보고 있습니다…")):
        allowance.take(person.actor, "import")
        done = call_desk.import_panel_file(
            person.office, person.actor, call_id, given.name, given.getvalue()
        )
    if done is None:
        return
    said = _("{rows}행에서 점수 {n}개를 저장했습니다.", rows=done.rows, n=done.saved)
    if not done.rejected:
        _done(said)
    st.warning(
        said + " " + _("쓰지 못한 칸 {n}개를 고쳐 다시 올려 주십시오.", n=len(done.rejected))
    )
    for one in done.rejected[:30]:
        where = _("{row}행 {column}", row=one["row"], column=one["column"])
        problem = one["problem"]
        fault = f"{getattr(problem, 'what', problem)} {getattr(problem, 'fix', '')}"
        st.markdown(f"- **{plain(where)}**: {plain(fault)}")


def _means(sheet: panels.PanelSheet) -> None:
    names = sheet.scores.drop_duplicates(APPLICATION).set_index(APPLICATION)[NAME]
    shown = sheet.means.round(2).rename(columns={one.id: short_name(one) for one in sheet.criteria})
    shown.insert(0, _("업체"), names.reindex(shown.index))
    st.dataframe(shown.head(200), hide_index=True, key="panel-means")
