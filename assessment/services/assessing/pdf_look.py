"""What kind of PDF it is; run in a process of its own, because its parser may never return."""

import io

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from assessment.services.confined import answer

_ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")


def look(content: bytes) -> str:
    """`broken`, `encrypted`, `no_pages`, `active` or `plain`."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            return "encrypted"
        if len(reader.pages) == 0:
            return "no_pages"
        return "active" if _runs_something(reader, content) else "plain"
    except Exception:  # pypdf raises what it likes on a broken file: each is a refusal
        return "broken"


def _runs_something(reader: PdfReader, content: bytes) -> bool:
    """Scripts, launched programs, attachments: in plain sight or behind the catalogue."""
    root = reader.root_object
    opening = root["/OpenAction"].get_object() if "/OpenAction" in root else None
    acts = isinstance(opening, DictionaryObject) and opening.get("/S") != "/GoTo"
    hidden = {"/JavaScript", "/EmbeddedFiles"} & _keys(root, "/Names")
    own = "/AA" in root or "/XFA" in _keys(root, "/AcroForm")
    return acts or bool(hidden) or own or any(sign in content for sign in _ACTIVE)


def _keys(holder: DictionaryObject, name: str) -> set[str]:
    held = holder[name].get_object() if name in holder else None
    return set(held) if isinstance(held, DictionaryObject) else set()


if __name__ == "__main__":
    answer(look)
