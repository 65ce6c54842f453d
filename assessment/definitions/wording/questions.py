"""Questions that ask two things at once, and options that can both be true."""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessment.definitions.wording.lexicon import Lexicon
from assessment.definitions.wording.texts import Said
from assessment.locale import message
from assessment.problems import Problem

_OBJECT = "(?:을|를|은|는|이|가)"
_LISTED = re.compile(rf"[가-힣A-Za-z]+(?:·[가-힣A-Za-z]+)+{_OBJECT}(?= )")
_WITH = re.compile(rf"[가-힣A-Za-z]+(?:와|과|하고) [가-힣A-Za-z ]{{1,12}}?{_OBJECT}(?= )")
_EITHER = re.compile(r"[가-힣]+거나 | 또는 | 혹은 | 및 |[가-힣]+든지 ")
_OR = re.compile(rf"(?:[가-힣]+이나|[A-Za-z]+나|[가-힣]+나) [가-힣A-Za-z]+{_OBJECT}(?= )")
_ALSO = re.compile(r"([가-힣]+(?:하고|되고|[^하되 ]고|하며|되며|으며)),? ([가-힣]+)")
_NOT_OR = re.compile(r"^(?:얼마나|언제나|누구나|어디나|하나|그러나|혹시나|거나)")
_NOT_VERBS = re.compile(r"(?:창|재|사|최|광|보|참|경|신|원|충|권|공|중|통|예|상)고$")
_INTENDS = re.compile(r"(?:려|자|라|다|냐)고$")
_AUXILIARY = ("있", "싶", "계", "나서", "나면", "나온", "서")
_RANGE = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*[~∼–-]\s*(\d[\d,]*(?:\.\d+)?)\s*([%가-힣]+)")
_BOUND = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([%가-힣]+?)\s*(이상|이하|미만|초과|까지|부터)")


def double_questions(said: Said, lexicon: Lexicon) -> Iterator[Problem]:
    """A question with two objects, two verbs or two marks; asked of one answer, it has none."""
    if said.kind != "question":
        return
    found = _two_things(said.ko, lexicon)
    if found:
        yield Problem(
            said.where,
            message("한 번에 둘을 묻는 것 같습니다: {text}", text=found.strip()),
            message("하나만 묻거나 문항을 나누십시오."),
            "lint_double",
            "warning",
        )


def _two_things(text: str, lexicon: Lexicon) -> str:
    if text.count("?") > 1:
        return text
    mutual = any(verb in text for verb in lexicon.wording.mutual)
    for pattern in (_LISTED, _EITHER) if mutual else (_LISTED, _EITHER, _WITH):
        if match := pattern.search(text):
            return match[0]
    for match in _OR.finditer(text):
        if not _NOT_OR.match(match[0]):
            return match[0]
    for match in _ALSO.finditer(text):
        verb, after = match.groups()
        if (
            _NOT_VERBS.search(verb)
            or _INTENDS.search(verb)
            or after.startswith(_AUXILIARY)
            or _describes(after)
        ):
            continue
        return match[0]
    return ""


def _describes(word: str) -> bool:
    """Whether a verb in this form describes the noun that follows ("멈춘 시간")."""
    final = (ord(word[-1]) - 0xAC00) % 28
    return word[-1] not in "은는을를" and final in (4, 8)


# ---- options that can both be true ---------------------------------------------------------


@dataclass(frozen=True)
class _Span:
    low: float
    high: float
    unit: str

    def meets(self, other: "_Span") -> bool:
        return self.unit == other.unit and self.low <= other.high and other.low <= self.high


def overlapping_options(texts: Sequence[Said]) -> Iterator[Problem]:
    """Two options of one question whose ranges of numbers share a value."""
    groups: dict[str, list[tuple[Said, _Span]]] = defaultdict(list)
    for said in texts:
        if said.item and said.kind == "label" and (span := _span(said.ko)):
            groups[said.item].append((said, span))
    for said in texts:
        if said.item and said.kind == "descriptor" and (span := _span(said.ko)):
            options = {one.route[:-1] for one, _ in groups[said.item]}
            if said.route[:-1] not in options:
                groups[said.item].append((said, span))
    for group in groups.values():
        for (one, first), (other, second) in itertools.combinations(group, 2):
            if first.meets(second) and not _both_open(first, second):
                yield Problem(
                    other.where,
                    message("두 선택지의 범위가 겹칩니다: {one} / {other}", one=one.ko,
                            other=other.ko),
                    message("한 값이 한 선택지에만 들게 고치십시오."),
                    "lint_overlap",
                    "warning",
                )  # fmt: skip


def _span(text: str) -> _Span | None:
    """The only range that a text gives, if it gives just one."""
    ranges = [_Span(_number(a), _number(b), unit) for a, b, unit in _RANGE.findall(text)]
    bounds = _BOUND.findall(text)
    if len(ranges) == 1 and not bounds:
        return ranges[0]
    if ranges or not 1 <= len(bounds) <= 2 or len({unit for _, unit, _ in bounds}) > 1:
        return None
    low, high = float("-inf"), float("inf")
    for number, _, word in bounds:
        value = _number(number)
        if word in ("이상", "부터"):
            low = value
        elif word == "초과":
            low = value + 1e-9
        else:
            high = value - (1e-9 if word == "미만" else 0)
    return _Span(low, high, bounds[0][1])


def _both_open(one: _Span, other: _Span) -> bool:
    """ "10 이상" below "30 이상" is a staircase: whoever has 30 takes the higher one."""
    return (one.high == other.high == float("inf")) or (one.low == other.low == float("-inf"))


def _number(text: str) -> float:
    return float(text.replace(",", ""))
