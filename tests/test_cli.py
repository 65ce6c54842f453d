"""The command line as a stranger uses it: exit status, JSON, words instead of tracebacks."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from assessment.cli import main
from assessment.records import accounts
from assessment.services.entry import accounts as entry
from assessment.services.entry import one_time, second_factor
from assessment.services.entry.accounts import add_operator
from assessment.services.funding.calls import close_call
from assessment.services.funding.deciding import decide
from assessment.services.office import Actor, Office
from assessment.workbooks.tabular.tables import read_file
from tests import databases
from tests.conftest import Clock
from tests.services.call_office import called_copy
from tests.services.conftest import add_firm
from tests.workbooks.technology import technology_folder

pytestmark = pytest.mark.slow

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
        (["score", "smart-factry", __file__, "-o", "x.csv"], 1, "smart-factory"),
        (["score", "smart-factory", "no.csv", "-o", "x.csv"], 2, "no.csv"),
        (["score", "smart-factory", "no.csv", "-o", "x.ods"], 2, ".ods"),
        (["rank", "gyeonggi-basic-2027", __file__, "-o", "x.csv"], 1, "gyeonggi-basic-2026"),
        (["rank", "a", "b.csv", "x.csv", "--method", "topsi"], 2, "topsis"),
        (["rank", "a", "b.csv", "x.csv", "--method", "elo"], 2, "kemeny"),
        (["rank", "a", "b.csv", "x.csv", "--metod", "topsis"], 2, "--method"),
        (["rank", "a", "b.csv", "x.csv", "--weights", "fre"], 2, "free"),
        (["rank", "a", "b.csv", "x.csv", "--weights", "free", "--spread", "0.1"], 2, "--spread"),
        (["rank", "a", "b.csv", "x.csv", "--spread", "2"], 2, "--spread"),
        (["rank", "a", "b.csv", "x.csv", "--draws", "0"], 2, "--draws"),
        (["rank", "a", "b.csv", "x.csv", "-o", "y.csv"], 2, "--output"),
        (["rank", "a", "b.csv"], 2, "--output"),
        (["rank", "a"], 2, "FIRMS"),
        (["rank"], 2, "PROGRAMME"),
        (["rank", "a", "--replay", "d.json"], 2, "--replay"),
        (["rank", "--replay", "no.json"], 2, "no.json"),
        (["selct"], 2, "select"),
        (["select", "a", "b.csv", "x.csv", "--rule", "optimize"], 2, "optimise"),
        (["select", "a", "b.csv", "x.csv", "--budget", "many"], 2, "--budget"),
        (["select", "a", "b.csv", "x.csv", "--places", "-1"], 2, "--places"),
        (["select", "gyeonggi-basic-2027", __file__, "x.csv"], 1, "gyeonggi-basic-2026"),
        (["select", "--replay", "no.json", "--seed", "1"], 2, "--replay"),
        (["select", "--replay", "no.json"], 2, "no.json"),
        (["export", "decision", "7"], 2, "--output"),
        (["export", "decison", "7"], 2, "decision"),
    ],
)
def test_wrong_use_and_refusals_are_told_in_words(
    capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, said: str
) -> None:
    found, _, told = run(capsys, *arguments)
    assert found == status
    assert said in told


def test_a_refusal_is_one_json_object_too(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("rank", "gyeonggi-basic-2027", __file__, "-o", "x.csv", "--json")
    status, said, told = run(capsys, *arguments)
    assert (status, told) == (1, "")
    summary = json.loads(said)
    assert (summary["command"], summary["ok"]) == ("rank", False)
    assert summary["problems"][0]["where"] == "gyeonggi-basic-2027"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "no.csv"),
        ("score", "smart-factory", "no.csv", "-o", "x.csv"),
        ("score", "./no.csv", __file__, "-o", "x.csv"),
        ("rank", "gyeonggi-basic-2026", "no.csv", "-o", "x.csv"),
        ("rank", "no.csv/of.yaml", __file__, "-o", "x.csv"),
        ("rank", "--replay", "no.csv"),
        ("select", "gyeonggi-basic-2026", "no.csv", "-o", "x.csv"),
        ("select", "--replay", "no.csv"),
        ("rehearse", "./no.csv", "smart-factory", "--round", "x"),
        ("import", "registry", "no.csv"),
        ("import", "registry", __file__, "--figures", "no.csv"),
        ("import", "answers", "no.csv", "--round", "x"),
        ("import", "forms", "no.csv"),
        ("import", "reviews", "no.csv"),
        ("import", "questionnaire", "no.csv", "-o", "x"),
        ("export", "questionnaire", "./no.csv", "-o", "x"),
        ("backup", "--verify", "no.csv"),
        ("backup", "--key", "no.csv", "--to", "x"),
        ("restore", "no.csv"),
        ("restore", __file__, "--key", "no.csv"),
        ("verify-journal", "--anchors", "no.csv"),
    ],
)
def test_every_command_answers_a_file_that_is_not_there_alike(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    status, said, told = run(capsys, *arguments, "--json")
    (problem,) = json.loads(said)["problems"]
    assert (status, told) == (2, "")
    assert problem["where"].removeprefix("./") in ("no.csv", "no.csv/of.yaml")
    assert problem["what_ko"] == "그런 파일이나 폴더가 없습니다. 경로를 확인해 주십시오."
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_ours_is_told_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("assessment.services.releases.checking.check", broken)
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
    errors = [problem for problem in summary["problems"] if problem["severity"] == "error"]
    assert summary["errors"] == len(errors)
    assert any("T9" in problem["what_ko"] for problem in errors)
    assert all("scoring.yaml" in problem["where"] for problem in errors)


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
        assert [summary[name] for name in ("rows", "new", "changed", "duplicate")] == [3, 1, 0, 1]
        assert [one["where"] for one in summary["problems"]] == ["r.csv B4"]
    did = read_file(tmp_path / "rows.csv").frame["처리"].tolist()
    assert did == ["새 업체", "중복", "거절", "거절"]


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


def _email(office: Office, actor: Actor) -> str:
    with office.database.reading() as connection:
        found = accounts.get(connection, actor.account_id)
    assert found is not None
    return found.email


@pytest.mark.slow
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
    status, _, told = run(capsys, "export", "ranking", called.call_id, "-o", out)
    assert (status, list(out.iterdir())) == (1, [])
    assert "이유를 적지 않았습니다" in told
    why = ("--reason", "선정위원회 자료")
    status, said, _ = run(capsys, "export", "ranking", called.call_id, "-o", out, *why, "--json")
    assert status == 0
    path = Path(json.loads(said)["output"])
    assert path.parent == out
    assert path.stat().st_size == json.loads(said)["bytes"]
    status, _, _ = run(
        capsys, "export", "application", called.six["A"][1], "-o", tmp_path / "a.xlsx"
    )
    assert status == 0
    assert read_file(tmp_path / "a.xlsx").frame is not None
    assert run(capsys, "export", "ranking", 999, "-o", out, *why)[0] == 1
    for kind in ("cohort", "proof"):
        asked = ("export", kind, "--round", "2026년 2회차", "--questionnaire", "mini", "-o", out)
        status, _, told = run(capsys, *asked)
        assert (status, "이유를 적지 않았습니다" in told) == (1, True)
        email = _email(called.office, called.people.consultant)
        assert run(capsys, *asked, *why, "--as", email)[0] == 1
        status, said, _ = run(capsys, *asked, *why, "--json")
        assert (status, Path(json.loads(said)["output"]).parent) == (0, out)
    assert len(list(out.iterdir())) == 3
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


def test_a_lost_device_is_forgotten_and_a_mistyped_account_is_not_made(
    capsys: pytest.CaptureFixture[str], kept: Office
) -> None:
    admin = entry.acting_as(kept)
    number = entry.create_account(
        kept, admin, email="only@example.com", name="관리자", role="admin",
        password="맑은 하늘과 넓은 바다 7",
    )  # fmt: skip
    only = entry.acting_as(kept, "only@example.com")
    device = second_factor.new_device(kept, only, "맑은 하늘과 넓은 바다 7")
    now = one_time.step_at(kept.clock())
    second_factor.confirm_device(kept, only, one_time.code_at(device.secret, now))
    assert second_factor.standing(kept, only).active
    for option in ("--lost-device", "--disable"):
        status, _said, told = run(capsys, "user", "onli@example.com", option)
        assert (status, "이 이메일의 계정이 없습니다." in told) == (1, True)
    status, said, told = run(capsys, "user", "Only@example.com", "--lost-device")
    assert (status, told) == (0, "")
    assert "2단계 인증을 풀었습니다" in said
    assert not second_factor.standing(kept, only).active
    assert {one.id for one in entry.list_accounts(kept, admin)} == {admin.account_id, number}


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


FIRMS = (
    "firm,applicant_type,region,is_manufacturer,size_class,closed,insolvent,tax_arrears,banned,"
    "supported_by_this,requested_grant,plan,planned_cost\n"
)
FIRM = "{},firm,ansan,예,small,아니오,아니오,아니오,아니오,아니오,{},{},100000000\n"


@pytest.fixture
def firms(tmp_path: Path) -> Path:
    """Ten firms of falling points that ask for 20 million won each, and one that is refused."""
    rows = [FIRM.format(f"업체{k}", 20_000_000, 90 - 5 * k) for k in range(10)]
    outside = FIRM.format("멀리", 20_000_000, 99).replace("ansan", "other")
    path = tmp_path / "firms.csv"
    path.write_text(FIRMS + "".join(rows) + outside, "utf-8")
    return path


@pytest.mark.slow
def test_another_method_stands_beside_the_rule_and_moves_nothing(
    capsys: pytest.CaptureFixture[str], firms: Path, tmp_path: Path
) -> None:
    plain, other = tmp_path / "plain.csv", tmp_path / "other.csv"
    assert run(capsys, "rank", "gyeonggi-basic-2026", firms, "-o", plain)[0] == 0
    status, said, _ = run(
        capsys, "rank", "gyeonggi-basic-2026", firms, other, "--method", "Promethee-II",
        "--draws", 100, "--seed", 7, "--weights", "free", "--json",
    )  # fmt: skip
    summary = json.loads(said)
    assert status == 0
    assert summary["parameters"] == {"seed": 7, "draws": 100, "weights": "free"}
    assert "난수 시드 7" in summary["distribution"]
    assert summary["what_if"]["method"] == "promethee_ii"
    assert set(summary["what_if"]["similarity"]) == {"kendall_tau_b", "spearman", "ws"}
    before, after = read_file(plain).frame, read_file(other).frame
    assert after["rank"].tolist() == before["rank"].tolist()
    assert {"method_score", "method_rank"} == set(after.columns) - set(before.columns)


def test_a_selection_says_what_bound_each_refusal_and_what_would_help(
    capsys: pytest.CaptureFixture[str], firms: Path, tmp_path: Path
) -> None:
    """50 million won fund the first two; the third lacks 10 million, the fourth 30 million."""
    out = tmp_path / "out.csv"
    status, said, _ = run(
        capsys, "select", "gyeonggi-basic-2026", firms, out, "--budget", 50e6, "--draws", 50,
        "--decision", tmp_path / "d.json", "--json",
    )  # fmt: skip
    summary = json.loads(said)
    assert status == 0
    assert (summary["selected"], summary["waiting"], summary["supposed"]) == (2, 8, ["budget"])
    assert [way["name"] for way in summary["comparison"]] == [
        "this", "optimum", "cut_off", "greedy",
    ]  # fmt: skip
    assert summary["comparison"][1]["gap"] == 0
    rows = read_file(out).frame.set_index("firm")
    assert rows["outcome"].value_counts().to_dict() == {"waiting": 8, "selected": 2, "refused": 1}
    assert "예산 10,000,000 더" in rows.loc["업체2", "change"]
    assert "예산 30,000,000 더" in rows.loc["업체3", "change"]
    assert rows.loc["멀리", "reason_code"] == "GG-REGION"
    status, said, _ = run(capsys, "select", "--replay", tmp_path / "d.json")
    assert status == 0
    assert said.startswith("같습니다")
    spoilt = (tmp_path / "d.json").read_text("utf-8").replace('"seed":20260', '"seed":20261')
    (tmp_path / "d.json").write_text(spoilt, "utf-8")
    status, _, told = run(capsys, "select", "--replay", tmp_path / "d.json")
    assert status == 1
    assert "d.json · parameters" in told


def test_a_strict_selection_with_a_bad_cell_writes_neither_table_nor_decision(
    capsys: pytest.CaptureFixture[str], firms: Path, tmp_path: Path
) -> None:
    firms.write_text(firms.read_text("utf-8").replace(",90,", ",much,", 1), "utf-8")
    given = ["select", "gyeonggi-basic-2026", firms, tmp_path / "o.csv", "--draws", 10]
    status, _, told = run(capsys, *given, "--decision", tmp_path / "d.json", "--strict")
    assert status == 1
    assert "plan" in told
    assert not (tmp_path / "o.csv").exists()
    assert not (tmp_path / "d.json").exists()
    assert run(capsys, *given)[0] == 1
    assert len(read_file(tmp_path / "o.csv").frame) == 10


@pytest.mark.slow
def test_the_decision_of_a_call_is_exported_and_computed_again(
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
    path = tmp_path / "d.json"
    why = ("--reason", "감사 자료")
    status, _, told = run(capsys, "export", "decision", called.call_id, path, *why)
    assert status == 1
    assert "아직 선정하지 않은" in told
    close_call(called.office, called.manager, called.call_id)
    decide(called.office, called.manager, called.call_id)
    called.office.database.close()
    assert run(capsys, "export", "decision", called.call_id, path, *why)[0] == 0
    databases.remove(tmp_path / "called.sqlite")
    status, said, _ = run(capsys, "select", "--replay", path, "--json")
    assert status == 0
    assert json.loads(said)["same"]
    spoilt = path.read_text("utf-8").replace('"outcome":"waiting"', '"outcome":"refused"')
    path.write_text(spoilt, "utf-8")
    status, said, _ = run(capsys, "select", "--replay", path)
    assert status == 1
    assert f"다른 행: {called.six['C'][0]}: outcome" in said


def test_an_empty_installation_asks_for_its_secret_and_for_an_administrator_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text(f'database = "{databases.at(tmp_path / "a.sqlite")}"\n')
    monkeypatch.setenv("ASSESSMENT_SETTINGS", str(settings))
    monkeypatch.setattr("sys.stdin", io.StringIO("malgeun-haneul-2026\n" * 3))

    status, _out, told = run(capsys, "serve")
    assert status == 1
    assert "cookie_secret" in told
    status, _out, told = run(capsys, "user", "first@example.org")
    assert status == 1
    assert "관리자 계정을 먼저" in told
    status, _out, _told = run(capsys, "user", "first@example.org", "--role", "admin")
    assert status == 0
    status, out, _told = run(capsys, "user")
    assert status == 0
    assert "first@example.org\tadmin" in out


@pytest.mark.parametrize(
    ("arguments", "where", "what"),
    [
        (("frobnicate",), "assessment", "그런 명령이 없습니다: frobnicate"),
        (("score",), "questionnaire", "꼭 적어야 하는데 빠졌습니다."),
        (("demo", "--frims", "3"), "--frims", "그런 옵션이 없거나 값이 빠졌습니다."),
        (("serve", "--port", "abc"), "--port", "값이 맞지 않습니다."),
    ],
)
def test_wrong_use_is_told_in_korean_with_where_its_help_is(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    where: str,
    what: str,
) -> None:
    monkeypatch.setattr("assessment.cli.wrong_use.SPOKEN", "ko")
    status, out, err = run(capsys, *arguments)
    assert status == 2
    assert err.startswith(f"- {where}: {what}")
    assert "--help" in err or "--firms" in err
    status, out, _err = run(capsys, *arguments, "--json", "--lang", "en")
    assert status == 2
    assert json.loads(out)["problems"][0]["where"] in (where, "--json")


@pytest.mark.parametrize(
    "arguments",
    [
        ("review-report", "--month", "작년"),
        ("form", "smart-factory", "--language", "kr"),
        ("form", "smart-factory", "--all", "--firm", "1", "--reason", "-"),
        ("score", "smart-factory", __file__, "--output", "a.doc"),
    ],
)
def test_a_refused_value_is_told_in_english_where_english_is_told(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    status, out, _err = run(capsys, *arguments, "--json")
    assert status == 2
    (problem,) = json.loads(out)["problems"]
    said = problem["what_en"].replace("작년", "")
    assert not re.search("[가-힣]", said + problem["fix_en"]), problem
    assert re.search("[가-힣]", problem["what_ko"])
