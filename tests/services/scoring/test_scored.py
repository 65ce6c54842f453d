"""From stored answers and verifications to matrices, scores and levels."""

from collections.abc import Mapping
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.method.codes import from_values
from assessment.records import answers, assessments, rounds, verifications
from assessment.records.answers import StoredAnswer
from assessment.records.database import Connection
from assessment.records.verifications import Verification
from assessment.services.office import Office
from assessment.services.releases.publishing import release_of
from assessment.services.scoring.scored import assessed, assessed_one, leaf_weights, summary
from tests.services.conftest import People, add_firm

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 22, tzinfo=UTC)
Values = Mapping[str, tuple[str, str | None]]


def stored_answer(item: str, state: str, value: str | None) -> StoredAnswer:
    return StoredAnswer(
        item, state, value, None, None, None, "import", None, None, "import", AT, 1, 0
    )


def found(
    item: str, value: tuple[str, str | None], claim: tuple[str, str | None], by: int
) -> Verification:
    return Verification(item, *value, *claim, "other", "x", "visit", by, AT)


def stored_assessment(
    office: Office, connection: Connection, firm: int, claims: Values, questionnaire: str = "mini"
) -> int:
    now = rounds.current(connection, office.today())
    assert now is not None
    key = assessments.create(
        connection,
        firm_id=firm,
        round_id=now.id,
        questionnaire=questionnaire,
        release_hash=now.releases[questionnaire],
        at=AT,
    )
    answers.write_new(connection, key, [stored_answer(i, *v) for i, v in claims.items()])
    return key


def test_a_verified_value_takes_the_claims_place_and_counts_its_weight(
    opened_office: Office, people: People
) -> None:
    """Claims d c b a = 50; QM01 verified b: 33.33; one of four equal leaves: 25 %."""
    with opened_office.database.writing() as connection:
        claims = {"QM01": "d", "QM02": "c", "EC01": "b", "EC02": "a"}
        key = stored_assessment(
            opened_office,
            connection,
            people.firm_id,
            {item: ("answered", value) for item, value in claims.items()},
        )
        by = people.consultant.account_id
        one = found("QM01", ("answered", "b"), ("answered", "d"), by)
        verifications.add(connection, key, [one])
        group = assessed_one(connection, key)
    assert group.total(claimed=True)[0] == pytest.approx(50)
    assert group.total()[0] == pytest.approx(100 / 3)
    assert group.verified_share[0] == 0.25
    kept = summary(group, 0)
    assert (kept["capability_level"], kept["system_level"], kept["coverage"]) == (0, 1, 1.0)
    table = assessed_rows(opened_office, [key])
    assert table.loc[key, ["QM01", "QM02", "EC01", "EC02"]].tolist() == [1, 2, 1, 0]
    assert table.loc[key, "capability_level"] == 0
    assert table.loc[key, "claimed_points"] == pytest.approx(50)


def assessed_rows(office: Office, ids: list[int]) -> pd.DataFrame:
    with office.database.reading() as connection:
        return assessed(connection, ids).table()


def test_assessments_of_two_releases_come_in_one_table(
    opened_office: Office, people: People
) -> None:
    with opened_office.database.writing() as connection:
        whole = stored_assessment(
            opened_office, connection, people.firm_id, {"QM01": ("answered", "d")}
        )
        part = stored_assessment(
            opened_office, connection, people.firm_id, {"QM01": ("answered", "b")}, "mini-scan"
        )
    table = assessed_rows(opened_office, [part, whole])
    assert table.index.tolist() == [whole, part]
    assert table["QM01"].tolist() == [3, 1]


def test_nothing_stored_has_no_value_and_no_level(opened_office: Office, people: People) -> None:
    with opened_office.database.writing() as connection:
        key = stored_assessment(opened_office, connection, people.firm_id, {})
    row = assessed_rows(opened_office, [key]).loc[key]
    assert pd.isna(row["total"])
    assert pd.isna(row["capability_level"])
    assert row["coverage"] == 0
    assert assessed_rows(opened_office, []).empty


STATES = st.sampled_from(
    [("answered", one) for one in "abcd"]
    + [("unknown", None), ("unanswered", None), ("not_applicable", None)]
)
ITEMS = ("QM01", "QM02", "EC01", "EC02")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    claims=st.lists(st.dictionaries(st.sampled_from(ITEMS), STATES), min_size=1, max_size=6),
    seen=st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from(ITEMS), STATES, st.booleans()), max_size=12
    ),
)
def test_the_fast_reading_agrees_with_the_plain_one(
    opened_office: Office,
    people: People,
    claims: list[dict[str, tuple[str, str | None]]],
    seen: list[tuple[int, str, tuple[str, str | None], bool]],
) -> None:
    """Last verification of an unchanged claim holds; everything else is the claim."""
    nothing: tuple[str, str | None] = ("unanswered", None)
    by = people.consultant.account_id
    with opened_office.database.writing() as connection:
        keys = [
            stored_assessment(opened_office, connection, add_firm_in(connection), one)
            for one in claims
        ]
        used = [dict(one) for one in claims]
        for row, item, value, current in seen:
            if row >= len(claims) or value[0] == "unanswered":
                continue
            claim = claims[row].get(item, nothing)
            looked = claim if current else ("answered", "z")
            verifications.add(connection, keys[row], [found(item, value, looked, by)])
            used[row][item] = value if current else claim
        group = assessed(connection, keys).groups[0]
        release = release_of(connection, group.release_hash)
    expected = from_values(release, used, keys)  # type: ignore[arg-type]
    np.testing.assert_array_equal(group.used.codes, expected.codes)
    np.testing.assert_array_equal(
        group.claims.codes,
        from_values(release, claims, keys).codes,  # type: ignore[arg-type]
    )


def add_firm_in(connection: Connection) -> int:
    from assessment.records import firms

    return firms.add(connection, {"name": "x"}, AT, "web")


def test_leaf_weights_add_up_to_one(opened_office: Office, people: People) -> None:
    add_firm(opened_office)
    with opened_office.database.writing() as connection:
        key = stored_assessment(opened_office, connection, people.firm_id, {})
        group = assessed_one(connection, key)
    assert leaf_weights(group.tree).tolist() == [0.25, 0.25, 0.25, 0.25]
