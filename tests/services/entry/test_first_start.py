"""The first start outside the demo (ASVS 6.3.2, 6.4.1)."""

import pytest

from assessment.problems import AssessmentError, NotAllowed
from assessment.records import accounts as kept
from assessment.records import settings
from assessment.services.entry import accounts, first_start, second_factor
from assessment.services.office import Office
from tests.conftest import Clock

PASSWORD = "봄비 내리는 공단 길"

pytestmark = pytest.mark.usefixtures("quick_hashes")


def enter(office: Office, code: str, password: str = PASSWORD, address: str = "1.2.3.4") -> str:
    return first_start.set_up_with_code(
        office,
        code,
        email="boss@example.com",
        name="관리자",
        password=password,
        address=address,
    )


def codes(refused: pytest.ExceptionInfo[AssessmentError]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_a_fresh_installation_has_no_account_and_no_credential_works(office: Office) -> None:
    first_start.new_set_up_code(office)
    with office.database.reading() as connection:
        assert kept.count(connection) == 0
    for name, password in (("admin", "admin"), ("admin@example.com", "password"), ("operator", "")):
        with pytest.raises(NotAllowed):
            accounts.sign_in(office, name, password, "1.2.3.4")


def test_the_code_of_the_console_makes_the_first_administrator_once(office: Office) -> None:
    code = first_start.new_set_up_code(office)
    assert code is not None
    token = enter(office, code.lower().replace("-", " "))
    # an administrator of real data enrols a second factor before anything opens
    assert second_factor.asked_for(office, accounts.token_hash(token)) == "enrol"
    assert accounts.acting_as(office, "boss@example.com").role == "admin"
    with pytest.raises(NotAllowed) as again:
        enter(office, code)
    assert codes(again) == ["set_up_code"]
    assert first_start.new_set_up_code(office) is None


def test_the_set_up_code_is_kept_as_a_digest_only(office: Office) -> None:
    code = first_start.new_set_up_code(office)
    assert code is not None
    with office.database.reading() as connection:
        stored = settings.get(connection, first_start.KEPT) or ""
    assert code not in stored
    assert code.replace("-", "") not in stored


def test_the_set_up_code_expires_after_half_an_hour(office: Office, clock: Clock) -> None:
    code = first_start.new_set_up_code(office)
    assert code is not None
    clock.move(minutes=30)
    with pytest.raises(NotAllowed):
        enter(office, code)


def test_a_restart_prints_another_code_and_the_earlier_one_is_void(office: Office) -> None:
    first, second = (first_start.new_set_up_code(office) for _ in range(2))
    assert first is not None
    assert second is not None
    with pytest.raises(NotAllowed):
        enter(office, first)
    enter(office, second)


def test_a_bad_password_does_not_use_the_set_up_code_up(office: Office) -> None:
    code = first_start.new_set_up_code(office)
    assert code is not None
    with pytest.raises(AssessmentError) as refused:
        enter(office, code, "password1")
    assert codes(refused) == ["password_common"]
    enter(office, code)


def test_ten_wrong_set_up_codes_lock_the_address_for_a_while(office: Office) -> None:
    code = first_start.new_set_up_code(office)
    assert code is not None
    for _ in range(10):
        with pytest.raises(NotAllowed) as wrong:
            enter(office, "0000-0000-0000")
        assert codes(wrong) == ["set_up_code"]
    with pytest.raises(NotAllowed) as locked:
        enter(office, code)
    assert codes(locked) == ["locked"]
    enter(office, code, address="10.0.0.1")


def test_a_demo_database_needs_no_set_up(office: Office) -> None:
    with office.database.writing() as connection:
        settings.mark_demo(connection, "가상 업체")
    assert first_start.new_set_up_code(office) is None
