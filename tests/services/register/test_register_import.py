import threading
import time
from typing import Any

import pandas as pd
import pytest

from assessment.locale import speaking
from assessment.problems import AssessmentError, Conflict, NotAllowed
from assessment.records import firms, journal, register
from assessment.services.office import Actor, Office
from assessment.services.register import register_import
from assessment.services.register.firms import find_firms, firm, save_firm
from assessment.services.register.identifiers import business_check_digit
from assessment.services.register.register_columns import columns_of, known_headers
from assessment.services.register.register_import import Preview, preview, read_register, store
from assessment.services.register.register_report import change_table, result_file, review_table
from assessment.workbooks.incoming.guard import LOCAL, admit
from assessment.workbooks.tabular.tables import Table, read_table, table_bytes
from tests.services.conftest import add_person
from tests.services.registers import (
    CITY,
    FACTORY_ON,
    city,
    factory,
    given,
)


@pytest.fixture
def staff(office: Office) -> Actor:
    return add_person(office, "manager")


def did(result: Preview) -> list[str]:
    return [outcome.did for outcome in result.outcomes]


def only_firm(office: Office, staff: Actor) -> firms.Firm:
    rows = find_firms(office, staff).rows
    assert len(rows) == 1
    return firm(office, staff, int(rows["id"].iloc[0])).firm


def everything(office: Office) -> tuple[Any, ...]:
    with office.database.reading() as connection:
        years = register.figure_columns(connection, [2023, 2024, 2025])
        return register.firm_columns(connection), register.site_columns(connection), years


def test_a_citys_register_brings_names_places_and_products(office: Office, staff: Actor) -> None:
    road = "경기도 시흥시 공단1대로 28 (정왕동)"
    result = store(office, staff, given(CITY, city("(주)가나정밀", road)))
    assert (result.count("new"), result.ignored, result.problems) == (1, (), ())
    kept = only_firm(office, staff)
    assert (kept.name, kept.address, kept.region) == ("(주)가나정밀", road, "siheung")
    assert (kept.industry_name, kept.products) == ("볼트 및 너트류 제조업", "볼트")
    assert (kept.source, kept.ksic_division) == ("registry", None)


def test_what_stood_after_the_first_product_and_industry_is_kept_as_a_note(
    office: Office, staff: Actor
) -> None:
    row = factory("다라금속", "130111000624600", "124-81-00998")
    headers = [*FACTORY_ON, "업종번호", "생산품"]
    store(office, staff, given(headers, [*row, "25941, 25924;29294", "볼트, 너트 외 3종"]))
    kept = only_firm(office, staff)
    assert (kept.products, kept.industry_name) == ("볼트, 너트", "볼트 및 너트류 제조업")
    assert kept.facts == {
        "register": {
            "more_products": 3,
            "more_industries": 1,
            "industry_codes": ["25941", "25924", "29294"],
        }
    }


def test_factory_ons_register_brings_numbers_and_the_codes_revision(
    office: Office, staff: Actor
) -> None:
    store(office, staff, given(FACTORY_ON, factory("다라금속", "130111000624600", "124-81-00998")))
    kept = only_firm(office, staff)
    assert (kept.factory_number, kept.business_number) == ("130111000624600", "1248100998")
    assert (kept.ksic_code, kept.ksic_revision, kept.ksic_division) == ("25941", 10, 25)
    assert (kept.complex, kept.region, kept.phone) == ("banwol", "ansan", "031-400-0000")


def test_a_code_of_an_old_revision_names_no_division(office: Office, staff: Actor) -> None:
    row = factory("다라금속", "130111000624600", "124-81-00998")
    row[5] = 8
    store(office, staff, given(FACTORY_ON, row))
    kept = only_firm(office, staff)
    assert (kept.ksic_code, kept.ksic_revision, kept.ksic_division) == ("25941", 8, None)


@pytest.mark.parametrize("encoding", ["cp949", "utf-8-sig", "utf-16"])
def test_the_files_themselves_are_read_in_every_encoding(
    office: Office, staff: Actor, encoding: str
) -> None:
    lines = [",".join(CITY), "1,㈜한글정밀,경기도 안산시 산단로 1,,도금업 외 1종,도금,2026-01-01"]
    content = "\r\n".join(lines).encode(encoding)
    read = read_register(office, staff, admit("공장.csv", content, ("csv",), LOCAL))
    assert store(office, staff, read).count("new") == 1
    assert only_firm(office, staff).name == "㈜한글정밀"


