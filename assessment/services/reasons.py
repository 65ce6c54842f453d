"""Reasons that people are given, in both languages, and who can supply what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assessment.definitions.models import Bilingual, Release
from assessment.definitions.programmes import Facts, Programme
from assessment.definitions.shape import read_part
from assessment.locale import Message, language, mark, message, speaking
from assessment.problems import AssessmentError

CHAIN = " · "


@dataclass(frozen=True)
class Words:
    """A text in both languages, shown in the reader's."""

    ko: str
    en: str

    def __str__(self) -> str:
        return self.en if language() == "en" else self.ko


@dataclass(frozen=True)
class Reason:
    """The rule's code and its words."""

    code: str
    words: Words

    def __str__(self) -> str:
        return str(self.words)


@dataclass(frozen=True)
class Missing:
    """A name that a rule needs and nobody has given yet; `supplier` is who can."""

    name: str
    label: Words
    supplier: Words


def words_of(text: Bilingual | Message) -> Words:
    """The text rendered once in each language."""
    if isinstance(text, Bilingual):
        return Words(text.ko, text.en)
    rendered = {}
    for tongue in ("ko", "en"):
        with speaking(tongue):
            rendered[tongue] = str(text)
    return Words(rendered["ko"], rendered["en"])


def joined(parts: list[Words]) -> Words:
    """Several texts in a row."""
    return Words(CHAIN.join(part.ko for part in parts), CHAIN.join(part.en for part in parts))


def fact_definitions(root: Path) -> Facts:
    """The facts that rules may name, as the installation's `data/facts.yaml` words them."""
    path = root / "data" / "facts.yaml"
    return _read_facts(path, path.stat().st_mtime_ns if path.exists() else 0)


@lru_cache(maxsize=8)
def _read_facts(path: Path, _changed: int) -> Facts:
    part = read_part(path, Facts)
    if part.model is None or part.problems:
        raise AssessmentError(*part.problems)
    return part.model


def name_words(facts: Facts, programme: Programme, release: Release) -> dict[str, Missing]:
    """What every name that a rule of the programme may use is called, and who supplies it."""
    firm = words_of(message(_FIRM))
    known = {
        name: Missing(name, words_of(fact.label), words_of(fact.supplier))
        for name, fact in facts.facts.items()
    }
    texts = {tongue: release.texts[tongue] for tongue in ("ko", "en")}
    for item in release.items:
        label = Words(*(texts[tongue].items[item].short for tongue in ("ko", "en")))
        known[item] = Missing(item, label, firm)
    for node in release.scoring.nodes:
        known[node] = Missing(node, _node_words(release, node), firm)
    for axis in release.scoring.axes:
        label = Words(*(texts[tongue].axes[axis].name for tongue in ("ko", "en")))
        known[f"{axis}_level"] = Missing(f"{axis}_level", label, firm)
    for name, text in {"coverage": _COVERAGE, "verified_share": _VERIFIED}.items():
        known[name] = Missing(name, words_of(message(text)), firm)
    for criterion in programme.criteria:
        if criterion.source == "panel":
            supplier = words_of(message(_PANEL))
            known[criterion.id] = Missing(criterion.id, words_of(criterion.name), supplier)
    return known


def missing_of(name: str, known: Mapping[str, Missing]) -> Missing:
    """The missing name in words; a name without words stands for itself."""
    return known.get(name) or Missing(name, Words(name, name), words_of(message(_OFFICE)))


def _node_words(release: Release, node: str) -> Words:
    found = []
    for tongue in ("ko", "en"):
        text = release.texts[tongue]
        area = text.areas.get(node)
        found.append(area.name if area else text.fields.get(node, text.title))
    return Words(*found)


_FIRM = mark("업체(자가진단)")
_PANEL = mark("평가위원")
_OFFICE = mark("사업 담당자")
_COVERAGE = mark("답한 비율")
_VERIFIED = mark("확인된 비율")
