"""An application as files: drafts until it is clean, one bundle, and nobody else's."""

import io
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest

from assessment.problems import AssessmentError, NotFound
from assessment.records import firms
from assessment.services.applications.application_files import application_faults, filled_form
from assessment.services.exports import exporting
from assessment.services.funding.applying import apply
from assessment.services.office import Office
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.incoming.reading import read_workbook
from tests.services.call_office import add_assessment, publish_call
from tests.services.conftest import People

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
PLAN = {
    "planned_system": "생산관리시스템(MES)",
    "planned_cost": 100_000_000,
    "requested_grant": 50_000_000,
    "supplier": "한결시스템",
    "level_before": "S1",
    "level_after": "S2",
    "kpis": [
        {"class": "P", "name": "=시간당 생산량", "unit": "개", "before": 100, "target": 120,
         "weight": 60},
        {"class": "Q", "name": "공정불량률", "unit": "%", "before": 2.4, "target": 1.2,
         "weight": 40},
    ],
    "costs": [
        {"name": "하드웨어", "amount": 40_000_000, "own": False},
        {"name": "소프트웨어", "amount": 60_000_000, "own": 50_000_000},
    ],
    "details": {
        "project_name": "사출 생산 기록",
        "project_period": 9,
        "summary": "수량을 자동으로 모읍니다.",
        "contact": "생산기술팀",
        "shop_staff": 30,
        "office_staff": 8,
        "own_cash": 50_000_000,
    },
}  # fmt: skip
FIRM = {
    "business_number": "1248100998",
    "representative": "대표",
    "address": "경기도 안산시 단원구",
    "region": "ansan",
    "ksic_code": "22241",
    "industry_name": "사출 성형",
    "size_class": "small",
    "products": "사출 부품",
    "processes": "사출",
    "employees": 38,
    "founded_on": date(2004, 3, 2),
}


@pytest.fixture
def applied(opened_office: Office, people: People) -> int:
    """The number of the owner's application, with everything that it needs."""
    root = opened_office.root
    shutil.copytree(ROOT / "data" / "forms", root / "data" / "forms")
    shutil.copy(ROOT / "data" / "form_fields.yaml", root / "data" / "form_fields.yaml")
    call = publish_call(opened_office, people.admin, people.manager)
    with opened_office.database.writing() as connection:
        found = firms.get(connection, people.firm_id)
        assert found is not None
        now = opened_office.clock()
        assert firms.change(connection, people.firm_id, found.revision, FIRM, now)
        last = opened_office.today().year - 1
        for back, sales in enumerate((7000.0, 6100.5, 5200.0)):
            firms.put_figures(
                connection, people.firm_id, last - back, {"sales": sales, "employees": 38}
            )
        days = {"starts_on": date(2026, 1, 1), "ends_on": date(2028, 5, 1)}
        firms.add_certificate(connection, people.firm_id, {"system_level": 1, **days})
    return apply(opened_office, people.owner, call, PLAN)


def test_a_clean_application_is_final_and_a_faulty_one_only_a_draft(
    opened_office: Office, people: People, applied: int
) -> None:
    assert application_faults(opened_office, people.owner, applied) == ()
    made = filled_form(opened_office, people.owner, applied, "costs-2026", final=True)
    assert not made.draft
    assert made.name.startswith("가나정밀_사업비_명세_")
    with_fault = {"details": {"own_cash": 40_000_000}}
    call = _call(opened_office, applied)
    apply(opened_office, people.owner, call, with_fault)
    draft = filled_form(opened_office, people.owner, applied, "costs-2026")
    assert draft.draft
    assert draft.name.startswith("초안_가나정밀_")
    with pytest.raises(AssessmentError) as refused:
        filled_form(opened_office, people.owner, applied, "costs-2026", final=True)
    told = refused.value.problems
    assert [one.code for one in told] == ["funding_total", "own_rows"]
    assert told[0].where == "사업비 명세!B15"
    assert "지원사업 신청" in str(told[0])


def test_the_bundle_holds_forms_report_and_lists_and_is_journalled(
    opened_office: Office, people: People, applied: int
) -> None:
    add_assessment(opened_office, people.manager, people.firm_id, "bbbb", "verified", {})
    apply(opened_office, people.owner, _call(opened_office, applied), {})
    assert application_faults(opened_office, people.owner, applied) == ()
    first = exporting.file(opened_office, people.owner, "bundle", applied)
    with zipfile.ZipFile(io.BytesIO(first.content)) as archive:
        names = archive.namelist()
        held = {name: archive.read(name) for name in names}
    assert first.name.endswith(".zip")
    words = (
        "사업비_명세",
        "성과지표",
        "지원사업_신청서",
        "붙여넣기",
        "진단보고서",
        "증빙목록",
        "읽어",
    )
    assert all(any(word in name for name in names) for word in words)
    assert not any(name.startswith("초안") for name in names)
    told = next(content for name, content in held.items() if name.endswith(".txt")).decode()
    assert "HWPX" in told
    again = exporting.file(opened_office, people.owner, "bundle", applied)
    with zipfile.ZipFile(io.BytesIO(again.content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == held
    assert again.content == first.content


def test_the_workbook_to_copy_from_has_a_sheet_a_tab_and_a_cell_a_field(
    opened_office: Office, people: People, applied: int
) -> None:
    made = exporting.file(opened_office, people.owner, "paste", applied)
    sheets = read_workbook(admit(made.name, made.content))
    assert [one.name for one in sheets] == [
        *("과제기본정보", "도입기업정보", "사업비내역", "컨소시엄공급기업", "우대사항"),
        *("성과지표", "첨부문서", "설문조사", "일자리평가", "참여과제이력"),
    ]
    basic = {row.get(1): (row.get(2), row.get(3)) for row in sheets[0].rows.values()}
    assert basic["총사업비"] == (100_000_000, "원")
    assert basic["과제 이름"] == ("사출 생산 기록", None)
    assert any(row.get(1) == "=시간당 생산량" for row in sheets[5].rows.values())


def test_another_firms_application_does_not_exist(
    opened_office: Office, people: People, applied: int
) -> None:
    for work in (
        lambda: exporting.file(opened_office, people.stranger, "bundle", applied),
        lambda: exporting.file(opened_office, people.stranger, "paste", applied),
        lambda: filled_form(opened_office, people.stranger, applied, "costs-2026"),
        lambda: application_faults(opened_office, people.stranger, applied),
    ):
        with pytest.raises(NotFound):
            work()


def test_details_are_kept_one_by_one_and_unknown_ones_refused(
    opened_office: Office, people: People, applied: int
) -> None:
    call = _call(opened_office, applied)
    apply(opened_office, people.owner, call, {"details": {"summary": "", "customers": "납품처"}})
    assert [one.code for one in application_faults(opened_office, people.owner, applied)] == [
        "missing"
    ]
    with pytest.raises(AssessmentError):
        apply(opened_office, people.owner, call, {"details": {"__class__": "x"}})


def _call(office: Office, application_id: int) -> int:
    from assessment.records import applications

    with office.database.reading() as connection:
        found = applications.application(connection, application_id)
    assert found is not None
    return found.call_id
