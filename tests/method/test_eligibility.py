import numpy as np
import pandas as pd
import pytest

from assessment.definitions.programmes import Programme
from assessment.method.criteria import criteria_values, weighted_score
from assessment.method.eligibility import Undecided, judge
from tests.method.samples import BOTH, SOURCE


def programme(**more):
    return Programme.model_validate(
        {
            "format": "programme/1", "id": "p", "version": "1.0.0", "name": BOTH, "summary": BOTH,
            "operator": BOTH, "status": "open", "phases": [], "questionnaire": "sample",
            "grant": {"source": SOURCE},
            "eligibility": [
                {"id": "r1", "code": "not_ansan", "rule": "region == 'ansan'", "message": BOTH,
                 "source": SOURCE},
                {"id": "r2", "code": "arrears", "rule": "not tax_arrears and sales > 0",
                 "message": BOTH, "source": SOURCE},
            ],
            "level_gate": {"axis": "system", "at_least": 2, "code": "below_2", "message": BOTH,
                           "source": SOURCE},
            "criteria": [
                {"id": "points", "name": BOTH, "source": "assessment", "value": "total",
                 "goalposts": [500.0, 1000.0], "weight": 60.0},
                {"id": "debt", "name": BOTH, "source": "fact", "value": "debt_ratio",
                 "goalposts": [100.0, 300.0], "weight": 20.0, "direction": "down"},
                {"id": "plan", "name": BOTH, "source": "panel", "goalposts": [0.0, 100.0],
                 "weight": 20.0},
            ],
            "adjustments": [
                {"id": "root", "name": BOTH, "rule": "root_industry", "points": 3.0,
                 "source": SOURCE},
                {"id": "late", "name": BOTH, "rule": "past_supports >= 2", "points": -5.0,
                 "source": SOURCE},
            ],
            **more,
        }
    )  # fmt: skip


def facts(**columns):
    rows = max(len(values) for values in columns.values())
    full = {"region": ["ansan"] * rows, "tax_arrears": [False] * rows, "sales": [10.0] * rows,
            "certificate_system": [2] * rows} | columns  # fmt: skip
    frame = pd.DataFrame(full, index=[f"f{k}" for k in range(rows)])
    frame["certificate_system"] = frame["certificate_system"].astype("Int64")
    frame["tax_arrears"] = frame["tax_arrears"].astype("boolean")
    return frame


def test_one_false_rule_refuses_with_its_code():
    verdict = judge(programme(), facts(region=["ansan", "siheung", "siheung"], sales=[1, 1, 0.0]))
    assert verdict.status == ("eligible", "not_eligible", "not_eligible")
    assert verdict.failed == ((), ("not_ansan",), ("not_ansan", "arrears"))


def test_a_missing_fact_needs_checking_and_is_named():
    verdict = judge(programme(), facts(tax_arrears=[pd.NA, pd.NA], sales=[5.0, np.nan]))
    assert verdict.status == ("needs_checking", "needs_checking")
    assert verdict.unknown[0] == (Undecided("arrears", ("tax_arrears",)),)
    assert verdict.unknown[1] == (Undecided("arrears", ("sales", "tax_arrears")),)
    assert verdict.frame()["missing"].tolist() == ["tax_arrears", "sales tax_arrears"]


def test_false_and_unknown_is_refused_all_the_same():
    verdict = judge(programme(), facts(tax_arrears=[True], sales=[np.nan]))
    assert verdict.failed == (("arrears",),)
    assert verdict.unknown == ((),)


def test_a_fact_that_no_table_holds_is_missing():
    verdict = judge(programme(), facts(region=["ansan"]).drop(columns="sales"))
    assert verdict.unknown[0] == (Undecided("arrears", ("sales",)),)


@pytest.mark.parametrize(
    ("certificate", "estimate", "status"),
    [
        (2, None, "eligible"),
        (3, 0, "eligible"),
        (None, 3, "needs_checking"),
        (None, 1, "not_eligible"),
        (None, None, "needs_checking"),
        (1, 2, "needs_checking"),
        (1, 1, "not_eligible"),
        (1, None, "needs_checking"),
    ],
)
def test_the_level_gate_passes_on_a_certificate_alone(certificate, estimate, status):
    table = facts(certificate_system=[certificate])
    table["system_level"] = pd.array([estimate], dtype="Int64")
    verdict = judge(programme(), table)
    assert verdict.status == (status,)
    if status == "needs_checking":
        assert verdict.unknown[0] == (Undecided("below_2", ("certificate_system",)),)


def test_lowering_the_estimate_turns_needs_checking_into_not_eligible():
    table = facts(certificate_system=[None, None])
    table["system_level"] = pd.array([2, 1], dtype="Int64")
    verdict = judge(programme(), table)
    assert verdict.status == ("needs_checking", "not_eligible")
    assert verdict.failed[1] == ("below_2",)


def test_an_applicant_of_another_kind_is_refused():
    verdict = judge(programme(), facts(applicant_type=["firm", "person", None]))
    assert verdict.failed == ((), ("applicant_type",), ())


# ---- criteria ------------------------------------------------------------------------------


def test_criteria_are_placed_on_their_goalposts_and_bonuses_added():
    """725 points: (725−500)/500 = 0.45 · 60 = 27; debt 150 %: 0.75 · 20 = 15; panel 80: 16; +3."""
    table = pd.DataFrame(
        {"total": [725.0], "debt_ratio": [150.0], "plan": [80.0], "root_industry": [True],
         "past_supports": [1]}
    )  # fmt: skip
    values = criteria_values(programme(), table)
    np.testing.assert_allclose(values.shares, [[0.45, 0.75, 0.8]])
    result = weighted_score(values.shares, values.weights)
    np.testing.assert_allclose(result.contributions, [[27, 15, 16]])
    assert result.scores[0] + values.adjustment[0] == pytest.approx(61)


def test_what_is_unknown_gives_nothing_and_is_listed():
    table = pd.DataFrame(
        {"total": [1000.0], "debt_ratio": pd.array([pd.NA], dtype="Float64"),
         "root_industry": pd.array([pd.NA], dtype="boolean"), "past_supports": [2]}
    )  # fmt: skip
    values = criteria_values(programme(), table)
    assert values.unknown(0) == ("debt", "plan", "root")
    result = weighted_score(values.shares, values.weights)
    assert result.scores[0] == pytest.approx(60)
    assert values.adjustment.tolist() == [-5]


def test_a_new_applicant_never_changes_the_score_of_another():
    table = pd.DataFrame({"total": [600.0, 5000.0], "debt_ratio": [120.0, 9.0], "plan": [50.0, 99]})
    both, alone = criteria_values(programme(), table), criteria_values(programme(), table.iloc[:1])
    np.testing.assert_array_equal(both.shares[:1], alone.shares)
