"""Text as cells hold it: never a formula, matched by what a person reads in it."""

import re
import unicodedata
from pathlib import PurePath

_DANGER = "=+\\-@\t\r\n\x00＝＋－＠"
_GUARDED = re.compile(f"'*[{_DANGER}]")
_MARKED = re.compile(f"'+[{_DANGER}]")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_NAMES = re.compile(r"[^\w가-힣.()\[\]+-]+")
LONGEST = 32_767


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
    return _UNSEEN.sub("\ufffd", text)


def escaped(text: str) -> str:
    """The text as a workbook's markup must hold it so that `_x0041_` and line ends stay."""
    return _ESCAPE.sub("_x005F_", text).replace("\r", "_x000D_")


def fold(text: str) -> str:
    """What two spellings of a header share: width, white space and case do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def trimmed(text: str) -> str:
    """The text on one line in its composed form, without white space around it."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def file_name(*parts: object, suffix: str = ".xlsx") -> str:
    """`업체명_회차_날짜.xlsx`; what a file system or a header could misread becomes `_`."""
    named = (_NOT_IN_NAMES.sub("_", trimmed(str(part))).strip("._") for part in parts)
    stem = "_".join(part[:80] for part in named if part)
    return f"{PurePath(stem or 'file').name[:180]}{suffix}"


def lines_of(value: object, width: float) -> int:
    """How many lines a text takes in a column so wide; Korean signs are wide."""
    if not isinstance(value, str):
        return 1
    lines = 0
    for line in value.splitlines() or [""]:
        size = sum(1.8 if ord(sign) > 0x1100 else 0.95 for sign in line)
        lines += max(1, -(-int(size) // max(1, int(width - 1.5))))
    return lines
