"""Words that an owner may not know, and words that say nothing which can be seen."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from assessment.definitions.wording.lexicon import Lexicon
from assessment.definitions.wording.texts import Said
from assessment.locale import Message, message
from assessment.problems import Problem

_FOREIGN = re.compile(
    r"(?<![A-Za-z0-9_./@-])[A-Za-z][A-Za-z0-9&+/.-]*[A-Za-z0-9+](?![A-Za-z0-9_@])"
)
_HANJA = re.compile(r"[\u4e00-\u9fff]+")
_IN_PLACE = re.compile(r"([\w가-힣&+/. -]+?)\s?\(([^()]+)\)")
_HANGUL = re.compile(r"[가-힣]")
_ADDRESS = re.compile(r"https?://\S+|\b[\w.-]+\.(?:kr|com|net|org)\S*")
SEEN = frozenset({"question", "descriptor", "check"})


def unexplained(
    texts: Sequence[Said], lexicon: Lexicon, helps: Sequence[Said] | None = None
) -> Iterator[Problem]:
    """Foreign and trade words that neither help nor the text itself explains; once a question.

    `helps` are those of the questionnaire that the texts belong to: a question's own explain what
    stands with it, all of them what stands around. Without, only foreign words are looked for.
    """
    groups: dict[str, list[Said]] = defaultdict(list)
    for said in texts:
        groups[said.item].append(said)
    for item, group in groups.items():
        near = [one for one in helps or () if not item or one.item == item]
        known = _explained([*group, *near])
        told: set[str] = set()
        for said in group:
            for word in _hard_words(said, lexicon, trade=helps is not None):
                folded = word.casefold()
                if folded in told or any(folded in one for one in known):
                    continue
                told.add(folded)
                yield _problem(said, word, lexicon, helps is not None)


def stiff_words(said: Said, lexicon: Lexicon) -> Iterator[Problem]:
    """Official words that have a plain one."""
    yield from _listed(
        said,
        lexicon.stiff,
        lexicon.wording.stiff,
        "lint_stiff",
        message("딱딱한 말이 있습니다: {word}"),
        message("쉬운 말로 바꾸십시오: {plain}"),
    )


def vague_words(said: Said, lexicon: Lexicon) -> Iterator[Problem]:
    """Words in a question or an option that no visitor can be shown."""
    if said.kind in SEEN:
        yield from _listed(
            said,
            lexicon.vague,
            lexicon.wording.vague,
            "lint_vague",
            message("눈으로 확인할 수 없는 말이 있습니다: {word}"),
            message("보거나 셀 수 있는 것으로 바꾸십시오: {plain}"),
        )


def _listed(
    said: Said,
    pattern: re.Pattern[str],
    words: Mapping[str, str],
    code: str,
    what: Message,
    fix: Message,
) -> Iterator[Problem]:
    for word in dict.fromkeys(pattern.findall(said.ko)):
        yield Problem(
            said.where,
            Message(what.text, {"word": word}),
            Message(fix.text, {"plain": words[word]}),
            code,
            "warning",
        )


def _hard_words(said: Said, lexicon: Lexicon, trade: bool) -> Iterable[str]:
    text = _ADDRESS.sub(" ", said.ko)
    for word in _FOREIGN.findall(text):
        parts = [word] if word.casefold() in lexicon.plain else re.split(r"[/&]", word)
        yield from (p for p in parts if len(p) > 1 and p.casefold() not in lexicon.plain)
    if trade:
        yield from lexicon.terms.findall(text)
    yield from _HANJA.findall(text)


def _explained(group: Iterable[Said]) -> set[str]:
    """Help's terms with their words, and what stands beside its meaning in brackets."""
    found = set()
    for said in group:
        if said.kind == "help":
            found.add(said.ko.casefold())
        for before, inside in _IN_PLACE.findall(said.ko):
            if _HANGUL.search(before) or _HANGUL.search(inside):
                found |= {
                    before.split()[-1].casefold() if before.split() else "",
                    inside.casefold(),
                }
    return found - {""}


def _problem(said: Said, word: str, lexicon: Lexicon, has_help: bool) -> Problem:
    meaning = lexicon.wording.terms.get(word)
    fix = message("그 자리에 괄호로 뜻을 적거나 쉬운 말로 바꾸십시오.")
    if has_help and meaning:
        fix = message("help에 풀어 쓰거나 쉬운 말로 바꾸십시오: {meaning}", meaning=meaning)
    elif has_help:
        fix = message("help에 풀어 쓰거나, 그 자리에 괄호로 뜻을 적으십시오.")
    what = message("설명 없이 쓴 말이 있습니다: {word}", word=word)
    return Problem(said.where, what, fix, "lint_term", "warning")
