"""Programmes: rules, criteria, dates, and a sample applicant for each rule."""

from collections.abc import Collection, Iterable

from assessment.definitions.checks.facts import fact_names, fits, score_names
from assessment.definitions.checks.findings import (
    Findings,
    Names,
    is_reserved,
    repeated,
)
from assessment.definitions.checks.quotas import check_quotas
from assessment.definitions.programmes import Criterion, Facts, Programme
from assessment.definitions.releases import Release
from assessment.definitions.shape import Part
from assessment.definitions.source import Step
from assessment.locale import message


def check_programme(
    part: Part[Programme], facts: Facts | None, release: Release | None, findings: Findings
) -> None:
    """Everything that a programme's file can say wrongly.

    Without facts or without its questionnaire the rules cannot be held against names, and only
    the rest is checked.
    """
    programme = part.model
    if programme is None:
        return
    _check_unique(part, programme, findings)
    _check_dates(part, programme, findings)
    _check_criteria(part, programme, findings)
    check_quotas(part, programme, facts, findings)
    if facts is not None and release is not None:
        _check_rules(part, programme, fact_names(facts), score_names(release), findings)
        _check_level_gate(part, programme, release, findings)
    _check_cases(part, programme, facts, release, findings)
    _check_covered(part, programme, findings)


def _check_unique(part: Part[Programme], programme: Programme, findings: Findings) -> None:
    gate = programme.level_gate
    codes = [rule.code for rule in programme.eligibility] + ([gate.code] if gate else [])
    places: list[tuple[Step, ...]] = [
        ("eligibility", place, "code") for place in range(len(programme.eligibility))
    ]
    places.append(("level_gate", "code"))
    lists: list[tuple[Collection[str], list[tuple[Step, ...]]]] = [
        (codes, places),
        (
            [rule.id for rule in programme.eligibility],
            _places("eligibility", programme.eligibility),
        ),
        (
            [*(c.id for c in programme.criteria), *(a.id for a in programme.adjustments)],
            [
                *_places("criteria", programme.criteria),
                *_places("adjustments", programme.adjustments),
            ],
        ),
        ([case.id for case in programme.cases], _places("cases", programme.cases)),
    ]
    for names, routes in lists:
        for place, name in repeated(names):
            findings.add(
                part.where(*routes[place]),
                "duplicate_id",
                message("같은 이름이나 부호가 두 번 있습니다: {name}", name=name),
                message("하나를 다른 이름으로 고치십시오."),
            )


def _places(key: str, values: Collection[object]) -> list[tuple[Step, ...]]:
    return [(key, place, "id") for place in range(len(values))]


def _check_dates(part: Part[Programme], programme: Programme, findings: Findings) -> None:
    for place, phase in enumerate(programme.phases):
        if phase.opens and phase.closes and phase.opens > phase.closes:
            findings.add(
                part.where("phases", place, "closes"),
                "dates_order",
                message(
                    "접수 마감 {closes}이(가) 시작 {opens}보다 앞섭니다.",
                    closes=phase.closes,
                    opens=phase.opens,
                ),
                message("두 날짜를 확인해 고치십시오."),
            )
    if programme.phases and programme.status not in [phase.status for phase in programme.phases]:
        findings.add(
            part.where("status"),
            "status_of_phases",
            message("상태가 {status}인 회차가 phases에 없습니다.", status=programme.status),
            message("status나 phases를 고쳐 서로 맞추십시오."),
        )


def _check_criteria(part: Part[Programme], programme: Programme, findings: Findings) -> None:
    for place, criterion in enumerate(programme.criteria):
        low, high = criterion.goalposts
        if low >= high:
            findings.add(
                part.where("criteria", place, "goalposts"),
                "goalposts",
                message(
                    "{criterion}의 눈금이 오름차순이 아닙니다: {low}, {high}",
                    criterion=criterion.id,
                    low=f"{low:g}",
                    high=f"{high:g}",
                ),
                message("[작은 값, 큰 값]으로 쓰고, 작을수록 좋으면 direction: down을 쓰십시오."),
            )
        if (criterion.source == "panel") != (criterion.value is None):
            findings.add(
                part.where("criteria", place),
                "criterion_value",
                message(
                    "{criterion}: value는 위원 점수(panel)에는 없고 나머지에는 있어야 합니다.",
                    criterion=criterion.id,
                ),
                message("source에 맞게 value를 쓰거나 지우십시오."),
            )
        if not criterion.example and criterion.origin is None:
            findings.add(
                part.where("criteria", place),
                "criterion_origin",
                message("{criterion} 배점의 출처가 없습니다.", criterion=criterion.id),
                message("공고에서 왔으면 origin을, 우리 예시이면 example: true를 쓰십시오."),
            )


