"""Who reviews the assessments that are ticked in 검토함, and when the visit is."""

from datetime import date

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.entry import accounts
from assessment.services.review import reviewing
from assessment.web.refusals import reported
from assessment.web.visitor import Visitor
from assessment.web.wording import plain


def draw(person: Visitor, rows: pd.DataFrame) -> None:
    """A bar at the bottom edge, so that ticking more rows moves nothing."""
    single, first = len(rows) == 1, rows.iloc[0]
    people = accounts.reviewers(person.office, person.actor)
    held = None if pd.isna(first["reviewer_id"]) else int(first["reviewer_id"])
    start = held if single else person.actor.account_id
    options: list[int | None] = [*people, None]
    names = ", ".join(plain(one) for one in rows["firm"][:2])
    more = _(" 외 {n}곳", n=len(rows) - 2) if len(rows) > 2 else ""
    with (
        st.container(key="assign-bar"),
        st.form("assign", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.markdown(f"**{names}{more}**", width="stretch")
        reviewer = st.selectbox(
            _("담당"),
            options,
            index=options.index(start) if start in options else len(options) - 1,
            format_func=lambda one: people[one] if one in people else _("담당 없음"),
            key="assign-reviewer",
            width=200,
        )
        visit = st.date_input(
            _("방문일") if single else _("방문일 (비우면 그대로)"),
            value=first["visit_on"] if single and pd.notna(first["visit_on"]) else None,
            key="assign-visit",
            width=200,
        )
        sent = st.form_submit_button(_("정하기"), type="primary")
    if sent:
        with reported():
            _assign_all(person, rows, reviewer, visit if isinstance(visit, date) else None)
            st.session_state["inbox-turn"] += 1
            st.session_state["inbox-said"] = _("{n}곳의 담당을 정했습니다.", n=len(rows))
            st.rerun()


def _assign_all(
    person: Visitor, rows: pd.DataFrame, reviewer: int | None, visit: date | None
) -> None:
    for row in rows.to_dict("records"):
        kept = row["visit_on"] if pd.notna(row["visit_on"]) else None
        day = visit if visit is not None or len(rows) == 1 else kept
        reviewing.assign(person.office, person.actor, int(row["id"]), reviewer, day)
