"""A form beside the web, cell by cell: three-way merge, deletions, what was settled before."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.locale import message
from assessment.problems import Problem
from assessment.records.answers import StoredAnswer
from assessment.services.assessing.answer_values import AnswerValue
from assessment.services.forms.form_cells import Difference, FormCell, Said, difference
from assessment.workbooks.offline_forms.offline_form import (
    FilledForm,
    FormAnswer,
    FormFault,
    FormMeta,
)

META = FormMeta("f" * 32, 1, "mini", "r" * 64, "ko", "2026-11-22T03:00:00+00:00", "nonce")
AT = datetime(2026, 11, 22, tzinfo=UTC)
ORDER = {"QM01": 0, "QM02": 1, "EC01": 2}
Answers = Mapping[str, FormAnswer]


def said(value: str, comment: str | None = None) -> FormAnswer:
    return FormAnswer("answered", value, None, comment)


NOTHING = FormAnswer()


def form(base: Answers, answers: Answers, *faults: FormFault) -> FilledForm:
    places = {item: f"응답!E{place}" for item, place in ORDER.items()}
    return FilledForm("a.xlsx", META, base, answers, faults, (), places)


def web(answers: Answers) -> dict[str, StoredAnswer]:
    return {
        item: StoredAnswer(item, one.state, one.value, None, one.reason, one.comment,
                           "web", None, 7, "tab", AT, 3, 0)
        for item, one in answers.items()
    }  # fmt: skip


def check(item: str, answer: FormAnswer) -> AnswerValue | Problem:
    if answer.value == "zzz":
        return Problem(item, message("보기에 없는 값입니다."), message("고르십시오."), "bad_answer")
    return AnswerValue(answer.state, answer.value, answer.reason)


def compared(
    base: Answers, here: Answers, file: Answers, told: Mapping[str, str] | None = None
) -> Difference:
    return difference(form(base, file), web(here), told or {}, check, ORDER)


def kinds(found: Difference) -> dict[str, str]:
    return {cell.key: cell.kind for cell in found.cells}


def test_each_kind_of_change_is_told_apart() -> None:
    base = {"QM01": said("a"), "QM02": said("a"), "EC01": NOTHING}
    found = compared(base, base, {"QM01": said("b"), "QM02": NOTHING, "EC01": said("c")})
    assert kinds(found) == {"QM01": "changed", "QM02": "emptied", "EC01": "new"}
    assert [cell.place for cell in found.cells] == ["응답!E0", "응답!E1", "응답!E2"]


def test_a_conflict_shows_both_sides_who_wrote_and_when() -> None:
    found = compared({"QM01": said("a")}, {"QM01": said("b")}, {"QM01": said("c")})
    (cell,) = found.cells
    assert cell.kind == "conflict"
    assert (cell.base, cell.web, cell.file) == tuple(Said("answered", one) for one in "abc")
    assert (cell.web_by, cell.web_at, cell.revision) == (7, AT, 3)


def test_a_comment_and_an_answer_changed_on_either_side_are_both_kept() -> None:
    found = compared({"QM01": said("a")}, {"QM01": said("a", "from the web")}, {"QM01": said("b")})
    assert kinds(found) == {"QM01": "changed", "QM01.comment": "kept"}


def test_what_the_form_does_not_say_stays() -> None:
    base = {"QM01": said("a", "why"), "QM02": said("a")}
    assert compared(base, base, {"QM02": said("a")}).cells == ()
    found = compared(base, {**base, "QM01": said("b")}, {"QM02": said("a")})
    assert kinds(found) == {"QM01": "kept", "QM01.comment": "kept"}


def test_a_cell_that_cannot_be_taken_is_refused_and_its_place_named() -> None:
    fault = FormFault("QM01", "응답", "E0", message("수식입니다."), message("값으로."), "formula")
    base = {"QM01": said("a"), "QM02": said("a")}
    found = difference(form(base, {"QM02": said("zzz")}, fault), web(base), {}, check, ORDER)
    assert kinds(found) == {"QM01": "refused", "QM02": "refused"}
    assert [str(cell.problem).split(":")[0] for cell in found.cells] == [
        "a.xlsx 응답!E0",
        "a.xlsx 응답!E1",
    ]


def test_what_was_settled_is_not_asked_again() -> None:
    base = {"QM01": said("a")}
    first = compared(base, {"QM01": said("b")}, {"QM01": said("c")})
    again = compared(base, {"QM01": said("b")}, {"QM01": said("c")}, first.told)
    assert kinds(again) == {"QM01": "kept"}


def test_the_web_going_back_behind_what_the_form_brought_is_a_conflict() -> None:
    base = {"QM01": said("a")}
    first = compared(base, base, {"QM01": said("b")})
    found = compared(base, base, {"QM01": said("c")}, first.told)
    assert kinds(found) == {"QM01": "conflict"}


def test_a_value_that_came_from_this_form_before_is_marked() -> None:
    base = {"QM01": said("a")}
    first = compared(base, base, {"QM01": said("b")})
    found = compared(base, {"QM01": said("b")}, {"QM01": said("c")}, first.told)
    assert [(cell.kind, cell.own) for cell in found.cells] == [("conflict", True)]


def test_an_answer_that_was_never_kept_here_is_new() -> None:
    found = compared({"QM01": said("a")}, {}, {"QM01": said("a")})
    assert kinds(found) == {"QM01": "new"}


ANSWERS = st.dictionaries(
    st.sampled_from(list(ORDER)),
    st.builds(said, st.sampled_from("abc"), st.one_of(st.none(), st.sampled_from(["one", "two"]))),
)


def stored_after(here: Answers, cell: FormCell) -> dict[str, FormAnswer]:
    """What stands on the web once the file's value of this cell was taken."""
    before, now = here.get(cell.item, NOTHING), cell.file
    if cell.part == "comment":
        after = replace(before, comment=now.value if now else None)
    elif now is None:
        after = replace(NOTHING, comment=before.comment)
    else:
        after = FormAnswer("answered", now.value, now.reason, before.comment)
    return {**here, cell.item: after}


