"""What the door and the reader cost: refusals, and a register from the guard to its preview."""

import io
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import openpyxl
import xlsxwriter

from assessment.services.register.identifiers import business_check_digit
from benchmarks.rows import Row
from tests.workbooks.hostile_containers import REFUSED
from tests.workbooks.incoming.test_hostile_containers import content_of, measured

ROWS, OWNED, DAYS = 20_000, 15, (16, 17, 18, 20)
HEADERS = (
    *("단지명", "회사명", "공장관리번호", "공장대표주소(도로명)", "공장대표주소(지번)"),
    *("사업자등록번호", "대표업종차수", "대표업종번호", "업종번호", "업종명", "생산품"),
    *("시도", "시군구", "설립구분", "입주형태", "보유구분", "최초승인일", "승인일"),
    *("최초등록일", "등록구분", "등록일", "사업유형", "전화번호", "종업원수"),
)


def measure(folder: Path) -> list[Row]:
    """CPU time, medians of three; every refusal in a process of its own."""
    tried = [measured(REFUSED[case][0], content_of(case)) for case in REFUSED]
    what = f"refusing {len(tried)} hostile files"
    rows = [
        Row(f"{what}: the slowest, CPU", max(one[0] for one in tried), "s", 0.15),
        Row(f"{what}: the largest, memory", max(one[1] for one in tried), "MB", 30),
    ]
    for formulas in (False, True):
        rows += _register(folder, formulas)
    return rows


def _register(folder: Path, formulas: bool) -> list[Row]:
    """Once where every firm is new, once against as many firms on file; a process of its own."""
    path = folder / f"register-{int(formulas)}.xlsx"
    path.write_bytes(register(formulas=formulas))
    theirs = _cpu(lambda: _openpyxl(path.read_bytes()))
    limit = theirs / (1.4 if formulas else 4)
    kind = "a column of formulas" if formulas else "plain values"
    rows = []
    for known in (False, True):
        what = f"register {ROWS:,} × {len(HEADERS)}, {kind}, {'known' if known else 'new'} firms"
        seconds, megabytes = _preview(folder, path, known=known)
        rows += [
            Row(
                f"{what}: guard to preview, CPU", seconds, "s", limit, theirs, "openpyxl read-only"
            ),
            Row(f"{what}: largest memory of the process", megabytes, "MB", 250),
        ]
    return rows


def _preview(folder: Path, path: Path, *, known: bool) -> tuple[float, float]:
    database = folder / f"register-{int(known)}.sqlite"
    command = [sys.executable, "-m", "benchmarks.register_child", str(database), str(path)]
    if known and not database.exists():
        subprocess.run([*command, "store"], check=True, capture_output=True)
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)


def register(*, formulas: bool = False) -> bytes:
    """Columns and cells as FactoryOn exports them; one in five rows lacks a number of people."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet, dated = book.add_worksheet("공장"), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADERS)
        for n in range(1, ROWS + 1):
            for column, value in enumerate(_row(n)):
                if formulas and column == OWNED:
                    sheet.write_formula(n, column, '="자가"', None, "자가")
                elif isinstance(value, str):
                    sheet.write_string(n, column, value)
                elif value is not None and column in DAYS:
                    sheet.write_number(n, column, value, dated)
                elif value is not None:
                    sheet.write_number(n, column, value)
    return target.getvalue()


def _row(n: int) -> list[str | int | None]:
    number = f"{n + 100_000_000:09d}"
    business = f"{number}{business_check_digit(number)}"
    return [
        *("반월국가산업단지" if n % 2 else "시화국가산업단지", f"한빛정밀{n}(주)", f"{n:015d}"),
        f"경기도 안산시 단원구 산단로{n % 90}번길 {n} (원시동)",
        f"경기도 안산시 단원구 원시동 {n}-{n % 9}",
        f"{business[:3]}-{business[3:5]}-{business[5:]}",
        *(10, f"{25_000 + n % 900}", f"{25_000 + n % 900}, 25924"),
        *(f"볼트 및 너트류 제조업 {n % 300} 외 {n % 4}종", f"볼트, 너트 {n % 1000} 외 3종"),
        *("경기도", "안산시 단원구", "일반", "분양", "자가"),
        *(45_000 + n % 700, 45_000 + n % 500, 45_000 + n % 300, "완료", 45_000 + n % 800),
        *("제조업", f"031-{n % 900 + 100}-{n % 9000 + 1000}", n % 200 if n % 5 else None),
    ]


def _openpyxl(content: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return sum(len(row) for row in book["공장"].iter_rows(values_only=True))


def _cpu(work: Callable[[], object], turns: int = 2) -> float:
    spent = []
    for _turn in range(turns):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return median(spent)
