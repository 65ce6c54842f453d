from pathlib import Path

import pytest

from assessment.definitions.loading import load_library, load_programme, load_release
from assessment.definitions.schemas import schemas
from assessment.definitions.source import read_yaml
from assessment.locale import speaking
from assessment.problems import Problem
from tests.definitions import small

ROOT = Path(__file__).resolve().parents[2]


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """`file:line` without the folder, and the code, of each problem."""
    return [(problem.where.rpartition("/")[2], problem.code) for problem in problems]


def test_a_right_folder_becomes_a_release_without_problems(tmp_path: Path) -> None:
    release, problems = load_release(small.write(tmp_path / "small"))
    assert problems == ()
    assert release is not None
    assert list(release.items) == ["M1", "M2", "KIND", "ROBOTS"]
    assert release.texts["ko"].items["M2"].options["a"].label == "No"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = small.write(tmp_path / "small")
    (folder / "en.yaml").unlink()
    release, problems = load_release(folder)
    assert release is None
    assert told(problems) == [("en.yaml", "missing_file")]


def test_an_empty_folder_is_five_missing_files(tmp_path: Path) -> None:
    release, problems = load_release(tmp_path)
    assert release is None
    assert len(told(problems)) == 5


Q, KO, EN, S, A, C = (
    "questionnaire.yaml",
    "ko.yaml",
    "en.yaml",
    "scoring.yaml",
    "actions.yaml",
    "cases.yaml",
)

