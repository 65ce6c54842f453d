"""The rule of the notice in words, and how far money, places and quotas are met."""

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.funding.deciding import Decision
from assessment.services.funding.ranking import CallView
from assessment.web.calls.call_words import eok
from assessment.web.wording import plain

Limit = tuple[str, str, str, str]


def draw(view: CallView, taken: Decision | None) -> None:
    """The rule, then each limit with what is asked, what is, and whether it is kept."""
    st.markdown(_rule(view))
    limits = list(_limits(view, taken))
    if not limits:
        st.warning(_("예산도 선정 수도 없어 모두 선정됩니다. 공고를 확인해 주십시오."))
        return
    columns = [_("조건"), _("공고"), _("선정"), _("지켰습니까?")]
    table = pd.DataFrame(limits, columns=columns).map(plain)
    with st.container(key="limits"):
        st.table(table.set_index(columns[0]))
    if view.programme.selection == "by_rank":
        st.caption(_end(view))
    if taken is not None and _chosen(taken) != _now(view):
        st.warning(
            _(
                "확정한 뒤 위원 점수가 바뀌어 지금의 순위와 다릅니다. "
                "쿼터는 지금 순위로 센 수입니다."
            )
        )


def _rule(view: CallView) -> str:
    """How the notice says that one chooses."""
    if view.programme.selection == "optimise":
        said = [
            _(
                "선정 규칙: 확인이 끝난 적격 업체 가운데 예산과 조건 안에서 "
                "점수 합이 가장 큰 조합을 고릅니다."
            )
        ]
    else:
        said = [_("선정 규칙: 확인이 끝난 적격 업체를 점수 순으로, 예산이나 선정 수가 찰 때까지.")]
    if any(one.floor for one in view.quotas):
        said.append(_("최소 쿼터는 그 안의 순위대로 먼저 채웁니다."))
    if any(one.ceiling is not None for one in view.quotas):
        said.append(_("최대 쿼터가 차면 그 업체는 건너뛰어 예비순위에 둡니다."))
    return " ".join(said)


def _end(view: CallView) -> str:
    """Where the list ends, and what becomes of equal scores there."""
    if view.line.selected == len(view.ranking):
        return _("순위에 든 업체가 모두 들어옵니다.")
    said = [
        _(
            "예산이 다음 순위의 신청액보다 적게 남으면 거기서 멈추고, "
            "금액이 맞는 다음 업체로 건너뛰지 않습니다."
        )
    ]
    if view.lottery is None:
        said.append(_("선정선에 같은 점수가 걸리면 추첨하지 않고 함께 아래로 둡니다."))
    return " ".join(said)


def _limits(view: CallView, taken: Decision | None) -> Iterator[Limit]:
    line, call = view.line, view.call
    number, spent = line.selected, line.spent
    if taken is not None:
        number, spent = len(_chosen(taken)), float(taken.rows["granted"].sum())
    if call.budget is not None:
        left = eok(call.budget - spent)
        kept = spent <= call.budget
        met = _("지킴 (남음 {n})", n=left) if kept else _("넘음")
        yield _("예산"), eok(call.budget), eok(spent), met
    if call.places is not None:
        most = _("최대 {n}곳", n=f"{call.places:,}")
        yield _("선정 수"), most, _places(number), _ceiling(number, call.places)
    else:
        yield _("선정 수"), "–", _places(number), "–"
    for one in view.quotas:
        if one.floor:
            asked = _("최소 {n}곳", n=one.floor)
            met = _("지킴") if one.selected >= one.floor else _("못 채움")
            yield str(one.name), asked, _places(one.selected), met
        if one.ceiling is not None:
            asked = _("최대 {n}곳", n=one.ceiling)
            yield str(one.name), asked, _places(one.selected), _ceiling(one.selected, one.ceiling)


def _places(number: int) -> str:
    return _("{n}곳", n=f"{number:,}")


def _ceiling(number: int, most: int) -> str:
    if number > most:
        return _("넘음")
    return _("지킴 (가득 참)") if number == most else _("지킴")


def _chosen(taken: Decision) -> set[int]:
    rows = taken.rows
    return {int(key) for key in rows["application"][rows["outcome"] == "selected"]}


def _now(view: CallView) -> set[int]:
    return {int(key) for key in view.ranking["application"][view.ranking["above_line"]]}
