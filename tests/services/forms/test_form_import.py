"""A form brought back: what it may change, what is asked first, and what is never lost."""

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from assessment.problems import AssessmentError, NotAllowed
from assessment.records import answers as kept
from assessment.records import journal
from assessment.services.assessing.answering import (
    AnswerConflict,
    open_assessment,
    save_answer,
    submit,
)
from assessment.services.forms.form_import import FormMoved, FormPreview, preview_form, store_form
from assessment.services.forms.form_storing import Stored
from assessment.services.forms.offline_forms import form_of
from assessment.services.office import Actor, Office
from assessment.workbooks.incoming.guard import Admitted, admit
from assessment.workbooks.offline_forms.offline_form import FormAnswer
from assessment.workbooks.templates.parts import with_parts
from tests.conftest import Clock
from tests.services.conftest import People, add_firm, add_person, add_round
from tests.services.filled_forms import BLANK, ROUND, issued, said
from tests.services.next_release import publish_next

pytestmark = pytest.mark.slow

META = "xl/worksheets/sheet4.xml"


@pytest.fixture
def database_url(own_url: str) -> str:
    """One kind alone; what differs is tried in the tests of batches and concurrency."""
    return own_url


def answer(office: Office, people: People, value: str, item: str = "QM01") -> int:
    key = open_assessment(office, people.owner, people.firm_id, "mini")
    save_answer(office, people.owner, key, item, "answered", value, tab="t", seen=9)
    return key


def stored(office: Office, key: int) -> dict[str, tuple[str, str | None, str | None, str]]:
    with office.database.reading() as connection:
        found = kept.of_assessment(connection, key)
    return {item: (one.state, one.value, one.comment, one.source) for item, one in found.items()}


def values(office: Office, key: int) -> dict[str, str | None]:
    return {item: value for item, (_, value, _, _) in stored(office, key).items()}


def kinds(preview: FormPreview) -> dict[str, str]:
    return {cell.key: cell.kind for cell in preview.cells}


def bring(office: Office, actor: Actor, file: Admitted, **choices: str) -> Stored:
    seal = preview_form(office, actor, file).seal
    return store_form(office, actor, file, choices, seal)  # type: ignore[arg-type]


def refused(office: Office, actor: Actor, file: Admitted, round_name: str | None = None) -> str:
    with pytest.raises(AssessmentError) as error:
        preview_form(office, actor, file, round_name)
    return error.value.problems[0].code


def rows(office: Office, kind: str) -> list[journal.JournalRow]:
    with office.database.reading() as connection:
        return journal.rows(connection, kind=kind)


def test_a_form_shows_its_difference_and_stores_nothing_before_it_is_told_to(
    opened_office: Office, people: People
) -> None:
    key = answer(opened_office, people, "a")
    file = issued(opened_office, people.firm_id).returned(
        {"QM01": said("b"), "QM02": said("c", "사진 있음"), "EC01": FormAnswer("unknown")}
    )
    found = preview_form(opened_office, people.owner, file)
    assert kinds(found) == {
        "QM01": "changed", "QM02": "new", "QM02.comment": "new", "EC01": "new"
    }  # fmt: skip
    assert values(opened_office, key) == {"QM01": "a"}
    done = store_form(opened_office, people.owner, file, {}, found.seal)
    assert (done.assessment_id, done.new, done.changed, done.unchanged) == (key, 3, 1, 0)
    assert stored(opened_office, key) == {
        "QM01": ("answered", "b", None, "excel"),
        "QM02": ("answered", "c", "사진 있음", "excel"),
        "EC01": ("unknown", None, None, "excel"),
    }


def test_one_row_of_the_journal_tells_what_the_form_brought(
    opened_office: Office, people: People
) -> None:
    answer(opened_office, people, "a")
    bring(opened_office, people.owner, issued(opened_office, people.firm_id).returned(
        {"QM01": said("b")}))  # fmt: skip
    (row,) = rows(opened_office, "form_imported")
    assert row.payload is not None
    assert row.payload["answers"] == {"QM01": ["answered", "b"]}
    assert row.actor == people.owner.pseudonym


