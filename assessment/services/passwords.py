"""Passwords: what is refused, and how they are kept."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assessment.locale import Message, message
from assessment.problems import Problem

SHORTEST = 8
LONGEST = 200
_COMMON = """
12345678 123456789 1234567890 12345678910 87654321 password1 password12 password123 passw0rd
p@ssw0rd p@ssword password qwerty123 qwertyui qwertyuiop qwer1234 qwer1234! qwe123qwe asdf1234
asdfghjkl zxcvbnm1 1q2w3e4r 1q2w3e4r! 1q2w3e4r5t q1w2e3r4 1qaz2wsx 1qaz2wsx! zaq12wsx abcd1234
abcd1234! abc12345 a1234567 a12345678 aa123456 asdfasdf 12341234 11223344 12121212 123123123
10203040 147258369 987654321 1234qwer iloveyou iloveyou1 sunshine princess football baseball
superman trustno1 welcome1 welcome123 letmein1 admin123 admin1234 administrator changeme
changeme1 default1 test1234 testtest dkssudgktpdy dkssud12 tkfkdgo1 tkfkdgo12 rlaehddn12
qlalfqjsgh qlalfqjsgh1 wkddmlrm12 비밀번호비밀번호 비밀번호1234 안녕하세요안녕 사랑합니다사랑
"""
_REFUSED = frozenset(_COMMON.split())
_CONTEXT = ("assessment", "smartfactory", "ansansmarthub", "technopark", "스마트공장", "테크노파크")

# 32 MiB and 4 passes: about 0.1 s a try on the small machines this runs on
_hasher = PasswordHasher(time_cost=4, memory_cost=32 * 1024, parallelism=1)
_NOBODY = _hasher.hash("nobody has this password")


def check_password(password: str, *personal: str | None) -> list[Problem]:
    """What is wrong with a new password; `personal` are words an acquaintance would try first."""
    typed = _plain(password)
    squeezed = typed.casefold().replace(" ", "")
    problems: list[Problem] = []
    if len(typed) < SHORTEST:
        what = message("비밀번호가 {n}자보다 짧습니다.", n=SHORTEST)
        problems.append(_problem(what, "password_short"))
    if len(typed) > LONGEST:
        problems.append(
            _problem(message("비밀번호가 {n}자보다 깁니다.", n=LONGEST), "password_long")
        )
    if squeezed in _REFUSED or len(set(squeezed)) < 3:
        problems.append(_problem(message("너무 흔한 비밀번호입니다."), "password_common"))
    if any(word and squeezed.strip("0123456789!@#.") == word for word in _words(personal)):
        what = message("이름이나 전자우편, 업체명은 비밀번호로 쓸 수 없습니다.")
        problems.append(_problem(what, "password_personal"))
    return problems


def hash_password(password: str) -> str:
    """Argon2id with its parameters; the password cannot be read back."""
    return _hasher.hash(_plain(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; without a hash it takes as long and is false."""
    try:
        right = _hasher.verify(password_hash or _NOBODY, _plain(password)[: LONGEST * 5])
    except (VerificationError, InvalidHashError):
        return False
    return right and password_hash is not None


def outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def _plain(password: str) -> str:
    return unicodedata.normalize("NFC", password)  # a Mac types Hangul in parts


def _words(personal: tuple[str | None, ...]) -> set[str]:
    words = set(_CONTEXT)
    for text in personal:
        lowered = (text or "").casefold()
        words |= {lowered.replace(" ", ""), lowered.split("@")[0]}
    return {word for word in words if len(word) > 2}


def _problem(what: Message, code: str) -> Problem:
    fix = message("8자 이상, 남이 짐작하기 어려운 문장을 써 주십시오.")
    return Problem("password", what, fix, code=code)
