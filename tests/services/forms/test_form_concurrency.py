"""Forms and screens at the same moment, on both kinds of database: nothing is lost unsaid."""

import threading

import pytest

from assessment.records import answers as kept
from assessment.services.assessing.answering import AnswerConflict, open_assessment, save_answer
from assessment.services.forms.form_import import FormMoved, preview_form, store_form
from assessment.services.office import Office
from assessment.workbooks.incoming.guard import Admitted
from tests.services.conftest import People
from tests.services.filled_forms import issued, said

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("turn", range(4))
def test_people_who_store_at_the_same_moment_lose_nothing(
    opened_office: Office, people: People, turn: int
) -> None:
    """Two forms and a screen at once: each value is stored, or its author is told."""
    key = open_assessment(opened_office, people.owner, people.firm_id, "mini")
    save_answer(opened_office, people.owner, key, "QM01", "answered", "a", tab="t", seen=0)
    form = issued(opened_office, people.firm_id)
    files = [form.returned({"QM01": said(one)}, f"{one}.xlsx") for one in "bc"]
    told: list[str] = []
    start = threading.Barrier(3)

    def upload(file: Admitted) -> None:
        seal = preview_form(opened_office, people.owner, file).seal
        start.wait()
        try:
            store_form(opened_office, people.owner, file, {}, seal)
        except FormMoved:
            told.append(file.name[0])

    def type_in() -> None:
        start.wait()
        try:
            save_answer(opened_office, people.owner, key, "QM01", "answered", "d", tab="t", seen=0)
        except AnswerConflict:
            told.append("d")

    work = [threading.Thread(target=upload, args=(file,)) for file in files]
    work.append(threading.Thread(target=type_in))
    for one in work:
        one.start()
    for one in work:
        one.join()
    with opened_office.database.reading() as connection:
        found = kept.find(connection, key, "QM01")
    assert found is not None
    written = found.revision - 1
    assert written + len(told) == 3
    assert found.value not in told
