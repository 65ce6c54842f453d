"""A release tried on a round before it is published; every expected number is worked out by hand.

With processes 80 and automation 20 (instead of 50 and 50), A (ddda: 100 and 50 %) has 90 points
instead of 75 and reaches level 2 at 80; every other firm answered all items alike and stays.
A scores 0.6 x 90 + 10 + 16 = 80 and passes B (73).
"""

import shutil
from pathlib import Path

import pytest

from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.records import journal
from assessment.services.releases import publishing
from assessment.services.releases.rehearsing import Rehearsal, rehearse
from tests.conftest import Clock
from tests.services.call_office import Called, called_copy

pytestmark = pytest.mark.slow

ROUND = "2026년 2회차"
WEIGHTS = ("{processes: 50.0, automation: 50.0}", "{processes: 80.0, automation: 20.0}")


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Called:
    return called_copy(sqlite_template, tmp_path, clock)


@pytest.fixture
def folder(called: Called, tmp_path: Path) -> Path:
    """A copy of the questionnaire that may be changed."""
    target = tmp_path / "new" / "mini"
    shutil.copytree(called.office.root / "questionnaires/mini", target)
    shutil.copy(called.office.root / "data/actions/mini.yaml", target / "actions.yaml")
    return target


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text, before
    path.write_text(text.replace(before, after), "utf-8")


def tried(called: Called, folder: Path | str, old: str = "mini") -> Rehearsal:
    return rehearse(called.office, called.manager, old, str(folder), ROUND)


def told(found: Rehearsal) -> list[tuple[str, str, str, str, str]]:
    columns = ["name", "kind", "subject", "before", "after"]
    return [tuple(row) for row in found.moves[columns].itertuples(index=False)]


def test_the_same_release_moves_nobody(called: Called, folder: Path) -> None:
    found = tried(called, folder)
    assert (found.assessments, found.moved_firms, found.differences) == (6, frozenset(), ())


def test_a_weight_change_reports_exactly_the_firms_that_it_moves(
    called: Called, folder: Path
) -> None:
    change(folder / "scoring.yaml", *WEIGHTS)
    found = tried(called, folder)
    assert told(found) == [
        ("A정밀", "level", "capability", "level1", "level2"),
        ("A정밀", "rank", f"call:{called.call_id}", "2위, 선정권", "1위, 선정권"),
        ("B도금", "rank", f"call:{called.call_id}", "1위, 선정권", "2위, 선정권"),
    ]
    assert list(found.moves["why"]) == [
        "점수 75.0 → 90.0 (processes +30.0, automation -15.0)",
        "평가 점수 71.000 → 80.000",
        "자기 점수는 같고(73.000) 다른 신청자가 움직였습니다.",
    ]
    assert found.counts() == {"level": 1, "rank": 2, "eligibility": 0}
    assert found.differences == (
        ("scoring.nodes.total.children.processes", "50.0", "80.0"),
        ("scoring.nodes.total.children.automation", "50.0", "20.0"),
    )


def test_a_gate_change_is_explained_by_its_code(called: Called, folder: Path) -> None:
    change(folder / "scoring.yaml", "QM01 >= 1 and EC01 >= 1", "QM01 >= 2 and EC01 >= 1")
    found = tried(called, folder)
    assert ("C사출", "level", "system", "basic", "before_basic") in told(found)
    assert next(iter(found.moves["why"])) == "G-BASIC met → unmet"
    assert len(found.moved_firms) == 1


def test_a_level_gate_moves_eligibility_where_no_certificate_decides(
    called: Called, folder: Path
) -> None:
    change(folder / "scoring.yaml", "QM01 >= 1 and EC01 >= 1", "QM01 >= 3 and QM02 == 0")
    found = tried(called, folder)
    verdicts = [one for one in told(found) if one[1] == "eligibility"]
    assert verdicts == [
        ("D전자", "eligibility", f"call:{called.call_id}", "needs_checking", "not_eligible"),
        ("D전자", "eligibility", "mini-call", "needs_checking", "not_eligible"),
    ]


