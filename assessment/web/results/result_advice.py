"""What to do next: three steps worth most, what they give together, and other ways."""

import streamlit as st

from assessment.locale import translate as _
from assessment.services.scoring.advice import StepView
from assessment.services.scoring.results import Result
from assessment.web.results.result_headline import step_names
from assessment.web.wording import plain, points, points_of, won

OTHERS = 6
MISSED, WORTH = 5, 100
"""So many answers, each a hundredth of the whole at least."""


def next_steps(found: Result) -> None:
    """The three steps worth most, what they give together, and other ways."""
    advice, release, axes = found.advice, found.release, found.axes
    st.header(_("다음에 할 일"), anchor=False)
    if not advice.known:
        _most_missed(found)
    if not advice.plan and not advice.known:
        return
    if not advice.plan:
        st.write(_("지금 답으로는 더 올릴 칸이 없습니다."))
        return
    for place, step in enumerate(advice.plan, 1):
        with st.container(border=True, key=f"step-{place}"):
            _step(f"{place}. ", step, found.points)
    if advice.total is not None:
        names = [
            plain(step_names(release, axis.id).get(advice.levels.get(axis.id) or "", ""))
            for axis in axes
            if advice.levels.get(axis.id) not in (None, axis.step)
        ]
        levels = f" · {', '.join(name for name in names if name)}" if any(names) else ""
        st.markdown(f"**{_('여기까지 하면 {total}', total=points(advice.total))}{levels}**")
    if advice.others:
        with st.expander(_("다른 방법 보기")):
            for step in advice.others[:OTHERS]:
                _step("", step, found.points)
                st.divider()
    if advice.estimate:
        st.caption(plain(advice.estimate))


def _most_missed(found: Result) -> None:
    """Where no steps are written down: the answers that cost most points."""
    missed = found.items[found.items["missed"] >= found.points / WORTH].sort_values(
        "missed", ascending=False
    )
    if missed.empty:
        st.write(_("지금 답으로는 크게 놓친 점수가 없습니다."))
        return
    st.write(_("점수를 가장 많이 놓친 답입니다. 컨설턴트와 여기부터 이야기하십시오."))
    lines = [
        _(
            "- **{short}**: 지금 ‘{claimed}’ · 놓친 점수 {missed}",
            short=plain(row["short"]),
            claimed=plain(row["verified"] if isinstance(row["verified"], str) else row["claimed"]),
            missed=points_of(found.points)(row["missed"]),
        )
        for row in missed.head(MISSED).to_dict("records")
    ]
    st.markdown("\n".join(lines))


def _step(mark: str, step: StepView, full: float) -> None:
    st.markdown(f"**{mark}{plain(step.text)}**")
    said = [
        _("+{points}", points=points_of(full)(step.gain)),
        _cost(step),
        _("{n}개월", n=f"{step.months:g}"),
    ]
    st.markdown(" · ".join(said))
    st.caption(
        _(
            "{short}: 지금 ‘{now}’ → ‘{then}’",
            short=plain(step.short),
            now=plain(step.now),
            then=plain(step.then),
        )
    )
    if step.needs:
        needs = ", ".join(plain(one) for one in step.needs)
        st.caption(_("먼저 갖출 것: {needs}", needs=needs))
    if step.payers:
        payers = ", ".join(plain(one) for one in step.payers)
        st.caption(_("비용을 도울 수 있는 사업: {payers}", payers=payers))


def _cost(step: StepView) -> str:
    if not step.cost_high:
        return plain(step.cost)
    if not step.cost_low:
        return _("{amount}까지", amount=won(step.cost_high))
    return f"{won(step.cost_low)}–{won(step.cost_high)}"
