"""One's own matter named together with another firm's: nothing of theirs comes out or is changed.

`test_matrix` asks for all of one firm. Here a verb that takes several numbers gets one of another
firm, call or questionnaire among one's own. A row is a verb, the argument that is not of one's own
and what becomes of it, by the first letters of the roles, as in `test_matrix`.
"""

import dataclasses
import inspect
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pandas as pd
import pytest
from pydantic import BaseModel
from sqlalchemy import Table, or_, select

from assessment.problems import AssessmentError
from assessment.records.database import Connection
from assessment.records.review_queue import QueueFilter
from assessment.records.schema import metadata
from assessment.services.exports import exporting
from assessment.services.office import Actor
from tests.conftest import Clock
from tests.services.call_office import called_copy
from tests.services.matrix_verbs import arguments, outcome, verbs
from tests.services.matrix_world import THEIRS, Unchanging, World, build_world
from tests.services.test_matrix import BY_THE_FILE, INNER, OWN_ACCOUNT, ROLES, special
from tests.web.crawling import contents

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("quick_hashes")]

MIXED = """
answering.save_answer       assessment_id     o=-not_found cma=-not_allowed
answering.save_answer       item              o=bad_answer cma=-not_allowed
evidence.attach_evidence    assessment_id     oc=-not_found ma=-not_allowed
evidence.attach_evidence    item              oc=-not_found ma=-not_allowed
interview.interview_answer  assessment_id     c=-not_found oma=-not_allowed
interview.interview_answer  item              c=bad_answer oma=-not_allowed
one_item.item_now           assessment_id     oc=-not_found ma=ok
one_item.item_now           item              ocma=ok
sheet.stored_answer         assessment_id     oc=-not_found ma=ok
sheet.stored_answer         item              ocma=ok
authors.written_by          assessment_id     oc=-not_found ma=ok
authors.written_by          account_id/owner  ocma=ok
authors.written_by          account_id/staff  ocma=ok
accounts.change_role        account_id/owner  a=ok ocm=-not_allowed
accounts.change_role        account_id/staff  a=ok ocm=-not_allowed
accounts.change_role        firm_id           a=firm ocm=-not_allowed
charges.assign_firm         firm_id           ma=ok oc=-not_allowed
charges.assign_firm         account_id/owner  ma=not_a_reviewer oc=-not_allowed
charges.assign_firm         account_id/staff  ma=ok oc=-not_allowed
invitations.invite_owners   firm_ids          c=-not_found ma=ok o=-not_allowed
applying.application_view   call_id           ocma=ok
applying.application_view   firm_id           oc=-not_found ma=ok
applying.apply              call_id           ocma=ok
applying.apply              firm_id           oc=-not_found ma=ok
panels.import_panel_scores  call_id           ma=ok oc=-not_allowed
panels.import_panel_scores  rows              ma=ok oc=-not_allowed
panels.save_panel_scores    call_id           ma=application oc=-not_allowed
panels.save_panel_scores    scores            ma=application oc=-not_allowed
referrals.ask               assessment_id     o=-not_found cma=-not_allowed
referrals.ask               item              o=-not_found cma=-not_allowed
referrals.ask               institution       o=-not_found cma=-not_allowed
referrals.move              referral_id       c=-not_found m=no_institution oa=-not_allowed
referrals.move              institution       cm=no_institution oa=-not_allowed
queueing.near               wanted            cma=ok o=-not_allowed
queueing.queue              filters           cma=ok o=-not_allowed
review_book.review_file     assessment_ids    c=-not_found ma=review_book_whose o=-not_allowed
review_item.item_under_review  assessment_id  c=-not_found ma=ok o=-not_allowed
review_item.item_under_review  item           cma=-not_found o=-not_allowed
reviewing.add_comment       assessment_id     oc=-not_found m=ok a=-not_allowed
reviewing.add_comment       item              ocm=-not_found a=-not_allowed
reviewing.assign            assessment_id     c=-not_found m=ok oa=-not_allowed
reviewing.assign            reviewer_id/owner  cm=not_a_reviewer oa=-not_allowed
reviewing.assign            reviewer_id/staff  cm=ok oa=-not_allowed
reviewing.send_back         assessment_id     c=-not_found oma=-not_allowed
reviewing.send_back         requests          c=-not_found oma=-not_allowed
verifying.confirm_unchanged  assessment_id    c=-not_found oma=-not_allowed
verifying.confirm_unchanged  area             c=-not_found oma=-not_allowed
verifying.verify            assessment_id     c=-not_found oma=-not_allowed
verifying.verify            item              c=bad_answer oma=-not_allowed
journal.entries             account_id/owner  a=ok ocm=-not_allowed
journal.entries             account_id/staff  a=ok ocm=-not_allowed
journal.entries             firm_id           a=ok ocm=-not_allowed
"""
DRAFTS = ("answering.save_answer", "evidence.attach_evidence", "interview.interview_answer")
"""They change what is not handed in yet: the draft of another questionnaire, without QM02."""


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("mixed")
    return build_world(called_copy(sqlite_template, folder, Clock()), folder)


