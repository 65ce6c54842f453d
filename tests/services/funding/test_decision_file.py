"""Decisions as files: computed again byte for byte, and every changed byte found."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assessment.method.selection import optimise
from assessment.problems import AssessmentError, NotAllowed
from assessment.services.exports.bulk_exporting import call_file
from assessment.services.exports.exporting import File
from assessment.services.from_files import selected_files
from assessment.services.from_files.files import rank_file, select_file
from assessment.services.from_files.ranked_files import RankQuestion
from assessment.services.from_files.selected_files import SelectQuestion
from assessment.services.funding.calls import close_call
from assessment.services.funding.deciding import decide
from assessment.services.funding.decision_file import canonical, decision_of_run
from assessment.services.funding.drawn_weights import Drawing
from assessment.services.funding.replaying import replay_file
from assessment.services.office import Actor
from assessment.workbooks.tabular.tables import write_table
from tests.conftest import Clock
from tests.services.call_office import PROGRAMME, Called, called_copy, lower
from tests.services.conftest import small_project

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
FEW = Drawing(draws=10, seed=7)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small programme, with its firms in a file: 100 million won for 50 million each."""
    folder = small_project(tmp_path_factory.mktemp("files") / "project")
    (folder / "data" / "programmes" / "mini-call.yaml").write_text(PROGRAMME, "utf-8")
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(
        {
            "firm": [f"업체{k}" for k in range(12)],
            "region": ["ansan"] * 10 + ["seoul", "?"],
            "tax_arrears": ["아니오"] * 12,
            "certificate_system": [1] * 12,
            "total": rng.integers(20, 90, 12),
            "operating_margin": rng.integers(0, 20, 12),
            "plan": rng.integers(20, 90, 12),
            "root_industry": ["예", "아니오"] * 6,
            "requested_grant": [30e6, 50e6, 20e6] * 4,
            "planned_cost": [1e8] * 12,
        }
    )
    write_table(frame, folder / "firms.csv")
    return folder


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    copied = called_copy(sqlite_template, tmp_path, clock)
    yield copied
    copied.office.database.close()


def selected(project: Path, path: Path, **more: object) -> Path:
    question = SelectQuestion(drawing=FEW, explained=1, **more)  # type: ignore[arg-type]
    run = select_file("mini-call", project / "firms.csv", project, question)
    path.write_bytes(decision_of_run(run).content)
    return path


def taken(called: Called, actor: Actor) -> File:
    return call_file(called.office, actor, "decision", called.call_id, "감사 자료")


def exported(called: Called, folder: Path) -> Path:
    close_call(called.office, called.manager, called.call_id)
    decide(called.office, called.manager, called.call_id)
    made = taken(called, called.manager)
    assert made.name.endswith(".json")
    path = folder / "decision.json"
    path.write_bytes(made.content)
    return path


def changed(path: Path, *keys: str | int, value: object, rehash: bool = False) -> Path:
    """The file with one value put in place of another, written canonically."""
    whole = json.loads(path.read_bytes())
    inner = whole
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    if rehash:
        import hashlib

        whole["hashes"]["parameters"] = hashlib.sha256(canonical(whole["parameters"])).hexdigest()
    path.write_bytes(canonical(whole))
    return path


@pytest.mark.parametrize("rule", ["by_rank", "optimise"])
def test_a_selection_of_a_file_is_computed_again_byte_for_byte(
    project: Path, tmp_path: Path, rule: str
) -> None:
    path = selected(project, tmp_path / "d.json", rule=rule)
    content = path.read_bytes()
    assert content.endswith(b"\n")
    assert content == canonical(json.loads(content))
    again = replay_file(path, "select")
    assert (again.same, again.different, again.elsewhere) == (True, (), ())
    assert again.rows == 12


def test_a_ranking_with_another_method_is_computed_again(project: Path, tmp_path: Path) -> None:
    question = RankQuestion("vikor", None, replace(FEW, weights="free"))
    run = rank_file("mini-call", project / "firms.csv", project, question)
    path = tmp_path / "d.json"
    path.write_bytes(decision_of_run(run).content)
    assert replay_file(path, "rank").same
    with pytest.raises(AssessmentError, match="rank --replay"):
        replay_file(path, "select")


def test_a_decided_call_is_computed_again_without_its_database(
    called: Called, tmp_path: Path
) -> None:
    path = exported(called, tmp_path)
    lower(called.office, called.people.consultant, called.six["B"][1], {"QM01": "a"})
    called.office.database.close()
    again = replay_file(path, "select")
    assert again.same
    assert again.about["name"] == "시험 공고"
    whole = json.loads(path.read_bytes())
    outcomes = {row["application"]: row["outcome"] for row in whole["result"]["rows"]}
    assert outcomes[called.six["B"][0]] == "selected"
    assert whole["parameters"]["seed"] == 20260
    assert {"low", "high", "chance", "zone"} <= set(whole["result"]["ranking"][0])


