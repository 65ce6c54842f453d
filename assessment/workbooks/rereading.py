"""Poured rows read back from the finished file and held against what was meant, column by column.

The markup is our own and regular, so that patterns read it; that it is well-formed is expat's
word. Numbers are added up exactly, texts are summed by CRC, cells are counted.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import cast
from xml.parsers import expat

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.poured import Figure, Held, marked, part_of

_SIZE = 1 << 22
_NUMBER = re.compile("<v>([^<]*)<")
_TEXT = re.compile(">([^<]+)</t>")


@dataclass
class Tally:
    """What one column holds."""

    cells: int = 0
    sums: list[float] = field(default_factory=list)
    check: int = 0

    def add(self, numbers: Sequence[float], texts: Sequence[str], cells: int) -> None:
        self.cells += cells
        self.sums.append(fsum(numbers))
        if texts:
            self.check = zlib.crc32("\n".join(texts).encode(), self.check)

    @property
    def facts(self) -> tuple[int, float, int]:
        return self.cells, fsum(self.sums), self.check


def reconcile_rows(
    content: bytes, sheet: str, first: int, told: Sequence[tuple[str, Figure]], count: int
) -> None:
    """Raise unless this sheet's rows hold what was told, cell for cell in place and in sum.

    For plain columns: a formula's text would be taken for a number.
    """
    meant, found = ([Tally() for _column in told] for _side in range(2))
    known: dict[str, str] = {}
    row, wide = first, len(told)
    for block in _blocks(content, sheet, first):
        pieces = block.split('<c r="')[1:]
        rows = block.count("<row ")
        if len(pieces) != rows * wide:
            raise _differs(sheet)
        numbers = range(row, row + rows)
        for place, (letters, (_formula, values)) in enumerate(told):
            own = pieces[place::wide]
            if not all(map(str.startswith, own, (f'{letters}{number}"' for number in numbers))):
                raise _differs(sheet)
            _read("".join(own), rows, found[place])
            _mean(values[row - first : row - first + rows], known, meant[place])
        row += rows
    if row - first != count or [one.facts for one in meant] != [one.facts for one in found]:
        raise _differs(sheet)


def _read(markup: str, rows: int, tally: Tally) -> None:
    try:
        numbers = list(map(float, _NUMBER.findall(markup)))
    except ValueError:
        numbers = []
    tally.add(numbers, _TEXT.findall(markup), rows)


def _mean(values: Sequence[Held], known: dict[str, str], tally: Tally) -> None:
    texts = [one for one in values if type(one) is str and one]
    for text in set(texts).difference(known):
        known[text] = marked(text)
    numbers = [one for one in values if one is not None and type(one) is not str]
    tally.add(cast(list[float], numbers), [known[text] for text in texts], len(values))


def _blocks(content: bytes, sheet: str, first: int) -> Iterator[str]:
    """The markup of some whole rows at a time, from row `first` on; raises if not well-formed."""
    parser = expat.ParserCreate()
    opening, held = f'<row r="{first}"', b""
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        archive.open(part_of(archive.read("xl/workbook.xml"), sheet)) as part,
    ):
        begun = False
        while chunk := part.read(_SIZE):
            parser.Parse(chunk, False)
            held += chunk
            if not begun:
                at = held.find(opening.encode())
                if at < 0:
                    continue
                held, begun = held[at:], True
            end = held.rfind(b"</row>") + len(b"</row>")
            if end > len(b"</row>"):
                block, held = held[:end].decode(), held[end:]
                yield block
        parser.Parse(b"", True)


def _differs(sheet: str) -> AssessmentError:
    return AssessmentError(
        Problem(
            sheet,
            message("만든 파일이 원래 값과 달라 내보내지 않았습니다."),
            message("다시 시도하고, 되풀이되면 관리자에게 알려 주십시오."),
            code="reconcile",
        )
    )
