"""The shipped programmes, and what a wrong programme is told."""

from pathlib import Path

import pytest

from assessment.definitions.loading import load_programme
from assessment.definitions.programmes import Programme
from assessment.expressions import evaluate_one, parse

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "data/programmes").glob("*.yaml"))


def shipped(name: str) -> Programme:
    programme, _ = load_programme(ROOT / "data/programmes" / f"{name}.yaml")
    assert programme is not None
    return programme


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_each_sample_applicant_gets_exactly_the_codes_that_it_promises(path: Path) -> None:
    """A rule that is false refuses with its code, one that is unknown asks; none else does."""
    programme, _ = load_programme(path)
    assert programme is not None
    for case in programme.cases:
        facts = programme.case_facts(case)
        answers = {
            rule.code: evaluate_one(parse(rule.rule), facts) for rule in programme.eligibility
        }
        gate = programme.level_gate
        if gate:
            certified = facts.get(f"certificate_{gate.axis}")
            estimate = facts.get(f"{gate.axis}_level")
            answers[gate.code] = (
                True
                if certified is not None and float(certified) >= gate.at_least
                else False
                if estimate is not None and float(estimate) < gate.at_least
                else None
            )
        assert [code for code, answer in answers.items() if answer is False] == list(case.refused)
        assert [code for code, answer in answers.items() if answer is None] == list(case.unknown)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_weights_sum_to_a_hundred_and_mix_assessment_facts_and_panel(path: Path) -> None:
    programme, _ = load_programme(path)
    assert programme is not None
    assert sum(criterion.weight for criterion in programme.criteria) == 100
    assert {criterion.source for criterion in programme.criteria} == {
        "assessment",
        "fact",
        "panel",
    }
    assert all(criterion.example for criterion in programme.criteria)


def test_what_the_sources_do_not_say_stays_unknown() -> None:
    gyeonggi, ansan = shipped("gyeonggi-basic-2026"), shipped("ansan-hidden-champion")
    assert (gyeonggi.grant.cap, gyeonggi.grant.share, gyeonggi.budget) == (50_000_000, None, None)
    assert gyeonggi.places == 111
    assert (ansan.grant.cap, ansan.grant.share, ansan.places) == (None, None, None)
    assert len(gyeonggi.unknown) >= 6
    assert len(ansan.unknown) >= 6


def test_neither_programme_is_open_and_ansans_two_phases_are_historic() -> None:
    gyeonggi, ansan = shipped("gyeonggi-basic-2026"), shipped("ansan-hidden-champion")
    assert gyeonggi.status == "closed"
    assert gyeonggi.next_call is not None
    assert [phase.status for phase in ansan.phases] == ["historic", "historic"]
    years = [(p.opens.year, p.closes.year) for p in ansan.phases if p.opens and p.closes]
    assert years == [(2015, 2018), (2019, 2022)]
    assert [phase.budget for phase in ansan.phases] == [5e9, 5e9]


# text, replacement, words that stand first at the line of the problem, code
WRONG = [
    ("rule: not closed", "rule: not close", "rule: not close", "unknown_name"),
    ("rule: not closed", "rule: employees", "rule: employees", "rule_kind"),
    ('"siheung", ', '"sihung", ', "rule: region in", "rule_constant"),
    ("code: GG-TAX", "code: GG-SIZE", "    code: GG-SIZE\n    rule: not tax", "duplicate_id"),
    ("goalposts: [50, 400]", "goalposts: [400, 50]", "goalposts: [400, 50]", "goalposts"),
    ("value: debt_ratio", "value: strategy", "value: strategy\n    direction", "unknown_name"),
    ("value: strategy\n", "value: sales\n", "value: sales\n", "unknown_name"),
    ("    value: strategy\n", "", "- id: readiness", "criterion_value"),
    ("id: soundness", "id: employees", "- id: employees", "criterion_name"),
    (
        "questionnaire: smart-factory",
        "questionnaire: smart",
        "questionnaire:",
        "unknown_questionnaire",
    ),
    ("status: closed\nphases", "status: open\nphases", "status: open", "status_of_phases"),
    ("refused: [GG-TAX]", "refused: [GG-TEX]", "refused: [GG-TEX]", "unknown_code"),
    ("refused: [GG-TAX]", "refused: [GG-SIZE]", "- id: tax\n    code", "case_missing"),
    ("tax_arrears: true", "tax_arrears: 1", "tax_arrears: 1", "fact_value"),
    ("id: gyeonggi-basic-2026", "id: gyeonggi", "id: gyeonggi", "file_name"),
    ("places: 111", "places: 0", "places: 0", "shape_greater_than"),
    ("selection: by_rank", "selection: by_luck", "selection: by_luck", "shape_literal_error"),
]


@pytest.mark.parametrize(("old", "new", "words", "code"), WRONG)
def test_a_wrong_programme_is_told_at_its_line(
    tmp_path: Path, old: str, new: str, words: str, code: str
) -> None:
    text = (ROOT / "data/programmes/gyeonggi-basic-2026.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "gyeonggi-basic-2026.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    programme, problems = load_programme(path, ROOT)
    assert programme is None
    changed = path.read_text(encoding="utf-8")
    line = changed[: changed.index(words)].count("\n") + 1
    told = [(problem.where.rpartition(":")[2], problem.code) for problem in problems]
    assert (str(line), code) in told, "\n".join(map(str, problems))


def test_a_level_gate_must_name_an_axis_and_a_level_that_exist(tmp_path: Path) -> None:
    text = (ROOT / "data/programmes/ansan-hidden-champion.yaml").read_text(encoding="utf-8")
    path = tmp_path / "ansan-hidden-champion.yaml"
    for old, new, code in (
        ("axis: system", "axis: systems", "unknown_axis"),
        ("at_least: 1\n", "at_least: 9\n", "unknown_level"),
    ):
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        _, problems = load_programme(path, ROOT)
        assert code in [problem.code for problem in problems]