def test_only_the_office_takes_the_decision_of_a_call(called: Called) -> None:
    with pytest.raises(AssessmentError, match="아직 선정하지 않은"):
        taken(called, called.manager)
    with pytest.raises(NotAllowed):
        taken(called, called.people.owner)


def test_a_changed_row_is_named_with_what_differs(called: Called, tmp_path: Path) -> None:
    path = exported(called, tmp_path)
    number = json.loads(path.read_bytes())["result"]["rows"][0]["application"]
    again = replay_file(changed(path, "result", "rows", 0, "score", value=99.0), "select")
    assert not again.same
    assert [(one.row, one.fields) for one in again.different] == [(str(number), ("score",))]


@pytest.mark.parametrize("part", ["programme", "snapshot"])
def test_a_changed_byte_of_what_went_in_is_named(project: Path, tmp_path: Path, part: str) -> None:
    path = selected(project, tmp_path / "d.json")
    text = json.loads(path.read_bytes())[part]
    with pytest.raises(AssessmentError) as refused:
        replay_file(
            changed(
                path,
                part,
                value=text.replace("30000000.0", "30000001.0")
                if part == "snapshot"
                else text.replace("60.0", "61.0"),
            ),
            "select",
        )
    assert [one.where for one in refused.value.problems] == [f"d.json · {part}"]
    assert refused.value.problems[0].code == "decision_changed"


def test_changed_parameters_are_named_and_with_a_new_hash_the_rows_differ(
    project: Path, tmp_path: Path
) -> None:
    path = selected(project, tmp_path / "d.json")
    with pytest.raises(AssessmentError) as refused:
        replay_file(changed(path, "parameters", "places", value=1), "select")
    assert refused.value.problems[0].where == "d.json · parameters"
    path = selected(project, tmp_path / "d.json")
    again = replay_file(changed(path, "parameters", "places", value=1, rehash=True), "select")
    assert not again.same
    assert any("outcome" in one.fields for one in again.different)


def test_a_call_whose_programme_was_replaced_with_its_hash_is_refused(
    called: Called, tmp_path: Path
) -> None:
    import hashlib

    path = exported(called, tmp_path)
    whole = json.loads(path.read_bytes())
    whole["programme"] = whole["programme"].replace('"weight":60.0', '"weight":61.0')
    whole["hashes"]["programme"] = hashlib.sha256(whole["programme"].encode()).hexdigest()
    path.write_bytes(canonical(whole))
    with pytest.raises(AssessmentError, match="지원사업"):
        replay_file(path, "select")


def test_spaces_added_to_the_file_are_told_apart_from_other_figures(
    project: Path, tmp_path: Path
) -> None:
    path = selected(project, tmp_path / "d.json")
    path.write_text(json.dumps(json.loads(path.read_bytes()), ensure_ascii=False), "utf-8")
    again = replay_file(path, "select")
    assert (again.same, again.different, again.elsewhere) == (False, (), ())


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"format":"decision/9"}', '{"format":"decision/1"}', "\ufeff\x00"]
)
def test_what_is_no_decision_file_is_refused_in_words(tmp_path: Path, content: str) -> None:
    path = tmp_path / "d.json"
    path.write_text(content, "utf-8")
    with pytest.raises(AssessmentError, match="결정 파일이 아니거나"):
        replay_file(path, "select")


def test_other_versions_are_told_as_a_warning(project: Path, tmp_path: Path) -> None:
    path = changed(selected(project, tmp_path / "d.json"), "versions", "numpy", value="1.0.0")
    again = replay_file(path, "select")
    assert again.same
    assert [one.severity for one in again.notes] == ["warning"]
    assert "numpy 1.0.0" in str(again.notes[0])


def test_a_search_that_ran_out_of_time_is_verified_not_repeated(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unproven(problem, time_limit=None):  # type: ignore[no-untyped-def]
        found = optimise(problem)
        return replace(found, status="time_limit")

    monkeypatch.setattr(selected_files, "optimise", unproven)
    path = selected(project, tmp_path / "d.json", rule="optimise")

    def never(*_given: object) -> None:
        raise AssertionError

    monkeypatch.setattr(selected_files, "optimise", never)
    again = replay_file(path, "select")
    assert (again.same, again.verified) == (True, True)
    rows = json.loads(path.read_bytes())["result"]["rows"]
    waiting = next(k for k, row in enumerate(rows) if row["outcome"] == "waiting")
    changed(path, "result", "rows", waiting, "outcome", value="selected")
    with pytest.raises(AssessmentError, match="예산"):
        replay_file(path, "select")


def test_replaying_a_file_loads_neither_the_database_nor_the_web() -> None:
    code = (
        "import sys, json; import assessment.cli; import assessment.services.funding.replaying;"
        "print(json.dumps([m for m in ('streamlit', 'sqlalchemy', 'starlette', 'openpyxl') "
        "if m in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []
