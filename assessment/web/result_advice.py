"""What to do next: three steps worth most, what they give together, and other ways."""

from collections.abc import Sequence

import streamlit as st

from assessment.definitions.models import Release
from assessment.locale import translate as _
from assessment.services.advice import Advice, StepView
from assessment.services.results import AxisView
from assessment.web.result_parts import step_names
from assessment.web.wording import plain, points, won

OTHERS = 6


def next_steps(advice: Advice, release: Release, axes: Sequence[AxisView]) -> None:
    """The three steps worth most, what they give together, and other ways."""
    st.subheader(_("다음에 할 일"), anchor=False)
    if not advice.plan:
        st.write(_("지금 답으로는 더 올릴 칸이 없습니다."))
        return
    for place, step in enumerate(advice.plan, 1):
        with st.container(border=True, key=f"step-{place}"):
            _step(f"{place}. ", step)
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
                _step("", step)
                st.divider()
    if advice.estimate:
        st.caption(plain(advice.estimate))


def _step(mark: str, step: StepView) -> None:
    st.markdown(f"**{mark}{plain(step.text)}**")
    said = [
        _("+{points}", points=points(step.gain)),
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
