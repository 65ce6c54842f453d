"""Which firm each row of a register is about; nothing is compared or changed yet."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from assessment.locale import Message, message
from assessment.problems import Problem
from assessment.records import register
from assessment.records.database import Connection
from assessment.services.register.register_columns import RegisterRows
from assessment.services.register.register_keys import NameKey, name_key, plain_address, plain_name

NUMBERS = ("factory_number", "business_number")
_SEVERAL = object()


@dataclass(frozen=True, eq=False)
class Kept:
    """The firms and sites on file, column by column."""

    firms: Mapping[str, list[Any]]
    sites: Mapping[str, list[Any]]

    @cached_property
    def place_of(self) -> Mapping[int, int]:
        """Place by id."""
        return {number: place for place, number in enumerate(self.firms["id"])}

    @cached_property
    def site_of(self) -> Mapping[str, int]:
        """Place of a site by its factory number."""
        return {
            number: place for place, number in enumerate(self.sites["factory_number"]) if number
        }


def kept(connection: Connection) -> Kept:
    """What is on file."""
    return Kept(register.firm_columns(connection), register.site_columns(connection))


@dataclass(frozen=True, eq=False)
class Matched:
    """For each row the firm on file, or the earlier row, that it is about.

    `firm` is a place among the kept firms and `row` that of an earlier row of the same firm;
    both are absent for a firm that nobody knows. `by` says what matched. `alike` are firms or
    rows of the same name elsewhere, which a person should look at.
    """

    firm: dict[int, int] = field(default_factory=dict)
    row: dict[int, int] = field(default_factory=dict)
    by: dict[int, str] = field(default_factory=dict)
    alike: dict[int, str] = field(default_factory=dict)


class _Finder:
    """Looks for numbers first; names and addresses are compared only where numbers are silent."""

    def __init__(self, rows: RegisterRows, on_file: Kept, left_out: frozenset[int]) -> None:
        self.rows, self.on_file, self.found, self.left_out = rows, on_file, Matched(), left_out
        self.by_number: dict[str, dict[str, int]] = {}
        for name in NUMBERS:
            numbers = on_file.firms[name]
            self.by_number[name] = {number: at for at, number in enumerate(numbers) if number}
        owners, place_of = on_file.sites["firm_id"], on_file.place_of
        for number, at in on_file.site_of.items():
            self.by_number["factory_number"].setdefault(number, place_of[owners[at]])
        self.given = [rows.columns[name] for name in NUMBERS]

    def find(self) -> Matched:
        factories, businesses = self.given
        by_factory, by_business = (self.by_number[name] for name in NUMBERS)
        for place, row in enumerate(self.rows.rows):
            if place in self.rows.problems or row in self.left_out:
                continue
            factory, business = factories[place], businesses[place]
            one = by_factory.get(factory) if factory else None
            other = by_business.get(business) if business else None
            if one is not None and other is not None and one != other:
                self._refuse_two(place)
                continue
            if (target := one if one is not None else other) is not None:
                self._take(place, target, NUMBERS[0] if one is not None else NUMBERS[1])
            else:
                target = self._by_name(place)
                if target is None:
                    continue
            if factory:
                by_factory.setdefault(factory, target)
            if business:
                by_business.setdefault(business, target)
        return self.found

    def _take(self, place: int, target: int, by: str) -> None:
        """A target below zero is an earlier row."""
        if target >= 0:
            self.found.firm[place] = target
        else:
            self.found.row[place] = ~target
        self.found.by[place] = by

    def _by_name(self, place: int) -> int | None:
        """The target, the row itself where it is new; None where it had to be refused."""
        keys = [key for key in (self.roads[place], self.lots[place]) if key is not None]
        for key in keys:
            target = self.names.get(key)
            if target is _SEVERAL:
                self._refuse_several(place)
                return None
            if isinstance(target, int) and not self._other_number(place, target):
                self._take(place, target, "name_and_address")
                return target
        self._note_alike(place)
        for key in keys:
            self.names.setdefault(key, ~place)
        return ~place

    @cached_property
    def plain(self) -> list[str]:
        return [plain_name(name) if name else "" for name in self.rows.columns["name"]]

    @cached_property
    def roads(self) -> list[NameKey | None]:
        addresses = self.rows.columns["address"]
        return [
            (name, plain_address(address) if address else "") if name else None
            for name, address in zip(self.plain, addresses, strict=True)
        ]

    @cached_property
    def lots(self) -> list[NameKey | None]:
        return [
            (name, plain_address(lot)) if name and lot else None
            for name, lot in zip(self.plain, self.rows.lots, strict=True)
        ]

    @cached_property
    def names(self) -> dict[NameKey, object]:
        kept_names: dict[NameKey, object] = {}
        given = (self.on_file.firms[name] for name in ("name", "address"))
        for at, key in enumerate(name_key(*one) for one in zip(*given, strict=True)):
            if key is not None:
                kept_names[key] = _SEVERAL if key in kept_names else at
        return kept_names

    @cached_property
    def called(self) -> dict[str, int]:
        """Names alone, without numbers of their own."""
        names = self.on_file.firms["name"]
        return {plain_name(name): at for at, name in enumerate(names)}

    def _other_number(self, place: int, target: int) -> bool:
        """Whether both have a number and it is another one."""
        for name, column in zip(NUMBERS, self.given, strict=True):
            mine = column[place]
            theirs = self.on_file.firms[name][target] if target >= 0 else column[~target]
            if mine and theirs and mine != theirs:
                return True
        return False

    def _note_alike(self, place: int) -> None:
        name = self.plain[place]
        target = self.called.setdefault(name, ~place)
        if target != ~place and not self._other_number(place, target):
            names = self.on_file.firms["name"] if target >= 0 else self.rows.columns["name"]
            self.found.alike[place] = str(names[target if target >= 0 else ~target])

    def _refuse_two(self, place: int) -> None:
        what = message("공장관리번호와 사업자등록번호가 서로 다른 업체의 것입니다.")
        fix = message("두 번호를 등록증과 대조해 주십시오.")
        self._refuse(place, what, fix, "two_firms")

    def _refuse_several(self, place: int) -> None:
        what = message("이름과 주소가 같은 업체가 둘 이상 등록되어 있습니다.")
        fix = message("사업자등록번호나 공장관리번호를 적어 주십시오.")
        self._refuse(place, what, fix, "several_firms")

    def _refuse(self, place: int, what: Message, fix: Message, code: str) -> None:
        where = self.rows.where(place, None)
        self.rows.problems.setdefault(place, []).append(Problem(where, what, fix, code))


def match(rows: RegisterRows, on_file: Kept, left_out: Collection[int] = ()) -> Matched:
    """The firm of every row that is neither refused nor left out.

    Rows whose numbers or names speak of two firms are refused here.
    """
    return _Finder(rows, on_file, frozenset(left_out)).find()