@given(ANSWERS, ANSWERS, ANSWERS)
def test_nothing_is_ever_written_over_a_change_of_the_web(
    base: Answers, here: Answers, file: Answers
) -> None:
    here = {item: here.get(item, NOTHING) for item in {*base, *here}}
    found = compared(base, here, file)
    for cell in found.of("new", "changed", "emptied"):
        assert cell.web == cell.base
        assert cell.file != cell.base


@given(ANSWERS, ANSWERS, ANSWERS)
def test_what_was_stored_once_is_not_brought_again(
    base: Answers, here: Answers, file: Answers
) -> None:
    here = {item: here.get(item, NOTHING) for item in {*base, *here}}
    first = compared(base, here, file)
    after = here
    for cell in first.of("new", "changed", "emptied"):
        after = stored_after(after, cell)
    left = {cell.key for cell in first.of("conflict")}
    told = {key: digest for key, digest in first.told.items() if key not in left}
    again = compared(base, after, file, told)
    assert again.of("new", "changed", "emptied") == ()
    assert {cell.key for cell in again.of("conflict")} == left


STEPS = st.lists(st.tuples(st.booleans(), ANSWERS), min_size=1, max_size=6)


@given(ANSWERS, STEPS)
def test_copies_of_a_form_and_the_web_in_any_order_lose_nothing(
    base: Answers, steps: list[tuple[bool, Answers]]
) -> None:
    """Conflicts stay open: the web's value holds until somebody chooses."""
    here = {item: base.get(item, NOTHING) for item in ORDER}
    told: dict[str, str] = {}
    brought: set[tuple[str, Said | None]] = set()
    for by_web, answers in steps:
        if by_web:
            here |= answers
            continue
        found = compared(base, here, answers, told)
        open_ones = {cell.key for cell in found.of("conflict")}
        kept_silently = {
            (cell.key, cell.file) for cell in found.of("kept") if cell.file != cell.base
        }
        assert kept_silently <= brought
        for cell in found.of("new", "changed", "emptied"):
            assert cell.web == cell.base
            here = stored_after(here, cell)
            brought.add((cell.key, cell.file))
        brought |= {(cell.key, cell.file) for cell in found.of("same")}
        told |= {key: digest for key, digest in found.told.items() if key not in open_ones}


@pytest.mark.parametrize("said_before", ["a", None])
def test_a_copy_of_the_form_that_never_saw_the_first_import_takes_nothing_back(
    said_before: str | None,
) -> None:
    base = {"QM01": said(said_before)} if said_before else {}
    here = {"QM01": said(said_before) if said_before else NOTHING}
    first = compared(base, here, {"QM01": said("b")})
    second = compared(base, {"QM01": said("b")}, base, first.told)
    assert kinds(second) == {"QM01": "kept"}
