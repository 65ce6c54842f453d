"""Offline forms as they are made: what stands in them, what may be typed, the same bytes again."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from assessment.definitions.loading import load_release
from assessment.definitions.questionnaires import ChoiceItem, Item, LevelItem, MultiItem, NumberItem
from assessment.definitions.releases import Release
from assessment.locale import LANGUAGES, Language
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.incoming.reading import Sheet, read_workbook
from assessment.workbooks.offline_forms.offline_form import FormAnswer
from assessment.workbooks.offline_forms.offline_form_reading import FormReader
from assessment.workbooks.offline_forms.offline_form_writing import FormMaker
from tests.workbooks.every_item import every_item
from tests.workbooks.form_filling import (
    ANSWERS,
    facts_of,
    maker_of,
    parts_of,
    read,
    said,
    sign,
    typed,
)

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
SHIPPED = sorted(path.parent.name for path in ROOT.glob("questionnaires/*/questionnaire.yaml"))
GIVEN = {
    "L1": said("full", "=SUM(A1)"),
    "L2": FormAnswer("not_applicable", None, "toll"),
    "C1": said("yes"),
    "M1": said("erp plc"),
    "N1": said("12.5"),
    "T1": FormAnswer("unknown"),
}
QUICK = (Phase.explicit, Phase.generate)
"""Without shrinking: every try makes three workbooks."""
_releases: dict[str, Release] = {}
_makers: dict[tuple[str, Language], tuple[FormMaker, FormReader]] = {}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return every_item(tmp_path_factory.mktemp("release"))


def shipped(name: str, language: Language) -> tuple[Release, FormMaker, FormReader]:
    if name not in _releases:
        found, problems = load_release(ROOT / "questionnaires" / name, ROOT)
        assert found is not None, problems
        _releases[name] = found
    known = _releases[name]
    if (name, language) not in _makers:
        reader = FormReader(sign, lambda _digest: known)
        _makers[name, language] = (maker_of(known, language), reader)
    return known, *_makers[name, language]


def sheets_of(content: bytes) -> dict[str, Sheet]:
    return {one.name: one for one in read_workbook(admit("a.xlsx", content))}


def test_the_same_form_is_the_same_bytes_and_holds_what_xlsxwriter_alone_would_write(
    release: Release,
) -> None:
    facts = facts_of(release, GIVEN)
    made = maker_of(release, demo=True).make(facts)
    assert made == maker_of(release, demo=True).make(facts)
    drawn = maker_of(release, demo=True).drawn(facts)
    ours, theirs = sheets_of(made), sheets_of(drawn)
    assert list(ours) == list(theirs) == ["안내", "문항과 답", "목록", "_meta", "_base"]
    for name, sheet in theirs.items():
        assert ours[name].rows == sheet.rows
        assert ours[name].faults == sheet.faults
    kept = re.compile(r'<c r="(\w+)"( s="\d+")?[^>]*>(<f>[^<]*</f>)<v>([^<]*)</v></c>')
    for part in ("xl/worksheets/sheet1.xml", ANSWERS):
        found = [kept.findall(parts_of(one)[part].decode()) for one in (made, drawn)]
        assert found[0] == found[1]
        assert found[0]


def test_parts_that_do_not_differ_are_copied_as_they_were_packed(release: Release) -> None:
    maker = maker_of(release)
    one, other = (parts_of(maker.make(facts_of(release, given))) for given in (GIVEN, {}))
    assert {name for name in one if one[name] != other[name]} == {
        "xl/worksheets/sheet1.xml",
        ANSWERS,
        "xl/worksheets/sheet4.xml",
        "xl/worksheets/sheet5.xml",
    }


def test_progress_counts_decisions_in_four_states_and_leaves_out_what_is_not_asked(
    release: Release,
) -> None:
    content = maker_of(release).make(facts_of(release, GIVEN | {"C1": said("no")}))
    sheet = parts_of(content)[ANSWERS].decode()
    states = re.findall(r'<c r="H(\d+)"[^>]*><f>[^<]*</f><v>([^<]*)</v>', sheet)
    assert dict(states) == {
        "7": "답함", "8": "해당 없음", "9": "답함", "11": "묻지 않음", "15": "답함",
        "16": "모름", "17": "남음", "18": "화면에서",
    }  # fmt: skip
    assert "진행 5 / 6 · 남은 문항 1개" in sheet
    guide = parts_of(content)["xl/worksheets/sheet1.xml"].decode()
    kept = dict(re.findall(r'<c r="(\w+)"[^>]*><f>[^<]*</f><v>([^<]*)</v>', guide))
    assert [kept[f"{one}9"] for one in "BCDEF"] == ["2.0", "1.0", "0.0", "0.0", "다 마침"]
    assert [kept[f"{one}10"] for one in "BCDEF"] == ["1.0", "0.0", "1.0", "1.0", "67%"]
    assert [kept[f"{one}11"] for one in "BCDEF"] == ["3.0", "1.0", "1.0", "1.0", "83%"]


def test_only_the_yellow_cells_are_open_and_each_has_a_rule_within_the_limits(
    release: Release,
) -> None:
    parts = parts_of(maker_of(release).make(facts_of(release, GIVEN)))
    sheet, styles = parts[ANSWERS].decode(), parts["xl/styles.xml"].decode()
    assert "<sheetProtection" in sheet
    looks = styles.partition("<cellXfs")[2].partition("</cellXfs")[0].split("<xf ")[1:]
    open_looks = {str(place) for place, one in enumerate(looks) if 'locked="0"' in one}
    cells = re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"', sheet)
    opened = {cell for cell, look in cells if look in open_looks}
    rows = {7: "EFG", 8: "EFG", 9: "EFG", 11: "EFG", 12: "E", 13: "E", 14: "E", 15: "EFG",
            16: "EFG", 17: "EFG"}  # fmt: skip
    assert opened == {f"{column}{row}" for row, columns in rows.items() for column in columns}
    rules = re.findall(r"<dataValidation (.*?)</dataValidation>", sheet)
    covered = [cell for rule in rules for cell in re.search(r'sqref="([^"]*)"', rule)[1].split()]  # type: ignore[index]
    assert sorted(covered) == sorted(opened)
    for name, most in (("promptTitle", 32), ("errorTitle", 32), ("prompt", 255), ("error", 255)):
        texts = re.findall(rf' {name}="([^"]*)"', sheet)
        assert texts
        assert max(map(len, texts)) <= most
    for listed in re.findall(r"<formula1>(.*?)</formula1>", sheet):
        assert len(listed) <= 255


def test_a_form_says_whose_it_is_and_names_options_with_meaning_and_example(
    release: Release,
) -> None:
    sheets = sheets_of(maker_of(release, demo=True).make(facts_of(release, GIVEN)))
    answers, guide = sheets["문항과 답"].rows, sheets["안내"].rows
    assert guide[3][2] == "한빛정밀 & <주>"
    assert answers[2][3] == "업체: 한빛정밀 & <주> · 2026년 2회차"
    assert str(answers[7][4]).splitlines()[:2] == [
        "○ 하지 않음  하지 않음 하고 있습니다",
        "    예) 현장 예",
    ]
    assert str(answers[11][3]).endswith(
        "※ 1, 3번의 답에 따라 묻습니다. 상태가 ‘묻지 않음’이면 비워 두십시오."
    )
    assert answers[18][5] == "화면에서 올려 주십시오."
    assert "가상 데이터" in answers[1].values()
    hidden = {name for name, one in sheets.items() if one.hidden}
    assert hidden == {"목록", "_meta", "_base"}
    assert sheets["문항과 답"].hidden_columns == {1}


def test_text_that_looks_like_a_formula_stays_text(release: Release) -> None:
    parts = parts_of(maker_of(release).make(facts_of(release, GIVEN)))
    assert '<c r="G7" s=' in parts[ANSWERS].decode()
    assert '<t xml:space="preserve">=SUM(A1)</t>' in parts[ANSWERS].decode()
    formulas = re.findall(r"<f>([^<]*)</f>", parts[ANSWERS].decode())
    assert not [one for one in formulas if "SUM(A1)" in one]


def _answer(item: Item, chance: random.Random, text: str) -> FormAnswer:
    comment = chance.choice((None, text.strip() or None))
    draw = chance.random()
    if draw < 0.2:
        return FormAnswer()
    if draw < 0.3:
        return FormAnswer("unknown", comment=comment)
    if draw < 0.5 and item.not_applicable:
        return FormAnswer("not_applicable", None, chance.choice(item.not_applicable), comment)
    match item:
        case LevelItem(options=options) | ChoiceItem(options=options):
            return said(chance.choice([one.id for one in options]), comment)
        case MultiItem(options=several):
            return said(" ".join(one.id for one in several if chance.random() < 0.5), comment)
        case NumberItem(minimum=low, maximum=high):
            number = chance.choice((low, high, float(int(low + 1)), chance.uniform(low, high)))
            return said(f"{min(max(float(f'{number:.9g}'), low), high):.15g}", comment)
    return said(text.strip() or "글", comment)


@pytest.mark.parametrize("name", SHIPPED)
@settings(max_examples=8, deadline=None, database=None, phases=QUICK)
@given(
    language=st.sampled_from(LANGUAGES),
    chance=st.integers(0, 1 << 30).map(random.Random),
    text=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))),
)
def test_a_form_filled_and_read_gives_the_answers(
    name: str, language: Language, chance: random.Random, text: str
) -> None:
    release, maker, reader = shipped(name, language)
    stored, answers = (
        {item: _answer(one, chance, text) for item, one in release.items.items()}
        for _side in range(2)
    )
    facts = facts_of(release, stored, maker.language)
    found = reader.read(admit("a.xlsx", typed(maker, facts, answers)))
    assert found.meta == facts.meta
    assert found.base == {item: one for item, one in stored.items() if one != FormAnswer()}
    assert found.answers == answers
    assert found.faults == ()
    assert {str(one.what)[-9:] for one in found.notes} <= {"%로 읽었습니다."}


def test_none_of_several_options_is_an_answer_and_no_change(release: Release) -> None:
    found = read(release, maker_of(release).make(facts_of(release, {"M1": said("")})))
    assert found.base["M1"] == found.answers["M1"] == said("")


def test_an_answer_that_no_option_holds_is_shown_and_not_lost_in_silence(
    release: Release,
) -> None:
    content = maker_of(release).make(facts_of(release, {"L1": said("gone")}))
    found = read(release, content)
    assert found.base == {"L1": said("gone")}
    assert [(one.item, one.cell, one.code) for one in found.faults] == [
        ("L1", "E7", "form_bad_answer")
    ]
    assert "L1" not in found.answers
