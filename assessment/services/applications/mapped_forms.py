"""Application forms with their mapping: what goes where, and the workbook that comes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from assessment.definitions.form_files import load_forms
from assessment.definitions.forms import FormCell, FormRows, MappedForm
from assessment.definitions.installed import Stamps, stamps
from assessment.locale import message
from assessment.locale import translate as _
from assessment.problems import AssessmentError, Problem, errors_in
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.templates.template import SKIP, Content, Filled, Rows, Template

Values = Mapping[str, Any]
"""By field of `data/form_fields.yaml`. A table of years is a sequence, latest first; a table of
rows is a sequence of mappings; what is not known is absent or None."""


@dataclass(frozen=True, eq=False)
class LoadedForm:
    """A mapping with its workbook taken apart."""

    form: MappedForm
    template: Template

    @property
    def name(self) -> str:
        """The form's name in the language spoken."""
        from assessment.services.funding.reasons import words_of

        return str(words_of(self.form.name))


def forms_of(root: Path) -> tuple[LoadedForm, ...]:
    """The forms of a project folder; raises where a mapping or a workbook is wrong."""
    folder = root / "data" / "forms"
    return _loaded(root, stamps(sorted(folder.glob("*.*"))))


def form_named(root: Path, name: str) -> LoadedForm:
    """The form with this id."""
    known = {one.form.id: one for one in forms_of(root)}
    if name not in known:
        what = message("그런 서식이 없습니다: {name}", name=name[:60])
        fix = message("있는 서식: {names}", names=", ".join(known))
        raise AssessmentError(Problem("form", what, fix, code="no_form"))
    return known[name]


@lru_cache(maxsize=4)
def _loaded(root: Path, _changed: Stamps) -> tuple[LoadedForm, ...]:
    forms, problems = load_forms(root)
    wrong = errors_in(problems)
    if wrong:
        raise AssessmentError(*wrong)
    loaded = []
    for form in forms.values():
        path = root / "data" / "forms" / form.workbook
        template = Template(admit(form.workbook, path.read_bytes(), ("xlsx",)))
        loaded.append(LoadedForm(form, template))
    return tuple(loaded)


def unmapped(loaded: LoadedForm) -> tuple[str, ...]:
    """Anchors of the mapping that the workbook lacks, and placeholders that it leaves open."""
    form, template = loaded.form, loaded.template
    anchors = [*form.cells, *form.rows, *filter(None, [form.draft])]
    lacking = [name for name in anchors if not template.places(name)]
    known = {*form.cells, form.draft}
    return (*lacking, *(name for name in template.placeholders if name not in known))


def cell_value(values: Values, cell: FormCell) -> Content:
    """What a cell holds; None where it is not known."""
    found = values.get(cell.field)
    if cell.back is not None:
        found = found[cell.back] if found is not None and cell.back < len(found) else None
    if isinstance(found, str):
        return found.strip() or None
    return found if isinstance(found, bool | int | float | date) else None


def table_rows(values: Values, rows: FormRows) -> list[Mapping[str, Any]]:
    """The rows of a table's field."""
    return [dict(row) for row in values.get(rows.field) or ()]


def filled(loaded: LoadedForm, values: Values, draft: bool) -> Filled:
    """The workbook; what is not known stays blank, and a draft says so where the form can."""
    form = loaded.form
    cells: dict[str, Content] = {
        anchor: cell_value(values, cell) for anchor, cell in form.cells.items()
    }
    if form.draft:
        cells[form.draft] = _("초안") if draft else None
    tables: dict[str, Rows] = {
        name: [
            [row.get(column) if column else SKIP for column in rows.columns]
            for row in table_rows(values, rows)
        ]
        for name, rows in form.rows.items()
    }
    return loaded.template.fill(cells, tables)