def test_the_same_file_again_changes_nothing(office: Office, staff: Actor) -> None:
    one = given(
        FACTORY_ON,
        factory("다라금속", "130111000624600", "124-81-00998"),
        factory("다라금속 2공장", "130111000624601", "124-81-00998", "경기도 시흥시 다른길 2"),
        factory("마바도금", "110111000000100", ""),
        factory("마바도금", "110111000000100", ""),
        factory("이름뿐", "", "", ""),
    )
    assert did(store(office, staff, one)) == ["new", "site", "new", "duplicate", "new"]
    before = everything(office)
    assert before[1]["factory_number"] == ["130111000624601"]
    shown = preview(office, staff, one)
    assert did(shown) == ["unchanged", "unchanged", "unchanged", "duplicate", "unchanged"]
    assert not shown.changes_anything
    assert shown.before == office.clock()
    assert not store(office, staff, one, shown.seen).changes_anything
    assert everything(office) == before
    with office.database.reading() as connection:
        assert len(journal.rows(connection, kind="register_imported")) == 1


def test_one_firm_is_known_by_name_and_address_however_written(
    office: Office, staff: Actor
) -> None:
    one = given(
        CITY,
        city("(주)가나정밀", "경기도 안산시 단원구 산단로 12 (원시동)"),
        city("주식회사 가나 정밀", "안산시 단원구  산단로12"),
        city("㈜가나정밀", "", "경기 안산시 단원구 산단로 12번지 외 2필지"),
        city("가나정밀", "경기도 안산시 단원구 산단로 13"),
        city("가나정밀", "경기도 안산시 단원구 산단로 1 2호"),
    )
    result = store(office, staff, one)
    assert did(result) == ["new", "duplicate", "duplicate", "new", "new"]
    assert [(o.of, o.by) for o in result.outcomes[1:3]] == [(2, "name_and_address")] * 2
    assert [o.reasons for o in result.outcomes] == [
        (),
        ("repeated",),
        ("repeated",),
        ("same_name",),
        ("same_name",),
    ]
    again = preview(office, staff, given(CITY, city("가나정밀(주)", "안산시 단원구 산단로 12")))
    assert (did(again), again.outcomes[0].differs) == (["unchanged"], ())


def test_a_second_row_of_a_firm_is_listed_with_what_it_says_otherwise_and_never_merged(
    office: Office, staff: Actor
) -> None:
    road = "경기도 안산시 단원구 산단로 1"
    one = given(CITY, city("가나", road, products=""), city("가나", road, products="너트"))
    result = store(office, staff, one)
    (line,) = review_table(result.review).to_numpy().tolist()
    assert line == [3, "중복", "가나", "2행과 같은 업체라 반영하지 않습니다.", "생산품: – → 너트"]
    assert only_firm(office, staff).products is None


def test_firms_with_different_numbers_are_different_though_they_share_name_and_address(
    office: Office, staff: Actor
) -> None:
    one = given(
        FACTORY_ON,
        factory("가나정밀", "", "124-81-00998"),
        factory("가나정밀", "", "220-81-62517"),
    )
    assert did(store(office, staff, one)) == ["new", "new"]


def test_a_name_and_address_that_two_firms_share_names_neither(
    office: Office, staff: Actor
) -> None:
    both = (factory("가", "", "124-81-00998"), factory("가", "", "220-81-62517"))
    store(office, staff, given(FACTORY_ON, *both))
    result = preview(office, staff, given(FACTORY_ON, factory("가", "", "")))
    assert did(result) == ["refused"]
    assert [one.code for one in result.problems] == ["several_firms"]


def test_a_later_register_fills_blanks_and_moves_what_only_registers_said(
    office: Office, staff: Actor
) -> None:
    road = "경기도 안산시 단원구 산단로 1"
    store(office, staff, given(CITY, city("다라금속", road)))
    numbered = given(FACTORY_ON, factory("다라금속", "130111000624600", "124-81-00998"))
    result = store(office, staff, numbered)
    assert did(result) == ["changed"]
    assert result.outcomes[0].reasons == ("by_name",)
    assert {one.field for one in result.outcomes[0].changes} == {
        "factory_number",
        "business_number",
        "complex",
        "ksic_code",
        "ksic_revision",
        "ksic_division",
        "phone",
        "notes",
    }
    kept = only_firm(office, staff)
    assert (kept.products, kept.business_number, kept.revision) == ("볼트", "1248100998", 2)
    moved = factory("다라금속", "130111000624600", "124-81-00998", "경기도 시흥시 새길 9")
    result = store(office, staff, given(FACTORY_ON, moved))
    told = [line[3:] for line in change_table(result.outcomes).to_numpy().tolist()]
    assert told == [["주소", road, "경기도 시흥시 새길 9", "반영"]]
    assert only_firm(office, staff).address == "경기도 시흥시 새길 9"


