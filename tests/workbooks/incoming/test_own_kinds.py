"""A workbook of ours given in the wrong place is told for what it is, and what takes it."""

from collections.abc import Callable

import pytest

from assessment.problems import AssessmentError
from assessment.workbooks.author_books.author_book import tables_in
from assessment.workbooks.incoming.guard import Admitted, admit
from assessment.workbooks.incoming.own_kinds import own_kind
from assessment.workbooks.incoming.reading import read_workbook
from assessment.workbooks.offline_forms.offline_form_reading import read_form
from assessment.workbooks.review_books.review_book_reading import read_review_book
from assessment.workbooks.tabular.tables import read_table
from tests.workbooks.every_maker import authored, offline, reviewed, signed, table

TEXTS = tuple(f"글 {n}" for n in range(8))
FILES = {
    "form": (admit("a.xlsx", offline(TEXTS)), "import forms"),
    "review_book": (admit("a.xlsx", reviewed(TEXTS)), "import reviews"),
    "author_book": (admit("a.xlsx", authored(TEXTS)), "import questionnaire"),
}
READERS: dict[str, Callable[[Admitted], object]] = {
    "form": lambda file: read_form(file, signed, lambda _digest: None),
    "review_book": lambda file: read_review_book(file, signed),
    "author_book": tables_in,
    "a table": read_table,
}


@pytest.mark.parametrize("taken_as", READERS)
@pytest.mark.parametrize("kind", FILES)
def test_a_workbook_in_the_wrong_place_is_named_with_the_right_one(
    kind: str, taken_as: str
) -> None:
    file, command = FILES[kind]
    codes = set()
    try:
        READERS[taken_as](file)
    except AssessmentError as refused:
        codes = {one.code for one in refused.problems}
        told = str(refused)
    assert ("other_workbook" in codes) == (kind != taken_as)
    assert kind == taken_as or command in told


def test_what_is_no_workbook_of_ours_has_no_kind() -> None:
    assert own_kind(read_workbook(admit("a.xlsx", table("xlsx")(TEXTS)))) is None
