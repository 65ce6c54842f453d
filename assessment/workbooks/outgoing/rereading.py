"""Poured rows read back from the finished file and held against what was meant, cell by cell.

The markup is our own and regular: once what every cell of a column has in common is taken out,
places and values are left over, and they must be those that were meant. So every character of
the rows is accounted for; what stands around them, and every text, is parsed by expat.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from math import isfinite
from xml.parsers import expat

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.outgoing.poured import ROW, Figure, Held, marked, part_of

_SIZE = 1 << 20
_CUT = b"\x1f"
"""Stands in no markup."""
_LOOK = re.compile(rb'[A-Z]+\d+"( s="\d+")?')
_END, _TEXT_END = b"</v></c>", b"</t></is></c>"
_TEXT = b' t="inlineStr"><is><t xml:space="preserve">'


class _DiffersError(Exception):
    """What was read is not what was meant."""


@dataclass
class _Texts:
    """Markup of each text, made once."""

    known: dict[Held, bytes] = field(default_factory=lambda: {None: b""})

    def of(self, values: Sequence[Held]) -> list[bytes]:
        """The markup in each cell; none where there is nothing, or no text."""
        for one in set(values).difference(self.known):
            self.known[one] = marked(one).encode() if isinstance(one, str) else b""
        return [self.known[one] for one in values]

    def parse(self) -> None:
        """Raise unless all of them are well-formed."""
        parser = expat.ParserCreate()
        parser.Parse(b"<t>", False)
        for one in self.known.values():
            parser.Parse(one, False)
        parser.Parse(b"</t>", True)


def reconcile_rows(
    content: bytes, sheet: str, first: int, told: Sequence[tuple[str, Figure]], count: int
) -> None:
    """Raise unless this sheet's rows, from row `first` on, hold what was told and nothing else."""
    texts, row = _Texts(), first
    try:
        for block in _blocks(content, sheet, first):
            rows = _inner(block, row)
            pieces = b"".join(rows).split(b'<c r="')
            if pieces.pop(0) or len(pieces) != len(rows) * len(told):
                raise _DiffersError
            marks = [b"%d" % number for number in range(row, row + len(rows))]
            for place, (letters, (formula, values)) in enumerate(told):
                meant = values[row - first : row - first + len(rows)]
                own, named = pieces[place :: len(told)], letters.encode()
                cells = [named + mark for mark in marks]
                if formula:
                    _check_formulas(own, cells, marks, _template(formula), meant, texts)
                else:
                    _check_values(own, cells, meant, texts)
            row += len(rows)
        texts.parse()
        if row - first != count:
            raise _DiffersError
    except (_DiffersError, expat.ExpatError, ValueError) as bad:
        raise _differs(sheet) from bad


def _inner(block: bytes, row: int) -> list[bytes]:
    """The cells of each row, whose numbers follow each other."""
    rows = block.split(b"</row>")
    if rows.pop():
        raise _DiffersError
    found = []
    for number, one in enumerate(rows, row):
        head, _end, cells = one.partition(b">")
        if not head.startswith(b'<row r="%d"' % number):
            raise _DiffersError
        found.append(cells)
    return found


def _check_values(
    own: Sequence[bytes], cells: list[bytes], meant: Sequence[Held], texts: _Texts
) -> None:
    """A column of numbers, of texts, or of both."""
    look = _look(own)
    markup = b"".join(own).replace(b'"%s/>' % look, _CUT + _CUT)
    kinds = {type(one) for one in meant} - {type(None)}
    if str in kinds:
        markup = markup.replace(b'"%s%s' % (look, _TEXT), _CUT).replace(_TEXT_END, _CUT)
    if bool in kinds:
        markup = markup.replace(b'"%s t="b"><v>' % look, b'"%s><v>' % look)
    if kinds - {str}:  # among texts a number is told by its own sign
        mark = b"\x1e" if str in kinds else b""
        markup = markup.replace(b'"%s><v>' % look, _CUT + mark).replace(_END, _CUT)
    tokens = markup.split(_CUT)
    if tokens.pop() or tokens[::2] != cells:
        raise _DiffersError
    _check_tokens(tokens[1::2], meant, kinds, texts)


def _check_tokens(
    found: list[bytes], meant: Sequence[Held], kinds: set[type], texts: _Texts
) -> None:
    if str not in kinds:
        numbers = list(map(float, filter(None, found)))
        given = [one for one in meant if one is not None]
        blank = [one is None for one in meant] != [not one for one in found]
        if blank or numbers != given or not isfinite(sum(numbers)):
            raise _DiffersError
    elif kinds == {str}:
        if found != texts.of(meant):
            raise _DiffersError
    else:
        for one, text, value in zip(found, texts.of(meant), meant, strict=True):
            if isinstance(value, str) or value is None:
                same = one == text
            else:
                same = one[:1] == b"\x1e" and float(one[1:]) == value and isfinite(value)
            if not same:
                raise _DiffersError


def _check_formulas(
    own: Sequence[bytes],
    cells: list[bytes],
    marks: list[bytes],
    template: Sequence[bytes],
    meant: Sequence[Held],
    texts: _Texts,
) -> None:
    """A column of formulas, each for its own row, and of what they gave."""
    look = _look(own)
    number, text = b'"%s><f>' % look, b'"%s t="str"><f>' % look
    kept = zip(own, cells, marks, texts.of(meant), meant, strict=True)
    for piece, cell, mark, words, value in kept:
        worded = isinstance(value, str)
        head = cell + (text if worded else number) + mark.join(template) + b"</f>"
        if not piece.startswith(head):
            raise _DiffersError
        rest = piece[len(head) :]
        if value is None:
            same = rest == b"</c>"
        else:
            held = rest.removeprefix(b"<v>").removesuffix(_END)
            same = len(rest) - len(held) == len(_END) + 3
            same = same and (held == words if worded else float(held) == value)
        if not same:
            raise _DiffersError


def _template(formula: str) -> list[bytes]:
    """What stands in a formula's markup around the number of the row."""
    return escape(formula, quote=False).encode().split(ROW.encode())


def _look(own: Sequence[bytes]) -> bytes:
    """What the first cell says of its look; every other must say the same."""
    found = _LOOK.match(own[0])
    if found is None:
        raise _DiffersError
    return found[1] or b""


def _blocks(content: bytes, sheet: str, first: int) -> Iterator[bytes]:
    """The markup of some whole rows at a time; what stands around them must be well-formed."""
    parser, begun, held = expat.ParserCreate(), False, b""
    opening = b'<row r="%d"' % first
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        archive.open(part_of(archive.read("xl/workbook.xml"), sheet)) as part,
    ):
        while chunk := part.read(_SIZE):
            held += chunk
            if not begun:
                at = held.find(opening)
                if at < 0:
                    continue
                parser.Parse(held[:at], False)
                held, begun = held[at:], True
            end = held.rfind(b"</row>") + len(b"</row>")
            if end >= len(b"</row>"):
                block, held = held[:end], held[end:]
                yield block
        parser.Parse(held, True)


def _differs(sheet: str) -> AssessmentError:
    return AssessmentError(
        Problem(
            sheet,
            message("만든 파일이 원래 값과 달라 내보내지 않았습니다."),
            message("다시 시도하고, 되풀이되면 관리자에게 알려 주십시오."),
            code="reconcile",
        )
    )
