"""Which firm a row of a register is about, and what it adds to what is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from assessment.locale import message
from assessment.problems import Problem
from assessment.records import firms
from assessment.records.database import Connection
from assessment.services.register_columns import RegisterRow, name_key

Did = Literal["new", "updated", "duplicate", "rejected"]
SOURCE = "registry"
_NUMBERS = ("factory_number", "business_number")
_OF_SITE = ("factory_number", "address", "complex", "region", "phone", "name", "employees")


@dataclass(frozen=True)
class Rejection:
    """A cell because of which its row was left out."""

    row: int
    column: str
    problem: Problem


@dataclass(frozen=True)
class Outcome:
    """What was done with one row.

    `of` is the row it repeats, 0 for the register; `by` is what matched; `changed` are the fields
    now kept, `differs` those that a person had typed otherwise and that stay as they are.
    """

    row: int
    did: Did
    name: str
    of: int | None = None
    by: str = ""
    changed: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()


@dataclass
class Known:
    """A firm as it will stand after the import."""

    id: int | None
    pseudonym: str
    revision: int
    by_hand: bool
    values: dict[str, Any]
    first_row: int = 0
    touched: bool = False
    changed: dict[str, Any] = field(default_factory=dict)
    sites: list[dict[str, Any]] = field(default_factory=list)
    site_numbers: set[str] = field(default_factory=set)


class Matching:
    """Finds for each row the firm that it is about, among those kept and those read before."""

    def __init__(self, connection: Connection) -> None:
        self.firms: list[Known] = []
        self._by_key: dict[tuple[str, Any], Known] = {}
        by_id: dict[int, Known] = {}
        for kept in firms.keys(connection):
            values = {k: v for k, v in kept.items() if k not in ("id", "pseudonym", "revision")}
            by_hand = values.pop("source") != SOURCE
            known = Known(kept["id"], kept["pseudonym"], kept["revision"], by_hand, values)
            by_id[kept["id"]] = known
            self._index(known, values, [name_key(values["name"], values["address"])])
        for site in firms.sites_of(connection, list(by_id)):
            if site["factory_number"]:
                self._index_site(by_id[site["firm_id"]], site["factory_number"])

    def run(self, rows: list[RegisterRow]) -> tuple[tuple[Outcome, ...], tuple[Rejection, ...]]:
        outcomes: list[Outcome] = []
        rejections: list[Rejection] = []
        for row in rows:
            problems = list(row.problems)
            known, by = (None, "") if problems else self._find(row, problems)
            name = row.values["name"] or ""
            if problems:
                rejections += [Rejection(row.row, column, p) for column, p in problems]
                outcomes.append(Outcome(row.row, "rejected", name))
            elif known is None:
                outcomes.append(self._add(row, name))
            else:
                outcomes.append(self._merge(row, known, by, name))
        return tuple(outcomes), tuple(rejections)

    def _find(
        self, row: RegisterRow, problems: list[tuple[str, Problem]]
    ) -> tuple[Known | None, str]:
        found = {
            key: known
            for key in _NUMBERS
            if row.values[key] and (known := self._by_key.get((key, row.values[key])))
        }
        if len({id(known) for known in found.values()}) > 1:
            what = message("공장관리번호와 사업자등록번호가 서로 다른 업체의 것입니다.")
            fix = message("두 번호를 등록증과 대조해 주십시오.")
            problems.append(("factory_number", Problem("row", what, fix, code="two_firms")))
            return None, ""
        if found:
            by = next(iter(found))
            return found[by], by
        for key in row.names:
            known = self._by_key.get(("name", key))
            if known is not None and not _other_number(known.values, row.values):
                return known, "name_and_address"
        return None, ""

    def _add(self, row: RegisterRow, name: str) -> Outcome:
        known = Known(None, "", 0, False, dict(row.values), first_row=row.row)
        self.firms.append(known)
        self._index(known, row.values, list(row.names))
        return Outcome(row.row, "new", name)

    def _merge(self, row: RegisterRow, known: Known, by: str, name: str) -> Outcome:
        again = known.id is None
        elsewhere = _is_elsewhere(known, row)
        changed: dict[str, Any] = {}
        differs: list[str] = []
        for key, value in row.values.items():
            old = known.values.get(key)
            if value is None or value == old or (elsewhere and key in _OF_SITE):
                continue
            if old is None or not (again or known.touched or known.by_hand or key in _NUMBERS):
                changed[key] = value
            else:
                differs.append(key)
        new_site = elsewhere and row.values["factory_number"] not in known.site_numbers
        known.values |= changed
        self._index(known, changed, [] if elsewhere else list(row.names))
        if not again and not known.touched and (changed or new_site):
            self.firms.append(known)
            known.touched = True
        if new_site:
            self._add_site(known, row)
        if again or not (changed or new_site):
            of = known.first_row if again else 0
            return Outcome(row.row, "duplicate", name, of, by, tuple(changed), tuple(differs))
        known.changed |= changed
        fields = (*changed, "sites") if new_site else tuple(changed)
        return Outcome(row.row, "updated", name, 0, by, fields, tuple(differs))

    def _add_site(self, known: Known, row: RegisterRow) -> None:
        kept = ("name", "address", "complex", "factory_number", "business_number")
        known.sites.append({key: row.values[key] for key in kept})
        self._index_site(known, row.values["factory_number"])

    def _index_site(self, known: Known, number: str) -> None:
        known.site_numbers.add(number)
        self._by_key.setdefault(("factory_number", number), known)

    def _index(
        self, known: Known, values: Mapping[str, Any], names: list[tuple[str, str] | None]
    ) -> None:
        for key in _NUMBERS:
            if values.get(key):
                self._by_key.setdefault((key, values[key]), known)
        for name in names:
            if name is not None:
                self._by_key.setdefault(("name", name), known)


def _is_elsewhere(known: Known, row: RegisterRow) -> bool:
    """The same business with another factory: a further site, not a change of the first."""
    number, first = row.values["factory_number"], known.values.get("factory_number")
    return bool(number and first and number != first)


def _other_number(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    return any(mine.get(k) and theirs.get(k) and mine[k] != theirs[k] for k in _NUMBERS)
