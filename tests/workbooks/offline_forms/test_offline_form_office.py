"""Offline forms in LibreOffice: formulas computed anew, saved by it, and read back."""

import random
from pathlib import Path

import pytest
from pypdf import PdfReader

from assessment.definitions.loading import load_release
from assessment.definitions.questionnaires import ChoiceItem, LevelItem, NumberItem
from assessment.workbooks.offline_forms.offline_form import FormAnswer
from tests import office
from tests.workbooks.every_item import every_item
from tests.workbooks.form_filling import facts_of, maker_of, read, said, typed
from tests.workbooks.recalculating import different, grids, recalculated, spoiled

pytestmark = [pytest.mark.office, pytest.mark.slow]
ROOT = Path(__file__).parents[3]
EVERY = {
    "L1": said("part", "=1+1은 수식이 아님"),
    "L2": FormAnswer("not_applicable", None, "toll", "+82 31\n둘째 줄 _x0041_"),
    "C1": said("yes"),
    "M1": said("erp plc"),
    "N1": said("12.5"),
    "T1": said("'3-4"),
    "D1": said("2026-03-01"),
}


def test_progress_is_what_libreoffice_computes_and_the_form_it_saves_is_still_ours(
    tmp_path: Path,
) -> None:
    release = every_item(tmp_path / "release")
    maker, facts = maker_of(release, demo=True), facts_of(release, EVERY)
    saved = recalculated(spoiled(maker.make(facts)), tmp_path)
    assert _visible_differences(maker.make(facts), saved) == []
    found = read(release, saved)
    assert found.meta == facts.meta
    assert found.base == EVERY
    assert found.answers == EVERY
    assert found.faults == ()
    assert found.notes == ()


def test_skipped_questions_are_left_out_as_libreoffice_leaves_them_out(tmp_path: Path) -> None:
    release, problems = load_release(ROOT / "questionnaires" / "outcome", ROOT)
    assert release is not None, problems
    chance = random.Random(4)
    answers: dict[str, FormAnswer] = {}
    for item, one in release.items.items():
        if isinstance(one, LevelItem | ChoiceItem) and chance.random() < 0.8:
            answers[item] = said(chance.choice([option.id for option in one.options]))
        elif isinstance(one, NumberItem) and chance.random() < 0.6:
            answers[item] = said(f"{one.minimum:.15g}")
        elif chance.random() < 0.3:
            answers[item] = FormAnswer("unknown")
    maker = maker_of(release)
    made = typed(maker, facts_of(release, {}), answers)
    saved = recalculated(spoiled(made), tmp_path)
    assert _visible_differences(made, saved) == []
    states = {row[7] for row in grids(made)["문항과 답"][5:] if row[0]}
    assert {"답함", "모름", "남음", "묻지 않음"} <= states
    assert read(release, saved).answers == {
        item: answers.get(item, FormAnswer()) for item in release.items
    }


def _visible_differences(made: bytes, saved: bytes) -> list[tuple[str, int, int, object, object]]:
    """Everything but the comments: openpyxl, which reads both here, leaves `_x005F_` as it is."""
    ours, theirs = grids(made), grids(saved)
    for sheets in (ours, theirs):
        for row in sheets["문항과 답"]:
            row[6:7] = [None]
    return different({name: ours[name] for name in ("안내", "문항과 답")}, theirs)


def test_libreoffice_prints_no_text_of_a_form_smaller_than_eight_points(tmp_path: Path) -> None:
    """Without Excel's fonts it takes wider ones; wider columns are then printed smaller."""
    release, problems = load_release(ROOT / "questionnaires" / "quick-scan", ROOT)
    assert release is not None, problems
    path = tmp_path / "form.xlsx"
    path.write_bytes(maker_of(release).make(facts_of(release, {})))
    sizes: set[float] = set()

    def seen(
        text: str, matrix: list[float], inner: list[float], _font: object, size: float
    ) -> None:
        if text.strip():
            sizes.add(abs(size * matrix[3] * inner[3]))

    for page in PdfReader(office.converted([path], office.PDF)[0]).pages:
        page.extract_text(visitor_text=seen)
    assert 8 <= min(sizes) < max(sizes) <= 16
