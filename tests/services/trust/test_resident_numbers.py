"""Control 18 (PIPA): no resident registration number can be stored, wherever it is typed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import JSON, String, Text

from assessment.problems import AssessmentError
from assessment.records.resident_numbers import (
    Said,
    SaidJSON,
    hide_resident_numbers,
    holds_resident_number,
)
from assessment.records.schema import metadata
from assessment.services.assessing import drafts
from assessment.services.assessing.answering import (
    attach_evidence,
    open_assessment,
    save_answer,
    submit,
)
from assessment.services.assessing.rounds import open_round
from assessment.services.entry import accounts, charges
from assessment.services.exports import bulk_exporting
from assessment.services.funding import applying, scenarios
from assessment.services.funding.calls import open_call
from assessment.services.funding.panels import save_panel_scores
from assessment.services.institutions import referrals as referring
from assessment.services.register import firms
from assessment.services.review import reviewing, verifying
from tests.conftest import Clock
from tests.services.call_office import Called, add_assessment, called_copy
from tests.services.exports.test_exporting import _pdf

NUMBER = "900101-1234567"
SAID = f"대표 주민번호는 {NUMBER}입니다"
WEIGHTS = {"capability": 60.0, "margin": 20.0, "plan": 20.0}


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    copied = called_copy(sqlite_template, tmp_path, clock)
    yield copied
    copied.office.database.close()


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        "9001011234567",
        "900101 1234567",
        "900101–2234567",
        "９００１０１－１２３４５６７",
        "주민번호:900101-1234567.",
        "000229-4123456",  # a leap day of 2000
        "250101-3000000",  # since October 2020 no check digit
        "850505-5123456",  # of a foreigner
        "900101--1234567",
        "900101 ㅡ 1234567",  # the vowel that stands where a line does
        "900101=1234567",
        "90.01.01-1234567",
        "90-01-01 - 1234567",
        "9 0 0 1 0 1 - 1 2 3 4 5 6 7",
        "900101\u200b-\u20601234567",  # signs that nobody sees
        "900\u00ad101-1234567",
        "٩٠٠١٠١-١٢٣٤٥٦٧",  # digits of another script
    ],
)
def test_a_resident_number_is_told_by_its_shape(text: str) -> None:
    assert holds_resident_number(text)


def test_each_is_hidden_where_it_stands_and_the_rest_stays() -> None:
    text = "담당 ９００１０１－１２３４５６７, 900\u00ad101-1234567 그리고 220-81-62517"
    assert hide_resident_numbers(text, "…") == "담당 …, … 그리고 220-81-62517"


@pytest.mark.parametrize(
    "text",
    [
        "220-81-62517",
        "031-987-6543",
        "010-1234-5678",
        "110111-0012345",
        "901301-1234567",  # no such month
        "900230-1234567",  # no such day
        "010229-3123456",  # 2001 had no such day
        "900101-9234567",  # nobody alive
        "1900101-12345678",
        "412712002052841",
        "2026-11-22",
        "25.03.10 1500000원",  # a day and an amount
        "9 0 0 1 0 1 1 2 3 4 5 6 7",
        "",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not holds_resident_number(text)


def entries(called: Called) -> dict[str, Callable[[], object]]:
    """Every place where people write, by the verb that stores it."""
    office, people = called.office, called.people
    owner, manager, admin, mine = people.owner, people.manager, people.admin, people.firm_id
    number = open_assessment(office, owner, mine, "mini")
    for item in ("QM01", "QM02", "EC01", "EC02"):
        save_answer(office, owner, number, item, "answered", "b", tab="t", seen=0)
    other = int(people.stranger.firm_id or 0)
    handed = add_assessment(office, manager, other, "cccc", "in_review", {})
    reviewing.assign(office, manager, handed, people.consultant.account_id)
    revision = firms.firm(office, owner, mine).firm.revision

    def changed(**values: object) -> Callable[[], object]:
        return lambda: firms.save_firm(office, owner, mine, values, revision=revision)

    def planned(**values: object) -> Callable[[], object]:
        plan = {"planned_cost": 1e8, "requested_grant": 5e7, **values}
        return lambda: applying.apply(office, manager, called.call_id, plan, firm_id=mine)

    return {
        **{name: changed(**{name: SAID}) for name in ("representative", "products", "processes")},
        **{name: changed(**{name: SAID}) for name in ("name", "address", "industry_name")},
        "phone": changed(phone=NUMBER),
        "comment of an answer": lambda: save_answer(
            office, owner, number, "QM01", "answered", "c", comment=SAID, tab="t", seen=0
        ),
        "name of a file": lambda: attach_evidence(
            office, owner, number, "QM01", f"{NUMBER}.pdf", _pdf()
        ),
        "note of a verification": lambda: verifying.verify(
            office, people.consultant, handed, "QM01", "answered", "a", "no_evidence", "visit", SAID
        ),
        "comment": lambda: reviewing.add_comment(office, people.consultant, handed, SAID),
        "request": lambda: reviewing.send_back(office, people.consultant, handed, {"": SAID}),
        "wish": lambda: _wished(called, number),
        "tie": lambda: charges.declare_interest(
            office, people.consultant, other, SAID
        ),
        "planned system": planned(planned_system=SAID),
        "supplier": planned(supplier=SAID),
        "details": planned(details={"summary": SAID}),
        "kpis": planned(
            kpis=[{"class": "P", "name": SAID, "before": 1, "target": 2, "weight": 100}]
        ),
        "panelist": lambda: save_panel_scores(
            office, manager, called.call_id, SAID, {called.six["A"][0]: {"plan": 50.0}}
        ),
        "scenario": lambda: scenarios.save_scenario(
            office, manager, called.call_id, NUMBER, WEIGHTS
        ),
        "round": lambda: open_round(
            office, admin, NUMBER, "반월·시화", office.today(), office.today()
        ),
        "call": lambda: open_call(
            office, manager, name=NUMBER, programme="mini-call", round_id=1,
            opens_on=office.today(), closes_on=office.today(),
        ),
        "account": lambda: accounts.create_account(
            office, admin, email="a@example.com", name=NUMBER, role="manager"
        ),
        "reason of an export": lambda: bulk_exporting.call_file(
            office, manager, "ranking", called.call_id, SAID
        ),
    }  # fmt: skip


def _wished(called: Called, number: int) -> None:
    submit(called.office, called.people.owner, number)
    referring.ask(
        called.office, called.people.owner, number, item="QM01", institution=None, wish=SAID,
        consent=True,
    )  # fmt: skip


@pytest.mark.slow
def test_a_resident_number_is_refused_in_every_text_that_people_write(called: Called) -> None:
    refusals = {}
    for name, entry in entries(called).items():
        with pytest.raises(AssessmentError) as refused:
            entry()
        refusals[name] = {one.code for one in refused.value.problems}
    assert {name: codes for name, codes in refusals.items() if "resident_number" not in codes} == {}
    with called.office.database.reading() as connection:
        for table in metadata.sorted_tables:
            rows = connection.execute(table.select()).all()
            assert NUMBER not in repr(rows), table.name


def test_a_company_number_stays_possible_in_its_own_field(called: Called) -> None:
    office, owner = called.office, called.people.owner
    view = firms.firm(office, owner, called.people.firm_id)
    number = _company_number("110111123456")
    firms.save_firm(
        office, owner, view.firm.id, {"corporate_number": number}, revision=view.firm.revision
    )
    assert firms.firm(office, owner, view.firm.id).firm.corporate_number == number


def _company_number(twelve: str) -> str:
    total = sum(int(sign) * (1 + place % 2) for place, sign in enumerate(twelve))
    return f"{twelve}{(10 - total % 10) % 10}"


def test_what_was_typed_when_a_sign_in_ran_out_is_not_kept_with_such_a_number(
    called: Called,
) -> None:
    assert not drafts.keep_draft(called.office, "0" * 64, {"comment-1": SAID})


CODES = frozenset(
    {
        "accounts.password_hash",
        "answers.origin",
        "calls.frozen",  # copied from columns that refuse
        "decision_rows.binding_en",
        "decision_rows.binding_ko",
        "decision_rows.change_en",
        "decision_rows.change_ko",
        "decision_rows.reason_en",
        "decision_rows.reason_ko",
        "decisions.parameters",
        "drafts.key",
        "identities.issuer",
        "identities.subject",
        "journal_payloads.payload",  # looked at by the journal itself
        "oidc_states.verifier",
        "releases.content",
        "scenarios.weights",
        "second_factors.secret",
        "settings.value",
        "sign_in_sessions.device",
    }
)
"""Columns of text that nobody writes freely, or that are looked at before they are written."""


def test_every_column_that_people_write_into_refuses_such_numbers() -> None:
    """A new column for long text or JSON must be `Said`, or be named above with its reason."""
    open_columns = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, (Text, JSON))
        or (isinstance(column.type, String) and (column.type.length or 999) >= 100)
        if not isinstance(column.type, (Said, SaidJSON))
    }
    assert sorted(open_columns - CODES) == []
