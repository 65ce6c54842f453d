"""Finds every marked text and keeps both catalogues complete; `make messages` runs it.

A Korean text is its own key. English translations come from the catalogue itself and from JSON
files of {"Korean": "English"} named on the command line.
"""

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "assessment"
KEYWORDS = {"_": None, "mark": None, "message": None, "translate": None}


def marked() -> dict[str, list[str]]:
    """Every marked Korean text with the files that hold it."""
    found: dict[str, list[str]] = {}
    for source in sorted(PACKAGE.rglob("*.py")):
        for text in _texts_of(source):
            found.setdefault(text, []).append(source.relative_to(PACKAGE).as_posix())
    for template in sorted((PACKAGE / "web" / "templates").glob("*.html")):
        for _line, text, *_rest in extract_from_file(
            "jinja2.ext:babel_extract", template, keywords=KEYWORDS
        ):
            if isinstance(text, str) and text:
                found.setdefault(text, []).append(f"web/templates/{template.name}")
    return found


def _texts_of(source: Path) -> Iterator[str]:
    """Babel does not look into f-strings before Python 3.12; the syntax tree does."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            text = node.args[0]
            said = text.value if isinstance(text, ast.Constant) else None
            if node.func.id in KEYWORDS and isinstance(said, str) and said:
                yield said


def path(language: str) -> Path:
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "assessment.po"


def read(language: str) -> dict[str, str]:
    """Text to translation, as the catalogue has it."""
    if not path(language).exists():
        return {}
    with path(language).open("rb") as source:
        return {str(entry.id): str(entry.string) for entry in read_po(source) if entry.id}


def write(language: str, translations: dict[str, str]) -> None:
    catalogue = Catalog(locale=language, project="assessment", charset="utf-8")
    for text, places in sorted(marked().items()):
        files = [(name, 0) for name in sorted(set(places))]
        catalogue.add(text, translations.get(text, ""), locations=[(f, 1) for f, _ in files])
    path(language).parent.mkdir(parents=True, exist_ok=True)
    with path(language).open("wb") as target:
        write_po(
            target, catalogue, width=100, sort_output=True, include_lineno=False, omit_header=False
        )


def update(extra: list[Path]) -> list[str]:
    """Writes both catalogues; returns the texts that still have no English."""
    english = read("en")
    for file in extra:
        english |= json.loads(file.read_text(encoding="utf-8"))
    write("ko", {text: text for text in marked()})
    write("en", english)
    return [text for text in marked() if not english.get(text)]


if __name__ == "__main__":
    for text in update([Path(name) for name in sys.argv[1:]]):
        print(text)
