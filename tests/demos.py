"""The demo complex, built once in a run for all tests that look at it."""

from datetime import UTC, datetime
from pathlib import Path

from assessment.records.database import open_database, upgrade
from assessment.services.demo import build
from assessment.services.office import Office, project_root
from tests import databases

FIRMS = 460
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def demo_office(folder: Path) -> Office:
    """An office on a copy of the demo, at the hour when it was built."""
    address = databases.prepared(f"demo-{FIRMS}", _build, folder / "demo.sqlite")
    return _office(address)


def _build(address: str) -> None:
    office = _office(address)
    upgrade(office.database)
    build(office, firms=FIRMS, seed=7)
    office.database.close()


def _office(address: str) -> Office:
    return Office(open_database(address), project_root(), lambda: NOW)