def foreign(world: World) -> dict[str, dict[str, Any]]:
    """By the name of a parameter, what is not of one's own."""
    mine, theirs = world.mine, world.theirs
    people = {"/owner": theirs.owner.account_id, "/staff": theirs.consultant.account_id}
    queue = QueueFilter(reviewer_id=people["/staff"], seen_by=people["/staff"])
    scored = {mine.application_id: {"plan": 50.0}, world.other_application: {"plan": 1.0}}
    row = {"application": world.other_application, "panelist": "위원 9", "plan": 1.0}
    single = {
        "firm_id": theirs.firm_id,
        "assessment_id": theirs.assessment_id,
        "application_id": theirs.application_id,
        "referral_id": theirs.referral_id,
        "evidence_id": theirs.evidence_id,
        "call_id": world.other_call,
        "assessment_ids": [mine.assessment_id, theirs.assessment_id],
        "firm_ids": [mine.firm_id, theirs.firm_id],
        "item": "XX99",
        "area": "elsewhere",
        "requests": {"QM01": "더 적어 주십시오", "XX99": "더 적어 주십시오"},
        "scores": scored,
        "rows": [row],
        "filters": queue,
        "wanted": queue,
        "institution": "nobody",
    }
    return {"account_id": people, "reviewer_id": people} | {
        name: {"": value} for name, value in single.items()
    }


def mixed(world: World) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    """Every verb with more than one argument that names a matter: one of them another's."""
    others = foreign(world)
    for name, verb in verbs().items():
        if name in OWN_ACCOUNT | BY_THE_FILE | INNER:
            continue
        named = [one for one in inspect.signature(verb).parameters.values() if one.name in others]
        named = [one for one in named if _of_a_queue(one) or one.name not in _QUEUES]
        if len(named) > 1 or _MANY & {one.name for one in named}:
            given = arguments(world, world.mine, verb, special(world, name, mine=True))
            if name in DRAFTS:
                given["assessment_id"] = world.mine.draft_id
            for one in named:
                for which, value in others[one.name].items():
                    if name in DRAFTS and one.name == "item":
                        value = "QM02"
                    yield (name, one.name + which), given | {one.name: value}


_QUEUES = {"filters", "wanted"}
_MANY = _QUEUES | {"assessment_ids", "firm_ids"}


def _of_a_queue(parameter: inspect.Parameter) -> bool:
    return "QueueFilter" in str(parameter.annotation)


def told(value: Any) -> str:
    """Everything that stands in what a verb has given back."""
    if isinstance(value, bytes):
        return contents(value).decode("utf-8", "replace")
    if isinstance(value, pd.DataFrame):
        return str(value.reset_index().to_dict("list"))
    if isinstance(value, Mapping):
        return " ".join(told(one) for pair in value.items() for one in pair)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return " ".join(told(getattr(value, one.name)) for one in dataclasses.fields(value))
    if isinstance(value, Iterable) and not isinstance(value, str | BaseModel):
        return " ".join(told(one) for one in value)
    return str(value)


