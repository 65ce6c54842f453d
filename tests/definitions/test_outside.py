"""A questionnaire's folder alone is held against the lists of the project."""

from pathlib import Path

from assessment.definitions.checks.outside import check_outside
from tests.definitions import small

ROOT = Path(__file__).resolve().parents[2]
TAGGED = {"questionnaire.yaml": ("type: choice\n", "type: choice\n    tags: [zzz-nonsense]\n")}
PAID = {"actions.yaml": ("months: 1\n", "months: 1\n    paid_by: [zzz-nonsense]\n")}


def codes(folder: Path, root: Path = ROOT) -> list[tuple[str, str]]:
    return [(one.code, one.severity) for one in check_outside(folder, root)]


def test_a_folder_whose_names_are_free_and_known_has_no_problem(tmp_path: Path) -> None:
    assert codes(small.write(tmp_path / "small")) == []


def test_the_folder_has_the_name_of_its_id(tmp_path: Path) -> None:
    (problem,) = check_outside(small.write(tmp_path / "other"), ROOT)
    assert str(problem.what) == "설문 small이(가) other 폴더에 있습니다."


def test_tags_and_payers_are_those_of_the_project(tmp_path: Path) -> None:
    assert codes(small.write(tmp_path / "small", {**TAGGED, **PAID})) == [
        ("unknown_programme", "error"),
        ("unknown_tag", "error"),
    ]


def test_what_cannot_be_looked_up_is_said_to_be_unchecked(tmp_path: Path) -> None:
    folder = small.write(tmp_path / "small", {**TAGGED, **PAID})
    assert codes(folder, tmp_path) == [("not_checked", "warning"), ("not_checked", "warning")]
    assert codes(small.write(tmp_path / "plain" / "small"), tmp_path) == []


def test_an_item_id_of_another_questionnaire_is_taken(tmp_path: Path) -> None:
    folder = small.write(tmp_path / "small")
    path = folder / "questionnaire.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("KIND", "EN01"), encoding="utf-8")
    (problem,) = check_outside(folder, ROOT)
    assert str(problem.what) == "EN01은(는) smart-factory와(과) small 두 설문에 있습니다."