def test_the_same_file_again_changes_nothing_and_says_when_it_came(
    opened_office: Office, people: People
) -> None:
    key = answer(opened_office, people, "a")
    file = issued(opened_office, people.firm_id).returned({"QM01": said("b")})
    first = preview_form(opened_office, people.owner, file)
    assert first.looked.imported_at is None
    store_form(opened_office, people.owner, file, {}, first.seal)
    save_answer(opened_office, people.owner, key, "QM01", "answered", "d", tab="t", seen=9)
    again = preview_form(opened_office, people.owner, file)
    assert again.looked.imported_at == opened_office.clock()
    for seal in (first.seal, again.seal):  # a second click on the same button, and a second try
        done = store_form(opened_office, people.owner, file, {}, seal)
        assert (done.written, done.imported_at) == (0, opened_office.clock())
    assert values(opened_office, key) == {"QM01": "d"}
    assert len(rows(opened_office, "form_imported")) == 1


def test_a_form_that_nobody_touched_changes_nothing(opened_office: Office, people: People) -> None:
    key = answer(opened_office, people, "a")
    file = admit("a.xlsx", issued(opened_office, people.firm_id).bytes())
    assert preview_form(opened_office, people.owner, file).cells == ()
    assert bring(opened_office, people.owner, file).unchanged == 1
    assert stored(opened_office, key) == {"QM01": ("answered", "a", None, "web")}


def test_an_emptied_cell_takes_the_answer_away_and_an_untouched_empty_one_does_not(
    opened_office: Office, people: People
) -> None:
    key = answer(opened_office, people, "a")
    form = issued(opened_office, people.firm_id)
    answer(opened_office, people, "c", "QM02")  # on the web, after the form was handed out
    file = form.returned({"QM01": BLANK, "EC01": said("b")})
    assert kinds(preview_form(opened_office, people.owner, file)) == {
        "QM01": "emptied", "QM02": "kept", "EC01": "new"
    }  # fmt: skip
    assert bring(opened_office, people.owner, file).emptied == 1
    assert stored(opened_office, key)["QM01"] == ("unanswered", None, None, "excel")
    assert values(opened_office, key)["QM02"] == "c"


def test_a_form_from_which_every_answer_is_gone_is_refused(
    opened_office: Office, people: People
) -> None:
    for item in ("QM01", "QM02", "EC01"):
        answer(opened_office, people, "b", item)
    file = issued(opened_office, people.firm_id).returned(
        dict.fromkeys(("QM01", "QM02", "EC01"), BLANK)
    )
    assert refused(opened_office, people.owner, file) == "form_emptied"


def test_a_conflict_is_shown_both_ways_and_stored_only_as_chosen(
    opened_office: Office, people: People
) -> None:
    key = answer(opened_office, people, "a")
    file = issued(opened_office, people.firm_id).returned({"QM01": said("c"), "EC01": said("b")})
    answer(opened_office, people, "b")
    found = preview_form(opened_office, people.owner, file)
    (cell,) = found.looked.difference.of("conflict")
    assert [found.words(cell, one) for one in (cell.base, cell.web, cell.file)] == [
        "none", "step b", "step c"
    ]  # fmt: skip
    assert found.names[cell.web_by or 0] == people.owner.name
    with pytest.raises(AssessmentError) as error:
        store_form(opened_office, people.owner, file, {}, found.seal)
    assert [one.code for one in error.value.problems] == ["form_conflict"]
    assert "step b" in str(error.value)
    assert values(opened_office, key) == {"QM01": "b"}
    done = store_form(opened_office, people.owner, file, {"QM01": "file"}, found.seal)
    assert (done.changed, done.new, done.settled, done.left) == (1, 1, 1, 0)
    assert values(opened_office, key) == {"QM01": "c", "EC01": "b"}


