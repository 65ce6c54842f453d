"""Texts that stand in one language only."""

import re
from collections.abc import Iterator

from assessment.definitions.source import Document
from assessment.definitions.wording.texts import Said
from assessment.locale import Message, message
from assessment.problems import Problem

_HANGUL = re.compile(r"[가-힣]")
_BRACKETS = re.compile(r"\([^()]*\)|'[^']*'|\"[^\"]*\"|“[^”]*”|‘[^’]*’")
_LETTERS = re.compile(r"[A-Za-z]{2,}")


def untranslated(said: Said) -> Iterator[Problem]:
    """No English, Korean signs in the English, or English words in the Korean's place."""
    if said.en is None:
        yield _missing(said.where, message("영어 글이 없습니다: {text}", text=_cut(said.ko)))
    elif _HANGUL.search(_BRACKETS.sub("", said.en)):
        what = message("영어 글에 한글이 남아 있습니다: {text}", text=_cut(said.en))
        yield _missing(said.where, what)
    elif not _HANGUL.search(said.ko) and len(_LETTERS.findall(said.ko)) > 1:
        yield _missing(said.where, message("한국어 글이 영어로 쓰여 있습니다: {text}",
                                           text=_cut(said.ko)))  # fmt: skip


def missing_korean(ko: Document, en: Document) -> Iterator[Problem]:
    """What `en.yaml` says and `ko.yaml` does not; a help that only one has."""
    items = _items(en), _items(ko)
    for name, english in items[0].items():
        korean = items[1].get(name, {})
        route = ("items", name)
        if bool(korean.get("help")) != bool(english.get("help")):
            what = message("{item}에 help가 한 언어에만 있습니다.", item=name)
            yield _missing(ko.where(*route, "help"), what)
        if english.get("check") and not korean.get("check"):
            what = message("{item}에 check가 영어로만 있습니다.", item=name)
            yield _missing(en.where(*route, "check"), what)
        yield from _options(en, name, korean.get("options") or {}, english.get("options") or {})


def _options(
    en: Document, item: str, korean: dict[str, dict[str, str]], english: dict[str, dict[str, str]]
) -> Iterator[Problem]:
    for option, words in english.items():
        for kind in ("example", "evidence"):
            if kind in words and kind not in korean.get(option, {}):
                what = message("{item} {option}에 {kind}이(가) 영어로만 있습니다.",
                               item=item, option=option, kind=kind)  # fmt: skip
                yield _missing(en.where("items", item, "options", option, kind), what)


def _items(document: Document) -> dict[str, dict[str, dict[str, dict[str, str]]]]:
    content = document.content if isinstance(document.content, dict) else {}
    items = content.get("items")
    return items if isinstance(items, dict) else {}


def _missing(where: str, what: Message) -> Problem:
    fix = message("두 언어에 같은 뜻의 글을 쓰십시오.")
    return Problem(where, what, fix, "lint_untranslated", "warning")


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
