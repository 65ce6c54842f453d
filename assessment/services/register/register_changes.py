"""What a register would change: each row against the firm that it is about, field by field."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Literal

from assessment.services.register.register_columns import KEPT, RegisterRows
from assessment.services.register.register_keys import plain_address, plain_name
from assessment.services.register.register_matching import NUMBERS, Kept, Matched

Did = Literal["new", "changed", "unchanged", "site", "duplicate", "refused", "left_out"]
Reason = Literal["repeated", "site", "by_name", "kept", "same_name", "number"]
SOURCE = "registry"
_OF_SITE = ("name", "address", "complex", "business_number")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field as it stands on file and as the register has it."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happens with one row.

    `firm_id` is the firm on file, `of` the earlier row of the same firm; `by` is what matched.
    `changes` are to be kept, `differs` stay as they are on file. `reasons` say why a person
    should look at the row.
    """

    row: int
    did: Did
    name: str
    firm_id: int | None = None
    of: int | None = None
    by: str = ""
    changes: tuple[FieldChange, ...] = ()
    differs: tuple[FieldChange, ...] = ()
    reasons: tuple[Reason, ...] = ()
    alike: str = ""


@dataclass
class Changes:
    """What is to be written; places are those of rows and of kept firms or sites."""

    outcomes: list[Outcome] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    changed: dict[int, dict[str, Any]] = field(default_factory=dict)
    new_sites: list[int] = field(default_factory=list)
    changed_sites: dict[int, dict[str, Any]] = field(default_factory=dict)


def compare(
    rows: RegisterRows, on_file: Kept, matched: Matched, leave_out: Collection[int]
) -> Changes:
    """Every row in its order; the first row of a firm speaks for it, later ones are listed."""
    return _Comparing(rows, on_file, matched, frozenset(leave_out)).run()


