"""Text as cells hold it: never a formula, matched by what a person reads in it."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Literal

from assessment.locale import translate as _

_DANGER = "=+\\-@\t\r\n\x00＝＋－＠"
_GUARDED = re.compile(f"'*[{_DANGER}]")
_MARKED = re.compile(f"'+[{_DANGER}]")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_NAMES = re.compile(r"[^\w가-힣.()\[\]+-]+")
_NOT_IN_SHEETS = re.compile(r"[|\\/?*:\[\]\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")
_ACCENTS = re.compile("((?:[^\\w\\s\x00-\x7f]|[\uff9e\uff9f]){30})")
_SOON_DONE = 200
_LONGEST_FILE = 200
"""Bytes of a file's name without its suffix; file systems take 255."""
_LONGEST_SHEET = 31
LONGEST = 32_767
"""Units of UTF-16 that a cell holds."""


def neutral(text: str) -> str:
    """The text for a CSV cell: an apostrophe before what a spreadsheet would take for a formula."""
    return "'" + text if _GUARDED.match(text) else text


def restored(text: str) -> str:
    """What `neutral` was given: exactly one apostrophe before a formula's sign is taken away."""
    return text[1:] if _MARKED.match(text) else text


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet that is asked to edit this text would take it for a formula."""
    return _GUARDED.match(text) is not None


def visible(text: str) -> str:
    """The text without signs that a workbook cannot hold, each made visible."""
    # what can be printed holds none of them; the pattern is slow over many thousand cells
    return text if text.isprintable() else _UNSEEN.sub("\ufffd", text)


def fitted(text: str, most: int = LONGEST) -> str:
    """What a cell can hold of the text; where it is too long its end says so, and how long it is.

    A sign beyond the basic plane (an emoji) counts twice there.
    """
    shown = visible(text)
    if len(shown) * 2 <= most or _units(shown) <= most:
        return shown
    told = _("… [잘림: 모두 {count}자]", count=f"{len(text):,}")
    return _cut(shown, most - _units(told)) + told


def sheet_name(text: str, taken: Collection[str] = ()) -> str:
    """A name that a sheet can have, unlike those that are taken; what no name can hold is `_`.

    So is a bar: quoted in a formula, such a name could be taken for another program's.
    """
    plain = _NOT_IN_SHEETS.sub("_", trimmed(text)).strip("'") or "_"
    used = {one.casefold() for one in taken} | {"history"}  # Excel keeps that one for itself
    name, number = _cut(plain, _LONGEST_SHEET).rstrip("'"), 1
    while name.casefold() in used:
        number += 1
        end = f" ({number})"
        name = _cut(plain, _LONGEST_SHEET - len(end)).rstrip() + end
    return name


def _units(text: str) -> int:
    return len(text) + sum(sign > "\uffff" for sign in text)


def _cut(text: str, most: int) -> str:
    """As much of the text as has so many units; no sign is halved."""
    if _units(text) <= most:
        return text
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def escaped(text: str) -> str:
    """The text as a workbook's markup must hold it so that `_x0041_` and line ends stay."""
    return _ESCAPE.sub("_x005F_", text).replace("\r", "_x000D_")


def composed(text: str, form: Literal["NFC", "NFKC"] = "NFKC") -> str:
    """The text in a form of Unicode's; of more than thirty accents in a row each thirty alone.

    Putting them in order takes time by the square of their number: seconds for a cell full.
    """
    if len(text) < _SOON_DONE:
        return unicodedata.normalize(form, text)
    return "".join(unicodedata.normalize(form, part) for part in _ACCENTS.split(text))


def fold(text: str) -> str:
    """What two spellings of a header share: width, white space and case do not matter."""
    return "".join(composed(text).split()).casefold()


def trimmed(text: str) -> str:
    """The text on one line in its composed form, without white space around it."""
    return " ".join(composed(text, "NFC").split())


def file_name(*parts: object, suffix: str = ".xlsx") -> str:
    """`업체명_회차_날짜.xlsx`; what a file system or a header could misread becomes `_`.

    Of a name that is too long the longest part is cut, so that round and day stay.
    """
    told = (_NOT_IN_NAMES.sub("_", trimmed(visible(str(part)))) for part in parts)
    named = [part for part in (one.strip("._").lstrip("-+") for one in told) if part]
    while _bytes(named) > _LONGEST_FILE:
        longest = max(range(len(named)), key=lambda place: len(named[place].encode()))
        named[longest] = named[longest][:-1]
    return f"{'_'.join(named) or 'file'}{suffix}"


def _bytes(parts: Sequence[str]) -> int:
    return len("_".join(parts).encode())


def lines_of(value: object, width: float) -> int:
    """How many lines a text takes in a column so wide; Korean signs are wide."""
    if not isinstance(value, str):
        return 1
    lines = 0
    for line in value.splitlines() or [""]:
        size = sum(1.8 if ord(sign) > 0x1100 else 0.95 for sign in line)
        lines += max(1, -(-int(size) // max(1, int(width - 1.5))))
    return lines
