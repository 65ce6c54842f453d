"""What an offline form says of itself on its hidden sheets, and what of it is signed."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import cast, get_args

from assessment.locale import LANGUAGES
from assessment.method.answers import State
from assessment.workbooks.offline_forms.offline_form import FormAnswer, FormMeta
from assessment.workbooks.outgoing.text import visible

META_SHEET, BASE_SHEET = "_meta", "_base"
MARK = "assessment-form"
"""Stands in the first cell of the sheet that says what a form is."""
_SIGNATURE, _TEXT = "signature", "text."
_STATES = frozenset(get_args(State))
Row = tuple[str, ...]


@dataclass(frozen=True)
class Binding:
    """What the hidden sheets say; `texts` are the headers and words that the form was made with."""

    meta: FormMeta
    base: Mapping[str, FormAnswer]
    signature: str
    texts: Mapping[str, str]


def version_of(rows: Iterable[Row]) -> int | None:
    """The version of the layout; None where this is no form of ours."""
    first = next(iter(rows), ("",))
    if first[0] != MARK:
        return None
    return int(first[1]) if len(first) > 1 and first[1].isdigit() else 0


def meta_rows(meta: FormMeta, signature: str, texts: Mapping[str, str]) -> Iterator[Row]:
    """The rows of the first hidden sheet."""
    yield MARK, str(meta.version)
    for name, value in _told(meta):
        yield name, value
    yield _SIGNATURE, signature
    for name, text in texts.items():
        yield _TEXT + name, text


def base_rows(base: Mapping[str, FormAnswer]) -> Iterator[Row]:
    """The rows of the second hidden sheet: what the form was filled from."""
    for item, one in base.items():
        yield item, one.state, _kept(one.value), _kept(one.reason), _kept(one.comment)


def binding(meta: Iterable[Row], base: Iterable[Row]) -> Binding:
    """The sheets' rows taken back; ValueError or LookupError where they are not as written."""
    rows = list(meta)
    said = {row[0]: row[1] if len(row) > 1 else "" for row in rows}
    languages = {str(one): one for one in LANGUAGES}
    found = FormMeta(
        firm=said["firm"],
        round_id=int(said["round_id"]),
        questionnaire=said["questionnaire"],
        release=said["release"],
        language=languages[said["language"]],
        issued_at=said["issued_at"],
        nonce=said["nonce"],
        filled=said["filled"] == "1",
        version=int(said[MARK]),
    )
    texts = {name[len(_TEXT) :]: text for name, text in said.items() if name.startswith(_TEXT)}
    return Binding(found, dict(_answers(base)), said[_SIGNATURE], texts)


def signed(meta: FormMeta, base: Mapping[str, FormAnswer], texts: Mapping[str, str]) -> bytes:
    """The bytes that the signature is made of: all that the hidden sheets say."""
    held = [dict(_told(meta)), meta.version, sorted(base_rows(base)), sorted(texts.items())]
    return json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()


def _told(meta: FormMeta) -> Iterator[tuple[str, str]]:
    for one in fields(FormMeta):
        value = getattr(meta, one.name)
        if one.name != "version":
            yield one.name, str(int(value)) if isinstance(value, bool) else str(value)


def _answers(rows: Iterable[Row]) -> Iterator[tuple[str, FormAnswer]]:
    for row in rows:
        item, state, value, reason, comment = (*row, "", "", "", "")[:5]
        if state not in _STATES:
            raise ValueError("no such state")
        kept = value if state == "answered" else None  # none of several options is an empty value
        yield item, FormAnswer(cast(State, state), kept, reason or None, comment or None)


def _kept(text: str | None) -> str:
    """As the text comes back from a sheet, so that a signature over it still fits."""
    shown = visible(text or "").replace("\r\n", "\n").replace("\r", "\n")
    return shown if shown.strip() else ""
