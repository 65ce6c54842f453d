"""`data/wording.yaml`: the words, endings and limits by which texts are judged."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from assessment.definitions.shape import read_part
from assessment.definitions.values import Frozen, Whole, Words
from assessment.problems import Problem


class Limits(Frozen):
    """Most signs of a sentence of this kind; `rules` put two answers side by side."""

    question: Whole
    descriptor: Whole
    label: Whole
    short: Whole
    rules: Whole
    sentence: Whole
    """Of any other kind."""


class Accepted(Frozen):
    """A warning that stays as it is, with the reason; `text` is a part of the text warned of."""

    code: Words
    text: Words
    why: Words


class Wording(Frozen):
    """The lexicon as a file."""

    format: Literal["wording/1"]
    limits: Limits
    formal: tuple[Words, ...]
    """Last syllables of a sentence in 합쇼체."""
    informal: tuple[Words, ...]
    """Patterns of a last word in any other style."""
    plain: tuple[Words, ...]
    """Foreign words that an owner knows without an explanation."""
    names: tuple[Words, ...]
    """Names of institutions and products."""
    terms: dict[str, Words]
    """Words of the trade to what they mean: to be explained in `help`, or where they stand."""
    stiff: dict[str, Words]
    """Official words to the plain words that replace them."""
    vague: dict[str, Words]
    """Words that nobody can see in a factory to what could be asked instead."""
    mutual: tuple[Words, ...]
    """Verbs for which "A와 B를" is one thing, not two."""
    accepted: tuple[Accepted, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    """The lexicon ready to be searched for."""

    wording: Wording

    @cached_property
    def plain(self) -> frozenset[str]:
        known = (*self.wording.plain, *self.wording.names)
        return frozenset(word.casefold() for word in known)

    @cached_property
    def terms(self) -> re.Pattern[str]:
        return _beginning(self.wording.terms)

    @cached_property
    def stiff(self) -> re.Pattern[str]:
        return _beginning(self.wording.stiff)

    @cached_property
    def vague(self) -> re.Pattern[str]:
        return _beginning(self.wording.vague)

    @cached_property
    def informal(self) -> re.Pattern[str]:
        return re.compile(f"(?:{'|'.join(self.wording.informal)})$")

    def accepts(self, problem: Problem, text: str) -> bool:
        """Whether this warning was looked at and let stand."""
        accepted = self.wording.accepted
        return any(one.code == problem.code and one.text in text for one in accepted)


def read_lexicon(path: Path, cache: Path | None = None) -> tuple[Lexicon | None, list[Problem]]:
    """The lexicon, or what is wrong with it; neither where there is no such file."""
    if not path.exists():
        return None, []
    part = read_part(path, Wording, cache)
    if part.model is None or part.problems:
        return None, [*part.problems]
    return Lexicon(part.model), []


def _beginning(words: Iterable[str]) -> re.Pattern[str]:
    """Any of these where a word begins; what follows may be a particle or a longer word."""
    longest = sorted(words, key=len, reverse=True)
    return re.compile(f"(?<![가-힣])(?:{'|'.join(map(re.escape, longest)) or '(?!)'})")
