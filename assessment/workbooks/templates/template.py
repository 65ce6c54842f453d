"""A funder's own workbook filled in: only the cells that are meant change, no other part does.

There is no language in a template: `{{name}}` is looked up in a closed list and replaced.
"""

from collections.abc import Mapping
from xml.parsers import expat

from assessment.problems import AssessmentError
from assessment.workbooks.incoming.guard import Admitted
from assessment.workbooks.incoming.reading import unreadable
from assessment.workbooks.templates.template_anchors import Anchor, anchors_of
from assessment.workbooks.templates.template_book import Book
from assessment.workbooks.templates.template_filling import SKIP, Filled, Filling, Rows
from assessment.workbooks.templates.template_links import outside_links
from assessment.workbooks.templates.template_sheet import Content

__all__ = ["SKIP", "Anchor", "Content", "Filled", "Rows", "Template"]


class Template:
    """An admitted workbook whose names, cells and placeholders can be filled.

    AssessmentError names every link and formula in it that leads to other files or data from
    outside: they would go to others in our name.
    """

    def __init__(self, admitted: Admitted) -> None:
        if admitted.archive is None:
            raise ValueError("not a workbook")
        self.name = admitted.name
        try:
            self._book = Book(admitted.archive)
            self._anchors = anchors_of(self._book)
            outside = outside_links(self._book)
        except (expat.ExpatError, KeyError, IndexError, ValueError, StopIteration) as bad:
            raise unreadable(admitted.name) from bad
        if outside:
            raise AssessmentError(*outside)

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names between `{{` and `}}`, in the order of the sheets."""
        return tuple(self._anchors.placeholders)

    @property
    def names(self) -> tuple[str, ...]:
        """The workbook's defined names."""
        return tuple(self._book.areas)

    def places(self, anchor: str) -> tuple[Anchor, ...]:
        """Where a name, a placeholder or a cell like `시트!B3` stands; nothing if nowhere."""
        return self._anchors.places(anchor)

    def rows_of(self, name: str) -> int:
        """How many pre-formatted rows the area of this name has; 0 where there is none."""
        area = self._book.areas.get(name)
        return area.last[0] - area.first[0] + 1 if area else 0

    def fill(
        self,
        values: Mapping[str, Content],
        rows: Mapping[str, Rows] | None = None,
    ) -> Filled:
        """The workbook with these values by name, placeholder or cell, and rows by area's name.

        Raises with every problem: a placeholder without a value, a name that means no cell, a
        formula in the way, rows that do not fit. A text is never taken for a formula.
        """
        work = Filling(self._book, self._anchors.placeholders, self.name)
        for anchor, value in values.items():
            work.value(anchor, value, self._anchors)
        for name, table in (rows or {}).items():
            work.table(name, table)
        work.check_left(values)
        return work.finish()
