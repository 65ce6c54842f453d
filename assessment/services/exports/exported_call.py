"""A call as workbooks: its ranked list and the panel's template, numbers as on the screens."""

from collections.abc import Mapping

import pandas as pd

from assessment.definitions.programmes import Criterion, Programme
from assessment.locale import mark
from assessment.locale import translate as _
from assessment.records import rounds
from assessment.services.demo.assumptions import assumptions_told
from assessment.services.entry.sessions import is_demo
from assessment.services.funding.board import CONTRIBUTION
from assessment.services.funding.deciding import Decision, decisions
from assessment.services.funding.panels import panel_criteria, panel_template
from assessment.services.funding.ranking import CallView, call_view
from assessment.services.funding.reasons import words_of
from assessment.services.office import Actor, Office
from assessment.workbooks.sheets.ranked_list import RankedList, ranked_list_workbook
from assessment.workbooks.tabular.panel import PanelCriterion
from assessment.workbooks.tabular.panel import panel_template as template_workbook

STATUS: Mapping[str, str] = {
    "eligible": mark("적격"),
    "needs_checking": mark("확인 필요"),
    "not_eligible": mark("부적격"),
}
OUTCOMES: Mapping[str, str] = {
    "selected": mark("선정"),
    "waiting": mark("예비"),
    "refused": mark("미선정"),
}
CALL_STATUS: Mapping[str, str] = {
    "open": mark("접수 중"),
    "closed": mark("마감"),
    "decided": mark("선정 완료"),
}
SELECTIONS: Mapping[str, str] = {
    "by_rank": mark("순위에 따라, 예산이 다할 때까지"),
    "optimise": mark("예산과 쿼터 안에서 점수 합이 가장 큰 조합"),
}
SOURCES: Mapping[str, str] = {
    "assessment": mark("진단"),
    "fact": mark("업체 사실"),
    "panel": mark("평가위원"),
}


def ranking(office: Office, actor: Actor, call_id: int) -> tuple[tuple[str, str], bytes]:
    """Name parts and the workbook of a call's ranked list, for the programme office."""
    view = call_view(office, actor, call_id)
    taken = next(iter(decisions(office, actor, call_id)), None)
    round_name = _round_name(office, view.call.round_id)
    programme = str(words_of(view.programme.name))
    given = RankedList(
        call=view.call.name,
        programme=programme,
        round=round_name,
        status=_(CALL_STATUS[view.call.status]),
        data_date=view.parameters.data_date.isoformat(),
        seed=view.parameters.seed,
        ranking=view.ranking.rename(columns=_as_criterion),
        criteria=_criteria(view.programme, view.parameters.weights),
        criterion_names=_names(view.programme),
        eligibility=_eligibility(view),
        unverified=_unverified(view),
        decisions=_decided(taken),
        parameters=_parameters(view, taken),
        hashes=(
            (_("지원사업"), view.parameters.programme_hash),
            (_("진단"), view.parameters.questionnaire_hash),
            (_("신청 자료"), view.parameters.snapshot_digest),
        ),
        distribution=str(view.distribution),
        notes=_notes(view),
        demo=is_demo(office),
        assumptions=assumptions_told() if is_demo(office) else (),
    )
    return (view.call.name, round_name), ranked_list_workbook(given)


def panel(office: Office, actor: Actor, call_id: int) -> tuple[tuple[str, str], bytes]:
    """Name parts and the template in which one member of the panel gives scores."""
    view = call_view(office, actor, call_id)
    template = panel_template(office, actor, call_id, "")
    criteria = [
        PanelCriterion(one.id, str(words_of(one.name)), min(one.goalposts), max(one.goalposts))
        for one in panel_criteria(view.programme)
    ]
    content = template_workbook(view.call.name, template, criteria, demo=is_demo(office))
    return (view.call.name, _("평가점수")), content


def _round_name(office: Office, round_id: int) -> str:
    with office.database.reading() as connection:
        found = rounds.get(connection, round_id)
    return found.name if found else ""


def _as_criterion(name: str) -> str:
    if name.startswith(CONTRIBUTION):
        return f"criterion:{name.removeprefix(CONTRIBUTION)}"
    return "criterion:adjustment" if name == "adjustment" else name


def _names(programme: Programme) -> dict[str, str]:
    named = {one.id: str(words_of(one.name)) for one in programme.criteria}
    return named | {"adjustment": _("가점·감점")}


