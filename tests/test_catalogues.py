"""Korean and English are complete, and hold nothing that no screen or message uses."""

import re

import pytest

from assessment.locale import speaking, translate
from tests import catalogues

PLACE = re.compile(r"\{(\w+)\}")
COUNTED = re.compile(r"\{(\w+):([^{}|]*)\|([^{}|]*)\}")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_marked_text_is_translated_and_none_is_left_over(language: str) -> None:
    kept = catalogues.read(language)
    marked = set(catalogues.marked())
    assert sorted(marked - {text for text, told in kept.items() if told}) == []
    assert sorted(set(kept) - marked) == []


def test_a_translation_fills_the_same_places_as_its_text() -> None:
    wrong = {
        text
        for text, told in catalogues.read("en").items()
        if set(PLACE.findall(text)) != set(PLACE.findall(told))
    }
    assert wrong == set()


def test_no_english_text_is_left_in_korean() -> None:
    hangul = re.compile(r"[가-힣]{2,}")
    headers_of_korean_files = {"회사명", "업체명", "상호명", "매출액", "백만원"}
    left = {
        told
        for told in catalogues.read("en").values()
        if set(hangul.findall(told)) - headers_of_korean_files
    }
    assert left == set()


def test_a_word_that_is_counted_stands_in_the_singular_beside_one_alone() -> None:
    counted = {text: told for text, told in catalogues.read("en").items() if "|" in told}
    for text, told in counted.items():
        places = PLACE.findall(text)
        for said, word in (("1", 2), ("2", 3)):
            words = COUNTED.sub(lambda found, word=word: found[word], told)  # type: ignore[misc]
            with speaking("en"):
                shown = translate(text, **dict.fromkeys(places, said))
            assert shown == words.format(**dict.fromkeys(places, said))
