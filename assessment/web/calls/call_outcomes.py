"""Who was selected, who waits in which place, who was refused: each with why and what would do."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.funding.deciding import Decision
from assessment.services.funding.outcomes import OUTCOMES
from assessment.web.calls.call_words import binding_name, eok, outcome_name
from assessment.web.wording import plain

PAGE = 25
UNJUDGED = ("eligibility", "open", "unverified", "no_amount")
"""Who was never held against money, places or quotas."""


def draw(taken: Decision) -> None:
    """One list at a time, in the order of places."""
    counts = taken.rows["outcome"].value_counts()
    chosen = st.segmented_control(
        _("결과"),
        OUTCOMES,
        format_func=lambda one: f"{outcome_name(one)} {int(counts.get(one, 0)):,}",
        default=OUTCOMES[0],
        required=True,
        key="outcome",
        label_visibility="collapsed",
    )
    rows = taken.rows[taken.rows["outcome"] == chosen]
    if rows.empty:
        st.info(_("이 결과에 해당하는 업체가 없습니다."))
        return
    if chosen != OUTCOMES[0]:
        _summary(rows, str(chosen))
    key = f"page-{chosen}"
    page = int(st.session_state.get(key, 1))
    for row in rows.iloc[(page - 1) * PAGE : page * PAGE].to_dict("records"):
        with st.container(key=f"applicant-{row['application']}"):
            st.markdown(_outcome(row))
    if len(rows) > PAGE:
        st.pagination(-(-len(rows) // PAGE), key=key)


def _summary(rows: pd.DataFrame, chosen: str) -> None:
    """How many each kind of limit kept out; decisions of old say nothing of it."""
    counts = rows["binding"][rows["binding"] != ""].value_counts()
    if counts.empty:
        return
    told = " · ".join(
        _("{name} {n}곳", name=binding_name(str(key)), n=f"{n:,}") for key, n in counts.items()
    )
    with st.container(key=f"summary-{chosen}"):
        st.caption(_("무엇에 막혔습니까? {told}", told=plain(told)))


def _outcome(row: Mapping[Hashable, Any]) -> str:
    name = f"**{plain(row['name'])}**"
    score = "" if pd.isna(row["score"]) else _("{n}점", n=f"{row['score']:.2f}")
    place = "" if pd.isna(row["place"]) else str(row["place"])
    match row["outcome"]:
        case "selected":
            head = _("{n}위", n=place)
            parts = [f"{head} {name}", score, eok(_number(row["granted"]))]
        case "waiting":
            parts = [f"{_('예비 {place}순위', place=place)} {name}", score]
        case _:
            parts = [name, score]
    lines = [" · ".join(part for part in parts if part)]
    if row["code"]:
        lines.append(f"`{row['code']}` {plain(row['reason'])}")
    if row["binding_words"] and row["binding"] not in UNJUDGED:
        lines.append(_("막은 조건: {name}", name=plain(row["binding_words"])))
    if row["change"]:
        lines.append(f"→ {plain(row['change'])}")
    return "  \n".join(lines)


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
