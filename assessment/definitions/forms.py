"""How a funder's workbook is filled: its cells, names and rows, each with the field meant."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from assessment.definitions.values import Bilingual, Frozen, Id, Number, Source, Whole, Words

Screen = Literal["firm", "apply", "assess", "result"]
Back = Annotated[Whole, Field(ge=0, le=9)]
Part = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]


class FormCell(Frozen):
    """What stands behind an anchor: a defined name, a `{{name}}` or a cell like `시트!B3`.

    `back` takes a table of years so many years before its latest. A blank of a `needed` field and
    a number outside `least` to `most` are told before the form is made.
    """

    field: Id
    back: Back | None = None
    needed: bool = False
    least: Number | None = None
    most: Number | None = None


class FormRows(Frozen):
    """A table into the pre-formatted rows of a name; a column of "" stays as the form has it."""

    field: Id
    columns: Annotated[tuple[str, ...], Field(min_length=1)]
    needed: tuple[Part, ...] = ()
    """Columns that no row may leave blank."""
    rows_at_least: Whole = 0
    choices: dict[Part, tuple[str, ...]] = Field(default_factory=dict)
    differ: tuple[Part, ...] = ()
    """Columns of a row that may not all be equal, as an indicator's value now and its target."""


class FormCheck(Frozen):
    """A rule that must hold; `at` is the anchor that is shown when it does not."""

    id: Id
    rule: Words
    at: Words
    screen: Screen
    message: Bilingual
    fix: Bilingual


class MappedForm(Frozen):
    """`data/forms/<id>.yaml`; the workbook lies beside it. `draft` is filled while faults stand."""

    format: Literal["application-form/1"]
    id: Id
    version: Words
    name: Bilingual
    workbook: Annotated[str, Field(pattern=r"^[\w.-]+\.xlsx$")]
    source: Source
    draft: Words | None = None
    cells: Annotated[dict[str, FormCell], Field(min_length=1)]
    rows: dict[str, FormRows] = Field(default_factory=dict)
    checks: tuple[FormCheck, ...] = ()

    def fields(self) -> Iterator[tuple[str, str]]:
        """(anchor, field) of everything that is filled."""
        for anchor, cell in self.cells.items():
            yield anchor, cell.field
        for name, rows in self.rows.items():
            yield name, rows.field
