"""The texts that cells of all sheets share: phonetic readings left out, runs joined."""

import re

from assessment.workbooks.cells import unescaped
from assessment.workbooks.markup import DEEPEST, bare, run_expat
from assessment.workbooks.plain_rows import in_utf8, markup_text

_ENTRY = re.compile(
    rb"\s*+<si>(?:<t(?: xml:space=\"preserve\")?>([^<\x00-\x08\x0b\x0c\x0e-\x1f]*+)</t>|<t/>)</si>"
)
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml [^<>]*\?>)?\s*<sst(?: [\w:]+=\"[^\"<&]*\")*>")
_TAIL = re.compile(rb"\s*</sst>\s*")


def shared_strings(content: bytes) -> list[str]:
    """The texts by their place; how many the part claims to hold does not matter."""
    found = _plain(content)
    if found is None:
        parser = _StringsParser()
        run_expat(content, parser.start, parser.end, parser.data)
        found = parser.texts
    return [unescaped(text) for text in found]


def _plain(content: bytes) -> list[str] | None:
    head = _HEAD.match(content)
    if head is None or not in_utf8(content):
        return None
    at = head.end()
    texts: list[str] = []
    try:
        for one in _ENTRY.finditer(content, at):
            if one.start() != at:
                return None
            at = one.end()
            texts.append(markup_text(one[1]) if one[1] else "")
    except ValueError:
        return None
    return texts if _TAIL.fullmatch(content, at) else None


class _StringsParser:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.pieces: list[str] = []
        self.inside = self.phonetic = False
        self.depth = 0

    def start(self, tag: str, _given: dict[str, str]) -> None:
        name = bare(tag)
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError("nested too deep")
        if name == "si":
            self.pieces = []
        elif name == "rPh":
            self.phonetic = True
        elif name == "t":
            self.inside = not self.phonetic

    def end(self, tag: str) -> None:
        name = bare(tag)
        self.depth -= 1
        if name == "si":
            self.texts.append("".join(self.pieces))
        elif name == "rPh":
            self.phonetic = False
        elif name == "t":
            self.inside = False

    def data(self, text: str) -> None:
        if self.inside:
            self.pieces.append(text)
