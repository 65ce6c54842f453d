import time
import unicodedata

import pytest

from assessment.workbooks.outgoing.text import LONGEST, composed, fold


@pytest.mark.parametrize("form", ["NFC", "NFKC"])
def test_ordinary_text_is_composed_as_unicode_says(form: str) -> None:
    for text in ("가나정밀", "ㅎㅏㄴ ﾊﾟ ① Å ế", unicodedata.normalize("NFD", "한글 " * 3_000)):
        assert composed(text, form) == unicodedata.normalize(form, text)  # type: ignore[arg-type]


@pytest.mark.parametrize("accents", ["\u0301" * 50 + "\u0316" * 50, "\u0301\uff9e" * 50])
def test_a_cell_full_of_accents_is_read_at_once(accents: str) -> None:
    """Put in order all together they take seconds a cell, in which nobody else is served."""
    text = "".join(sorted(accents * (LONGEST // 100), key=unicodedata.combining, reverse=True))
    begun = time.process_time()
    assert fold(text)
    assert time.process_time() - begun < 0.5
