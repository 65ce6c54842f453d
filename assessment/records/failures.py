"""When the database cannot do its work: no room, no disk, no server; told in words."""

import logging
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from sqlalchemy.exc import DataError, DBAPIError

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem

Kind = Literal["full", "read_only", "unreadable", "busy", "gone"]

_log = logging.getLogger("assessment")
_SQLITE: dict[int, Kind] = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_IOERR: "unreadable",
    sqlite3.SQLITE_CORRUPT: "unreadable",
    sqlite3.SQLITE_NOTADB: "unreadable",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_CANTOPEN: "gone",
}
_POSTGRES: dict[str, Kind] = {  # by the first two or all five signs of the state
    "53100": "full",
    "25006": "read_only",
    "58": "unreadable",
    "XX001": "unreadable",
    "XX002": "unreadable",
    "53": "busy",
    "55P03": "busy",
    "40": "busy",
    "22012": "busy",  # only `changed_answers` divides: somebody else writes outside the order
    "08": "gone",
    "57": "gone",
}
_WHAT: dict[Kind, Message] = {
    "full": message("저장할 공간이 없어 저장하지 못했습니다."),
    "read_only": message("저장소가 읽기 전용이라 저장하지 못했습니다."),
    "unreadable": message("저장 장치에 오류가 있어 일을 마치지 못했습니다."),
    "busy": message("다른 일이 끝나지 않아 지금은 저장하지 못했습니다."),
    "gone": message("데이터베이스에 연결할 수 없습니다."),
}


class StorageFailure(AssessmentError):
    """The database could not do it and has undone the whole piece of work; `kind` says why."""

    def __init__(self, kind: Kind) -> None:
        self.kind, self.reference = kind, secrets.token_hex(4)
        super().__init__(
            Problem(
                "database",
                _WHAT[kind],
                message(
                    "앞서 저장된 것은 그대로 있습니다. 잠시 뒤 다시 해 주십시오. "
                    "계속되면 관리자에게 문의번호 {number}를 알려 주십시오.",
                    number=self.reference,
                ),
                code=f"storage_{kind}",
            )
        )


@contextmanager
def told(*, reading: bool) -> Iterator[None]:
    """Failures of the storage inside the block as StorageFailure; all other errors as they are.

    A refused write while `reading` is a fault of ours and stays as it is.
    """
    try:
        yield
    except DBAPIError as error:
        kind = _kind(error)
        if kind is None and isinstance(error, DataError):
            raise AssessmentError(_unfit()) from error  # PostgreSQL holds values against columns
        if kind is None or (reading and kind == "read_only"):
            raise
        failure = StorageFailure(kind)
        _log.error("문의번호 %s: %s", failure.reference, error.orig)
        raise failure from error


def _unfit() -> Problem:
    return Problem(
        "database",
        message("저장할 수 없는 값이 있습니다. 너무 길거나 쓸 수 없는 글자가 들어 있습니다."),
        message("값을 줄이거나 고친 뒤 다시 해 주십시오."),
        code="unfit_value",
    )


def _kind(error: DBAPIError) -> Kind | None:
    original = error.orig
    if isinstance(original, sqlite3.Error):
        code = getattr(original, "sqlite_errorcode", None)
        return _SQLITE.get(code & 0xFF) if code is not None else None
    state = getattr(original, "sqlstate", None)
    if state is None:
        return "gone" if error.connection_invalidated or _refused(original) else None
    return _POSTGRES.get(state) or _POSTGRES.get(state[:2])


def _refused(original: BaseException | None) -> bool:
    # without a connection there is no state: psycopg says only what kind of error it is
    return type(original).__name__ in ("OperationalError", "ConnectionTimeout")