def of_theirs(connection: Connection, world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that belongs to the other firm or its people; the journal grows by itself."""
    theirs = world.theirs
    own = {
        "firms": {theirs.firm_id},
        "accounts": {theirs.owner.account_id, theirs.consultant.account_id},
        "assessments": {theirs.assessment_id, theirs.draft_id},
        "applications": {theirs.application_id, world.other_application},
        "referrals": {theirs.referral_id},
    }
    found = {}
    for table in metadata.sorted_tables:
        if not table.name.startswith("journal"):
            found[table.name] = sorted(map(tuple, connection.execute(_of(table, own))), key=str)
    return found


def _of(table: Table, own: Mapping[str, set[int]]) -> Any:
    owner = {"assignments", "drafts", "sign_in_sessions", "invitations", "second_factors"}
    named = [
        column.in_(own[target])
        for column in table.columns
        for key in column.foreign_keys
        if (target := key.column.table.name) in own
        and (target != "accounts" or (column.name == "account_id" and table.name in owner))
    ]
    if table.name in own:
        named.append(table.c.id.in_(own[table.name]))
    return select(table).where(or_(*named) if named else False)


def test_what_is_mixed_in_is_refused_as_the_table_says(world: World) -> None:
    found = {}
    for case, given in mixed(world):
        for sign, role in ROLES.items():
            found[(*case, sign)] = outcome(world, verbs()[case[0]], role, given)
    said = {}
    for name, argument, *told_of in (line.split() for line in MIXED.splitlines() if line):
        for word in told_of:
            roles, _, what = word.partition("=")
            said |= {(name, argument, sign): what for sign in roles}
    assert found == said


def test_nothing_of_theirs_comes_out_or_is_changed(world: World) -> None:
    with world.office.database.reading() as connection:
        before = of_theirs(connection, world)
    assert sum(map(len, before.values())) >= 19
    changed: list[str] = []
    now = ""

    def watch(connection: Connection) -> None:
        after = of_theirs(connection, world)
        changed.extend(f"{now}: {name}" for name in before if before[name] != after[name])

    shown = []
    Unchanging.watchers.append(watch)
    try:
        for case, given in mixed(world):
            for role in ("owner", "consultant"):
                now = f"{' '.join(case)} as {role}"
                if THEIRS in _all_of(world, case[0], role, given):
                    shown.append(now)
    finally:
        Unchanging.watchers.remove(watch)
    assert shown == []
    assert changed == ["reviewing.assign reviewer_id/staff as consultant: assignments"]


def _all_of(world: World, verb: str, role: str, given: Mapping[str, Any]) -> str:
    try:
        return told(verbs()[verb](world.office, world.actor(role), **given))
    except AssessmentError as error:
        return str(error)


def test_nobody_but_an_administrator_reaches_into_another_account(world: World) -> None:
    theirs = {"account_id": world.theirs.owner.account_id}
    for name in ("sign_ins.sign_ins", "sign_ins.end_sign_ins"):
        found = {role: outcome(world, verbs()[name], role, theirs) for role in ROLES.values()}
        assert found == dict.fromkeys(ROLES.values(), "-not_allowed") | {"admin": "ok"}
    kept = {"token_hash": "0" * 64}
    for role in ROLES.values():
        assert outcome(world, verbs()["sign_ins.end_sign_in"], role, kept) == "-not_found"


def test_a_score_for_an_application_to_another_call_is_not_taken(world: World) -> None:
    row = foreign(world)["rows"][""]
    found = verbs()["panels.import_panel_scores"](
        world.office, world.manager, world.call_id, rows=row
    )
    assert (found.saved, [one["problem"].code for one in found.rejected]) == (0, ["application"])


def test_no_kind_of_file_takes_another_firms_number(world: World) -> None:
    theirs = world.theirs
    answered, applied = (theirs.assessment_id, theirs.draft_id), (theirs.application_id,)
    applied = (*applied, world.other_application)
    numbers = {"application": answered, "receipt": answered, "proof": answered,
               "evidence": (theirs.evidence_id,), "paste": applied, "bundle": applied}  # fmt: skip
    assert numbers.keys() == set(get_args(exporting.Kind))
    for kind, some in numbers.items():
        for number in some:
            for role in ("owner", "consultant"):
                given = {"kind": kind, "number": number}
                assert outcome(world, exporting.file, role, given) == "-not_found", (kind, number)


def test_the_things_of_two_firms_have_numbers_that_cannot_be_taken_for_each_other(
    world: World,
) -> None:
    numbers = [*world.mine.numbers, *world.theirs.numbers]
    assert len(set(numbers)) == len(numbers)


def test_an_answer_is_said_to_be_of_those_alone_who_wrote_in_the_assessment(world: World) -> None:
    def named(reader: Actor, account: Actor) -> str:
        return verbs()["authors.written_by"](
            world.office, reader, world.mine.assessment_id, account.account_id
        )

    assert named(world.mine.owner, world.mine.owner) == "다른 창(내 계정)"
    assert named(world.mine.owner, world.theirs.owner) == "다른 사람"
    assert named(world.manager, world.theirs.consultant) == "다른 사람"
