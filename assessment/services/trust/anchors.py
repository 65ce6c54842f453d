"""The daily anchor: the journal's last row, noted in a file outside the database, one line a day.

Whoever can change the database cannot take back what stands here; copy the file off the machine.
A line is `day seq hash journal`; the last names the database, so that another's lines are told.
"""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.records import journal, settings
from assessment.records.database import Connection, database_name, file_of
from assessment.records.journal import Head
from assessment.services.office import Office, read_settings

FILE = "anchors.txt"
_NAME = "journal"


@dataclass(frozen=True)
class Anchor:
    """The last row at the first look of a day."""

    day: date
    head: Head
    journal: str


def folder_of(office: Office) -> Path:
    """Where the installation keeps what must outlive its database."""
    return folder_at(office.database.url, office.root)


def folder_at(url: str, root: Path) -> Path:
    """The same for the database at this address."""
    named = read_settings().get("anchors")
    if named:
        return Path(str(named))
    file = file_of(url)
    if file is None:
        return root / "data" / "local" / "anchors" / (database_name(url) or "memory")
    # a backup is brought back beside the database whose place it then takes
    called = file.name.removeprefix(".").removesuffix(".restoring")
    return file.parent / "anchors" / Path(called).stem


def keep_anchor(office: Office) -> Anchor | None:
    """Note today's anchor unless it is there, or nothing was ever journalled."""
    today, folder = office.today(), folder_of(office)
    with office.database.reading() as connection:
        last, name = journal.head(connection), settings.get(connection, _NAME)
    if last.seq == 0:
        return None
    if name is not None:
        for one in anchors_in(folder):
            if one.journal == name and one.day == today:
                return one
    made = Anchor(today, last, name or _named(office))
    line = f"{made.day.isoformat()} {last.seq} {last.hash} {made.journal}\n"
    append_line(folder / FILE, line)
    return made


def anchors_in(place: Path) -> list[Anchor]:
    """Every anchor of the folder's file, or of this file, the oldest first.

    A line that is none is a problem told.
    """
    path = place if place.is_file() else place / FILE
    if not path.exists():
        return []
    return [
        _read(path, number, line)
        for number, line in enumerate(
            path.read_text(encoding="ascii", errors="replace").split("\n"), 1
        )
        if line.strip()
    ]


def anchors_of(
    office: Office, connection: Connection, copy: Path | None = None
) -> tuple[list[Head], list[Problem]]:
    """The anchors of this database and of a copy of them, and what is odd about the files.

    A file that knows another database alone is a problem, except beside a demo, which is made
    again and again in the same place. Where the two differ the copy counts.
    """
    known, place = anchors_in(folder_of(office)), folder_of(office) / FILE
    name = settings.get(connection, _NAME)
    mine = [one for one in known if one.journal == name]
    odd = []
    if known and not mine and not settings.is_demo(connection):
        odd.append(_others(place))
    theirs = [] if copy is None else [one for one in anchors_in(copy) if one.journal == name]
    if copy is not None and not theirs:
        odd.append(_others(copy))
    odd += _differing(place, mine, theirs)
    return [one.head for one in (*mine, *theirs)], odd


def _differing(place: Path, mine: Sequence[Anchor], theirs: Sequence[Anchor]) -> list[Problem]:
    """Days on which the file beside the database does not say what its copy says."""
    own = {one.day: one for one in mine}
    changed = [one for one in theirs if one.day in own and one not in mine]
    gone = [one for one in theirs if one.day not in own]
    problems = []
    if changed:
        day = changed[0].day.isoformat()
        what = message("{day}의 확인값이 따로 둔 사본과 다릅니다.", day=day)
        fix = message("사본이 맞습니다. 확인값 파일을 누가 고쳤는지 알아보십시오.")
        problems.append(Problem(str(place), what, fix, code="anchors_differ"))
    if gone:
        days = {"first": gone[0].day.isoformat(), "n": len(gone)}
        what = message("사본에 있는 확인값 {n}개가 이 파일에 없습니다({first}부터).", **days)
        fix = message("지운 적이 없다면 사본의 anchors.txt를 이 자리에 되돌려 두십시오.")
        problems.append(Problem(str(place), what, fix, "anchors_gone", "warning"))
    return problems


def _others(place: Path) -> Problem:
    what = message("보관된 확인값이 이 데이터베이스의 것이 아닙니다.")
    fix = message("데이터베이스가 통째로 바뀌지 않았는지, 확인값 폴더가 맞는지 확인해 주십시오.")
    return Problem(str(place), what, fix, code="other_anchors")


def _named(office: Office) -> str:
    with office.database.writing() as connection:
        known = settings.get(connection, _NAME)
        if known is None:
            known = secrets.token_hex(16)  # shorter ones may look like a resident number
            settings.put(connection, _NAME, known)
        return known


def _read(path: Path, number: int, line: str) -> Anchor:
    parts = line.split()
    try:
        day, seq, digest, name = parts
        return Anchor(date.fromisoformat(day), Head(int(seq), digest), name)
    except ValueError:
        what = message("확인값 파일의 {number}번째 줄을 읽을 수 없습니다.", number=number)
        fix = message("백업해 둔 확인값 파일과 대조해 주십시오.")
        raise AssessmentError(Problem(str(path), what, fix, code="bad_anchor")) from None


def append_line(path: Path, line: str) -> None:
    """Add it to the file and have it on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(handle, line.encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)
