"""A firm's size by its figures, beside its papers; whose firm it may be."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assessment.definitions.registers import SizeClasses
from assessment.definitions.shape import read_part
from assessment.problems import NotFound
from assessment.records import firms
from assessment.services.office import Actor, Office
from assessment.services.register.size_check import check_size, size_cases, size_misses
from tests.services.conftest import People, add_firm

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
TABLE = ROOT / "data/size_classes.yaml"


@pytest.fixture
def ours(opened_office: Office) -> Office:
    """The opened office with the registers that are shipped."""
    return replace(opened_office, root=ROOT)


def with_sales(office: Office, firm_id: int, sales: float) -> None:
    with office.database.writing() as connection:
        for year in (2023, 2024, 2025):
            firms.put_figures(connection, firm_id, year, {"sales": sales, "assets": 3_000.0})


def notes(office: Office, actor: Actor, firm_id: int) -> list[str]:
    return [str(note) for note in check_size(office, actor, firm_id).notes]


def test_a_small_firm_is_small_and_nothing_is_said(ours: Office, people: People) -> None:
    firm_id = add_firm(ours, ksic_division=25, size_class="small", employees=20)
    with_sales(ours, firm_id, 1_200.0)
    found = check_size(ours, people.consultant, firm_id)
    assert (found.stated, found.found.name, found.notes) == ("small", "small", ())


def test_between_the_ends_of_the_new_range_no_class_is_named(ours: Office, people: People) -> None:
    firm_id = add_firm(ours, ksic_division=25, size_class="small", employees=20)
    with_sales(ours, firm_id, 6_000.0)
    assert check_size(ours, people.consultant, firm_id).found.possible == (
        "small",
        "medium",
    )
    assert notes(ours, people.consultant, firm_id) == [
        "2026년의 업종별 기준을 확인하지 못해 규모를 정하지 않습니다."
    ]


def test_an_edge_and_papers_that_do_not_fit_are_told(ours: Office, people: People) -> None:
    firm_id = add_firm(ours, ksic_division=25, size_class="medium", employees=10)
    with_sales(ours, firm_id, 1_450.0)
    assert notes(ours, people.consultant, firm_id) == [
        "3년 평균 매출이 기준 15억 원에 가까워 규모가 바뀔 수 있습니다.",
        "직원 수가 소상공인 기준에 가까워 규모가 바뀔 수 있습니다.",
        "확인서의 규모와 적은 숫자가 맞지 않습니다. 두 쪽을 확인해 주십시오.",
    ]


def test_another_owners_firm_does_not_exist(ours: Office, people: People) -> None:
    assert check_size(ours, people.owner, people.firm_id).found.name is None
    with pytest.raises(NotFound):
        check_size(ours, people.stranger, people.firm_id)


def test_every_sample_firm_of_the_table_stands_where_it_says() -> None:
    table = read_part(TABLE, SizeClasses).model
    assert table is not None
    assert size_cases(table, TABLE) == ()
    assert {case.on for case in table.cases} >= {date(2025, 8, 31), date(2025, 9, 1)}


def test_another_ceiling_range_limit_or_share_is_noticed() -> None:
    table = read_part(TABLE, SizeClasses).model
    assert table is not None
    for place, row in enumerate(table.ceilings):
        rows = list(table.ceilings)
        for factor in (0.99, 1.01):
            rows[place] = row.model_copy(update={"sales": row.sales * factor})
            assert size_misses(table.model_copy(update={"ceilings": tuple(rows)}))
    for place, one in enumerate(table.ranges):
        ranges = list(table.ranges)
        for name in ("lowest", "highest"):
            ranges[place] = one.model_copy(update={name: getattr(one, name) * 1.01})
            assert size_misses(table.model_copy(update={"ranges": tuple(ranges)}))
    for name in ("assets_below", "micro_employees_below"):
        limit = getattr(table, name)
        wider = limit.model_copy(update={"value": limit.value * 1.1})
        assert size_misses(table.model_copy(update={name: wider}))
    assert size_misses(table.model_copy(update={"near": 0.101}))
