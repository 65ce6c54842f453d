"""Mapping files of application forms: what leads nowhere is told with its line."""

import shutil
from pathlib import Path

from assessment.definitions.form_files import load_forms
from assessment.services.applications.form_checks import form_problems

ROOT = Path(__file__).resolve().parents[2]


def project(folder: Path, **changes: tuple[str, str]) -> Path:
    """A project with the shipped forms, each changed in one place."""
    shutil.copytree(ROOT / "data" / "forms", folder / "data" / "forms")
    shutil.copy(ROOT / "data" / "form_fields.yaml", folder / "data" / "form_fields.yaml")
    for name, (before, after) in changes.items():
        path = folder / "data" / "forms" / f"{name}-2026.yaml"
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return folder


def test_the_shipped_forms_load_without_a_problem() -> None:
    forms, problems = load_forms(ROOT)
    assert list(forms) == ["application-2026", "costs-2026", "indicators-2026"]
    assert problems == ()
    assert form_problems(ROOT) == ()


def test_wrong_fields_anchors_rules_and_workbooks_are_told(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        application=("field: customers", "field: custommers"),
        costs=("rule: cost_total == planned_cost", "rule: cost_total = planned_cost"),
        indicators=("workbook: indicators-2026.xlsx", "workbook: none.xlsx"),
    )
    forms, problems = load_forms(root)
    assert forms == {}
    assert [one.code for one in problems] == ["unknown_field", "rule", "no_workbook"]
    assert "customers" in str(problems[0].fix)
    assert all("2026.yaml:" in one.where for one in problems)


def test_a_name_that_the_workbook_lacks_is_told(tmp_path: Path) -> None:
    root = project(
        tmp_path, costs=("  cost_cloud: {field: cost_cloud", "  cloud: {field: cost_cloud")
    )
    assert [(one.where, one.code) for one in form_problems(root)] == [
        ("data/forms/costs-2026.yaml", "unmapped")
    ]