def test_a_conflict_settled_for_the_web_is_not_asked_again(
    opened_office: Office, people: People
) -> None:
    key = answer(opened_office, people, "a")
    form = issued(opened_office, people.firm_id)
    answer(opened_office, people, "b")
    bring(opened_office, people.owner, form.returned({"QM01": said("c")}), QM01="web")
    later = form.returned({"QM01": said("c"), "EC01": said("b")})
    assert kinds(preview_form(opened_office, people.owner, later)) == {
        "QM01": "kept", "EC01": "new"
    }  # fmt: skip
    assert values(opened_office, key) == {"QM01": "b"}


def test_storing_is_refused_when_the_web_moved_after_the_preview(
    opened_office: Office, people: People
) -> None:
    key = answer(opened_office, people, "a")
    file = issued(opened_office, people.firm_id).returned({"QM01": said("c")})
    seal = preview_form(opened_office, people.owner, file).seal
    answer(opened_office, people, "b")
    with pytest.raises(FormMoved) as moved:
        store_form(opened_office, people.owner, file, {}, seal)
    assert moved.value.problems[0].code == "form_web_changed"
    assert kinds(moved.value.preview) == {"QM01": "conflict"}
    assert values(opened_office, key) == {"QM01": "b"}


def test_a_change_elsewhere_on_the_web_does_not_stop_the_form(
    opened_office: Office, people: People
) -> None:
    key = answer(opened_office, people, "a")
    file = issued(opened_office, people.firm_id).returned({"QM01": said("c")})
    seal = preview_form(opened_office, people.owner, file).seal
    answer(opened_office, people, "d", "EC02")
    store_form(opened_office, people.owner, file, {}, seal)
    assert values(opened_office, key) == {"QM01": "c", "EC02": "d"}


def test_another_file_than_the_one_shown_is_not_stored(
    opened_office: Office, people: People
) -> None:
    key = answer(opened_office, people, "a")
    form = issued(opened_office, people.firm_id)
    seal = preview_form(opened_office, people.owner, form.returned({"QM01": said("b")})).seal
    with pytest.raises(FormMoved) as moved:
        store_form(opened_office, people.owner, form.returned({"QM01": said("d")}), {}, seal)
    assert moved.value.problems[0].code == "form_file_changed"
    assert values(opened_office, key) == {"QM01": "a"}


def test_another_firms_form_is_refused_and_journalled(
    opened_office: Office, people: People
) -> None:
    key = answer(opened_office, people, "a")
    file = issued(opened_office, people.firm_id).returned({"QM01": said("b")})
    with pytest.raises(NotAllowed) as error:
        store_form(opened_office, people.stranger, file, {}, "")
    assert error.value.problems[0].code == "form_of_another_firm"
    assert "가나정밀" not in str(error.value).replace("가나정밀.xlsx", "")
    (row,) = rows(opened_office, "refused")
    assert row.actor == people.stranger.pseudonym
    assert values(opened_office, key) == {"QM01": "a"}


def test_a_form_bound_to_another_firm_by_hand_is_refused_and_journalled(
    opened_office: Office, people: People
) -> None:
    theirs = issued(opened_office, add_firm(opened_office, "새한"))
    mine = issued(opened_office, people.firm_id)
    content = mine.bytes({"QM01": said("b")})
    archive = admit("a.xlsx", content).archive
    assert archive is not None
    meta = archive.read(META).replace(
        mine.facts.meta.firm.encode(), theirs.facts.meta.firm.encode()
    )
    forged = admit("a.xlsx", with_parts(archive, {META: meta}))
    assert refused(opened_office, people.owner, forged) == "form_changed"
    (row,) = rows(opened_office, "refused")
    assert row.payload is not None
    assert row.payload["form"] == "a.xlsx"


def test_staff_bring_forms_of_firms_that_they_may_act_for(
    opened_office: Office, people: People
) -> None:
    file = issued(opened_office, people.firm_id).returned({"QM01": said("b")})
    done = bring(opened_office, people.manager, file)
    assert done.assessment_id is not None
    assert values(opened_office, done.assessment_id) == {"QM01": "b"}
    (opened,) = rows(opened_office, "assessment_opened")
    assert opened.payload is not None
    assert opened.payload["assessment"] == done.assessment_id


