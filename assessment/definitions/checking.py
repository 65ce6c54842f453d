"""Cross checks between files: what one names, another must have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assessment.definitions.checks.actions import check_actions
from assessment.definitions.checks.areas import asked_items, check_areas
from assessment.definitions.checks.cases import check_cases
from assessment.definitions.checks.facts import check_facts
from assessment.definitions.checks.findings import Findings
from assessment.definitions.checks.items import check_items
from assessment.definitions.checks.outside import tell_folder, tell_payers
from assessment.definitions.checks.programmes import check_programme
from assessment.definitions.checks.scoring import check_scoring
from assessment.definitions.checks.terms import check_terms
from assessment.definitions.checks.texts import check_texts
from assessment.definitions.programmes import Facts, Industries, Programme
from assessment.definitions.questionnaires import Questionnaire
from assessment.definitions.registers import FormFields
from assessment.definitions.releases import Actions, Cases, Release
from assessment.definitions.scoring import Scoring
from assessment.definitions.shape import Part
from assessment.definitions.texts import Texts
from assessment.locale import message
from assessment.problems import Problem


@dataclass(frozen=True)
class Files:
    """The files of one questionnaire; `actions` is None where there is no such file."""

    questionnaire: Part[Questionnaire]
    texts: Mapping[Literal["ko", "en"], Part[Texts]]
    scoring: Part[Scoring]
    actions: Part[Actions] | None
    cases: Part[Cases]
    parent: Release | None

    @property
    def parts(self) -> tuple[Part[Any], ...]:
        """Every file that was read, in the order in which an author works."""
        actions = (self.actions,) if self.actions else ()
        return (self.questionnaire, *self.texts.values(), self.scoring, *actions, self.cases)


def check_files(files: Files, parent_missing: bool = False) -> list[Problem]:
    """Every cross problem of a questionnaire's files; goes on past files that could not be read.

    With `parent_missing` the included items are unknown, and what names them is not told.
    """
    dropped = frozenset[str]().union(*(part.dropped for part in files.parts))
    questionnaire, scoring = files.questionnaire.model, files.scoring.model
    include = questionnaire.include if questionnaire else None
    if parent_missing and include:
        dropped |= set(include.items)
    findings = Findings(dropped)
    check_items(files.questionnaire, findings)
    check_areas(files.questionnaire, files.parent, scoring, findings)
    asked = asked_items(questionnaire, files.parent) if questionnaire else {}
    for language, part in files.texts.items():
        check_texts(part, language, questionnaire, scoring, files.parent, findings)
    check_scoring(files.scoring, questionnaire, asked, findings)
    if questionnaire is not None:
        check_actions(files.actions, files.questionnaire, asked, findings)
    check_cases(files.cases, asked if questionnaire else None, scoring, questionnaire, findings)
    _check_owner(files, findings)
    return findings.problems


def _check_owner(files: Files, findings: Findings) -> None:
    questionnaire = files.questionnaire.model
    if questionnaire is None:
        return
    for part in (files.scoring, files.actions, files.cases):
        owner = part.model.questionnaire if part and part.model else questionnaire.id
        if part and owner != questionnaire.id:
            findings.add(
                part.where("questionnaire"),
                "other_questionnaire",
                message("이 파일은 {other} 설문의 것입니다.", other=owner),
                message("questionnaire: {id}(으)로 고치십시오.", id=questionnaire.id),
            )


def check_programme_file(
    part: Part[Programme],
    facts: Facts | None,
    release: Release | None,
    form: FormFields | None = None,
) -> list[Problem]:
    """Every problem of a programme that facts, form fields and its questionnaire can show."""
    findings = Findings(part.dropped)
    check_programme(part, facts, release, findings)
    check_terms(part, form, findings)
    return findings.problems


def check_facts_file(part: Part[Facts]) -> list[Problem]:
    """Every problem of the facts file."""
    findings = Findings(part.dropped)
    check_facts(part, findings)
    return findings.problems


def check_industries_file(part: Part[Industries]) -> list[Problem]:
    """Every problem of the table of industries."""
    findings = Findings(part.dropped)
    seen: set[int] = set()
    for place, industry in enumerate(part.model.divisions if part.model else ()):
        if industry.division in seen:
            findings.add(
                part.where("divisions", place),
                "duplicate_division",
                message("같은 업종이 두 번 있습니다: {division}", division=industry.division),
                message("하나를 지우십시오."),
            )
        seen.add(industry.division)
        if part.model and industry.group not in part.model.groups:
            findings.unknown(
                part.where("divisions", place, "group"),
                "unknown_group",
                message("없는 업종군입니다: {name}", name=industry.group),
                part.model.groups,
            )
    return findings.problems


def check_together(
    questionnaires: Iterable[tuple[str, Files]], programmes: Iterable[str]
) -> list[Problem]:
    """What only all questionnaires side by side show: items with two owners, unknown payers."""
    findings = Findings()
    owners: dict[str, str] = {}
    known = set(programmes)
    for folder, files in questionnaires:
        part = files.questionnaire
        if part.model is None:
            continue
        if part.model.id != folder:
            tell_folder(part, part.model.id, folder, findings)
        for item in part.model.items:
            if item in owners:
                findings.add(
                    part.where("items", item),
                    "two_owners",
                    message(
                        "{item}은(는) {one}와(과) {other} 두 설문에 있습니다.",
                        item=item,
                        one=owners[item],
                        other=part.model.id,
                    ),
                    message("한 설문에만 두고 다른 설문은 include로 가져오십시오."),
                )
            owners[item] = part.model.id
        if files.actions:
            tell_payers(files.actions, known, findings)
    return findings.problems
