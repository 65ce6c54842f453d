"""Where everything of an offline form stands: one row an item, further rows for several options."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assessment.definitions.questionnaires import Item, MultiItem, NumberItem
from assessment.definitions.releases import Release
from assessment.locale import Language
from assessment.workbooks.incoming.cells import column_letters
from assessment.workbooks.offline_forms.offline_form_words import FormWords, option_ids, says_none

CODE, NUMBER, QUESTION, OPTIONS, ANSWER, OTHER, COMMENT, STATE = range(1, 9)
"""Columns of the sheet of answers, from 1; the first is hidden."""
HEAD = 5
"""Row of the headers; what stands above says whose form it is and how far it is."""
TITLE, FIRM, PROGRESS, REMARK = 1, 2, 3, 4
GUIDE_FIRM, GUIDE_ROUND, GUIDE_ISSUED = 3, 4, 5
GUIDE_AREAS = 9
"""Row of the first area in the table of progress on the guide's sheet."""
SUB = "/"
"""Stands between an item and its option in the code of a row for one option."""
Place = tuple[int, int]


@dataclass(frozen=True)
class Line:
    """One item: its row, and the rows of its options where several may be chosen."""

    item: str
    definition: Item
    number: int
    row: int
    options: Mapping[str, int]

    @property
    def answer(self) -> str:
        """The cell of its answer."""
        return cell(ANSWER, self.row)

    @property
    def other(self) -> str:
        return cell(OTHER, self.row)

    @property
    def state(self) -> str:
        return cell(STATE, self.row)

    @property
    def marks(self) -> str:
        """The cells in which its options are marked."""
        rows = list(self.options.values())
        return f"{cell(ANSWER, rows[0])}:{cell(ANSWER, rows[-1])}"

    @property
    def last(self) -> int:
        """Its last row."""
        return max(self.options.values(), default=self.row)


@dataclass(frozen=True)
class Block:
    """An area: the row of its name and its items."""

    area: str
    row: int
    lines: tuple[Line, ...]

    @property
    def states(self) -> str:
        """The cells in which the states of its items stand."""
        return f"$H${self.row + 1}:$H${self.lines[-1].last}"


class FormPlan:
    """The layout of the forms of one questionnaire in one language."""

    def __init__(self, release: Release, language: Language) -> None:
        self.release, self.words = release, FormWords(release, language)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Areas in their order, row by row."""
        return tuple(self._blocks())

    def _blocks(self) -> Iterator[Block]:
        items, row, number = self.release.items, HEAD + 1, 0
        for area in self.release.questionnaire.areas:
            head, lines = row, []
            row += 1
            for item in area.items:
                number += 1
                line = Line(item, items[item], number, row, _options(items[item], row))
                lines.append(line)
                row = line.last + 1
            yield Block(area.id, head, tuple(lines))

    @cached_property
    def lines(self) -> Mapping[str, Line]:
        """Every item's line, in order."""
        return {line.item: line for block in self.blocks for line in block.lines}

    @property
    def last(self) -> int:
        """The last row of the sheet of answers."""
        return self.blocks[-1].lines[-1].last

    @property
    def states(self) -> str:
        """The cells of all states."""
        return f"$H${HEAD + 1}:$H${self.last}"

    @cached_property
    def lists(self) -> Mapping[tuple[str, ...], str]:
        """Every drop-down's texts and the name of the cells in which they stand."""
        found: dict[tuple[str, ...], str] = {}
        for item in self.lines:
            for texts in (self.choices(item), tuple(self.words.others(item))):
                if texts:
                    found.setdefault(texts, f"list_{len(found) + 1}")
        return found

    def choices(self, item: str) -> tuple[str, ...]:
        """What the drop-down of its answer offers; nothing where the answer is typed."""
        given = self.release.items[item]
        if isinstance(given, MultiItem):
            return () if says_none(given) else (self.words.none_chosen,)
        return tuple(self.words.labels(item).values())

    def choice_list(self, item: str) -> str:
        """The name of the cells in which those texts stand."""
        return self.lists[self.choices(item)]

    def other_list(self, item: str) -> str:
        return self.lists[tuple(self.words.others(item))]


def _options(item: Item, row: int) -> dict[str, int]:
    if not isinstance(item, MultiItem):
        return {}
    return {one: row + 1 + place for place, one in enumerate(option_ids(item))}


def cell(column: int, row: int) -> str:
    """The name of a cell."""
    return f"{column_letters(column)}{row}"


def is_input(line: Line) -> bool:
    """Whether its answer can be given in the form; a file can only be handed in on the screen."""
    return line.definition.type != "file"


def asked_after(plan: FormPlan, names: Sequence[str]) -> tuple[int, ...]:
    """The numbers of these items as the form counts them."""
    return tuple(plan.lines[one].number for one in names if one in plan.lines)


def limits(item: NumberItem) -> tuple[str, str]:
    """The least and the greatest number, as people write them."""
    return f"{item.minimum:,.15g}", f"{item.maximum:,.15g}"
