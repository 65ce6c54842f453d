import time
from datetime import date

import pandas as pd
import pytest

from assessment.definitions.loading import load_library
from assessment.records import firms
from assessment.records.schema import figures
from assessment.services.office import Office
from assessment.services.register.facts import KEPT_APART, facts_of
from tests.services.conftest import add_firm

TODAY = date(2026, 11, 22)


def facts(office: Office, *firm_ids: int) -> pd.DataFrame:
    with office.database.reading() as connection:
        return facts_of(connection, firm_ids, TODAY)


def keep(office: Office, firm_id: int, years: dict[int, dict[str, float | None]]) -> None:
    with office.database.writing() as connection:
        for year, values in years.items():
            firms.put_figures(connection, firm_id, year, values)


def test_the_columns_are_the_facts_of_the_file_with_their_kinds(office: Office) -> None:
    defined = load_library(office.root).facts
    table = facts(office, add_firm(office))
    assert set(table.columns) == set(defined.facts)
    kinds = {
        "number": ("Float64", "Int64"),
        "text": ("string",),
        "flag": ("boolean",),
    }
    for name, fact in defined.facts.items():
        assert str(table[name].dtype) in kinds[fact.type], name
    assert {name: defined.facts[name].type for name in KEPT_APART} == KEPT_APART


def test_what_is_not_known_stays_unknown(office: Office) -> None:
    firm_id = add_firm(office, ksic_division=None, complex=None)
    row = facts(office, firm_id, 9999)
    assert row.drop(columns="applicant_type").isna().all(axis=None)
    assert row["applicant_type"].tolist() == ["firm", "firm"]


def test_figures_as_worked_by_hand(office: Office) -> None:
    """Sales 1000, 1200, 1440: mean 3640/3; growth per year over two years sqrt(1.44) - 1 = 20 %;
    exports 360/1440 = 25 %; R&D 28.8/1440 = 2 %."""
    firm_id = add_firm(office, employees=None)
    keep(
        office,
        firm_id,
        {
            2023: {"sales": 1000.0},
            2024: {"sales": 1200.0, "debt_ratio": 90.0},
            2025: {
                "sales": 1440.0,
                "exports": 360.0,
                "exports_usd": 260.0,
                "rnd_spend": 28.8,
                "employees": 14.0,
            },
        },
    )
    row = facts(office, firm_id).loc[firm_id]
    assert row["sales"] == 1440
    assert row["sales_mean3"] == pytest.approx(3640 / 3)
    assert row["sales_growth"] == pytest.approx(20.0)
    assert row["export_share"] == pytest.approx(25.0)
    assert row["rnd_share"] == pytest.approx(2.0)
    assert row["exports_usd"] == 260
    assert row["employees"] == 14
    assert pd.isna(row["debt_ratio"])  # of 2024, not of the latest year


def test_a_missing_year_makes_mean_and_growth_unknown_and_old_figures_do_not_count(
    office: Office,
) -> None:
    gap, old, zero = add_firm(office), add_firm(office), add_firm(office)
    keep(office, gap, {2025: {"sales": 10.0}, 2023: {"sales": 5.0}})
    keep(office, old, {2021: {"sales": 10.0}})
    keep(office, zero, {y: {"sales": 0.0, "exports": 0.0} for y in (2023, 2024, 2025)})
    table = facts(office, gap, old, zero)
    assert table["sales"].tolist() == [10, pd.NA, 0]
    assert table["sales_mean3"].isna().tolist() == [True, True, False]
    assert table["sales_growth"].isna().tolist() == [False, True, True]  # needs no middle year
    assert table["export_share"].isna().all()


def test_age_counts_full_years_to_the_day(office: Office) -> None:
    ids = [
        add_firm(office, founded_on=day)
        for day in (date(2016, 11, 22), date(2016, 11, 23), date(2026, 11, 22))
    ]
    assert facts(office, *ids)["age_years"].tolist() == [10, 9, 0]


def test_a_certificate_counts_on_its_days_and_a_completed_project_always(office: Office) -> None:
    valid, expired, project, unfinished = (add_firm(office) for _ in range(4))
    with office.database.writing() as connection:
        for firm_id, ends in ((valid, date(2026, 11, 22)), (expired, date(2026, 11, 21))):
            values = {"system_level": 2, "capability_level": 1, "starts_on": date(2024, 1, 1)}
            firms.add_certificate(connection, firm_id, {**values, "ends_on": ends})
        for firm_id, done in ((project, True), (unfinished, False)):
            support = {"year": 2022, "programme": "gyeonggi", "level_after": 1, "completed": done}
            firms.add_support(connection, firm_id, support)
    table = facts(office, valid, expired, project, unfinished)
    assert table["certificate_system"].tolist() == [2, pd.NA, 1, pd.NA]
    assert table["certificate_capability"].tolist() == [1, pd.NA, pd.NA, pd.NA]
    assert table["past_supports"].tolist() == [pd.NA, pd.NA, 1, 1]
    assert table["supported_before"].tolist() == [pd.NA, pd.NA, "gyeonggi", "gyeonggi"]


def test_no_support_on_file_means_none_only_once_the_firm_has_declared_itself(
    office: Office,
) -> None:
    silent, declared = add_firm(office), add_firm(office)
    with office.database.writing() as connection:
        firms.declare(connection, declared, "tax_arrears", False, None, office.clock())
    table = facts(office, silent, declared)
    assert table["past_supports"].tolist() == [pd.NA, 0]
    assert table["tax_arrears"].tolist() == [pd.NA, False]
    assert table["banned"].isna().all()


def test_only_divisions_10_to_34_are_manufacturing(office: Office) -> None:
    ids = [add_firm(office, ksic_division=division) for division in (9, 10, 34, 35, None)]
    assert facts(office, *ids)["is_manufacturer"].tolist() == [False, True, True, False, pd.NA]


@pytest.mark.slow
def test_facts_come_in_the_order_asked_and_quickly(office: Office) -> None:
    with office.database.writing() as connection:
        firms.add_all(connection, [{"name": f"f{n}"} for n in range(3000)], office.clock(), "web")
        rows = [
            {"firm_id": n, "year": y, "sales": 1.0} for n in range(1, 3001) for y in (2024, 2025)
        ]
        connection.execute(figures.insert(), rows)
    began = time.process_time()
    table = facts(office, *range(3000, 0, -1))
    assert time.process_time() - began < 1.5
    assert table.index.tolist() == list(range(3000, 0, -1))
