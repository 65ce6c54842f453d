"""Sentences that are too long, or that change from 합쇼체 to another style."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from assessment.definitions.wording.lexicon import Lexicon
from assessment.definitions.wording.texts import Said
from assessment.locale import message
from assessment.problems import Problem

_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_OUTER = " .?!\"'”’)）]」』"
_ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]")


def long_sentences(said: Said, lexicon: Lexicon) -> Iterator[Problem]:
    """Each sentence with more signs than its kind may have."""
    limits = lexicon.wording.limits
    most = getattr(limits, said.kind, limits.sentence)
    for sentence in _sentences(said.ko):
        length = len(_ASIDE.sub("", sentence).strip(_OUTER))
        if length > most:
            yield Problem(
                said.where,
                message("문장이 {length}자로 깁니다: {text}", length=length, text=_cut(sentence)),
                message("{most}자 안으로 나누거나 줄이십시오.", most=most),
                "lint_long",
                "warning",
            )


def other_styles(said: Said, lexicon: Lexicon) -> Iterator[Problem]:
    """Each sentence that ends in 해요체 or 해라체, and a question without its mark."""
    for sentence in _sentences(said.ko):
        bare = sentence.strip(_OUTER)
        if lexicon.informal.search(bare):
            yield _style(said, bare)
    if said.kind == "question" and not said.ko.rstrip().endswith(("?", "십시오.")):
        yield Problem(
            said.where,
            message("질문이 물음표로 끝나지 않습니다: {text}", text=_cut(said.ko)),
            message("‘…습니까?’로 끝나게 고치십시오."),
            "lint_tone",
            "warning",
        )


def uneven_styles(texts: Sequence[Said], lexicon: Lexicon) -> Iterator[Problem]:
    """Among the options of one question: a sentence that ends otherwise than most beside it."""
    groups: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for said in texts:
        if said.item and said.kind in ("descriptor", "example"):
            groups[said.item, said.kind].append(said)
    formal = tuple(lexicon.wording.formal)
    for group in groups.values():
        polite = [said.ko.strip(_OUTER).endswith(formal) for said in group]
        if any(polite) and not all(polite):
            for said, is_polite in zip(group, polite, strict=True):
                bare = said.ko.strip(_OUTER)
                if not is_polite and not lexicon.informal.search(bare):
                    yield _style(said, bare)


def _style(said: Said, text: str) -> Problem:
    return Problem(
        said.where,
        message("말끝이 ‘습니다’체가 아닙니다: {text}", text=_cut(text[-40:])),
        message("같은 자리의 다른 글처럼 ‘…습니다’, ‘…습니까?’, ‘…십시오’로 끝내십시오."),
        "lint_tone",
        "warning",
    )


def _sentences(text: str) -> Iterable[str]:
    return (one for line in text.splitlines() for one in _SENTENCE.split(line) if one)


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
