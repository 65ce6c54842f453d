"""Passwords: what is refused, and how they are kept."""

import re
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assessment.locale import Message, message
from assessment.problems import AssessmentError, NotAllowed, Problem
from assessment.records.accounts import Account
from assessment.records.firms import Firm
from assessment.services.entry.common_passwords import is_common

SHORTEST = 8
LONGEST = 128
_CONTEXT = (
    *("assessment", "smartfactory", "ansansmarthub", "smarthub", "technopark"),
    *("스마트공장", "스마트허브", "안산스마트허브", "테크노파크"),
)
"""The product and the place."""
_LEGAL_FORMS = re.compile(r"\(주\)|㈜|주식회사|유한회사|\(유\)|co\.?,? ?ltd\.?|inc\.?")

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
    if len(typed) >= SHORTEST and is_common(squeezed):
        problems.append(_problem(message("너무 흔한 비밀번호입니다."), "password_common"))
    if _is_personal(squeezed, _words(personal)):
        what = message("이름이나 전자우편, 업체명은 비밀번호로 쓸 수 없습니다.")
        problems.append(_problem(what, "password_personal"))
    return problems


def new_hash(password: str, *personal: str | None) -> str:
    """The hash of a password that a person chose; a bad one is refused with all that is wrong."""
    problems = check_password(password, *personal)
    if problems:
        raise AssessmentError(*problems)
    return hash_password(password)


def personal_words(account: Account, firm: Firm | None) -> tuple[str | None, ...]:
    """What an acquaintance would try first."""
    numbers = (firm.business_number, firm.representative, firm.phone) if firm else ()
    return (account.email, account.name, firm.name if firm else None, *numbers)


def hash_password(password: str) -> str:
    """Argon2id with its parameters; the password cannot be read back."""
    return _hasher.hash(_plain(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; without a hash it takes as long and is false."""
    try:
        right = _hasher.verify(password_hash or _NOBODY, _plain(password))
    except (VerificationError, InvalidHashError):
        return False
    return right and password_hash is not None


def outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def _plain(password: str) -> str:
    # a Mac types Hangul in parts; more of a stranger's text would take seconds to put in order
    return unicodedata.normalize("NFC", password[: LONGEST * 5])


def _words(personal: tuple[str | None, ...]) -> set[str]:
    words = set(_CONTEXT)
    for text in personal:
        lowered = (text or "").casefold()
        words |= {lowered.replace(" ", ""), lowered.split("@")[0]}
        words.add(re.sub(r"\W", "", _LEGAL_FORMS.sub("", lowered)))
        words |= {re.sub(r"\W", "", part) for part in lowered.split("@")[-1].split(".")[:1]}
    return {word for word in words if len(word) > 2}


def _is_personal(squeezed: str, words: set[str]) -> bool:
    """Whether little is left beside such a word: digits, signs, a few letters, a common word."""
    bare = _LEGAL_FORMS.sub("", squeezed)
    rests = [
        re.sub(r"[\W\d_]", "", typed.replace(word, "", 1))
        for typed in (squeezed, bare)
        for word in words
        if word in typed
    ]
    return any(len(rest) < 4 or is_common(rest) for rest in rests)


def _problem(what: Message, code: str) -> Problem:
    fix = message("8자 이상, 남이 짐작하기 어려운 문장을 써 주십시오.")
    return Problem("password", what, fix, code=code)


def not_ones_own() -> AssessmentError:
    """What somebody is told who is signed in and gives another password than their own."""
    what = message("지금 비밀번호가 맞지 않습니다.")
    fix = message("로그인할 때 쓰는 비밀번호를 적어 주십시오.")
    return NotAllowed(Problem("password", what, fix, code="wrong_password"))
