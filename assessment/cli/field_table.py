"""The table of known and unknown fields that `check` prints for programmes."""

from collections.abc import Iterator, Mapping, Sequence
from unicodedata import east_asian_width

from assessment.locale import translate as _
from assessment.services.releases.known_fields import NAMES, Known, ProgrammeFields

MARKS: Mapping[Known, str] = {
    "confirmed": "●",
    "secondary": "○",
    "unconfirmed": "△",
    "unknown": "–",
}


def field_lines(rows: Sequence[ProgrammeFields]) -> Iterator[str]:
    """A legend, a head and a line a programme; nothing without programmes."""
    if not rows:
        return
    yield ""
    yield _("지원사업에서 아는 것: ● 확인, ○ 2차 자료, △ 미확인, – 모름(공고 확인)")
    head = [_("지원사업"), *(str(name) for name in NAMES.values()), _("조건")]
    table = [head, *(_cells(row) for row in rows)]
    widths = [max(_width(line[place]) for line in table) for place in range(len(head))]
    for line in table:
        yield "  ".join(_padded(cell, wide) for cell, wide in zip(line, widths, strict=True))


def _cells(row: ProgrammeFields) -> list[str]:
    marks = [MARKS[state] for state in row.states.values()]
    rules = " ".join(f"{MARKS[state]}{count}" for state, count in row.rules.items() if count)
    return [row.programme, *marks, rules]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
