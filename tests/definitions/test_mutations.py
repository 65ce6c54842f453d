"""Every shipped file has cases that notice when a number in it is changed."""

from pathlib import Path

import pytest

from assessment.definitions.loading import load_release
from assessment.services.releases.sample_applicants import case_misses
from assessment.services.releases.sample_factories import misses
from tests.definitions import every_kind
from tests.definitions.mutations import (
    ROOT,
    programme_mutations,
    release_mutations,
    shipped,
    unnoticed,
)
from tests.definitions.rule_mutations import rules
from tests.definitions.size_mutations import agrees, size_mutations, unnoticed_sizes

QUESTIONNAIRES = sorted(path.parent.name for path in ROOT.glob("questionnaires/*/scoring.yaml"))
PROGRAMMES = sorted(path.stem for path in ROOT.glob("data/programmes/*.yaml"))


@pytest.mark.slow
@pytest.mark.parametrize("name", QUESTIONNAIRES)
def test_a_case_notices_every_changed_number_of_a_questionnaire(name: str) -> None:
    release = shipped().releases[name]
    assert misses(release) == []
    assert unnoticed(release) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_case_notices_every_changed_number_of_a_programme(name: str) -> None:
    programme = shipped().programmes[name]
    assert case_misses(programme) == []
    assert unnoticed(programme) == []


def test_a_case_notices_every_changed_number_of_the_size_classes() -> None:
    table = shipped().registers.size_classes
    assert table is not None
    assert agrees(table)
    assert len(list(size_mutations(table))) >= 30
    assert unnoticed_sizes(table) == []


@pytest.mark.slow
def test_every_questionnaire_has_six_cases_at_least() -> None:
    few = {name: len(one.cases.cases) for name, one in shipped().releases.items()}
    assert {name: n for name, n in few.items() if n < 6} == {}


def test_the_numbers_of_every_kind_of_node_and_axis_are_changed(tmp_path: Path) -> None:
    """Weights, a threshold, the cut-offs, option places, other numbers; what is no bound is not."""
    release, _ = load_release(every_kind.write(tmp_path / "every-kind"))
    assert release is not None
    names = [name for name, _ in release_mutations(release)]
    assert [name for name in names if name.startswith("nodes.")] == [
        "nodes.total.children.stairs",
        "nodes.total.children.goal",
        "nodes.stairs.children.S1",
        "nodes.stairs.children.S2",
        "nodes.stairs.children.S3",
        "nodes.stairs.threshold down",
        "nodes.uses.children.U1",
        "nodes.uses.children.U2",
        "nodes.uses.children.U3",
        "nodes.uses.children.U4",
    ]
    assert [name for name in names if name.startswith("axes.ready")] == [
        "axes.ready.one up",
        "axes.ready.one down",
        "axes.ready.two up",
        "axes.ready.two down",
        "axes.ready.three down",
    ]
    entry = "axes.entry.inside: STAFF >= 10 and ready_level >= 2"
    assert [name for name in names if name.startswith(entry)] == [
        f"{entry} [10 up, character 10]",
        f"{entry} [10 down, character 10]",
        f"{entry} [2 up, character 32]",
        f"{entry} [2 down, character 32]",
    ]
    assert names[-1] == "points"


def test_an_unnoticed_number_is_named(tmp_path: Path) -> None:
    """The two cases never come near STAFF 10, nor near a coverage of a half."""
    release, _ = load_release(every_kind.write(tmp_path / "every-kind"))
    assert release is not None
    left = unnoticed(release)
    assert "axes.entry.inside: STAFF >= 10 and ready_level >= 2 [10 up, character 10]" in left
    assert "nodes.total.children.goal" not in left


def test_a_rule_keeps_everything_but_the_one_number() -> None:
    assert [text for _, text in rules('min(a, 40) >= 2.5 and not b in ["x", "y"]')] == [
        'min(a, 44) >= 2.5 and not b in ["x", "y"]',
        'min(a, 36) >= 2.5 and not b in ["x", "y"]',
        'min(a, 40) >= 2.75 and not b in ["x", "y"]',
        'min(a, 40) >= 2.25 and not b in ["x", "y"]',
    ]
    assert [text for _, text in rules("coalesce(a, 0) < 1000")] == [
        "coalesce(a, 0) < 1100",
        "coalesce(a, 0) < 900",
    ]


def test_every_number_of_a_programme_that_decides_is_changed() -> None:
    """The rules' numbers, both goalposts and the weight of each criterion, and what is granted."""
    programme = shipped().programmes["gyeonggi-basic-2026"]
    names = {name for name, _ in programme_mutations(programme)}
    criteria = {one.id for one in programme.criteria}
    assert {f"{one}.weight" for one in criteria} < names
    assert {f"{one}.goalposts.{end}" for one in criteria for end in ("low", "high")} < names
    assert "requested: requested_grant <= 50000000 [50000000 up, character 20]" in names
    assert "grant.cap" in names
