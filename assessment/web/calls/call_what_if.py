"""가정해 보기: other weights in a drawer beside the list; nothing of it decides anything."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from assessment.definitions.programmes import Programme
from assessment.locale import translate as _
from assessment.services.funding import ranking, scenarios
from assessment.services.funding.ranking import WhatIf
from assessment.web.calls.call_memory import seen_now
from assessment.web.calls.call_words import criterion_names, eok
from assessment.web.refusals import reported
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import plain

MOST_SHOWN = 20


def opened(call_id: int) -> None:
    """The drawer over the right side of the screen."""
    st.dialog(_("가정해 보기"), width="medium", position="right")(_drawer)(call_id)


def _drawer(call_id: int) -> None:
    person = visitor()
    programme = seen_now(person, call_id).view.programme
    with st.container(key="what-if"):
        st.markdown(
            f":orange-badge[{_('가정')}] "
            + _("여기서 바꾼 것은 선정에 쓰이지 않고, 이름을 붙여 저장하지 않으면 남지 않습니다.")
        )
        _load(person, call_id, programme)
        headline = st.container()
        weights = _weights(call_id, programme)
        if not any(weights.values()):
            st.warning(_("가중치 하나는 0보다 커야 합니다."))
            return
        with st.spinner(_("가정에 따라 다시 매기고 있습니다…"), show_time=True):
            found = None
            with reported():
                found = ranking.what_if(person.office, person.actor, call_id, weights)
        if found is not None:
            with headline:
                _headline(found)
            _moved(found)
            _save(person, call_id, weights)


def _slider(call_id: int, criterion: str) -> str:
    return f"weight-{call_id}-{criterion}"


def _weights(call_id: int, programme: Programme) -> dict[str, float]:
    names = criterion_names(programme)
    found = {}
    sides = st.columns(2)
    for place, one in enumerate(programme.criteria):
        key = _slider(call_id, one.id)
        st.session_state.setdefault(key, float(one.weight))
        top = max(100.0, float(one.weight) * 2)
        told = _("{name} (공고 {n})", name=names[one.id], n=f"{one.weight:g}")
        found[one.id] = sides[place % 2].slider(
            plain(told), 0.0, top, step=1.0, format="%g", key=key
        )
    return found


def _load(person: Visitor, call_id: int, programme: Programme) -> None:
    kept = {
        one.name: one.weights for one in scenarios.scenarios(person.office, person.actor, call_id)
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if kept:
            chosen = st.selectbox(
                _("저장한 가정"), list(kept), index=None, key="scenario", placeholder=_("고르기")
            )
            if chosen:
                st.button(
                    _("불러오기"), key="load-scenario", on_click=_set, args=(call_id, kept[chosen])
                )
        own = {one.id: float(one.weight) for one in programme.criteria}
        st.button(_("공고의 가중치로"), key="reset-weights", on_click=_set, args=(call_id, own))


def _set(call_id: int, weights: Mapping[str, float]) -> None:
    for criterion, weight in weights.items():
        st.session_state[_slider(call_id, criterion)] = float(weight)


def _crossing(moved: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who comes in and who falls out."""
    before, after = _flags(moved["above_line"]), _flags(moved["above_line_supposed"])
    return moved[after & ~before], moved[before & ~after]


def _headline(found: WhatIf) -> None:
    entering, leaving = _crossing(found.moved)
    line = found.view.line
    st.markdown(
        "**"
        + _(
            "가정하면 예산선 안 {n}곳 ({spent}): 새로 들어오는 업체 {come}곳, 밀려나는 업체 {go}곳",
            n=line.selected,
            spent=eok(line.spent),
            come=len(entering),
            go=len(leaving),
        )
        + "**"
    )


def _moved(found: WhatIf) -> None:
    entering, leaving = _crossing(found.moved)
    st.caption(_("가정의 순위구간: {words}.", words=plain(found.view.distribution)))
    for rows, label in ((entering, _("들어옴")), (leaving, _("밀려남"))):
        lines = [
            _(
                "- {label}: **{name}** {before}위 → {after}위",
                label=label,
                name=plain(row["name"]),
                before=int(row["rank"]),
                after=int(row["rank_supposed"]),
            )
            for row in rows.head(MOST_SHOWN).to_dict("records")
        ]
        if len(rows) > MOST_SHOWN:
            lines.append(_("- 그 밖에 {n}곳", n=len(rows) - MOST_SHOWN))
        if lines:
            st.markdown("\n".join(lines))


def _flags(column: pd.Series) -> pd.Series:
    return column.astype("boolean").fillna(False).astype(bool)


def _save(person: Visitor, call_id: int, weights: Mapping[str, float]) -> None:
    with st.form("save-scenario", border=False):
        name = st.text_input(_("이 가정의 이름"), max_chars=100, key="scenario-name")
        if st.form_submit_button(_("가정으로 저장")):
            with reported():
                scenarios.save_scenario(person.office, person.actor, call_id, name, weights)
                st.success(_("가정으로 저장했습니다. 선정에는 쓰이지 않습니다."))
