"""One worksheet's markup into a grid: plain rows quickly, everything else element by element."""

import re
from datetime import datetime
from math import isfinite

from assessment.locale import message
from assessment.workbooks.incoming.cells import (
    MOST_COLUMNS,
    MOST_ROWS,
    PUT_RIGHT,
    Area,
    Grid,
    Value,
    area,
    date_of,
    reference,
    unescaped,
)
from assessment.workbooks.incoming.markup import DEEPEST, bare, run_expat
from assessment.workbooks.incoming.plain_columns import Columns, read_columns
from assessment.workbooks.incoming.plain_rows import PlainRows, split, split_plain

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_INDEX = re.compile(r"[0-9]{1,9}")
_TRUTHS = {"1": True, "true": True, "0": False, "false": False}
_WRITTEN_TRUTHS = {"TRUE()": True, "FALSE()": False}
"""As LibreOffice writes a truth that a person typed."""
_MOST_LOOKS = 5_000_000


class SheetParser:
    """Reads one worksheet into a grid."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.row = self.column = 0
        self.named = False
        self.kind, self.style, self.formula = "n", 0, False
        self.within_formula, self.computing = False, ""
        self.text: list[str] = []
        self.values = 0
        self.inside, self.depth, self.phonetic = False, 0, False
        self.computed: list[Area] = []
        self.tables = 0
        self.begin = {
            "c": self._begin_cell,
            "row": self._begin_row,
            "f": self._begin_formula,
            "sheetData": self._begin_data,
            "v": self._begin_value,
            "is": self._begin_inline,
            "t": self._begin_text,
            "rPh": self._begin_phonetic,
            "col": self._begin_column,
            "mergeCell": self._begin_merge,
        }

    def parse_columns(self, content: bytes) -> Columns | None:
        """The rows as columns and the rest into the grid, or None and nothing where not plain."""
        parted = split_plain(content)
        found = None if parted is None else read_columns(parted, self.grid)
        if parted is not None and found is not None:
            run_expat(parted.frame, self._start, self._end, self._data)
        return found

    def parse(self, content: bytes) -> None:
        """Rows of plain values are read by their pattern; a block with anything else by expat."""
        parted = split(content)
        if parted is None:
            run_expat(content, self._start, self._end, self._data)
        else:
            plain = PlainRows(self.grid)
            run_expat(parted.frame, self._start, self._end, self._data)
            for block in parted.blocks():
                if (last := plain.read(block)) is not None:
                    self.row = last or self.row
                    continue
                self.tables = 0
                whole = b"<sheetData>" + block + b"</sheetData>"
                run_expat(whole, self._start, self._end, self._data)
        self._refuse_computed()

    def _start(self, tag: str, given: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError("nested too deep")
        if begin := self.begin.get(bare(tag) if ":" in tag else tag):
            begin(given)

    def _begin_row(self, given: dict[str, str]) -> None:
        self.named = "r" in given
        self.row = _whole(given["r"]) if self.named else self.row + 1
        self.column = 0
        if not 1 <= self.row <= MOST_ROWS:
            raise ValueError("outside the sheet")
        if given.get("hidden") in ("1", "true"):
            self.grid.hidden_rows.add(self.row)

    def _begin_cell(self, given: dict[str, str]) -> None:
        named = given.get("r")
        if named is None:
            self.column += 1
            if self.column > MOST_COLUMNS:
                raise ValueError("outside the sheet")
        else:
            row, self.column = reference(named)
            if row != self.row and self.named:
                raise ValueError("a cell of another row")
            self.row = row
        self.kind, self.style = given.get("t", "n"), int(given.get("s") or 0)
        self.formula, self.values, self.text = False, 0, []
        self.computing = ""

    def _begin_formula(self, given: dict[str, str]) -> None:
        self.formula = self.within_formula = True
        if given.get("t") in ("array", "dataTable") and given.get("ref"):
            covered = area(given["ref"])
            if not covered.single:
                self.computed.append(covered)

    def _begin_value(self, _given: dict[str, str]) -> None:
        self.values += 1
        if self.values > 1:
            raise ValueError("two values in a cell")
        self.inside = True

    def _begin_data(self, _given: dict[str, str]) -> None:
        self.tables += 1
        if self.tables > 1:
            raise ValueError("two tables in a sheet")

    def _begin_inline(self, given: dict[str, str]) -> None:
        if self.kind != "inlineStr":
            raise ValueError("a text in the wrong place")
        self._begin_value(given)
        self.inside = False

    def _begin_text(self, _given: dict[str, str]) -> None:
        self.inside = not self.phonetic

    def _begin_phonetic(self, _given: dict[str, str]) -> None:
        self.phonetic = True

    def _begin_column(self, given: dict[str, str]) -> None:
        if given.get("hidden") in ("1", "true"):
            first, last = int(given["min"]), min(int(given["max"]), MOST_COLUMNS)
            self.grid.hidden_columns.update(range(max(1, first), last + 1))

    def _begin_merge(self, given: dict[str, str]) -> None:
        self.grid.merged.append(area(given["ref"]))

    def _end(self, tag: str) -> None:
        name = bare(tag) if ":" in tag else tag
        self.depth -= 1
        if name == "c":
            self._end_cell("".join(self.text))
        elif name in ("v", "t"):
            self.inside = False
        elif name == "f":
            self.within_formula = False
        elif name == "rPh":
            self.phonetic = False

    def _data(self, data: str) -> None:
        if self.inside:
            self.text.append(data)
        elif self.within_formula and len(self.computing) < 8:
            self.computing += data

    def _end_cell(self, text: str) -> None:
        row, column, grid = self.row, self.column, self.grid
        if self.formula and self._is_written_truth(text):
            grid.put(row, column, _WRITTEN_TRUTHS[self.computing])
        elif self.formula:
            grid.formula_fault(row, column)
        elif self.kind == "e":
            grid.error_fault(row, column, text)
        elif self.kind == "s":
            grid.put_text(row, column, self._shared(text) if text else "")
        elif self.kind in ("str", "inlineStr"):
            grid.put_text(row, column, unescaped(text))
        elif text:
            self._put_value(text.strip())

    def _is_written_truth(self, text: str) -> bool:
        meant = _WRITTEN_TRUTHS.get(self.computing)
        return self.kind == "b" and meant is not None and _TRUTHS.get(text) is meant

    def _shared(self, text: str) -> str:
        if not _INDEX.fullmatch(text):
            raise ValueError("bad index")
        return self.grid.strings[int(text)]

    def _put_value(self, text: str) -> None:
        value = self._value(text)
        if value is None:
            what = message("‘{text}’은(는) 값으로 읽을 수 없습니다.", text=text[:20])
            self.grid.fault(self.row, self.column, what, PUT_RIGHT, "cell_unreadable")
        else:
            self.grid.put(self.row, self.column, value)

    def _value(self, text: str) -> Value | None:
        if self.kind == "b":
            return _TRUTHS.get(text)
        if self.kind == "d":
            moment = _moment(text)
            if moment is None:
                return None
            return moment if moment.time() != datetime.min.time() else moment.date()
        if self.kind != "n":
            raise ValueError("no such type of cell")
        number = float(text) if _NUMBER.fullmatch(text) else float("nan")
        if not isfinite(number):
            return None
        if self.style in self.grid.dates:
            return date_of(number, self.grid.epoch_1904)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number

    def _refuse_computed(self) -> None:
        """Cells that a formula elsewhere fills hold no `f` of their own; none is a value."""
        grid = self.grid
        if len(self.computed) * max(1, len(grid.rows)) > _MOST_LOOKS:
            raise ValueError("too many formulas over areas")
        for covered in self.computed:
            for row in [row for row in grid.rows if covered.top <= row <= covered.bottom]:
                cells = grid.rows[row]
                for column in [one for one in cells if covered.holds(row, one)]:
                    del cells[column]
                    grid.formula_fault(row, column)


def _whole(text: str) -> int:
    if not _INDEX.fullmatch(text):
        raise ValueError("no whole number")
    return int(text)


def _moment(text: str) -> datetime | None:
    """A moment as the sheet shows it: programs that write a zone mean the clock on the wall."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
