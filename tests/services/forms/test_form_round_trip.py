"""Forms there and back: what was typed is what is stored, whatever else happens meanwhile."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import count

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from assessment.definitions.loading import load_release
from assessment.definitions.questionnaires import Item, MultiItem, NumberItem, PlainItem
from assessment.records import answers as kept
from assessment.records import assessments, releases
from assessment.records.answers import StoredAnswer
from assessment.records.database import open_database, upgrade
from assessment.services.assessing.answering import next_place
from assessment.services.forms.form_import import preview_form, store_form
from assessment.services.office import Actor, Office
from assessment.services.releases import publishing
from assessment.workbooks.incoming.guard import Admitted, admit
from assessment.workbooks.offline_forms.offline_form import FormAnswer
from tests import databases
from tests.conftest import Clock
from tests.services.conftest import ROOT, add_firm, add_person, add_round
from tests.services.filled_forms import BLANK, ROUND, Issued, issued

pytestmark = pytest.mark.slow
NAME = "hidden-champion"  # levels, numbers, choices, several of many, questions that are not asked
RELEASE, _PROBLEMS = load_release(ROOT / "questionnaires" / NAME, ROOT)
assert RELEASE is not None
ITEMS: Mapping[str, Item] = RELEASE.items
SHOWN = st.text(
    st.sampled_from([*"가나힣 ab=+-@'\"<&>\n_x0041_＝💡\u200b"]), min_size=1, max_size=12
)
COMMENT = st.one_of(st.none(), SHOWN.map(str.strip).map(lambda text: text or None))
EXAMPLES = settings(max_examples=8, deadline=None, phases=[Phase.generate])
Answers = dict[str, FormAnswer]
NUMBERS = count()


def values_of(item: Item) -> st.SearchStrategy[str]:
    match item:
        case NumberItem():
            found = st.floats(item.minimum, item.maximum, allow_nan=False)
            return found.map(lambda number: f"{round(number, 3) + 0.0:.15g}")
        case MultiItem(options=options):
            known = [option.id for option in options]
            chosen = st.sets(st.sampled_from(known), min_size=1)
            return chosen.map(lambda ids: " ".join(one for one in known if one in ids))
        case PlainItem():
            return SHOWN.map(str.strip).filter(bool)
    return st.sampled_from([option.id for option in item.options])


def answer_to(item: Item) -> st.SearchStrategy[FormAnswer]:
    kinds = [
        st.builds(FormAnswer, st.just("answered"), values_of(item), st.none(), COMMENT),
        st.builds(FormAnswer, st.just("unknown"), comment=COMMENT),
        st.builds(FormAnswer, comment=COMMENT),
    ]
    if item.not_applicable:
        reason = st.sampled_from(item.not_applicable)
        kinds.append(st.builds(FormAnswer, st.just("not_applicable"), st.none(), reason, COMMENT))
    return st.one_of(kinds)


SHEETS = st.fixed_dictionaries({}, optional={item: answer_to(one) for item, one in ITEMS.items()})


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Actor]]:
    """An office with the questionnaire in an open round, and somebody who may bring forms."""
    path = tmp_path_factory.mktemp("forms") / "assessment.sqlite"
    database = open_database(databases.at(path))
    upgrade(database)
    office = Office(database, ROOT, Clock())
    admin = add_person(office, "admin")
    for name in ("smart-factory", NAME):  # the second takes questions from the first
        publishing.publish(office, admin, name)
    add_round(office, admin, ROUND, date(2026, 7, 1), date(2026, 12, 31))
    yield office, admin
    office.database.close()


def type_in(office: Office, assessment_id: int, answers: Mapping[str, FormAnswer]) -> None:
    """As a person on the web does, many at once."""
    with office.database.writing() as connection:
        before = kept.of_assessment(connection, assessment_id)
        rows = [
            StoredAnswer(
                item, one.state, one.value, None, one.reason, one.comment, "web", None, None,
                "t", office.clock(), **next_place(before.get(item), "t"),
            )
            for item, one in answers.items()
        ]  # fmt: skip
        kept.write_many(connection, [(assessment_id, row) for row in rows])


def begin(office: Office, answers: Mapping[str, FormAnswer]) -> tuple[int, int]:
    """A new firm and its draft with these answers."""
    firm = add_firm(office, f"업체 {next(NUMBERS)}")
    with office.database.writing() as connection:
        key = assessments.create(
            connection, firm_id=firm, round_id=1, questionnaire=NAME,
            release_hash=releases.latest(connection, NAME) or "", at=office.clock(),
        )  # fmt: skip
    type_in(office, key, answers)
    return firm, key


def stored(office: Office, assessment_id: int) -> Answers:
    with office.database.reading() as connection:
        found = kept.of_assessment(connection, assessment_id)
    told = {
        item: FormAnswer(one.state, one.value, one.reason, one.comment)  # type: ignore[arg-type]
        for item, one in found.items()
    }
    return {item: one for item, one in told.items() if one != BLANK}


def form_of(office: Office, firm: int) -> Issued:
    return issued(office, firm, NAME, nonce=f"n{next(NUMBERS)}")


def bring(office: Office, actor: Actor, file: Admitted, side: str = "file") -> None:
    found = preview_form(office, actor, file)
    choices = {cell.key: side for cell in found.looked.difference.of("conflict")}
    store_form(office, actor, file, choices, found.seal)  # type: ignore[arg-type]


def without_blanks(answers: Mapping[str, FormAnswer]) -> Answers:
    return {item: one for item, one in answers.items() if one != BLANK}


@EXAMPLES
@given(SHEETS, SHEETS)
def test_what_was_typed_into_the_form_is_what_is_stored(
    desk: tuple[Office, Actor], before: Answers, typed: Answers
) -> None:
    office, actor = desk
    firm, key = begin(office, before)
    typed["HM01"] = FormAnswer("answered", "7")  # a form without any answer is refused
    bring(office, actor, admit("a.xlsx", form_of(office, firm).bytes(typed)))
    assert stored(office, key) == without_blanks(typed)


@EXAMPLES
@given(SHEETS)
def test_a_form_that_comes_back_untouched_is_the_identity(
    desk: tuple[Office, Actor], before: Answers
) -> None:
    office, actor = desk
    firm, key = begin(office, before)
    file = admit("a.xlsx", form_of(office, firm).bytes())
    assert preview_form(office, actor, file).cells == ()
    bring(office, actor, file)
    assert stored(office, key) == without_blanks(before)


@EXAMPLES
@given(SHEETS, SHEETS, SHEETS, st.sampled_from(["web", "file"]))
def test_nobodys_work_is_lost_when_both_sides_changed(
    desk: tuple[Office, Actor], before: Answers, here: Answers, typed: Answers, side: str
) -> None:
    office, actor = desk
    before["HM01"] = typed["HM01"] = FormAnswer("answered", "7")
    firm, key = begin(office, before)
    form = form_of(office, firm)
    type_in(office, key, here)
    file, web = form.returned(typed), stored(office, key)
    bring(office, actor, file, side)
    after = stored(office, key)
    for item in ITEMS:
        for part in (_claim, _comment):
            was, one, other, now = (
                part(held.get(item, BLANK)) for held in (before, web, {**before, **typed}, after)
            )
            if other in (was, one):
                assert now == one
            elif one == was:
                assert now == other
            else:
                assert now == (other if side == "file" else one)
    bring(office, actor, file, "file")
    assert stored(office, key) == after  # the same file again changes nothing


def _claim(answer: FormAnswer) -> object:
    return answer.state, answer.value, answer.reason


def _comment(answer: FormAnswer) -> object:
    return answer.comment
