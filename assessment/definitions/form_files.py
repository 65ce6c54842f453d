"""Application forms of a project folder: mapping files held against the fields that exist."""

from pathlib import Path

from assessment.definitions.checks.findings import Findings
from assessment.definitions.forms import MappedForm
from assessment.definitions.registers import FormFields
from assessment.definitions.shape import Part, read_part
from assessment.definitions.source import COMPILED
from assessment.expressions import parse
from assessment.locale import message
from assessment.problems import AssessmentError, Problem, errors_in


def load_forms(root: Path) -> tuple[dict[str, MappedForm], tuple[Problem, ...]]:
    """Every form by id, and every problem; a form with an error is left out."""
    cache = root / COMPILED
    known = read_part(root / "data" / "form_fields.yaml", FormFields, cache).model
    forms: dict[str, MappedForm] = {}
    problems: list[Problem] = []
    for path in sorted((root / "data" / "forms").glob("*.yaml")):
        part = read_part(path, MappedForm, cache)
        findings = Findings(part.dropped)
        if part.model is not None:
            _check(part, part.model, known, path, findings)
        told = [*part.problems, *findings.problems]
        problems += told
        if part.model is not None and not errors_in(told):
            forms[part.model.id] = part.model
    return forms, tuple(problems)


def _check(
    part: Part[MappedForm],
    form: MappedForm,
    known: FormFields | None,
    path: Path,
    findings: Findings,
) -> None:
    if form.id != path.stem:
        what = message("서식 {id}의 파일 이름이 {file}입니다.", id=form.id, file=path.name)
        findings.add(
            part.where("id"), "file_name", what, message("파일 이름과 id를 같게 하십시오.")
        )
    if not (path.parent / form.workbook).exists():
        what = message("서식 파일이 없습니다: {name}", name=form.workbook)
        fix = message("이 파일 옆에 통합 문서를 두십시오.")
        findings.add(part.where("workbook"), "no_workbook", what, fix)
    for kind, entries in (("cells", form.cells), ("rows", form.rows)):
        for anchor, entry in entries.items():
            if known is not None and entry.field not in known.fields:
                findings.unknown(
                    part.where(kind, anchor, "field"),
                    "unknown_field",
                    message("data/form_fields.yaml에 없는 칸입니다: {name}", name=entry.field),
                    known.fields,
                )
    for place, check in enumerate(form.checks):
        if check.at not in form.cells and check.at not in form.rows:
            findings.unknown(
                part.where("checks", place, "at"),
                "unknown_anchor",
                message("cells나 rows에 없는 자리입니다: {name}", name=check.at),
                [*form.cells, *form.rows],
            )
        try:
            parse(check.rule)
        except AssessmentError as wrong:
            for one in wrong.problems:
                findings.add(part.where("checks", place, "rule"), "rule", one.what, one.fix)
