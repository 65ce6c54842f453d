import math
from pathlib import Path

import pytest

from assessment.method import codes
from assessment.method.scoring import score
from assessment.method.tree import compile_tree
from tests.method.samples import answers, two_areas

PAGE = Path(__file__).parents[2] / "docs" / "method.md"
STATES = {
    "unanswered": codes.UNANSWERED,
    "not applicable": codes.NOT_APPLICABLE,
    "unknown": codes.UNKNOWN,
}


def rows_of_the_example():
    text = PAGE.read_text(encoding="utf-8").split("### Worked example")[1]
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:7]]


def number(cell):
    return math.nan if cell == "–" else float(cell)


@pytest.mark.parametrize("row", rows_of_the_example(), ids=lambda row: row[0])
def test_the_pages_worked_example_is_what_is_computed(row):
    release = two_areas()
    given = [STATES[cell] if cell in STATES else int(cell) for cell in row[1:5]]
    scores = score(compile_tree(release), answers(release, given))
    got = [scores.of(node)[0] for node in ("area1", "area2", "total")]
    assert got == pytest.approx([number(cell) for cell in row[5:8]], nan_ok=True)
    assert scores.of("total", "coverage")[0] == pytest.approx(number(row[8]))


def test_every_module_and_folder_of_the_method_is_named_on_the_page():
    page = PAGE.read_text(encoding="utf-8")
    method = Path(codes.__file__).parent
    names = [module.stem for module in method.glob("*.py") if module.stem != "__init__"]
    names += [f"{init.parent.name}/" for init in method.glob("*/__init__.py")]
    assert [name for name in names if f"`{name}`" not in page] == []
