"""Offline forms made for tests, and changed as people change them: cell by cell in a program."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

import openpyxl

from assessment.definitions.releases import Release
from assessment.locale import Language
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.offline_forms.offline_form import FilledForm, FormAnswer, FormMeta
from assessment.workbooks.offline_forms.offline_form_contents import FormFacts
from assessment.workbooks.offline_forms.offline_form_reading import FormReader
from assessment.workbooks.offline_forms.offline_form_writing import FormMaker
from assessment.workbooks.templates.parts import with_parts

META = FormMeta(
    firm="f" * 32,
    round_id=7,
    questionnaire="every-item",
    release="a" * 64,
    language="ko",
    issued_at="2026-11-22T03:00:00+00:00",
    nonce="n" * 32,
)
ANSWERS = "xl/worksheets/sheet2.xml"
VISIBLE = ("xl/worksheets/sheet1.xml", ANSWERS)
Answers = Mapping[str, FormAnswer]


def said(value: str, comment: str | None = None) -> FormAnswer:
    return FormAnswer("answered", value, None, comment)


def sign(content: bytes) -> str:
    return sha256(b"a secret" + content).hexdigest()


def maker_of(release: Release, language: Language = "ko", *, demo: bool = False) -> FormMaker:
    return FormMaker(release, language, sign, demo)


def facts_of(release: Release, answers: Answers, language: Language = "ko") -> FormFacts:
    meta = replace(META, questionnaire=release.id, language=language)
    return FormFacts(meta, "한빛정밀 & <주>", "2026년 2회차", "2026-11-22", answers)


def typed(maker: FormMaker, facts: FormFacts, answers: Answers) -> bytes:
    """The form with these answers typed over those that it was handed out with."""
    mine = admit("a.xlsx", maker.make(facts)).archive
    other = admit("a.xlsx", maker.make(replace(facts, answers=answers))).archive
    assert mine is not None
    assert other is not None
    return with_parts(mine, {name: other.read(name) for name in VISIBLE})


def edited(content: bytes, change: Callable[[Any], None]) -> bytes:
    """The form after `change` worked on its sheet of answers (or its book) in another program."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book["문항과 답"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def marked_up(content: bytes, cell: str, inside: str, kind: str = "") -> bytes:
    """The form with this markup inside one cell of the sheet of answers; the look stays."""
    archive = admit("a.xlsx", content).archive
    assert archive is not None
    sheet = archive.read(ANSWERS).decode()
    typed_as = f' t="{kind}"' if kind else ""
    pattern = rf'<c r="{cell}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)'
    changed, count = re.subn(pattern, rf'<c r="{cell}"\1{typed_as}>{inside}</c>', sheet, count=1)
    assert count == 1
    return with_parts(archive, {ANSWERS: changed.encode()})


def with_member(content: bytes, name: str, pattern: str, to: str) -> bytes:
    """The form with one of its parts changed."""
    archive = admit("a.xlsx", content).archive
    assert archive is not None
    changed, count = re.subn(pattern, to, archive.read(name).decode())
    assert count
    return with_parts(archive, {name: changed.encode()})


def without_sheet(content: bytes, name: str) -> bytes:
    def remove(sheet: Any) -> None:
        del sheet.parent[name]

    return edited(content, remove)


def read(release: Release | None, content: bytes, name: str = "한빛정밀.xlsx") -> FilledForm:
    return FormReader(sign, lambda _digest: release).read(admit(name, content))


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
