"""What a register changes, written in one go and journalled firm by firm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.records import firms, journal, register
from assessment.records.database import Connection
from assessment.records.journal import Entry
from assessment.services.office import Actor, Office
from assessment.services.register.register_changes import SOURCE, Changes
from assessment.services.register.register_columns import KEPT, RegisterRows
from assessment.services.register.register_figures import FigureChanges
from assessment.services.register.register_matching import Kept, Matched

_OF_SITE = ("name", "address", "complex", "factory_number", "business_number")


def figures_on_file(
    connection: Connection, on_file: Kept, years: Sequence[int]
) -> dict[tuple[int, int], dict[str, float | None]]:
    """By place of the firm and year what stands on file."""
    held = register.figure_columns(connection, years)
    place_of = on_file.place_of
    values = zip(*(held[name] for name in register.FIGURES), strict=True)
    return {
        (place_of[firm], year): dict(zip(register.FIGURES, row, strict=True))
        for firm, year, row in zip(held["firm_id"], held["year"], values, strict=True)
    }


def write(
    office: Office,
    connection: Connection,
    actor: Actor,
    rows: RegisterRows,
    on_file: Kept,
    matched: Matched,
    changes: Changes,
    figures: FigureChanges,
    said: Mapping[str, Any],
) -> None:
    """New firms, changed ones, their sites and figures; the journal says who and what."""
    now = office.clock()
    new = [_firm_of(rows, place) for place in changes.new]
    pseudonyms = firms.add_all(connection, new, now, SOURCE)
    entries = [
        Entry("firm_added", actor.pseudonym, pseudonym, {"by": SOURCE, **values})
        for pseudonym, values in zip(pseudonyms, new, strict=True)
    ]
    entries += _change(connection, actor, on_file, changes, now)
    added = dict(zip(changes.new, pseudonyms, strict=True))
    wanted = [added[place] for place in _owning(matched, changes, figures) if place in added]
    owners = _Owners(on_file, added, firms.ids(connection, wanted))
    entries += _sites(connection, actor, rows, matched, changes, owners)
    entries += _figures(connection, actor, figures, owners)
    entries.append(Entry("register_imported", actor.pseudonym, "register", said))
    journal.append_all(connection, entries, now)


@dataclass(frozen=True, eq=False)
class _Owners:
    """Whose sites and figures: a place on file, or ~row of a firm that is new."""

    on_file: Kept
    added: Mapping[int, str]
    numbers: Mapping[str, int]

    def of(self, target: int) -> tuple[int, str]:
        """Id and pseudonym."""
        if target >= 0:
            return self.on_file.firms["id"][target], self.on_file.firms["pseudonym"][target]
        return self.numbers[self.added[~target]], self.added[~target]


def _sites(
    connection: Connection,
    actor: Actor,
    rows: RegisterRows,
    matched: Matched,
    changes: Changes,
    owners: _Owners,
) -> list[Entry]:
    sites, entries = [], []
    for place in changes.new_sites:
        known = matched.firm.get(place)
        number, pseudonym = owners.of(~matched.row[place] if known is None else known)
        values = {name: rows.columns[name][place] for name in _OF_SITE}
        sites.append({"firm_id": number, **values})
        entries.append(_changed(actor, pseudonym, {"sites": [values]}))
    on_file = owners.on_file
    for at, values in changes.changed_sites.items():
        place = on_file.place_of[on_file.sites["firm_id"][at]]
        entries.append(_changed(actor, owners.of(place)[1], {"sites": [values]}))
    register.add_sites(connection, sites)
    register.change_sites(
        connection, {on_file.sites["id"][at]: new for at, new in changes.changed_sites.items()}
    )
    return entries


def _figures(
    connection: Connection, actor: Actor, figures: FigureChanges, owners: _Owners
) -> list[Entry]:
    kept, entries = [], []
    for (target, year), values in figures.write.items():
        number, pseudonym = owners.of(target)
        full = {name: values.get(name) for name in register.FIGURES}
        kept.append({"firm_id": number, "year": year, **full})
        payload = {"by": SOURCE, str(year): full}
        entries.append(Entry("figures_saved", actor.pseudonym, pseudonym, payload))
    register.put_figures(connection, kept)
    return entries


def _firm_of(rows: RegisterRows, place: int) -> dict[str, Any]:
    values = {name: rows.columns[name][place] for name in KEPT if name != "notes"}
    notes = rows.columns["notes"][place]
    return values | {"facts": {"register": notes} if notes else {}}


def _change(
    connection: Connection, actor: Actor, on_file: Kept, changes: Changes, now: datetime
) -> list[Entry]:
    kept, found, entries = on_file.firms, [], []
    for at, values in changes.changed.items():
        new = {name: value for name, value in values.items() if name != "notes"}
        if "notes" in values:
            new["facts"] = {**(kept["facts"][at] or {}), "register": values["notes"]}
        found.append((kept["id"][at], kept["revision"][at], new))
        entries.append(_changed(actor, kept["pseudonym"][at], new))
    firms.change_all(connection, found, now)
    return entries


def _changed(actor: Actor, pseudonym: str, values: Mapping[str, Any]) -> Entry:
    return Entry("firm_changed", actor.pseudonym, pseudonym, {"by": SOURCE, **values})


def _owning(matched: Matched, changes: Changes, figures: FigureChanges) -> set[int]:
    """Places of new firms that get sites or figures."""
    sites = {matched.row[place] for place in changes.new_sites if place in matched.row}
    return sites | {~target for target, _year in figures.write if target < 0}
