"""Whatever leaves: no text becomes a formula or a link, nothing is lost, the same bytes each time.

A new function that makes a file fails here until it stands in the register.
"""

import io
import json
import warnings
from pathlib import Path

import openpyxl
import pytest

from assessment.locale import speaking
from assessment.problems import AssessmentError
from tests import office
from tests.workbooks.every_maker import MAKERS, PARTS, makers_found
from tests.workbooks.exported import OVERLONG, PAYLOADS, faults, shown, texts

pytestmark = pytest.mark.slow

HELD_IN_A_LINE = {"template.Template.fill", "offline_form_writing.FormMaker.make"}


def made(name: str, given: tuple[str, ...] = PAYLOADS) -> bytes:
    """The file; what XlsxWriter only warns of, because it leaves it out, is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return MAKERS[name](given)


def test_the_register_names_everything_that_makes_a_file() -> None:
    missing = makers_found() - set(MAKERS) - set(PARTS)
    assert not missing, f"add to tests/workbooks/every_maker.py: {sorted(missing)}"
    assert set(PARTS) <= makers_found()


@pytest.mark.parametrize("name", MAKERS)
def test_no_text_acts_or_links_and_each_comes_back_as_it_was(name: str) -> None:
    content = made(name)
    assert faults(content) == []
    found = texts(content)
    lost = [one for one in PAYLOADS if not {one, shown(one), json.dumps(one)} & found]
    if name in HELD_IN_A_LINE:
        lost = [one for one in lost if not any(shown(one).strip() in text for text in found)]
    assert lost == []
    assert made(name) == content


@pytest.mark.parametrize("name", MAKERS)
def test_english_files_are_as_safe_and_no_long_text_is_lost_in_silence(name: str) -> None:
    long = (*PAYLOADS[:8], OVERLONG)
    with speaking("en"):
        if name == "template.Template.fill":
            with pytest.raises(AssessmentError, match="32767"):
                made(name, long)
            return
        content = made(name, long)
    assert faults(content) == []
    found = texts(content)
    assert OVERLONG in found or [one for one in found if "가… [" in one and "40,000" in one]


@pytest.mark.office
def test_libreoffice_shows_the_texts_as_texts(tmp_path: Path) -> None:
    names = ("ranked_list.ranked_list_workbook", "cohort.cohort_workbook", "tables.csv_bytes")
    files = []
    for name in names:
        files.append(tmp_path / f"{name}.{'csv' if 'csv' in name else 'xlsx'}")
        files[-1].write_bytes(made(name))
    opened = office.converted(files, office.XLSX, reading="CSV:44,34,76")
    for name, path in zip(names, opened, strict=True):
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        ours = [str(cell.value) for cell in cells if cell.data_type == "f"]
        assert not [one for one in ours if "1987" in one], name
        assert all(cell.hyperlink is None for cell in cells), name
        assert any("HYPERLINK" in str(cell.value) for cell in cells), name
