"""A backup or a restore in a process of its own: seconds, and its largest memory over the start."""

import sys
import time
from pathlib import Path

from assessment.services.backups.backing_up import back_up
from assessment.services.backups.restoring import restore
from assessment.services.entry import sessions
from benchmarks.complexes import opened, staff


def _backed_up(database: Path, folder: Path, key: bytes) -> Path:
    token = staff(database, "admin")
    office = opened(database)
    actor = sessions.signed_in(office, sessions.token_hash(token))
    assert actor is not None
    made = back_up(office, actor, folder, key)
    office.database.close()
    return made.backup.path


def _largest() -> float:
    """Not what was inherited from the process that started this one."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1000
    return float("nan")


if __name__ == "__main__":
    what, source, target, secret = sys.argv[1:]
    key, begun, before = bytes.fromhex(secret), time.perf_counter(), _largest()
    if what == "backup":
        path = _backed_up(Path(source), Path(target), key)
    else:
        path = Path(target)
        restore(Path(source), key, f"sqlite:///{path.as_posix()}")
    print(time.perf_counter() - begun, _largest() - before, path)
