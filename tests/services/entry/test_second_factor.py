"""The second factor of consultants, managers and administrators (ASVS 6.3.3, 6.5.1)."""

import pytest

from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.records import accounts as kept_accounts
from assessment.records import dumping, journal, settings
from assessment.services.entry import accounts, invitations, one_time, second_factor
from assessment.services.entry.sealing import Seal
from assessment.services.office import Actor, Office
from tests.conftest import Clock
from tests.services.conftest import add_firm, add_person

PASSWORD = "봄비 내리는 공단 길"
MAIL = "boss@example.com"

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def admin(office: Office) -> Actor:
    accounts.set_up(office, MAIL, "관리자", PASSWORD)
    return accounts.acting_as(office, MAIL)


def half_in(office: Office) -> str:
    """The digest of a token after the password alone."""
    return accounts.token_hash(accounts.sign_in(office, MAIL, PASSWORD, "1.2.3.4"))


def code_now(office: Office, secret: str) -> str:
    return one_time.code_at(secret, one_time.step_at(office.clock()))


def enrolled(office: Office) -> tuple[str, tuple[str, ...]]:
    """The secret of a device that is enrolled, and the recovery codes."""
    waiting = half_in(office)
    secret = second_factor.device_at_the_door(office, waiting).secret
    _, codes = second_factor.enrol_at_the_door(office, waiting, code_now(office, secret))
    return secret, codes


