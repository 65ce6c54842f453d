"""Facts about applicants, and every name that a programme's rule may use."""

from assessment.definitions.checks.findings import Findings, Names, is_reserved, item_names
from assessment.definitions.programmes import FactDefinition, Facts
from assessment.definitions.releases import Release
from assessment.definitions.shape import Part
from assessment.expressions import Kind
from assessment.locale import message

KIND_OF: dict[type, tuple[Kind, ...]] = {
    bool: ("flag",),
    float: ("number",),
    int: ("number",),
    str: ("text", "date"),
}


def check_facts(part: Part[Facts], findings: Findings) -> None:
    """Facts have names of their own, and only texts have a list of values."""
    for name, fact in part.model.facts.items() if part.model else ():
        if is_reserved(name):
            findings.add(
                part.where("facts", name),
                "reserved_name",
                message("규칙 언어가 쓰는 낱말은 이름이 될 수 없습니다: {name}", name=name),
                message("다른 이름을 쓰십시오."),
            )
        if fact.values and fact.type != "text":
            findings.add(
                part.where("facts", name, "values"),
                "values_of_text",
                message("{name}은(는) 글자가 아니어서 값 목록을 가질 수 없습니다.", name=name),
                message("type을 text로 고치거나 values를 지우십시오."),
            )


def fact_names(facts: Facts) -> Names:
    """What a rule may say about facts."""
    return Names(
        {name: fact.type for name, fact in facts.facts.items()},
        {name: tuple(fact.values) for name, fact in facts.facts.items() if fact.values},
    )


def score_names(release: Release) -> Names:
    """Answers by option index, nodes by points, levels by number, coverage and verified share."""
    scores = [
        *release.scoring.nodes,
        *(f"{axis}_level" for axis in release.scoring.level_axes),
        "coverage",
        "verified_share",
    ]
    levels = {
        f"{name}_level": [0.0, *(float(step.level) for step in axis.steps)]
        for name, axis in release.scoring.level_axes.items()
    }
    return item_names(release.items) | Names(dict.fromkeys(scores, "number"), levels)


def fits(fact: FactDefinition, value: object) -> bool:
    """Whether a sample applicant may have this value; None is a missing fact."""
    if value is None:
        return True
    if fact.type not in KIND_OF[type(value)]:
        return False
    return not fact.values or value in fact.values
