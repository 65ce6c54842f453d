"""The cohort workbook of 20,000 firms and 70 columns, beside plain XlsxWriter."""

import io
import pickle
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import xlsxwriter

from assessment.workbooks.cohorts.cohort import Cohort, CohortColumn, Look, cohort_workbook
from assessment.workbooks.cohorts.cohort_summary import Count, Mean
from benchmarks.rows import Row

NOTHING = np.array(None, object)
FIRMS, COLUMNS, ROUNDS = 20_000, 70, 3
WORDS = ("기초", "중간1", "중간2", "고도화")
TIMES_WRITTEN, TIMES_CHECKED, MOST_MEMORY = 3.0, 2.3, 150.0


def measure(folder: Path) -> list[Row]:
    """CPU seconds, medians of interleaved rounds; memory in processes of their own."""
    given = cohort()
    frame = given.frame
    plain, written, whole = [], [], []
    for _round in range(ROUNDS):
        plain.append(_cpu(lambda: by_xlsxwriter(frame)))
        whole.append(_cpu(lambda: cohort_workbook(given)))
        written.append(_cpu(lambda: _unchecked(given)))
    base = median(plain)
    what = f"cohort workbook {FIRMS:,} × {COLUMNS}"
    return [
        Row(f"{what}, written, CPU", median(written), "s", base / TIMES_WRITTEN, base,
            "plain XlsxWriter"),
        Row(f"{what}, with the re-read, CPU", median(whole), "s", base / TIMES_CHECKED, base,
            "plain XlsxWriter"),
        Row(f"{what}, extra memory", _memory(given, folder), "MB", MOST_MEMORY),
    ]  # fmt: skip


def cohort() -> Cohort:
    """Numbers, words, names and days, three cells of a hundred empty."""
    rng = np.random.default_rng(20261122)
    columns: list[CohortColumn] = []
    values: dict[str, Any] = {}
    for place in range(COLUMNS):
        name, kind = f"c{place}", place % 7
        empty = rng.random(FIRMS) < 0.03
        if kind in (0, 1):
            texts = [f"안산정밀{n % 997}공업사" for n in rng.integers(0, 20_000, FIRMS)]
            held: Any = np.where(empty, NOTHING, np.array(texts, object))
        elif kind == 2:
            held = np.where(empty, NOTHING, np.array(WORDS, object)[rng.integers(0, 4, FIRMS)])
        elif kind == 3:
            held = np.where(empty, np.nan, rng.integers(0, 100_000, FIRMS))
        else:
            held = np.where(empty, np.nan, np.round(rng.random(FIRMS) * 1000, 6))
        values[name] = held
        look: Look = "word" if kind == 2 else "text" if kind < 2 else "points"
        columns.append(CohortColumn(name, f"열 {place}", look, 12, "뜻", "점", "출처"))
    return Cohort(
        "전체 자료", (("회차", "2026년 2회차"),), tuple(columns), pd.DataFrame(values),
        counts=(Count("단계", "c2", WORDS),), means=(Mean("평균", (("c4", "점수"),)),),
        scales=("c4",),
    )  # fmt: skip


def by_xlsxwriter(frame: pd.DataFrame) -> bytes:
    """The rows alone, cell by cell, text as text."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False,
                                        "strings_to_urls": False})  # fmt: skip
    sheet = book.add_worksheet("업체")
    text, number = book.add_format({"quote_prefix": True}), book.add_format({"num_format": "0.0"})
    for place, name in enumerate(frame.columns):
        sheet.write_string(1, place, name, text)
        for row, value in enumerate(frame[name].tolist(), start=2):
            if value is None or value != value:
                sheet.write_blank(row, place, None, number)
            elif isinstance(value, str):
                sheet.write_string(row, place, value, text)
            else:
                sheet.write_number(row, place, value, number)
    book.close()
    return target.getvalue()


def _unchecked(given: Cohort) -> bytes:
    """The same without the re-read."""
    with patch("assessment.workbooks.cohorts.cohort.reconcile_rows"):
        return cohort_workbook(given)


def _cpu(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _memory(given: Cohort, folder: Path) -> float:
    """Megabytes more than the table itself that a process of its own needs at its peak."""
    kept = folder / "cohort.pickle"
    kept.write_bytes(pickle.dumps(given))
    code = (
        "import pickle, sys; from benchmarks import workbooks_cohort as w;"
        "given = pickle.load(open(sys.argv[1], 'rb')); before = w.peak();"
        "w.cohort_workbook(given); print(w.peak() - before)"
    )
    command = [sys.executable, "-c", code, str(kept)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def peak() -> float:
    """Megabytes that this process has held at most; its parent's do not count."""
    status = Path("/proc/self/status").read_text()
    return float(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024
