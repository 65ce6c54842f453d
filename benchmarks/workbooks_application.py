"""One application filled from a template of 27 parts, beside what openpyxl needs and loses."""

import io
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median

import openpyxl

from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.templates.template import Template
from benchmarks.rows import Row
from tests.workbooks.funder_template import funder_template, parts_of
from tests.workbooks.templates.test_template import ROWS, VALUES

LIMIT = 60.0


def measure(folder: Path) -> list[Row]:
    """CPU milliseconds, medians of eleven; guard, parsing, filling and packing together."""
    content = funder_template()

    def ours() -> bytes:
        return Template(admit("form.xlsx", content)).fill(VALUES, ROWS).content

    def theirs() -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(content))
        book["신청서"]["B3"] = VALUES["업체명"]
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = parts_of(content)
        kept = [sum(parts_of(made()).get(name) == part for name, part in before.items())
                for made in (ours, theirs)]  # fmt: skip
        spent, other = _cpu(ours), _cpu(theirs)
    note = f"parts kept byte for byte: {kept[0]} of {len(before)}; openpyxl load and save {kept[1]}"
    what = f"one application from a template of {len(before)} parts, CPU"
    return [Row(what, spent, "ms", LIMIT, other, note)]


def _cpu(work: Callable[[], object]) -> float:
    spent = []
    for _ in range(11):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return 1e3 * median(spent)
