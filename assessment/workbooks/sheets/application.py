"""One firm's application workbook: facts, assessment, plan, targets and cost, laid out for A4."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from assessment.locale import translate as _
from assessment.workbooks.outgoing.form import Form
from assessment.workbooks.outgoing.writing import Column

_EMPTY_ROWS = 4


@dataclass(frozen=True, eq=False)
class ApplicationForm:
    """What the workbook says; a value that is not known is None and prints as an empty cell.

    `figures`: label, unit and one column a year. `levels`: axis, before, after. `results`: field,
    area, item, claimed, verified, got, possible. `steps`: item, now, action, to, cost, months,
    gain. `kpis`: class (P, Q, C or D), name, unit, before, target, weight. `costs`: kind, total,
    grant, own. `disclaimer` says what the level is not.
    """

    firm_name: str
    questionnaire: str
    round: str
    day: str
    facts: Sequence[tuple[str, object]]
    figures: pd.DataFrame
    project: Sequence[tuple[str, object]]
    levels: pd.DataFrame
    results: pd.DataFrame
    totals: Sequence[tuple[str, object]]
    steps: pd.DataFrame
    kpis: pd.DataFrame
    costs: pd.DataFrame
    disclaimer: str
    history: pd.DataFrame | None = None
    demo: bool = False


def application_workbook(given: ApplicationForm) -> bytes:
    """Sheets: summary, result, plan, targets and cost. Read back before it is handed out."""
    form = Form(given.demo, footer=f"{given.firm_name} · {given.round}")
    _summary(form, given)
    _result(form, given)
    _plan(form, given)
    _targets(form, given)
    return form.finish()


def _summary(form: Form, given: ApplicationForm) -> None:
    form.page(_("신청 개요"), (15, 17, 15, 17, 15, 17))
    form.title(_("지원사업 신청 자료"))
    form.line(
        _(
            "{firm} · {questionnaire} · {round} · 작성일 {day}",
            firm=given.firm_name,
            questionnaire=given.questionnaire,
            round=given.round,
            day=given.day,
        )
    )
    form.heading(_("1. 업체 현황"))
    form.pairs(given.facts)
    form.heading(_("2. 최근 3년 실적"))
    years = [name for name in given.figures.columns if name not in ("label", "unit")]
    columns = [Column("label", _("구분")), Column("unit", _("단위"))]
    columns += [Column(str(year), str(year), "number") for year in years]
    form.table(given.figures.rename(columns=str), columns)
    form.heading(_("3. 사업 내용"))
    form.pairs(given.project)
    form.heading(_("4. 목표 수준"))
    columns = [
        Column("axis", _("구분")),
        Column("before", _("도입 전")),
        Column("after", _("도입 후 목표")),
    ]
    form.table(given.levels, columns, spans=(2, 2, 2))
    form.line(given.disclaimer)
    if given.history is not None and len(given.history):
        form.heading(_("5. 지원받은 이력"))
        columns = [
            Column("year", _("연도")),
            Column("programme", _("지원사업")),
            Column("before", _("전 수준")),
            Column("after", _("후 수준")),
        ]
        form.table(given.history, columns, spans=(1, 3, 1, 1))


def _result(form: Form, given: ApplicationForm) -> None:
    form.page(_("진단 결과"), (17, 13, 19, 19, 19, 9, 9), one=len(given.results) <= 64)
    form.title(_("진단 결과"))
    form.pairs(given.totals)
    form.heading(_("분야·영역·문항별 결과"))
    columns = [
        Column("field", _("분야")),
        Column("area", _("영역")),
        Column("item", _("문항")),
        Column("claimed", _("신고값")),
        Column("verified", _("확인값")),
        Column("got", _("점수"), "points"),
        Column("possible", _("만점"), "points"),
    ]
    form.table(given.results, columns, repeat=True, group="field")
    form.line(given.disclaimer)


def _plan(form: Form, given: ApplicationForm) -> None:
    form.page(_("개선 계획"), (18, 16, 34, 16, 12, 8, 8))
    form.title(_("부족한 점과 개선 계획"))
    columns = [
        Column("item", _("문항")),
        Column("now", _("지금")),
        Column("action", _("할 일")),
        Column("to", _("하고 나면")),
        Column("cost", _("비용대")),
        Column("months", _("개월"), "number"),
        Column("gain", _("오르는 점수"), "points"),
    ]
    form.table(given.steps, columns, repeat=True)
    form.line(_("비용대와 기간은 예상값입니다. 견적으로 확인해 주십시오."))


def _targets(form: Form, given: ApplicationForm) -> None:
    form.page(_("성과지표와 사업비"), (13, 27, 12, 15, 15, 15))
    form.title(_("성과지표와 사업비"))
    form.heading(_("1. 성과지표 (생산 P · 품질 Q · 원가 C · 납기 D)"))
    columns = [
        Column("class", _("구분")),
        Column("name", _("지표")),
        Column("unit", _("단위")),
        Column("before", _("도입 전"), "number"),
        Column("target", _("목표"), "number"),
        Column("weight", _("가중치(%)"), "number"),
    ]
    form.table(given.kpis, columns, least=_EMPTY_ROWS)
    form.heading(_("2. 사업비 (원)"))
    columns = [
        Column("kind", _("비목")),
        Column("total", _("합계"), "won"),
        Column("grant", _("지원금"), "won"),
        Column("own", _("자부담"), "won"),
    ]
    form.table(
        given.costs, columns, spans=(3, 1, 1, 1), least=_EMPTY_ROWS, sums=("total", "grant", "own")
    )