class _Comparing:
    def __init__(
        self, rows: RegisterRows, on_file: Kept, matched: Matched, leave_out: frozenset[int]
    ) -> None:
        self.rows, self.on_file, self.matched, self.leave_out = rows, on_file, matched, leave_out
        self.found = Changes()
        self.fields = [
            (name, rows.columns[name], on_file.firms[name]) for name in KEPT if name != "notes"
        ]
        self.odd = self._odd()
        self.spoken: dict[int, int] = {}
        self.sites: dict[str, int] = {}

    def run(self) -> Changes:
        names = self.rows.columns["name"]
        for place, row in enumerate(self.rows.rows):
            name = names[place] or ""
            if place in self.rows.problems:
                outcome = Outcome(row, "refused", name)
            elif row in self.leave_out:
                outcome = Outcome(row, "left_out", name)
            elif (firm := self.matched.firm.get(place)) is not None:
                outcome = self._known(place, row, name, firm)
            elif (first := self.matched.row.get(place)) is not None:
                outcome = self._repeated(place, row, name, first)
            else:
                outcome = self._new(place, row, name)
            self.found.outcomes.append(outcome)
        return self.found

    def _new(self, place: int, row: int, name: str) -> Outcome:
        self.found.new.append(place)
        alike = self.matched.alike.get(place, "")
        return Outcome(row, "new", name, reasons=("same_name",) if alike else (), alike=alike)

    def _known(self, place: int, row: int, name: str, firm: int) -> Outcome:
        number, by = self.on_file.firms["id"][firm], self.matched.by[place]
        if self._is_elsewhere(place, self.on_file.firms["factory_number"][firm]):
            return self._site(place, row, name, firm)
        if (first := self.spoken.setdefault(firm, place)) != place:
            return self._again(place, row, name, first, number)
        changes, differs = self._fields(place, firm)
        if changes:
            self.found.changed[firm] = {one.field: one.new for one in changes}
        reasons: list[Reason] = []
        if by == "name_and_address" and changes:
            reasons.append("by_name")
        if any(one.field in NUMBERS for one in differs):
            reasons.append("number")
        elif differs:
            reasons.append("kept")
        did: Did = "changed" if changes else "unchanged"
        return Outcome(row, did, name, number, None, by, changes, differs, tuple(reasons))

    def _odd(self) -> set[int]:
        """Rows that differ anywhere from their firm: most of a register does not."""
        places, kept_places = list(self.matched.firm), list(self.matched.firm.values())
        found: set[int] = set()
        for _name, given, held in self.fields:
            found.update(
                place
                for place, at in zip(places, kept_places, strict=True)
                if given[place] != held[at] and given[place] is not None
            )
        notes, facts = self.rows.columns["notes"], self.on_file.firms["facts"]
        found.update(
            place
            for place, at in zip(places, kept_places, strict=True)
            if notes[place] and (facts[at] or {}).get("register") != notes[place]
        )
        return found

    def _fields(
        self, place: int, firm: int
    ) -> tuple[tuple[FieldChange, ...], tuple[FieldChange, ...]]:
        if place not in self.odd:
            return (), ()
        changes: list[FieldChange] = []
        differs: list[FieldChange] = []
        by_hand = self.on_file.firms["source"][firm] != SOURCE
        for name, given, held in self.fields:
            new, old = given[place], held[firm]
            if new is None or new == old or (old is not None and self._same(name, place, new, old)):
                continue
            fills = old is None or not (by_hand or name in NUMBERS)
            (changes if fills else differs).append(FieldChange(name, old, new))
        notes = self.rows.columns["notes"][place]
        noted = (self.on_file.firms["facts"][firm] or {}).get("register")
        if notes and (merged := {**(noted or {}), **notes}) != noted:
            changes.append(FieldChange("notes", noted, merged))
        return tuple(changes), tuple(differs)

    def _same(self, name: str, place: int, new: Any, old: Any) -> bool:
        """Two spellings of one name or place; a lot's number never replaces a road's address."""
        if name == "name":
            return plain_name(new) == plain_name(old)
        if name == "address":
            return new == self.rows.lots[place] or plain_address(new) == plain_address(old)
        return False

    def _repeated(self, place: int, row: int, name: str, first: int) -> Outcome:
        if self._is_elsewhere(place, self.rows.columns["factory_number"][first]):
            return self._site(place, row, name, None)
        return self._again(place, row, name, first, None)

    def _again(self, place: int, row: int, name: str, first: int, number: int | None) -> Outcome:
        """A second row of the same firm: what it says otherwise is listed, never merged."""
        columns = self.rows.columns
        differs = tuple(
            FieldChange(field, old, new)
            for field in KEPT
            if (new := columns[field][place]) not in (None, old := columns[field][first])
            and not (old and self._same(field, place, new, old))
        )
        of, by = self.rows.rows[first], self.matched.by[place]
        return Outcome(row, "duplicate", name, number, of, by, (), differs, ("repeated",))

    def _is_elsewhere(self, place: int, main: str | None) -> bool:
        """The same business with another factory: a further site, not a change of the first."""
        number = self.rows.columns["factory_number"][place]
        return bool(number and main and number != main)

    def _site(self, place: int, row: int, name: str, firm: int | None) -> Outcome:
        columns, by = self.rows.columns, self.matched.by[place]
        number = columns["factory_number"][place]
        owner = None if firm is None else self.on_file.firms["id"][firm]
        first = self.sites.setdefault(number, place)
        if first != place:
            return self._again(place, row, name, first, owner)
        at = self.on_file.site_of.get(number)
        if at is None:
            self.found.new_sites.append(place)
            of = None if firm is not None else self.rows.rows[self.matched.row[place]]
            return Outcome(row, "site", name, owner, of, by, reasons=("site",))
        held = self.on_file.sites
        changes = tuple(
            FieldChange(field, held[field][at], columns[field][place])
            for field in _OF_SITE
            if columns[field][place] not in (None, held[field][at])
        )
        if changes:
            self.found.changed_sites[at] = {one.field: one.new for one in changes}
        return Outcome(row, "changed" if changes else "unchanged", name, owner, None, by, changes)
