"""Letting people in by one-time codes (ASVS 6.4.1, 6.4.3)."""

import time

import pytest

from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.records import accounts as kept
from assessment.records import invitations as kept_codes
from assessment.records import journal
from assessment.services.entry import accounts, charges, invitations
from assessment.services.office import Actor, Office
from tests.conftest import Clock
from tests.services.conftest import add_firm, add_person

PASSWORD = "봄비 내리는 공단 길"
NUMBER = "1248100998"

pytestmark = pytest.mark.usefixtures("quick_hashes", "second_factor_offered")


@pytest.fixture
def firm(office: Office) -> int:
    return add_firm(office, "(주)한빛정밀공업", business_number=NUMBER)


@pytest.fixture
def consultant(office: Office) -> Actor:
    return add_person(office, "consultant")


def codes(refused: pytest.ExceptionInfo[AssessmentError]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_an_owner_enters_by_business_number_and_code_then_by_their_password(
    office: Office, firm: int, consultant: Actor
) -> None:
    made = invitations.invite_owner(office, consultant, firm)
    assert (made.name, made.firm) == ("124-81-00998", "(주)한빛정밀공업")
    token = invitations.accept(office, "124-81-00998", made.code.lower(), PASSWORD, "1.2.3.4")
    found = accounts.signed_in(office, accounts.token_hash(token))
    assert found is not None
    assert (found.role, found.firm_id, found.must_change_password) == ("owner", firm, False)
    again = accounts.sign_in(office, "1248100998", PASSWORD, "1.2.3.4")
    assert accounts.signed_in(office, accounts.token_hash(again)) == found


def test_a_member_of_staff_enters_by_e_mail_and_code(office: Office) -> None:
    admin = add_person(office, "admin")
    number = accounts.create_account(
        office, admin, email="lee@example.com", name="이컨설", role="consultant"
    )
    made = invitations.invite(office, admin, number)
    assert made.name == "lee@example.com"
    token = invitations.accept(office, " LEE@example.com", made.code, PASSWORD, "1.2.3.4")
    assert accounts.signed_in(office, accounts.token_hash(token)) is not None


def test_a_code_serves_once(office: Office, firm: int, consultant: Actor) -> None:
    made = invitations.invite_owner(office, consultant, firm)
    invitations.accept(office, NUMBER, made.code, PASSWORD, "1.2.3.4")
    with pytest.raises(NotAllowed) as again:
        invitations.accept(office, NUMBER, made.code, "다른 문장을 또 정합니다", "1.2.3.4")
    assert codes(again) == ["invitation"]
    accounts.sign_in(office, NUMBER, PASSWORD, "1.2.3.4")


def test_a_code_expires_after_fourteen_days(
    office: Office, firm: int, consultant: Actor, clock: Clock
) -> None:
    made = invitations.invite_owner(office, consultant, firm)
    clock.move(days=14)
    with pytest.raises(NotAllowed) as late:
        invitations.accept(office, NUMBER, made.code, PASSWORD, "1.2.3.4")
    assert codes(late) == ["invitation"]


def test_only_the_digest_of_a_code_is_kept(office: Office, firm: int, consultant: Actor) -> None:
    made = invitations.invite_owner(office, consultant, firm)
    with office.database.reading() as connection:
        standing = kept_codes.standing(connection, made.account_id)
        said = repr(journal.rows(connection))
    assert standing is not None
    assert made.code.replace("-", "") not in standing.code_hash
    assert made.code not in said


def test_reissuing_ends_the_older_code_the_password_and_every_sign_in(
    office: Office, firm: int, consultant: Actor
) -> None:
    first = invitations.invite_owner(office, consultant, firm)
    token = invitations.accept(office, NUMBER, first.code, PASSWORD, "1.2.3.4")
    second = invitations.invite_owner(office, consultant, firm)
    assert accounts.signed_in(office, accounts.token_hash(token)) is None
    third = invitations.invite(office, consultant, second.account_id)
    for old in (first, second):
        with pytest.raises(NotAllowed):
            invitations.accept(office, NUMBER, old.code, PASSWORD, "1.2.3.4")
    with pytest.raises(NotAllowed):
        accounts.sign_in(office, NUMBER, PASSWORD, "1.2.3.4")
    invitations.accept(office, NUMBER, third.code, "새로 고른 긴 문장", "1.2.3.4")


def test_a_consultant_reissues_for_their_own_firms_owners_only(
    office: Office, firm: int, consultant: Actor
) -> None:
    owner = invitations.invite_owner(office, consultant, firm).account_id  # takes the firm
    other, manager = add_person(office, "consultant"), add_person(office, "manager")
    admin = add_person(office, "admin")
    for refused in (
        lambda: invitations.invite_owner(office, other, firm),
        lambda: invitations.invite(office, other, owner),
        lambda: invitations.invite_owners(office, other, [firm]),
    ):
        with pytest.raises(NotFound):
            refused()
    for person in (consultant, manager):
        with pytest.raises(NotAllowed):
            invitations.invite(office, person, admin.account_id)
    invitations.invite(office, manager, owner)
    charges.assign_firm(office, manager, firm, other.account_id)
    invitations.invite(office, other, owner)
    with pytest.raises(NotFound):
        invitations.invite(office, consultant, owner)


def test_wrong_codes_are_limited_and_shut_nobody_out_elsewhere(
    office: Office, firm: int, consultant: Actor
) -> None:
    made = invitations.invite_owner(office, consultant, firm)
    for _ in range(10):
        with pytest.raises(NotAllowed) as wrong:
            invitations.accept(office, NUMBER, "0000-0000-0000", PASSWORD, "6.6.6.6")
        assert codes(wrong) == ["invitation"]
    with pytest.raises(NotAllowed) as locked:
        invitations.accept(office, NUMBER, made.code, PASSWORD, "6.6.6.6")
    assert codes(locked) == ["locked"]
    invitations.accept(office, NUMBER, made.code, PASSWORD, "1.2.3.4")


def test_a_bad_password_is_told_to_who_has_the_code_only_and_leaves_the_code(
    office: Office, firm: int, consultant: Actor
) -> None:
    made = invitations.invite_owner(office, consultant, firm)
    for bad, why in (("한빛정밀공업1!", "password_personal"), ("password1", "password_common")):
        with pytest.raises(AssessmentError) as refused:
            invitations.accept(office, NUMBER, made.code, bad, "1.2.3.4")
        assert codes(refused) == [why]
        with pytest.raises(NotAllowed) as wrong:
            invitations.accept(office, NUMBER, "0000-0000-0000", bad, "1.2.3.4")
        assert codes(wrong) == ["invitation"]
    invitations.accept(office, NUMBER, made.code, PASSWORD, "1.2.3.4")


def test_an_invitation_answers_alike_for_unknown_names_in_words_and_time(
    office: Office, firm: int, consultant: Actor
) -> None:
    invitations.invite_owner(office, consultant, firm)
    told: dict[str, set[str]] = {}
    spent: dict[str, list[float]] = {}
    for turn in range(8):
        for name in (NUMBER, "2208162517", "nobody@example.com"):
            address = f"10.0.{turn}.1"
            began = time.process_time()
            with pytest.raises(NotAllowed) as refused:
                invitations.accept(office, name, "0000-0000-0000", PASSWORD, address)
            spent.setdefault(name, []).append(time.process_time() - began)
            told.setdefault(name, set()).add(str(refused.value))
    assert len(set().union(*told.values())) == 1
    fastest = [min(times) for times in spent.values()]
    # no hash is computed in either case; what is left are a few queries of the database
    assert max(fastest) - min(fastest) < 0.005


def test_a_disabled_account_cannot_be_entered_by_its_code(
    office: Office, firm: int, consultant: Actor
) -> None:
    made = invitations.invite_owner(office, consultant, firm)
    accounts.disable(office, add_person(office, "admin"), made.account_id)
    with pytest.raises(NotAllowed):
        invitations.accept(office, NUMBER, made.code, PASSWORD, "1.2.3.4")


def test_letters_go_to_firms_nobody_of_which_can_enter_yet(office: Office, firm: int) -> None:
    manager = add_person(office, "manager")
    nameless = add_firm(office, "번호없는상사")
    second = add_firm(office, "다라금속", business_number="2208162517")
    invitations.accept(
        office,
        NUMBER,
        invitations.invite_owner(office, manager, firm).code,
        PASSWORD,
        "1.2.3.4",
    )
    listed = [one.id for one in invitations.firms_to_invite(office, manager)]
    assert listed == [second]
    made = invitations.invite_owners(office, manager, [firm, second, second])
    assert [one.firm for one in made] == ["다라금속"]
    accounts.sign_in(office, NUMBER, PASSWORD, "1.2.3.4")  # a letter never shuts anybody out
    with pytest.raises(AssessmentError) as refused:
        invitations.invite_owners(office, manager, [nameless])
    assert codes(refused) == ["no_number"]
    with pytest.raises(AssessmentError):
        invitations.invite_owners(office, manager, [])


def test_every_invitation_is_journalled(office: Office, firm: int, consultant: Actor) -> None:
    made = invitations.invite_owner(office, consultant, firm)
    invitations.accept(office, NUMBER, made.code, PASSWORD, "1.2.3.4")
    with office.database.reading() as connection:
        account = kept.get(connection, made.account_id)
        assert account is not None
        kinds = [row.kind for row in journal.rows(connection, subject=account.pseudonym)]
    assert kinds == ["signed_in", "invitation_used", "invited", "account_created"]
