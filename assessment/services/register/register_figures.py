"""Yearly figures beside a register: their units, their years, and the firms that they are of."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assessment.definitions.register_headers import RegisterHeaders, Unit, register_headers
from assessment.locale import Message, message
from assessment.problems import Problem
from assessment.services.register.firm_fields import FIGURES, number_of
from assessment.services.register.register_columns import columns_of, folded, texts_of
from assessment.services.register.register_numbers import LENGTHS, read_numbers
from assessment.workbooks.tabular.table import Table

_KINDS = {"operating_margin": "percent", "debt_ratio": "percent", "employees": "persons"}
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)\s*(?:년도?|년말|年)?")
_UNIT = re.compile(r"[(\[]\s*(?:단위\s*[:：]?\s*)?([^()\[\]]+?)\s*[)\]]")
_RECENT = range(1950, 2101)


@dataclass(frozen=True)
class _Column:
    header: str
    name: str
    unit: Unit
    year: int | None


@dataclass
class FigureRows:
    """Figures as read: by row of the sheet the numbers that name the firm, and year by year."""

    table: Table
    firms: dict[int, dict[str, str]] = field(default_factory=dict)
    years: dict[int, dict[int, dict[str, float]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def where(self, row: int, header: str = "") -> str:
        """File, sheet and cell."""
        return f"{self.table.name} {self.table.cell(row, header)}"


def figure_headers(root: Path) -> tuple[str, ...]:
    """Headers of figures and years as others write them, without their units."""
    headers = register_headers(root)
    return (*headers.years, *(one for names in headers.figures.values() for one in names))


def is_of_figures(root: Path, table: Table) -> bool:
    """Whether a sheet names firms by a number and says figures of years."""
    names = [str(name) for name in table.frame.columns]
    numbered = set(columns_of(root, names).values()) & set(LENGTHS)
    headers = register_headers(root)
    years = _named(headers.years, names) is not None
    return bool(numbered) and any(
        _figure_of(headers, name) and (years or _YEAR.search(name)) for name in names
    )


def read_figures(root: Path, table: Table, latest: int) -> FigureRows:
    """The figures of a sheet in our units; a money column that states no unit is refused."""
    return _Reading(register_headers(root), root, table, latest).read()


class _Reading:
    def __init__(self, headers: RegisterHeaders, root: Path, table: Table, latest: int) -> None:
        self.headers, self.table, self.latest = headers, table, latest
        self.found = FigureRows(table)
        self.names = [str(name) for name in table.frame.columns]
        self.rows = [int(label) for label in table.frame.index.tolist()]
        called = {ours: theirs for theirs, ours in columns_of(root, self.names).items()}
        self.numbers = {name: called[name] for name in LENGTHS if name in called}
        self.spoilt = {(fault.row, fault.column) for fault in table.faults}
        self.found.problems += [fault.problem for fault in table.faults]

    def read(self) -> FigureRows:
        columns = self._columns()
        years = self._years()
        bad = self._firms()
        for row in self.rows:
            if row not in bad and (row, "") not in self.spoilt:
                self.found.years[row] = {}
        for one in columns:
            self._read_column(one, years)
        return self.found

    def _columns(self) -> list[_Column]:
        found = []
        for header in self.names:
            name = _figure_of(self.headers, header)
            if name is None or header in self.numbers.values():
                continue
            unit = self._unit(name, header)
            if unit is not None:
                told = _YEAR.search(header)
                if unit.kind == "dollar":
                    name = "exports_usd"
                found.append(_Column(header, name, unit, int(told[1]) if told else None))
        return found

    def _unit(self, name: str, header: str) -> Unit | None:
        kind = _KINDS.get(name, "won")
        stated = [text.replace(" ", "") for text in _UNIT.findall(header)]
        units = [self.headers.units[one] for one in stated if one in self.headers.units]
        fits = {kind, "dollar"} if name == "exports" else {kind}
        if units and units[0].kind in fits:
            return units[0]
        if units or kind == "won":
            what = message("‘{header}’ 열의 단위를 알 수 없습니다.", header=header[:40])
            fix = message("제목에 단위를 적어 주십시오. 예: 매출액(백만원)")
            self.found.problems.append(Problem(self._head(header), what, fix, "unit_missing"))
            return None
        return Unit(kind="percent" if kind == "percent" else "persons", factor=1.0)

    def _head(self, header: str) -> str:
        where = f"{self.table.name} {self.table.sheet}".strip()
        return f"{where} · {header}"

    def _years(self) -> list[int | None]:
        header = _named(self.headers.years, self.names)
        if header is None:
            return [None] * len(self.rows)
        years: list[int | None] = []
        texts = texts_of(self.table.frame[header].tolist())
        for row, text in zip(self.rows, texts, strict=True):
            told = _YEAR.match(text) if text else None
            year = int(told[1]) if told else None
            if text and (year is None or not _RECENT[0] <= year <= self.latest):
                what = message("쓸 수 없는 연도입니다: {text}", text=text[:20])
                self._tell(row, header, what, message("2025처럼 지난 해를 적어 주십시오."))
                year = None
            years.append(year)
        return years

    def _firms(self) -> set[int]:
        """Rows whose numbers cannot be used, or that have none."""
        bad: set[int] = set()
        for name, header in self.numbers.items():
            cells = self.table.frame[header].tolist()
            read = read_numbers(name, cells, texts_of(cells))
            for place, digits in enumerate(read.digits):
                row = self.rows[place]
                if place in read.problems:
                    bad.add(row)
                    for one in read.problems[place]:
                        self._tell(row, header, one.what, one.fix, one.code)
                elif digits:
                    self.found.firms.setdefault(row, {})[name] = digits
        for row in self.rows:
            if row not in self.found.firms and row not in bad:
                bad.add(row)
                what = message("업체를 알 수 있는 번호가 없습니다.")
                fix = message("사업자등록번호나 공장관리번호를 적어 주십시오.")
                self._tell(row, "", what, fix, "no_number")
        return bad

    def _read_column(self, one: _Column, years: Sequence[int | None]) -> None:
        texts = texts_of(self.table.frame[one.header].tolist())
        low, high = FIGURES[one.name]
        for row, year, text in zip(self.rows, years, texts, strict=True):
            year = one.year or year
            if text is None or year is None or row not in self.found.years:
                continue
            bounds = (low / one.unit.factor, high / one.unit.factor)
            number, told = number_of(one.name, text.rstrip("%명 "), *bounds)
            for problem in told:
                self._tell(row, one.header, problem.what, problem.fix, problem.code)
            if number is not None:
                value = round(number * one.unit.factor, 9)
                self.found.years[row].setdefault(year, {})[one.name] = value

    def _tell(self, row: int, header: str, what: Message, fix: Message, code: str = "year") -> None:
        self.found.problems.append(Problem(self.found.where(row, header), what, fix, code))


def _named(names: Sequence[str], headers: Sequence[str]) -> str | None:
    wanted = {folded(name) for name in names}
    return next((header for header in headers if folded(header) in wanted), None)


def _figure_of(headers: RegisterHeaders, header: str) -> str | None:
    """Which figure a header names, its year and unit apart."""
    plain = folded(_YEAR.sub("", _UNIT.sub("", header))).strip("-·/")
    for name, aliases in headers.figures.items():
        if plain in {folded(alias) for alias in aliases}:
            return name
    return None


# ---- against what is on file -----------------------------------------------------------------


@dataclass(frozen=True)
class YearChange:
    """One firm's figures of one year: what is filled, and what stays although it differs."""

    row: int
    firm: str
    year: int
    filled: Mapping[str, float]
    differs: Mapping[str, tuple[float, float]]


