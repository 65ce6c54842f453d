"""`import forms`: a folder or ZIP, rehearsed, all or nothing, told in one object, with a result."""

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from assessment.cli import main
from assessment.records.database import open_database
from assessment.services.entry.accounts import add_operator
from assessment.services.office import Office
from assessment.services.releases import publishing
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.incoming.reading import read_workbook
from tests.conftest import Clock
from tests.services.conftest import add_firm, add_person, add_round, small_project
from tests.services.filled_forms import ROUND, issued, said

pytestmark = pytest.mark.slow


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    told = capsys.readouterr()
    assert "Traceback" not in told.out + told.err
    return int(left.value.code or 0), told.out, told.err


@pytest.fixture
def inbox(own_url: str, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two filled forms in a folder; the command line works on their database."""
    office = Office(open_database(own_url), small_project(tmp_path / "project"), clock)
    admin = add_person(office, "admin")
    for name in ("mini", "mini-scan"):
        publishing.publish(office, admin, name)
    add_round(office, admin, ROUND, date(2026, 7, 1), date(2026, 12, 31))
    with office.database.writing() as connection:
        add_operator(connection, clock())
    settings = tmp_path / "settings.toml"
    settings.write_text(f'database = "{own_url}"\n', "utf-8")
    monkeypatch.setenv("ASSESSMENT_SETTINGS", str(settings))
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name in ("가나정밀", "다라금속"):
        content = issued(office, add_firm(office, name), nonce=name).bytes({"QM01": said("b")})
        (folder / f"{name}.xlsx").write_bytes(content)
    office.database.close()
    return folder


def zipped(folder: Path) -> Path:
    target = folder.parent / "forms.zip"
    with zipfile.ZipFile(target, "w") as packed:
        for path in sorted(folder.iterdir()):
            packed.write(path, path.name)
    return target


def test_a_zip_of_good_forms_comes_in_once(
    capsys: pytest.CaptureFixture[str], inbox: Path, tmp_path: Path
) -> None:
    status, out, told = run(capsys, "import", "forms", zipped(inbox), "--json")
    assert (status, told) == (0, "")
    summary = json.loads(out)
    assert [summary[name] for name in ("files", "stored", "refused")] == [2, 2, 0]
    assert summary["cells"]["new"] == 2
    status, out, _ = run(capsys, "import", "forms", inbox)
    assert status == 0
    assert "파일 2개: 저장 0, 바뀐 것 없음 0, 이미 가져옴 2" in out


def test_every_bad_file_is_listed_and_the_good_ones_come_in(
    capsys: pytest.CaptureFixture[str], inbox: Path, tmp_path: Path
) -> None:
    (inbox / "memo.xlsx").write_bytes(b"MZ")
    result = inbox / "result.xlsx"
    status, out, told = run(capsys, "import", "forms", inbox, "-o", result)
    assert status == 1
    assert "저장 2" in out
    assert "- memo.xlsx:" in told
    by_file, by_cell = read_workbook(admit("result.xlsx", result.read_bytes()))
    assert [row[2] for row in by_file.rows.values()][1:] == [
        "memo.xlsx", "가나정밀.xlsx", "다라금속.xlsx"
    ]  # fmt: skip
    assert len(by_cell.rows) == 2
    status, out, _ = run(capsys, "import", "forms", inbox, "-o", result, "--json")
    assert json.loads(out)["files"] == 3  # the result of before is no form


def test_a_rehearsal_and_strict_store_nothing(
    capsys: pytest.CaptureFixture[str], inbox: Path
) -> None:
    status, out, _ = run(capsys, "import", "forms", inbox, "--dry-run")
    assert status == 0
    assert "해 보기만 했고" in out
    (inbox / "memo.xlsx").write_bytes(b"MZ")
    status, out, _ = run(capsys, "import", "forms", inbox, "--strict", "--json")
    summary = json.loads(out)
    assert (status, summary["stored_at_all"]) == (1, False)
    (inbox / "memo.xlsx").unlink()
    status, out, _ = run(capsys, "import", "forms", inbox, "--strict", "--json")
    assert (status, json.loads(out)["stored"]) == (0, 2)


def test_wrong_use_is_told_as_such(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, "import", "forms", tmp_path / "none.zip")[0] == 2
    assert run(capsys, "import", "forms", tmp_path, "-o", tmp_path / "a.csv")[0] == 2
