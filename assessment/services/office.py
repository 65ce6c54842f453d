"""Where the work is done: the database, the files of definitions, the clock; and who acts."""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.records.database import Database, open_database, upgrade

Role = Literal["owner", "consultant", "manager", "admin"]
ROLES: tuple[Role, ...] = ("owner", "consultant", "manager", "admin")
SETTINGS = "ASSESSMENT_SETTINGS"
SEOUL = ZoneInfo("Asia/Seoul")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Office:
    """What every verb needs besides the person who acts."""

    database: Database
    root: Path
    clock: Callable[[], datetime] = _now

    def today(self) -> date:
        """The date in Korea."""
        return self.clock().astimezone(SEOUL).date()


@dataclass(frozen=True)
class Actor:
    """The person for whom a verb is done; taken from the sign-in, never from the screen."""

    account_id: int
    pseudonym: str
    name: str
    role: Role
    firm_id: int | None
    language: str = "ko"
    demo: bool = False
    must_change_password: bool = False


def project_root() -> Path:
    """The folder that holds `questionnaires/` and `data/`."""
    return Path(__file__).resolve().parents[2]


def read_settings() -> Mapping[str, Any]:
    """What the installation's own TOML file says (`database`, `cookie_secret`, …), if any."""
    named = os.environ.get(SETTINGS)
    if not named:
        return {}
    try:
        return tomllib.loads(Path(named).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AssessmentError(
            Problem(
                SETTINGS,
                message("설정 파일을 읽을 수 없습니다: {path}", path=named),
                message("파일이 있는지, TOML 형식이 맞는지 확인해 주십시오."),
                code="settings",
            )
        ) from error


def open_office(url: str | None = None, root: Path | None = None) -> Office:
    """The office on this database, its tables brought up to date.

    Without `url` the settings file decides; without that it is the embedded database.
    """
    folder = root or project_root()
    database = open_database(url or address_of(folder))
    upgrade(database)
    return Office(database, folder)


def address_of(root: Path) -> str:
    """The database that this installation works on."""
    embedded = f"sqlite:///{(root / 'data' / 'local' / 'assessment.sqlite').as_posix()}"
    return str(read_settings().get("database") or embedded)
