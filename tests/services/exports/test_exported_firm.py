"""The application workbook of a questionnaire besides the main one, and of the call it serves."""

from datetime import date
from pathlib import Path

import pytest

from assessment.services.assessing.answering import open_assessment, save_answer
from assessment.services.exports.exporting import file
from assessment.services.funding.applying import apply
from assessment.services.funding.calls import open_call
from assessment.services.office import Actor, Office
from assessment.services.releases import publishing
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.incoming.reading import read_workbook
from tests.services.call_office import PROGRAMME
from tests.services.conftest import ITEMS, add_firm, add_person, add_round
from tests.services.growth_form import add_growth

pytestmark = pytest.mark.slow

GROWTH_PROGRAMME = (
    PROGRAMME.replace("mini-call", "mini-export")
    .replace("questionnaire: mini\n", "questionnaire: mini-growth\n")
    .replace("작은 사업", "수출 사업")
)
GROWN = {"HX": "500", "RANK": "9", "LISTED": "yes", "TOOLS": "site", "B": "10", "T": "5"}


def without_gate(text: str) -> str:
    """The programme without the level gate that only the main questionnaire can decide."""
    before, after = text.split("level_gate:\n")
    gone = ("level_no", "level_open")
    rest = after[after.index("criteria:\n") :]
    kept = [case for case in rest.split("  - {id: ") if not case.startswith(gone)]
    return before + "  - {id: ".join(kept).replace(", certificate_system: 1", "")


@pytest.fixture
def office(small_office: Office) -> Office:
    add_growth(small_office.root)
    folder: Path = small_office.root / "data" / "programmes"
    (folder / "mini-call.yaml").write_text(PROGRAMME, encoding="utf-8")
    (folder / "mini-export.yaml").write_text(without_gate(GROWTH_PROGRAMME), encoding="utf-8")
    admin = add_person(small_office, "admin")
    for name in ("mini", "mini-scan", "mini-growth", "mini-call", "mini-export"):
        publishing.publish(small_office, admin, name)
    add_round(small_office, admin, "2026년 2회차", date(2026, 7, 1), date(2026, 12, 31))
    return small_office


@pytest.fixture
def owner(office: Office) -> Actor:
    firm_id = add_firm(office, region="ansan")
    return add_person(office, "owner", firm_id)


def answered(office: Office, owner: Actor, questionnaire: str, answers: dict[str, str]) -> int:
    assert owner.firm_id is not None
    key = open_assessment(office, owner, owner.firm_id, questionnaire)
    for item, value in answers.items():
        save_answer(office, owner, key, item, "answered", value, tab="t", seen=99)
    return key


def applied(office: Office, owner: Actor, programme: str, system: str) -> None:
    manager = add_person(office, "manager")
    call = open_call(
        office,
        manager,
        name=f"{programme} 공고",
        programme=programme,
        round_id=1,
        opens_on=date(2026, 11, 1),
        closes_on=date(2026, 12, 1),
    )
    apply(office, owner, call, {"planned_cost": 120_000_000, "planned_system": system})


def summary(office: Office, owner: Actor, assessment: int) -> str:
    """Every text of the workbook."""
    made = file(office, owner, "application", assessment)
    book = read_workbook(admit("a.xlsx", made.content))
    assert [one.name for one in book] == [
        "신청 개요", "진단 결과", "개선 계획", "성과지표와 사업비",
    ]  # fmt: skip
    cells = [str(cell) for one in book for row in one.rows.values() for cell in row.values()]
    return "\n".join(cells)


def test_a_workbook_holds_the_call_that_weighs_its_questionnaire(
    office: Office, owner: Actor
) -> None:
    growth = answered(office, owner, "mini-growth", GROWN)
    main = answered(office, owner, "mini", dict.fromkeys(ITEMS, "c"))
    applied(office, owner, "mini-export", "해외 판로")
    applied(office, owner, "mini-call", "생산관리")
    of_growth, of_main = (summary(office, owner, key) for key in (growth, main))
    said = ("mini-export 공고", "해외 판로", "mini-call 공고", "생산관리")
    assert [one for one in said if one in of_growth] == ["mini-export 공고", "해외 판로"]
    assert [one for one in said if one in of_main] == ["mini-call 공고", "생산관리"]


def test_it_speaks_of_its_own_questionnaire_only(office: Office, owner: Actor) -> None:
    growth = answered(office, owner, "mini-growth", GROWN)
    text = summary(office, owner, growth)
    assert "성장 진단" in text
    assert "제도별 조건" in text
    assert "새싹" in text
    assert "옛 제도" not in text  # met, but no longer a scheme
    assert "500천 달러" in text
    assert "신청한 지원사업이 없습니다." in text
    assert "스마트공장" not in text


def test_where_a_level_can_be_certified_it_says_that_it_is_not(
    office: Office, owner: Actor
) -> None:
    main = answered(office, owner, "mini", dict.fromkeys(ITEMS, "c"))
    assert "스마트공장 수준확인이 아닙니다" in summary(office, owner, main)
