"""What an application still asks: parts, what is known already, where each fault is mended."""

import pytest

from assessment.problems import AssessmentError, NotFound
from assessment.services.applications.application_sheet import application_sheet, part_of
from assessment.services.funding.applying import application_record, apply
from assessment.services.office import Office
from tests.services.applications.test_application_files import applied as applied
from tests.services.conftest import People

pytestmark = pytest.mark.slow


def call_of(office: Office, people: People, number: int) -> int:
    return application_record(office, people.owner, number)[0].call_id


def test_parts_ask_what_the_forms_need_and_show_what_is_known(
    opened_office: Office, people: People, applied: int
) -> None:
    sheet = application_sheet(opened_office, people.owner, applied)
    assert [one.id for one in sheet.parts] == ["project", "factory", "costs", "kpis"]
    factory = sheet.part("factory")
    assert factory is not None
    asked = {one.name: one for one in factory.asked}
    assert (asked["build_site"].value, asked["build_site"].typed) == ("경기도 안산시 단원구", False)
    assert (asked["shop_staff"].value, asked["shop_staff"].typed) == (30.0, True)
    assert asked["shop_staff"].needed
    assert not asked["customers"].needed
    assert sheet.faults == ()
    assert [(one.id, one.faults) for one in sheet.forms] == [
        ("application-2026", 0), ("costs-2026", 0), ("indicators-2026", 0),
    ]  # fmt: skip


def test_a_fault_stands_with_the_part_that_mends_it(
    opened_office: Office, people: People, applied: int
) -> None:
    call = call_of(opened_office, people, applied)
    details = {"summary": "", "own_cash": 10}
    apply(opened_office, people.owner, call, {"details": details, "kpis": []})
    sheet = application_sheet(opened_office, people.manager, applied)
    found = {one.id: {fault.field for fault in one.faults} for one in sheet.parts}
    assert found == {
        "project": {"summary"}, "factory": set(), "costs": {"own_cash", "cost_rows"},
        "kpis": {"kpi_rows"},
    }  # fmt: skip
    assert {part_of(one) for one in sheet.faults} == {"project", "costs", "kpis"}
    assert {one.id: one.faults for one in sheet.forms}["costs-2026"] == 2


def test_costs_add_up_by_the_item_of_expenditure_of_each_row(
    opened_office: Office, people: People, applied: int
) -> None:
    call = call_of(opened_office, people, applied)
    rows = [
        {"name": "단말", "amount": "30,000,000", "own": "0", "class": "cost_hardware"},
        {"name": "단말 거치대", "amount": 10_000_000, "own": None, "class": "cost_hardware"},
        {"name": "소프트웨어", "amount": 60_000_000, "own": 50_000_000},
    ]
    apply(opened_office, people.owner, call, {"costs": rows})
    values = application_sheet(opened_office, people.owner, applied).data.values
    assert (values["cost_hardware"], values["cost_software"]) == (40_000_000, 60_000_000)
    assert values["cost_rows"][0]["amount"] == 30_000_000.0


def test_what_is_no_number_is_refused_with_its_field(
    opened_office: Office, people: People, applied: int
) -> None:
    call = call_of(opened_office, people, applied)
    wrong = {
        "details": {"project_period": "곧", "shop_staff": "-3"},
        "costs": [{"name": "단말", "amount": "많이"}],
    }
    with pytest.raises(AssessmentError) as refused:
        apply(opened_office, people.owner, call, wrong)
    assert [(one.where, one.code) for one in refused.value.problems] == [
        ("project_period", "number"), ("shop_staff", "number"), ("costs", "number"),
    ]  # fmt: skip
    with pytest.raises(AssessmentError) as refused:
        apply(opened_office, people.owner, call, {"costs": [{"name": "단말", "class": "cost_x"}]})
    assert [one.code for one in refused.value.problems] == ["table"]


def test_a_detail_is_kept_though_the_grant_does_not_fit_any_more(
    opened_office: Office, people: People, applied: int
) -> None:
    call = call_of(opened_office, people, applied)
    apply(opened_office, people.owner, call, {"details": {"customers": "납품처"}})
    found = application_record(opened_office, people.owner, applied)[0].details
    assert found is not None
    assert found["customers"] == "납품처"


def test_another_firms_application_does_not_exist(
    opened_office: Office, people: People, applied: int
) -> None:
    with pytest.raises(NotFound):
        application_sheet(opened_office, people.stranger, applied)
