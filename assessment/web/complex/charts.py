"""Charts with Korean lettering, each with its finding as title and its table beside it."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st
from altair.utils import schemapi

from assessment.locale import translate as _

# Streamlit brings its own theme; parts are held against the schema by the tests, not at each draw
alt.theme.enable("none")
schemapi.disable_debug_mode()

LEVEL_COLOURS = ("#e6e8ea", "#d8e5fd", "#86aff9", "#4c87f6", "#0b50d0", "#052561")
"""Levels 0 to 5: one ramp that survives greyscale; the number always stands beside it."""
BLUE, DEEP, PALE, GREY, AMBER = "#256ef4", "#063a74", "#d8e5fd", "#6d7882", "#ffb114"
LETTERS = 15
_ROW = 34


def with_table(
    chart: Any,
    table: pd.DataFrame,
    *,
    title: str,
    alt_text: str,
    key: str,
    note: str = "",
    download: str | None = None,
) -> None:
    """The chart under a title that says what it shows; its figures one tap away.

    `table` has headings as people read them; `download` is one of our own addresses.
    """
    st.markdown(f"**{title}**")
    picture, figures = st.tabs([_("그림"), _("표")], key=f"{key}-tabs")
    with picture:
        st.vega_lite_chart(spec(chart), width="stretch", key=f"{key}-chart", alt=alt_text)
    with figures:
        st.table(table.set_index(table.columns[0])) if len(table) <= 30 else st.dataframe(
            table, hide_index=True, width="stretch", key=f"{key}-table"
        )
    if note:
        st.caption(note)
    if download:
        st.link_button(_("이 표 내려받기"), download, type="tertiary")


def spec(chart: Any) -> dict[str, Any]:
    """The chart as Vega-Lite; not held against its schema, which takes longer than all the rest."""
    found: dict[str, Any] = styled(chart).to_dict(validate=False)
    return found


def styled(chart: Any) -> Any:
    """Letters that can be read at 390 px, quiet lines, no frame."""
    return (
        chart.configure_axis(
            labelFontSize=LETTERS,
            titleFontSize=LETTERS,
            labelColor="#1e2124",
            titleColor="#464c53",
            gridColor="#e6e8ea",
            labelLimit=240,
        )
        .configure_legend(labelFontSize=LETTERS, titleFontSize=LETTERS, orient="top", title=None)
        .configure_text(fontSize=LETTERS)
        .configure_view(stroke=None)
    )


def got_of_possible(rows: pd.DataFrame, *, tick: str = "") -> Any:
    """Horizontal bars of `got` within `possible` by `name`, in the order of the rows.

    A column `tick` (absent values allowed) is drawn as a line across the bar, named `tick`.
    """
    order = list(rows["name"])
    place = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False))
    most = float(rows["possible"].max() or 1)
    across = alt.Scale(domain=[0, most])
    tips = [alt.Tooltip("name:N", title=_("영역"))] + [
        alt.Tooltip(f"{column}:Q", title=name, format=".1f")
        for column, name in (("got", _("얻은 점수")), ("possible", _("만점")), ("tick", tick))
        if column in rows and name
    ]
    whole = alt.Chart(rows).mark_bar(color=PALE, height=18)
    layers = [
        whole.encode(y=place, x=alt.X("possible:Q", title=None, scale=across), tooltip=tips),
        alt.Chart(rows)
        .mark_bar(color=BLUE, height=18)
        .encode(y=place, x=alt.X("got:Q", scale=across), tooltip=tips),
    ]
    if tick and "tick" in rows and rows["tick"].notna().any():
        line = alt.Chart(rows.dropna(subset=["tick"])).mark_tick(
            color="#1e2124", thickness=3, height=26
        )
        layers.append(line.encode(y=place, x=alt.X("tick:Q", scale=across), tooltip=tips))
    return alt.layer(*layers).properties(height=_ROW * len(rows) + 30)


def columns_of_counts(
    rows: pd.DataFrame, *, category: str, count: str, order: Sequence[str], highlight: str = ""
) -> Any:
    """Upright bars of `count` by `category`, one of them highlighted; numbers on the bars."""
    colour = (
        alt.condition(alt.datum[category] == highlight, alt.value(AMBER), alt.value(BLUE))
        if highlight
        else alt.value(BLUE)
    )
    across = alt.X(f"{category}:N", sort=list(order), title=None, axis=alt.Axis(labelAngle=0))
    up = alt.Y(f"{count}:Q", title=None, axis=alt.Axis(tickMinStep=1))
    bars = alt.Chart(rows).mark_bar().encode(x=across, y=up, color=colour)
    numbers = (
        alt.Chart(rows)
        .mark_text(dy=-8, fontSize=LETTERS)
        .encode(x=across, y=up, text=alt.Text(f"{count}:Q", format=","))
    )
    return alt.layer(bars, numbers).properties(height=240)


def heatmap(
    rows: pd.DataFrame, *, across: str, down: str, value: str, orders: tuple[Sequence[str], ...]
) -> Any:
    """Squares of a share 0..1 with its percent written in; an absent value says "5개 미만"."""
    shown = rows.assign(
        words=[f"{v:.0%}" if v == v and v is not None else _("5개 미만") for v in rows[value]]
    )
    x = alt.X(f"{across}:N", sort=list(orders[0]), title=None, axis=alt.Axis(labelAngle=-40))
    y = alt.Y(f"{down}:N", sort=list(orders[1]), title=None)
    blues = alt.Scale(domain=[0, 1], range=["#ecf2fe", "#256ef4", "#052561"])
    squares = (
        alt.Chart(shown)
        .mark_rect(stroke="#ffffff", invalid="show")
        .encode(
            x=x,
            y=y,
            color=alt.condition(
                f"isValid(datum['{value}'])",
                alt.Color(f"{value}:Q", scale=blues, legend=None),
                alt.value("#f4f5f6"),
            ),
        )
    )
    words = (
        alt.Chart(shown)
        .mark_text(fontSize=13)
        .encode(
            x=x,
            y=y,
            text="words:N",
            color=alt.condition(
                f"datum['{value}'] > 0.45", alt.value("white"), alt.value("#1e2124")
            ),
        )
    )
    return alt.layer(squares, words).properties(height=_ROW * len(orders[1]) + 90)
