"""Backups as files: their key, their name, what they hold; no database is needed to check one."""

import base64
import binascii
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem
from assessment.records import dumping, sealed
from assessment.records.dumping import BadDump, Contents
from assessment.records.sealed import Fault, SealedFault

SUFFIX = ".backup"
UNFINISHED = timedelta(days=1)
_NAME = re.compile(r"assessment-\d{8}T\d{6}Z(-\d+)?\.backup")
_KEY_LINE = "ASSESSMENT-BACKUP-KEY-1 "
_FAULTS: dict[Fault, tuple[Message, Message]] = {
    "not_ours": (
        message("백업 파일이 아닙니다."),
        message("backup 명령이 만든 .backup 파일을 골라 주십시오."),
    ),
    "wrong_key": (
        message("이 백업을 만든 열쇠가 아닙니다."),
        message("백업을 만들 때 쓴 열쇠 파일을 --key에 적어 주십시오."),
    ),
    "cut_off": (
        message("백업 파일의 끝이 잘렸습니다."),
        message("원본에서 다시 복사하거나 그 앞의 백업을 쓰십시오."),
    ),
    "damaged": (
        message("백업 파일이 손상되었습니다."),
        message("원본에서 다시 복사하거나 그 앞의 백업을 쓰십시오."),
    ),
}


@dataclass(frozen=True)
class Backup:
    """A backup that was read to its end; `made_at` and `program` stand in front of it."""

    path: Path
    size: int
    made_at: datetime
    contents: Contents


# ---- keys ------------------------------------------------------------------------------------


def new_key(path: Path, root: Path) -> str:
    """Write a new key that only its owner may read; its name, which tells keys apart."""
    _outside(path, root)
    key = secrets.token_bytes(sealed.KEY_BYTES)
    line = f"{_KEY_LINE}{base64.b64encode(key).decode()}\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as target:
            target.write(line)
            target.flush()
            os.fsync(target.fileno())
    except FileExistsError:
        raise _key_problem(
            path,
            message("이미 있는 파일입니다. 열쇠를 덮어쓰면 앞의 백업을 열 수 없게 됩니다."),
            message("다른 이름을 적어 주십시오."),
        ) from None
    except OSError as error:
        raise written_badly(path, error) from error
    return sealed.key_name(key)


def read_key(path: Path | None, root: Path) -> bytes:
    """The key of this file; refused where it lies beside what it protects."""
    if path is None:
        raise _key_problem(
            "backup",
            message("백업 열쇠가 정해지지 않았습니다."),
            message("backup --new-key 파일로 만들고 --key나 설정의 backup_key에 적어 주십시오."),
        )
    _outside(path, root)
    try:
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        text = ""
    try:
        key = base64.b64decode(text.removeprefix(_KEY_LINE), validate=True)
    except binascii.Error:
        key = b""
    if not text.startswith(_KEY_LINE) or len(key) != sealed.KEY_BYTES:
        raise _key_problem(
            path,
            message("백업 열쇠 파일을 읽을 수 없습니다."),
            message("파일이 있는지, backup --new-key로 만든 것인지 확인해 주십시오."),
        )
    return key


def _outside(path: Path, root: Path) -> None:
    if path.resolve().is_relative_to(root.resolve()):
        raise _key_problem(
            path,
            message("열쇠를 프로그램 폴더 안에 둘 수 없습니다."),
            message("백업과도 프로그램과도 떨어진 곳(예: /etc/assessment)에 두십시오."),
        )


def _key_problem(where: object, what: Message, fix: Message) -> AssessmentError:
    return AssessmentError(Problem(str(where), what, fix, code="backup_key"))


# ---- files -----------------------------------------------------------------------------------


def check(path: Path, key: bytes) -> Backup:
    """Read the whole backup and add it up, without restoring anything."""
    with opened(path, key) as (head, parts):
        contents = dumping.read(parts)
    return Backup(path, path.stat().st_size, datetime.fromisoformat(head["made_at"]), contents)


@contextmanager
def opened(path: Path, key: bytes) -> Iterator[tuple[dict[str, Any], Iterator[bytes]]]:
    """What stands in front of a backup, and its parts; every fault of the file in words."""
    try:
        with path.open("rb") as source:
            head = sealed.head_of(source)
            source.seek(0)
            yield head, sealed.unseal(source, key)
    except SealedFault as fault:
        raise _bad_file(path, fault.fault) from fault
    except (BadDump, json.JSONDecodeError) as fault:
        raise _bad_file(path, "damaged") from fault
    except OSError as error:
        what = message("파일을 읽을 수 없습니다: {reason}", reason=error.strerror or "")
        fix = message("경로와 권한을 확인해 주십시오.")
        raise AssessmentError(Problem(str(path), what, fix, code="backup_file")) from error


def free_name(folder: Path, at: datetime) -> Path:
    """A name with the time that no backup in the folder has."""
    stem, number = f"assessment-{at:%Y%m%dT%H%M%SZ}", 1
    while (path := folder / f"{stem}{f'-{number}' if number > 1 else ''}{SUFFIX}").exists():
        number += 1
    return path


def kept_in(folder: Path) -> list[Path]:
    """The backups of the folder, oldest first."""
    return sorted(one for one in folder.glob(f"*{SUFFIX}") if _NAME.fullmatch(one.name))


def drop_old(folder: Path, keep: int, at: datetime) -> list[Path]:
    """Remove all but the newest `keep`, and what a crash left unfinished a day ago."""
    old = kept_in(folder)[:-keep]
    for one in folder.glob(f".assessment-*{SUFFIX}.*"):
        if one.stat().st_mtime < (at - UNFINISHED).timestamp():
            one.unlink(missing_ok=True)
    for one in old:
        one.unlink(missing_ok=True)
    return old


def written_badly(path: Path, error: OSError) -> AssessmentError:
    """The disk's refusal in words."""
    return AssessmentError(
        Problem(
            str(path),
            message("파일을 쓸 수 없습니다: {reason}", reason=error.strerror or ""),
            message("폴더의 권한과 남은 공간을 확인하고, 열려 있으면 닫아 주십시오."),
            code="backup_write",
        )
    )


def _bad_file(path: Path, fault: Fault) -> AssessmentError:
    return AssessmentError(Problem(str(path), *_FAULTS[fault], code=f"backup_{fault}"))
