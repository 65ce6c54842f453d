"""A questionnaire as an author's workbook: out, changed by hand, and back."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assessment.definitions.freezing import content_hash
from assessment.definitions.loading import load_release
from assessment.definitions.questionnaires import LevelItem
from assessment.definitions.releases import Release
from assessment.definitions.source import read_yaml
from assessment.definitions.writing import comments_of
from assessment.problems import AssessmentError, NotFound
from assessment.services.releases.authoring import (
    export_questionnaire,
    import_questionnaire,
    write_questionnaire,
)
from assessment.workbooks.incoming.guard import LOCAL, admit
from tests import office
from tests.definitions.small import write

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
SHIPPED = sorted(path.parent.name for path in ROOT.glob("questionnaires/*/cases.yaml"))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write(tmp_path / "small")


def back(content: bytes, folder: Path) -> Release:
    found = import_questionnaire(admit("book.xlsx", content, limits=LOCAL), ROOT)
    write_questionnaire(found, folder)
    release, problems = load_release(folder, ROOT)
    assert release is not None, problems
    return release


def edited(content: bytes, change: Callable[[Any], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def cell(sheet: Any, row: int, header: str) -> Any:
    heads = [one.value for one in sheet[1]]
    return sheet.cell(row, heads.index(header) + 1)


def row_of(sheet: Any, name: str) -> int:
    return next(row[0].row for row in sheet.iter_rows() if row[1].value == name)


def refused(content: bytes) -> list[str]:
    with pytest.raises(AssessmentError) as problem:
        import_questionnaire(admit("book.xlsx", content, limits=LOCAL), ROOT)
    return [f"{one.where} {one.code}" for one in problem.value.problems if one.severity == "error"]


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_questionnaire_comes_back_exactly(name: str, tmp_path: Path) -> None:
    before, _ = load_release(ROOT / "questionnaires" / name, ROOT)
    assert before is not None
    after = back(export_questionnaire(name, ROOT), tmp_path / name)
    assert content_hash(after) == content_hash(before)
    cache = ROOT / "data/local/compiled"
    for file in ("questionnaire", "ko", "en", "scoring", "cases"):
        was, _ = read_yaml(ROOT / "questionnaires" / name / f"{file}.yaml", cache)
        now, _ = read_yaml(tmp_path / name / f"{file}.yaml", cache)
        assert was is not None
        assert now is not None
        assert str(comments_of(now).values()) == str(comments_of(was).values())


@pytest.mark.slow
def test_what_came_back_goes_out_and_comes_back_byte_for_byte(tmp_path: Path) -> None:
    one, other = tmp_path / "one/quick-scan", tmp_path / "other/quick-scan"
    back(export_questionnaire("quick-scan", ROOT), one)
    back(export_questionnaire(str(one), ROOT), other)
    for path in one.glob("*.yaml"):
        assert path.read_bytes() == (other / path.name).read_bytes()


def test_the_sheets_are_those_of_xlsform_and_carry_both_languages(small: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(export_questionnaire(str(small), ROOT)))
    assert book.sheetnames[:3] == ["settings", "survey", "choices"]
    survey = [[one.value for one in row[:4]] for row in book["survey"].iter_rows()]
    assert survey[0] == ["type", "name", "label::한국어 (ko)", "label::English (en)"]
    assert [row[0] for row in survey[1:6]] == [
        "begin_group", "select_one M1", "select_one M2", "end_group", "begin_group",
    ]  # fmt: skip
    assert survey[2][2] == "실적을 어떻게 모읍니까?"
    first = [one.value for one in book["choices"][2]]
    assert first[:3] == ["M1", "a", "없음"]


def test_what_an_author_changes_in_the_workbook_is_changed_in_the_files(
    small: Path, tmp_path: Path
) -> None:
    def change(book: Any) -> None:
        survey, nodes = book["survey"], book["nodes"]
        cell(survey, row_of(survey, "M1"), "label::한국어 (ko)").value = "수량을 어떻게 셉니까?"
        weights = {one[2].value: one[0].row for one in nodes.iter_rows(min_row=2)}
        cell(nodes, weights["robots"], "weight").value = 2
        cell(nodes, weights["robots"], "child").value = "robots"

    content = edited(export_questionnaire(str(small), ROOT), change)
    release = back(content, tmp_path / "new")
    assert release.texts["ko"].items["M1"].question == "수량을 어떻게 셉니까?"
    assert release.scoring.nodes["total"].children == {"making": 3.0, "robots": 2.0}


def test_a_new_question_is_a_row_with_its_choices(small: Path, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        survey, choices, nodes = book["survey"], book["choices"], book["nodes"]
        at = row_of(survey, "M2") + 1
        survey.insert_rows(at)
        for header, value in {
            "type": "select_one M3",
            "name": "M3",
            "label::한국어 (ko)": "정지를 어떻게 압니까?",
            "label::English (en)": "How do you know of stops?",
            "short::한국어 (ko)": "정지",
            "short::English (en)": "Stops",
            "scale": "level",
            "since": "1.0.0",
        }.items():
            cell(survey, at, header).value = value
        for option, said in (("a", "모릅니다"), ("b", "화면에서 봅니다")):
            row = choices.max_row + 1
            for header, value in {
                "list_name": "M3",
                "name": option,
                "label::한국어 (ko)": said[:2],
                "label::English (en)": option,
                "descriptor::한국어 (ko)": said,
                "descriptor::English (en)": f"We say {option}",
                "points": 0 if option == "a" else 1,
            }.items():
                cell(choices, row, header).value = value
        row = nodes.max_row + 1
        for header, value in (("node", "making"), ("child", "M3"), ("weight", 1)):
            cell(nodes, row, header).value = value

    release = back(edited(export_questionnaire(str(small), ROOT), change), tmp_path / "new")
    assert [*release.items] == ["M1", "M2", "M3", "KIND", "ROBOTS"]
    added = release.items["M3"]
    assert isinstance(added, LevelItem)
    assert [option.points for option in added.options] == [0.0, 1.0]
    assert release.scoring.nodes["making"].children == {"M1": 1.0, "M2": 1.0, "M3": 1.0}


def test_every_problem_is_told_by_sheet_and_row_and_nothing_is_written(small: Path) -> None:
    rows = {}

    def change(book: Any) -> None:
        survey, choices, nodes = book["survey"], book["choices"], book["nodes"]
        rows["M1"] = row_of(survey, "M1")
        cell(survey, rows["M1"], "since").value = "soon"
        cell(choices, 4, "points").value = "many"
        cell(nodes, 2, "child").value = "nothing"

    told = refused(edited(export_questionnaire(str(small), ROOT), change))
    assert f"book.xlsx survey {rows['M1']} shape_string_pattern_mismatch" in told
    assert "book.xlsx choices 4 shape_float_type" in told
    assert any(one.startswith("book.xlsx nodes 2 ") for one in told)


def test_a_formula_is_refused_and_a_workbook_of_another_kind_too(small: Path) -> None:
    def formula(book: Any) -> None:
        cell(book["nodes"], 2, "weight").value = "=1+1"

    told = refused(edited(export_questionnaire(str(small), ROOT), formula))
    assert "book.xlsx nodes!D2 cell_formula" in told

    def without(book: Any) -> None:
        del book["choices"]

    assert refused(edited(export_questionnaire(str(small), ROOT), without)) == [
        "book.xlsx author_sheets"
    ]


def test_a_questionnaire_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        export_questionnaire("nothing", ROOT)


@pytest.mark.office
@pytest.mark.slow
def test_what_libreoffice_saved_again_comes_back_exactly(tmp_path: Path) -> None:
    book = tmp_path / "quick-scan.xlsx"
    book.write_bytes(export_questionnaire("quick-scan", ROOT))
    (saved,) = office.converted([book], "xlsx")
    before, _ = load_release(ROOT / "questionnaires/quick-scan", ROOT)
    assert before is not None
    after = back(saved.read_bytes(), tmp_path / "new/quick-scan")
    assert content_hash(after) == content_hash(before)
