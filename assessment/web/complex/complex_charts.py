"""The pictures of a complex: points, levels, areas by group, claims against verified values."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from assessment.locale import translate as _
from assessment.web.complex.charts import BLUE, DEEP, GREY, PALE

_ROW = 34
_CELL = 40
_ROOM = 48
"""Width of a cell that holds the words of a hidden one."""
SHORT = 5
"""Names of columns up to so many letters stand upright even at 390 px."""


def points_spread(rows: pd.DataFrame, median: float | None, steps: Sequence[float]) -> Any:
    """Firms by points; a solid line at the middle, dashed ones where a level begins."""
    full = float(rows["high"].max())
    x = alt.X("low:Q", bin="binned", scale=alt.Scale(domain=[0, full]), title=_("점수"))
    bars = (
        alt.Chart(rows)
        .mark_bar(color=BLUE, stroke="white")
        .encode(
            x=x,
            x2="high:Q",
            y=alt.Y("firms:Q", title=_("업체 수"), axis=alt.Axis(tickMinStep=1)),
            tooltip=[
                alt.Tooltip("low:Q", title=_("부터")),
                alt.Tooltip("high:Q", title=_("미만")),
                alt.Tooltip("firms:Q", title=_("업체 수"), format=","),
            ],
        )
    )
    layers = [bars]
    if steps:
        edges = pd.DataFrame({"at": list(steps)})
        layers.append(
            alt.Chart(edges)
            .mark_rule(color=GREY, strokeDash=[4, 4])
            .encode(x=alt.X("at:Q", title=_("점수")))
        )
    if median is not None:
        middle = pd.DataFrame({"at": [median], "words": [_("중앙값 {n}", n=int(median))]})
        place = alt.X("at:Q", title=_("점수"))
        layers.append(alt.Chart(middle).mark_rule(color=DEEP, strokeWidth=3).encode(x=place))
        words = alt.Chart(middle).mark_text(align="left", dx=6, dy=10, fontWeight="bold")
        layers.append(words.encode(x=place, y=alt.value(0), text="words:N"))
    return alt.layer(*layers).properties(height=250)


def level_counts(rows: pd.DataFrame) -> Any:
    """Firms by step, lowest first, number and share written at the end of the bar."""
    order = list(rows["name"])
    rows = rows[["name", "firms", "words"]]
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False))
    most = float(max(rows["firms"].max(), 1))
    x = alt.X("firms:Q", title=None, axis=None, scale=alt.Scale(domain=[0, most * 1.45]))
    bars = alt.Chart(rows).mark_bar(height=22, color=BLUE).encode(y=y, x=x)
    words = alt.Chart(rows).mark_text(align="left", dx=6).encode(y=y, x=x, text="words:N")
    return alt.layer(bars, words).properties(height=_ROW * len(rows) + 30)


def hidden_words(rows: pd.DataFrame) -> list[str]:
    """What stands in a cell: its percent, or why it does not stand there."""
    return [
        f"{share:.0%}"
        if not hidden and share == share
        else (_("5개 미만") if firms < 5 else _("한 곳 편중"))
        for share, hidden, firms in zip(rows["share"], rows["hidden"], rows["firms"], strict=True)
    ]


def heatmap(rows: pd.DataFrame, areas: Sequence[str], groups: Sequence[str]) -> Any:
    """Area by group, the percent in the cell; the words of a hidden cell break into two lines.

    Cells too narrow for words show the bare number, hidden ones nothing.
    """
    shown = rows.assign(
        words=["\n".join(words.rsplit(" ", 1)) for words in hidden_words(rows)],
        shade=rows["share"].where(~rows["hidden"]).round(3),
        bare=(rows["share"].where(~rows["hidden"]) * 100).map("{:.0f}".format),
    )[["area_name", "group_name", "words", "bare", "shade"]]
    x, y = _group_axis(groups), _area_axis(areas)
    dark = alt.condition("datum.shade > 0.6", alt.value("white"), alt.value("#1e2124"))
    known = alt.Chart(shown).transform_filter("isValid(datum.shade)").mark_text(fontSize=13)
    unknown = (
        alt.Chart(shown)
        .transform_filter("!isValid(datum.shade)")
        .mark_text(fontSize=11, lineBreak="\n", baseline="middle", dy=-6, color="#464c53")
    )
    narrow = f"width < {len(groups) * _ROOM}"
    words = alt.condition(narrow, alt.value(""), alt.Text("words:N"))
    bare = alt.condition(narrow, alt.Text("bare:N"), alt.value(""))
    layers = [_squares(shown, x, y), unknown.encode(x=x, y=y, text=words)]
    layers += [known.encode(x=x, y=y, text=one, color=dark) for one in (words, bare)]
    return alt.layer(*layers).properties(height=_CELL * len(areas) + 100)


def _group_axis(groups: Sequence[str]) -> alt.X:
    return alt.X(
        "group_name:N",
        sort=list(groups),
        title=None,
        axis=alt.Axis(
            orient="top",
            labelAngle=0 if max(map(len, groups)) <= SHORT else -90,
            labelOverlap=False,
            labelLimit=170,
            ticks=False,
            domain=False,
        ),
    )


def _area_axis(areas: Sequence[str]) -> alt.Y:
    return alt.Y(
        "area_name:N",
        sort=list(areas),
        title=None,
        axis=alt.Axis(ticks=False, domain=False, labelLimit=120, labelFlush=False),
    )


def _squares(shown: pd.DataFrame, x: alt.X, y: alt.Y) -> Any:
    blues = alt.Scale(domain=[0.1, 0.4, 0.8], range=["#ecf2fe", "#86aff9", "#0b50d0"], clamp=True)
    tips = [
        alt.Tooltip("area_name:N", title=_("영역")),
        alt.Tooltip("group_name:N", title=_("묶음")),
        alt.Tooltip("words:N", title=_("만점 대비")),
    ]
    color = alt.condition(
        "isValid(datum.shade)",
        alt.Color("shade:Q", scale=blues, legend=None),
        alt.value("#f4f5f6"),
    )
    squares = alt.Chart(shown).mark_rect(stroke="#ffffff", invalid="show")
    return squares.encode(x=x, y=y, tooltip=tips, color=color)


def shares(rows: pd.DataFrame, *, height: int = _ROW) -> Any:
    """Bars of `share` within the whole by `name`, in their order; `words` end each bar."""
    shown = rows[["name", "share", "words"]].round(4).assign(all=1.0)
    y = alt.Y(
        "name:N",
        sort=list(rows["name"]),
        title=None,
        axis=alt.Axis(ticks=False, domain=False, labelLimit=170),
    )
    # the words go on behind the bar that they end
    whole = alt.Scale(domain=[0, max(1.0, float(shown["share"].max() or 0) + 0.5)])
    x = alt.X("share:Q", title=None, axis=None, scale=whole)
    back = alt.Chart(shown).mark_bar(height=22, color=PALE)
    bars = alt.Chart(shown).mark_bar(height=22, color=BLUE).encode(y=y, x=x)
    words = alt.Chart(shown).mark_text(align="left", dx=6).encode(y=y, x=x, text="words:N")
    layers = [back.encode(y=y, x=alt.X("all:Q", axis=None, scale=whole)), bars, words]
    return alt.layer(*layers).properties(height=height * len(rows) + 10)


def claimed_verified(rows: pd.DataFrame) -> Any:
    """A hollow mark where the claims stand, a full one where the verified values do."""
    y = alt.Y(
        "name:N",
        sort=list(rows["name"]),
        title=None,
        axis=alt.Axis(ticks=False, domain=False, labelLimit=120, grid=True, labelFlush=False),
    )
    rows = rows[["name", "claimed", "verified"]].round(4)
    scale = alt.Scale(domain=[0, float(max(rows[["claimed", "verified"]].max())) * 1.1 or 1])
    shares = alt.Axis(format="%", tickCount=4)
    x = alt.X("claimed:Q", title=_("만점 대비"), scale=scale, axis=shares)
    tips = [
        alt.Tooltip("name:N", title=_("영역")),
        alt.Tooltip("claimed:Q", title=_("자가"), format=".0%"),
        alt.Tooltip("verified:Q", title=_("확인"), format=".0%"),
    ]
    between = alt.Chart(rows).mark_rule(color=GREY, strokeWidth=3)
    melted = rows.melt(["name"], ["claimed", "verified"], "kind", "share").assign(
        said=lambda table: table["kind"].map({"claimed": _("자가"), "verified": _("확인")})
    )
    kinds = [_("자가"), _("확인")]
    marks = (
        alt.Chart(melted)
        .mark_point(size=130, filled=True, opacity=1)
        .encode(
            y=y,
            x=alt.X("share:Q", scale=scale, axis=shares, title=_("만점 대비")),
            shape=alt.Shape("said:N", scale=alt.Scale(domain=kinds, range=["diamond", "circle"])),
            color=alt.Color("said:N", scale=alt.Scale(domain=kinds, range=["#b1b8be", DEEP])),
        )
    )
    rule = between.encode(y=y, x=x, x2="verified:Q", tooltip=tips)
    return alt.layer(rule, marks).properties(height=_ROW * len(rows) + 70)