def test_a_consultant_who_brings_a_form_is_in_charge_from_then_on(
    opened_office: Office, people: People
) -> None:
    file = issued(opened_office, people.firm_id).returned({"QM01": said("b")})
    bring(opened_office, people.consultant, file)
    another = add_person(opened_office, "consultant")
    later = issued(opened_office, people.firm_id, nonce="2").returned({"QM01": said("c")})
    assert refused(opened_office, another, later) == "form_of_another_firm"


def test_what_was_handed_in_stays_and_the_person_is_told_what_to_do(
    opened_office: Office, people: People
) -> None:
    key = answer(opened_office, people, "a")
    form = issued(opened_office, people.firm_id)
    submit(opened_office, people.owner, key)
    file = form.returned({"QM01": said("b")})
    assert refused(opened_office, people.owner, file) == "form_locked"
    assert refused(opened_office, people.manager, file) == "form_locked"


def test_an_owner_begins_an_assessment_only_while_the_round_is_open(
    opened_office: Office, people: People
) -> None:
    add_round(opened_office, people.admin, "지난 회차", date(2025, 1, 1), date(2025, 6, 30))
    form = issued(opened_office, people.firm_id, round_name="지난 회차")
    file = form.returned({"QM01": said("b")})
    assert refused(opened_office, people.owner, file) == "form_round_closed"


def test_a_cell_that_cannot_be_taken_is_named_and_the_others_come_in(
    opened_office: Office, people: People
) -> None:
    content = issued(opened_office, people.firm_id).bytes({"QM01": said("b"), "EC01": said("c")})
    archive = admit("a.xlsx", content).archive
    assert archive is not None
    sheet = archive.read("xl/worksheets/sheet2.xml").replace(b"step b", b"step z", 1)
    file = admit("a.xlsx", with_parts(archive, {"xl/worksheets/sheet2.xml": sheet}))
    found = preview_form(opened_office, people.owner, file)
    assert kinds(found) == {"QM01": "refused", "EC01": "new"}
    (problem,) = found.problems
    assert problem.where.startswith("a.xlsx 문항과 답!")
    done = store_form(opened_office, people.owner, file, {}, found.seal)
    assert (done.new, done.refused) == (1, 1)


def test_a_widget_drawn_before_the_import_cannot_write_over_it(
    opened_office: Office, people: People
) -> None:
    key = answer(opened_office, people, "a")
    bring(opened_office, people.owner, issued(opened_office, people.firm_id).returned(
        {"QM01": said("c")}))  # fmt: skip
    with pytest.raises(AnswerConflict):
        save_answer(opened_office, people.owner, key, "QM01", "answered", "d", tab="t", seen=0)
    assert values(opened_office, key) == {"QM01": "c"}


def test_confidence_and_what_the_form_does_not_hold_stay(
    opened_office: Office, people: People
) -> None:
    key = open_assessment(opened_office, people.owner, people.firm_id, "mini")
    save_answer(
        opened_office, people.owner, key, "QM01", "answered", "a", comment="말", confidence=4,
        tab="t", seen=0,
    )  # fmt: skip
    bring(opened_office, people.owner, issued(opened_office, people.firm_id).returned(
        {"QM01": said("c", "말")}))  # fmt: skip
    with opened_office.database.reading() as connection:
        found = kept.find(connection, key, "QM01")
    assert found is not None
    assert (found.value, found.comment, found.confidence, found.revision) == ("c", "말", 4, 2)


def test_two_forms_of_one_firm_filled_by_two_people_lose_nothing(
    opened_office: Office, people: People
) -> None:
    key = answer(opened_office, people, "a")
    form = issued(opened_office, people.firm_id)  # copied, and sent to two people
    one = form.returned({"QM01": said("b"), "QM02": said("b")})
    two = form.returned({"EC01": said("c"), "QM02": said("c")})
    bring(opened_office, people.owner, one)
    found = preview_form(opened_office, people.owner, two)
    assert kinds(found) == {"QM01": "kept", "QM02": "conflict", "EC01": "new"}
    store_form(opened_office, people.owner, two, {"QM02": "web"}, found.seal)
    assert values(opened_office, key) == {"QM01": "b", "QM02": "b", "EC01": "c"}


