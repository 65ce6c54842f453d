"""The registers of facts: what is shipped, and what a wrong one is told."""

import shutil
from functools import cache
from pathlib import Path

import pytest

from assessment.definitions.programmes import Facts, Industries
from assessment.definitions.register_files import read_registers
from assessment.definitions.registers import Registers
from assessment.definitions.shape import read_part

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
FILES = ("targets", "programme_table", "size_classes", "sectors", "form_fields")


@pytest.fixture(scope="module")
def shipped() -> Registers:
    packs = [one.stem for one in (ROOT / "data/programmes").glob("*.yaml")]
    registers, problems = read_registers(ROOT, packs, facts(), None)
    assert problems == []
    return registers


@cache
def facts() -> Facts | None:
    return read_part(ROOT / "data/facts.yaml", Facts).model


def told(folder: Path, name: str, old: str, new: str) -> list[tuple[str, str]]:
    """(line, code) of every problem after one replacement in one register."""
    (folder / "data").mkdir()
    for one in FILES:
        shutil.copy(ROOT / f"data/{one}.yaml", folder / "data")
    path = folder / "data" / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    packs = [one.stem for one in (ROOT / "data/programmes").glob("*.yaml")]
    _, problems = read_registers(folder, packs, facts(), None)
    return [(problem.where.rpartition(":")[2], problem.code) for problem in problems]


def test_targets_stand_with_their_source_and_a_place_for_the_actual_value(
    shipped: Registers,
) -> None:
    assert shipped.targets is not None
    found = {one.id: (one.value, one.until and one.until.year) for one in shipped.targets.targets}
    assert found["factories-2020"] == (10_000, 2020)
    assert found["ansan-champions-fund"] == (5e9, 2018)
    assert found["zone-investment"] == (8e12, None)
    assert found["zone-jobs"] == (30_000, None)
    cohort = [found[f"playground-{kind}"][0] for kind in ("firms", "talents", "citizens")]
    assert cohort == [80, 100, 200]
    reached = {
        one.id: [reading.value for reading in one.readings] for one in shipped.targets.targets
    }
    assert reached["factories-2020"] == [12_660, 32_662]
    assert reached["zone-jobs"] == []


def test_plans_go_phase_by_phase_and_carry_tasks_over(shipped: Registers) -> None:
    assert shipped.targets is not None
    plan = next(one for one in shipped.targets.plans if one.id == "ansan-champions")
    assert [(phase.starts.year, phase.ends.year, phase.budget) for phase in plan.phases] == [
        (2015, 2018, 5e9),
        (2019, 2022, 5e9),
    ]
    assert plan.phases[0].tasks[0].carried_to == plan.phases[1].tasks[0].id


def test_the_programme_table_holds_firms_persons_and_groups_with_status_and_source(
    shipped: Registers,
) -> None:
    assert shipped.programme_table is not None
    rows = {one.id: one for one in shipped.programme_table.programmes}
    assert {"same-level", "carbon-neutral", "manufacturing-robot", "ansan-top-up"} <= set(rows)
    assert (rows["youth-startups"].applicant_types, rows["youth-startups"].age_at_most) == (
        ("person",),
        39,
    )
    assert rows["world-class-300"].status == "historic"
    assert rows["ansan-hidden-champion"].pack == "ansan-hidden-champion"
    assert {kind for one in rows.values() for kind in one.applicant_types} == {
        "firm",
        "person",
        "group",
    }


def test_fourteen_root_technologies_six_of_2011_and_five_sector_tags(shipped: Registers) -> None:
    assert shipped.sectors is not None
    since = [one.since for one in shipped.sectors.root_technologies]
    assert (len(since), since.count(2011), since.count(2021)) == (14, 6, 8)
    assert [one.id for one in shipped.sectors.tags] == [
        "robot",
        "ai",
        "mobility",
        "hydrogen",
        "renewable",
    ]


def test_every_division_has_a_ceiling_before_september_2025_and_none_after(
    shipped: Registers,
) -> None:
    assert shipped.size_classes is not None
    rows = [one for one in shipped.size_classes.ceilings if one.size == "sme"]
    assert sorted(division for one in rows for division in one.divisions) == list(range(10, 35))
    ends = {one.until.isoformat() for one in shipped.size_classes.ceilings if one.until}
    assert ends == {"2025-08-31"}
    assert all(one.until for one in shipped.size_classes.ceilings)


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("targets", "carried_to: four-fields", "carried_to: five-fields", "unknown_task"),
        ("targets", "carried_to: four-fields", "carried_to: three-fields", "carried_back"),
        ("targets", "starts: 2019-01-01", "starts: 2018-12-31", "order"),
        ("targets", "- id: youth-fund", "- id: hub-renewal", "duplicate_id"),
        ("targets", "announced: 2026", "announced: 26", "shape_greater_than_equal"),
        ("programme_table", "pack: ansan-hidden-champion", "pack: ansan", "unknown_programme"),
        ("programme_table", "    pack: ansan-hidden-champion\n", "", "pack_unnamed"),
        ("programme_table", "first_year: 2011", "first_year: 2031", "order"),
        ("programme_table", "[person]", "[robot]", "shape_literal_error"),
        ("programme_table", "- id: ansan-top-up", "- id: same-level", "duplicate_id"),
        ("size_classes", "divisions: [34]", "divisions: [33, 34]", "two_ceilings"),
        ("size_classes", "since: 2018-01-01", "since: 2026-01-01", "order"),
        ("size_classes", "    until: 2025-08-31\n", "", "ceiling_outside"),
        ("size_classes", "lowest: 40000", "lowest: 400000", "order"),
        ("size_classes", "divisions: [34]", "divisions: [35]", "shape_less_than_equal"),
        ("sectors", "id: mould", "id: casting", "duplicate_id"),
        ("form_fields", "section: basic", "section: basics", "unknown_section"),
        ("form_fields", "fact: planned_cost", "fact: planed_cost", "unknown_fact"),
    ],
)
def test_a_wrong_register_is_told(tmp_path: Path, name: str, old: str, new: str, code: str) -> None:
    text = (ROOT / f"data/{name}.yaml").read_text(encoding="utf-8")
    if code == "ceiling_outside":  # the first ceiling would still hold beside the new range
        old, new = (
            "sales: 150000\n    since: 2018-01-01\n    until: 2025-08-31\n",
            ("sales: 190000\n    since: 2018-01-01\n"),
        )
    assert old in text
    assert code in [found for _, found in told(tmp_path, name, old, new)]


def test_a_project_without_registers_has_none_and_no_problem(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    assert read_registers(tmp_path, [], None, None) == (Registers(), [])


def test_the_industries_say_their_revision_and_since_when_it_holds() -> None:
    industries = read_part(ROOT / "data/ksic.yaml", Industries).model
    assert industries is not None
    assert [(one.number, str(one.in_force)) for one in industries.revisions] == [
        (11, "2024-07-01"),
        (10, "None"),
    ]
    assert [one.division for one in industries.divisions] == list(range(10, 35))
