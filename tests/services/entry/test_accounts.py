import hashlib

import pytest

from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.records import accounts as kept
from assessment.records import journal, sessions, settings
from assessment.services.entry import accounts, invitations, passwords, second_factor
from assessment.services.office import Office
from tests.conftest import Clock
from tests.services.conftest import add_firm, add_person

PASSWORD = "봄비 내리는 공단 길"


@pytest.fixture
def quick(quick_hashes: None, second_factor_offered: None) -> None:
    """Passwords alone let in, and cost little."""


@pytest.fixture
def admin(office: Office, quick: None) -> accounts.Actor:
    accounts.set_up(office, "boss@example.com", "관리자", PASSWORD)
    return accounts.acting_as(office, "boss@example.com")


def codes(refused: pytest.ExceptionInfo[AssessmentError]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_set_up_makes_an_administrator_and_the_operator_once(office: Office, quick: None) -> None:
    assert not accounts.is_set_up(office)
    accounts.set_up(office, "Boss@Example.com", "관리자", PASSWORD)
    assert accounts.is_set_up(office)
    assert accounts.acting_as(office).role == "admin"
    assert accounts.acting_as(office, "boss@example.com").name == "관리자"
    with pytest.raises(NotAllowed):
        accounts.set_up(office, "other@example.com", "이관리", PASSWORD)


def test_nobody_signs_in_as_the_operator(office: Office, admin: accounts.Actor) -> None:
    for password in ("", "operator", PASSWORD):
        with pytest.raises(NotAllowed):
            accounts.sign_in(office, "operator", password, "1.2.3.4")


def test_no_administrator_can_give_the_operator_a_password(
    office: Office, admin: accounts.Actor
) -> None:
    operator = accounts.acting_as(office)
    for actor in (admin, operator):
        with pytest.raises(NotFound):
            accounts.set_password(office, actor, operator.account_id, "긴 골목 끝의 국수집")


def test_guesses_of_ones_own_password_are_limited_and_keep_nobody_else_from_changing_theirs(
    office: Office, admin: accounts.Actor
) -> None:
    new = "긴 골목 끝의 국수집"
    for turn in range(11):
        with pytest.raises(NotAllowed) as refused:
            accounts.set_password(office, admin, admin.account_id, new, current=f"guess {turn}")
    assert codes(refused) == ["locked"]
    for _ in range(11):  # a hundred tries together would have shut out everybody
        other = add_person(office, "consultant")
        for _ in range(10):
            with pytest.raises(NotFound):
                second_factor.confirm_device(office, other, "000000")
    with office.database.writing() as connection:
        kept.change(connection, other.account_id, password_hash=passwords.hash_password(PASSWORD))
    accounts.set_password(office, other, other.account_id, new, current=PASSWORD)


def test_a_password_that_was_taken_while_somebody_signs_in_lets_nobody_in(
    office: Office, admin: accounts.Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare = passwords.matches

    def slowly(held: str | None, typed: str) -> bool:
        monkeypatch.setattr(passwords, "matches", compare)
        with office.database.writing() as connection:
            kept.change(connection, admin.account_id, password_hash=None)
        return compare(held, typed)

    monkeypatch.setattr(passwords, "matches", slowly)
    with pytest.raises(NotAllowed):
        accounts.sign_in(office, "boss@example.com", PASSWORD, "1.2.3.4")


def test_only_the_digest_of_a_token_is_kept(office: Office, admin: accounts.Actor) -> None:
    token = accounts.sign_in(office, " BOSS@example.com ", PASSWORD, "1.2.3.4")
    digest = hashlib.sha256(token.encode()).hexdigest()
    assert len(token) >= 43  # 256 bits in base 64
    assert accounts.token_hash(token) == digest
    with office.database.reading() as connection:
        assert sessions.get(connection, token) is None
        assert sessions.get(connection, digest) is not None
    found = accounts.signed_in(office, digest)
    assert found is not None
    assert (found.name, found.role, found.demo) == ("관리자", "admin", False)


def test_every_sign_in_has_a_token_of_its_own(office: Office, admin: accounts.Actor) -> None:
    first = accounts.sign_in(office, "boss@example.com", PASSWORD, "1.2.3.4")
    assert accounts.sign_in(office, "boss@example.com", PASSWORD, "1.2.3.4") != first


def test_a_refusal_does_not_tell_whether_the_account_exists(
    office: Office, admin: accounts.Actor
) -> None:
    with pytest.raises(NotAllowed) as wrong:
        accounts.sign_in(office, "boss@example.com", "틀린 비밀번호", "1.2.3.4")
    with pytest.raises(NotAllowed) as unknown:
        accounts.sign_in(office, "nobody@example.com", "틀린 비밀번호", "1.2.3.4")
    assert wrong.value.problems == unknown.value.problems


def test_after_ten_failures_the_right_password_waits_too_but_not_from_elsewhere(
    office: Office, admin: accounts.Actor, clock: Clock
) -> None:
    for _ in range(10):
        with pytest.raises(NotAllowed):
            accounts.sign_in(office, "boss@example.com", "틀린 비밀번호", "6.6.6.6")
    with pytest.raises(NotAllowed) as locked:
        accounts.sign_in(office, "boss@example.com", PASSWORD, "6.6.6.6")
    assert codes(locked) == ["locked"]
    accounts.sign_in(office, "boss@example.com", PASSWORD, "1.2.3.4")
    clock.move(minutes=15)
    accounts.sign_in(office, "boss@example.com", PASSWORD, "6.6.6.6")


def test_a_success_clears_the_failures_before_it(office: Office, admin: accounts.Actor) -> None:
    for _ in range(3):
        for _ in range(9):
            with pytest.raises(NotAllowed):
                accounts.sign_in(office, "boss@example.com", "틀린 비밀번호", "1.2.3.4")
        accounts.sign_in(office, "boss@example.com", PASSWORD, "1.2.3.4")


def test_one_address_gets_a_hundred_guesses_over_all_accounts(
    office: Office, admin: accounts.Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached = []
    monkeypatch.setattr(passwords, "matches", lambda _hash, typed: reached.append(typed))
    for n in range(150):
        with pytest.raises(NotAllowed):
            accounts.sign_in(office, f"person{n}@example.com", "guess", "6.6.6.6")
    assert len(reached) == 100


def test_a_session_ends_after_30_idle_minutes(
    office: Office, admin: accounts.Actor, clock: Clock
) -> None:
    token = accounts.token_hash(accounts.sign_in(office, "boss@example.com", PASSWORD, "a"))
    for _ in range(3):
        clock.move(minutes=29)
        assert accounts.signed_in(office, token) is not None
    clock.move(minutes=30)
    assert accounts.signed_in(office, token) is None


def test_a_session_ends_after_12_hours_however_busy(
    office: Office, admin: accounts.Actor, clock: Clock
) -> None:
    token = accounts.token_hash(accounts.sign_in(office, "boss@example.com", PASSWORD, "a"))
    for _ in range(35):
        clock.move(minutes=20)
        assert accounts.signed_in(office, token) is not None
    clock.move(minutes=20)
    assert accounts.signed_in(office, token) is None


def test_signing_out_and_disabling_end_sessions_at_once(
    office: Office, admin: accounts.Actor
) -> None:
    number = accounts.create_account(
        office,
        admin,
        email="lee@example.com",
        name="컨설턴트",
        role="consultant",
        password="달빛 아래 금형 소리",
    )
    tokens = [
        accounts.token_hash(accounts.sign_in(office, "lee@example.com", "달빛 아래 금형 소리", "a"))
        for _ in range(2)
    ]
    accounts.sign_out(office, tokens[0])
    assert accounts.signed_in(office, tokens[0]) is None
    assert accounts.signed_in(office, tokens[1]) is not None
    accounts.disable(office, admin, number)
    assert accounts.signed_in(office, tokens[1]) is None
    accounts.enable(office, admin, number)
    assert accounts.signed_in(office, tokens[1]) is None  # a new sign-in is needed


def test_no_administrator_shuts_themselves_out(office: Office, admin: accounts.Actor) -> None:
    """The last one could not come back, and an open screen would give the account away."""
    own = admin.account_id
    for refused in (
        lambda: accounts.disable(office, admin, own),
        lambda: accounts.change_role(office, admin, own, "manager"),
        lambda: invitations.invite(office, admin, own),
    ):
        with pytest.raises(NotAllowed) as told:
            refused()
        assert [one.code for one in told.value.problems] == ["own_account"]
    token = accounts.token_hash(accounts.sign_in(office, "boss@example.com", PASSWORD, "a"))
    assert accounts.signed_in(office, token) == admin


def test_a_changed_role_holds_at_once_and_asks_to_sign_in_again(
    office: Office, admin: accounts.Actor
) -> None:
    number = accounts.create_account(
        office, admin, email="a@b.kr", name="박", role="manager", password="서해 노을 진 부두"
    )
    token = accounts.token_hash(accounts.sign_in(office, "a@b.kr", "서해 노을 진 부두", "a"))
    accounts.change_role(office, admin, number, "consultant")
    assert accounts.signed_in(office, token) is None
    again = accounts.token_hash(accounts.sign_in(office, "a@b.kr", "서해 노을 진 부두", "a"))
    found = accounts.signed_in(office, again)
    assert found is not None
    assert found.role == "consultant"


def test_setting_a_password_ends_other_sessions_and_the_old_password(
    office: Office, admin: accounts.Actor
) -> None:
    mine, other = (
        accounts.token_hash(accounts.sign_in(office, "boss@example.com", PASSWORD, "a"))
        for _ in range(2)
    )
    new = "긴 골목 끝의 국수집"
    with pytest.raises(NotAllowed):
        accounts.set_password(office, admin, admin.account_id, new, current="틀림")
    accounts.set_password(office, admin, admin.account_id, new, current=PASSWORD, keep=mine)
    assert accounts.signed_in(office, mine) is not None
    assert accounts.signed_in(office, other) is None
    with pytest.raises(NotAllowed):
        accounts.sign_in(office, "boss@example.com", PASSWORD, "a")
    accounts.sign_in(office, "boss@example.com", new, "a")


def test_a_password_that_another_set_is_not_kept_by_changing_it_into_itself(
    office: Office, admin: accounts.Actor
) -> None:
    number = accounts.create_account(
        office, admin, email="a@b.kr", name="박", role="manager", password=PASSWORD
    )
    own = accounts.acting_as(office, "a@b.kr")
    with pytest.raises(AssessmentError) as refused:
        accounts.set_password(office, own, number, PASSWORD, current=PASSWORD)
    assert codes(refused) == ["password_same"]


def test_a_password_that_another_set_must_be_changed(office: Office, admin: accounts.Actor) -> None:
    firm = add_firm(office)
    number = accounts.create_account(
        office,
        admin,
        email="a@b.kr",
        name="박",
        role="owner",
        firm_id=firm,
        password="임시 낱말 넷 있음",
    )
    with office.database.reading() as connection:
        before = kept.get(connection, number)
    assert before is not None
    assert before.must_change_password
    owner = accounts.actor_of(before)
    accounts.set_password(office, owner, number, "내가 고른 새 문장", current="임시 낱말 넷 있음")
    with office.database.reading() as connection:
        after = kept.get(connection, number)
    assert after is not None
    assert not after.must_change_password


def test_every_fault_of_a_new_account_is_told_at_once(
    office: Office, admin: accounts.Actor
) -> None:
    with pytest.raises(AssessmentError) as refused:
        accounts.create_account(
            office, admin, email="not an address", name=" ", role="king", password="1234"
        )
    assert codes(refused) == ["email", "name", "role", "password_short"]
    with pytest.raises(AssessmentError) as taken:
        accounts.create_account(
            office, admin, email="BOSS@example.com", name="박", role="owner", password=PASSWORD
        )
    assert codes(taken) == ["email_taken", "firm"]


@pytest.mark.parametrize("role", ["owner", "consultant", "manager"])
def test_only_administrators_touch_accounts(
    office: Office, admin: accounts.Actor, role: str
) -> None:
    other = add_person(office, role, add_firm(office) if role == "owner" else None)
    for refused in (
        lambda: accounts.list_accounts(office, other),
        lambda: accounts.create_account(office, other, email="x@y.kr", name="x", role="admin"),
        lambda: accounts.set_password(office, other, admin.account_id, PASSWORD),
        lambda: accounts.disable(office, other, admin.account_id),
        lambda: accounts.change_role(office, other, other.account_id, "admin"),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_the_demos_doors_open_in_a_demo_only(office: Office) -> None:
    add_person(office, "manager")
    add_person(office, "manager")
    with pytest.raises(NotFound):
        accounts.enter_demo(office, "manager")
    with office.database.writing() as connection:
        settings.mark_demo(connection, "가상 업체")
    assert accounts.is_demo(office)
    tokens = [accounts.enter_demo(office, "manager", which) for which in (0, 1)]
    people = [accounts.signed_in(office, accounts.token_hash(token)) for token in tokens]
    assert [person.demo for person in people if person] == [True, True]
    assert people[0] != people[1]
    with pytest.raises(NotFound):
        accounts.enter_demo(office, "admin")


def test_what_is_done_with_accounts_is_journalled_without_names_or_passwords(
    office: Office, admin: accounts.Actor
) -> None:
    token = accounts.sign_in(office, "boss@example.com", PASSWORD, "1.2.3.4")
    accounts.sign_out(office, accounts.token_hash(token))
    with office.database.reading() as connection:
        rows = journal.rows(connection)
        assert journal.verify(connection) == []
    assert [row.kind for row in rows] == [
        "signed_out",
        "signed_in",
        "account_created",
        "account_created",
    ]
    said = repr(rows)
    assert PASSWORD not in said
    assert token not in said
    assert "관리자" not in said
