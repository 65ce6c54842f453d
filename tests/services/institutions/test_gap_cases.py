"""Sample gaps in `check`: the order that they state, and institutions that stand for everything."""

from pathlib import Path

import pytest

from assessment.definitions.loading import load_library
from assessment.services.institutions.gap_cases import gap_cases
from tests.services.conftest import small_project
from tests.small_network import small_network

pytestmark = pytest.mark.slow

MORE = """\
  - id: more{n}
    gap: {{ko: 빈틈 {n}, en: gap {n}}}
    tags: [{tag}]
    institutions: [{institution}]
"""
ROOT = Path(__file__).parents[3]


def project(folder: Path, cases: str = "", tags: str = "") -> Path:
    root = small_project(folder)
    small_network(root)
    path = root / "data" / "institutions" / "institutions.yaml"
    path.write_text(path.read_text(encoding="utf-8") + cases, encoding="utf-8")
    if tags:
        asked = root / "questionnaires" / "mini" / "questionnaire.yaml"
        text = asked.read_text(encoding="utf-8")
        asked.write_text(text.replace("EC01: {", f"EC01: {{tags: [{tags}], "), encoding="utf-8")
    return root


def codes(root: Path) -> list[str]:
    library = load_library(root)
    assert library.problems == ()
    return [problem.code for problem in gap_cases(library)]


def test_cases_that_hold_say_nothing(tmp_path: Path) -> None:
    assert codes(project(tmp_path)) == []


def test_a_case_with_other_institutions_is_told_by_its_line(tmp_path: Path) -> None:
    root = project(tmp_path, MORE.format(n=1, tag="training", institution="hospital"))
    (problem,) = gap_cases(load_library(root))
    assert problem.code == "case"
    assert "hospital" in str(problem.what)
    assert "school" in str(problem.what)
    assert "institutions.yaml:" in problem.where


def test_a_case_may_stand_for_an_item_and_follows_its_tags(tmp_path: Path) -> None:
    case = """\
  - id: by_item
    gap: {ko: 설비, en: machines}
    questionnaire: mini
    item: EC01
    institutions: [hospital]
"""
    assert codes(project(tmp_path / "one", case, "trial")) == []
    assert codes(project(tmp_path / "two", case, "training")) == ["case"]


def test_an_institution_in_more_than_half_of_ten_gaps_is_told(tmp_path: Path) -> None:
    """With the case that is there: 6 of 11 gaps ask for courses, then 6 of 12."""
    courses = [MORE.format(n=n, tag="training", institution="school") for n in range(5)]
    trials = [MORE.format(n=n, tag="trial", institution="hospital") for n in range(5, 10)]
    assert codes(project(tmp_path / "one", "".join(courses + trials))) == ["everywhere"]
    trials.append(MORE.format(n=10, tag="trial", institution="hospital"))
    assert codes(project(tmp_path / "two", "".join(courses + trials))) == []


def test_the_shipped_gaps_hold() -> None:
    assert gap_cases(load_library(ROOT)) == ()
