"""Markup of untrusted parts through expat: no document types, no depth, no flood of elements."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

DEEPEST = 64
_MOST = 200_000


@dataclass(frozen=True)
class Tag:
    """An element without its content; names are without prefixes."""

    name: str
    parent: str
    given: dict[str, str]

    def get(self, name: str) -> str | None:
        """The attribute of this name, whatever prefix stands before it."""
        return next((text for key, text in self.given.items() if bare(key) == name), None)


def run_expat(
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    data: Callable[[str], None],
) -> None:
    """Parse with these handlers; a document type or entity declaration ends it."""

    def forbidden(*_given: object) -> NoReturn:
        raise ValueError("document types are forbidden")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = forbidden
    parser.EntityDeclHandler = forbidden
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.Parse(content, True)


def tags(content: bytes, most: int = _MOST, only: frozenset[str] | None = None) -> list[Tag]:
    """Every element in its order, or only those of these names.

    ValueError when it nests too deep or there are too many of them.
    """
    found: list[Tag] = []
    open_names: list[str] = []

    def start(tag: str, given: dict[str, str]) -> None:
        if len(open_names) >= DEEPEST or len(found) >= most:
            raise ValueError("nested too deep, or too many elements")
        name = bare(tag)
        if only is None or name in only:
            found.append(Tag(name, open_names[-1] if open_names else "", given))
        open_names.append(name)

    def end(_tag: str) -> None:
        open_names.pop()

    run_expat(content, start, end, lambda _text: None)
    return found


def bare(name: str) -> str:
    """The name without its prefix."""
    return name.rsplit(":", 1)[-1]
