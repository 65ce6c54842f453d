"""Reasons that people are given, in both languages, and who can supply what is missing."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from assessment.definitions.installed import installed
from assessment.definitions.programmes import Facts, Programme
from assessment.definitions.releases import Release
from assessment.definitions.values import Bilingual
from assessment.locale import Language, Message, language, mark, message, speaking
from assessment.services.assessing.item_texts import item_text

CHAIN = " · "
TONGUES: tuple[Language, Language] = ("ko", "en")


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


def change_words(row: Mapping[Hashable, Any]) -> Words:
    """What alone would have let a row of a ranking in: points, money, places or a wider quota."""
    if not row["binding"]:
        return Words("", "")
    told = (
        ("points_needed", _POINTS),
        ("won_needed", _WON),
        ("places_needed", _PLACES),
        ("quota_needed", _QUOTA),
    )
    ways = [
        words_of(message(text, more=_amount(float(row[name]), name)))
        for name, text in told
        if row[name] == row[name]
    ]
    if not ways:
        return words_of(message("한 가지만 바꾸어서는 선정되지 않음"))
    if len(ways) == 1:
        return words_of(message("{way} 선정", way=ways[0]))
    return words_of(message("다음 가운데 하나면 선정: {ways}", ways=joined(ways)))


def _amount(value: float, name: str) -> str:
    if name != "points_needed":
        return f"{value:,.0f}"
    # upward: what is said must be enough
    return f"{ceil(round(value * 100, 7)) / 100:,.2f}".rstrip("0").rstrip(".")


def fact_definitions(root: Path) -> Facts:
    """The facts that rules may name, as the installation's `data/facts.yaml` words them."""
    return installed(root, "facts", Facts)


def name_words(facts: Facts, programme: Programme, release: Release) -> dict[str, Missing]:
    """What every name that a rule of the programme may use is called, and who supplies it."""
    firm = words_of(message(_FIRM))
    known = {
        name: Missing(name, words_of(fact.label), words_of(fact.supplier))
        for name, fact in facts.facts.items()
    }
    texts = {tongue: release.texts[tongue] for tongue in TONGUES}
    for item in release.items:
        known[item] = Missing(item, _item_words(release, item), firm)
    for node in release.scoring.nodes:
        known[node] = Missing(node, _node_words(release, node), firm)
    for axis in release.scoring.level_axes:
        label = Words(*(texts[tongue].axes[axis].name for tongue in TONGUES))
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


def _item_words(release: Release, item: str) -> Words:
    found = []
    for tongue in TONGUES:
        with speaking(tongue):
            found.append(item_text(release, item).short)
    return Words(*found)


def _node_words(release: Release, node: str) -> Words:
    found = []
    for tongue in TONGUES:
        text = release.texts[tongue]
        area = text.areas.get(node)
        found.append(area.name if area else text.fields.get(node, text.title))
    return Words(*found)


_POINTS = mark("점수 {more}점이 더 있으면")
_WON = mark("예산 {more}원이 더 있으면")
_PLACES = mark("선정 수 {more}곳이 더 있으면")
_QUOTA = mark("쿼터 {more}곳이 더 있으면")
_FIRM = mark("업체(자가진단)")
_PANEL = mark("평가위원")
_OFFICE = mark("사업 담당자")
_COVERAGE = mark("답한 비율")
_VERIFIED = mark("확인된 비율")


def value_name(root: Path, fact: str, value: str | None) -> str | None:
    """What `data/facts.yaml` calls this value of a fact; one without a name is shown as it is."""
    if value is None:
        return None
    named = fact_definitions(root).facts[fact].values.get(value)
    return str(words_of(named)) if named else value
