"""Programmes: quotas that can be met together, and what a lottery draws from."""

from collections.abc import Hashable

from assessment.definitions.checks.facts import KIND_OF
from assessment.definitions.checks.findings import Findings, repeated
from assessment.definitions.programmes import FactDefinition, Facts, Programme, QuotaRule
from assessment.definitions.shape import Part
from assessment.locale import message


def check_quotas(
    part: Part[Programme], programme: Programme, facts: Facts | None, findings: Findings
) -> None:
    """Every quota by itself, the floors against the places, and the rule for equal scores."""
    for place, name in repeated([quota.id for quota in programme.quotas]):
        findings.add(
            part.where("quotas", place, "id"),
            "duplicate_id",
            message("같은 이름이나 부호가 두 번 있습니다: {name}", name=name),
            message("하나를 다른 이름으로 고치십시오."),
        )
    for place, quota in enumerate(programme.quotas):
        _check_limits(part, place, quota, findings)
        if facts is not None:
            _check_fact(part, place, quota, facts, findings)
    _check_floors(part, programme, findings)
    _check_ties(part, programme, findings)


def _check_limits(part: Part[Programme], place: int, quota: QuotaRule, findings: Findings) -> None:
    if quota.at_least == 0 and quota.at_most is None:
        findings.add(
            part.where("quotas", place),
            "quota_empty",
            message("{name}: 쿼터에 최소도 최대도 없습니다.", name=quota.id),
            message("at_least나 at_most를 쓰거나 이 쿼터를 지우십시오."),
        )
    if quota.at_most is not None and quota.at_most < quota.at_least:
        findings.add(
            part.where("quotas", place, "at_most"),
            "quota_limits",
            message(
                "{name}: 최소 {least}곳이 최대 {most}곳보다 많습니다.",
                name=quota.id,
                least=quota.at_least,
                most=quota.at_most,
            ),
            message("at_least를 낮추거나 at_most를 높이십시오."),
        )


def _check_fact(
    part: Part[Programme], place: int, quota: QuotaRule, facts: Facts, findings: Findings
) -> None:
    fact = facts.facts.get(quota.fact)
    if fact is None:
        findings.unknown(
            part.where("quotas", place, "fact"),
            "unknown_fact",
            message("쿼터 {quota}이(가) 없는 사실을 가리킵니다: {name}",
                    quota=quota.id, name=quota.fact),
            facts.facts,
        )  # fmt: skip
        return
    for value in quota.values:
        if not _fits(fact, value):
            findings.add(
                part.where("quotas", place, "values"),
                "quota_value",
                message("사실 {name}에 맞지 않는 값입니다: {value}",
                        name=quota.fact, value=str(value)),
                message("data/facts.yaml에 적힌 종류와 값 가운데 하나를 쓰십시오."),
            )  # fmt: skip


def _fits(fact: FactDefinition, value: Hashable) -> bool:
    return fact.type in KIND_OF[type(value)] and (not fact.values or value in fact.values)


def _check_floors(part: Part[Programme], programme: Programme, findings: Findings) -> None:
    """Floors of one fact whose values do not overlap add up; they must find places."""
    if programme.places is None:
        return
    for fact in dict.fromkeys(quota.fact for quota in programme.quotas):
        own = [quota for quota in programme.quotas if quota.fact == fact]
        values = [value for quota in own for value in quota.values]
        floors = [quota.at_least for quota in own]
        needed = sum(floors) if len(values) == len(set(values)) else max(floors)
        if needed > programme.places:
            findings.add(
                part.where("quotas"),
                "quota_floors",
                message(
                    "{fact}의 최소 쿼터를 더하면 {needed}곳이어서 선정 수 {places}곳을 넘습니다.",
                    fact=fact,
                    needed=needed,
                    places=programme.places,
                ),
                message("at_least를 낮추거나 places를 늘리십시오."),
            )


def _check_ties(part: Part[Programme], programme: Programme, findings: Findings) -> None:
    if programme.tie_break == "lottery" and programme.lottery is None:
        findings.add(
            part.where("tie_break"),
            "lottery_source",
            message("동점을 추첨으로 가리는데 바깥의 난수를 어디서 얻을지 적혀 있지 않습니다."),
            message("lottery에 나중에 남이 발표할 값의 이름(randomness)과 출처를 쓰십시오."),
        )
    if programme.tie_break != "lottery" and programme.lottery is not None:
        findings.add(
            part.where("lottery"),
            "lottery_unused",
            message("추첨을 쓰지 않는 사업에 lottery가 적혀 있습니다."),
            message("tie_break: lottery로 고치거나 lottery를 지우십시오."),
        )
    if programme.tie_break == "lottery" and programme.selection == "optimise":
        findings.add(
            part.where("tie_break"),
            "lottery_by_rank",
            message("추첨은 순위에 따라 선정할 때만 쓸 수 있습니다."),
            message("selection을 by_rank로 하거나 tie_break를 together로 하십시오."),
        )
