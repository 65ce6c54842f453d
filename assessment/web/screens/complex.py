"""산업단지 현황: where does our complex stand, and what does it lack?"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.assessing import rounds
from assessment.services.assessing.round_forms import forms_of_round
from assessment.services.assessing.rounds import Round
from assessment.services.complex import population
from assessment.services.complex.population import MAIN, Grouping, Overview, PopulationFilter
from assessment.services.register.facts import CERTIFIED_AXES
from assessment.web import manager_look
from assessment.web.address import follow
from assessment.web.complex import complex_exports, complex_targets, complex_whole
from assessment.web.complex import complex_findings as findings
from assessment.web.complex.complex_memory import overview_now
from assessment.web.complex.complex_words import (
    first_step_name,
    groupings,
    names_of,
    points_change,
    share_change,
)
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import day, percent, plain, points

ALL = ""
PAGE = 20


@dataclass(frozen=True)
class Asked:
    """What the filters say; kept in the address."""

    round_id: int
    form: str
    filters: PopulationFilter
    by: Grouping


def draw() -> None:
    """Filters, four numbers, then what is behind them, the most general first."""
    person = visitor()
    st.html(manager_look.STYLE)
    st.title(_("산업단지 현황"), anchor=False)
    known = rounds.rounds(person.office, person.actor)
    if not known:
        st.info(_("아직 회차가 없습니다. 관리 화면에서 회차를 열면 여기에 단지의 모습이 나옵니다."))
        return
    asked = _filters(person, known)
    found = overview_now(person, asked.round_id, asked.form, asked.filters, asked.by)
    _numbers(found, person)
    complex_whole.whole(found, asked.round_id, asked.filters)
    if not found.participants:
        st.info(
            _("이 조건으로 제출한 업체가 아직 없습니다. 조건을 바꾸거나 제출을 기다려 주십시오.")
        )
    else:
        _charts(person, found, asked)
    _silent(person, found, asked)
    complex_targets.draw(person, asked.round_id, asked.form, asked.filters, asked.by)
    chosen = next(one for one in known if one.id == asked.round_id)
    titles = {one.id: one.title for one in forms_of_round(person.office, person.actor, chosen.id)}
    title = titles.get(asked.form, asked.form)
    some = bool(found.participants)
    complex_exports.draw(person, chosen.name, asked.form, title, some=some)


# ---- filters: in the address, so that a link shows the same -----------------------------------


def _filters(person: Visitor, known: list[Round]) -> Asked:
    office = person.office
    with st.container(horizontal=True, key="filters"):
        stretch = {str(one.id): one.name for one in known}
        current = rounds.current_round(office)
        start = str(current.id) if current else str(known[0].id)
        round_id = int(_choice(_("회차"), "round", stretch, start))
        form = _form(person, round_id)
        sector = _choice(_("업종"), "sector", _with_all(_("모든 업종"), names_of(office, "group")))
        sizes = _with_all(_("모든 규모"), names_of(office, "size_class"))
        size = _choice(_("규모"), "size", sizes)
        places = _with_all(_("모든 산업단지"), names_of(office, "complex"))
        place = _choice(_("산업단지"), "complex", places)
        by = _choice(_("나누어 보기"), "by", groupings(), "group")
    chosen = PopulationFilter(group=sector or None, size_class=size or None, complex=place or None)
    return Asked(round_id, form, chosen, by)  # type: ignore[arg-type]  # one of its options


def _form(person: Visitor, round_id: int) -> str:
    """Which questionnaire; each has points and levels of its own."""
    known = {
        one.id: one.title for one in forms_of_round(person.office, person.actor, round_id)
    } or {MAIN: MAIN}
    start = next(iter(known))
    return start if len(known) < 2 else _choice(_("진단"), "form", known, start)


def _with_all(everything: str, names: Mapping[object, str]) -> dict[str, str]:
    return {ALL: everything} | {str(key): name for key, name in names.items()}


def _choice(label: str, name: str, options: Mapping[str, str], default: str = ALL) -> str:
    key = f"filter-{name}"
    wanted = st.query_params.get(name, default)
    follow(key, wanted if wanted in options else default)
    chosen: str = st.selectbox(
        label,
        list(options),
        format_func=lambda value: options.get(value, value),
        key=key,
        label_visibility="collapsed",
        on_change=_remember,
        args=(name, key, default),
    )
    return chosen if chosen in options else default


def _remember(name: str, key: str, default: str) -> None:
    chosen = st.session_state[key]
    if chosen == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = chosen


# ---- four numbers ----------------------------------------------------------------------------


def _numbers(found: Overview, person: Visitor) -> None:
    taking, middle = found.participation, found.median_points
    basic, verified = found.basic_share, found.verified_share
    with st.container(horizontal=True, key="numbers"):
        _number(
            _("참여 업체"),
            percent(taking.value),
            share_change(taking),
            _(
                "등록 {all}곳 가운데 {n}곳, 작성 중 {drafts}곳",
                all=f"{found.registered:,}",
                n=f"{found.participants:,}",
                drafts=f"{found.drafts:,}",
            ),
        )
        _number(
            _("중앙값 점수"),
            points(middle.value),
            points_change(middle),
            _interval(points(middle.low), points(middle.high), middle.n),
        )
        if (first := first_step_name(found)) is not None:
            _number(
                _("{step} 이상 비율", step=first),
                percent(basic.value),
                share_change(basic),
                _interval(percent(basic.low), percent(basic.high), basic.n),
            )
        _number(
            _("확인 비율"),
            percent(verified.value),
            share_change(verified),
            _interval(percent(verified.low), percent(verified.high), verified.n),
        )
    said = [_("화살표는 지난 회차와의 차이입니다.")]
    if found.round.closes_on >= person.office.today():
        closes = day(found.round.closes_on)
        said.append(_("이 회차는 {day}까지 계속되며 숫자가 바뀔 수 있습니다.", day=closes))
    if any(axis in CERTIFIED_AXES for axis in found.release.scoring.axes):
        said.append(_("점수와 수준은 자가 추정이며 수준확인서가 아닙니다."))
    st.caption(" ".join(said))


def _number(label: str, value: str, change: str | None, below: str) -> None:
    with st.container(border=True, gap="xxsmall"):
        st.metric(label, value, change, delta_color="off")
        st.caption(below)


def _interval(low: str, high: str, n: int) -> str:
    if low == "–":
        return _("{n}곳", n=f"{n:,}")
    return _("95% 구간 {low}–{high}, {n}곳", low=low, high=high, n=f"{n:,}")


# ---- the charts ------------------------------------------------------------------------------


def _charts(person: Visitor, found: Overview, asked: Asked) -> None:
    names = names_of(person.office, asked.by)
    left, right = st.columns(2, gap="large")
    with left:
        findings.points_spread(found)
    with right:
        findings.levels(found)
    complex_targets.profiles(found)
    complex_targets.measures(found)
    findings.heatmap(found, names)
    left, right = st.columns(2, gap="large")
    with left:
        findings.weakest(found)
    with right:
        findings.gap(found)


def _silent(person: Visitor, found: Overview, asked: Asked) -> None:
    if found.registered:
        findings.silent(found, names_of(person.office, asked.by))
        _silent_names(asked)


@st.fragment
def _silent_names(asked: Asked) -> None:
    person = visitor()
    title = _("응답하지 않은 업체 명단")
    with st.expander(title, key="silent-names", on_change="rerun") as names:
        if names.open:
            _silent_page(person, asked)


def _silent_page(person: Visitor, asked: Asked) -> None:
    page = int(st.session_state.get("silent-page", 1))
    rows, total = population.silent_firms(
        person.office,
        person.actor,
        asked.round_id,
        asked.filters,
        questionnaire=asked.form,
        page=page,
        size=PAGE,
    )
    divisions = names_of(person.office, "division")
    sizes, places = names_of(person.office, "size_class"), names_of(person.office, "complex")
    st.caption(_("{n}곳. 작성 중인 업체는 제출만 남았습니다.", n=f"{total:,}"))
    st.markdown(_silent_lines(rows, divisions, sizes, places))
    st.pagination(max(-(-total // PAGE), 1), key="silent-page")


def _silent_lines(rows: pd.DataFrame, *names: Mapping[object, str]) -> str:
    lines = []
    for row in rows.to_dict("records"):
        told = zip(("division", "size_class", "complex"), names, strict=True)
        known = [kind.get(row[column], "") for column, kind in told]
        began = f" · :blue[{_('작성 중')}]" if row["began"] else ""
        rest = " · ".join(plain(one) for one in known if one)
        lines.append(f"- **{plain(row['name'])}** · {rest}{began}")
    return "\n".join(lines)


draw()
