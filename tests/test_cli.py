"""The command line as a stranger uses it: exit status, JSON, words instead of tracebacks."""

import io
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from assessment.cli import main
from assessment.services.accounts import add_operator
from assessment.services.office import Office
from assessment.workbooks.tables import read_file
from tests.conftest import Clock
from tests.services.call_office import called_copy
from tests.services.conftest import add_firm
from tests.workbooks.technology import technology_folder

ROOT = Path(__file__).parents[1]
ANSWERS = "firm,T1,T2,T3,F2[a],N1\n가,full,part,none,0,100\n나,NA,part,?,3,50\n"
BAD = ANSWERS + "라,full,bad,none,9,\n"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    return int(left.value.code or 0), said.out, said.err


@pytest.fixture
def questionnaire(tmp_path: Path) -> Path:
    return technology_folder(tmp_path)


@pytest.fixture
def kept(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The office of this test as the command line's own."""
    with office.database.writing() as connection:
        add_operator(connection, office.clock())
    _use(office, tmp_path, monkeypatch)
    return office


def _use(office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = folder / "settings.toml"
    address = office.database.engine.url.render_as_string(hide_password=False)
    settings.write_text(f'database = "{address}"\n', "utf-8")
    monkeypatch.setenv("ASSESSMENT_SETTINGS", str(settings))


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_score_writes_a_row_a_firm_and_a_column_a_node(
    capsys: pytest.CaptureFixture[str], questionnaire: Path, tmp_path: Path, suffix: str
) -> None:
    (tmp_path / "a.csv").write_text(ANSWERS, "cp949")
    out = tmp_path / f"out.{suffix}"
    status, said, _ = run(capsys, "score", questionnaire, tmp_path / "a.csv", "--output", out)
    assert status == 0
    assert "2행" in said
    frame = read_file(out).frame
    assert list(frame.columns) == [
        "firm", "tools", "coded", "total", "level", "extent_level", "coverage", "reason",
    ]  # fmt: skip
    assert [float(total) for total in frame["total"]] == [70.0, 35.0]


def test_a_bad_cell_leaves_its_row_out_and_the_status_is_one(
    capsys: pytest.CaptureFixture[str], questionnaire: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(BAD, "utf-8")
    out = tmp_path / "out.csv"
    status, said, _ = run(capsys, "score", questionnaire, tmp_path / "a.csv", "-o", out, "--json")
    summary = json.loads(said)
    assert status == 1
    assert (summary["rows"], summary["done"], summary["ok"]) == (3, 2, False)
    assert [(one["row"], one["column"]) for one in summary["rejected"]] == [(4, "F2[a]"), (4, "T2")]
    assert summary["levels"] == {"extent": {"1": 1, "2": 1}}
    assert len(read_file(out).frame) == 2


def test_strict_writes_nothing_when_a_cell_is_bad(
    capsys: pytest.CaptureFixture[str], questionnaire: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(BAD, "utf-8")
    out = tmp_path / "out.csv"
    status, _, told = run(capsys, "score", questionnaire, tmp_path / "a.csv", "-o", out, "--strict")
    assert status == 1
    assert "a.csv 4 · T2" in told
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["scor"], 2, "score"),
        (["export", "rankng"], 2, "ranking"),
        (["score", "--outpt", "x"], 2, "--output"),
        (["score", "smart-factory", "a.csv"], 2, "--output"),
        (["score", "smart-factory", "a.csv", "-o", "x.csv", "--lang", "fr"], 2, "ko | en"),
        (["check", "no-such-folder"], 2, "no-such-folder"),
        (["score", "smart-factry", "a.csv", "-o", "x.csv"], 1, "smart-factory"),
        (["score", "smart-factory", "no.csv", "-o", "x.csv"], 1, "no.csv"),
        (["score", "smart-factory", "no.csv", "-o", "x.ods"], 1, ".ods"),
        (["rank", "gyeonggi-basic-2027", "a.csv", "-o", "x.csv"], 1, "gyeonggi-basic-2026"),
    ],
)
def test_wrong_use_and_refusals_are_told_in_words(
    capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, said: str
) -> None:
    found, _, told = run(capsys, *arguments)
    assert found == status
    assert said in told


def test_a_refusal_is_one_json_object_too(capsys: pytest.CaptureFixture[str]) -> None:
    status, said, told = run(capsys, "score", "smart-factory", "no.csv", "-o", "x.csv", "--json")
    assert (status, told) == (1, "")
    summary = json.loads(said)
    assert (summary["command"], summary["ok"]) == ("score", False)
    assert summary["problems"][0]["where"] == "no.csv"


def test_a_fault_of_ours_is_told_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("assessment.services.checking.check", broken)
    status, _, told = run(capsys, "check")
    assert status == 1
    assert "ZeroDivisionError" in told


def test_check_lists_every_problem_of_a_broken_definition(
    capsys: pytest.CaptureFixture[str], questionnaire: Path
) -> None:
    scoring = questionnaire / "scoring.yaml"
    scoring.write_text(scoring.read_text("utf-8").replace('"T3"', '"T9"'), "utf-8")
    status, said, _ = run(capsys, "check", questionnaire, "--json")
    summary = json.loads(said)
    assert status == 1
    assert summary["errors"] == len([p for p in summary["problems"] if p["severity"] == "error"])
    assert any("T9" in problem["what_ko"] for problem in summary["problems"])
    assert all("scoring.yaml" in problem["where"] for problem in summary["problems"])


def test_a_good_definition_passes(capsys: pytest.CaptureFixture[str], questionnaire: Path) -> None:
    assert run(capsys, "check", questionnaire)[0] == 0


def test_a_register_is_brought_in_and_every_row_accounted_for(
    capsys: pytest.CaptureFixture[str], kept: Office, tmp_path: Path
) -> None:
    text = "순번,회사명,공장대표주소(도로명),생산품\n1,가나,안산시 1로 1,볼트 외 2종\n"
    text += "2,가나,안산시 1로 1,볼트\n3,,안산시 2로 1,너트\n"
    (tmp_path / "r.csv").write_text(text, "cp949")
    for dry in (["--dry-run"], []):
        status, said, _ = run(
            capsys, "import", "registry", tmp_path / "r.csv", "--json", *dry,
            "-o", tmp_path / "rows.csv",
        )  # fmt: skip
        summary = json.loads(said)
        assert status == 1
        assert [summary[name] for name in ("rows", "new", "updated", "duplicates")] == [3, 1, 0, 1]
        assert [(one["row"], one["column"]) for one in summary["rejected"]] == [(4, "회사명")]
    assert read_file(tmp_path / "rows.csv").frame["did"].tolist() == [
        "new",
        "duplicate",
        "rejected",
    ]


def test_an_unknown_account_may_do_nothing(
    capsys: pytest.CaptureFixture[str], kept: Office, tmp_path: Path
) -> None:
    (tmp_path / "r.csv").write_text("회사명\n가\n", "utf-8")
    status, _, _ = run(capsys, "import", "registry", tmp_path / "r.csv", "--as", "nobody@x.kr")
    assert status == 1


def test_answers_need_a_round_that_there_is(
    capsys: pytest.CaptureFixture[str], kept: Office, tmp_path: Path
) -> None:
    add_firm(kept, "가나")
    (tmp_path / "a.csv").write_text("업체,LS01\n가나,a\n", "utf-8")
    status, _, told = run(capsys, "import", "answers", tmp_path / "a.csv", "--round", "없는 회차")
    assert status == 1
    assert "없는 회차" in told


def test_a_ranking_is_exported_into_a_folder_under_its_own_name(
    capsys: pytest.CaptureFixture[str],
    sqlite_template: Path,
    tmp_path: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    called = called_copy(sqlite_template, tmp_path, clock)
    with called.office.database.writing() as connection:
        add_operator(connection, clock())
    _use(called.office, tmp_path, monkeypatch)
    out = tmp_path / "out"
    out.mkdir()
    status, said, _ = run(capsys, "export", "ranking", called.call_id, "-o", out, "--json")
    assert status == 0
    path = Path(json.loads(said)["output"])
    assert path.parent == out
    assert path.stat().st_size == json.loads(said)["bytes"]
    status, _, _ = run(
        capsys, "export", "application", called.six["A"][1], "-o", tmp_path / "a.xlsx"
    )
    assert status == 0
    assert read_file(tmp_path / "a.xlsx").frame is not None
    assert run(capsys, "export", "ranking", 999, "-o", out)[0] == 1
    assert run(capsys, "verify-journal")[0] == 0
    called.office.database.close()


def test_accounts_are_listed_and_made(
    capsys: pytest.CaptureFixture[str], kept: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    monkeypatch.setattr(sys, "stdin", io.StringIO("맑은 하늘과 넓은 바다 7\n"))
    status, said, told = run(
        capsys,
        "user",
        "newcomer@example.com",
        "--name",
        "컨설턴트",
        "--role",
        "consultant",
        "--json",
    )
    assert (status, told) == (0, "")
    status, said, _ = run(capsys, "user", "--json")
    emails = [one["email"] for one in json.loads(said)["accounts"]]
    assert emails == ["operator", "newcomer@example.com"]


def test_a_demo_is_never_served_to_the_network(
    capsys: pytest.CaptureFixture[str], kept: Office
) -> None:
    from assessment.records import settings

    with kept.database.writing() as connection:
        settings.mark_demo(connection, "test")
    status, _, told = run(capsys, "serve", "--host", "0.0.0.0")
    assert status == 1
    assert "0.0.0.0" in told


def test_help_is_there_at_once_and_from_any_folder(tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "x", ignore_errors=True)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    took = []
    for _ in range(3):
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "assessment", "--help"],
            cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        took.append(time.perf_counter() - start)
    assert min(took) < 0.5
    for command in ("check", "score", "rank", "import", "export", "demo", "serve", "user"):
        assert command in done.stdout


def test_ranks_of_the_shipped_programme_from_a_table(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    frame = pd.DataFrame({"firm": ["가"], "region": ["ansan"], "automation": ["?"]})
    frame.to_csv(tmp_path / "f.csv", index=False)
    status, said, _ = run(
        capsys, "rank", "gyeonggi-basic-2026", tmp_path / "f.csv", "-o", tmp_path / "o.csv",
        "--json",
    )  # fmt: skip
    assert status == 0
    assert json.loads(said)["status"] == {"needs_checking": 1}


def test_an_empty_installation_names_its_administrator_before_it_serves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text(f'database = "sqlite:///{(tmp_path / "a.sqlite").as_posix()}"\n')
    monkeypatch.setenv("ASSESSMENT_SETTINGS", str(settings))
    monkeypatch.setattr("sys.stdin", io.StringIO("malgeun-haneul-2026\n" * 3))

    status, _out, told = run(capsys, "serve")
    assert status == 1
    assert "--role admin" in told
    status, _out, told = run(capsys, "user", "first@example.org")
    assert status == 1
    assert "관리자 계정을 먼저" in told
    status, _out, _told = run(capsys, "user", "first@example.org", "--role", "admin")
    assert status == 0
    status, out, _told = run(capsys, "user")
    assert status == 0
    assert "first@example.org\tadmin" in out
