"""A draw that anybody can do again: outside randomness, hashed with each application."""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.locale import message
from assessment.problems import AssessmentError, Problem

RULE = "sha256-line-feed/1"
"""The rule below, by the name under which it is journalled."""


@dataclass(frozen=True)
class Lottery:
    """What is written down before the call closes: where the randomness will come from, the rule.

    `source` names something published later that nobody here can steer, exactly enough that two
    people read the same characters, e.g. "동행복권 로또 1250회 당첨번호, 작은 수부터, 빈칸 하나씩".
    """

    source: str
    rule: str = RULE


def draw(published: str, applications: Sequence[str]) -> tuple[str, ...]:
    """The applications in the order of the lottery, the first drawn first.

    For each application take SHA-256 of the UTF-8 text: what was published, a line feed, the
    application's id; sort by the 64 hexadecimal digits, smallest first. By hand:
    `printf '%s\\n%s' '3 9 14 22 31 40' 'A-017' | sha256sum`. Both texts are first put into Unicode
    form NFC and stripped of white space at both ends. The order in which ids are given, and
    whether others take part, changes nothing between two of them. Raises AssessmentError for an
    empty text and for an id that is empty or given twice.
    """
    source = _plain(published)
    ids = sorted(_plain(application) for application in applications)
    _refuse(source, ids)
    return tuple(sorted(ids, key=lambda one: digest(source, one)))


def digest(published: str, application: str) -> str:
    """The hexadecimal digest by which an application is drawn."""
    text = f"{_plain(published)}\n{_plain(application)}"
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def tie_break(published: str, applications: Sequence[str]) -> NDArray[np.int64]:
    """Each application's place in the draw, 1 = first, in the order given; for `by_rank`."""
    places = {one: place for place, one in enumerate(draw(published, applications), 1)}
    return np.array([places[_plain(one)] for one in applications], np.int64)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _refuse(source: str, ids: list[str]) -> None:
    problems = []
    if not source:
        problems.append(
            Problem(
                where="lottery",
                what=message("추첨에 쓸 바깥의 난수가 비어 있습니다."),
                fix=message("공고에 적은 출처에서 발표된 값을 그대로 넣으십시오."),
                code="no_randomness",
            )
        )
    wrong = sorted(one for one, times in Counter(ids).items() if not one or times > 1)
    if wrong:
        problems.append(
            Problem(
                where="lottery",
                what=message(
                    "추첨할 신청 번호가 비었거나 겹칩니다: {ids}", ids=", ".join(wrong) or "-"
                ),
                fix=message("신청마다 다른 번호를 하나씩 넣으십시오."),
                code="bad_lottery_ids",
            )
        )
    if problems:
        raise AssessmentError(*problems)
