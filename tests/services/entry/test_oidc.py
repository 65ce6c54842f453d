"""Sign-in at another provider, tried against a real one on this computer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc.jwk import RSAKey

from assessment.problems import AssessmentError, NotAllowed
from assessment.records import accounts as kept
from assessment.services.entry import accounts, oidc, second_factor
from assessment.services.office import Actor, Office
from tests.services.conftest import add_person
from tests.services.provider import SmallProvider

BACK = "http://127.0.0.1:8501/login/other/back"
MAIL = "lee@example.com"


@pytest.fixture(scope="module")
def running() -> Iterator[SmallProvider]:
    provider = SmallProvider()
    yield provider
    provider.stop()


@pytest.fixture
def there(running: SmallProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallProvider:
    """The provider with a person signed in, and our settings that name it."""
    path = tmp_path / "settings.toml"
    path.write_text('second_factor = "offered"\n' + running.settings(), encoding="utf-8")
    monkeypatch.setenv("ASSESSMENT_SETTINGS", str(path))
    running.person = {"sub": "a-1", "email": MAIL, "email_verified": True}
    running.lies, running.forged = {}, None
    return running


@pytest.fixture
def now(office: Office) -> Office:
    """The office with the time of today, as the provider's tokens carry it."""
    return replace(office, clock=lambda: datetime.now(UTC))


@pytest.fixture
def person(now: Office, there: SmallProvider) -> int:
    return accounts.create_account(
        now, add_person(now, "admin"), email=MAIL, name="이컨설", role="consultant"
    )


def away(office: Office) -> tuple[str, str, str]:
    """Code and state as the browser brings them back, and the state that it carries."""
    url, carried = oidc.send_away(office, BACK)
    answer = requests.get(url, allow_redirects=False, timeout=5)
    said = parse_qs(urlsplit(answer.headers["Location"]).query)
    return said["code"][0], said["state"][0], carried


def enter(office: Office, code: str, state: str, carried: str) -> Actor | None:
    token = oidc.come_back(
        office, code=code, state=state, carried=carried, back=BACK, address="1.2.3.4"
    )
    return accounts.signed_in(office, accounts.token_hash(token))


def test_a_person_with_an_account_enters_by_their_verified_address(
    now: Office, person: int
) -> None:
    found = enter(now, *away(now))
    assert found is not None
    assert (found.account_id, found.role) == (person, "consultant")


def test_once_linked_the_subject_counts_and_no_longer_the_address(
    now: Office, person: int, there: SmallProvider
) -> None:
    enter(now, *away(now))
    there.person = {"sub": "a-1", "email": "moved@example.com", "email_verified": False}
    found = enter(now, *away(now))
    assert found is not None
    assert found.account_id == person
    there.person = {"sub": "b-2", "email": MAIL, "email_verified": True}  # somebody else over there
    with pytest.raises(NotAllowed):
        enter(now, *away(now))


def test_nobody_gets_an_account_by_signing_in_elsewhere(now: Office, there: SmallProvider) -> None:
    with pytest.raises(NotAllowed):
        enter(now, *away(now))
    with now.database.reading() as connection:
        assert kept.count(connection) == 0


def test_an_address_that_the_provider_has_not_verified_does_not_count(
    now: Office, person: int, there: SmallProvider
) -> None:
    for verified in (False, None, "true"):
        there.person = {"sub": "a-1", "email": MAIL, "email_verified": verified}
        with pytest.raises(NotAllowed):
            enter(now, *away(now))


def test_a_disabled_account_stays_shut(now: Office, person: int) -> None:
    accounts.disable(now, add_person(now, "admin"), person)
    with pytest.raises(NotAllowed):
        enter(now, *away(now))


def test_a_state_that_this_browser_was_not_sent_with_is_refused(now: Office, person: int) -> None:
    code, state, carried = away(now)
    for wrong in ("", "x" * 43, carried[:-1]):
        with pytest.raises(NotAllowed):
            enter(now, code, state, wrong)
    assert enter(now, code, state, carried) is not None


def test_an_answer_serves_once(now: Office, person: int) -> None:
    answer = away(now)
    assert enter(now, *answer) is not None
    with pytest.raises(NotAllowed):
        enter(now, *answer)


def test_more_than_ten_people_of_one_office_enter_in_a_quarter_of_an_hour(
    now: Office, person: int
) -> None:
    assert all(enter(now, *away(now)) is not None for _ in range(11))
    for _ in range(10):
        with pytest.raises(NotAllowed):
            enter(now, "x", "x", "x")
    with pytest.raises(NotAllowed) as refused:
        enter(now, *away(now))
    assert refused.value.problems[0].code == "locked"


def test_an_answer_after_ten_minutes_is_too_late(now: Office, person: int) -> None:
    answer = away(now)
    late = replace(now, clock=lambda: datetime.now(UTC) + timedelta(minutes=10))
    with pytest.raises(NotAllowed):
        enter(late, *answer)


def test_a_stolen_code_is_worth_nothing_without_the_verifier(
    now: Office, person: int, there: SmallProvider
) -> None:
    stolen, _, _ = away(now)
    _, state, carried = away(now)  # the thief's own sign-in has another verifier
    with pytest.raises(NotAllowed):
        enter(now, stolen, state, carried)
    assert stolen in there.refused


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "another"},
        {"aud": "another-client"},
        {"iss": "http://127.0.0.1:1"},
        {"exp": 1},
        {"azp": "another-client"},
    ],
    ids=lambda lies: next(iter(lies)),
)
def test_a_token_that_does_not_fit_is_refused(
    now: Office, person: int, there: SmallProvider, lies: dict[str, object]
) -> None:
    there.lies = lies
    with pytest.raises(NotAllowed):
        enter(now, *away(now))


def test_a_token_signed_with_another_key_is_refused(
    now: Office, person: int, there: SmallProvider
) -> None:
    there.forged = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
    with pytest.raises(NotAllowed):
        enter(now, *away(now))


def test_staff_still_give_their_second_factor_unless_the_provider_asks_for_one(
    now: Office, person: int, there: SmallProvider, tmp_path: Path
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(there.settings(), encoding="utf-8")
    code, state, carried = away(now)
    token = oidc.come_back(
        now, code=code, state=state, carried=carried, back=BACK, address="1.2.3.4"
    )
    assert second_factor.asked_for(now, accounts.token_hash(token)) == "enrol"
    path.write_text(there.settings() + "asks_second_factor = true\n", encoding="utf-8")
    assert enter(now, *away(now)) is not None


def test_an_address_that_is_none_opens_no_account_of_ours(
    now: Office, there: SmallProvider, person: int
) -> None:
    """`operator` and owners without e-mail have a word in its place."""
    for word in ("operator", "", "firm-1"):
        there.person = {"sub": "b-2", "email": word, "email_verified": True}
        with pytest.raises(NotAllowed):
            enter(now, *away(now))


def test_a_provider_that_is_away_is_told_and_leaves_nothing_behind(
    now: Office, there: SmallProvider, person: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away_now(*_: object, **__: object) -> None:
        raise requests.ConnectionError("no route")

    monkeypatch.setattr(requests, "get", away_now)
    with pytest.raises(AssessmentError) as refused:
        oidc.send_away(now, BACK)
    assert [one.code for one in refused.value.problems] == ["oidc_away"]


def test_without_a_provider_in_the_settings_nothing_is_offered(now: Office) -> None:
    assert oidc.provider() is None
    with pytest.raises(NotAllowed):
        oidc.send_away(now, BACK)
