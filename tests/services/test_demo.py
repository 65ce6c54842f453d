"""The synthetic complex: what it promises to look like, and that advice given on it comes true."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assessment.method.answers import HIGHEST
from assessment.method.codes import from_values
from assessment.method.rounding import half_up
from assessment.method.scoring import score
from assessment.method.steps import next_steps, plan
from assessment.problems import AssessmentError
from assessment.records import (
    accounts,
    answers,
    applications,
    assessments,
    bulk,
    rounds,
    settings,
)
from assessment.records.answers import CELL, PART
from assessment.records.database import Database, open_database, upgrade
from assessment.services.applications.application_files import application_faults
from assessment.services.demo import ASSUMPTIONS, build
from assessment.services.demo.people import CONSULTANTS, MANAGER, OWNER, actor
from assessment.services.demo.sectors import SECTOR_SHARES, SIZES
from assessment.services.funding import deciding
from assessment.services.funding.calls import calls
from assessment.services.office import Office, project_root
from assessment.services.register.identifiers import check_business_number
from assessment.services.releases.publishing import release_of
from assessment.services.scoring.scored import AssessedRelease, assessed
from tests import databases
from tests.demos import FIRMS, NOW, demo_office

pytestmark = pytest.mark.slow

VOLATILE = frozenset(
    {"salt", "digest", "previous", "hash", "receipt"}
    | {"at", "created_at", "updated_at", "submitted_at", "verified_at", "resolved_at"}
    | {"published_at", "decided_at", "approved_at", "closed_at"}
)


def empty(folder: Path) -> Database:
    database = open_database(databases.at(folder / "demo.sqlite"))
    upgrade(database)
    return database


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = demo_office(tmp_path_factory.mktemp("demo"))
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def open_round(office: Office) -> AssessedRelease:
    """Every answered assessment of the open round, scored."""
    with office.database.reading() as connection:
        now = rounds.current(connection, office.today())
        assert now is not None
        ids = assessments.ids_of_round(connection, now.id, "smart-factory")
        return assessed(connection, ids).groups[0]


def test_the_database_is_marked_as_synthetic(office: Office) -> None:
    with office.database.reading() as connection:
        assert settings.is_demo(connection)


def test_most_applicants_have_written_all_that_the_forms_need(office: Office) -> None:
    manager = actor(MANAGER)
    open_call = next(one.id for one in calls(office, manager) if one.accepts)
    with office.database.reading() as connection:
        some = [one.id for one in applications.of_call(connection, open_call)][:25]
    faults = [application_faults(office, manager, one) for one in some]
    assert sum(not one for one in faults) > len(faults) / 3
    own = {one.code for found in faults for one in found if one.screen == "apply"}
    assert own <= {"missing"}


def test_a_database_that_holds_anything_is_refused_with_words(office: Office) -> None:
    with pytest.raises(AssessmentError) as refused:
        build(office, firms=10)
    assert [one.code for one in refused.value.problems] == ["not_empty"]


@pytest.mark.slow
def test_two_builds_of_one_seed_are_equal_but_for_times(tmp_path: Path) -> None:
    found = []
    for name, now in (("a", NOW), ("b", NOW.replace(minute=7))):
        folder = tmp_path / name
        folder.mkdir()
        office = Office(empty(folder), project_root(), lambda now=now: now)
        build(office, firms=60, seed=11)
        with office.database.reading() as connection:
            tables = bulk.filled_tables(connection)
            found.append({table: bulk.contents(connection, table, VOLATILE) for table in tables})
        office.database.close()
    first, second = found
    assert first.keys() == second.keys()
    assert [table for table in first if first[table] != second[table]] == []


def test_sectors_and_sizes_follow_the_stated_shares(office: Office) -> None:
    """With 460 firms a share p is off by less than 4 standard errors, 4·√(p(1-p)/460)."""
    with office.database.reading() as connection:
        rows = bulk.contents(connection, "firms", frozenset())
        columns = list(bulk.metadata.tables["firms"].c.keys())
    table = pd.DataFrame(rows, columns=columns)
    for column, shares in (
        ("ksic_division", SECTOR_SHARES),
        ("size_class", {name: one.share for name, one in SIZES.items()}),
    ):
        seen = table[column].value_counts(normalize=True)
        for value, share in shares.items():
            slack = 4 * np.sqrt(share * (1 - share) / FIRMS)
            assert abs(seen.get(value, 0.0) - share) < slack, (column, value)


def test_names_and_numbers_can_be_nobodys(office: Office) -> None:
    with office.database.reading() as connection:
        rows = bulk.contents(connection, "firms", frozenset())
        columns = list(bulk.metadata.tables["firms"].c.keys())
    table = pd.DataFrame(rows, columns=columns)
    assert table["name"].str.startswith("가상").all()
    assert set(table["representative"]) == {"대표자"}
    assert not [n for n in table["business_number"] if check_business_number(n)]
    assert table["business_number"].str.match(r"00\d00").all()


def test_there_are_two_past_rounds_and_one_open_with_the_same_firms_coming_back(
    office: Office,
) -> None:
    with office.database.reading() as connection:
        listed = rounds.listed(connection)
        firms = [
            {one.firm_id for one in assessments.find_many(connection, ids)}
            for ids in (
                assessments.ids_of_round(connection, one.id, "smart-factory") for one in listed
            )
        ]
        assert rounds.current(connection, office.today()) == listed[0]
    assert len(listed) == 3
    assert len(firms[0] & firms[1] & firms[2]) > FIRMS * 0.25


def test_the_open_round_has_assessments_in_every_status(open_round: AssessedRelease) -> None:
    assert len(open_round.ids) > FIRMS * 0.4


def test_every_status_occurs_and_reviewers_have_visits(office: Office) -> None:
    with office.database.reading() as connection:
        now = rounds.current(connection, office.today())
        assert now is not None
        ids = assessments.ids_of_round(connection, now.id, "smart-factory")
        found = assessments.find_many(connection, ids)
    assert {one.status for one in found} == {
        "draft", "submitted", "in_review", "returned", "resubmitted", "verified",
    }  # fmt: skip
    handled = [one for one in found if one.reviewer_id is not None]
    assert {one.reviewer_id for one in handled} == set(CONSULTANTS)
    assert any(one.visit_on is not None for one in handled)
    assert all(one.reviewer_id is not None for one in found if one.status == "verified")


def test_claims_stand_above_what_was_verified(open_round: AssessedRelease) -> None:
    seen = open_round.verified & (open_round.claims.codes <= HIGHEST)
    seen &= open_round.used.codes <= HIGHEST
    gap = open_round.claims.codes.astype(int) - open_round.used.codes.astype(int)
    assert 0.1 < gap[seen].mean() < 0.3
    assert (gap[seen] > 0).mean() > 4 * (gap[seen] < 0).mean()


def test_kept_summaries_are_what_scoring_gives(office: Office, open_round: AssessedRelease) -> None:
    with office.database.reading() as connection:
        kept = assessments.find_many(connection, open_round.ids.tolist())
    claimed, total = open_round.total(claimed=True), open_round.total()
    for one in kept:
        row = open_round.row(one.id)
        if one.status != "draft":
            assert one.claimed_points == pytest.approx(claimed[row], nan_ok=True)
            assert one.verified_share == pytest.approx(open_round.verified_share[row])
            if one.verified_points is not None:
                assert one.verified_points == pytest.approx(total[row])


def test_the_demo_owner_has_a_finished_past_and_a_fresh_start(office: Office) -> None:
    with office.database.reading() as connection:
        owner = accounts.get(connection, OWNER)
        assert owner is not None
        assert owner.firm_id is not None
        past = assessments.of_firm(connection, owner.firm_id)
        now = rounds.current(connection, office.today())
    assert now is not None
    assert {one.status for one in past} == {"verified"}
    assert [one.questionnaire for one in past].count("smart-factory") == 2
    assert now.id not in {one.round_id for one in past}


def test_one_call_is_decided_with_reasons_and_one_is_open(office: Office) -> None:
    listed = calls(office, actor(MANAGER))
    assert sorted(one.status for one in listed) == ["decided", "open"]
    assert all("가상 공고" in one.name for one in listed)
    past = next(one for one in listed if one.status == "decided")
    decision = deciding.decisions(office, actor(MANAGER), past.id)[0]
    assert decision.approved_by is not None
    assert decision.approved_by != decision.decided_by
    assert set(decision.rows["outcome"]) == {"selected", "waiting", "refused"}
    refused = decision.rows[decision.rows["outcome"] == "refused"]
    assert (refused["code"] != "").all()
    assert (refused["reason"] != "").all()
    assert deciding.replay(office, actor(MANAGER), decision.id).same


def test_every_assumption_has_words_and_a_confidence() -> None:
    assert len({one.id for one in ASSUMPTIONS}) == len(ASSUMPTIONS) >= 10
    assert all(one.text and one.confidence for one in ASSUMPTIONS)


@pytest.mark.slow
def test_taking_the_advised_steps_gives_the_promised_points(
    office: Office, open_round: AssessedRelease
) -> None:
    """For at least 200 firms of the open round: the answers are changed as stored texts, encoded
    and scored anew, alone for the first card and one after the other for the whole plan."""
    with office.database.reading() as connection:
        release = release_of(connection, open_round.release_hash)
        stored = dict(answers.packed(connection, open_round.ids.tolist()))
    options = {item: [option.id for option in one.options] for item, one in release.items.items()}
    rows, promised = [], []
    firms = 0
    for key in open_round.ids.tolist()[: 200 * 2]:
        if firms == 200:
            break
        row = open_round.row(key)
        taken = plan(release, open_round.tree, open_round.claims, row)
        if not taken:
            continue
        firms += 1
        answered = {
            item: (state, value or None)
            for item, state, value in (cell.split(PART) for cell in stored[key].split(CELL))
        }
        first = next_steps(release, open_round.tree, open_round.claims, row)[0]
        rows.append(answered | {first.item: ("answered", options[first.item][first.code])})
        promised.append(first.total)
        for step in taken:
            answered = answered | {step.item: ("answered", options[step.item][step.code])}
            rows.append(answered)
            promised.append(step.total)
    assert firms == 200
    table = from_values(release, rows, list(range(len(rows))))
    scores = score(open_round.tree, table).of(open_round.tree.root)
    totals = half_up(scores, open_round.tree.decimals)
    assert totals.tolist() == promised


@pytest.mark.slow
def test_many_firms_are_built_with_less_detail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assessment.services.demo import building

    monkeypatch.setattr(building, "FULL_DETAIL", 50)
    office = replace(Office(empty(tmp_path), project_root()), clock=lambda: NOW)
    made = build(office, firms=60)
    assert made.assessments == 60
    with office.database.reading() as connection:
        assert "evidence" not in bulk.filled_tables(connection)
    office.database.close()
