"""The table of size classes with one ceiling, limit or day changed: what its cases must notice."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

from assessment.definitions.registers import SizeClasses
from assessment.method.size_class import Figures, size_class

DAY = timedelta(days=1)


def unnoticed_sizes(table: SizeClasses) -> list[str]:
    """The changes that every sample firm lets pass."""
    return [name for name, other in size_mutations(table) if agrees(other)]


def agrees(table: SizeClasses) -> bool:
    """Whether every sample firm is where it says that it is."""
    return all(
        (found.possible, tuple(edge for edge, _ in found.near)) == (case.possible, case.near)
        for case in table.cases
        for found in [
            size_class(
                table,
                case.on,
                Figures(case.division, case.sales_mean3, case.assets, case.employees),
            )
        ]
    )


def size_mutations(table: SizeClasses) -> Iterator[tuple[str, SizeClasses]]:
    """Ceilings, ends of ranges and limits one up and down, `near` by a tenth, days by one.

    A day is moved in all rows of its kind that have it: it is one change of the law.
    """
    for kind, names in (("ceilings", ("sales",)), ("ranges", ("lowest", "highest"))):
        rows = getattr(table, kind)
        for place, row in enumerate(rows):
            for name, step in product(names, (1, -1)):
                moved = row.model_copy(update={name: getattr(row, name) + step})
                changed = (*rows[:place], moved, *rows[place + 1 :])
                yield f"{kind}.{place}.{name} {step}", table.model_copy(update={kind: changed})
        for name, step in product(("since", "until"), (1, -1)):
            for day in {getattr(row, name) for row in rows} - {None}:
                changed = tuple(
                    row.model_copy(update={name: day + step * DAY})
                    if getattr(row, name) == day
                    else row
                    for row in rows
                )
                yield f"{kind}.{name} {day} {step}", table.model_copy(update={kind: changed})
    for name, step in product(("assets_below", "micro_employees_below"), (1, -1)):
        limit = getattr(table, name)
        moved = limit.model_copy(update={"value": limit.value + step})
        yield f"{name} {step}", table.model_copy(update={name: moved})
    for factor in (1.1, 0.9):
        yield f"near {factor}", table.model_copy(update={"near": table.near * factor})
