"""Contradictions on the demo complex: consultants verify at most one a firm."""

import numpy as np
import pytest

from assessment.method.answers import UNANSWERED
from assessment.records import assessments, rounds
from assessment.services.assessing.contradictions import fired_rules
from assessment.services.office import project_root
from assessment.services.scoring.scored import AssessedRelease, assessed
from tests.demos import demo_office

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def groups(tmp_path_factory: pytest.TempPathFactory) -> tuple[AssessedRelease, ...]:
    """Every assessment of every round of a demo complex, by questionnaire."""
    office = demo_office(tmp_path_factory.mktemp("contradictions"))
    with office.database.reading() as connection:
        ids = [
            one
            for round_ in rounds.listed(connection)
            for name in round_.releases
            for one in assessments.ids_of_round(connection, round_.id, name)
        ]
        found = assessed(connection, ids).groups
    office.database.close()
    return found


def test_verified_answers_raise_at_most_one_contradiction_a_firm_and_mostly_none(
    groups: tuple[AssessedRelease, ...],
) -> None:
    shipped = {one.name for one in (project_root() / "questionnaires").iterdir() if one.is_dir()}
    assert {group.release.id for group in groups} == shipped
    for group in groups:
        codes = np.where(group.verified, group.used.codes, UNANSWERED).astype(np.uint8)
        raised = fired_rules(group.release, group.used.with_codes(codes)).sum(axis=1)
        assert raised.max(initial=0) <= 1, group.release.id
        assert (raised > 0).mean() < 0.1, group.release.id


def test_claims_raise_some_and_most_firms_none(groups: tuple[AssessedRelease, ...]) -> None:
    group = next(one for one in groups if one.release.id == "smart-factory")
    raised = fired_rules(group.release, group.claims).sum(axis=1)
    assert 0.1 < (raised > 0).mean() < 0.4