# file, words replaced, words instead, file of the problem, words at its line ("": the new), code
WRONG = [
    (Q, "minutes: 3", "minutes: three", Q, "", "shape_int_type"),
    (Q, "minutes: 3", "minutes: 3\nsecret: 1", Q, "", "shape_extra_forbidden"),
    (Q, "version: 1.0.0", "version: 1.0", Q, "", "shape_string_type"),
    (Q, "id: small", "id: 작은", Q, "", "shape_string_pattern_mismatch"),
    (Q, "type: choice", "type: pick", Q, "KIND:", "shape_union_tag_invalid"),
    (Q, "points: 2}", "points: two}", Q, "", "shape_float_type"),
    (Q, "{id: c, points: 2}", "{id: b, points: 2}", Q, "", "duplicate_option"),
    (Q, "{id: c, points: 2}", "{id: c, points: 1}", Q, "", "points_order"),
    (Q, "[{id: press}", "[{id: NA}", Q, "", "reserved_option"),
    (Q, "maximum: 100", "maximum: -1", Q, "", "number_range"),
    (Q, "[10, 5]", "[0, 5]", Q, "", "number_points"),
    (Q, "[KIND, ROBOTS]", "[KIND, ROBOTS, ROBOT]", Q, "", "unknown_item"),
    (Q, "[KIND, ROBOTS]", "[KIND, ROBOTS, M1]", Q, "{id: facts", "item_twice"),
    (Q, "id: facts,", "id: making,", Q, "{id: making, field: shop, items: [KIND", "duplicate_area"),
    (Q, "ask_if: M1 >= 1", "ask_if: M1 >= 3", Q, "ask_if", "rule_constant"),
    (Q, "ask_if: M1 >= 1", "ask_if: M1", Q, "ask_if", "rule_kind"),
    (Q, "ask_if: M1 >= 1", "ask_if: M1 >", Q, "ask_if", "bad_rule"),
    (Q, "ask_if: M1 >= 1", "ask_if: M3 >= 1", Q, "ask_if", "unknown_name"),
    (Q, "ask_if: M1 >= 1", "ask_if: M1 >= 'x'", Q, "ask_if", "mixed_kinds"),
    (Q, "ask_if: M1 >= 1", "ask_if: ROBOTS >= 1", Q, "ask_if", "asked_later"),
    (Q, "unit: 대", "unit: 대\n    column: M1", Q, "", "duplicate_column"),
    (Q, "unit: 대", "unit: 대\n    codes: {-1: NA}", Q, "", "unknown_code"),
    (Q, "unit: 대", "unit: 대\n    replaces: {id: M1, relation: same}", Q, "", "reused_id"),
    (Q, "action: M2-1", "action: M2-9", Q, "", "unknown_action"),
    (
        KO,
        "short: 재고",
        "short: 실적",
        KO,
        "short: 실적\n    options:\n      a: {label: No",
        "same_short",
    ),
    (KO, "label: 종이", "label: 없음", KO, "b: {label: 없음", "same_words"),
    (
        KO,
        "\n  ROBOTS: {question: 로봇이 몇 대입니까?, short: 로봇}",
        "",
        KO,
        "items:",
        "missing_text",
    ),
    (
        KO,
        "      b: {label: 화면, descriptor: 화면에서 봅니다}\n",
        "",
        KO,
        "options:\n      a: {label: No",
        "missing_text",
    ),
    (KO, "no_stock:", "no_stocks:", KO, "reasons:", "missing_text"),
    (KO, "  G-BASIC: 실적이 자동으로 모여야 합니다.\n", "", KO, "rules:", "missing_text"),
    (KO, ", missing: 자동 집계", "", KO, "basic: {name", "missing_text"),
    (KO, "language: ko", "language: en", KO, "", "wrong_language"),
    (S, "questionnaire: small", "questionnaire: large", S, "questionnaire:", "other_questionnaire"),
    (S, "{M1: 1, M2: 1}", "{M1: 1, M2: 1, M9: 1}", S, "children: {M1", "unknown_child"),
    (S, "{M1: 1, M2: 1}", "{M1: 1}", S, "nodes:", "item_not_scored"),
    (S, "{M1: 1, M2: 1}", "{M1: 1, M2: 1, KIND: 1}", S, "children: {M1", "child_without_points"),
    (S, "{M1: 1, M2: 1}", "{M1: 1, M2: 1, ROBOTS: 1}", S, "children: {ROBOTS", "two_parents"),
    (S, "{M1: 1, M2: 1}", "{M1: 0, M2: 0}", S, "children: {M1", "no_weight"),
    (S, "{M1: 1, M2: 1}", "{M1: -1, M2: 1}", S, "children: {M1", "shape_greater_than_equal"),
    (S, "making:\n", "making:\n    aggregation: geometric_mean\n", S, "geom", "geometric_zero"),
    (S, "making:\n", "making:\n    aggregation: harmonic_mean\n", S, "harmonic", "harmonic_zero"),
    (S, "making:\n", "making:\n    aggregation: median\n", S, "median", "shape_literal_error"),
    (S, "{making: 3, robots: 1}", "{making: 3}", S, "robots:\n", "node_not_reached"),
    (S, "root: total", "root: all", S, "", "unknown_node"),
    (S, "root: total", "root: making", S, "", "root_has_parent"),
    (S, "at_least: 80", "at_least: 40", S, "", "ladder_order"),
    (S, "at_least: 80", "at_least: 800", S, "", "ladder_range"),
    (S, "id: two,", "id: one,", S, "{id: one, level: 2", "duplicate_step"),
    (S, "node: total", "node: totals", S, "", "unknown_node"),
    (S, "rule: M1 >= 2", "rule: M1 >= 2 and M7 == 1", S, "", "unknown_name"),
    (A, "to: c", "to: z", A, "", "unknown_option"),
    (A, "cost: free", "cost: cheap", A, "", "unknown_cost"),
    (A, "high: 1000000", "high: -1", A, "", "shape_greater_than_equal"),
    (A, "needs: [M2 >= 1]", "needs: [M2 >= 2]", A, "", "rule_constant"),
    (A, "needs: [M1 >= 1]", "needs: [M1 >= 2]", A, "needs: [M2", "needs_cycle"),
    (C, "M1: c", "M1: z", C, "answers:", "unknown_answer"),
    (C, "M1: c", "M1: NA", C, "answers:", "not_applicable"),
    (C, "M1: c", "M9: c", C, "answers:", "unknown_item"),
    (C, "ROBOTS: 5", "ROBOTS: 500", C, "answers:", "unknown_answer"),
    (C, "points_axis: two", "points_axis: three", C, "levels:", "unknown_expectation"),
    (C, "{total: 87.5}", "{totals: 87.5}", C, "points:", "unknown_expectation"),
]


@pytest.mark.parametrize(("file", "old", "new", "where", "words", "code"), WRONG)
def test_each_wrong_entry_is_told_at_its_line_with_what_and_fix(
    tmp_path: Path, file: str, old: str, new: str, where: str, words: str, code: str
) -> None:
    release, problems = load_release(small.write(tmp_path / "small", {file: (old, new)}))
    assert release is None
    text = (tmp_path / "small" / where).read_text(encoding="utf-8")
    line = text[: text.index(words or new.rpartition("\n")[2])].count("\n") + 1
    assert (f"{where}:{line}", code) in told(problems), "\n".join(map(str, problems))
    for problem in problems:
        row = problem.as_row()
        assert row["what_ko"]
        assert row["fix_ko"]


def test_all_problems_of_all_files_are_told_in_one_run(tmp_path: Path) -> None:
    """Wrong shape in one file does not hide what is wrong between the others."""
    changes = {
        Q: ("minutes: 3", "minutes: 3\nsecret: 1"),
        KO: ("      b: {label: 화면, descriptor: 화면에서 봅니다}\n", ""),
        EN: ("title: 작은 진단", "title: 1"),
        S: ("{M1: 1, M2: 1}", "{M1: 1, M2: 1, M9: 1}"),
        A: ("cost: free", "cost: cheap"),
        C: ("M1: c", "M1: z"),
    }
    _, problems = load_release(small.write(tmp_path / "small", changes))
    assert told(problems) == [
        ("questionnaire.yaml:5", "shape_extra_forbidden"),
        ("en.yaml:3", "shape_string_type"),
        ("ko.yaml:20", "missing_text"),
        ("scoring.yaml:10", "unknown_child"),
        ("actions.yaml:12", "unknown_cost"),
        ("cases.yaml:6", "unknown_answer"),
    ]


