"""Answers as tables show them."""

from pathlib import Path

import pytest

from assessment.definitions.loading import load_release
from assessment.locale import speaking
from assessment.services.assessing.item_texts import answer_text

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("item", "value", "told"),
    [("HM01", "999", "순위 밖"), ("HM01", "9", "9위"), ("HM01", "998", "998위")],
)
def test_a_place_beyond_the_ranking_is_told_in_words(item: str, value: str, told: str) -> None:
    release, _problems = load_release(ROOT / "questionnaires" / "hidden-champion")
    assert release is not None
    with speaking("ko"):
        assert answer_text(release, item, "answered", value) == told
