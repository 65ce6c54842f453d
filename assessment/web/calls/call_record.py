"""[기록]: everything that could change a number, who did what when, and the same again."""

import pandas as pd
import streamlit as st

from assessment.definitions.programmes import Criterion
from assessment.locale import translate as _
from assessment.services.funding import deciding
from assessment.services.funding.board import Parameters
from assessment.services.funding.deciding import Decision
from assessment.services.funding.ranking import CallView
from assessment.services.funding.reasons import words_of
from assessment.web.bulk_link import bulk_link
from assessment.web.calls.call_memory import seen_before, taken_before
from assessment.web.calls.call_words import solved_words
from assessment.web.refusals import reported
from assessment.web.visitor import visitor
from assessment.web.wording import day, day_and_time, plain, won


def draw(call_id: int, change: int) -> None:
    """What the numbers rest on, the decisions, and their replay."""
    person = visitor()
    view = seen_before(person, call_id, change).view
    taken = taken_before(person, call_id, change)
    newest = taken[0] if taken else None
    parameters = newest.parameters if newest else view.parameters
    bulk_link(_("순위표 엑셀 내려받기"), f"/files/ranking/{call_id}", "take-ranking")
    st.header(_("누가 언제 정했습니까?"), anchor=False)
    if not taken:
        st.write(_("아직 선정하지 않았습니다. 아래는 지금 선정하면 쓰일 값입니다."))
    for one in taken:
        _decision(one)
        if one.solved is not None:
            st.caption(solved_words(one.solved))
    if newest is not None:
        _replay(newest)
        _elsewhere(newest)
    st.header(_("무엇으로 계산했습니까?"), anchor=False)
    st.table(_given(view, parameters))
    st.markdown(f"**{_('평가항목')}**")
    st.table(_criteria(view, parameters))
    st.markdown(f"**{_('지문')}**")
    for label, digest in (
        (_("지원사업"), parameters.programme_hash),
        (_("진단"), parameters.questionnaire_hash),
        (_("신청 자료"), parameters.snapshot_digest),
    ):
        st.caption(label)
        st.code(digest, language=None, wrap_lines=True)


def _decision(one: Decision) -> None:
    said = _(
        "선정안 {n}: {who} 확정 {at}",
        n=one.id,
        who=plain(one.decided_by),
        at=day_and_time(one.decided_at),
    )
    if one.approved_at is not None:
        said += " · " + _(
            "{who} 승인 {at}", who=plain(one.approved_by or ""), at=day_and_time(one.approved_at)
        )
    elif not one.newest:
        said += " · " + _("새 선정안으로 바뀜")
    else:
        said += " · " + _("승인 대기")
    st.markdown(f"- {said}")


@st.fragment
def _replay(newest: Decision) -> None:
    st.caption(_("저장된 값만으로 처음부터 다시 계산해 결과가 같은지 봅니다."))
    if not st.button(_("다시 계산해 보기"), key="replay", icon=":material/replay:"):
        return
    person = visitor()
    with reported(), st.spinner(_("다시 계산하고 있습니다…"), show_time=True):
        found = deciding.replay(person.office, person.actor, newest.id)
        if found.same:
            st.success(_("{n}곳의 결과가 모두 같습니다.", n=f"{len(found.rows):,}"))
        else:
            st.error(
                _("{n}곳의 결과가 다릅니다. 관리자에게 알려 주십시오.", n=len(found.different))
            )
        if found.reworded:
            st.info(_("{n}곳은 사유의 문구만 그때와 다릅니다.", n=len(found.reworded)))


def _elsewhere(newest: Decision) -> None:
    """The same again without this program's database."""
    st.caption(
        _(
            "선정 파일에는 자료, 기준, 씨앗, 지문, 결과가 모두 들어 있어 "
            "다른 컴퓨터에서도 다시 계산할 수 있습니다."
        )
    )
    bulk_link(_("선정 파일 내려받기"), f"/files/decision/{newest.call_id}", "take-decision")
    st.code(f"python -m assessment select --replay {_('선정파일')}.json", language="bash")


def _selection(view: CallView) -> str:
    if view.programme.selection == "optimise":
        return _("예산과 조건 안에서 점수 합이 가장 큰 조합")
    if view.lottery is not None:
        return _("순위대로, 선정선의 동점은 추첨")
    return _("순위대로, 선정선의 동점은 함께 아래로")


def _given(view: CallView, parameters: Parameters) -> pd.DataFrame:
    places = "–" if parameters.places is None else f"{parameters.places:,}"
    waiting = _("모두") if parameters.waiting is None else f"{parameters.waiting:,}"
    rows = [
        (_("지원사업"), plain(f"{words_of(view.programme.name)} · {view.programme.version}")),
        (_("자료 기준일"), plain(day(parameters.data_date))),
        (_("예산"), won(parameters.budget)),
        (_("선정 수"), places),
        (_("예비순위"), waiting),
        (_("난수 시드"), str(parameters.seed)),
        (_("모의 횟수"), f"{parameters.draws:,}"),
        (_("가중치 변동폭"), f"±{parameters.spread:.0%}"),
        (_("소수 자릿수"), str(parameters.decimals)),
        (_("순위 규칙"), _("점수가 같으면 같은 순위 (1, 2, 2, 4)")),
        (_("선정 방식"), _selection(view)),
        (_("구간과 가능성"), plain(view.distribution)),
        (_("위원 점수"), _("{n}개", n=f"{len(parameters.panel):,}")),
    ]
    return pd.DataFrame(rows, columns=[_("이름"), _("값")]).set_index(_("이름"))


def _criteria(view: CallView, parameters: Parameters) -> pd.DataFrame:
    sources = {"assessment": _("진단"), "fact": _("업체 사실"), "panel": _("평가위원")}
    rows = [_criterion(one, parameters, sources) for one in view.programme.criteria]
    rows += [
        (plain(words_of(one.name)), f"{one.points:+g}", _("가점·감점"), "")
        for one in view.programme.adjustments
    ]
    columns = [_("항목"), _("배점"), _("무엇으로"), _("0점–만점")]
    return pd.DataFrame(rows, columns=columns).set_index(_("항목"))


def _criterion(
    one: Criterion, parameters: Parameters, sources: dict[str, str]
) -> tuple[str, str, str, str]:
    low, high = one.goalposts if one.direction == "up" else one.goalposts[::-1]
    weight = f"{parameters.weights[one.id]:g}" + (f" ({_('예시 배점')})" if one.example else "")
    return plain(words_of(one.name)), weight, sources[one.source], plain(f"{low:g} – {high:g}")
