"""Contradictions: each fires on one sample factory, and not on its near twins."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assessment.definitions.loading import load_release
from assessment.definitions.questionnaires import NumberItem
from assessment.definitions.releases import Case, Cases, Release
from assessment.method.answers import AnswerTable
from assessment.services.assessing.contradictions import fired_rules
from assessment.services.demo.claims import Truth, draw_claims, draw_truth, earlier
from assessment.services.demo.population import ROUNDS, draw_population
from assessment.services.releases.sample_factories import case_answers
from tests.definitions.contradicting import CONTRADICTING

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted(path.parent.name for path in ROOT.glob("questionnaires/*/questionnaire.yaml"))
FIRMS, SEED = 1200, 20260

Cells = Mapping[str, str | float | tuple[str, ...]]


@pytest.fixture(scope="module")
def releases() -> dict[str, Release]:
    loaded = {name: load_release(ROOT / "questionnaires" / name)[0] for name in SHIPPED}
    return {name: release for name, release in loaded.items() if release is not None}


def fired(release: Release, *factories: Cells) -> list[set[str]]:
    """The contradictions of each factory."""
    first = release.cases.cases[0]
    cases = tuple(
        Case(id=f"f{number}", name=first.name, answers=dict(cells), expect=first.expect)
        for number, cells in enumerate(factories)
    )
    put = Cases(format="cases/1", questionnaire=release.id, cases=cases)
    table = case_answers(release.model_copy(update={"cases": put}))
    ids = [rule.id for rule in release.questionnaire.contradictions]
    return [
        {name for name, true in zip(ids, row, strict=True) if true}
        for row in fired_rules(release, table)
    ]


@pytest.fixture(scope="module")
def quiet(releases: dict[str, Release]) -> dict[str, Cells]:
    """By questionnaire the first shipped sample factory that contradicts nothing."""
    found: dict[str, Cells] = {}
    for name, release in releases.items():
        sets = fired(release, *(case.answers for case in release.cases.cases))
        found[name] = release.cases.cases[sets.index(set())].answers
    return found


def read(release: Release, text: str) -> dict[str, str | float]:
    pairs = (pair.split("=") for pair in text.split())
    return {
        item: float(value) if isinstance(release.items[item], NumberItem) else value
        for item, value in pairs
    }


def samples() -> Iterator[tuple[str, str]]:
    for questionnaire, rules in CONTRADICTING.items():
        yield from ((questionnaire, rule) for rule in rules)


def test_at_least_25_contradictions_are_shipped_and_each_has_a_sample_factory(
    releases: dict[str, Release],
) -> None:
    shipped = {
        name: {rule.id for rule in release.questionnaire.contradictions}
        for name, release in releases.items()
        if release.questionnaire.contradictions
    }
    assert shipped == {name: set(rules) for name, rules in CONTRADICTING.items()}
    assert len(shipped["smart-factory"]) == 28
    assert len(set().union(*shipped.values())) >= 25


@pytest.mark.parametrize(("questionnaire", "rule"), list(samples()))
def test_a_contradiction_fires_on_its_sample_factory_and_not_on_a_near_twin(
    releases: dict[str, Release], quiet: dict[str, Cells], questionnaire: str, rule: str
) -> None:
    release = releases[questionnaire]
    said, *others = CONTRADICTING[questionnaire][rule]
    sample = {**quiet[questionnaire], **read(release, said)}
    twins = [{**sample, **read(release, other)} for other in others]
    assert len(twins) >= 1
    there, *elsewhere = fired(release, sample, *twins)
    assert rule in there
    assert all(rule not in rules for rules in elsewhere)


@pytest.mark.parametrize("rule", CONTRADICTING["smart-factory"])
def test_on_a_factory_that_enters_everything_on_the_spot_each_fires_alone(
    releases: dict[str, Release], rule: str
) -> None:
    release = releases["smart-factory"]
    base = next(case.answers for case in release.cases.cases if case.id == "all_fourth")
    said, *others = CONTRADICTING["smart-factory"][rule]
    sample = {**base, **read(release, said)}
    twins = [{**sample, **read(release, other)} for other in others]
    assert fired(release, base, sample, *twins) == [set(), {rule}, *[set() for _ in twins]]


def test_a_rule_says_nothing_where_an_answer_is_missing_or_not_known(
    releases: dict[str, Release], quiet: dict[str, Cells]
) -> None:
    release = releases["smart-factory"]
    sample = {**quiet["smart-factory"], "IS02": "e", "EC02": "a"}
    open_, unsure = {**sample, "EC02": ""}, {**sample, "EC02": "?"}
    with_it, without, unknown = fired(release, sample, open_, unsure)
    assert "mes_without_machines" in with_it
    assert (without, unknown) == (set(), set())


def demo_truths(release: Release) -> Iterator[Truth]:
    """What consultants verify in the demo complex: the open round first, then those before it."""
    rng = np.random.default_rng(SEED)
    truth = draw_truth(rng, release, draw_population(rng, FIRMS))
    yield truth
    for _ in range(ROUNDS - 1):
        truth = earlier(rng, truth, release)
        yield truth


def counts(release: Release, truth: Truth, codes: np.ndarray) -> np.ndarray:
    """How many contradictions each firm's answers raise."""
    places = [truth.items.index(item) for item in release.items]
    table = AnswerTable(pd.RangeIndex(FIRMS), tuple(release.items), codes[:, places])
    return np.asarray(fired_rules(release, table).sum(axis=1))


@pytest.mark.parametrize("questionnaire", ["smart-factory", "quick-scan"])
def test_verified_answers_of_the_demo_raise_at_most_one_contradiction_a_firm(
    releases: dict[str, Release], questionnaire: str
) -> None:
    release = releases[questionnaire]
    for truth in demo_truths(releases["smart-factory"]):
        assert counts(release, truth, truth.levels).max() <= 1


def test_claims_of_the_demo_raise_some_so_that_a_reviewer_sees_them(
    releases: dict[str, Release],
) -> None:
    release = releases["smart-factory"]
    truth = next(demo_truths(release))
    claims = draw_claims(np.random.default_rng(1), truth)
    share = (counts(release, truth, claims) > 0).mean()
    assert 0.1 < share < 0.5
