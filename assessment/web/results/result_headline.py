"""The first lines of a result: where the firm stands, in one sentence, and how sure that is."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from assessment.definitions.releases import Release
from assessment.definitions.scoring import Ladder
from assessment.locale import language
from assessment.locale import translate as _
from assessment.services.register.facts import CERTIFIED_AXES
from assessment.services.scoring.results import AxisView, Result
from assessment.web.results import result_certainty
from assessment.web.wording import percent, plain, points

LIKELY = 0.9


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
    covered = percent(found.coverage)
    stands = [one for one in (_stands(axis, found) for axis in found.axes) if one]
    if found.total is None and not stands:
        return _("답한 문항이 {covered}라서 아직 결과를 알 수 없습니다.", covered=covered)
    if found.total is None:
        return _(
            "사장님 공장은 {stands}입니다. 답한 문항이 {covered}라서 점수는 아직 낼 수 없습니다.",
            stands=", ".join(stands),
            covered=covered,
        )
    if not any(_of_the_whole(axis, found) for axis in found.axes):
        full = f"{int(found.points):,}"
        stands.append(_("{full}점 만점에 **{points}**", full=full, points=points(found.total)))
    return _("사장님 공장은 {stands}입니다.", stands=", ".join(stands))


def _stands(axis: AxisView, found: Result) -> str:
    """The axis and where the firm is on it; a ladder of the whole says the points, too."""
    if not axis.step_name:
        return ""
    name, step = plain(axis.name), plain(axis.step_name)
    if _of_the_whole(axis, found) and found.total is not None:
        return _("{axis} **{points}**({step})", axis=name, points=points(found.total), step=step)
    # steps that are whole phrases run into the next name without quotes
    return f"{name} **{step}**" if axis.id in CERTIFIED_AXES else f"{name} ‘**{step}**’"


def _of_the_whole(axis: AxisView, found: Result) -> bool:
    definition = found.release.scoring.axes[axis.id]
    return isinstance(definition, Ladder) and definition.node == found.release.scoring.root


def _to_go(axis: AxisView) -> None:
    if not axis.next_step_name:
        return
    name, step = plain(axis.name), plain(axis.next_step_name)
    if axis.distance is not None:
        left = points(axis.distance if axis.distance == int(axis.distance) else axis.distance + 1)
        st.markdown(_("{axis}: ‘{step}’까지 {left} 남았습니다.", axis=name, step=step, left=left))
    elif axis.missing:
        lacking = plain(axis.missing[0])
        st.markdown(
            _("{axis}: ‘{step}’까지 남은 것 — {lacking}", axis=name, step=step, lacking=lacking)
        )


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
    axis = plain(_whole(found.release).texts[language()].axes[quick.axis].name)
    sentence = _(
        "사장님 공장은 {axis} **{low}에서 {high} 사이**일 것 같습니다.",
        axis=axis,
        low=low,
        high=high,
    )
    with st.container(key="headline"):
        st.title(sentence, anchor=False)
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
    n = len(found.release.items)
    told = _("{n}문항만으로 낸 추정입니다. 전체 진단을 하면 좁혀집니다.", n=n)
    st.caption(" ".join([told, *result_certainty.no_certificate(found)]))


def step_names(release: Release, axis: str) -> Mapping[str, str]:
    """What each step of an axis of the whole questionnaire is called."""
    steps = _whole(release).texts[language()].axes[axis].steps
    return {step: text.name for step, text in steps.items()}


def _whole(release: Release) -> Release:
    return release.part_of or release


def ladders(found: Result) -> None:
    """Behind a fold, the points at which each step begins."""
    definitions = found.release.scoring.axes.items()
    known = {axis: one for axis, one in definitions if isinstance(one, Ladder)}
    if found.quick is not None or not known:
        return
    with st.expander(_("단계를 나누는 점수")):
        for axis, definition in known.items():
            st.markdown(f"**{plain(found.release.texts[language()].axes[axis].name)}**")
            st.table(_ladder_rows(definition, step_names(found.release, axis)))


def _ladder_rows(definition: Ladder, names: Mapping[str, str]) -> pd.DataFrame:
    sure = definition.source.confidence == "confirmed"
    first = _("{n}점 미만", n=f"{definition.steps[0].at_least:g}")
    rows = [(names[definition.base], first)]
    rows += [(names[one.id], _("{n}점부터", n=f"{one.at_least:g}")) for one in definition.steps]
    column = _("점수") if sure else _("점수 (미확인 기준)")
    return pd.DataFrame(rows, columns=[_("단계"), column]).set_index(_("단계"))
