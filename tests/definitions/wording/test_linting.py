"""What the lint warns of, and what it must let pass."""

import shutil
from pathlib import Path

import pytest

from assessment.definitions.wording.linting import lint
from assessment.problems import Problem
from tests.definitions.small import write

ROOT = Path(__file__).parents[3]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The small questionnaire with the shipped lexicon."""
    write(tmp_path / "questionnaires/small")
    en = tmp_path / "questionnaires/small/en.yaml"
    ko = tmp_path / "questionnaires/small/ko.yaml"
    for path in (ko, en):
        text = path.read_text("utf-8").replace("label: No", "label: 모름")
        path.write_text(text, "utf-8")
    en.write_text("".join(_latin(line) for line in en.read_text("utf-8").splitlines(True)), "utf-8")
    (tmp_path / "questionnaires/small/actions.yaml").unlink()
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "data/wording.yaml", tmp_path / "data/wording.yaml")
    return tmp_path


def _latin(text: str) -> str:
    return "".join("x" if "가" <= sign <= "힣" else sign for sign in text)


def change(project: Path, before: str, after: str, file: str = "ko.yaml") -> int:
    """Replace the first occurrence; the line where it stood."""
    path = project / "questionnaires/small" / file
    text = path.read_text("utf-8")
    place = text.index(before)
    path.write_text(text.replace(before, after, 1), "utf-8")
    return text[:place].count("\n") + 1


def only(project: Path) -> Problem:
    (problem,) = lint(project)
    return problem


def test_a_text_that_reads_well_gets_no_warning(project: Path) -> None:
    assert [str(problem) for problem in lint(project)] == []


def test_every_finding_is_a_warning_with_file_and_line(project: Path) -> None:
    line = change(project, "실적을 어떻게 모읍니까?", "실적을 어떻게 모아요?")
    problem = only(project)
    assert (problem.code, problem.severity) == ("lint_tone", "warning")
    assert problem.where.endswith(f"questionnaires/small/ko.yaml:{line}")


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("실적과 재고를 어떻게 압니까?", "lint_double"),
        ("실적과 재고를 어떻게 관리합니까?", "lint_double"),
        ("실적을 모으고 결과를 분석합니까?", "lint_double"),
        ("실적·재고를 어떻게 압니까?", "lint_double"),
        ("실적 및 재고를 압니까?", "lint_double"),
        ("엑셀이나 화면을 씁니까?", "lint_double"),
        ("실적을 압니까? 재고는 압니까?", "lint_double"),
        ("실적을 체계적으로 모읍니까?", "lint_vague"),
        ("금일 실적을 어떻게 압니까?", "lint_stiff"),
        ("실적을 RFID로 모읍니까?", "lint_term"),
        ("리드타임을 어떻게 압니까?", "lint_term"),
        ("실적을 어떻게 모읍니까", "lint_tone"),
        ("실적을 어떻게 모으는가?", "lint_tone"),
    ],
)  # fmt: skip
def test_a_question_is_warned_of_for_one_reason(project: Path, question: str, code: str) -> None:
    change(project, "question: 실적을 어떻게 모읍니까?", f"question: {question}")
    assert only(project).code == code


@pytest.mark.parametrize(
    "question",
    [
        "설비가 돌고 멈춘 시간을 어떻게 압니까?",
        "누가 맡고 있습니까?",
        "얼마나 걸립니까?",
        "거래처와 발주 정보를 어떻게 주고받습니까?",
        "온도·압력·속도 조건을 어떻게 맞춥니까?",
        "재고를 어떻게 압니까?",
        "자동집계시스템(MES)으로 실적을 봅니까?",
        "CCTV로 봅니까?",
        "전기를 아끼려고 하는 것을 모두 골라 주십시오.",
        "줄이자고 정한 값은 얼마입니까?",
    ],
)
def test_a_question_that_only_looks_double_or_hard_passes(project: Path, question: str) -> None:
    change(project, "question: 실적을 어떻게 모읍니까?", f"question: {question}")
    assert [str(problem) for problem in lint(project)] == []


def test_a_question_may_have_45_signs_and_brackets_do_not_count(project: Path) -> None:
    words = "실적을 " * 10 + "어떻게 압니까"
    assert len(words) == 47
    line = change(project, "question: 실적을 어떻게 모읍니까?", f"question: {words}?")
    assert (only(project).code, only(project).where.rsplit(":", 1)[1]) == ("lint_long", str(line))
    change(project, f"{words}?", f"{words[8:]} (어제 하루 동안)?")
    assert lint(project) == ()


def test_a_word_that_help_explains_needs_no_warning_in_that_question_alone(project: Path) -> None:
    change(project, "short: 실적", "short: 실적\n    help: {로트: 한 번에 만든 묶음입니다.}")
    change(project, "short: xx", "short: xx\n    help: {lot: What is made at once.}", "en.yaml")
    change(project, "descriptor: 종이에 씁니다", "descriptor: 로트를 종이에 씁니다")
    assert lint(project) == ()
    change(project, "descriptor: 화면에서 봅니다", "descriptor: 로트를 화면에서 봅니다")
    assert only(project).code == "lint_term"


def test_one_option_in_another_style_than_those_beside_it_is_warned_of(project: Path) -> None:
    line = change(project, "descriptor: 종이에 씁니다", "descriptor: 종이에 씀")
    problem = only(project)
    assert (problem.code, problem.where.rsplit(":", 1)[1]) == ("lint_tone", str(line))


def test_ranges_that_share_a_value_overlap_and_neighbours_do_not(project: Path) -> None:
    change(project, "descriptor: 종이에 씁니다", "descriptor: 설비 1~5대를 봅니다")
    change(project, "descriptor: 자동으로 모읍니다", "descriptor: 설비 6~9대를 봅니다")
    assert lint(project) == ()
    change(project, "6~9대", "5~9대")
    assert only(project).code == "lint_overlap"
    change(project, "1~5대를", "10대 이상을")
    assert lint(project) == ()
    change(project, "5~9대를", "10대 이하를")
    assert only(project).code == "lint_overlap"


def test_what_stands_in_one_language_only_is_warned_of(project: Path) -> None:
    change(
        project, "descriptor: 종이에 씁니다", "descriptor: 종이에 씁니다, example: 장부에 씁니다"
    )
    assert only(project).code == "lint_untranslated"


def test_korean_left_in_the_english_is_warned_of(project: Path) -> None:
    change(project, "title: xx xx", "title: 작은 진단", "en.yaml")
    assert only(project).code == "lint_untranslated"


def test_a_file_that_carries_both_languages_is_read_too(project: Path) -> None:
    path = project / "data/rules.yaml"
    path.write_text("a:\n  - message: {ko: 필히 내야 합니다., en: It must be paid.}\n", "utf-8")
    problem = only(project)
    assert (problem.code, problem.where.rsplit("/", 1)[1]) == ("lint_stiff", "rules.yaml:2")


def test_an_accepted_warning_is_not_told(project: Path) -> None:
    change(project, "question: 실적을 어떻게 모읍니까?", "question: 실적과 재고를 어떻게 압니까?")
    path = project / "data/wording.yaml"
    text = path.read_text("utf-8")
    accepted = "accepted: [{code: lint_double, text: 실적과 재고, why: 한 장부에 있음}]"
    path.write_text(text[: text.index("accepted:")] + accepted, "utf-8")
    assert lint(project) == ()


def test_a_project_without_a_lexicon_is_not_judged(project: Path) -> None:
    change(project, "실적을 어떻게 모읍니까?", "실적을 어떻게 모아요?")
    (project / "data/wording.yaml").unlink()
    assert lint(project) == ()


def test_texts_around_the_questions_lean_on_any_help_and_actions_on_their_items(
    project: Path,
) -> None:
    change(project, "short: 실적", "short: 실적\n    help: {로트: 한 번에 만든 묶음입니다.}")
    change(project, "short: xx", "short: xx\n    help: {lot: What is made at once.}", "en.yaml")
    change(project, "about: 생산을 봅니다.", "about: 로트를 봅니다.")
    actions = project / "data/actions/small.yaml"
    actions.parent.mkdir()
    text = (
        "format: actions/1\nquestionnaire: small\nactions:\n"
        "  one: {item: M1, text: {ko: 로트를 적습니다., en: Write down the lot.}}\n"
    )
    actions.write_text(text, "utf-8")
    assert [str(problem) for problem in lint(project)] == []
    actions.write_text(text.replace("item: M1", "item: M2"), "utf-8")
    assert only(project).code == "lint_term"


def test_only_what_is_named_is_read(project: Path) -> None:
    change(project, "실적을 어떻게 모읍니까?", "실적을 어떻게 모아요?")
    path = project / "data/rules.yaml"
    path.write_text("message: {ko: 필히 내야 합니다., en: It must be paid.}\n", "utf-8")
    found = [lint(project, [one])[0].code for one in (project / "questionnaires/small", path)]
    assert found == ["lint_tone", "lint_stiff"]
    assert len(lint(project)) == 2


def test_a_lexicon_that_is_wrong_is_told_and_nothing_is_judged(project: Path) -> None:
    path = project / "data/wording.yaml"
    path.write_text(path.read_text("utf-8").replace("question: 45", "question: many"), "utf-8")
    (problem,) = lint(project)
    assert (problem.severity, problem.code) == ("error", "shape_int_type")


def test_the_shipped_texts_need_no_warning() -> None:
    assert [str(problem) for problem in lint(ROOT)] == []
