"""Measures, counts, stairs, gates on scores and profiles: read, held against each other, scored."""

from pathlib import Path

import pytest

from assessment.definitions.freezing import release_from_json, to_json
from assessment.definitions.loading import load_release
from assessment.definitions.scoring import Profiles
from assessment.services.releases.sample_factories import release_cases
from tests.definitions import every_kind

pytestmark = pytest.mark.slow


def problems_of(tmp_path: Path, file: str, old: str, new: str) -> list[str]:
    """Codes and lines of everything wrong after this change, cases included."""
    folder = every_kind.write(tmp_path / "every-kind", {file: (old, new)})
    release, problems = load_release(folder)
    found = [*problems, *(release_cases(release, folder) if release else ())]
    return [f"{problem.code} {problem.where.rsplit('/', 1)[1]}" for problem in found]


def line(file: str, text: str, nth: int = 0) -> str:
    """Where this text stands in a file of the right questionnaire."""
    lines = every_kind.FILES[file].splitlines()
    places = [number for number, one in enumerate(lines, 1) if text in one]
    return f"{file}:{places[nth]}"


def test_every_kind_of_node_and_axis_loads_and_its_cases_hold(tmp_path: Path) -> None:
    folder = every_kind.write(tmp_path / "every-kind")
    release, problems = load_release(folder)
    assert problems == ()
    assert release is not None
    assert release_cases(release, folder) == ()
    assert release_from_json(to_json(release)) == release
    assert list(release.scoring.level_axes) == ["ready", "intensity", "entry"]
    champion = release.scoring.profile_axes["champion"]
    assert isinstance(champion, Profiles)
    assert [one.historic for one in champion.profiles] == [True, False, False]


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("aggregation: attainment\n    measure: {before: GB, target: GT, actual: GA}",
         "aggregation: attainment\n    children: {STAFF: 1}",
         "measure_of_attainment", ("  goal:", 0)),
        ("aggregation: attainment\n    measure", "measure",
         "measure_of_attainment", ("  goal:", 0)),
        ("before: GB", "before: G0", "unknown_child", ("measure:", 0)),
        ("before: GB", "before: S1", "measure_item", ("measure:", 0)),
        ("shown_only: [uses]", "shown_only: []", "points_of_shown", ("points: 4", 0)),
        ("at_least: 75", "at_least: 80", "ladder_range", ("level3 at", 0)),
        ("at_least: 4}", "at_least: 5}", "ladder_range", ("high", 0)),
        ("uses >= 3", "use >= 3", "unknown_name", ("E-DEEP", 0)),
        ("ready_level >= 2", "ready_level >= 4", "rule_constant", ("E-IN", 0)),
        ("ready_level >= 2", "entry_level >= 1", "unknown_name", ("E-IN", 0)),
        ("LISTED == 1 and", "LISTED == 2 and", "rule_constant", ("rule: LISTED", 0)),
        ("suits: STAFF < 50", "suits: STAFF + 50", "rule_kind", ("suits: STAFF < 50", 0)),
        ("code: P-EXCHANGE", "code: E-IN", "duplicate_code", ("P-EXCHANGE", 0)),
        ("id: exchange", "id: old", "duplicate_step", ("id: exchange", 0)),
    ],
)  # fmt: skip
def test_what_axes_and_measures_say_wrongly_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, code: str, at: tuple[str, int]
) -> None:
    text = at[0].replace("level3 at", "id: three")
    assert f"{code} {line('scoring.yaml', text, at[1])}" in problems_of(
        tmp_path, "scoring.yaml", old, new
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("ko.yaml", "missing: exchange", "note: x", "shape_extra_forbidden"),
        ("ko.yaml", ", missing: exchange", "", "missing_text"),
        ("ko.yaml", "  P-EXCHANGE: P-EXCHANGE입니다.\n", "", "missing_text"),
        ("cases.yaml", "order: {champion: [promising", "order: {champion: [hopeful",
         "unknown_expectation"),
        ("cases.yaml", "order: {champion:", "order: {ready:", "unknown_expectation"),
        ("cases.yaml", "levels: {ready: two", "levels: {champion: old, ready: two",
         "unknown_expectation"),
        ("questionnaire.yaml", "  GA: {type: number,",
         "  GA: {type: number, points: [[0, 0], [1, 1]],", "measure_item"),
    ],
)  # fmt: skip
def test_texts_and_cases_of_profiles_are_held_against_them(
    tmp_path: Path, file: str, old: str, new: str, code: str
) -> None:
    found = problems_of(tmp_path, file, old, new)
    assert code in [one.split()[0] for one in found]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("at_least: 50", "at_least: 50.1"),
        ("at_least: 2}", "at_least: 4}"),
        ("STAFF >= 10", "STAFF >= 16"),
        ("uses >= 3", "uses >= 4"),
        ("EXPORT >= 100000 and", "EXPORT >= 300001 and"),
        ("EXPORT < 1000000", "EXPORT < 300000"),
        ("suits: STAFF < 50", "suits: STAFF < 15"),
        ("historic: true", "historic: false"),
        ("threshold: 1\n", "threshold: 0.5\n"),
        ("{before: GB, target: GT", "{before: GT, target: GB"),
        ("{stairs: 3, goal: 1}", "{stairs: 3, goal: 2}"),
    ],
)  # fmt: skip
def test_a_changed_number_of_any_kind_is_seen_by_a_case(tmp_path: Path, old: str, new: str) -> None:
    found = problems_of(tmp_path, "scoring.yaml", old, new)
    assert found
    assert {one.split()[0] for one in found} <= {"case", "ladder_order", "ladder_range"}


def test_one_starting_value_may_serve_two_targets_but_an_actual_value_only_one(
    tmp_path: Path,
) -> None:
    added = (
        "  again:\n    aggregation: attainment\n"
        "    measure: {before: GB, target: GT, actual: STAFF}\n  uses:\n"
    )
    codes = [
        {one.split()[0] for one in problems_of(tmp_path / name, "scoring.yaml", "  uses:\n", text)}
        for name, text in (("free", added), ("taken", added.replace("STAFF", "GA")))
    ]
    assert codes == [{"node_not_reached"}, {"node_not_reached", "two_parents"}]
