"""The legal size class of a manufacturer, as far as the dated ceilings decide it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assessment.definitions.registers import Ceiling, Size, SizeClasses, SizeName

Edge = Literal["sme", "small", "micro"]
ORDER: tuple[SizeName, ...] = ("micro", "small", "medium", "mid_market")


@dataclass(frozen=True)
class Figures:
    """What decides a firm's size; money in million won, None where nobody gave it."""

    division: int | None
    sales_mean3: float | None
    assets: float | None
    employees: float | None


@dataclass(frozen=True)
class SizeClass:
    """`name` is None where more than one class is `possible`.

    `near` are ceilings (million won; persons for micro) so close that the class may change,
    `lacking` the figures that would decide more, `unlisted` the sizes whose ceiling for this
    division and day nobody has. `confirmed` is false when a ceiling that was used is not.
    """

    name: SizeName | None
    possible: tuple[SizeName, ...]
    near: tuple[tuple[Edge, float], ...]
    lacking: tuple[str, ...]
    unlisted: tuple[Size, ...]
    confirmed: bool


def size_class(table: SizeClasses, day: date, figures: Figures) -> SizeClass:
    """The class on a day: mean sales up to the ceiling of the division, assets below theirs.

    A ceiling holds only within its own dates; where the table has no row for the division the
    range of all industries decides what it can, and the rest is unknown. Independence, affiliates
    and the years of grace are not looked at: they need papers that no figure shows.
    """
    sme = _within(table, "sme", day, figures)
    if sme is not False:
        assets = _below(figures.assets, table.assets_below.value)
        sme = False if assets is False else (sme if assets else None)
    small = _within(table, "small", day, figures) if sme is not False else False
    micro = _below(figures.employees, table.micro_employees_below.value)
    possible = tuple(
        name for name, open_ in zip(ORDER, _open(sme, small, micro), strict=True) if open_
    )
    name = possible[0] if len(possible) == 1 else None
    used = list(_rows(table, day, figures.division))
    return SizeClass(
        name=name,
        possible=possible,
        near=tuple(_near(table, day, used, figures)),
        lacking=_lacking(figures, name, sme, small, micro),
        unlisted=tuple(
            size
            for size in ("sme", "small")
            if figures.division is not None and size not in {row.size for row in used}
        ),
        confirmed=all(row.source.confidence == "confirmed" for row in used),
    )


def _open(sme: bool | None, small: bool | None, micro: bool | None) -> tuple[bool, ...]:
    return (
        sme is not False and small is not False and micro is not False,
        sme is not False and small is not False and micro is not True,
        sme is not False and small is not True,
        sme is not True,
    )


def _rows(table: SizeClasses, day: date, division: int | None) -> Iterator[Ceiling]:
    for row in table.ceilings:
        if division in row.divisions and row.since <= day <= (row.until or date.max):
            yield row


def _within(table: SizeClasses, size: Size, day: date, figures: Figures) -> bool | None:
    sales = figures.sales_mean3
    if sales is None:
        return None
    for row in _rows(table, day, figures.division):
        if row.size == size:
            return sales <= row.sales
    for one in table.ranges:
        if one.size == size and one.since <= day <= (one.until or date.max):
            if sales <= one.lowest:
                return True
            return False if sales > one.highest else None
    return None


def _below(value: float | None, limit: float) -> bool | None:
    return None if value is None else value < limit


def _near(
    table: SizeClasses, day: date, used: list[Ceiling], figures: Figures
) -> Iterator[tuple[Edge, float]]:
    known = {row.size for row in used}
    edges: list[tuple[Size, float]] = [(row.size, row.sales) for row in used]
    for one in table.ranges:
        if one.size not in known and one.since <= day <= (one.until or date.max):
            edges += [(one.size, one.lowest), (one.size, one.highest)]
    for size, edge in edges:
        if figures.sales_mean3 is not None and _close(figures.sales_mean3, edge, table.near):
            yield size, edge
    staff = table.micro_employees_below.value
    if figures.employees is not None and _close(figures.employees, staff, table.near):
        yield "micro", staff


def _close(value: float, edge: float, near: float) -> bool:
    return abs(value - edge) <= near * edge


def _lacking(
    figures: Figures,
    name: SizeName | None,
    sme: bool | None,
    small: bool | None,
    micro: bool | None,
) -> tuple[str, ...]:
    if name is not None:
        return ()
    lacking = []
    if figures.sales_mean3 is None:
        lacking.append("sales_mean3")
    if figures.division is None and (sme is None or small is None):
        lacking.append("ksic_division")
    if figures.assets is None:
        lacking.append("assets")
    if micro is None and small is not False:
        lacking.append("employees")
    return tuple(lacking)
