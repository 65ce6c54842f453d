"""Whatever fails, a person is told in Korean what to do, and the next click works again."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assessment.services.assessing import answering
from assessment.services.entry import sessions
from assessment.services.office import Actor, Office
from benchmarks.protocol import Session
from tests.web import apart
from tests.web.conftest import PASSWORD, Owner, add_owner
from tests.web.server import ROOT, Server

pytestmark = pytest.mark.slow
KOREAN = re.compile("[가-힣]{2,}")
NUMBER = re.compile(r"문의번호\D{0,12}([0-9a-f]{8})")
TECHNICAL = ("Traceback", "select ", "hunter2", "sqlite", "SQLITE", "Error:", ".py", "RuntimeError")
PAGES = ("/login", "/login?language=en", "/start", "/set-up", "/", "/files/application/1")


@pytest.fixture(scope="module")
def person(arranged: Office, admin: Actor) -> Owner:
    made = add_owner(arranged, admin, "(주)한빛정밀", "owner@example.kr")
    answering.open_assessment(arranged, made.actor, made.firm_id, "smart-factory")
    return made


@pytest.fixture(scope="module")
def token(served_office: Office, person: Owner) -> str:
    return sessions.sign_in(served_office, person.email, PASSWORD, "127.0.0.1")


@pytest.fixture(scope="module")
def failing(folder: Path, person: Owner) -> Iterator[Server]:
    (folder / "root").mkdir()
    for name in ("questionnaires", "data"):
        shutil.copytree(ROOT / name, folder / "root" / name, ignore=shutil.ignore_patterns("local"))
    running = Server(folder, by="uvicorn", app="tests.web.failing_app:app").start()
    yield running
    running.stop()


@pytest.fixture
def fault(folder: Path) -> Iterator[Path]:
    """What is written here fails from then on."""
    path = folder / "fault"
    yield path
    path.unlink(missing_ok=True)


def helpful(said: str, log: str) -> None:
    """Korean, with a number that stands in the log, and nothing technical."""
    assert KOREAN.search(said), said
    assert not [word for word in TECHNICAL if word in said], said
    number = NUMBER.search(said)
    assert number is not None, said
    assert number.group(1) in log


def text_of(answer: httpx.Response) -> str:
    return re.sub(r"<[^>]+>", " ", answer.text)


def test_without_the_database_every_page_says_so_and_opens_again_when_it_is_back(
    failing: Server, fault: Path, token: str
) -> None:
    with httpx.Client(base_url=failing.address, cookies={"assessment_session": token}) as browser:
        fault.write_text("gone", encoding="utf-8")
        for path in PAGES:
            answer = browser.get(path)
            assert answer.status_code == 503, path
            assert answer.headers["retry-after"]
            helpful(text_of(answer), failing.log)
        form = {"mark": "m" * 43, "email": "owner@example.kr", "password": "x"}
        browser.cookies.set("assessment_form", "m" * 43)
        sent = browser.post("/login", data=form)
        assert sent.status_code == 503
        helpful(text_of(sent), failing.log)
        assert browser.get("/health/ready").status_code == 503
        assert browser.get("/health/alive").status_code == 200
        fault.unlink()
        assert browser.get("/").status_code == 200
        assert browser.get("/start").status_code == 200


@pytest.mark.parametrize("kind", ["gone", "full", "read_only"])
def test_a_click_that_cannot_be_stored_says_so_and_the_next_one_is_stored(
    failing: Server, fault: Path, token: str, kind: str
) -> None:
    async def work() -> None:
        query = {"form": "smart-factory", "at": "PC01"}
        async with Session(failing.port, token, query=query) as session:
            await session.open()
            radio = session.find("radio", "-choice-")
            others = [one for one in radio.options[:6] if one != session.chosen(radio)]
            fault.write_text(kind, encoding="utf-8")
            await session.choose("-choice-", others[0])
            said = " ".join(session.texts)
            assert "저장됨" not in said
            helpful(said, failing.log)
            fault.unlink()
            await session.choose("-choice-", others[1])
            assert any("저장됨" in one for one in session.texts)

    apart.run(work())


def test_a_fault_of_ours_in_a_screen_shows_a_number_and_the_screen_opens_again(
    failing: Server, fault: Path, token: str
) -> None:
    async def work() -> None:
        async with Session(failing.port, token, page="firm") as session:
            fault.write_text("screen", encoding="utf-8")
            await session.open()
            helpful(" ".join(session.texts), failing.log)
            assert "RuntimeError" in failing.log
            assert "hunter2" not in failing.log
            fault.unlink()
            await session.open()
            assert not NUMBER.search(" ".join(session.texts))
            assert session.fields

    apart.run(work())


def test_a_bad_definition_is_not_shown_to_people_but_stands_in_the_log(
    failing: Server, folder: Path, token: str
) -> None:
    path = folder / "root" / "data" / "programme_table.yaml"
    before = path.read_text(encoding="utf-8")

    async def work() -> None:
        async with Session(failing.port, token, page="apply") as session:
            path.write_text("tables: [broken\n", encoding="utf-8")
            await session.open()
            said = " ".join(session.texts)
            helpful(said, failing.log)
            assert "yaml" not in said
            assert "programme_table.yaml" in failing.log
            path.write_text(before, encoding="utf-8")
            await session.open()
            assert not NUMBER.search(" ".join(session.texts))

    apart.run(work())
