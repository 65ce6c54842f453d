"""Why a result is what it is: areas by points missed, each with its items."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.scoring.results import Result
from assessment.web.complex import charts
from assessment.web.wording import plain, points, points_of

MISSED_COUNTS = 1_000
"""A missed part of the whole below one in so many is not worth a word."""


def why(found: Result) -> None:
    """Areas by points missed, each with its items."""
    st.header(_("왜 그렇습니까?"), anchor=False)
    scored = found.areas[~found.areas["shown_only"] & (found.areas["possible"] > 0)]
    if scored.empty:
        st.write(_("아직 점수가 나온 영역이 없습니다."))
        return
    where = found.position
    peers = ""
    if where is not None:
        peers = _("비슷한 업체의 가운데 ({name}, {n}곳)", name=str(where.name), n=where.n)
    said = points_of(found.points)
    best = scored.assign(share=scored["got"] / scored["possible"]).sort_values("share")
    first, last = plain(scored.iloc[0]["name"]), plain(best.iloc[-1]["name"])
    title = _("가장 많이 놓친 곳은 {first}, 가장 좋은 곳은 {last}", first=first, last=last)
    table = pd.DataFrame(
        {
            _("영역"): scored["name"],
            _("얻은 점수"): scored["got"].map(said),
            _("만점"): scored["possible"].map(said),
            _("놓친 점수"): scored["missed"].map(said),
            _("비슷한 업체"): scored["peers"].map(said),
        }
    )
    charts.with_table(
        charts.got_of_possible(
            scored.rename(columns={"peers": "tick"})[["name", "got", "possible", "tick"]],
            tick=peers,
        ),
        table,
        title=title,
        alt_text=title,
        key="why",
        note=" ".join(
            [_("진한 막대는 얻은 점수, 옅은 막대는 만점입니다.")]
            + ([_("세로줄은 {peers}입니다.", peers=plain(peers))] if peers else [])
        ),
    )
    _position(found)
    for area, row in found.areas.iterrows():
        _area(found, str(area), row)


def _position(found: Result) -> None:
    where = found.position
    if where is None:
        st.caption(_("견줄 만한 업체가 아직 5곳이 되지 않아 위치는 보여 드리지 않습니다."))
        return
    name = plain(where.name)
    said = _(
        "{round}의 {name} {n}곳은 가운데가 {median}이고, 절반이 {lower}에서 {upper} 사이입니다.",
        round=plain(where.round_name),
        name=name,
        n=where.n,
        median=points(where.median),
        lower=points(where.lower),
        upper=points(where.upper),
    )
    if where.top is not None:
        low, high = where.top
        said += " " + _("사장님 공장은 위에서 {low}–{high}% 안에 있습니다.", low=low, high=high)
    st.markdown(said)


def _area(found: Result, area: str, row: "pd.Series[Any]") -> None:
    name = plain(row["name"])
    if row["shown_only"]:
        label = f"{name} · {_('점수 없음')}"
    elif row["reason"] == "not_applicable":
        label = f"{name} · {_('해당 없음')}"
    elif not row["reason"] and _float(row["possible"]) <= 0 and pd.isna(row["coverage"]):
        label = f"{name} · {_('점수 없음')}"  # its answers decide steps and give no points
    elif row["reason"] or _float(row["possible"]) <= 0:
        label = f"{name} · {_('답이 모자라 점수 없음')}"
    else:
        said = points_of(found.points)
        got, possible = said(_float(row["got"])), said(_float(row["possible"]))
        label = f"{name} · {got} / {possible}"
    items = found.items[found.items["area"] == area]
    with st.expander(label):
        st.caption(plain(row["about"]))
        for item in items.to_dict("records"):
            _item(item, found.points, verified=bool(items["verified"].notna().any()))


def _item(item: Mapping[object, object], full: float, *, verified: bool) -> None:
    in_points = points_of(full)
    said = f"**{plain(item['short'])}** — {plain(item['claimed'])}"
    if item["na_reason"]:
        said += f" ({plain(item['na_reason'])})"
    if verified and isinstance(item["verified"], str) and item["verified"] != item["claimed"]:
        said += f" → {_('확인값')} **{plain(item['verified'])}**"
        if item["reason"]:
            said += f" ({plain(item['reason'])})"
    elif verified and isinstance(item["verified"], str):
        said += f" · {_('확인됨')}"
    if item["stale"]:
        said += f" · {_('확인 뒤에 고침')}"
    missed = _float(item["missed"])
    if _float(item["possible"]) > 0:
        said += f" · {in_points(_float(item['got']))} / {in_points(_float(item['possible']))}"
        if missed >= full / MISSED_COUNTS:
            said += f" · {_('놓친 점수 {n}', n=in_points(missed))}"
    st.markdown(said)
    if item["note"]:
        st.caption(_("컨설턴트: {words}", words=plain(item["note"])))


def _float(value: object) -> float:
    return float(value) if isinstance(value, int | float) and value == value else 0.0