def _criteria(programme: Programme, weights: Mapping[str, float]) -> pd.DataFrame:
    rows = [_criterion(one, weights[one.id]) for one in programme.criteria]
    rows += [
        {
            "name": str(words_of(one.name)),
            "source": _("가점") if one.points > 0 else _("감점"),
            "direction": "",
            "low": None,
            "high": None,
            "weight": one.points,
            "example": "",
        }
        for one in programme.adjustments
    ]
    return pd.DataFrame(rows)


def _criterion(one: Criterion, weight: float) -> dict[str, object]:
    return {
        "name": str(words_of(one.name)),
        "source": _(SOURCES[one.source]),
        "direction": _("클수록 좋음") if one.direction == "up" else _("작을수록 좋음"),
        "low": one.goalposts[0],
        "high": one.goalposts[1],
        "weight": weight,
        "example": _("예시 배점") if one.example else "",
    }


def _eligibility(view: CallView) -> pd.DataFrame:
    table = view.eligibility
    shown = table.assign(
        status=[_(STATUS[status]) for status in table["status"]],
        messages=[
            f"{reasons} ({_('모르는 값')}: {missing})" if missing else reasons
            for reasons, missing in zip(table["reasons"], table["missing"], strict=True)
        ],
    )
    return shown[["name", "status", "codes", "messages"]]


def _unverified(view: CallView) -> pd.DataFrame:
    parts = []
    for table, reason in (
        (view.unverified, _("컨설턴트의 확인이 끝나지 않았습니다.")),
        (view.pending, _("자격을 아직 판단할 수 없습니다.")),
    ):
        parts.append(table[["name", "score"]].assign(reason=reason))
    return pd.concat(parts, ignore_index=True)


def _decided(taken: Decision | None) -> pd.DataFrame:
    if taken is None:
        return pd.DataFrame()
    outcomes = []
    for outcome, place in zip(taken.rows["outcome"], taken.rows["place"], strict=True):
        waiting = outcome == "waiting" and not pd.isna(place)
        outcomes.append(
            _("예비 {place}순위", place=place) if waiting else _(OUTCOMES[str(outcome)])
        )
    codes = zip(taken.rows["code"], taken.rows["reason"], strict=True)
    reasons = [f"[{code}] {reason}" if code else reason for code, reason in codes]
    changes = zip(reasons, taken.rows["binding_words"], taken.rows["change"], strict=True)
    reasons = [" · ".join(filter(None, told)) for told in changes]
    return taken.rows.assign(outcome=outcomes, reason=reasons)


def _parameters(view: CallView, taken: Decision | None) -> list[tuple[str, object]]:
    given = view.parameters
    rows: list[tuple[str, object]] = [
        (_("모의 횟수"), given.draws),
        (_("가중치 변동폭"), f"±{given.spread:.0%}"),
        (_("소수 자릿수"), given.decimals),
        (_("예산(원)"), "-" if given.budget is None else given.budget),
        (_("선정 수"), "-" if given.places is None else given.places),
        (_("선정 방식"), _(SELECTIONS[view.programme.selection])),
        (_("순위 규칙"), _("점수가 같으면 같은 순위 (1, 2, 2, 4)")),
    ]
    if taken is not None:
        rows += [
            (_("결정"), f"{taken.decided_by} {taken.decided_at.date().isoformat()}"),
            (
                _("승인"),
                _("아직 승인되지 않음")
                if taken.approved_at is None
                else f"{taken.approved_by} {taken.approved_at.date().isoformat()}",
            ),
        ]
    return rows


def _notes(view: CallView) -> list[str]:
    notes = [
        _("점수는 확인값으로 매기고, 확인이 끝나지 않은 업체는 ‘미확인’으로 따로 둡니다."),
        _("순위 구간은 가중치를 바꾸어 다시 매긴 순위의 5%와 95% 자리입니다."),
    ]
    if any(one.example for one in view.programme.criteria):
        notes.append(_("‘예시 배점’은 공고에 없어 우리가 정한 값입니다."))
    if view.after_close:
        notes.append(
            _("마감 후 자료가 바뀐 신청 {count}건은 이 순위에 반영하지 않았습니다.",
              count=len(view.after_close))
        )  # fmt: skip
    notes += [f"{_('공고 확인')}: {words_of(one)}" for one in view.programme.unknown]
    return notes
