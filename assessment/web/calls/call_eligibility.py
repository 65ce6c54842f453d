"""[자격]: who may be supported, who cannot be judged yet and what is missing, who may not."""

from collections import Counter
from collections.abc import Hashable, Mapping

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.funding.judging import Verdict
from assessment.services.funding.ranking import CallView
from assessment.services.funding.reasons import words_of
from assessment.web.calls.call_memory import seen_before
from assessment.web.calls.call_words import verdict_name
from assessment.web.visitor import visitor
from assessment.web.wording import plain

ORDER = ("needs_checking", "not_eligible", "eligible")
PAGE = 20


def draw(call_id: int, change: int) -> None:
    """Three lists, one at a time; first the one that asks for work."""
    st.fragment(_lists, key="eligibility")(call_id, change)


def _lists(call_id: int, change: int) -> None:
    view = seen_before(visitor(), call_id, change).view
    table = view.eligibility
    if table.empty:
        st.info(_("아직 신청한 업체가 없습니다. 신청이 들어오면 자격을 바로 판정합니다."))
        return
    counts = table["status"].value_counts()
    chosen = st.segmented_control(
        _("판정"),
        ORDER,
        format_func=lambda one: f"{verdict_name(one)} {int(counts.get(one, 0)):,}",
        default=next((one for one in ORDER if counts.get(one, 0)), ORDER[0]),
        required=True,
        key="verdict",
        label_visibility="collapsed",
    )
    rows = table[table["status"] == chosen]
    _summary(view, rows, str(chosen))
    if rows.empty:
        st.info(_("이 목록에 해당하는 업체가 없습니다."))
        return
    page = int(st.session_state.get(f"page-{chosen}", 1))
    for row in rows.iloc[(page - 1) * PAGE : page * PAGE].to_dict("records"):
        _applicant(call_id, row, view.verdicts[int(row["application"])])
    if len(rows) > PAGE:
        st.pagination(-(-len(rows) // PAGE), key=f"page-{chosen}")


def _summary(view: CallView, rows: pd.DataFrame, chosen: str) -> None:
    """What to ask whom first, or which rule refuses how many."""
    verdicts = [view.verdicts[int(key)] for key in rows["application"]]
    if chosen == "needs_checking":
        heading, lines = _("무엇을 누구에게 물어야 합니까?"), _asked(verdicts)
    elif chosen == "not_eligible":
        heading, lines = _("어느 규칙에 걸렸습니까?"), _refused(verdicts)
    else:
        heading, lines = _("모두 통과한 규칙"), _rules(view)
    if lines:
        with st.expander(heading, key=f"summary-{chosen}", expanded=chosen != "eligible"):
            st.markdown("\n".join(lines))


def _asked(verdicts: list[Verdict]) -> list[str]:
    asked = Counter(
        (question.reason, one)
        for verdict in verdicts
        for question in verdict.open
        for one in question.missing
    )
    return [
        _(
            "- **{missing}** {n}곳 → {supplier}",
            missing=plain(one.label),
            n=f"{n:,}",
            supplier=plain(one.supplier),
        )
        + f"  \n  `{reason.code}` {plain(reason.words)}"
        for (reason, one), n in asked.most_common()
    ]


def _refused(verdicts: list[Verdict]) -> list[str]:
    refused = Counter(one for verdict in verdicts for one in verdict.refusals)
    return [
        _("- `{code}` {words} **{n}곳**", code=one.code, words=plain(one.words), n=f"{n:,}")
        for one, n in refused.most_common()
    ]


def _rules(view: CallView) -> list[str]:
    programme = view.programme
    rules = [(one.code, one.message) for one in programme.eligibility]
    rules += [(gate.code, gate.message)] if (gate := programme.level_gate) else []
    return [f"- `{code}` {plain(words_of(words))}" for code, words in rules]


def _applicant(call_id: int, row: Mapping[Hashable, object], verdict: Verdict) -> None:
    with st.container(key=f"applicant-{row['application']}"):
        marks = "" if row["verified"] else f" :orange-badge[{_('미확인')}]"
        marks += f" :orange-badge[{_('마감 후 변경')}]" if row["changed_after_close"] else ""
        lines = [f"**{plain(row['name'])}**{marks}"]
        lines += [f"`{one.code}` :red[{plain(one.words)}]" for one in verdict.refusals]
        open_ = [
            f"`{question.reason.code}` {', '.join(plain(m.label) for m in question.missing)}"
            for question in verdict.open
        ]
        if open_:
            lines.append(f"{_('모르는 값')}: " + " · ".join(open_))
        st.markdown("  \n".join(lines))
        if row["firm"] is not pd.NA:
            to_application(call_id, int(str(row["application"])))


def to_application(call_id: int, application_id: int) -> None:
    """The way to what this applicant has written."""
    if st.button(
        _("신청서 보기"),
        key=f"application-{application_id}",
        icon=":material/description:",
        type="tertiary",
    ):
        st.query_params.from_dict({"call": str(call_id), "applicant": str(application_id)})
        st.rerun()
