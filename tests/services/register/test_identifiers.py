import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.services.register.identifiers import (
    business_check_digit,
    check_business_number,
    check_corporate_number,
    check_factory_number,
    corporate_check_digit,
    digits_of,
    show_business_number,
)


@pytest.mark.parametrize("number", ["124-81-00998", "220-81-62517", "1208147521", " 120-88-00767 "])
def test_the_numbers_of_known_firms_fit(number: str) -> None:
    assert check_business_number(number) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("124-81-00999", "business_number_check"),
        ("124-81-0099", "business_number_length"),
        ("124-81-009988", "business_number_length"),
        ("I24-81-00998", "business_number_length"),
        ("124-81-0099x8", "business_number_length"),
        ("", "business_number_length"),
    ],
)
def test_a_wrong_business_number_is_refused(number: str, code: str) -> None:
    assert [(p.code, p.severity) for p in check_business_number(number)] == [(code, "error")]


def test_the_check_digit_as_worked_by_hand() -> None:
    """124810099: 1+6+28+8+3+0+0+27+45 = 118, plus 5*9//10 = 4: 122; (10 - 2) % 10 = 8."""
    assert business_check_digit("124810099") == 8


@pytest.mark.parametrize("number", ["130111-0006246", "110111-1707178", "1101112487050"])
def test_the_corporate_numbers_of_known_firms_fit(number: str) -> None:
    assert check_corporate_number(number) == []


def test_a_corporate_number_that_does_not_fit_is_only_a_warning() -> None:
    """1+1*2+0+1*2+1+1*2+0+0+6+2*2+4+3*2 = 28, so the digit of 110111-006243 is 2."""
    assert corporate_check_digit("110111006243") == 2
    found = check_corporate_number("110111-0062433")
    assert [(p.code, p.severity) for p in found] == [("corporate_number_check", "warning")]
    assert [p.severity for p in check_corporate_number("110111")] == ["error"]


def test_a_factory_number_of_odd_length_is_only_a_warning() -> None:
    assert check_factory_number("130111000624600") == []
    assert [p.severity for p in check_factory_number("1301110006246")] == ["warning"]
    assert [p.severity for p in check_factory_number("없음")] == ["error"]


@given(st.integers(0, 999_999_999), st.integers(1, 9))
def test_one_wrong_check_digit_never_passes(first_nine: int, off: int) -> None:
    nine = f"{first_nine:09d}"
    right = business_check_digit(nine)
    assert check_business_number(f"{nine}{right}") == []
    assert check_business_number(f"{nine}{(right + off) % 10}") != []


def test_full_width_digits_and_hyphens_are_read_as_typed() -> None:
    assert digits_of("１２４－８１－００９９８") == "1248100998"
    assert check_business_number("１２４－８１－００９９８") == []
    assert show_business_number("1248100998") == "124-81-00998"
    assert show_business_number(None) == ""
