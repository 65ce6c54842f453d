"""Files come from a process of their own: the same files, the same refusals, whatever ends it."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from assessment.problems import NotFound
from assessment.services.entry import accounts
from assessment.services.exports import exporting
from assessment.services.office import SETTINGS, Actor, Office
from assessment.web.server import file_maker
from assessment.web.server.file_maker import FileMaker, Refused
from tests.web.demonstration import build_demo

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("maker")


@pytest.fixture(scope="module")
def office(folder: Path) -> Office:
    return build_demo(folder, 60)


@pytest.fixture(scope="module")
def consultant(office: Office) -> Actor:
    return accounts.acting_as(office, "consultant@demo.invalid")


@pytest.fixture(scope="module")
def owner(office: Office) -> Actor:
    return accounts.acting_as(office, "owner@demo.invalid")


@pytest.fixture
def maker(folder: Path, office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileMaker]:
    monkeypatch.setenv(SETTINGS, str(folder / "settings.toml"))
    own = FileMaker()
    yield own
    own.end()


def begun(maker: FileMaker, owner: Actor) -> int:
    """The process, awake without having loaded what files are made with."""
    with pytest.raises(RuntimeError, match=r"문의번호 [0-9a-f]{8}"):
        maker.make(owner, "no such work", {})
    assert maker.process_id is not None
    return maker.process_id


def asked(number: int, kind: str = "receipt") -> dict[str, Any]:
    return {"kind": kind, "number": number, "reason": ""}


def one_of(office: Office, firm_id: int | None, *, theirs: bool) -> int:
    """An assessment that was handed in, by this firm or by another."""
    query = "select id from assessments where submissions > 0 and (firm_id = :firm) = :theirs"
    with office.database.reading() as connection:
        given = {"firm": firm_id, "theirs": theirs}
        return int(connection.execute(text(f"{query} order by id"), given).scalars().first() or 0)


def eventually(so: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not so() and time.monotonic() < until:
        time.sleep(0.05)
    assert so()


def test_the_file_is_the_one_that_the_service_makes_and_nobody_elses_is_found(
    maker: FileMaker, office: Office, owner: Actor, consultant: Actor
) -> None:
    number = one_of(office, owner.firm_id, theirs=True)
    for kind in ("receipt", "proof"):
        made = maker.make(owner, "file", asked(number, kind))
        here = exporting.file(office, owner, kind, number)
        assert (made.name, made.media_type) == (here.name, here.media_type)
        assert made.content == here.content
    with office.database.reading() as connection:
        rows = connection.execute(text("select actor from journal where kind = 'exported'"))
        assert [row[0] for row in rows][-4:] == [owner.pseudonym] * 4
    for other in (one_of(office, owner.firm_id, theirs=False), 10**30, -1):
        with pytest.raises(NotFound):
            maker.make(owner, "file", asked(other, "proof"))
    with pytest.raises(Refused, match=r"[가-힣]"):
        maker.make(consultant, "reviews", {"ids": [], "reason": ""})


def test_after_its_process_was_killed_the_next_order_begins_another(
    maker: FileMaker, owner: Actor
) -> None:
    before = begun(maker, owner)
    os.kill(before, signal.SIGKILL)
    eventually(lambda: maker.process_id is None)
    assert begun(maker, owner) != before


def test_a_file_that_takes_too_long_is_given_up(
    maker: FileMaker, office: Office, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_maker, "LONGEST", 0.001)
    with pytest.raises(RuntimeError, match="has ended"):
        maker.make(owner, "file", asked(one_of(office, owner.firm_id, theirs=True), "proof"))


def test_without_orders_the_process_gives_its_memory_back(
    maker: FileMaker, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_maker, "IDLE", 0.3)
    begun(maker, owner)
    eventually(lambda: maker.process_id is None)


def test_the_process_ends_with_the_server(maker: FileMaker, owner: Actor) -> None:
    number = begun(maker, owner)
    maker.end()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