def test_a_form_handed_out_filled_in_another_program_and_saved_comes_back(
    opened_office: Office, people: People
) -> None:
    key = answer(opened_office, people, "a")
    made = form_of(opened_office, people.owner, people.firm_id, ROUND, "mini")
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    sheet = book[book.sheetnames[1]]
    shown = preview_form(opened_office, people.owner, admit("a.xlsx", made.content))
    assert shown.cells == ()
    cells = shown.looked.read.form.places
    labels = [cell.value for row in book[book.sheetnames[2]].iter_rows() for cell in row]
    sheet[cells["QM02"].split("!")[1]] = next(one for one in labels if "step c" in str(one))
    sheet[cells["QM01"].split("!")[1]] = None
    target = io.BytesIO()
    book.save(target)
    file = admit("되돌아온 양식.xlsx", target.getvalue())
    assert kinds(preview_form(opened_office, people.owner, file)) == {
        "QM01": "emptied", "QM02": "new"
    }  # fmt: skip
    bring(opened_office, people.owner, file)
    assert stored(opened_office, key) == {
        "QM01": ("unanswered", None, None, "excel"), "QM02": ("answered", "c", None, "excel")
    }  # fmt: skip


# ---- older releases --------------------------------------------------------------------------


def test_a_form_of_an_older_release_is_carried_over_and_what_became_of_it_is_told(
    opened_office: Office, people: People, clock: Clock
) -> None:
    form = issued(opened_office, people.firm_id)
    file = form.returned({"QM01": said("d", "말"), "QM02": said("c"), "EC01": said("b")})
    there = publish_next(opened_office, people, clock)
    found = preview_form(opened_office, people.owner, file, there)
    assert kinds(found) == {"QM09": "new", "QM09.comment": "new", "EC01": "new"}
    carry = found.looked.carry
    assert carry is not None
    assert carry.carried == ("EC01",)
    assert [(one.old_item, one.item, one.old_value, one.value) for one in carry.mapped] == [
        ("QM01", "QM09", "d", "c")
    ]
    assert [(one.item, one.value) for one in carry.dropped] == [("QM02", "c")]
    assert carry.asked_anew == ("QM08",)
    assert [one.code for one in found.notes] == ["form_older", "form_dropped"]
    done = store_form(opened_office, people.owner, file, {}, found.seal, there)
    assert done.assessment_id is not None
    assert stored(opened_office, done.assessment_id) == {
        "QM09": ("answered", "c", "말", "excel"),
        "EC01": ("answered", "b", None, "excel"),
    }


def test_what_was_carried_on_the_web_already_is_no_conflict_unless_the_file_changed_it(
    opened_office: Office, people: People, clock: Clock
) -> None:
    answer(opened_office, people, "b")
    answer(opened_office, people, "b", "EC01")
    file = issued(opened_office, people.firm_id).returned({"EC01": said("c")})
    there = publish_next(opened_office, people, clock)
    open_assessment(opened_office, people.owner, people.firm_id, "mini")  # carries QM01 and EC01
    found = preview_form(opened_office, people.owner, file, there)
    assert kinds(found) == {"EC01": "changed"}


def test_a_form_of_a_newer_release_is_refused_for_an_older_round(
    opened_office: Office, people: People, clock: Clock
) -> None:
    there = publish_next(opened_office, people, clock)
    form = issued(opened_office, people.firm_id, round_name=there)
    file = form.returned({"QM09": said("b")})
    assert refused(opened_office, people.manager, file, ROUND) == "form_newer"


def test_a_form_of_a_release_that_is_not_known_here_is_refused(
    opened_office: Office, people: People
) -> None:
    form = issued(opened_office, people.firm_id)
    facts = replace(form.facts, meta=replace(form.facts.meta, release="0" * 64))
    file = replace(form, facts=facts).returned({"QM01": said("b")})
    assert refused(opened_office, people.owner, file) == "form_unknown_release"