def _check_rules(
    part: Part[Programme], programme: Programme, facts: Names, scores: Names, findings: Findings
) -> None:
    for name in sorted(set(facts.kinds) & set(scores.kinds)):
        findings.add(
            part.where("questionnaire"),
            "name_of_two",
            message("{name}이(가) 사실의 이름이면서 문항이나 점수의 이름입니다.", name=name),
            message("data/facts.yaml이나 설문에서 한쪽 이름을 바꾸십시오."),
        )
    panel = [criterion.id for criterion in programme.criteria if criterion.source == "panel"]
    every = facts | scores
    for place, rule in enumerate(programme.eligibility):
        findings.rule(part, ("eligibility", place, "rule"), rule.rule, every, "flag")
    for place, adjustment in enumerate(programme.adjustments):
        names = every | Names(dict.fromkeys(panel, "number"))
        findings.rule(part, ("adjustments", place, "rule"), adjustment.rule, names, "flag")
    for place, criterion in enumerate(programme.criteria):
        if criterion.value is not None:
            names = facts if criterion.source == "fact" else scores
            findings.rule(part, ("criteria", place, "value"), criterion.value, names, "number")
    for place, name in _taken(programme.criteria, every.kinds):
        findings.add(
            part.where("criteria", place, "id"),
            "criterion_name",
            message("평가항목 이름이 사실이나 점수의 이름과 같습니다: {name}", name=name),
            message("다른 이름을 쓰십시오."),
        )


def _taken(criteria: Iterable[Criterion], names: Collection[str]) -> list[tuple[int, str]]:
    return [
        (place, criterion.id)
        for place, criterion in enumerate(criteria)
        if criterion.id in names or is_reserved(criterion.id)
    ]


def _check_level_gate(
    part: Part[Programme], programme: Programme, release: Release, findings: Findings
) -> None:
    gate = programme.level_gate
    if gate is None:
        return
    axis = release.scoring.level_axes.get(gate.axis)
    if axis is None:
        findings.unknown(
            part.where("level_gate", "axis"),
            "unknown_axis",
            message("설문에 없는 수준 축입니다: {name}", name=gate.axis),
            release.scoring.level_axes,
        )
    elif gate.at_least not in [step.level for step in axis.steps]:
        findings.add(
            part.where("level_gate", "at_least"),
            "unknown_level",
            message("{axis} 축에 {level}수준이 없습니다.", axis=gate.axis, level=gate.at_least),
            message(
                "다음 가운데 하나를 쓰십시오: {allowed}",
                allowed=", ".join(str(step.level) for step in axis.steps),
            ),
        )


def _check_cases(
    part: Part[Programme],
    programme: Programme,
    facts: Facts | None,
    release: Release | None,
    findings: Findings,
) -> None:
    gate = programme.level_gate
    codes = {rule.code for rule in programme.eligibility} | ({gate.code} if gate else set())
    certificates = [f"certificate_{axis}" for axis in release.scoring.level_axes] if release else []
    for place, case in enumerate(programme.cases):
        for kind, named in (("refused", case.refused), ("unknown", case.unknown)):
            for code in named:
                if code not in codes:
                    findings.unknown(
                        part.where("cases", place, kind),
                        "unknown_code",
                        message(
                            "사례 {case}이(가) 없는 사유 부호를 기대합니다: {name}",
                            case=case.id,
                            name=code,
                        ),
                        codes,
                    )
        for name, value in case.facts.items() if facts and release else ():
            where = part.where("cases", place, "facts", name)
            fact = facts.facts.get(name) if facts else None
            scores = {*score_names(release).kinds, *certificates} if release else set()
            if fact is None and name not in scores:
                findings.unknown(
                    where,
                    "unknown_fact",
                    message("사례 {case}에 없는 사실입니다: {name}", case=case.id, name=name),
                    [*(facts.facts if facts else ()), *scores],
                )
            elif fact is not None and not fits(fact, value):
                findings.add(
                    where,
                    "fact_value",
                    message(
                        "사실 {name}에 맞지 않는 값입니다: {value}", name=name, value=str(value)
                    ),
                    message("data/facts.yaml에 적힌 종류와 값 가운데 하나를 쓰십시오."),
                )


def _check_covered(part: Part[Programme], programme: Programme, findings: Findings) -> None:
    """Each rule alone refuses a sample applicant, and is unknown for another."""
    gate = programme.level_gate
    rules = [(rule.code, ("eligibility", i)) for i, rule in enumerate(programme.eligibility)]
    every: list[tuple[str, tuple[Step, ...]]] = [*rules]
    if gate:
        every.append((gate.code, ("level_gate",)))
    alone = {case.refused[0] for case in programme.cases if len(case.refused) == 1}
    unknown = {code for case in programme.cases for code in case.unknown}
    for code, route in every:
        if code not in alone:
            findings.add(
                part.where(*route),
                "case_missing",
                message("{code}만으로 탈락하는 사례가 없습니다.", code=code),
                message("cases에 refused: [{code}]인 사례를 더하십시오.", code=code),
            )
        if code not in unknown:
            findings.add(
                part.where(*route),
                "case_missing",
                message("{code}을(를) 알 수 없는 사례가 없습니다.", code=code),
                message("cases에 unknown: [{code}]인 사례를 더하십시오.", code=code),
            )
