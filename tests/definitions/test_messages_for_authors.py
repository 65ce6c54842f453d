"""What an author is told says what to do: the messages that a trial with the page alone met."""

from pathlib import Path

import pytest

from assessment.definitions.loading import load_release
from assessment.problems import Problem
from tests.definitions import small
from tests.definitions.test_loading import A, C, Q, S

MULTI = """\
  EXTRA:
    type: multi
    since: 1.0.0
    options: [{id: one, points: 1}, {id: none}]
  DAY:
    type: date
    since: 1.0.0
contradictions:
"""
RULE = "rule: M2 >= 1 and M1 == 0, items: [M1, M2]"
GATE = "rule: M1 >= 2}"
ANSWERS = "answers: {M1: c, M2: NA, KIND: press, ROBOTS: 5}"

# file, words replaced, words instead, what is told, and how to mend it
SAID = [
    (Q, RULE, "rule: EXTRA >= 1 and M1 == 0, items: [M1, EXTRA]", "EXTRA", "multi 문항은"),
    (Q, RULE, "rule: DAY >= 1 and M1 == 0, items: [M1, DAY]", "DAY", "글·날짜·파일 문항은"),
    (Q, RULE, "rule: making >= 9 and M1 == 0, items: [M1, M2]", "making", "문항의 이름으로"),
    (Q, "ask_if: M1 >= 1", "ask_if: system_level >= 1", "system_level", "문항의 이름으로"),
    (Q, RULE, "rule: M1 == 0, items: [M1]", "items", "규칙이 쓰는 문항을 모두, 둘 이상"),
    (Q, "unit: 대", "unit: %", "YAML", "따옴표로 묶으십시오: '%'"),
    (Q, "    unit: 대", "\tunit: 대", "YAML", "탭 대신 빈칸"),
    (S, GATE, "rule: making-x >= 1}", "x", "고치십시오: making_x"),
    (S, GATE, "rule: system_level >= 1}", "system_level", "ladder 축의 수준만"),
    (S, "{ROBOTS: 1}", "{ROBOTS: 1, DAY: 1}", "DAY", "이 줄을 지우십시오"),
    (S, "{id: two, level: 2,", "{id: two, level: 3,", "1, 3", "1, 2(으)로"),
    (C, ANSWERS, "answers: {ROBOTS: 101}", "101", "0에서 100 사이의 숫자"),
    (C, ANSWERS, "answers: {M1: zz}", "zz", "지우십시오: a, b, c, "),
    (C, ANSWERS, "answers: {DAY: soon}", "soon", "2026-11-22처럼"),
    (C, ANSWERS, "answers: {EXTRA: []}", "[]", "아무것도 없다는 선택지"),
    (C, "levels:", "contradictions: [no_such]\n      levels:", "no_such", "지우십시오"),
]


def written(folder: Path, file: str, old: str, new: str) -> Path:
    """The small questionnaire with an item of several answers and a day, and one change."""
    small.write(folder, {file: (old, new)})
    path = folder / Q
    text = path.read_text(encoding="utf-8").replace("contradictions:\n", MULTI)
    path.write_text(text.replace("[KIND, ROBOTS]", "[KIND, EXTRA, DAY, ROBOTS]"), encoding="utf-8")
    return folder


def told(folder: Path) -> list[Problem]:
    """What is told, without the texts that the added items lack and the points they want."""
    also = ("missing_text", "item_not_scored")
    return [one for one in load_release(folder)[1] if one.code not in also]


@pytest.mark.parametrize(("file", "old", "new", "what", "fix"), SAID)
def test_the_fix_says_what_to_do(
    tmp_path: Path, file: str, old: str, new: str, what: str, fix: str
) -> None:
    found = told(written(tmp_path / "small", file, old, new))
    assert any(what in str(one.what) and fix in str(one.fix) for one in found), found


def test_actions_without_their_file_are_told_once(tmp_path: Path) -> None:
    folder = small.write(tmp_path / "small")
    (folder / A).unlink()
    (problem,) = load_release(folder)[1]
    assert str(problem.what) == "선택지가 과제를 가리키는데 과제 파일이 없습니다."
    assert "data/actions/small.yaml" in str(problem.fix)


def test_an_action_that_leads_elsewhere_is_no_circle_as_well(tmp_path: Path) -> None:
    folder = small.write(tmp_path / "small", {A: ("to: c\n", "to: b\n")})
    assert [one.code for one in load_release(folder)[1]] == ["action_target"]


def test_a_multi_item_that_cannot_say_none_is_a_warning(tmp_path: Path) -> None:
    folder = written(tmp_path / "small", Q, "minutes: 3", "minutes: 90")
    path = folder / Q
    path.write_text(
        path.read_text(encoding="utf-8").replace(", {id: none}]", "]"), encoding="utf-8"
    )
    warned = {one.code for one in told(folder) if one.severity == "warning"}
    assert warned == {"minutes", "multi_without_none"}