def why(refused: pytest.ExceptionInfo[AssessmentError]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


@pytest.mark.parametrize("role", ["consultant", "manager", "admin"])
def test_a_password_alone_opens_nothing_to_staff_outside_the_demo(
    office: Office, admin: Actor, role: str
) -> None:
    number = accounts.create_account(
        office, admin, email="lee@example.com", name="이", role=role, password="서해 노을 진 부두"
    )
    assert number
    token = accounts.sign_in(office, "lee@example.com", "서해 노을 진 부두", "1.2.3.4")
    waiting = accounts.token_hash(token)
    assert accounts.signed_in(office, waiting) is None
    assert second_factor.asked_for(office, waiting) == "enrol"


def test_an_owner_needs_no_second_factor_but_may_have_one(
    office: Office, admin: Actor, clock: Clock
) -> None:
    add_firm(office, business_number="1248100998")
    made = invitations.invite_owner(office, admin, 1)
    token = invitations.accept(office, made.name, made.code, PASSWORD, "1.2.3.4")
    owner = accounts.signed_in(office, accounts.token_hash(token))
    assert owner is not None
    assert not second_factor.standing(office, owner).active
    secret = second_factor.new_device(office, owner, PASSWORD).secret
    assert len(second_factor.confirm_device(office, owner, code_now(office, secret))) == 10
    waiting = accounts.token_hash(accounts.sign_in(office, made.name, PASSWORD, "1.2.3.4"))
    assert second_factor.asked_for(office, waiting) == "code"
    clock.move(seconds=30)
    token = second_factor.pass_at_the_door(office, waiting, code_now(office, secret))
    assert accounts.signed_in(office, accounts.token_hash(token)) == owner


def test_the_first_sign_in_enrols_a_device_and_gives_a_new_token(
    office: Office, admin: Actor
) -> None:
    waiting = half_in(office)
    device = second_factor.device_at_the_door(office, waiting)
    assert device.uri.startswith("otpauth://totp/")
    assert second_factor.device_at_the_door(office, waiting) == device
    with pytest.raises(NotAllowed):
        second_factor.enrol_at_the_door(office, waiting, "000000")
    token, codes = second_factor.enrol_at_the_door(office, waiting, code_now(office, device.secret))
    assert len(set(codes)) == 10
    assert accounts.token_hash(token) != waiting
    assert accounts.signed_in(office, accounts.token_hash(token)) == admin
    assert second_factor.asked_for(office, waiting) is None
    assert accounts.signed_in(office, waiting) is None


def test_nobody_who_came_before_has_seen_the_device_that_is_enrolled(
    office: Office, admin: Actor
) -> None:
    """With a stolen password alone somebody could wait for the person to enrol what they know."""
    early = half_in(office)
    seen = second_factor.device_at_the_door(office, early).secret
    waiting = half_in(office)
    secret = second_factor.device_at_the_door(office, waiting).secret
    assert secret != seen
    with pytest.raises(NotFound):
        second_factor.device_at_the_door(office, early)
    with pytest.raises(NotFound):
        second_factor.enrol_at_the_door(office, early, code_now(office, secret))
    second_factor.enrol_at_the_door(office, waiting, code_now(office, secret))


def test_a_device_that_was_begun_and_left_is_another_one_the_next_time(
    office: Office, admin: Actor
) -> None:
    owner, _here = an_owner(office, admin)
    first, second = (second_factor.new_device(office, owner, PASSWORD).secret for _ in range(2))
    assert first != second
    with pytest.raises(NotAllowed):
        second_factor.confirm_device(office, owner, code_now(office, first))
    assert len(second_factor.confirm_device(office, owner, code_now(office, second))) == 10


def test_a_replayed_code_is_refused(office: Office, admin: Actor, clock: Clock) -> None:
    secret, _ = enrolled(office)
    with pytest.raises(NotAllowed) as spent:  # the code that enrolled the device
        second_factor.pass_at_the_door(office, half_in(office), code_now(office, secret))
    assert why(spent) == ["second_factor"]
    clock.move(seconds=30)
    code = code_now(office, secret)
    second_factor.pass_at_the_door(office, half_in(office), code)
    for seconds in (0, 20):  # still within the drift that a clock is allowed
        clock.move(seconds=seconds)
        with pytest.raises(NotAllowed) as replayed:
            second_factor.pass_at_the_door(office, half_in(office), code)
        assert why(replayed) == ["second_factor"]


def test_an_earlier_code_is_refused_after_a_later_one(
    office: Office, admin: Actor, clock: Clock
) -> None:
    secret, _ = enrolled(office)
    clock.move(seconds=60)
    earlier = one_time.code_at(secret, one_time.step_at(office.clock()) - 1)
    second_factor.pass_at_the_door(office, half_in(office), code_now(office, secret))
    with pytest.raises(NotAllowed):
        second_factor.pass_at_the_door(office, half_in(office), earlier)


def everything(office: Office) -> str:
    with office.database.reading() as connection:
        return b"".join(dumping.lines(connection)).decode()


def test_a_recovery_code_serves_once_and_is_kept_as_a_digest(office: Office, admin: Actor) -> None:
    _, codes = enrolled(office)
    token = second_factor.pass_at_the_door(office, half_in(office), codes[3].lower())
    assert accounts.signed_in(office, accounts.token_hash(token)) is not None
    with pytest.raises(NotAllowed):
        second_factor.pass_at_the_door(office, half_in(office), codes[3])
    assert second_factor.standing(office, admin).recovery_codes == 9
    dumped = everything(office)
    assert not any(code in dumped or code.replace("-", "") in dumped for code in codes)


def test_the_secret_is_sealed_in_the_database_and_never_journalled(
    office: Office, admin: Actor
) -> None:
    secret, _ = enrolled(office)
    dumped = everything(office)
    assert secret not in dumped
    assert PASSWORD not in dumped


def test_what_is_sealed_with_one_key_does_not_open_with_another() -> None:
    locked = Seal(b"a" * 32).lock("JBSWY3DP")
    assert "JBSWY3DP" not in locked
    assert Seal(b"a" * 32).unlock(locked) == "JBSWY3DP"
    assert Seal(b"b" * 32).unlock(locked) is None


def test_guesses_of_codes_are_limited_though_the_password_is_right(
    office: Office, admin: Actor, clock: Clock
) -> None:
    secret, _ = enrolled(office)
    clock.move(seconds=30)
    for _ in range(10):
        with pytest.raises(NotAllowed) as wrong:
            second_factor.pass_at_the_door(office, half_in(office), "000000")
        assert why(wrong) == ["second_factor"]
    with office.database.reading() as connection:
        failed = [row for row in journal.rows(connection) if row.kind == "sign_in_failed"]
    assert [row.payload for row in failed] == [{"address": "1.2.3.4"}] * 10
    with pytest.raises(NotAllowed) as locked:
        second_factor.pass_at_the_door(office, half_in(office), code_now(office, secret))
    assert why(locked) == ["locked"]
    clock.move(minutes=15)
    second_factor.pass_at_the_door(office, half_in(office), code_now(office, secret))


def test_a_sign_in_waits_ten_minutes_for_its_code(
    office: Office, admin: Actor, clock: Clock
) -> None:
    secret, _ = enrolled(office)
    waiting = half_in(office)
    clock.move(minutes=10)
    assert second_factor.asked_for(office, waiting) is None
    with pytest.raises(NotFound):
        second_factor.pass_at_the_door(office, waiting, code_now(office, secret))


def test_an_administrator_resets_a_lost_device_and_the_journal_says_so(
    office: Office, admin: Actor
) -> None:
    enrolled(office)
    other = add_person(office, "admin")
    for role in ("owner", "consultant", "manager"):
        person = add_person(office, role, add_firm(office) if role == "owner" else None)
        with pytest.raises(NotAllowed):
            second_factor.reset(office, person, admin.account_id)
    second_factor.reset(office, other, admin.account_id)
    assert second_factor.asked_for(office, half_in(office)) == "enrol"
    with office.database.reading() as connection:
        row = next(row for row in journal.rows(connection) if row.kind == "second_factor_reset")
    assert (row.actor, row.subject) == (other.pseudonym, admin.pseudonym)


def test_resetting_a_second_factor_ends_every_sign_in(office: Office, admin: Actor) -> None:
    waiting = half_in(office)
    secret = second_factor.device_at_the_door(office, waiting).secret
    token, _ = second_factor.enrol_at_the_door(office, waiting, code_now(office, secret))
    second_factor.reset(office, add_person(office, "admin"), admin.account_id)
    assert accounts.signed_in(office, accounts.token_hash(token)) is None


def test_an_administrator_resets_their_own_device_for_their_own_password_alone(
    office: Office, admin: Actor
) -> None:
    enrolled(office)
    for wrong in ("", "봄비 내리는 공단 질"):
        with pytest.raises(NotAllowed) as refused:
            second_factor.reset(office, admin, admin.account_id, wrong)
        assert why(refused) == ["wrong_password"]
    assert second_factor.asked_for(office, half_in(office)) == "code"
    second_factor.reset(office, admin, admin.account_id, PASSWORD)
    assert second_factor.asked_for(office, half_in(office)) == "enrol"


def test_guesses_of_the_own_password_at_a_reset_are_limited(office: Office, admin: Actor) -> None:
    found = []
    for _ in range(12):
        with pytest.raises(NotAllowed) as refused:
            second_factor.reset(office, admin, admin.account_id, "봄비 내리는 공단 질")
        found += why(refused)
    assert found == ["wrong_password"] * 10 + ["locked"] * 2


def test_an_enrolled_device_is_not_shown_again(office: Office, admin: Actor) -> None:
    enrolled(office)
    with pytest.raises(NotAllowed) as refused:
        second_factor.new_device(office, admin, PASSWORD)
    assert why(refused) == ["enrolled"]
    with pytest.raises(NotFound):
        second_factor.device_at_the_door(office, half_in(office))


def test_new_recovery_codes_need_a_code_of_the_device(
    office: Office, admin: Actor, clock: Clock
) -> None:
    secret, old = enrolled(office)
    with pytest.raises(NotAllowed):
        second_factor.new_recovery_codes(office, admin, "000000")
    clock.move(seconds=30)
    new = second_factor.new_recovery_codes(office, admin, code_now(office, secret))
    with pytest.raises(NotAllowed):
        second_factor.pass_at_the_door(office, half_in(office), old[0])
    second_factor.pass_at_the_door(office, half_in(office), new[0])


def test_the_demo_and_a_setting_do_without(
    office: Office, admin: Actor, second_factor_offered: None
) -> None:
    assert accounts.signed_in(office, half_in(office)) == admin
    assert not second_factor.standing(office, admin).required
    with office.database.writing() as connection:
        settings.mark_demo(connection, "가상 업체")
    token = accounts.enter_demo(office, "admin")
    assert accounts.signed_in(office, accounts.token_hash(token)) is not None


def an_owner(office: Office, admin: Actor) -> tuple[Actor, str]:
    """An owner who has just come in, and the digest of the token."""
    add_firm(office, business_number="1248100998")
    made = invitations.invite_owner(office, admin, 1)
    here = accounts.token_hash(
        invitations.accept(office, made.name, made.code, PASSWORD, "1.2.3.4")
    )
    owner = accounts.signed_in(office, here)
    assert owner is not None
    return owner, here


def test_a_session_alone_neither_enrols_a_device_nor_takes_one_off(
    office: Office, admin: Actor, clock: Clock
) -> None:
    owner, here = an_owner(office, admin)
    for wrong in ("", "봄비 내리는 공단 질"):
        with pytest.raises(NotAllowed) as refused:
            second_factor.new_device(office, owner, wrong, here=here)
        assert why(refused) == ["wrong_password"]
    secret = second_factor.new_device(office, owner, PASSWORD).secret
    codes = second_factor.confirm_device(office, owner, code_now(office, secret))
    clock.move(seconds=30)
    with pytest.raises(NotAllowed) as refused:
        second_factor.remove_device(office, owner, "", code_now(office, secret), here=here)
    assert why(refused) == ["wrong_password"]
    with pytest.raises(NotAllowed) as refused:
        second_factor.remove_device(office, owner, PASSWORD, "000000", here=here)
    assert why(refused) == ["second_factor"]
    assert second_factor.standing(office, owner).active
    second_factor.remove_device(office, owner, PASSWORD, codes[0])
    found = second_factor.standing(office, owner)
    assert (found.active, found.recovery_codes) == (False, 0)
    with office.database.reading() as connection:
        kinds = [row.kind for row in journal.rows(connection)]
    assert kinds[0] == "second_factor_removed"


def test_who_must_have_a_second_factor_cannot_take_it_off(office: Office, admin: Actor) -> None:
    _secret, codes = enrolled(office)
    with pytest.raises(NotAllowed) as refused:
        second_factor.remove_device(office, admin, PASSWORD, codes[0])
    assert why(refused) == ["second_factor_required"]
    assert second_factor.standing(office, admin).active


def test_guesses_of_the_password_before_enrolling_are_limited(office: Office, admin: Actor) -> None:
    owner, _here = an_owner(office, admin)
    found = []
    for _ in range(30):
        with pytest.raises(AssessmentError) as refused:
            second_factor.new_device(office, owner, "봄비 내리는 공단 질")
        found += why(refused)
    assert found.count("wrong_password") == 10
    assert set(found[10:]) == {"locked"}


def test_without_a_password_a_sign_in_of_the_last_ten_minutes_is_needed(
    office: Office, admin: Actor, clock: Clock
) -> None:
    owner, here = an_owner(office, admin)
    with office.database.writing() as connection:  # as somebody whom another provider lets in
        kept_accounts.change(connection, owner.account_id, password_hash=None)
    assert not second_factor.standing(office, owner).has_password
    with pytest.raises(NotAllowed) as refused:
        second_factor.new_device(office, owner, "")
    assert why(refused) == ["sign_in_again"]
    assert second_factor.new_device(office, owner, "", here=here).secret
    clock.move(minutes=10)
    with pytest.raises(NotAllowed) as refused:
        second_factor.new_device(office, owner, "", here=here)
    assert why(refused) == ["sign_in_again"]
