"""Mapping files of application forms held against their workbooks."""

from pathlib import Path

from assessment.definitions.form_files import load_forms
from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.services.applications.mapped_forms import LoadedForm, unmapped
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.templates.template import Template


def form_problems(root: Path) -> tuple[Problem, ...]:
    """Every problem of the forms: of the files, and names that only one side has."""
    forms, found = load_forms(root)
    problems = list(found)
    for form in forms.values():
        path = root / "data" / "forms" / form.workbook
        try:
            loaded = LoadedForm(form, Template(admit(path.name, path.read_bytes(), ("xlsx",))))
        except AssessmentError as bad:
            problems += bad.problems
            continue
        for name in unmapped(loaded):
            what = message("서식과 대응표 가운데 한쪽에만 있는 이름입니다: {name}", name=name)
            fix = message("서식에 이름을 붙이거나 대응표에서 고치십시오.")
            problems.append(Problem(f"data/forms/{form.id}.yaml", what, fix, "unmapped"))
    return tuple(problems)
