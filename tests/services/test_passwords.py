import pytest

from assessment.services.passwords import check_password, hash_password, matches


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
        ("x" * 201 + "yz", "password_long"),
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


def test_a_fine_password_needs_no_kinds_of_characters() -> None:
    assert codes("correct horse battery") == []
    assert codes("비 오는 날의 파전") == []
