"""Factory registers as cities and FactoryOn publish them: their columns in our words."""

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar

from assessment.definitions.register_headers import register_headers
from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.services.register.firm_fields import TEXTS, number_of
from assessment.services.register.identifiers import digits_of
from assessment.services.register.register_numbers import LENGTHS, read_numbers
from assessment.workbooks.outgoing.text import composed
from assessment.workbooks.tabular.table import Table

Given = TypeVar("Given", bound=Hashable)
Found = TypeVar("Found")
KEPT = (
    *("name", "business_number", "corporate_number", "factory_number", "representative", "phone"),
    *("address", "region", "complex", "ksic_code", "ksic_revision", "ksic_division"),
    *("industry_name", "products", "employees", "notes"),
)
"""What is kept of a row; `notes` go under `register` of the firm's facts."""
_TEXTS = ("name", "industry_name", "products", "phone", "representative")
_OTHERS = re.compile(r"[\s,]*(?:외|등)\s*(\d+)\s*(?:개\s*)?(?:종|건|개|가지|업종|품목)?\s*$")
_LAST = frozenset("0123456789종건개지목")
_BLANK = frozenset(("", "-", "null", "NULL", "NaN"))
_OLD_DIVISIONS = 8  # up to revision 8 the two-digit divisions meant other industries
_MOST_CODES = 20


