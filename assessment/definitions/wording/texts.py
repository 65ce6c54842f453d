"""What a definition file says to people, piece by piece, both languages side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessment.definitions.source import Document, Route

UNSAID = frozenset({"source", "rule", "format", "language", "id", "needs", "paid_by", "tags"})


@dataclass(frozen=True)
class Said:
    """One text. `kind` is its key in the file; `item` names the question that it belongs to.

    `en` is None where the other language has no such text.
    """

    document: Document
    route: Route
    kind: str
    ko: str
    en: str | None
    item: str = ""

    @property
    def where(self) -> str:
        return self.document.where(*self.route)


def texts_of(ko: Document, en: Document) -> list[Said]:
    """Every text of `ko.yaml` beside that of `en.yaml`; help terms stand without their partner."""
    return [*_texts(ko, en, ko.content, en.content, ())]


def bilingual_of(document: Document) -> list[Said]:
    """Every `{ko, en}` pair of a file that carries both languages; an action's with its item."""
    return [*_pairs(document, document.content, (), "")]


def _texts(ko: Document, en: Document, left: Any, right: Any, route: Route) -> Iterator[Said]:
    if isinstance(left, dict):
        for key, value in left.items():
            if key in UNSAID:
                continue
            other = right.get(key) if isinstance(right, dict) else None
            if key == "help" and isinstance(value, dict):
                yield from _help(ko, value, (*route, key))
            else:
                yield from _texts(ko, en, value, other, (*route, str(key)))
    elif isinstance(left, str):
        yield Said(ko, route, _kind(route), left, _text(right), _item(route))


def _help(ko: Document, terms: Mapping[str, Any], route: Route) -> Iterator[Said]:
    for term, words in terms.items():
        if isinstance(words, str):
            # Terms differ by language, so there is no single text to stand beside this one.
            yield Said(ko, (*route, term), "help", f"{term}: {words}", "", _item(route))


def _pairs(document: Document, value: Any, route: Route, item: str) -> Iterator[Said]:
    if isinstance(value, dict):
        if isinstance(value.get("ko"), str):
            kind = next((step for step in reversed(route) if isinstance(step, str)), "")
            yield Said(document, (*route, "ko"), kind, value["ko"], _text(value.get("en")), item)
            return
        item = _text(value.get("item")) or item
        for key, inner in value.items():
            if key not in UNSAID:
                yield from _pairs(document, inner, (*route, str(key)), item)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _pairs(document, inner, (*route, place), item)


def _kind(route: Route) -> str:
    if route[0] in ("rules", "reasons", "fields"):
        return str(route[0])
    return str(route[-1])


def _item(route: Route) -> str:
    return str(route[1]) if len(route) > 1 and route[0] == "items" else ""


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
