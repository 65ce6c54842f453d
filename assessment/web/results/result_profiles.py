"""Profiles that a firm meets or not, and targets attained, as an owner reads them."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from assessment.definitions.releases import Release
from assessment.locale import translate as _
from assessment.services.assessing.item_texts import item_text
from assessment.services.scoring.result_profiles import MeasureView, ProfilesView, ProfileView
from assessment.services.scoring.results import Result
from assessment.web.wording import cited, day, percent, plain

_ICONS = {
    "met": ":material/check_circle:",
    "unmet": ":material/block:",
    "unknown": ":material/help:",
}


# ---- profiles --------------------------------------------------------------------------------


def met_in_words(found: Result) -> None:
    """Below the headline: which profiles are met now."""
    for axis in found.profiles:
        names = [plain(one.name) for one in axis.profiles if one.state == "met"]
        if names:
            said = _(
                "{axis}: **{names}**에 맞습니다.", axis=plain(axis.name), names=", ".join(names)
            )
        else:
            said = _("{axis}: 아직 맞는 것이 없습니다.", axis=plain(axis.name))
        st.markdown(said)


def draw(found: Result, *, answering: bool) -> None:
    """Every profile with what is missing; those of the past behind a fold.

    With `answering` each item that still needs an answer is a way to its question.
    """
    for axis in found.profiles:
        st.header(plain(axis.name), anchor=False)
        _axis(axis, found.release, answering=answering)


def _axis(axis: ProfilesView, release: Release, *, answering: bool) -> None:
    now = [one for one in axis.profiles if not one.historic]
    near = [one for one in now if one.suits or one.state != "unmet"] or now[:1]
    for one in near:
        with st.container(border=True, key=f"profile-{one.id}", gap="xsmall"):
            _profile(one, release, answering=answering)
    far = [one for one in now if one not in near]
    if far:
        with st.expander(_("아직 먼 기준 {n}개", n=len(far)), key=f"far-{axis.id}"):
            for one in far:
                _profile(one, release, answering=answering)
    past = [one for one in axis.profiles if one.historic]
    if past:
        with st.expander(_("지난 제도 {n}개", n=len(past)), key=f"past-{axis.id}"):
            st.caption(_("지금은 신청할 수 없습니다. 어느 정도인지 견주어 보는 데 쓰십시오."))
            for one in past:
                _profile(one, release, answering=answering)


def _profile(one: ProfileView, release: Release, *, answering: bool) -> None:
    said = {
        "met": _("맞습니다"),
        "unmet": _("아직 아닙니다"),
        "unknown": _("답이 더 있어야 알 수 있습니다"),
    }[one.state]
    first = f" · {_('우리 규모에 먼저')}" if one.suits and not one.historic else ""
    st.markdown(f"{_ICONS[one.state]} **{plain(one.name)}** — {said}{first}")
    st.write(plain(one.meaning))
    if one.state == "unmet" and one.lacking:
        st.caption(_("모자란 것: {lacking}", lacking=plain(one.lacking)))
    if one.state == "unknown" and one.missing:
        names = ", ".join(plain(item_text(release, item).short) for item in one.missing)
        st.caption(_("알려 주실 것: {names}", names=names))
        if answering:
            st.page_link(
                "screens/assess.py",
                label=_("{n}문항 답하러 가기", n=len(one.missing)),
                icon=":material/checklist:",
                query_params={"form": release.id, "at": one.missing[0]},
            )
    st.caption(_told_by(one))


def _told_by(one: ProfileView) -> str:
    said = _(
        "근거: {source} ({day} 기준)", source=cited(one.source.source), day=day(one.source.as_of)
    )
    return said if one.source.confidence == "confirmed" else f"{said} · {_('미확인, 공고 확인')}"


# ---- targets ---------------------------------------------------------------------------------


def attained(measures: Sequence[MeasureView]) -> None:
    """Before, target and actual value of every target, and how much of the way is done."""
    if not measures:
        return
    st.header(_("목표를 얼마나 이루었습니까?"), anchor=False)
    known = [one for one in measures if one.share is not None]
    if known:
        done = sum(one.share == 1 for one in known)
        st.markdown(
            _(
                "알 수 있는 목표 {known}개 가운데 **{done}개**를 이루었습니다.",
                known=len(known),
                done=done,
            )
        )
    else:
        st.write(_("도입 전, 목표, 지금의 값이 모두 있어야 알 수 있습니다."))
    table = pd.DataFrame(
        {
            _("지표"): [one.name for one in measures],
            _("도입 전"): [one.before for one in measures],
            _("목표"): [one.target for one in measures],
            _("지금"): [one.actual for one in measures],
            _("달성률"): [percent(one.share) for one in measures],
        }
    )
    st.table(table.set_index(_("지표")))
    st.caption(_("달성률은 (지금 − 도입 전) ÷ (목표 − 도입 전)이고, 0%와 100% 사이로 자릅니다."))
