"""Measures everything, prints one table, writes docs/benchmarks.md.

python -m benchmarks [--only clicks,load,method_ranking]
"""

import argparse
import importlib
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import backups, clicks, complexes, crowds, load, scoring, screens
from benchmarks.rows import HEADERS, Row
from benchmarks.servers import ROOT

FIRMS, MANY_FIRMS, OWNERS = 1_200, 20_000, 300
CROWD = 5_400
"""Firms of which so many owners are in the middle of answering."""
REPORT = ROOT / "docs" / "benchmarks.md"
TEMPLATE = ROOT / "benchmarks" / "report.md"
Part = Callable[[Path], list[Row]]


def _demo(folder: Path) -> list[Row]:
    rows = []
    for firms, limit in ((FIRMS, 20.0), (MANY_FIRMS, 240.0)):
        begun = time.process_time()
        path = complexes.built(folder, firms)
        cpu = time.process_time() - begun
        size = path.stat().st_size / 1e6
        rows.append(Row(f"building the demo of {firms:,} firms, CPU", cpu, "s", limit))
        rows.append(Row(f"its database, {firms:,} firms", size, "MB"))
    return rows


def _clicks(folder: Path) -> list[Row]:
    database = _ready(folder, FIRMS)
    return clicks.measure(folder, database, complexes.owners(database, 2))


def _load(folder: Path) -> list[Row]:
    database = _ready(folder, CROWD)
    return load.measure(folder, database, complexes.owners(database, OWNERS))


def _crowds(folder: Path) -> list[Row]:
    database = _ready(folder, CROWD)
    return crowds.measure(folder, database, complexes.owners(database, OWNERS))


def _screens(folder: Path) -> list[Row]:
    return screens.measure(folder, _ready(folder, MANY_FIRMS), MANY_FIRMS)


def _backups(folder: Path) -> list[Row]:
    small, large = ((firms, _ready(folder, firms)) for firms in (FIRMS, MANY_FIRMS))
    return backups.measure(folder, small, large)


def _method(module: str) -> Part:
    """Imported when measured: it brings the libraries that it is held against."""

    def measured(folder: Path) -> list[Row]:
        rows: list[Row] = importlib.import_module(f"benchmarks.{module}").measure(folder)
        return rows

    return measured


PARTS: dict[str, Part] = {
    "demo": _demo,
    "scoring": scoring.measure,
    "clicks": _clicks,
    "load": _load,
    "crowds": _crowds,
    "screens": _screens,
    "backups": _backups,
    "durable_writes": _method("durable_writes"),
    "bulk_postgres": _method("bulk_postgres"),
    "method_scoring": _method("method_scoring"),
    "method_ranking": _method("method_ranking"),
    "method_uncertainty": _method("method_uncertainty"),
    "method_selection": _method("method_selection"),
    "workbooks_application": _method("workbooks_application"),
    "workbooks_reading": _method("workbooks_reading"),
    "workbooks_cohort": _method("workbooks_cohort"),
    "workbooks_forms": _method("workbooks_forms"),
    "workbooks_forms_import": _method("workbooks_forms_import"),
}


def _ready(folder: Path, firms: int) -> Path:
    path = folder / f"demo-{firms}.sqlite"
    return path if path.exists() else complexes.built(folder, firms)


def main() -> int:
    """0 when every limit is kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--only", help="parts, by commas: " + ", ".join(PARTS))
    wanted = parser.parse_args().only
    chosen = wanted.split(",") if wanted else list(PARTS)
    folder = Path(tempfile.mkdtemp(prefix="benchmarks-"))
    rows: list[Row] = []
    try:
        for name in chosen:
            print(f"… {name}", file=sys.stderr, flush=True)
            rows += PARTS[name](folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(_table(rows))
    if not wanted:
        REPORT.write_text(_report(rows), encoding="utf-8")
    return 0 if all(row.kept for row in rows) else 1


def _table(rows: list[Row]) -> str:
    lines = ["| " + " | ".join(HEADERS) + " |", "|" + "---|" * len(HEADERS)]
    lines += ["| " + " | ".join(row.cells()) + " |" for row in rows]
    return "\n".join(lines)


def _report(rows: list[Row]) -> str:
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    busy = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    parts = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "numpy", "pandas"))
    return TEMPLATE.read_text(encoding="utf-8").format(
        when=when,
        cores=os.cpu_count(),
        python=platform.python_version(),
        parts=parts,
        busy=busy,
        table=_table(rows),
    )


if __name__ == "__main__":
    raise SystemExit(main())
