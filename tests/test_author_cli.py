"""An author's commands: check with warnings, rehearse, export and import questionnaire."""

import json
import shutil
from pathlib import Path

import pytest

from assessment.cli import main
from assessment.definitions.loading import load_release
from assessment.services.entry.accounts import add_operator
from assessment.workbooks.tabular.tables import read_file
from tests.conftest import Clock
from tests.definitions.small import write
from tests.services.call_office import Called, called_copy

pytestmark = pytest.mark.slow


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    return int(left.value.code or 0), said.out, said.err


@pytest.fixture
def called(
    sqlite_template: Path, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Called:
    """The six applicants in the command line's own database."""
    made = called_copy(sqlite_template, tmp_path, clock)
    with made.office.database.writing() as connection:
        add_operator(connection, clock())
    address = made.office.database.engine.url.render_as_string(hide_password=False)
    (tmp_path / "settings.toml").write_text(f'database = "{address}"\n', "utf-8")
    monkeypatch.setenv("ASSESSMENT_SETTINGS", str(tmp_path / "settings.toml"))
    return made


def test_check_tells_how_texts_read_as_warnings_and_refuses_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = write(
        tmp_path / "small",
        {"ko.yaml": ("실적을 어떻게 모읍니까?", "실적과 재고를 어떻게 압니까?")},
    )
    status, said, told = run(capsys, "check", folder, "--json")
    summary = json.loads(said)
    assert (status, summary["errors"]) == (0, 0)
    found = [one for one in summary["problems"] if one["code"] == "lint_double"]
    assert [one["where"].rsplit("/", 1)[1] for one in found] == ["ko.yaml:11"]
    assert found[0]["severity"] == "warning"
    _, _, told = run(capsys, "check", folder)
    assert "· " in told


def test_rehearse_tells_who_moves_and_writes_every_move(
    capsys: pytest.CaptureFixture[str], called: Called, tmp_path: Path
) -> None:
    folder = tmp_path / "new" / "mini"
    shutil.copytree(called.office.root / "questionnaires/mini", folder)
    shutil.copy(called.office.root / "data/actions/mini.yaml", folder / "actions.yaml")
    scoring = folder / "scoring.yaml"
    text = scoring.read_text("utf-8")
    scoring.write_text(text.replace("automation: 50.0", "automation: 10.0"), "utf-8")
    asked = ("rehearse", "mini", folder, "--round", "2026년 2회차")
    status, _, told = run(capsys, *asked, "--output", tmp_path / "moves.csv")
    assert (status, (tmp_path / "moves.csv").exists()) == (1, False)
    assert "이유를 적지 않았습니다" in told
    why = ("--reason", "새 판 검토")
    status, said, _ = run(capsys, *asked, "--output", tmp_path / "moves.csv", *why)
    assert status == 0
    assert "scoring.nodes.total.children.automation: 50.0 → 10.0" in said
    assert "A정밀(" in said
    status, said, _ = run(capsys, *asked, "--json")
    summary = json.loads(said)
    assert summary["counts"] == {"level": 1, "rank": 2, "eligibility": 0}
    assert len(summary["moved"]) == 2
    assert len(read_file(tmp_path / "moves.csv").frame) == 3


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["mini", "mini"], 2, "--round"),
        (["mini", "no/such/folder", "--round", "2026년 2회차"], 2, "그런 파일이나 폴더가 없습니다"),
        (["mini", "mini@7.0.0", "--round", "2026년 2회차"], 1, "그런 번호나 이름이 없거나"),
        (["mini", "mini@1.0.0", "--round", "3회차"], 1, "2026년 2회차"),
    ],
)
def test_rehearse_says_what_it_cannot_find(
    capsys: pytest.CaptureFixture[str],
    called: Called,
    arguments: list[str],
    status: int,
    said: str,
) -> None:
    left, _, told = run(capsys, "rehearse", *arguments)
    assert left == status
    assert said in told


def test_a_questionnaire_goes_out_to_a_workbook_and_comes_back_as_files(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder, book, back = write(tmp_path / "small"), tmp_path / "small.xlsx", tmp_path / "new/small"
    assert run(capsys, "export", "questionnaire", folder, "--output", book)[0] == 0
    assert run(capsys, "import", "questionnaire", book, "--output", back)[0] == 0
    before, after = load_release(folder)[0], load_release(back)[0]
    assert before is not None
    assert before == after
    status, _, told = run(capsys, "export", "questionnaire", "no-such", "-o", book)
    assert (status, "no-such" in told) == (1, True)
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", "utf-8")
    assert run(capsys, "import", "questionnaire", tmp_path / "a.csv", "-o", back)[0] == 1
