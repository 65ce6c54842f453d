"""What a programme pays, when, to how many of whom: the shipped packs, and what is told wrong."""

import json
from pathlib import Path

import pytest

from assessment.definitions.freezing import programme_from_json, to_json
from assessment.definitions.loading import load_programme
from assessment.definitions.programmes import Programme

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PACKS = {
    "general-2026": (200_000_000, 0.5, 9, 265),
    "ai-special-2026": (200_000_000, 0.5, 9, 400),
    "autonomous-2026": (600_000_000, 0.5, 24, 30),
    "partnership-2026": (120_000_000, 0.3, 9, None),
    "gyeonggi-basic-2026": (50_000_000, None, None, 111),
    "gyeonggi-esg-2026": (80_000_000, None, None, None),
    "gyeonggi-ai-first-2026": (100_000_000, None, None, None),
    "micro-smart-2026": (42_000_000, 0.7, None, None),
    "global-1000-2026": (None, None, None, None),
    "ai-playground-2026": (None, None, None, 80),
    "ansan-hidden-champion": (None, None, 24, None),
}
AUTONOMOUS = (ROOT / "data/programmes/autonomous-2026.yaml").read_text(encoding="utf-8")
PLAYGROUND = (ROOT / "data/programmes/ai-playground-2026.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def programmes() -> dict[str, Programme]:
    found = (load_programme(path)[0] for path in sorted((ROOT / "data/programmes").glob("*.yaml")))
    return {programme.id: programme for programme in found if programme}


def test_every_pack_is_there_with_the_amounts_that_its_sources_state(
    programmes: dict[str, Programme],
) -> None:
    found = {
        name: (one.grant.cap, one.grant.share, one.grant.months, one.places)
        for name, one in programmes.items()
    }
    assert found == PACKS


def test_every_pack_says_what_to_bring_when_and_what_is_still_unknown(
    programmes: dict[str, Programme],
) -> None:
    for one in programmes.values():
        assert len(one.documents) >= 2, one.id
        assert len(one.unknown) >= 4, one.id
        assert one.calendar, one.id
        assert len(one.form) >= 15, one.id
        assert one.next_call is not None, one.id
        assert all(case.score is None or case.id.startswith("scored") for case in one.cases)


def test_none_is_open_and_no_bonus_stands_without_a_source_for_its_year(
    programmes: dict[str, Programme],
) -> None:
    assert {one.status for one in programmes.values()} == {"closed", "historic", "expected"}
    for one in programmes.values():
        for adjustment in one.adjustments:
            assert adjustment.source.confidence != "unconfirmed", one.id


def test_own_part_and_share_of_the_state_make_the_whole(programmes: dict[str, Programme]) -> None:
    own = {
        name: (one.own_contribution.at_least, one.own_contribution.in_kind_at_most)
        for name, one in programmes.items()
        if one.own_contribution
    }
    assert own == {
        "general-2026": (0.5, None),
        "ai-special-2026": (0.5, None),
        "autonomous-2026": (0.5, None),
        "micro-smart-2026": (0.3, 0.5),
    }


def test_the_cohort_counts_firms_talents_and_citizens_apart(
    programmes: dict[str, Programme],
) -> None:
    cohort = programmes["ai-playground-2026"]
    assert [(c.applicant_type, c.places, c.waiting) for c in cohort.cohorts] == [
        ("firm", 80, 20),
        ("person", 100, None),
        ("person", 200, None),
    ]
    assert cohort.places == 80
    assert [(quota.fact, quota.at_least) for quota in cohort.quotas] == [("size_class", 40)]


def test_the_autonomous_factory_asks_for_the_firms_level_and_the_projects_three_parts(
    programmes: dict[str, Programme],
) -> None:
    pack = programmes["autonomous-2026"]
    assert pack.level_gate is not None
    assert (pack.level_gate.axis, pack.level_gate.at_least) == ("system", 2)
    asked = [rule.rule for rule in pack.eligibility if rule.rule.startswith("project_")]
    assert asked == ["project_ai", "project_digital_twin", "project_aas"]


WRONG = [
    (AUTONOMOUS, "  at_least: 0.5", "  at_least: 0.6", "shares_over_one"),
    (AUTONOMOUS, "    on: 2026-01-07\n", "", "calendar_day"),
    (AUTONOMOUS, "on: 2026-01-07", "on: 2026-01-07\n    until: 2026-01-06", "dates_order"),
    (AUTONOMOUS, "  - id: mentor\n", "  - id: deadline\n", "duplicate_id"),
    (AUTONOMOUS, "form: [project_name, ", "form: [project_nam, ", "unknown_form_field"),
    (AUTONOMOUS, "form: [project_name, ", "form: [summary, ", "duplicate_id"),
    (AUTONOMOUS, "    like: all_met", "    like: all_mat", "unknown_case"),
    (AUTONOMOUS, "    like: all_met", "    like: applicant_unknown", "unknown_case"),
    (AUTONOMOUS, "panel: {design: 74", "panel: {desing: 74", "unknown_criterion"),
    (PLAYGROUND, "    places: 80", "    places: 81", "cohort_places"),
    (PLAYGROUND, "  - id: talents\n", "  - id: firms\n", "duplicate_id"),
    (PLAYGROUND, "    applicant_type: person", "    applicant_type: robot", "shape_literal_error"),
]


@pytest.mark.parametrize(("text", "old", "new", "code"), WRONG)
def test_wrong_terms_are_told(tmp_path: Path, text: str, old: str, new: str, code: str) -> None:
    assert old in text
    name = "autonomous-2026" if text is AUTONOMOUS else "ai-playground-2026"
    path = tmp_path / f"{name}.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert code in [problem.code for problem in load_programme(path, ROOT)[1]]


def test_a_programme_whose_score_or_grant_no_case_states_is_told_as_a_note(tmp_path: Path) -> None:
    text = AUTONOMOUS[: AUTONOMOUS.index("  - id: scored\n")].replace("    grant: ", "    # ")
    path = tmp_path / "autonomous-2026.yaml"
    path.write_text(text, encoding="utf-8")
    programme, problems = load_programme(path, ROOT)
    assert programme is not None
    assert [(one.code, one.severity) for one in problems] == [("case_missing", "warning")] * 2


def test_case_facts_are_those_of_the_case_that_it_is_like_with_its_own_on_top(
    programmes: dict[str, Programme],
) -> None:
    pack = programmes["general-2026"]
    whole, refused = pack.cases[0], pack.cases[1]
    assert refused.like == whole.id
    assert pack.case_facts(refused) == {**whole.facts, **refused.facts}
    assert pack.case_facts(whole) == dict(whole.facts)


def test_a_programme_frozen_in_the_first_format_comes_back_to_the_letter() -> None:
    """Nothing that came later is written where it is absent, so the hash in databases holds."""
    source = {"source": "x", "as_of": "2026-11-22", "confidence": "unconfirmed"}
    words = {"ko": "하나", "en": "one"}
    first = {
        "format": "programme/1", "id": "old", "version": "1.0.0", "name": words, "summary": words,
        "operator": words, "status": "open", "phases": [], "next_call": None,
        "questionnaire": "mini", "applicant_types": ["firm"],
        "eligibility": [{"id": "tax", "code": "T", "rule": "not tax_arrears", "message": words,
                         "source": source}],
        "level_gate": None,
        "criteria": [{"id": "plan", "name": words, "source": "panel", "value": None,
                      "direction": "up", "goalposts": [0.0, 100.0], "weight": 1.0,
                      "example": True, "origin": None}],
        "adjustments": [], "grant": {"cap": None, "share": None, "months": None, "source": source},
        "budget": None, "places": None, "selection": "by_rank", "decimals": 9, "documents": [],
        "unknown": [],
        "cases": [{"id": "a", "facts": {"tax_arrears": True}, "refused": ["T"], "unknown": []}],
    }  # fmt: skip
    text = json.dumps(first, ensure_ascii=False, separators=(",", ":"))
    assert to_json(programme_from_json(text)) == text
