from datetime import date

import pytest

from assessment.problems import AssessmentError, Conflict, NotAllowed, NotFound
from assessment.records import journal
from assessment.services.office import Actor, Office
from assessment.services.register import firms
from tests.services.conftest import add_firm, add_person


@pytest.fixture
def staff(office: Office) -> Actor:
    return add_person(office, "consultant")


def codes(refused: pytest.ExceptionInfo[AssessmentError]) -> list[tuple[str, str]]:
    return [(problem.where, problem.code) for problem in refused.value.problems]


def test_an_owner_keeps_the_facts_of_their_own_firm(office: Office) -> None:
    firm_id = add_firm(office)
    owner = add_person(office, "owner", firm_id)
    saved = firms.save_firm(
        office,
        owner,
        firm_id,
        {
            "business_number": "124-81-00998",
            "ksic_code": "C25924",
            "employees": "1,014",
            "founded_on": "2001-03-02",
            "facts": {"patents": "3", "root_industry": True},
        },
        revision=1,
    )
    assert (saved.revision, saved.warnings) == (2, ())
    view = firms.firm(office, owner, firm_id)
    assert view.firm.business_number == "1248100998"
    assert (view.firm.ksic_code, view.firm.ksic_division) == ("25924", 25)
    assert view.firm.employees == 1014
    assert view.firm.founded_on == date(2001, 3, 2)
    assert view.firm.facts == {"patents": 3.0, "root_industry": True}
    assert [(change.kind, change.who) for change in view.history] == [("firm_changed", owner.name)]


def test_facts_kept_apart_are_merged_not_replaced(office: Office, staff: Actor) -> None:
    firm_id = add_firm(office, facts={"patents": 3})
    firms.save_firm(office, staff, firm_id, {"facts": {"root_industry": False}}, revision=1)
    view = firms.firm(office, staff, firm_id)
    assert view.firm.facts == {"patents": 3, "root_industry": False}


def test_every_fault_is_named_at_once_and_nothing_is_kept(office: Office, staff: Actor) -> None:
    firm_id = add_firm(office)
    with pytest.raises(AssessmentError) as refused:
        firms.save_firm(
            office,
            staff,
            firm_id,
            {
                "name": " ",
                "business_number": "124-81-00999",
                "employees": "열 명",
                "ksic_division": "25.5",
                "region": "mars",
                "size_class": "huge",
                "founded_on": "2030-01-01",
                "facts": {"patents": -1, "root_industry": "yes", "moon": 1},
                "pseudonym": "x",
                "phone": "0" * 41,
            },
            revision=1,
        )
    assert set(codes(refused)) == {
        ("name", "name"),
        ("business_number", "business_number_check"),
        ("employees", "number"),
        ("ksic_division", "number"),
        ("region", "choice"),
        ("size_class", "choice"),
        ("founded_on", "date"),
        ("patents", "number"),
        ("root_industry", "flag"),
        ("moon", "unknown_field"),
        ("pseudonym", "unknown_field"),
        ("phone", "long"),
    }
    assert firms.firm(office, staff, firm_id).firm.revision == 1


def test_an_odd_corporate_number_is_kept_with_a_warning(office: Office, staff: Actor) -> None:
    saved = firms.save_firm(
        office, staff, None, {"name": "새싹금속", "corporate_number": "110111-0062433"}
    )
    assert [problem.code for problem in saved.warnings] == ["corporate_number_check"]
    assert firms.firm(office, staff, saved.firm_id).firm.corporate_number == "1101110062433"


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    office: Office, staff: Actor
) -> None:
    firm_id = add_firm(office)
    firms.save_firm(office, staff, firm_id, {"employees": 14}, revision=1)
    with pytest.raises(Conflict):
        firms.save_firm(office, staff, firm_id, {"employees": 41}, revision=1)
    assert firms.firm(office, staff, firm_id).firm.employees == 14


def test_a_number_that_another_firm_has_is_refused(office: Office, staff: Actor) -> None:
    add_firm(office, "하나", business_number="1248100998")
    with pytest.raises(AssessmentError) as refused:
        firms.save_firm(office, staff, None, {"name": "둘", "business_number": "1248100998"})
    assert codes(refused) == [("business_number", "business_number_taken")]


