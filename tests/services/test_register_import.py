import time
from typing import Any

import pandas as pd
import pytest

from assessment.problems import AssessmentError, NotAllowed
from assessment.records import firms, journal
from assessment.services import register_import
from assessment.services.firms import find_firms, firm, save_firm
from assessment.services.identifiers import business_check_digit
from assessment.services.office import Actor, Office
from assessment.services.register_columns import columns_of
from assessment.services.register_import import import_registry
from assessment.workbooks.guard import LOCAL, admit
from assessment.workbooks.tables import Table, read_table
from tests.services.conftest import add_person

CITY = [
    "순번",
    "회사명",
    "공장대표주소(도로명)",
    "공장대표주소(지번)",
    "업종명",
    "생산품",
    "데이터기준일자",
]
FACTORY_ON = [
    "단지명",
    "회사명",
    "공장관리번호",
    "공장대표주소(도로명)",
    "사업자등록번호",
    "대표업종차수",
    "대표업종번호",
    "업종명",
    "시도",
    "시군구",
    "전화번호",
]


@pytest.fixture
def staff(office: Office) -> Actor:
    return add_person(office, "manager")


def table(headers: list[str], *rows: list[Any]) -> Table:
    frame = pd.DataFrame(list(rows), columns=headers, dtype=object)
    frame.index = pd.RangeIndex(2, 2 + len(rows))
    return Table("공장등록.csv", frame)


def city(name: str, road: str, lot: str = "", products: str = "볼트") -> list[Any]:
    return [1, name, road, lot, "볼트 및 너트류 제조업 외 2종", products, "2026-01-01"]


def factory(
    name: str, number: str, business: str, road: str = "경기도 안산시 단원구 산단로 1"
) -> list[Any]:
    return [
        "반월국가산업단지",
        name,
        number,
        road,
        business,
        10,
        "25941",
        "볼트 및 너트류 제조업 외 1종",
        "경기도",
        "안산시 단원구",
        "031-400-0000",
    ]


def did(result: register_import.Import) -> list[str]:
    return [outcome.did for outcome in result.outcomes]


def only_firm(office: Office, staff: Actor) -> firms.Firm:
    rows = find_firms(office, staff).rows
    assert len(rows) == 1
    return firm(office, staff, int(rows["id"].iloc[0])).firm


def test_a_citys_register_brings_names_places_and_products(office: Office, staff: Actor) -> None:
    road = "경기도 시흥시 공단1대로 28 (정왕동)"
    result = import_registry(office, staff, table(CITY, city("(주)가나정밀", road)))
    assert result.summary() == {"rows": 1, "new": 1, "updated": 0, "duplicates": 0, "rejected": []}
    assert result.ignored == ("순번", "데이터기준일자")
    kept = only_firm(office, staff)
    assert (kept.name, kept.address, kept.region) == ("(주)가나정밀", road, "siheung")
    assert (kept.industry_name, kept.products) == ("볼트 및 너트류 제조업", "볼트")
    assert (kept.source, kept.ksic_division) == ("registry", None)


def test_factory_ons_register_brings_numbers_and_the_codes_revision(
    office: Office, staff: Actor
) -> None:
    import_registry(
        office, staff, table(FACTORY_ON, factory("다라금속", "130111000624600", "124-81-00998"))
    )
    kept = only_firm(office, staff)
    assert (kept.factory_number, kept.business_number) == ("130111000624600", "1248100998")
    assert (kept.ksic_code, kept.ksic_revision, kept.ksic_division) == ("25941", 10, 25)
    assert (kept.complex, kept.region, kept.phone) == ("banwol", "ansan", "031-400-0000")


def test_a_code_of_an_old_revision_names_no_division(office: Office, staff: Actor) -> None:
    row = factory("다라금속", "130111000624600", "124-81-00998")
    row[5] = 8
    import_registry(office, staff, table(FACTORY_ON, row))
    kept = only_firm(office, staff)
    assert (kept.ksic_code, kept.ksic_revision, kept.ksic_division) == ("25941", 8, None)