@dataclass
class FigureChanges:
    """`targets` are firms' places (below zero: rows of the register); `rows` what to write."""

    changes: list[YearChange] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    write: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)


def compare_figures(
    read: FigureRows,
    target_of: Mapping[str, Mapping[str, int]],
    names: Mapping[int, str],
    held: Mapping[tuple[int, int], Mapping[str, float | None]],
) -> FigureChanges:
    """A blank is filled; a figure that stands on file stays, and the difference is listed."""
    found = FigureChanges(problems=list(read.problems))
    for row, years in read.years.items():
        numbers = read.firms[row]
        targets = {
            known for name, number in numbers.items()
            if (known := target_of[name].get(number)) is not None
        }  # fmt: skip
        if len(targets) != 1:
            found.problems.append(_unmatched(read, row, len(targets)))
            continue
        target = targets.pop()
        for year, given in years.items():
            key = (target, year)
            kept = {**held.get(key, {}), **found.write.get(key, {})}
            filled = {name: value for name, value in given.items() if kept.get(name) is None}
            differs = {
                name: (old, value)
                for name, value in given.items()
                if (old := kept.get(name)) is not None and abs(old - value) > 1e-6
            }
            if filled:
                found.write.setdefault(key, dict(held.get(key, {}))).update(filled)
            if filled or differs:
                named = names.get(target, "")
                found.changes.append(YearChange(row, named, year, filled, differs))
            else:
                found.unchanged += 1
    return found


def _unmatched(read: FigureRows, row: int, several: int) -> Problem:
    if several:
        what = message("번호들이 서로 다른 업체의 것입니다.")
        fix = message("두 번호를 등록증과 대조해 주십시오.")
        return Problem(read.where(row), what, fix, "two_firms")
    what = message("이 번호의 업체가 명부에도 등록된 업체에도 없습니다.")
    fix = message("명부에 업체를 먼저 더하거나 번호를 확인해 주십시오.")
    return Problem(read.where(row), what, fix, "no_firm")
