"""A backup and its restore at two sizes: how long they take, and that memory does not grow."""

import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from assessment.records.sealed import KEY_BYTES
from benchmarks.rows import Row
from benchmarks.servers import ROOT

MINUTES_TO_RESTORE = 30.0
MORE_MEMORY = 32.0
"""MB that the large database may take over the small one: what is read is let go again."""


@dataclass(frozen=True)
class Turn:
    """Seconds, and MB of memory over what the program took when it began."""

    seconds: float
    memory: float
    path: Path


def measure(folder: Path, small: tuple[int, Path], large: tuple[int, Path]) -> list[Row]:
    """Both embedded databases, by their number of firms."""
    rows: list[Row] = []
    memory: dict[str, float] = {}
    for firms, database in (small, large):
        key = secrets.token_bytes(KEY_BYTES).hex()
        home = folder / f"backups-{firms}"
        home.mkdir()
        made = _turn("backup", database, home, key)
        back = _turn("restore", made.path, home / "restored.sqlite", key)
        size = made.path.stat().st_size / 1e6
        of = f"{database.stat().st_size / 1e6:,.0f} MB in the database"
        rows += [
            Row(f"a backup of {firms:,} firms, read back", made.seconds, "s", note=of),
            Row("the backup's file", size, "MB"),
            Row("its restore, proved equal", back.seconds, "s", MINUTES_TO_RESTORE * 60),
        ]
        for name, turn in (("backup", made), ("restore", back)):
            limit = memory.get(name)
            most = None if limit is None else limit + MORE_MEMORY
            rows.append(Row(f"memory of the {name}, {firms:,} firms", turn.memory, "MB", most))
            memory[name] = turn.memory
    return rows


def _turn(what: str, source: Path, target: Path, key: str) -> Turn:
    command = [sys.executable, "-m", "benchmarks.backup_child", what, str(source), str(target), key]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, memory, path = done.stdout.split(maxsplit=2)
    return Turn(float(seconds), float(memory), Path(path.strip()))
