"""Size classes by hand: dated ceilings, unknown where the table has no row, edges told."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assessment.definitions.registers import SizeClasses
from assessment.definitions.shape import read_part
from assessment.method.size_class import Figures, SizeClass, size_class

ROOT = Path(__file__).resolve().parents[2]
BEFORE, LAST_DAY, AFTER = date(2024, 6, 30), date(2025, 8, 31), date(2025, 9, 1)
PRESS = Figures(division=25, sales_mean3=6_000, assets=5_000, employees=30)


@pytest.fixture(scope="module")
def table() -> SizeClasses:
    found = read_part(ROOT / "data/size_classes.yaml", SizeClasses).model
    assert found is not None
    return found


def found(table: SizeClasses, day: date, **changes: object) -> SizeClass:
    return size_class(table, day, replace(PRESS, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "small"),
        ({"employees": 9}, "micro"),
        ({"employees": 10}, "small"),
        ({"sales_mean3": 12_000}, "small"),
        ({"sales_mean3": 12_001}, "medium"),
        ({"sales_mean3": 12_001, "employees": 5}, "medium"),
        ({"sales_mean3": 100_000}, "medium"),
        ({"sales_mean3": 100_001}, "mid_market"),
        ({"assets": 499_999}, "small"),
        ({"assets": 500_000}, "mid_market"),
        ({"division": 24, "sales_mean3": 150_000}, "medium"),
        ({"division": 33, "sales_mean3": 80_001}, "mid_market"),
        ({"division": 34, "sales_mean3": 60_001}, "mid_market"),
        ({"division": 13, "sales_mean3": 8_001}, "medium"),
    ],
)
def test_before_september_2025_the_division_decides(
    table: SizeClasses, changes: dict[str, object], name: str
) -> None:
    for day in (BEFORE, LAST_DAY):
        assert found(table, day, **changes).name == name


def test_from_september_2025_the_old_ceiling_is_never_used(table: SizeClasses) -> None:
    """6 billion won lies between 1.5 and 14: small by the old table, unknown by the new one."""
    now = found(table, AFTER)
    assert now.name is None
    assert now.possible == ("small", "medium")
    assert now.unlisted == ("sme", "small")
    assert now.lacking == ()


@pytest.mark.parametrize(
    ("sales", "name", "possible"),
    [
        (1_500, "small", ("small",)),
        (1_501, None, ("small", "medium")),
        (14_000, None, ("small", "medium")),
        (14_001, "medium", ("medium",)),
        (40_000, "medium", ("medium",)),
        (40_001, None, ("medium", "mid_market")),
        (180_000, None, ("medium", "mid_market")),
        (180_001, "mid_market", ("mid_market",)),
    ],
)
def test_from_september_2025_only_what_holds_for_every_industry_is_said(
    table: SizeClasses, sales: float, name: str | None, possible: tuple[str, ...]
) -> None:
    now = found(table, AFTER, sales_mean3=sales)
    assert (now.name, now.possible) == (name, possible)


def test_a_division_without_a_row_is_unknown(table: SizeClasses) -> None:
    repair = found(table, BEFORE, division=34)
    assert (repair.name, repair.possible) == (None, ("small", "medium"))
    assert repair.unlisted == ("small",)
    assert found(table, date(2017, 12, 31)).unlisted == ("sme", "small")


def test_what_is_not_on_file_is_asked_for(table: SizeClasses) -> None:
    assert found(table, BEFORE, employees=None).lacking == ("employees",)
    assert found(table, BEFORE, employees=None).possible == ("micro", "small")
    assert found(table, BEFORE, assets=None).possible == ("small", "mid_market")
    assert found(table, BEFORE, assets=None).lacking == ("assets",)
    assert found(table, BEFORE, sales_mean3=None).lacking == ("sales_mean3",)
    assert found(table, BEFORE, division=None).lacking == ("ksic_division",)
    nothing = Figures(None, None, None, None)
    assert size_class(table, BEFORE, nothing).possible == ("micro", "small", "medium", "mid_market")


@pytest.mark.parametrize(
    ("day", "changes", "near"),
    [
        (BEFORE, {"sales_mean3": 10_799}, ()),
        (BEFORE, {"sales_mean3": 10_800}, (("small", 12_000.0),)),
        (BEFORE, {"sales_mean3": 13_200}, (("small", 12_000.0),)),
        (BEFORE, {"sales_mean3": 13_201}, ()),
        (BEFORE, {"sales_mean3": 110_000}, (("sme", 100_000.0),)),
        (AFTER, {"sales_mean3": 1_400}, (("small", 1_500.0),)),
        (AFTER, {"sales_mean3": 6_000}, ()),
        (BEFORE, {"employees": 9}, (("micro", 10.0),)),
    ],
)
def test_a_firm_near_an_edge_is_told(
    table: SizeClasses, day: date, changes: dict[str, object], near: tuple[object, ...]
) -> None:
    assert found(table, day, **changes).near == near


def test_a_ceiling_that_nobody_confirmed_says_so(table: SizeClasses) -> None:
    assert found(table, BEFORE).confirmed
    assert not found(table, BEFORE, division=22).confirmed