@dataclass(frozen=True, eq=False)
class RegisterRows:
    """The rows as read, column by column; what is wrong with a row is told by its place."""

    table: Table
    rows: list[int]
    columns: dict[str, list[Any]]
    lots: list[str | None]
    problems: dict[int, list[Problem]] = field(default_factory=dict)
    warnings: dict[int, list[Problem]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    def where(self, place: int, header: str | None) -> str:
        """File, sheet and cell of a row's value."""
        return f"{self.table.name} {self.table.cell(self.rows[place], header or '')}"


def known_headers(root: Path) -> tuple[str, ...]:
    """Every header that is understood, for finding the right sheet and row of a file."""
    columns = register_headers(root).columns.values()
    return tuple(header for headers in columns for header in headers)


def columns_of(root: Path, headers: Iterable[str]) -> dict[str, str]:
    """Our word by header; of two headers that mean the same the better known comes first."""
    named = {folded(header): header for header in headers}
    found: dict[str, str] = {}
    for word, aliases in register_headers(root).columns.items():
        for alias in aliases:
            if (header := named.get(folded(alias))) is not None and header not in found:
                found[header] = word
                break
    return found


def folded(header: str) -> str:
    """What two spellings of a header share."""
    return re.sub(r"[\s_]", "", composed(header)).casefold()


def read_rows(root: Path, table: Table) -> RegisterRows:
    """The rows of a register; AssessmentError when no column says how the firms are called."""
    headers = columns_of(root, [str(name) for name in table.frame.columns])
    called = {ours: theirs for theirs, ours in headers.items()}
    if "name" not in called:
        what = message("업체명이 있는 열을 찾을 수 없습니다.")
        fix = message("첫 행에 회사명, 업체명 또는 상호명이라는 제목을 적어 주십시오.")
        raise AssessmentError(Problem(table.name, what, fix, code="no_name_column"))
    read = _Reading(table, called)
    kept = {folded(one) for one in register_headers(root).known_but_not_kept}
    columns = [str(name) for name in table.frame.columns]
    ignored = tuple(one for one in columns if one not in headers and folded(one) not in kept)
    return read.rows(ignored)


class _Reading:
    def __init__(self, table: Table, called: Mapping[str, str]) -> None:
        self.table, self.called = table, called
        self.cells = {ours: table.frame[theirs].tolist() for ours, theirs in called.items()}
        self.long = len(table.frame)
        self.text = {ours: texts_of(values) for ours, values in self.cells.items()}
        self.rows_read = [int(label) for label in table.frame.index.tolist()]
        self.problems: dict[int, list[Problem]] = {}
        self.warnings: dict[int, list[Problem]] = {}

    def rows(self, ignored: tuple[str, ...]) -> RegisterRows:
        columns: dict[str, list[Any]] = {}
        for name in _TEXTS:
            most = TEXTS[name]
            columns[name] = [text[:most] if text else None for text in self._texts(name)]
        columns["notes"] = self._notes(columns)
        for name in LENGTHS:
            columns[name] = self._numbers(name)
        columns["employees"] = self._employees()
        columns |= self._industry() | self._place()
        for place, name in enumerate(columns["name"]):
            if name is None:
                what = message("업체명이 비어 있습니다.")
                fix = message("업체명을 적어 주십시오.")
                self._tell(self.problems, place, "name", Problem("name", what, fix, "name"))
        self._spoilt_cells()
        lots = self._texts("lot")
        kept = {name: columns[name] for name in KEPT}
        return RegisterRows(
            self.table, self.rows_read, kept, lots, self.problems, self.warnings, ignored
        )

    def _texts(self, name: str) -> list[str | None]:
        return self.text.get(name) or [None] * self.long

    def _tell(
        self, told: dict[int, list[Problem]], place: int, name: str, problem: Problem
    ) -> None:
        cell = self.table.cell(self.rows_read[place], self.called.get(name, ""))
        where = f"{self.table.name} {cell}"
        found = Problem(where, problem.what, problem.fix, problem.code, problem.severity)
        told.setdefault(place, []).append(found)

    def _spoilt_cells(self) -> None:
        """What the file itself cannot say of a cell stands before what we think of it."""
        places = {row: place for place, row in enumerate(self.rows_read)}
        spoilt: dict[int, list[Problem]] = {}
        known = set(self.called.values())
        for fault in self.table.faults:
            if fault.row in places and (not fault.column or fault.column in known):
                spoilt.setdefault(places[fault.row], []).append(fault.problem)
        self.problems.update(spoilt)

    def _notes(self, columns: dict[str, list[Any]]) -> list[dict[str, Any] | None]:
        """ "외 3종" goes from the text into a note; further industry codes are one, too."""
        found: list[dict[str, Any]] = [{} for _row in range(self.long)]
        for name, note in (("products", "more_products"), ("industry_name", "more_industries")):
            for place, text in enumerate(columns[name]):
                if text and text[-1] in _LAST and (more := _OTHERS.search(text)):
                    columns[name][place] = text[: more.start()].strip() or None
                    found[place][note] = int(more[1])
        if "ksic_codes" in self.text:
            pairs = zip(self._texts("ksic_code"), self._texts("ksic_codes"), strict=True)
            for place, codes in enumerate(_each(_further_codes, list(pairs))):
                if codes:
                    found[place]["industry_codes"] = codes
        return [note or None for note in found]

    def _numbers(self, name: str) -> list[str | None]:
        if name not in self.cells:
            return [None] * self.long
        read = read_numbers(name, self.cells[name], self.text[name])
        for told, kept in ((read.problems, self.problems), (read.warnings, self.warnings)):
            for place, problems in told.items():
                for problem in problems:
                    self._tell(kept, place, name, problem)
        return read.digits

    def _employees(self) -> list[int | None]:
        known: dict[str | None, tuple[int | None, list[Problem]]] = {None: (None, [])}
        values: list[int | None] = []
        for place, text in enumerate(self._texts("employees")):
            if text not in known:
                number, told = number_of("employees", (text or "").rstrip("명 "), 0, 1_000_000)
                known[text] = (None if number is None else int(number), told)
            value, told = known[text]
            values.append(value)
            for problem in told:
                self._tell(self.problems, place, "employees", problem)
        return values

    def _industry(self) -> dict[str, list[Any]]:
        main, listed = self._texts("ksic_code"), self._texts("ksic_codes")
        given = zip(main, listed, self._texts("ksic_revision"), strict=True)
        read = _each(_industry_of, [(one or more, revision) for one, more, revision in given])
        names = ("ksic_code", "ksic_revision", "ksic_division")
        return {name: [one[at] for one in read] for at, name in enumerate(names)}

    def _place(self) -> dict[str, list[Any]]:
        road, lot = self._texts("road"), self._texts("lot")
        provinces, cities = self._texts("province"), self._texts("city")
        regions = [_region_of(one) for one in zip(provinces, cities, road, lot, strict=True)]
        addresses = [
            (one or other or "")[:300] or None for one, other in zip(road, lot, strict=True)
        ]
        complexes = _each(_complex_of, self._texts("complex"))
        return {"address": addresses, "region": regions, "complex": complexes}


def _each(work: Callable[[Given], Found], values: Sequence[Given]) -> list[Found]:
    """What `work` makes of each value; the same value is looked at once."""
    known = {value: work(value) for value in set(values)}
    return [known[value] for value in values]


def codes_of(text: str | None) -> list[str]:
    """Every industry code of a cell, in its order, once."""
    parts = (digits_of(part)[:6] for part in re.split(r"[,;/\s]+", (text or "").strip()))
    return list(dict.fromkeys(part for part in parts if 2 <= len(part) <= 5))[:_MOST_CODES]


def _further_codes(given: tuple[str | None, str | None]) -> list[str]:
    """All codes of a firm where they are more than its main one."""
    main, codes = codes_of(given[0]), codes_of(given[1])
    return codes if len(codes) > 1 or (main and codes and codes != main) else []


def _industry_of(given: tuple[str | None, str | None]) -> tuple[str | None, int | None, int | None]:
    codes, revision = codes_of(given[0]), digits_of(given[1] or "")
    number = int(revision) if revision and len(revision) < 3 else None
    usable = bool(codes) and (number is None or number > _OLD_DIVISIONS)
    return codes[0] if codes else None, number, int(codes[0][:2]) if usable else None


def _region_of(given: tuple[str | None, ...]) -> str | None:
    where = " ".join(filter(None, given))
    if not where:
        return None
    if "안산시" in where:
        return "ansan"
    if "시흥시" in where:
        return "siheung"
    if "경기" in where:
        return "gyeonggi_other"
    return "other" if re.match(r"\S+(?:도|시)(?:\s|$)", where) else None


def _complex_of(name: str | None) -> str | None:
    estate = (name or "").replace(" ", "")
    if "MTV" in estate.upper() or "멀티테크노" in estate:
        return "sihwa_mtv"
    if "시화" in estate and "반월" not in estate:
        return "sihwa"
    if "반월" in estate and "시화" not in estate:
        return "banwol"
    return "other" if estate and "반월" not in estate else None


def texts_of(values: Sequence[Any]) -> list[str | None]:
    """Cells as texts; a number is written as people write it, a blank is None."""
    kinds = set(map(type, values))
    if kinds - {str, NoneType}:
        values = [_written(value) for value in values]
    texts = [None if value is None else value.strip() for value in values]
    if not unicodedata.is_normalized("NFC", "\n".join(filter(None, texts))):
        texts = [text and composed(text, "NFC") for text in texts]
    if _BLANK.isdisjoint(texts):
        return texts
    return [None if text in _BLANK else text for text in texts]


def _written(value: Any) -> str | None:
    if value is None or value != value:
        return None
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)
