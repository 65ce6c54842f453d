"""The texts that cells of all sheets share: phonetic readings left out, runs joined."""

import re

from assessment.workbooks.incoming.cells import unescaped
from assessment.workbooks.incoming.markup import DEEPEST, bare, run_expat
from assessment.workbooks.incoming.plain_rows import in_utf8, markup_text

_SIGNS = rb"[^<\x00-\x08\x0b\x0c\x0e-\x1f]*+"
_OPEN = rb"<t(?: xml:space=\"preserve\")?>"
_RUN = re.compile(_OPEN + rb"(" + _SIGNS + rb")</t>")
_LOOK = rb"<rPr>(?:<\w++(?: \w++=\"[^\"<&]*+\")*+/>)*+</rPr>"
_RUNS = rb"(?:<r>(?:" + _LOOK + rb")?+" + _OPEN + _SIGNS + rb"</t></r>)++"
_ENTRY = re.compile(rb"\s*+<si>(?:" + _RUN.pattern + rb"|<t/>|(" + _RUNS + rb"))</si>|([\s\S]++)")
_ODD = (b"&", b"\r", b"\xef\xbf\xbe", b"\xef\xbf\xbf")
"""Signs that do not simply mean themselves."""
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml [^<>]*\?>)?\s*<sst(?: [\w:]+=\"[^\"<&]*\")*>")


def shared_strings(content: bytes) -> list[str]:
    """The texts by their place; how many the part claims to hold does not matter."""
    found = _plain(content)
    if found is None:
        parser = _StringsParser()
        run_expat(content, parser.start, parser.end, parser.data)
        found = parser.texts
    return [unescaped(text) for text in found] if b"_x" in content else found


def _plain(content: bytes) -> list[str] | None:
    head = _HEAD.match(content)
    if head is None or not in_utf8(content):
        return None
    end = content.rfind(b"</sst>")
    if end < head.end() or content[end + 6 :].strip():
        return None
    found = _ENTRY.findall(content[head.end() : end].rstrip())
    if found and found[-1][2]:
        return None
    texts = [b"".join(_RUN.findall(runs)) if runs else text for text, runs, _rest in found]
    try:
        if not any(sign in content for sign in _ODD):
            return b"\x00".join(texts).decode("utf-8").split("\x00") if texts else []
        return [markup_text(text) if text else "" for text in texts]
    except ValueError:
        return None


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
