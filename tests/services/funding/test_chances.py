"""P(funded) and rank intervals of a call: weights and unchecked claims are drawn, nothing moves."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import delete

from assessment.method.uncertainty import bounded_weights, drawn_scores, funding_chances
from assessment.records import schema
from assessment.services.funding import seen_applicants
from assessment.services.funding.ranking import CallView, call_view
from tests.conftest import Clock
from tests.services.call_office import Called, add_applicant, called_copy, lower


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    copied = called_copy(sqlite_template, tmp_path, clock)
    yield copied
    copied.office.database.close()


def seen(called: Called) -> CallView:
    return call_view(called.office, called.manager, called.call_id)


def test_the_chance_of_the_verified_is_that_of_the_method_under_the_same_seed(
    called: Called,
) -> None:
    """H scores 70.6: near enough to A's 71 that other weights may put it first."""
    add_applicant(
        called.office, called.manager, called.call_id, "H기전", "dddb", margin=6.6, plan=70.0
    )
    view = seen(called)
    ranked = view.ranking
    parameters = view.parameters
    weights = np.array([60.0, 20.0, 20.0])
    parts = ranked[["contribution_capability", "contribution_margin", "contribution_plan"]]
    drawn = bounded_weights(weights, 1000, parameters.spread, parameters.seed)
    own = funding_chances(
        drawn_scores(parts.to_numpy() / weights, drawn, adjustments=ranked["adjustment"]),
        ranked["granted"],
        parameters.budget,
    )
    assert ranked["chance"].tolist() == pytest.approx(own.chance.tolist())
    zones = {"safe_in": "safe", "toss_up": "toss_up", "safe_out": "out"}
    assert ranked["zone"].tolist() == [zones[str(group)] for group in own.group]
    assert "toss_up" in ranked["zone"].tolist()


@pytest.mark.slow
def test_unchecked_claims_are_lowered_as_checked_ones_were_and_nothing_else_moves(
    called: Called,
) -> None:
    """Everybody's claims of c are verified as a; an unchecked G claims as they did."""
    add_applicant(
        called.office, called.manager, called.call_id, "G정공", "cccc", margin=20.0, plan=100.0,
        status="submitted",
    )  # fmt: skip
    before = seen(called)
    assert before.unverified.set_index("name").loc["G정공", "chance"] == 1.0
    for key in range(8):
        add_applicant(
            called.office, called.manager, called.call_id, f"{key}업체", "cccc", plan=0.0,
            verified=dict.fromkeys(("QM01", "EC01"), "a"),
        )  # fmt: skip
    view = seen(called)
    apart = view.unverified.set_index("name").loc["G정공"]
    assert apart["chance"] < 0.9
    assert apart["score"] == before.unverified.set_index("name").loc["G정공", "score"]
    assert view.ranking["score"].tolist()[:3] == before.ranking["score"].tolist()
    words = str(view.distribution)
    assert "부풀림" in words
    assert "20260" in words
    assert "±20%" in words


def test_an_unverified_applicant_is_put_on_the_list_alone(called: Called) -> None:
    """G, unverified, scores 70.6 and may pass A under other weights.

    Everybody's claims were confirmed, so that drawing claims leaves them as they are.
    """
    add_applicant(
        called.office,
        called.manager,
        called.call_id,
        "G정공",
        "dddb",
        margin=6.6,
        plan=70.0,
        status="submitted",
    )
    view = seen(called)
    apart = view.unverified.set_index("name")
    rows = [*view.ranking.to_dict("records"), apart.loc["G정공"].to_dict()]
    names_of = ("capability", "margin", "plan")
    weights = np.array([60.0, 20.0, 20.0])
    parts = np.array([[row[f"contribution_{name}"] for name in names_of] for row in rows])
    drawn = bounded_weights(weights, 1000, view.parameters.spread, view.parameters.seed)
    scores = drawn_scores(parts / weights, drawn, adjustments=[row["adjustment"] for row in rows])
    own = funding_chances(scores, [row["granted"] for row in rows], view.parameters.budget)
    assert 0 < own.chance[-1] < 1
    assert apart.loc["G정공", "chance"] == pytest.approx(own.chance[-1])


@pytest.mark.slow
def test_a_verified_applicant_with_a_claim_left_unchecked_gets_a_wider_interval(
    called: Called,
) -> None:
    """Others' claims on QM01 turned out two options lower; A's was never looked at."""
    for key in range(8):
        add_applicant(
            called.office,
            called.manager,
            called.call_id,
            f"{key}업체",
            "cccc",
            plan=80.0 + 2 * key,
            margin=20.0,
            verified={"QM01": "a"},
        )
    before = seen(called).ranking.set_index("name").loc["A정밀"]
    with called.office.database.writing() as connection:
        connection.execute(
            delete(schema.verifications).where(
                schema.verifications.c.assessment_id == called.six["A"][1],
                schema.verifications.c.item == "QM01",
            )
        )
    seen_applicants._seen.clear()
    after = seen(called).ranking.set_index("name").loc["A정밀"]
    assert (after["rank"], after["score"]) == (before["rank"], before["score"])
    assert after["high"] > before["high"]
    assert after["chance"] < before["chance"]


def test_who_gave_no_amount_has_no_chance_to_tell(called: Called) -> None:
    add_applicant(called.office, called.manager, called.call_id, "G정공", "cccc", requested=None)
    pending = seen(called).pending.set_index("name")
    assert np.isnan(pending.loc["G정공", "chance"])
    assert pending.loc["D전자", "chance"] == 1.0


def test_a_lowered_value_changes_the_order_only_through_its_score(called: Called) -> None:
    lower(called.office, called.people.consultant, called.six["B"][1], {"QM01": "a"})
    assert seen(called).ranking["score"].tolist() == [71.0, 63.0, 40.0]
