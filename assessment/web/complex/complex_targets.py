"""What was promised and what came of it: profiles met, targets of supports, announced targets."""

import pandas as pd
import streamlit as st

from assessment.definitions.registers import Plan, PlanPhase, Target
from assessment.definitions.values import Bilingual, Source
from assessment.locale import language
from assessment.locale import translate as _
from assessment.method.comparing import FEWEST
from assessment.services.assessing.round_forms import forms_of_round
from assessment.services.complex.population import Grouping, Overview, PopulationFilter
from assessment.services.funding import announced
from assessment.services.funding.reasons import words_of
from assessment.services.scoring.result_profiles import measure_name
from assessment.web.complex.complex_memory import overview_now
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import cited, day, percent, plain, won

WON = "원"


def profiles(found: Overview) -> None:
    """How many firms meet each profile, and of how many that cannot be told."""
    texts = found.release.texts[language()].axes
    for axis, rows in found.profiles.groupby("axis", sort=False):
        words = texts[str(axis)]
        best = rows.iloc[int(rows["met"].to_numpy().argmax())]
        st.markdown(
            _(
                "**{axis}: ‘{name}’에 맞는 업체가 {n}곳으로 가장 많습니다**",
                axis=plain(words.name),
                name=plain(words.steps[best["profile"]].name),
                n=f"{best['met']:,}",
            )
        )
        table = pd.DataFrame(
            {
                _("기준"): [words.steps[one].name for one in rows["profile"]],
                _("맞음"): rows["met"].map("{:,}".format),
                _("아님"): rows["unmet"].map("{:,}".format),
                _("답이 모자람"): rows["unknown"].map("{:,}".format),
            }
        )
        st.table(table.set_index(_("기준")))


def measures(found: Overview) -> None:
    """How far the targets of supports are attained, over the firms that have answered."""
    rows = found.measures
    if rows.empty:
        return
    known = rows.dropna(subset=["share"])
    title = _("지원 뒤 성과: 보여 드릴 만큼 모인 지표가 없습니다")
    if len(known):
        best = known.iloc[int(known["share"].to_numpy().argmax())]
        title = _(
            "지원 뒤 성과: ‘{name}’ 목표를 가장 잘 이루었습니다(평균 {share})",
            name=plain(measure_name(found.release, best["node"])),
            share=percent(best["share"]),
        )
    st.markdown(f"**{title}**")
    hidden = [_("5곳 미만") if n < FEWEST else _("한 곳 편중") for n in rows["firms"]]
    table = pd.DataFrame(
        {
            _("지표"): [measure_name(found.release, node) for node in rows["node"]],
            _("업체 수"): rows["firms"].map("{:,}".format),
            _("평균 달성률"): [
                percent(share) if share == share else why
                for share, why in zip(rows["share"], hidden, strict=True)
            ],
            _("목표를 이룬 업체"): [
                f"{done:,}" if share == share else why
                for done, share, why in zip(rows["done"], rows["share"], hidden, strict=True)
            ],
        }
    )
    st.table(table.set_index(_("지표")))
    st.caption(_("업체가 답한 값이며, 컨설턴트가 확인한 것은 확인값으로 셉니다."))


def draw(
    person: Visitor, round_id: int, form: str, filters: PopulationFilter, by: Grouping
) -> None:
    """Below everything else: what became of supports, and of what was announced."""
    for one in forms_of_round(person.office, person.actor, round_id):
        if one.outcome and one.id != form:
            found = overview_now(person, round_id, one.id, filters, by)
            if found.participants:
                measures(found)
    _announced()


@st.fragment
def _announced() -> None:
    person = visitor()
    with st.expander(
        _("발표된 목표와 계획, 지금까지의 실적"), key="targets", on_change="rerun"
    ) as one:
        if not one.open:
            return
        known = announced.targets(person.office, person.actor)
        if known is None:
            st.info(_("적어 둔 목표가 없습니다. data/targets.yaml에 적으면 여기에 나옵니다."))
            return
        st.caption(_("발표한 기관의 숫자입니다. 실적이 공개되지 않은 것은 그렇게 적었습니다."))
        for target in known.targets:
            _target(target)
        for plan in known.plans:
            _plan(plan)


def _target(one: Target) -> None:
    until = _(", {day}까지", day=day(one.until)) if one.until else ""
    said = _(
        "**{name}** — 목표 **{value}**{until} ({owner}, {year}년 발표)",
        name=plain(words_of(one.name)),
        value=plain(_amount(one.value, one.unit)),
        until=plain(until),
        owner=plain(words_of(one.owner)),
        year=one.announced,
    )
    reached = [
        _(
            "실적 {value} ({day} 기준)",
            value=plain(_amount(reading.value, one.unit)),
            day=day(reading.on),
        )
        + (f" — {plain(words_of(reading.note))}" if reading.note else "")
        for reading in one.readings
    ] or [_("공개된 실적을 찾지 못했습니다")]
    with st.container(border=True, key=f"target-{one.id}", gap="xsmall"):
        st.markdown(said)
        for line in reached:
            st.markdown(line)
        if one.note:
            st.caption(plain(words_of(one.note)))
        st.caption(_told_by(one.source))


def _amount(value: float, unit: Bilingual) -> str:
    if unit.ko == WON:
        return won(value)
    apart = " " if language() == "en" else ""
    return f"{value:,.15g}{apart}{words_of(unit)}"


def _plan(one: Plan) -> None:
    st.markdown(f"**{plain(words_of(one.name))}** · {plain(words_of(one.owner))}")
    for phase in one.phases:
        budget = f" · {_('예산 {won}', won=won(phase.budget))}" if phase.budget else ""
        name = plain(words_of(phase.name))
        st.markdown(f"{name}{budget}")
        st.table(_tasks(one, phase).set_index(_("과제")))


def _tasks(plan: Plan, phase: PlanPhase) -> pd.DataFrame:
    names = {task.id: str(words_of(task.name)) for one in plan.phases for task in one.tasks}
    unknown = _("공개된 것 없음")
    rows = []
    for task in phase.tasks:
        meter = task.indicator
        aim = (
            f"{words_of(meter.name)} {meter.target:,g}{words_of(meter.unit)}"
            if (meter and meter.target is not None)
            else unknown
        )
        rows.append(
            {
                _("과제"): str(words_of(task.name)),
                _("계획"): str(words_of(task.planned)),
                _("실적"): str(words_of(task.actual)) if task.actual else unknown,
                _("지표와 목표"): aim,
                _("예산"): won(task.budget) if task.budget else unknown,
                _("다음 단계로"): names.get(task.carried_to or "", "–"),
            }
        )
    return pd.DataFrame(rows)


def _told_by(source: Source) -> str:
    said = _("근거: {source} ({day} 기준)", source=cited(source.source), day=day(source.as_of))
    return said if source.confidence == "confirmed" else f"{said} · {_('미확인')}"