@pytest.mark.parametrize("encoding", ["cp949", "utf-8-sig"])
def test_the_files_themselves_are_read_in_both_encodings(
    office: Office, staff: Actor, encoding: str
) -> None:
    lines = [",".join(CITY), "1,㈜한글정밀,경기도 안산시 산단로 1,,도금업 외 1종,도금,2026-01-01"]
    content = "\r\n".join(lines).encode(encoding)
    read = read_table(admit("공장.csv", content, ("csv",), LOCAL), register_import.HEADERS)
    assert import_registry(office, staff, read).count("new") == 1
    assert only_firm(office, staff).name == "㈜한글정밀"


def test_the_same_file_again_changes_nothing(office: Office, staff: Actor) -> None:
    one = table(
        FACTORY_ON,
        factory("다라금속", "130111000624600", "124-81-00998"),
        factory("다라금속 2공장", "130111000624601", "124-81-00998", "경기도 시흥시 다른길 2"),
        factory("마바도금", "110111000000100", ""),
    )
    assert did(import_registry(office, staff, one)) == ["new", "duplicate", "new"]
    with office.database.reading() as connection:
        before = firms.keys(connection), firms.sites_of(connection, [1, 2])
    again = import_registry(office, staff, one)
    assert did(again) == ["duplicate"] * 3
    assert [outcome.of for outcome in again.outcomes] == [0, 0, 0]
    with office.database.reading() as connection:
        assert (firms.keys(connection), firms.sites_of(connection, [1, 2])) == before
        assert [site["factory_number"] for site in before[1]] == ["130111000624601"]


def test_one_firm_is_known_by_name_and_address_however_written(
    office: Office, staff: Actor
) -> None:
    result = import_registry(
        office,
        staff,
        table(
            CITY,
            city("(주)가나정밀", "경기도 안산시 단원구 산단로 12 (원시동)"),
            city("주식회사 가나 정밀", "경기도 안산시 단원구  산단로 12"),
            city("가나정밀", "", "경기도 안산시 단원구 산단로 12"),
            city("가나정밀", "경기도 안산시 단원구 산단로 13"),
        ),
    )
    assert did(result) == ["new", "duplicate", "duplicate", "new"]
    assert [(o.of, o.by) for o in result.outcomes[1:3]] == [(2, "name_and_address")] * 2


def test_firms_with_different_numbers_are_different_though_they_share_name_and_address(
    office: Office, staff: Actor
) -> None:
    result = import_registry(
        office,
        staff,
        table(
            FACTORY_ON,
            factory("가나정밀", "", "124-81-00998"),
            factory("가나정밀", "", "220-81-62517"),
        ),
    )
    assert did(result) == ["new", "new"]


def test_a_later_register_fills_blanks_and_moves_what_only_registers_said(
    office: Office, staff: Actor
) -> None:
    road = "경기도 안산시 단원구 산단로 1"
    import_registry(office, staff, table(CITY, city("다라금속", road)))
    result = import_registry(
        office, staff, table(FACTORY_ON, factory("다라금속", "130111000624600", "124-81-00998"))
    )
    assert did(result) == ["updated"]
    assert set(result.outcomes[0].changed) == {
        "factory_number",
        "business_number",
        "complex",
        "ksic_code",
        "ksic_revision",
        "ksic_division",
        "phone",
    }
    kept = only_firm(office, staff)
    assert (kept.products, kept.business_number, kept.revision) == ("볼트", "1248100998", 2)
    moved = factory("다라금속", "130111000624600", "124-81-00998", "경기도 시흥시 새길 9")
    import_registry(office, staff, table(FACTORY_ON, moved))
    assert only_firm(office, staff).address == "경기도 시흥시 새길 9"


def test_what_a_person_typed_is_never_overwritten(office: Office, staff: Actor) -> None:
    one = table(FACTORY_ON, factory("다라금속", "130111000624600", "124-81-00998"))
    import_registry(office, staff, one)
    kept = only_firm(office, staff)
    save_firm(office, staff, kept.id, {"phone": "031-999-9999"}, kept.revision)
    result = import_registry(office, staff, one)
    assert result.outcomes[0].differs == ("phone",)
    assert only_firm(office, staff).phone == "031-999-9999"


