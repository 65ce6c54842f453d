"""Programmes: what is paid, when, to how many of whom, on which form; and what cases score."""

from assessment.definitions.checks.findings import Findings, repeated
from assessment.definitions.programmes import Programme
from assessment.definitions.registers import FormFields
from assessment.definitions.shape import Part
from assessment.locale import message

_ROUNDING = 1e-9


def check_terms(part: Part[Programme], form: FormFields | None, findings: Findings) -> None:
    """Calendar, own contribution, cohorts, form fields, and what sample applicants score."""
    programme = part.model
    if programme is None:
        return
    _check_names(part, programme, form, findings)
    _check_calendar(part, programme, findings)
    _check_shares(part, programme, findings)
    _check_cohorts(part, programme, findings)
    _check_likeness(part, programme, findings)
    _check_scored(part, programme, findings)


def _check_names(
    part: Part[Programme], programme: Programme, form: FormFields | None, findings: Findings
) -> None:
    for key, names in (
        ("calendar", [one.id for one in programme.calendar]),
        ("cohorts", [one.id for one in programme.cohorts]),
        ("form", list(programme.form)),
    ):
        for place, name in repeated(names):
            findings.add(
                part.where(key, place),
                "duplicate_id",
                message("같은 이름이나 부호가 두 번 있습니다: {name}", name=name),
                message("하나를 다른 이름으로 고치십시오."),
            )
    for place, name in enumerate(programme.form):
        if form is not None and name not in form.fields:
            findings.unknown(
                part.where("form", place),
                "unknown_form_field",
                message("data/form_fields.yaml에 없는 칸입니다: {name}", name=name),
                form.fields,
            )


def _check_calendar(part: Part[Programme], programme: Programme, findings: Findings) -> None:
    for place, entry in enumerate(programme.calendar):
        if (entry.on is None) == (entry.when is None):
            findings.add(
                part.where("calendar", place),
                "calendar_day",
                message("{name}: 날짜(on)와 말(when) 가운데 하나만 있어야 합니다.", name=entry.id),
                message("날을 알면 on을, 모르면 when을 쓰십시오."),
            )
        if entry.until is not None and (entry.on is None or entry.until < entry.on):
            findings.add(
                part.where("calendar", place, "until"),
                "dates_order",
                message("{name}: 끝나는 날이 시작하는 날보다 앞섭니다.", name=entry.id),
                message("on과 until을 바로잡으십시오."),
            )


def _check_shares(part: Part[Programme], programme: Programme, findings: Findings) -> None:
    own, share = programme.own_contribution, programme.grant.share
    if own is not None and share is not None and own.at_least + share > 1 + _ROUNDING:
        findings.add(
            part.where("own_contribution", "at_least"),
            "shares_over_one",
            message(
                "자부담 {own}과(와) 지원 비율 {share}을(를) 더하면 1을 넘습니다.",
                own=f"{own.at_least:g}",
                share=f"{share:g}",
            ),
            message("공고의 두 비율을 다시 보고 고치십시오."),
        )


def _check_cohorts(part: Part[Programme], programme: Programme, findings: Findings) -> None:
    ranked = [
        one.places for one in programme.cohorts if one.applicant_type in programme.applicant_types
    ]
    if ranked and sum(ranked) != programme.places:
        findings.add(
            part.where("cohorts"),
            "cohort_places",
            message(
                "순위로 뽑는 정원 {places}이(가) places {whole}과(와) 다릅니다.",
                places=sum(ranked),
                whole=programme.places if programme.places is not None else "–",
            ),
            message("places를 그 합과 같게 하십시오."),
        )


def _check_likeness(part: Part[Programme], programme: Programme, findings: Findings) -> None:
    whole = {case.id for case in programme.cases if case.like is None}
    panel = {one.id for one in programme.criteria if one.source == "panel"}
    for place, case in enumerate(programme.cases):
        if case.like is not None and case.like not in whole:
            findings.unknown(
                part.where("cases", place, "like"),
                "unknown_case",
                message("like가 없는 사례나 like를 쓴 사례를 가리킵니다: {name}", name=case.like),
                whole,
            )
        for name in case.panel:
            if name not in panel:
                findings.unknown(
                    part.where("cases", place, "panel", name),
                    "unknown_criterion",
                    message("위원이 매기는 평가항목이 아닙니다: {name}", name=name),
                    panel,
                )


def _check_scored(part: Part[Programme], programme: Programme, findings: Findings) -> None:
    if not any(case.score is not None for case in programme.cases):
        findings.add(
            part.where("criteria"),
            "case_missing",
            message("점수(score)를 밝힌 사례가 없어 배점을 아무도 지키지 않습니다."),
            message("cases에 panel과 score가 있는 사례를 더하십시오."),
            "warning",
        )
    limited = programme.grant.cap is not None or programme.grant.share is not None
    if limited and not any(case.grant is not None for case in programme.cases):
        findings.add(
            part.where("grant"),
            "case_missing",
            message("지원금(grant)을 밝힌 사례가 없어 한도를 아무도 지키지 않습니다."),
            message("cases에 requested_grant, planned_cost와 grant가 있는 사례를 더하십시오."),
            "warning",
        )
