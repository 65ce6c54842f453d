"""Each chart of a complex with the sentence that it supports and the table behind it."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.assessing.item_texts import item_text
from assessment.services.complex.population import Overview, leading_axis
from assessment.services.scoring.scored import tree_of
from assessment.web.complex import complex_charts as charts
from assessment.web.complex.charts import with_table
from assessment.web.complex.complex_words import ABSENT, area_name, axis_name, named, step_name
from assessment.web.visitor import visitor
from assessment.web.wording import percent


def points_spread(found: Overview) -> None:
    """How the points of the firms spread."""
    rows = found.histogram
    middle = found.median_points.value
    top = rows.iloc[int(rows["firms"].to_numpy().argmax())]
    fullest = f"{top['low']:.0f}–{top['high']:.0f}"
    title = _("점수 분포: {range}점인 업체가 가장 많습니다", range=fullest)
    steps = _ladder(found)
    chart = charts.points_spread(rows, middle, steps)
    low, high, firms = _("점수부터"), _("점수 미만"), _("업체 수")
    table = pd.DataFrame(
        {
            low: rows["low"].map("{:.0f}".format),
            high: rows["high"].map("{:.0f}".format),
            firms: rows["firms"].map("{:,}".format),
        }
    )
    note = _("점선은 단계가 시작되는 점수입니다.") if steps else ""
    with_table(chart, table, title=title, alt_text=title, key="points", note=note)


def _ladder(found: Overview) -> list[float]:
    for axis in found.release.scoring.axes.values():
        if axis.kind == "ladder" and axis.node == found.release.scoring.root:
            return [step.at_least for step in axis.steps]
    return []


@st.fragment
def levels(found: Overview) -> None:
    """How many firms have reached which step, of the axis that is asked for."""
    visitor()
    release = found.release
    axes = list(release.scoring.level_axes)
    start = leading_axis(release)
    if start is None:
        return
    chosen = st.session_state.get(f"axis-{release.id}")
    axis = chosen if chosen in axes else start
    rows = found.levels[found.levels["axis"] == axis]
    rows = rows[(rows["step"] != ABSENT) | (rows["firms"] > 0)]
    total = max(int(rows["firms"].sum()), 1)
    rows = rows.assign(
        name=[step_name(release, axis, step) for step in rows["step"]],
        words=[f"{n:,} ({percent(n / total)})" for n in rows["firms"]],
    )
    top = rows.iloc[int(rows["firms"].to_numpy().argmax())]
    title = _(
        "{axis}: '{step}'인 업체가 {share}입니다",
        axis=axis_name(release, axis),
        step=top["name"],
        share=percent(top["firms"] / total),
    )
    table = pd.DataFrame({_("단계"): rows["name"], _("업체 수와 비율"): rows["words"]})
    chart = charts.level_counts(rows)
    with_table(chart, table, title=title, alt_text=title, key="levels")
    st.segmented_control(
        _("어느 수준을 봅니까?"),
        axes,
        format_func=lambda one: axis_name(release, one),
        default=start,
        required=True,
        key=f"axis-{release.id}",
        label_visibility="collapsed",
    )


def heatmap(found: Overview, names: Mapping[object, str]) -> None:
    """Every area in every group."""
    release = found.release
    rows = found.heatmap.assign(
        area_name=[area_name(release, area) for area in found.heatmap["area"]],
        group_name=[named(names, group) for group in found.heatmap["group"]],
    )
    known = rows[~rows["hidden"]]
    title = _("영역마다 나누어 보기: 보여 드릴 만큼 모인 묶음이 없습니다")
    if len(known):
        worst = known.iloc[int(known["share"].to_numpy().argmin())]
        title = _(
            "가장 낮은 곳: {group}의 {area} (만점의 {share})",
            group=worst["group_name"],
            area=worst["area_name"],
            share=percent(worst["share"]),
        )
    areas = list(dict.fromkeys(rows["area_name"]))
    groups = list(dict.fromkeys(rows["group_name"]))
    if not areas:
        return
    said = rows.assign(said=charts.hidden_words(rows)).groupby("group_name", sort=False)
    columns = {group: list(cells["said"]) for group, cells in said}
    table = pd.DataFrame({_("영역"): areas, **columns})
    note = _(
        "5개 미만이거나 한 곳이 매출의 절반을 넘는(또는 두 곳이 4분의 3을 넘는) 칸은 "
        "업체를 알아볼 수 있어 가립니다."
    )
    chart = charts.heatmap(rows, areas, groups)
    with_table(chart, table, title=title, alt_text=title, key="heatmap", note=note)


def weakest(found: Overview) -> None:
    """The five items that lack most."""
    rows = found.weakest
    if rows.empty:
        st.info(_("약한 문항을 보여 드릴 만큼 모인 답이 없습니다."))
        return
    release = found.release
    rows = rows.assign(
        name=[item_text(release, item).short for item in rows["item"]],
        where=[area_name(release, area) for area in rows["area"]],
        words=[
            _("{share} · {n}곳", share=percent(share), n=f"{n:,}")
            for share, n in zip(rows["share"], rows["firms"], strict=True)
        ],
    )
    title = _(
        "가장 약한 문항: {item} (만점의 {share})",
        item=rows["name"].iloc[0],
        share=percent(rows["share"].iloc[0]),
    )
    table = pd.DataFrame(
        {
            _("문항"): rows["name"],
            _("영역"): rows["where"],
            _("만점 대비"): rows["share"].map(percent),
            _("답한 업체"): rows["firms"].map("{:,}".format),
            _("절반에 못 미친 업체"): rows["below"].map("{:,}".format),
        }
    )
    note = _("막대 끝은 만점 대비 평균과 답한 업체 수입니다.")
    chart = charts.shares(rows, height=44)
    with_table(chart, table, title=title, alt_text=title, key="weakest", note=note)


def gap(found: Overview) -> None:
    """Claims beside what consultants found, of the verified firms."""
    rows = found.gap.dropna(subset=["claimed", "verified"])
    if rows.empty:
        st.markdown(f"**{_('자가와 확인의 차이')}**")
        st.info(_("확인이 끝난 업체가 5개 미만이라 차이를 보여 드리지 않습니다."))
        return
    release = found.release
    tree = tree_of(found.round.releases[release.id], release)
    full = [tree.branch(area).points for area in rows["area"]]
    rows = rows.assign(
        name=[area_name(release, area) for area in rows["area"]],
        claimed=rows["claimed"] / full,
        verified=rows["verified"] / full,
    )
    fall = rows["claimed"] - rows["verified"]
    worst = rows.iloc[int(fall.to_numpy().argmax())]
    title = _(
        "확인에서 가장 많이 내려간 영역: {area} ({before} → {after})",
        area=worst["name"],
        before=percent(worst["claimed"]),
        after=percent(worst["verified"]),
    )
    rows = rows.assign(fall=fall).sort_values("fall", ascending=False, kind="stable")
    table = pd.DataFrame(
        {
            _("영역"): rows["name"],
            _("자가"): rows["claimed"].map(percent),
            _("확인"): rows["verified"].map(percent),
            _("업체 수"): rows["firms"].map("{:,}".format),
        }
    )
    note = _("확인이 끝난 업체만 셉니다. 내려간 만큼 위에서부터 늘어놓았습니다.")
    chart = charts.claimed_verified(rows)
    with_table(chart, table, title=title, alt_text=title, key="gap", note=note)


def silent(found: Overview, names: Mapping[object, str]) -> None:
    """Which groups take part least."""
    rows = found.silent.assign(
        name=[named(names, group) for group in found.silent["group"]],
        words=[
            f"{percent(share)} ({n:,}/{of:,})"
            for share, n, of in zip(
                found.silent["share"],
                found.silent["taking_part"],
                found.silent["registered"],
                strict=True,
            )
        ],
    )
    least = rows.iloc[0]
    title = _(
        "참여가 가장 적은 묶음: {group} (등록 업체의 {share})",
        group=least["name"],
        share=percent(least["share"]),
    )
    table = pd.DataFrame(
        {
            _("묶음"): rows["name"],
            _("등록"): rows["registered"].map("{:,}".format),
            _("참여"): rows["taking_part"].map("{:,}".format),
            _("작성 중"): rows["drafts"].map("{:,}".format),
            _("참여율"): rows["share"].map(percent),
        }
    )
    with_table(charts.shares(rows), table, title=title, alt_text=title, key="silent")
