"""What the door and the reader cost: refusals, and a register beside openpyxl."""

import io
import random
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import openpyxl
import psutil
import xlsxwriter

from assessment.workbooks.guard import admit
from assessment.workbooks.reading import read_workbook
from assessment.workbooks.tables import read_table
from benchmarks.rows import Row
from tests.workbooks.hostile_containers import REFUSED
from tests.workbooks.test_hostile_containers import content_of, measured

ROWS, COLUMNS, SEED = 20_000, 25, 20260


def measure(folder: Path) -> list[Row]:
    """CPU time, medians of three; every refusal in a process of its own."""
    tried = [measured(REFUSED[case][0], content_of(case)) for case in REFUSED]
    what = f"refusing {len(tried)} hostile files"
    rows = [
        Row(f"{what}: the slowest, CPU", max(one[0] for one in tried), "s", 0.15),
        Row(f"{what}: the largest, memory", max(one[1] for one in tried), "MB", 30),
    ]
    for formulas in (False, True):
        rows += _register(formulas)
    return rows


def _register(formulas: bool) -> list[Row]:
    content = register(formulas)
    kind = "a column of formulas" if formulas else "plain values"
    theirs = _cpu(lambda: _openpyxl(content), 1)
    what = f"register {ROWS:,} × {COLUMNS}, {kind}"
    before = psutil.Process().memory_info().rss
    ours = _cpu(lambda: read_workbook(admit("a.xlsx", content)))
    table = _cpu(lambda: read_table(admit("a.xlsx", content), ["열1"]))
    grown = (psutil.Process().memory_info().rss - before) / 1e6
    limit = theirs / (1.4 if formulas else 4)
    return [
        Row(f"{what}: guard and read, CPU", ours, "s", limit, theirs, "beside openpyxl read-only"),
        Row(f"{what}: guard to table, CPU", table, "s", limit, theirs, f"kept {grown:.0f} MB"),
    ]


def register(formulas: bool) -> bytes:
    """Texts, numbers and dates as registers hold them."""
    rng, target = random.Random(SEED), io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet, dated = book.add_worksheet("공장"), book.add_format({"num_format": "yyyy-mm-dd"})
    for column in range(COLUMNS):
        sheet.write_string(0, column, f"열{column}")
    for row in range(1, ROWS + 1):
        for column in range(COLUMNS):
            if formulas and column == 4:
                sheet.write_formula(row, column, "=1+1", None, 2)
            elif column % 5 == 0:
                sheet.write_string(row, column, f"한빛정밀{row}-{column}")
            elif column % 5 == 1:
                sheet.write_number(row, column, rng.random() * 1000)
            elif column % 5 == 2:
                sheet.write_number(row, column, 45_000 + row % 700, dated)
            elif column % 5 == 3:
                sheet.write_string(row, column, f"경기도 안산시 단원구 {column}")
            else:
                sheet.write_number(row, column, row)
    book.close()
    return target.getvalue()


def _openpyxl(content: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return sum(len(row) for row in book["공장"].iter_rows(values_only=True))


def _cpu(work: Callable[[], object], turns: int = 3) -> float:
    spent = []
    for _turn in range(turns):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return median(spent)
