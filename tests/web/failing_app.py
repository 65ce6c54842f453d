"""The app, as it is, on a database and definitions that fail while a file says so.

`uvicorn tests.web.failing_app:app`; the file `fault` in the folder of the settings holds the word.
"""

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from assessment.services import office
from assessment.services.register import firms

FOLDER = Path(os.environ[office.SETTINGS]).parent
FAULT, ROOT = FOLDER / "fault", FOLDER / "root"
SECRET = "select password_hash from accounts where token = 'hunter2'"
CODES = {
    "gone": (sqlite3.SQLITE_CANTOPEN, "unable to open database file"),
    "full": (sqlite3.SQLITE_FULL, "database or disk is full"),
    "read_only": (sqlite3.SQLITE_READONLY, "attempt to write a readonly database"),
}
office.project_root = lambda: ROOT

from app import app as app  # noqa: E402  (after the folder of definitions is known)
from assessment.web.server.place import office as place  # noqa: E402

_firm = firms.firm


def wanted() -> str:
    """The fault of this moment."""
    return FAULT.read_text(encoding="utf-8").strip() if FAULT.exists() else ""


@event.listens_for(place().database.engine, "begin", insert=True)
def begun(connection: Any) -> None:
    """Fail as SQLite does: without the file at every step, without room only when it is written."""
    fault = wanted()
    writes = connection.get_execution_options().get("assessment_writes", False)
    if fault == "gone" or (writes and fault in CODES):
        code, said = CODES[fault]
        original = sqlite3.OperationalError(said)
        original.sqlite_errorcode = code
        raise OperationalError(SECRET, {}, original)


def firm(*given: Any, **named: Any) -> Any:
    """A fault of ours in a screen."""
    if wanted() == "screen":
        raise RuntimeError(SECRET)
    return _firm(*given, **named)


firms.firm = firm
