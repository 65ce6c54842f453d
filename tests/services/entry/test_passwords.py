import time

import pytest

from assessment.services.entry.common_passwords import variants
from assessment.services.entry.passwords import check_password, hash_password, matches
from assessment.services.entry.tries import door_name


def codes(password: str, *personal: str) -> list[str]:
    return [problem.code for problem in check_password(password, *personal)]


def test_a_long_password_in_hangul_and_emoji_counts_to_its_last_character() -> None:
    password = "안산 스마트허브의 밤 🌙" * 4 + "끝"
    assert codes(password) == []
    kept = hash_password(password)
    assert matches(kept, password)
    assert not matches(kept, password[:-1] + "끌")


def test_hangul_typed_in_parts_is_the_same_password() -> None:
    import unicodedata

    kept = hash_password("가을 단풍 구경")
    assert matches(kept, unicodedata.normalize("NFD", "가을 단풍 구경"))


def test_a_megabyte_of_accents_is_refused_at_once() -> None:
    """Unicode puts them in order in quadratic time: minutes, in which nobody else is served."""
    typed = "a" + "\u0301" * 250_000 + "\u0316" * 250_000
    begun = time.process_time()
    assert not matches(None, typed)
    assert "password_long" in codes(typed)
    assert door_name(typed) == typed
    assert time.process_time() - begun < 2


def test_the_same_password_is_kept_differently_each_time() -> None:
    first, second = hash_password("가을 단풍 구경"), hash_password("가을 단풍 구경")
    assert first != second
    assert first.startswith("$argon2id$")
    assert "단풍" not in first


def test_without_a_hash_nothing_matches() -> None:
    assert not matches(None, "nobody has this password")
    assert not matches("not a hash", "anything")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("일곱글자뿐임", "password_short"),
        ("xyzw" * 32 + "!", "password_long"),
        ("12345678", "password_common"),
        ("QWER1234!", "password_common"),
        ("aaaaaaaaaa", "password_common"),
        ("ab ab ab ab", "password_common"),
        ("한빛정밀공업123!", "password_personal"),
        ("hanbit2026!!", "password_personal"),
        ("SmartFactory2026", "password_personal"),
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password: str, code: str) -> None:
    assert code in codes(password, "한빛정밀공업", "hanbit@example.com")


def test_the_three_thousand_most_common_passwords_are_refused() -> None:
    common = variants()
    assert len(common) > 3_000
    assert [one for one in common if "password_common" not in codes(one)] == []


@pytest.mark.parametrize(
    "password",
    [
        "1234567890", "123456789a", "q1w2e3r4t5", "1q2w3e4r5t!", "P@ssw0rd!", "Passw0rd2026",
        "zaq1@WSX", "!QAZ2wsx", "qwertyuiop123", "asdfasdf", "qwer1234asdf", "iloveyou2",
        "dkssudgktpdy1!", "tkfkdgo486", "01012345678", "20261122", "!@#$%^&*", "Dragon2026!",
        "superman99", "비밀번호1234!", "사랑해1004!", "대한민국1234",
    ],
)  # fmt: skip
def test_what_leaked_lists_begin_with_is_refused(password: str) -> None:
    assert "password_common" in codes(password)


@pytest.mark.parametrize(
    "password",
    [
        "주식회사 한빛정밀공업",
        "한빛정밀공업화이팅!",
        "1248100998!!",
        "안산스마트허브 2026",
        "hanbit-admin",
    ],
)
def test_words_of_the_firm_the_mail_and_the_place_are_refused(password: str) -> None:
    personal = ("(주)한빛정밀공업", "lee@hanbit.co.kr", "1248100998")
    assert "password_personal" in codes(password, *personal)


def test_any_characters_up_to_128_count() -> None:
    password = "공장🏭 밤🌙 꿈" * 16
    assert len(password) == 128
    assert codes(password) == []
    assert codes(password + "가") == ["password_long"]
    kept = hash_password(password)
    assert matches(kept, password)
    assert not matches(kept, password[:-1] + "!")


def test_a_hash_takes_a_noticeable_time() -> None:
    kept = hash_password("가을 단풍 구경")
    began = time.process_time()
    assert matches(kept, "가을 단풍 구경")
    assert 0.03 < time.process_time() - began < 0.5


def test_a_fine_password_needs_no_kinds_of_characters() -> None:
    assert codes("correct horse battery") == []
    assert codes("비 오는 날의 파전") == []
