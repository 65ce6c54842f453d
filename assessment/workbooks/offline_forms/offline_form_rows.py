"""The rows of an offline form: one item each by its code, and everything that is odd about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.definitions.questionnaires import MultiItem, NumberItem
from assessment.definitions.releases import Release
from assessment.locale import Message, message
from assessment.workbooks.incoming.cells import Value, column_letters
from assessment.workbooks.incoming.sheet_remarks import covered_cells
from assessment.workbooks.offline_forms.offline_form import FormAnswer, FormFault
from assessment.workbooks.offline_forms.offline_form_plan import SUB
from assessment.workbooks.offline_forms.offline_form_table import AnswerTable
from assessment.workbooks.offline_forms.offline_form_values import (
    ItemCells,
    ItemReader,
    UnusableError,
)
from assessment.workbooks.offline_forms.offline_form_words import option_ids
from assessment.workbooks.outgoing.text import fold

FILLED = ("answer", "other", "comment")
_BACK = message("줄을 되돌리거나, 새 양식을 받아 답을 옮겨 주십시오.")
Places = Mapping[str, Sequence[int]]
"""Rows of one item: of its own ("") and of each of its options, as often as they stand there."""


@dataclass(frozen=True)
class Codes:
    """`known`: a folded code to its item and, for the row of an option, that option's id.

    `shares` are the items that ask for a percentage.
    """

    known: Mapping[str, tuple[str, str]]
    parts: Mapping[str, frozenset[str]]
    shares: frozenset[str]


def codes_of(release: Release) -> Codes:
    """The codes of all rows that a form of this questionnaire has."""
    known: dict[str, tuple[str, str]] = {}
    parts: dict[str, frozenset[str]] = {}
    for item, definition in release.items.items():
        several = option_ids(definition) if isinstance(definition, MultiItem) else ()
        known |= {fold(f"{item}{SUB}{one}"): (item, one) for one in several}
        known[fold(item)] = (item, "")
        parts[item] = frozenset(("", *several))
    numbers = {item: one for item, one in release.items.items() if isinstance(one, NumberItem)}
    return Codes(known, parts, frozenset(i for i, one in numbers.items() if one.unit == "%"))


class RowReader:
    """Reads one table; `faults`, `missing`, `places` and `remarks` are filled while it is read."""

    def __init__(
        self, name: str, table: AnswerTable, codes: Codes, items: Mapping[str, ItemReader]
    ) -> None:
        self._table, self._codes, self._items = table, codes, items
        self._sheet, self._columns = table.sheet, table.columns
        filled = [table.columns[one] for one in FILLED]
        covered = covered_cells(name, table.sheet, table.head, filled)
        found = [*self._sheet.faults, *covered]
        self._odd = {(one.row, one.column): one for one in found if one.row > table.head}
        self.faults: list[FormFault] = []
        self.missing: list[str] = []
        self.places: dict[str, str] = {}
        self.remarks: dict[str, str] = {}

    def answers(self) -> dict[str, FormAnswer]:
        """The answers of the items whose rows are all there, once, with nothing odd in them."""
        rows = self._rows()
        found: dict[str, FormAnswer] = {}
        for item, reader in self._items.items():
            own = rows.get(item)
            if own is None:
                self.missing.append(item)
            elif self._is_readable(item, own):
                answer = self._answer(item, reader, own)
                if answer is not None:
                    found[item] = answer
        self.faults.sort(key=lambda one: (one.row, one.cell))
        return found

    def _answer(self, item: str, reader: ItemReader, own: Places) -> FormAnswer | None:
        row = own[""][0]
        marks = {
            part: value
            for part, places in own.items()
            if part and (value := self._value(places[0], "answer")) is not None
        }
        answer, other, comment = (self._value(row, one) for one in FILLED)
        try:
            return reader.read(ItemCells(answer, other, comment, marks))
        except UnusableError as odd:
            column = odd.column if self._value(row, odd.column) is not None else "answer"
            self._fault(item, row, column, odd.what, odd.fix, odd.code)
            return None

    def _rows(self) -> dict[str, dict[str, list[int]]]:
        """Item to its rows; a code that is not known, or is gone beside an answer, is listed."""
        found: dict[str, dict[str, list[int]]] = {}
        column = self._columns["code"]
        touched = {row for row, _column in self._odd}.union(self._sheet.rows)
        for row in sorted(one for one in touched if one > self._table.head):
            code = self._sheet.rows.get(row, {}).get(column)
            known = self._codes.known.get(fold(str(code))) if code is not None else None
            if known is not None:
                found.setdefault(known[0], {}).setdefault(known[1], []).append(row)
            elif code is not None:
                what = message("이 진단지에 없는 문항입니다: {code}", code=str(code)[:40])
                self._fault(None, row, "code", what, _BACK, "form_unknown_item")
            elif self._is_filled(row):
                what = message("문항 코드가 지워진 줄에 답이 있습니다.")
                self._fault(None, row, "code", what, _BACK, "form_no_code")
        return found

    def _is_filled(self, row: int) -> bool:
        held = self._sheet.rows.get(row, {})
        columns = [self._columns[one] for one in FILLED]
        return any(one in held or (row, one) in self._odd for one in columns)

    def _is_readable(self, item: str, own: Places) -> bool:
        """Whether the item's rows say something that is not in doubt; what is, is listed."""
        first = next(iter(own.get("", next(iter(own.values())))))
        self.places[item] = f"{self._sheet.name}!{self._cell('answer', first)}"
        self.remarks[item] = f"{self._sheet.name}!{self._cell('comment', first)}"
        before = len(self.faults)
        for part, places in own.items():
            if len(places) > 1:
                self._twice(item, places)
            for row in places:
                self._plain(item, row, ("answer",) if part else FILLED)
        if self._codes.parts[item] - set(own):
            what = message("이 문항의 줄 일부가 없습니다: {code}", code=item)
            self._fault(item, first, "code", what, _BACK, "form_part_missing")
        return len(self.faults) == before

    def _twice(self, item: str, places: Sequence[int]) -> None:
        for row in places:
            what = message("같은 문항의 줄이 둘 이상입니다: {code}", code=item)
            fix = message("맞는 줄 하나만 남겨 주십시오.")
            self._fault(item, row, "code", what, fix, "form_twice")

    def _plain(self, item: str, row: int, columns: Sequence[str]) -> None:
        for column in columns:
            fault = self._odd.get((row, self._columns[column]))
            if fault is not None:
                self._fault(item, row, column, fault.what, fault.fix, fault.code)

    def _value(self, row: int, column: str) -> Value | None:
        return self._sheet.rows.get(row, {}).get(self._columns[column])

    def _cell(self, column: str, row: int) -> str:
        return f"{column_letters(self._columns[column])}{row}"

    def _fault(
        self, item: str | None, row: int, column: str, what: Message, fix: Message, code: str
    ) -> None:
        cell = self._cell(column, row)
        self.faults.append(FormFault(item, self._sheet.name, cell, what, fix, code, row))