def test_a_programme_is_tried_on_its_calls(called: Called, tmp_path: Path) -> None:
    path = tmp_path / "mini-call.yaml"
    shutil.copy(called.office.root / "data/programmes/mini-call.yaml", path)
    change(path, 'region in ["ansan", "siheung"]', 'region == "siheung"')
    found = tried(called, path, "mini-call")
    refused = {one[0] for one in told(found) if one[1] == "eligibility"}
    assert refused == {"A정밀", "B도금", "C사출", "D전자", "E식품"}  # F is refused already
    assert found.differences == (
        ("eligibility.region.rule", 'region in ["ansan", "siheung"]', 'region == "siheung"'),
    )


def test_an_item_under_a_new_name_keeps_its_answers_by_its_map(
    called: Called, folder: Path
) -> None:
    for file in folder.glob("*.yaml"):
        file.write_text(file.read_text("utf-8").replace("EC02", "EC09"), "utf-8")
    text = (folder / "questionnaire.yaml").read_text("utf-8")
    place = text.index("  EC09: {type: level, since: 1.0.0,")
    renamed = text[place:].replace("{type: level,", "{type: level, replaces: REPLACES,", 1)
    kept = renamed.replace("REPLACES", "{id: EC02, relation: reworded}")
    (folder / "questionnaire.yaml").write_text(text[:place] + kept, "utf-8")
    found = tried(called, folder)
    assert (found.moved_firms, found.notes) == (frozenset(), ())
    swapped = renamed.replace("REPLACES", "{id: EC02, relation: rescaled, map: {a: d, d: a}}")
    (folder / "questionnaire.yaml").write_text(text[:place] + swapped, "utf-8")
    assert "A정밀" in {one[0] for one in told(tried(called, folder)) if one[1] == "level"}
    (folder / "questionnaire.yaml").write_text(text, "utf-8")
    assert [note.code for note in tried(called, folder).notes] == ["rehearse_items"] * 2


def test_releases_are_named_by_hash_version_or_name(called: Called, folder: Path) -> None:
    change(folder / "scoring.yaml", *WEIGHTS)
    listed = publishing.releases(called.office, called.manager)
    digest = listed[listed["name"] == "mini"]["hash"].iloc[0]
    for old in ("mini", "mini@1.0.0", digest[:10]):
        assert len(tried(called, folder, old).moved_firms) == 2
    assert tried(called, "mini").moved_firms == frozenset()  # the file as it lies in the project
    for old in ("mini@9.9.9", "nothing", "0" * 12):
        with pytest.raises(NotFound):
            tried(called, folder, old)
    with pytest.raises(AssessmentError):
        rehearse(called.office, called.manager, "mini", "mini", "다른 회차")
    with pytest.raises(AssessmentError):
        tried(called, "mini-call")


def test_only_the_programme_office_may_rehearse(called: Called, folder: Path) -> None:
    for person in (called.people.owner, called.people.consultant):
        with pytest.raises(NotAllowed):
            rehearse(called.office, person, "mini", str(folder), ROUND)


def test_publishing_refuses_an_unexplained_change_and_keeps_the_explanation(
    called: Called,
) -> None:
    own = called.office.root / "questionnaires/mini"
    kept = {file: file.read_text("utf-8") for file in own.glob("*.yaml")}
    try:
        change(own / "questionnaire.yaml", "version: 1.0.0", "version: 1.1.0")
        change(own / "scoring.yaml", *WEIGHTS)
        with pytest.raises(AssessmentError) as refused:
            publishing.publish(called.office, called.people.admin, "mini", explanation=" ")
        (problem,) = refused.value.problems
        assert problem.code == "unexplained_change"
        assert "수준 1곳, 순위 2곳, 자격 0곳" in str(problem.what)
        publishing.publish(
            called.office, called.people.admin, "mini", explanation="공정 비중을 높입니다."
        )
    finally:
        for file, text in kept.items():
            file.write_text(text, "utf-8")
    with called.office.database.reading() as connection:
        row = next(iter(journal.rows(connection, kind="published")))
    assert row.payload is not None
    assert row.payload["explanation"] == "공정 비중을 높입니다."
    assert row.payload["moved"] == {"level": 1, "rank": 2, "eligibility": 0}


def test_a_change_that_moves_nobody_needs_no_explanation(called: Called) -> None:
    own = called.office.root / "questionnaires/mini/questionnaire.yaml"
    text = own.read_text("utf-8")
    try:
        change(own, "minutes: 8", "minutes: 9")
        change(own, "version: 1.0.0", "version: 1.0.2")
        publishing.publish(called.office, called.people.admin, "mini")
    finally:
        own.write_text(text, "utf-8")
