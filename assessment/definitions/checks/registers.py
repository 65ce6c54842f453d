"""Registers: names, dates and references that must hold."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any

from assessment.definitions.checks.findings import Findings, repeated
from assessment.definitions.programmes import Facts
from assessment.definitions.registers import (
    Ceiling,
    CeilingRange,
    FormFields,
    Plan,
    ProgrammeTable,
    Sectors,
    SizeClasses,
    Targets,
)
from assessment.definitions.shape import Part
from assessment.definitions.source import Step
from assessment.locale import message


def check_targets(part: Part[Targets], findings: Findings) -> None:
    """Ids, the order of dates, and tasks that are carried into a later phase."""
    if part.model is None:
        return
    _unique(
        part, [(("targets", i, "id"), one.id) for i, one in enumerate(_targets(part))], findings
    )
    _unique(
        part, [(("plans", i, "id"), one.id) for i, one in enumerate(part.model.plans)], findings
    )
    for place, plan in enumerate(part.model.plans):
        _check_plan(part, place, plan, findings)


def check_programme_table(
    part: Part[ProgrammeTable], packs: Collection[str], findings: Findings
) -> None:
    """Ids, years in order, and packs that exist."""
    rows = part.model.programmes if part.model else ()
    _unique(part, [(("programmes", i, "id"), one.id) for i, one in enumerate(rows)], findings)
    for place, row in enumerate(rows):
        if row.first_year and row.last_year and row.first_year > row.last_year:
            _disorder(part, ("programmes", place, "last_year"), findings)
        if row.pack is not None and row.pack not in packs:
            findings.unknown(
                part.where("programmes", place, "pack"),
                "unknown_programme",
                message("없는 지원사업입니다: {name}", name=row.pack),
                packs,
            )
        if row.pack is None and row.id in packs:
            findings.add(
                part.where("programmes", place, "id"),
                "pack_unnamed",
                message("{name}의 규칙 파일이 따로 있습니다.", name=row.id),
                message("pack: {name} 줄을 더하십시오.", name=row.id),
            )


def check_size_classes(part: Part[SizeClasses], findings: Findings) -> None:
    """No division has two ceilings of one size on one day; ranges hold their ceilings."""
    if part.model is None:
        return
    for place, row in enumerate(part.model.ceilings):
        if row.until and row.since > row.until:
            _disorder(part, ("ceilings", place, "until"), findings)
        for before in part.model.ceilings[:place]:
            shared = sorted(set(row.divisions) & set(before.divisions))
            if row.size == before.size and shared and _overlap(row, before):
                findings.add(
                    part.where("ceilings", place, "divisions"),
                    "two_ceilings",
                    message(
                        "업종 {division}의 상한이 같은 날에 둘입니다.",
                        division=", ".join(map(str, shared)),
                    ),
                    message("업종이나 기간이 겹치지 않게 고치십시오."),
                )
    for place, one in enumerate(part.model.ranges):
        if one.lowest > one.highest:
            _disorder(part, ("ranges", place, "highest"), findings)
        for ceiling in part.model.ceilings:
            outside = not one.lowest <= ceiling.sales <= one.highest
            if ceiling.size == one.size and _overlap(ceiling, one) and outside:
                findings.add(
                    part.where("ranges", place),
                    "ceiling_outside",
                    message("상한 {sales}이(가) 범위를 벗어납니다.", sales=f"{ceiling.sales:g}"),
                    message("상한이나 범위를 고치십시오."),
                )


def check_sectors(part: Part[Sectors], findings: Findings) -> None:
    """No technology and no tag stands twice."""
    if part.model is None:
        return
    technologies = [one.id for one in part.model.root_technologies]
    for key, names in (
        ("root_technologies", technologies),
        ("tags", [t.id for t in part.model.tags]),
    ):
        _unique(part, [((key, i, "id"), name) for i, name in enumerate(names)], findings)


def check_form_fields(part: Part[FormFields], facts: Facts | None, findings: Findings) -> None:
    """Every field has a section, and names a fact that exists."""
    if part.model is None:
        return
    known: list[tuple[str, Callable[[Any], str | None], Collection[str]]] = [
        ("section", lambda one: one.section, part.model.sections)
    ]
    if facts is not None:
        known.append(("fact", lambda one: one.fact, facts.facts))
    for name, one in part.model.fields.items():
        for key, of, names in known:
            given = of(one)
            if given is not None and given not in names:
                findings.unknown(
                    part.where("fields", name, key),
                    f"unknown_{key}",
                    message("없는 이름입니다: {name}", name=given),
                    names,
                )


# ---- a plan in phases ----------------------------------------------------------------------


def _targets(part: Part[Targets]) -> Iterable[Any]:
    return part.model.targets if part.model else ()


def _check_plan(part: Part[Targets], place: int, plan: Plan, findings: Findings) -> None:
    tasks = [
        (("plans", place, "phases", i, "tasks", j), i, task)
        for i, phase in enumerate(plan.phases)
        for j, task in enumerate(phase.tasks)
    ]
    _unique(part, [((*route, "id"), task.id) for route, _, task in tasks], findings)
    phase_of = {task.id: i for _, i, task in tasks}
    for i, phase in enumerate(plan.phases):
        before: date | None = plan.phases[i - 1].ends if i else None
        if phase.starts > phase.ends or (before is not None and before >= phase.starts):
            _disorder(part, ("plans", place, "phases", i), findings)
    for route, i, task in tasks:
        if task.carried_to is None:
            continue
        if task.carried_to not in phase_of:
            findings.unknown(
                part.where(*route, "carried_to"),
                "unknown_task",
                message("이 계획에 없는 과제입니다: {name}", name=task.carried_to),
                phase_of,
            )
        elif phase_of[task.carried_to] <= i:
            findings.add(
                part.where(*route, "carried_to"),
                "carried_back",
                message("{task}이(가) 뒤 단계의 과제로 이어지지 않습니다.", task=task.id),
                message("뒤 단계에 있는 과제의 id를 쓰십시오."),
            )


# ---- what several of them share ------------------------------------------------------------


def _unique(
    part: Part[Any], named: Collection[tuple[tuple[Step, ...], str]], findings: Findings
) -> None:
    routes = [route for route, _ in named]
    for place, name in repeated([name for _, name in named]):
        findings.add(
            part.where(*routes[place]),
            "duplicate_id",
            message("같은 이름이나 부호가 두 번 있습니다: {name}", name=name),
            message("하나를 다른 이름으로 고치십시오."),
        )


def _overlap(one: Ceiling | CeilingRange, other: Ceiling | CeilingRange) -> bool:
    starts, last = max(one.since, other.since), date.max
    return starts <= min(one.until or last, other.until or last)


def _disorder(part: Part[Any], route: tuple[Step, ...], findings: Findings) -> None:
    findings.add(
        part.where(*route),
        "order",
        message("앞의 값이 뒤의 값보다 큽니다."),
        message("날짜나 수의 차례를 바로잡으십시오."),
    )
