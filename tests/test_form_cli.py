"""`form` from the command line: one firm, a whole round, words instead of tracebacks."""

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from assessment.cli import main
from assessment.services.assessing.answering import open_assessment
from assessment.services.entry.accounts import add_operator
from assessment.services.office import Office
from assessment.services.releases import publishing
from tests.conftest import Clock
from tests.services.conftest import add_firm, add_person, add_round, small_project

pytestmark = pytest.mark.slow
ROUND = "2026년 2회차"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["form", *(str(argument) for argument in arguments)])
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    return int(left.value.code or 0), said.out, said.err


@pytest.fixture
def kept(office: Office, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A round of two firms as the command line's own database."""
    small = Office(office.database, small_project(tmp_path / "project"), clock)
    with small.database.writing() as connection:
        add_operator(connection, clock())
    admin = add_person(small, "admin")
    publishing.publish(small, admin, "mini")
    add_round(small, admin, ROUND, date(2026, 7, 1), date(2026, 12, 31))
    for name in ("가나정밀", "다라금속"):
        firm = add_firm(small, name)
        open_assessment(small, add_person(small, "owner", firm), firm, "mini")
    add_firm(small, "마바주물")
    address = office.database.engine.url.render_as_string(hide_password=False)
    (tmp_path / "settings.toml").write_text(f'database = "{address}"\n', "utf-8")
    monkeypatch.setenv("ASSESSMENT_SETTINGS", str(tmp_path / "settings.toml"))
    return small


@pytest.mark.usefixtures("kept")
def test_a_form_of_one_firm_and_the_forms_of_a_round_are_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    common = ("--round", ROUND, "--questionnaire", "mini")
    one = tmp_path / "one.xlsx"
    status, said, _ = run(capsys, "가나정밀", *common, "-o", one)
    assert (status, said.strip()) == (0, str(one))
    assert one.read_bytes().startswith(b"PK")
    packed = tmp_path / "all.zip"
    reason = ("--reason", "방문 진단")
    status, said, _ = run(capsys, "--all", *common, *reason, "-o", packed, "--json")
    assert (status, json.loads(said)["forms"]) == (0, 2)
    with zipfile.ZipFile(packed) as archive:
        assert [name.split("_")[0] for name in archive.namelist()] == ["가나정밀", "다라금속"]
    folder = tmp_path / "folder"
    status, _, _ = run(capsys, "--everyone", "--blank", *common, *reason, "-o", folder)
    assert status == 0
    assert sorted(path.name.split("_")[0] for path in folder.iterdir()) == [
        "가나정밀",
        "다라금속",
        "마바주물",
    ]


@pytest.mark.usefixtures("kept")
def test_wrong_names_and_missing_reasons_are_answered_in_words(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    common = ("--round", ROUND, "--questionnaire", "mini", "-o", tmp_path / "x")
    assert "‘가나정밀’" in run(capsys, "가나정말", *common)[2]
    status, _, told = run(capsys, "--all", *common)
    assert status == 1
    assert "이유" in told
    assert not (tmp_path / "x").exists()
    assert run(capsys, "--all", "--round", ROUND)[0] == 2
    assert run(capsys, "가나정밀", "--all", *common)[0] == 2
    assert run(capsys, "가나정밀", "--language", "fr", *common)[0] == 2