def test_the_number_of_a_lot_never_replaces_a_roads_address(office: Office, staff: Actor) -> None:
    numbers = ["회사명", "사업자등록번호", "도로명주소", "지번주소"]
    road, lot = "안산시 단원구 산단로 1", "안산시 단원구 원시동 1"
    store(office, staff, given(numbers, ["가", "124-81-00998", road, lot]))
    assert did(preview(office, staff, given(numbers, ["가", "124-81-00998", "", lot]))) == [
        "unchanged"
    ]


def test_what_a_person_typed_is_never_overwritten(office: Office, staff: Actor) -> None:
    one = given(FACTORY_ON, factory("다라금속", "130111000624600", "124-81-00998"))
    store(office, staff, one)
    kept = only_firm(office, staff)
    save_firm(office, staff, kept.id, {"phone": "031-999-9999"}, kept.revision)
    result = store(office, staff, one)
    assert [one.field for one in result.outcomes[0].differs] == ["phone"]
    assert result.outcomes[0].reasons == ("kept",)
    assert only_firm(office, staff).phone == "031-999-9999"


def test_bad_cells_are_named_with_sheet_and_cell_and_the_good_rows_kept(
    office: Office, staff: Actor
) -> None:
    one = given(
        FACTORY_ON,
        factory("", "130111000624600", ""),
        factory("다라금속", "", "124-81-00999"),
        factory("마바도금", "130111000624602", "***-**-*****"),
        factory("사아주물", "abc", "12"),
    )
    result = store(office, staff, one)
    assert did(result) == ["refused", "refused", "new", "refused"]
    assert [(p.where, p.code) for p in result.problems] == [
        ("공장등록.xlsx 공장!B2", "name"),
        ("공장등록.xlsx 공장!E3", "business_number_check"),
        ("공장등록.xlsx 공장!E5", "business_number_length"),
        ("공장등록.xlsx 공장!C5", "factory_number_length"),
    ]
    assert only_firm(office, staff).name == "마바도금"


def test_strict_keeps_all_or_nothing(office: Office, staff: Actor) -> None:
    one = given(FACTORY_ON, factory("좋은업체", "", ""), factory("", "", ""))
    with pytest.raises(AssessmentError) as refused:
        store(office, staff, one, strict=True)
    assert [problem.where for problem in refused.value.problems] == ["공장등록.xlsx 공장!B3"]
    assert find_firms(office, staff).total == 0


def test_numbers_of_two_firms_in_one_row_are_refused(office: Office, staff: Actor) -> None:
    one = given(
        FACTORY_ON,
        factory("가", "130111000624600", "124-81-00998", "길 1"),
        factory("나", "130111000624601", "220-81-62517", "길 2"),
        factory("다", "130111000624600", "220-81-62517", "길 3"),
    )
    result = store(office, staff, one)
    assert did(result) == ["new", "new", "refused"]
    assert [problem.code for problem in result.problems] == ["two_firms"]


def test_a_preview_says_the_same_and_keeps_nothing(office: Office, staff: Actor) -> None:
    one = given(CITY, city("가나", "길 1"), city("가나", "길 1"), city("", "길 2"))
    shown = preview(office, staff, one)
    assert find_firms(office, staff).total == 0
    assert shown.outcomes == store(office, staff, one, shown.seen).outcomes
    with office.database.reading() as connection:
        rows = journal.rows(connection)
    assert [row.kind for row in rows] == ["register_imported", "firm_added"]
    counts = {"rows": 3, "new": 1, "changed": 0, "duplicate": 1, "refused": 1, "review": 1}
    assert rows[0].payload is not None
    assert {name: rows[0].payload[name] for name in counts} == counts