def test_what_hangs_on_a_wrong_entry_is_not_told_as_a_second_fault(tmp_path: Path) -> None:
    changes = {Q: ("{id: b, points: 1, action: M1-2}", "{id: b, points: one, action: M1-2}")}
    _, problems = load_release(small.write(tmp_path / "small", changes))
    assert told(problems) == [("questionnaire.yaml:14", "shape_float_type")]


def test_two_faults_in_one_file_are_both_told(tmp_path: Path) -> None:
    folder = small.write(tmp_path / "small", {S: ("points: 100", "points: many")})
    text = (folder / S).read_text().replace("root: total", "root: total\nflor: 0.5")
    (folder / S).write_text(text)
    _, problems = load_release(folder)
    assert told(problems) == [
        ("scoring.yaml:4", "shape_float_type"),
        ("scoring.yaml:6", "shape_extra_forbidden"),
    ]
    with speaking("ko"):
        assert "floor" in str(problems[1].fix)


def test_included_items_bring_their_texts_and_actions(tmp_path: Path) -> None:
    small.write(tmp_path / "questionnaires" / "small")
    quick = tmp_path / "questionnaires" / "quick"
    quick.mkdir()
    (quick / Q).write_text(
        "format: questionnaire/1\nid: quick\nversion: 1.0.0\nminutes: 1\n"
        "areas: [{id: making, field: shop, items: [M1]}]\n"
        "include: {questionnaire: small, items: [M1]}\n"
    )
    for language in ("ko", "en"):
        (quick / f"{language}.yaml").write_text(
            f"format: texts/1\nlanguage: {language}\ntitle: 빠른\nsummary: 빠른\n"
            "fields: {shop: 현장}\nareas: {making: {name: 생산, about: 생산}}\n"
        )
    (quick / S).write_text(
        "format: scoring/1\nquestionnaire: quick\nversion: 1.0.0\npoints: 10\nroot: making\n"
        "nodes: {making: {children: {M1: 1}}}\n"
    )
    (quick / C).write_text(
        "format: cases/1\nquestionnaire: quick\n"
        "cases: [{id: one, name: {ko: 하나, en: One}, answers: {M1: 1}, expect: {}}]\n"
    )
    release, problems = load_release(quick)
    assert problems == ()
    assert release is not None
    assert list(release.items) == ["M1"]

    (tmp_path / "questionnaires/small" / S).write_text("format: scoring/1\n")
    release, problems = load_release(quick)
    assert release is None
    assert ("questionnaire.yaml:6", "unknown_questionnaire") in told(problems)


def test_a_circle_of_includes_is_refused(tmp_path: Path) -> None:
    text = (
        "format: questionnaire/1\nid: one\nversion: 1.0.0\nminutes: 1\n"
        "areas: [{id: making, field: shop, items: [M1]}]\n"
        "include: {questionnaire: one, items: [M1]}\n"
    )
    folder = tmp_path / "questionnaires" / "one"
    folder.mkdir(parents=True)
    (folder / Q).write_text(text)
    release, problems = load_release(folder)
    assert release is None
    assert "unknown_questionnaire" in {code for _, code in told(problems)}


def test_a_file_that_has_not_changed_is_recalled_with_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a:\n  b: [1, {c: No}]\n")
    first, _ = read_yaml(path, tmp_path / "kept")
    again, problems = read_yaml(path, tmp_path / "kept")
    assert problems == []
    assert again == first
    assert again is not None
    assert again.lines["a", "b", 1, "c"] == 2
    path.write_text("a: 1\n")
    changed, _ = read_yaml(path, tmp_path / "kept")
    assert changed is not None
    assert changed.content == {"a": 1}


def test_everything_that_is_shipped_loads_without_a_problem() -> None:
    library = load_library(ROOT)
    assert [str(problem) for problem in library.problems] == []
    assert {"smart-factory", "quick-scan"} <= set(library.releases)
    assert {"gyeonggi-basic-2026", "ansan-hidden-champion"} <= set(library.programmes)


def test_a_programme_is_loaded_with_its_project_around_it() -> None:
    programme, problems = load_programme(ROOT / "data/programmes/gyeonggi-basic-2026.yaml")
    assert problems == ()
    assert programme is not None
    assert programme.status == "closed"


def test_the_schemas_for_editors_are_current() -> None:
    folder = ROOT / "docs/schema"
    kept = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    assert kept == schemas(), "make schemas"
