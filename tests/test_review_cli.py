"""`export reviews` and `import reviews` as a stranger uses them."""

import json
from pathlib import Path

import pytest

from assessment.cli import main
from assessment.services.entry.accounts import add_operator
from assessment.services.office import Office
from tests.services.review_desk import Desk, small_desk
from tests.services.review_filling import cell, filled

pytestmark = pytest.mark.slow


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    return int(left.value.code or 0), said.out, said.err


@pytest.fixture
def desk(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The desk's office as the command line's own."""
    with office.database.writing() as connection:
        add_operator(connection, office.clock())
    address = office.database.engine.url.render_as_string(hide_password=False)
    settings = tmp_path / "settings.toml"
    settings.write_text(f'database = "{address}"\n', "utf-8")
    monkeypatch.setenv("ASSESSMENT_SETTINGS", str(settings))
    return small_desk(office, tmp_path / "project")


def test_a_book_goes_out_to_its_consultant_and_comes_back(
    capsys: pytest.CaptureFixture[str], desk: Desk, tmp_path: Path
) -> None:
    """First tried, then stored, then stored again: the third time nothing is left to do."""
    mail = f"consultant{desk.people.consultant.account_id - 1}@example.com"
    out = tmp_path / "검토.xlsx"
    status, said, problems = run(capsys, "export", "reviews", desk.number, "--for", mail, "-o", out)
    assert (status, said.strip(), problems) == (0, str(out), "")
    content = filled(
        out.read_bytes(),
        {
            (desk.number, "QM01"): {"value": "자가와 같음"},
            (desk.number, "QM02"): {"value": "1 none"},
        },
    )
    out.write_bytes(content)
    counts = []
    for more in (["--dry-run"], [], []):
        status, said, _ = run(capsys, "import", "reviews", out, "--json", *more)
        told = json.loads(said)
        counts.append((status, told["changes"], told["stored"], len(desk.found())))
        (problem,) = told["problems"]
        assert problem["where"] == f"검토.xlsx {cell(content, desk.number, 'QM02', 'reason')}"
    assert counts == [(1, 1, False, 0), (1, 1, True, 1), (1, 0, True, 1)]


def test_a_conflict_is_listed_with_both_sides_until_one_is_chosen(
    capsys: pytest.CaptureFixture[str], desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "검토.xlsx"
    typed = {(desk.number, "EC01"): {"value": "4 step d", "reason": "자가응답보다 높음"}}
    file.write_bytes(filled(desk.book(), typed))
    desk.verify("EC01", "a", "no_evidence")
    status, _, problems = run(capsys, "import", "reviews", file)
    assert status == 1
    assert "화면: none · 증빙 없음 · 서류 / 문서: step d · 자가응답보다 높음 · 방문" in problems
    status, said, _ = run(capsys, "import", "reviews", file, "--conflicts", "file")
    assert (status, said.strip()) == (0, "업체 1곳: 확인 1건, 충돌 0건, 거절 0건")
    assert desk.short()["EC01"][0] == "d"


def test_a_file_of_another_kind_is_refused_in_words(
    capsys: pytest.CaptureFixture[str], desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a,b\n1,2\n", "utf-8")
    status, _, problems = run(capsys, "import", "reviews", file)
    assert (status, "엑셀 검토 문서가 아닙니다" in problems) == (1, True)
