"""Sample applicants of a programme: each number of the file is held by one of them."""

from pathlib import Path

import pytest

from assessment.definitions.loading import load_programme
from assessment.services.releases.sample_applicants import case_table, programme_cases

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = sorted((ROOT / "data/programmes").glob("*.yaml"))
MICRO = ROOT / "data/programmes/micro-smart-2026.yaml"


def told(path: Path, old: str, new: str, folder: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    assert old in text
    changed = folder / path.name
    changed.write_text(text.replace(old, new, 1), encoding="utf-8")
    programme, _ = load_programme(changed, ROOT)
    assert programme is not None
    return [str(problem.what) for problem in programme_cases(programme, changed)]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_sample_applicant_gets_what_the_file_states(path: Path) -> None:
    programme, problems = load_programme(path)
    assert [str(one) for one in problems if one.severity == "error"] == []
    assert programme is not None
    assert programme_cases(programme, path) == ()


def test_a_score_worked_by_hand(tmp_path: Path) -> None:
    """need (322-150)/240·30 + readiness 18/70·10 + debt (1-80/350)·5 + margin 6/15·5 + 62 %·30
    + 70 %·20 = 21.5 + 2.571 + 3.857 + 2 + 18.6 + 14 = 62.529."""
    assert told(MICRO, "score: 62.529", "score: 62.5", tmp_path) == [
        "사례 scored: score은(는) 62.5이어야 하는데 62.529입니다."
    ]


def test_another_cap_or_share_is_noticed(tmp_path: Path) -> None:
    assert told(MICRO, "cap: 42000000", "cap: 41000000", tmp_path)[0] == (
        "사례 all_met: grant은(는) 42000000이어야 하는데 41000000입니다."
    )
    assert told(MICRO, "  share: 0.7", "  share: 0.69", tmp_path) != []


def test_the_table_has_a_row_a_case_and_nulls_where_a_case_says_nothing() -> None:
    programme, _ = load_programme(MICRO)
    assert programme is not None
    table = case_table(programme)
    assert len(table) == len(programme.cases)
    assert str(table["closed"].dtype) == "boolean"
    assert str(table["size_class"].dtype) == "string"
    assert table["automation"].notna().sum() == 2