def test_another_firm_does_not_exist_for_an_owner_whatever_they_try(office: Office) -> None:
    mine, other = add_firm(office, "내 업체"), add_firm(office, "남의 업체")
    owner = add_person(office, "owner", mine)
    today = date(2026, 1, 1)
    tried = (
        lambda: firms.firm(office, owner, other),
        lambda: firms.firm(office, owner, 9999),
        lambda: firms.save_firm(office, owner, other, {"name": "뺏김"}, revision=1),
        lambda: firms.save_figures(office, owner, other, {2025: {"sales": 1}}),
        lambda: firms.declare(office, owner, other, {"closed": True}),
    )
    for attempt in tried:
        with pytest.raises(NotFound):
            attempt()
    staff_only = (
        lambda: firms.save_firm(office, owner, None, {"name": "새 업체"}),
        lambda: firms.find_firms(office, owner),
        lambda: firms.add_support(office, owner, mine, year=2024, programme="p"),
        lambda: firms.add_certificate(office, owner, mine, starts_on=today, ends_on=today),
    )
    for attempt in staff_only:
        with pytest.raises(NotAllowed):
            attempt()
    with office.database.reading() as connection:
        rows = journal.rows(connection, kind="refused")
        assert len(rows) == len(tried)
        assert {row.actor for row in rows} == {owner.pseudonym}
        assert journal.verify(connection) == []
    staff = add_person(office, "consultant")
    assert firms.firm(office, staff, other).firm.name == "남의 업체"


def test_an_owner_without_a_firm_reaches_none(office: Office) -> None:
    lost = Actor(1, "p", "n", "owner", None)
    with pytest.raises(NotFound):
        firms.firm(office, lost, add_firm(office))


def test_three_years_of_figures_replace_what_stood_there(office: Office, staff: Actor) -> None:
    firm_id = add_firm(office)
    firms.save_figures(office, staff, firm_id, {2025: {"sales": "1,200.5", "exports": ""}})
    firms.save_figures(
        office, staff, firm_id, {2025: {"sales": 1300}, 2024: {"operating_margin": "-3.5"}}
    )
    figures = firms.firm(office, staff, firm_id).figures.set_index("year")
    assert figures.loc[2025, "sales"] == 1300
    assert figures.loc[2024, "operating_margin"] == -3.5
    with pytest.raises(AssessmentError) as refused:
        firms.save_figures(
            office, staff, firm_id, {2027: {"sales": 1}, 2025: {"sales": "많음", "luck": 1}}
        )
    assert set(codes(refused)) == {
        ("2027", "year"),
        ("2025.sales", "number"),
        ("2025.luck", "unknown_field"),
    }


def test_firms_are_found_by_name_number_and_product_a_page_at_a_time(
    office: Office, staff: Actor
) -> None:
    for n in range(5):
        add_firm(office, f"프레스 {n}호", employees=10 - n, region="ansan")
    add_firm(
        office, "도금나라", business_number="1248100998", products="100% 도금", region="siheung"
    )
    page = firms.find_firms(office, staff, "프레스", page=2, size=2)
    assert page.total == 5
    assert page.rows["name"].tolist() == ["프레스 2호", "프레스 3호"]
    assert firms.find_firms(office, staff, "124-81-00998").rows["name"].tolist() == ["도금나라"]
    assert firms.find_firms(office, staff, "100%").total == 1
    assert firms.find_firms(office, staff, "프레스 4").total == 1
    assert firms.find_firms(office, staff, "' or 1=1 --").total == 0
    assert firms.find_firms(office, staff, filters={"region": "siheung"}).total == 1
    sorted_down = firms.find_firms(office, staff, sort="employees", descending=True)
    assert sorted_down.rows["employees"].tolist()[:5] == [10, 9, 8, 7, 6]
    assert firms.find_firms(office, staff, sort="password; drop table firms").total == 6


def test_certificates_supports_and_declarations_are_shown_with_the_firm(
    office: Office, staff: Actor
) -> None:
    firm_id = add_firm(office)
    firms.add_certificate(
        office,
        staff,
        firm_id,
        starts_on=date(2026, 1, 1),
        ends_on=date(2028, 12, 31),
        system_level=1,
        total=560.5,
    )
    firms.add_support(office, staff, firm_id, year=2023, programme="gyeonggi-basic-2026")
    firms.declare(office, staff, firm_id, {"tax_arrears": False, "closed": False})
    firms.declare(office, staff, firm_id, {"closed": True})
    view = firms.firm(office, staff, firm_id)
    assert view.certificates["total"].tolist() == [560.5]
    assert view.supports["programme"].tolist() == ["gyeonggi-basic-2026"]
    assert view.declarations == {"tax_arrears": False, "closed": True}
    with pytest.raises(AssessmentError):
        firms.declare(office, staff, firm_id, {"rich": True})
    with pytest.raises(AssessmentError):
        firms.add_certificate(
            office,
            staff,
            firm_id,
            starts_on=date(2026, 1, 2),
            ends_on=date(2026, 1, 1),
            system_level=7,
        )
