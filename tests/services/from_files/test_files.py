"""Scoring and ranking files: hand-worked numbers, no database, bad cells listed."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from assessment.problems import AssessmentError
from assessment.services.from_files.files import find_release, rank_file, score_file
from assessment.workbooks.tabular.tables import write_table
from tests.services.call_office import PROGRAMME
from tests.services.conftest import small_project
from tests.workbooks.technology import technology_folder

ROOT = Path(__file__).parents[3]


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    frame = pd.DataFrame(
        [
            ["가", "full", "part", "none", 0, "100"],
            ["나", "NA", "part", "?", 3, "50"],
            ["다", "", "", "", "", ""],
            ["라", "full", "bad", "none", 9, ""],
        ],
        columns=["firm", "T1", "T2", "T3", "F2[a]", "N1"],
    )
    path = tmp_path / "answers.csv"
    write_table(frame.astype(str), path)
    return path


def test_scores_of_a_table_are_those_worked_out_by_hand(tmp_path: Path, answers: Path) -> None:
    """가: tools (1 + .5 + 0)/3 x 60 = 30; coded (1 + 1)/2 x 40 = 40; 70.
    나: T1 n/a, T2 .5, T3 unknown → 0: .25 x 60 = 15, coverage 1/2; C1 not relevant, N1 .5 → 20; 35;
    coverage (60 x 1/2 + 40 x 1)/100 = .7. 다: nothing answered. 라: two bad cells, left out."""
    result = score_file(str(technology_folder(tmp_path)), answers, ROOT)
    columns = ["firm", "tools", "coded", "total", "level", "extent_level", "coverage", "reason"]
    assert list(result.frame.columns) == columns
    rows = result.frame.astype(object).where(result.frame.notna(), None)
    assert rows.to_numpy().tolist() == [
        ["가", 30.0, 40.0, 70.0, 2, 2, 1.0, ""],
        ["나", 15.0, 20.0, 35.0, 1, 1, 0.7, ""],
        ["다", None, None, None, None, None, 0.0, "below_floor"],
    ]
    assert [(one.row, one.column) for one in result.rejected] == [(5, "F2[a]"), (5, "T2")]
    assert result.summary["levels"] == {"extent": {"1": 1, "2": 1, "none": 1}}
    assert result.summary["without_value"] == 1
    assert result.given == 4


def test_an_unknown_questionnaire_gets_the_nearest_name() -> None:
    with pytest.raises(AssessmentError, match="smart-factory"):
        find_release("smart-factry", ROOT)


def test_ranking_a_table_follows_the_programme(tmp_path: Path) -> None:
    """score = .6 total + 20 margin/20 + .2 plan (+3 root): A 45+10+16 = 71, B 40+20+10+3 = 73."""
    project = small_project(tmp_path / "project")
    (project / "data" / "programmes" / "mini-call.yaml").write_text(PROGRAMME, "utf-8")
    frame = pd.DataFrame(
        {
            "firm": ["A", "B", "F", "X", "Y"],
            "region": ["ansan", "ansan", "ansan", "seoul", "ansan"],
            "tax_arrears": ["아니오", "N", "예", "0", "아마"],
            "certificate_system": [1, 1, 1, 1, 1],
            "total": [75.0, 200 / 3, 100, 100, 1],
            "operating_margin": ["10", "20", "20", "20", "1"],
            "plan": [80, 50, 90, 90, 1],
            "root_industry": ["?", "예", "", "", ""],
            "requested_grant": [5e7, 5e7, 5e7, 5e7, 5e7],
            "planned_cost": [1e8] * 5,
        }
    )
    path = tmp_path / "firms.csv"
    write_table(frame, path)
    result = rank_file("mini-call", path, project).result
    assert [(one.row, one.column) for one in result.rejected] == [(6, "tax_arrears")]
    rows = result.frame.set_index("firm")
    assert rows.index.tolist() == ["B", "A", "F", "X"]
    assert rows["score"].tolist()[:2] == [73.0, 71.0]
    assert rows["rank"].astype(object).tolist()[:2] == [1, 2]
    assert rows["rank"].isna().tolist() == [False, False, True, True]
    assert rows["failed"].tolist() == ["", "", "T-TAX", "T-REGION"]
    assert result.summary["status"] == {"eligible": 2, "not_eligible": 2}


@pytest.mark.slow
def test_scoring_loads_neither_the_database_nor_the_web() -> None:
    code = (
        "import sys, json; import assessment.cli; import assessment.services.from_files.files;"
        "print(json.dumps([m for m in ('streamlit', 'sqlalchemy', 'starlette', 'openpyxl') "
        "if m in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []
