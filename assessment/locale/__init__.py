"""Every text a person reads: marked in the code, kept in `ko` and `en`, rendered when shown."""

import gettext
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")
_current: ContextVar[Language] = ContextVar("language", default="ko")
_COUNTED = re.compile(r"\{(\w+):([^{}|]*)\|([^{}|]*)\}")


@cache
def _catalogue(language: Language) -> gettext.GNUTranslations:
    path = Path(__file__).parent / language / "LC_MESSAGES" / "assessment.po"
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Render every text inside the block in this language."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def speak(language: Language) -> None:
    """Render texts of this thread or task in this language from here on."""
    _current.set(language)


def language() -> Language:
    """The language in which texts are rendered now."""
    return _current.get()


def mark(text: str) -> str:
    """The text itself; marks it for the catalogues where it cannot be rendered yet."""
    return text


def translate(text: str, /, **values: object) -> str:
    """The text in the current language with `{name}` places filled; import it as `_`.

    A translation may say `{n} {n:month|months}`: the first word where `n` is 1.
    """
    rendered = _catalogue(_current.get()).gettext(text) if text else ""
    if not values:
        return rendered
    if "|" in rendered:
        rendered = _COUNTED.sub(lambda at: at[2 if str(values[at[1]]) == "1" else 3], rendered)
    return rendered.format(**values)


@dataclass(frozen=True)
class Message:
    """A marked text and what fills its `{name}` places, rendered when it is shown."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        shown = {name: str(value) for name, value in self.values.items()}
        return translate(self.text, **shown)


def message(text: str, /, **values: object) -> Message:
    """A message for a problem or a reason; the Korean text is the key of both catalogues."""
    return Message(text, values)
