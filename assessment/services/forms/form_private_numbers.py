"""A form in which somebody wrote a resident registration number: refused whole, cell by cell."""

from collections.abc import Iterator

from assessment.problems import Problem
from assessment.records.resident_numbers import (
    ResidentNumber,
    hide_resident_numbers,
    holds_resident_number,
    refuse_resident_numbers,
)
from assessment.services.forms.form_targets import FormRefused
from assessment.workbooks.offline_forms.offline_form import FilledForm

_HIDDEN = "******-*******"


def refuse_private_numbers(form: FilledForm, firm: str) -> None:
    """Raise with every cell that holds one, also those that could not be taken as an answer.

    The database refuses them too, but then with all forms that are stored together.
    """
    problems: list[Problem] = []
    for place, text in _texts(form):
        try:
            refuse_resident_numbers(text, f"{form.name} {place}".rstrip())
        except ResidentNumber as found:
            problems += found.problems
    if problems:
        raise FormRefused(*problems, firm=firm)


def name_to_keep(file: str) -> str:
    """The file's name as the journal may hold it."""
    shown = hide_resident_numbers(file, _HIDDEN)
    return _HIDDEN if holds_resident_number(shown) else shown


def _texts(form: FilledForm) -> Iterator[tuple[str, str]]:
    """What people wrote, with the cell in which it stands."""
    for item, one in form.answers.items():
        if one.value:
            yield form.places.get(item, ""), one.value
        if one.comment:
            yield form.remarks.get(item, ""), one.comment
    for fault in form.faults:
        yield f"{fault.sheet}!{fault.cell}", str(fault.what)
