"""Large sheets poured as markup into a workbook that XlsxWriter has drawn: its looks, our rows.

The shell draws one sample row; its looks are taken for every row that is poured in its place.
Pieces of a row hold `ROW` where the row's number belongs, so that a row costs one replacement.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape

from assessment.workbooks.outgoing.text import escaped, fitted

ROW = "\x00"
Looks = Mapping[str, str]
"""Column letters to the number of the look, as the sample row has it."""
Held = str | float | bool | None
Figure = tuple[str, Sequence[Held]]
"""A column: its formula (or none) and the value in each row."""
_FIXED = (1980, 1, 1, 0, 0, 0)  # so that the same rows give the same bytes
_LEVEL = 4
_CHUNK, _BLOCK = 512, 1024
_SHEET = re.compile(rb'<sheet name="([^"]*)" sheetId="(\d+)"')
_DIMENSION = re.compile(r'<dimension ref="([A-Z]+\d+:[A-Z]+)\d+"/>')
_CELL = re.compile(r'<c r="([A-Z]+)\d+"(?: s="(\d+)")?')


@dataclass(frozen=True, eq=False)
class Rows:
    """`markup` gives the cells of each row; the sample stands at row `first` (from 1)."""

    first: int
    count: int
    markup: Callable[[Looks], Iterable[str]]


def pour(shell: bytes, sheets: Mapping[str, Rows]) -> bytes:
    """The shell with these sheets' sample rows replaced; every other part as it was."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(shell)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as made,
    ):
        parts = _parts(source.read("xl/workbook.xml"))
        rows = {parts[name]: one for name, one in sheets.items()}
        for entry in source.infolist():
            info = zipfile.ZipInfo(entry.filename, _FIXED)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = entry.external_attr
            info._compresslevel = _LEVEL  # type: ignore[attr-defined]  # by hand: no default
            content = source.read(entry)
            if entry.filename not in rows:
                made.writestr(info, content)
                continue
            with made.open(info, "w", force_zip64=True) as part:
                for piece in _poured(content.decode(), rows[entry.filename]):
                    part.write(piece.encode())
    return target.getvalue()


def cells(letters: str, look: str, values: Iterable[Held], formula: str = "") -> list[str]:
    """One cell's markup for each value of a column; of a formula the values are what it gave."""
    start = f'<c r="{letters}{ROW}"' + (f' s="{look}"' if look else "")
    told = f"<f>{escape(formula, quote=False)}</f>" if formula else ""
    known: dict[Held, str] = {}
    made = []
    for value in values:
        if type(value) is float:
            made.append(f"{start}>{told}<v>{value!r}</v></c>")
        elif type(value) is bool:  # in a dictionary it would be taken for a number
            made.append(_cell(start, told, value))
        else:
            found = known.get(value)
            if found is None:
                found = known[value] = _cell(start, told, value)
            made.append(found)
    return made


def columns(told: Sequence[tuple[str, Figure]], count: int) -> Callable[[Looks], Iterator[str]]:
    """The rows of these columns, each under its letters, made some at a time."""

    def markup(looks: Looks) -> Iterator[str]:
        for start in range(0, count, _BLOCK):
            block = slice(start, start + _BLOCK)
            made = [
                cells(letters, looks.get(letters, ""), values[block], formula)
                for letters, (formula, values) in told
            ]
            yield from map("".join, zip(*made, strict=True))

    return markup


@lru_cache(maxsize=1 << 16)
def marked(text: str) -> str:
    """The text as it stands in markup."""
    return escape(escaped(fitted(text)), quote=False)


def part_of(book: bytes, sheet: str) -> str:
    """The part that holds this sheet of a workbook of XlsxWriter's."""
    return _parts(book)[sheet]


def _cell(start: str, told: str, value: Held) -> str:
    if isinstance(value, str):
        text = marked(value)
        if told:
            return f'{start} t="str">{told}<v>{text}</v></c>'
        return f'{start} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(value, bool):
        return f'{start} t="b">{told}<v>{int(value)}</v></c>'
    if value is None:
        return f"{start}>{told}</c>" if told else f"{start}/>"
    return f"{start}>{told}<v>{value!r}</v></c>"


def _parts(book: bytes) -> dict[str, str]:
    found = enumerate(_SHEET.findall(book), start=1)
    return {unescape(name.decode()): f"xl/worksheets/sheet{n}.xml" for n, (name, _) in found}


def _poured(sheet: str, rows: Rows) -> Iterator[str]:
    sample = re.search(rf'<row r="{rows.first}"([^>]*)(?:/>|>(.*?)</row>)', sheet, re.DOTALL)
    if sample is None:
        raise ValueError(f"no sample row {rows.first}")
    looks = dict(_CELL.findall(sample[2] or ""))
    last = rows.first + max(rows.count - 1, 0)
    head = sheet[: sample.start()]
    yield re.sub(
        r'<dimension ref="([A-Z]+\d+:[A-Z]+)\d+"/>', rf'<dimension ref="\g<1>{last}"/>', head
    )
    number, waiting = rows.first, list[str]()
    for row in rows.markup(looks):
        mark = str(number)
        waiting.append(f'<row r="{mark}"{sample[1]}>{row.replace(ROW, mark)}</row>')
        number += 1
        if len(waiting) == _CHUNK:
            yield "".join(waiting)
            waiting.clear()
    if number != rows.first + rows.count:
        raise ValueError(f"{number - rows.first} rows poured instead of {rows.count}")
    yield "".join(waiting)
    yield sheet[sample.end() :]