def test_another_file_or_another_state_than_was_shown_is_a_conflict(
    office: Office, staff: Actor
) -> None:
    one, other = (given(CITY, city(name, "길 1")) for name in ("가나", "다라"))
    seen = preview(office, staff, one).seen
    with pytest.raises(Conflict):
        store(office, staff, other, seen)
    save_firm(office, staff, None, {"name": "가나", "address": "길 1"})
    with pytest.raises(Conflict):
        store(office, staff, one, seen)
    assert find_firms(office, staff).total == 1


def test_rows_that_a_person_leaves_out_are_left_out(office: Office, staff: Actor) -> None:
    one = given(CITY, city("가나", "길 1"), city("다라", "길 2"), city("가나", "길 1"))
    result = store(office, staff, one, leave_out={2})
    assert did(result) == ["left_out", "new", "new"]
    assert find_firms(office, staff).total == 2


def test_a_file_without_a_column_of_names_is_refused(office: Office, staff: Actor) -> None:
    with pytest.raises(AssessmentError) as refused:
        preview(office, staff, given(["주소", "비고"], ["길 1", ""]))
    assert [problem.code for problem in refused.value.problems] == ["no_name_column"]


def test_an_owner_cannot_import(office: Office) -> None:
    owner = Actor(1, "p", "n", "owner", 1)
    for verb in (preview, store):
        with pytest.raises(NotAllowed):
            verb(office, owner, given(CITY))
    with pytest.raises(NotAllowed):
        read_register(office, owner, admit("a.csv", b"a\n1\n"))


def test_headers_are_understood_however_a_city_writes_them(office: Office) -> None:
    written = ["업체명", "공장 주소", "업종번호", "대표업종번호", "종업원수 (명)", "비고"]
    assert columns_of(office.root, written) == {
        "업체명": "name",
        "공장 주소": "road",
        "대표업종번호": "ksic_code",
        "업종번호": "ksic_codes",
        "종업원수 (명)": "employees",
    }


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_result_is_a_file_that_tells_of_every_row(
    office: Office, staff: Actor, kind: str
) -> None:
    one = given(CITY, city("=가나", "길 1"), city("", "길 2"))
    content = result_file(preview(office, staff, one), "csv" if kind == "csv" else "xlsx")
    read = read_table(admit(f"a.{kind}", content)).frame
    assert read["처리"].tolist() == ["새 업체", "거절", "거절"]
    assert read["업체명"].tolist()[0] == "=가나"
    assert read["고치는 법"].tolist()[2] == "업체명을 적어 주십시오."


@pytest.mark.slow
def test_20000_rows_are_shown_in_a_second_against_20000_firms(office: Office, staff: Actor) -> None:
    rows = []
    for n in range(20_000):
        number = f"{n + 100_000_000:09d}"
        business = f"{number}{business_check_digit(number)}"
        rows.append(factory(f"업체{n}", f"{n:015d}", business, f"경기도 안산시 산단로 {n}"))
    assert store(office, staff, given(FACTORY_ON, *rows)).count("new") == 20_000
    rows[19_998] = factory("업체", "19998", "12")
    rows[7] = factory("업체7", rows[7][2], rows[7][4], "경기도 시흥시 새길 1")
    found: list[Preview] = []
    one = given(FACTORY_ON, *rows)
    begun = time.process_time()
    looking = threading.Thread(target=lambda: found.append(preview(office, staff, one)))
    looking.start()
    waits = []
    while looking.is_alive():
        turn = time.perf_counter()
        time.sleep(0.001)
        waits.append(time.perf_counter() - turn)
    spent = time.process_time() - begun
    (shown,) = found
    assert (shown.count("changed"), shown.count("refused")) == (1, 1)
    assert [problem.where for problem in shown.problems] == ["공장등록.xlsx 공장!E20000"]
    assert spent < 2
    assert sorted(waits)[int(len(waits) * 0.95)] < 0.1  # others are served meanwhile


def test_every_word_is_there_in_both_languages(office: Office, staff: Actor) -> None:
    one = given(CITY, city("가나", "길 1"), city("가나", "길 1"))
    shown = preview(office, staff, one)
    for language in ("ko", "en"):
        with speaking(language):
            assert len(review_table(shown.review)) == 1


def test_known_headers_find_the_sheet(office: Office) -> None:
    content = table_bytes(pd.DataFrame({"상호명": ["가"]}), "xlsx")
    table = read_table(admit("a.xlsx", content), known_headers(office.root))
    assert isinstance(table, Table)
    assert list(table.frame.columns) == ["상호명"]
    assert register_import.KIND == "register_imported"
