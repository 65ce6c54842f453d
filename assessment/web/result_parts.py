"""The parts of a result: what level, how sure, and why."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from assessment.definitions.models import Ladder, Release
from assessment.locale import language
from assessment.locale import translate as _
from assessment.services.results import AxisView, Result
from assessment.web import charts, result_certainty
from assessment.web.wording import percent, plain, points

LIKELY = 0.9


# ---- what level, how sure --------------------------------------------------------------------


def headline(found: Result) -> None:
    """One sentence, then how sure it is."""
    if found.quick is not None:
        _quick_headline(found)
        return
    with st.container(key="headline"):
        st.title(_in_one_sentence(found), anchor=False)
    if found.total is None:
        return
    for axis in found.axes:
        _to_go(axis)
    result_certainty.certainty(found)


def _in_one_sentence(found: Result) -> str:
    built = next((axis for axis in found.axes if axis.kind == "gates"), None)
    step = plain(built.step_name) if built is not None else ""
    covered, total = percent(found.coverage), points(found.total)
    if found.total is None and not step:
        return _("답한 문항이 {covered}라서 아직 수준을 알 수 없습니다.", covered=covered)
    if found.total is None:
        return _(
            "사장님 공장의 구축 수준은 **{step}**입니다. "
            "답한 문항이 {covered}라서 점수는 아직 낼 수 없습니다.",
            step=step,
            covered=covered,
        )
    if not step:
        return _(
            "사장님 공장의 역량은 **{points}**입니다. 구축 수준은 아직 알 수 없습니다.",
            points=total,
        )
    return _(
        "사장님 공장의 구축 수준은 **{step}**, 역량은 **{points}**입니다.",
        step=step,
        points=total,
    )


def _to_go(axis: AxisView) -> None:
    if not axis.next_step_name:
        return
    step = plain(axis.next_step_name)
    if axis.distance is not None:
        left = points(axis.distance if axis.distance == int(axis.distance) else axis.distance + 1)
        st.markdown(_("‘{step}’ 단계까지 {left} 남았습니다.", step=step, left=left))
    elif axis.missing:
        lacking = plain(axis.missing[0])
        st.markdown(_("‘{step}’까지 남은 것: {lacking}", step=step, lacking=lacking))


def _quick_headline(found: Result) -> None:
    quick = found.quick
    assert quick is not None
    names = step_names(found.release, quick.axis)
    spread = sorted(quick.levels.items(), key=lambda one: -one[1])
    said, seen = [], 0.0
    for step, share in spread:
        if seen < LIKELY and share > 0.02:
            said.append(plain(names.get(step, step)))
            seen += share
    low, high = points(quick.low), points(quick.high)
    with st.container(key="headline"):
        st.title(
            _("사장님 공장의 역량은 **{low}에서 {high} 사이**일 것 같습니다.", low=low, high=high),
            anchor=False,
        )
    likely = plain(names.get(quick.likely, quick.likely))
    sure = percent(quick.probability)
    if len(said) == 1:
        st.markdown(_("단계로는 ‘{likely}’입니다({share}).", likely=likely, share=sure))
    else:
        some = ", ".join(said)
        st.markdown(
            _(
                "단계로는 {some} 가운데 하나이고, ‘{likely}’이 가장 그럴듯합니다({share}).",
                some=some,
                likely=likely,
                share=sure,
            )
        )
    st.caption(_("12문항만으로 낸 추정입니다. 전체 진단을 하면 좁혀집니다. 수준확인서가 아닙니다."))


def step_names(release: Release, axis: str) -> Mapping[str, str]:
    """What each step of an axis of the whole questionnaire is called."""
    whole = release.parent or release
    return {step: text.name for step, text in whole.texts[language()].axes[axis].steps.items()}


def ladder_rows(release: Release) -> pd.DataFrame:
    """The steps of the points ladder, with what each asks for."""
    rows = []
    whole = release.parent or release
    for axis, definition in whole.scoring.axes.items():
        if isinstance(definition, Ladder):
            names = step_names(release, axis)
            rows += [(names[definition.base], _("{n}점 미만", n=int(definition.steps[0].at_least)))]
            rows += [
                (names[step.id], _("{n}점부터", n=int(step.at_least))) for step in definition.steps
            ]
    return pd.DataFrame(rows, columns=[_("단계"), _("점수 (미확인 기준)")])


# ---- why -------------------------------------------------------------------------------------


def why(found: Result) -> None:
    """Areas by points missed, each with its items."""
    st.subheader(_("왜 그렇습니까?"), anchor=False)
    scored = found.areas[~found.areas["shown_only"] & (found.areas["possible"] > 0)]
    if scored.empty:
        st.write(_("아직 점수가 나온 영역이 없습니다."))
        return
    where = found.position
    peers = ""
    if where is not None:
        peers = _("비슷한 업체의 가운데 ({name}, {n}곳)", name=str(where.name), n=where.n)
    best = scored.assign(share=scored["got"] / scored["possible"]).sort_values("share")
    first, last = plain(scored.iloc[0]["name"]), plain(best.iloc[-1]["name"])
    title = _("가장 많이 놓친 곳은 {first}, 가장 좋은 곳은 {last}", first=first, last=last)
    table = pd.DataFrame(
        {
            _("영역"): scored["name"],
            _("얻은 점수"): scored["got"].map(points),
            _("만점"): scored["possible"].map(points),
            _("놓친 점수"): scored["missed"].map(points),
            _("비슷한 업체"): scored["peers"].map(points),
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
    elif row["reason"] or _float(row["possible"]) <= 0:
        label = f"{name} · {_('답이 모자라 점수 없음')}"
    else:
        got, possible = points(_float(row["got"])), points(_float(row["possible"]))
        label = f"{name} · {got} / {possible}"
    items = found.items[found.items["area"] == area]
    with st.expander(label):
        st.caption(plain(row["about"]))
        for item in items.to_dict("records"):
            _item(item, verified=bool(items["verified"].notna().any()))


def _item(item: Mapping[object, object], *, verified: bool) -> None:
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
        said += f" · {points(_float(item['got']))} / {points(_float(item['possible']))}"
        if missed >= 1:
            said += f" · {_('놓친 점수 {n}', n=points(missed))}"
    st.markdown(said)
    if item["note"]:
        st.caption(_("컨설턴트: {words}", words=plain(item["note"])))


def _float(value: object) -> float:
    return float(value) if isinstance(value, int | float) and value == value else 0.0
