"""The checker: what loads is scored and held against its cases."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from assessment.problems import Problem, errors_in
from assessment.services.releases import checking
from tests.services.call_office import PROGRAMME
from tests.services.conftest import small_project

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]


def check(root: Path, paths: Sequence[Path] = ()) -> tuple[Problem, ...]:
    """What is found, without the note that the small questionnaires have few cases."""
    return tuple(one for one in checking.check(root, paths) if one.code != "few_cases")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = small_project(tmp_path / "project")
    (root / "data/programmes/mini-call.yaml").write_text(PROGRAMME, encoding="utf-8")
    return root


def _change(path: Path, before: str, after: str) -> int:
    """Replace the first occurrence; the line where it stood."""
    text = path.read_text(encoding="utf-8")
    place = text.index(before)
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return text[:place].count("\n") + 1


def test_a_right_project_has_no_problem(project: Path) -> None:
    assert check(project) == ()


def test_the_shipped_definitions_have_no_problem() -> None:
    assert [str(problem) for problem in errors_in(check(ROOT))] == []


def test_a_case_that_scores_otherwise_is_told_with_both_values_and_its_line(project: Path) -> None:
    cases = project / "questionnaires/mini/cases.yaml"
    line = _change(cases, "points: {total: 66.7}", "points: {total: 66.6}")
    (problem,) = check(project)
    assert problem.where.endswith(f"cases.yaml:{line}")
    assert str(problem.what) == "사례 middle: total은(는) 66.6이어야 하는데 66.7입니다."


def test_levels_gates_and_absences_are_compared(project: Path) -> None:
    cases = project / "questionnaires/mini/cases.yaml"
    _change(cases, "system: mid1", "system: basic")
    _change(cases, "points: {total: 66.7}", "gates: {G-MID1: unmet}\n      absent: [quality]")
    told = [str(problem.what) for problem in check(project)]
    assert told == [
        "사례 middle: system은(는) basic이어야 하는데 mid1입니다.",
        "사례 middle: G-MID1은(는) unmet이어야 하는데 met입니다.",
        "사례 middle: quality은(는) -이어야 하는데 33.3333입니다.",
    ]


def test_a_programmes_case_that_the_rules_judge_otherwise_is_told(project: Path) -> None:
    path = project / "data/programmes/mini-call.yaml"
    _change(path, 'region in ["ansan", "siheung"]', 'region in ["ansan", "siheung", "other"]')
    (problem,) = check(project)
    assert str(problem.what) == "사례 region_no: refused은(는) T-REGION이어야 하는데 -입니다."


def test_only_what_is_named_is_checked(project: Path) -> None:
    _change(project / "questionnaires/mini/cases.yaml", "total: 66.7", "total: 1.0")
    programme = project / "data/programmes/mini-call.yaml"
    assert check(project, [programme]) == ()
    assert len(check(project, [project / "questionnaires/mini"])) == 1
    assert len(check(project, [project / "questionnaires/mini/scoring.yaml", programme])) == 1


def test_problems_of_every_file_come_in_one_run(project: Path) -> None:
    _change(project / "questionnaires/mini/cases.yaml", "total: 66.7", "total: 1.0")
    _change(project / "data/programmes/mini-call.yaml", "tax_arrears", "tax_areas")
    _change(project / "questionnaires/mini-scan/scoring.yaml", "root: total", "rot: total")
    files = {Path(problem.where.split(":")[0]).name for problem in check(project)}
    assert {"cases.yaml", "mini-call.yaml", "scoring.yaml"} <= files


def test_a_consent_that_lacks_what_the_law_has_a_firm_told_is_found(project: Path) -> None:
    folder = project / "data" / "consents"
    folder.mkdir(exist_ok=True)
    told = "{ko: 가나다, en: abc}"
    whole = ["name", "purpose", "items", "period", "refusal"]
    for name, keys in (("good", whole), ("other", whole), ("short", whole[:-1])):
        called = "else" if name == "other" else name
        lines = ["format: consent/1", f"id: {called}", "version: 1.0.0"]
        text = "\n".join([*lines, *(f"{key}: {told}" for key in keys)])
        (folder / f"{name}.yaml").write_text(text + "\n", encoding="utf-8")
    found = {(Path(one.where.split(":")[0]).name, one.code) for one in check(project)}
    assert ("other.yaml", "consent_id") in found
    assert {name for name, _code in found} == {"other.yaml", "short.yaml"}


def test_fewer_than_six_cases_are_a_warning(project: Path) -> None:
    told = [one for one in checking.check(project) if one.code == "few_cases"]
    assert [one.severity for one in told] == ["warning", "warning"]
    assert [str(one.what) for one in told] == ["사례가 2개뿐입니다.", "사례가 1개뿐입니다."]
