"""A questionnaire that somebody wrote from docs/definitions.md alone.

Kept as it was written, but for what the page did not yet tell then: item ids that are taken, a tag
and a programme that the project does not have, and the contradiction that a case states.
"""

from pathlib import Path

import pytest

from assessment.definitions.loading import load_release
from assessment.definitions.releases import Release
from assessment.services.releases.checking import check
from assessment.services.releases.sample_factories import misses
from tests.definitions.mutations import ROOT, unnoticed

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parent / "written_from_the_page" / "energy-check"


@pytest.fixture(scope="module")
def energy_check() -> Release:
    release, problems = load_release(FOLDER, ROOT)
    assert [str(problem) for problem in problems] == []
    assert release is not None
    return release


def test_it_checks_without_error_and_without_warning() -> None:
    assert [str(problem) for problem in check(ROOT, [FOLDER])] == []


def test_its_cases_score_as_worked_out_by_hand(energy_check: Release) -> None:
    assert len(energy_check.items) == 10
    assert len(energy_check.cases.cases) == 15
    assert misses(energy_check) == []


def test_all_but_one_of_its_numbers_are_noticed(energy_check: Release) -> None:
    assert unnoticed(energy_check) == []


def test_a_case_that_contradicts_itself_otherwise_than_stated_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "energy-check"
    folder.mkdir()
    for file in FOLDER.glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        (folder / file.name).write_text(
            text.replace("ET03 == 2 and ET10 == 0", "ET03 == 2 and ET10 == 1"), encoding="utf-8"
        )
    (problem,) = check(ROOT, [folder])
    assert str(problem.what) == (
        "사례 nobody: contradictions은(는) product_without_person이어야 하는데 -입니다."
    )
