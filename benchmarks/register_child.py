"""A register from the guard to its preview: CPU seconds and the largest memory of this process."""

import sys
import time
from pathlib import Path
from statistics import median

from assessment.records.database import upgrade
from assessment.services.entry import accounts
from assessment.services.office import Actor, Office, open_office
from assessment.services.register.register_import import Preview, preview, read_register, store
from assessment.workbooks.tabular.tables import admit_file

EMAIL = "admin@example.kr"


def _entered(database: Path) -> tuple[Office, Actor]:
    new = not database.exists()
    office = open_office(f"sqlite:///{database.as_posix()}")
    if new:
        upgrade(office.database)
        accounts.set_up(office, EMAIL, "관리자", "gongjang-2026-haru")
    return office, accounts.acting_as(office, EMAIL)


def _shown(office: Office, actor: Actor, path: Path) -> Preview:
    return preview(office, actor, read_register(office, actor, admit_file(path)))


def _largest() -> float:
    """Not what was inherited from the process that started this one."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1000
    return float("nan")


if __name__ == "__main__":
    office, actor = _entered(Path(sys.argv[1]))
    path = Path(sys.argv[2])
    if sys.argv[3:] == ["store"]:
        store(office, actor, read_register(office, actor, admit_file(path)))
        sys.exit()
    spent = []
    for _turn in range(3):
        begun = time.process_time()
        _shown(office, actor, path)
        spent.append(time.process_time() - begun)
    print(median(spent), _largest())