def test_bad_rows_are_named_and_the_good_ones_kept(office: Office, staff: Actor) -> None:
    one = table(
        FACTORY_ON,
        factory("", "130111000624600", ""),
        factory("다라금속", "", "124-81-00999"),
        factory("마바도금", "130111000624602", "***-**-*****"),
        factory("사아주물", "abc", "12"),
    )
    result = import_registry(office, staff, one)
    assert did(result) == ["rejected", "rejected", "new", "rejected"]
    assert [(r.row, r.column) for r in result.rejections] == [
        (2, "회사명"),
        (3, "사업자등록번호"),
        (5, "사업자등록번호"),
        (5, "공장관리번호"),
    ]
    summary = result.summary()
    assert (summary["rows"], summary["new"], len(summary["rejected"])) == (4, 1, 4)
    assert only_firm(office, staff).name == "마바도금"


def test_strict_keeps_all_or_nothing(office: Office, staff: Actor) -> None:
    one = table(FACTORY_ON, factory("좋은업체", "", ""), factory("", "", ""))
    with pytest.raises(AssessmentError) as refused:
        import_registry(office, staff, one, strict=True)
    assert [problem.where for problem in refused.value.problems] == ["3:회사명"]
    assert find_firms(office, staff).total == 0


def test_numbers_of_two_firms_in_one_row_are_refused(office: Office, staff: Actor) -> None:
    result = import_registry(
        office,
        staff,
        table(
            FACTORY_ON,
            factory("가", "130111000624600", "124-81-00998", "길 1"),
            factory("나", "130111000624601", "220-81-62517", "길 2"),
            factory("다", "130111000624600", "220-81-62517", "길 3"),
        ),
    )
    assert did(result) == ["new", "new", "rejected"]
    assert result.rejections[0].problem.code == "two_firms"


def test_a_dry_run_says_the_same_and_keeps_nothing(office: Office, staff: Actor) -> None:
    one = table(CITY, city("가나", "길 1"), city("가나", "길 1"), city("", "길 2"))
    dry = import_registry(office, staff, one, dry_run=True)
    assert find_firms(office, staff).total == 0
    assert dry.outcomes == import_registry(office, staff, one).outcomes
    with office.database.reading() as connection:
        rows = journal.rows(connection)
        assert [row.kind for row in rows] == ["register_imported", "firm_added"]
        assert rows[0].payload == {
            "rows": 3,
            "new": 1,
            "updated": 0,
            "duplicates": 1,
            "rejected": 1,
            "file": "공장등록.csv",
        }


def test_a_file_without_a_column_of_names_is_refused(office: Office, staff: Actor) -> None:
    with pytest.raises(AssessmentError) as refused:
        import_registry(office, staff, table(["주소", "비고"], ["길 1", ""]))
    assert [problem.code for problem in refused.value.problems] == ["no_name_column"]


def test_an_owner_cannot_import(office: Office) -> None:
    with pytest.raises(NotAllowed):
        import_registry(office, Actor(1, "p", "n", "owner", 1), table(CITY))


def test_headers_are_understood_however_a_city_writes_them() -> None:
    found = columns_of(["업체명", "공장 주소", "업종번호", "대표업종번호", "종업원수 (명)", "비고"])
    assert found == {
        "업체명": "name",
        "공장 주소": "road",
        "대표업종번호": "ksic_code",
        "종업원수 (명)": "employees",
    }


@pytest.mark.slow
def test_16000_rows_with_duplicates_take_under_5_seconds_from_the_file_on(
    office: Office, staff: Actor
) -> None:
    """15,000 firms; every fifteenth row stands twice: 16,000 rows, 1,000 duplicates."""
    rows = []
    for n in range(15_000):
        number = f"{n + 100_000_000:09d}"
        business = f"{number}{business_check_digit(number)}"
        row = factory(f"업체{n}", f"{n:015d}", business, f"경기도 안산시 산단로 {n}")
        rows += [row, row] if n % 15 == 0 else [row]
    lines = [",".join(FACTORY_ON), *(",".join(map(str, row)) for row in rows)]
    content = "\r\n".join(lines).encode("cp949")
    began = time.process_time()
    big = read_table(admit("공장.csv", content, ("csv",), LOCAL), register_import.HEADERS)
    result = import_registry(office, staff, big)
    took = time.process_time() - began
    assert (len(rows), result.count("new"), result.count("duplicate")) == (16_000, 15_000, 1_000)
    assert took < 5
    with office.database.reading() as connection:
        assert journal.verify(connection) == []
