"""Long work in a process of its own: whose it is, what it says, how it is stopped."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.services.entry import accounts, sessions
from assessment.services.office import open_office
from assessment.services.register import firms
from assessment.web.server import errands
from assessment.web.server.errands import Errand
from tests import databases
from tests.web.server import settings_file

ORDER = {"what": "cohort", "round": "2026년 2회차", "questionnaire": "mini", "reason": "시험 자료"}
PREFIX = "assessment-errands-"
ME, SOMEBODY = 1, 2
PASSWORD = "gongjang-2026-haru"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("ASSESSMENT_SETTINGS", str(settings_file(tmp_path)))
    yield tmp_path
    errands.end_all()


def begin(session: str, language: str = "ko") -> Errand:
    return errands.start(ME, session, "bulk", language=language, given=ORDER)


def ended(errand: Errand) -> Errand:
    until = time.monotonic() + 60
    while errand.going:
        assert time.monotonic() < until
        time.sleep(0.05)
    return errand


def test_a_refusal_is_told_in_the_persons_language_and_to_nobody_else(settings: Path) -> None:
    errand = ended(begin("no such session", "en"))
    assert errand.state == "done"
    ((what, fix),) = errand.result()["problems"]
    assert what
    assert fix
    assert errands.theirs(ME, errand.id) is errand
    assert errands.theirs(SOMEBODY, errand.id) is None
    assert errands.latest(SOMEBODY, "bulk") is None
    folder = errand.folder
    assert begin("again").id != errand.id
    assert not folder.exists()


def test_what_was_begun_before_a_firm_was_erased_is_no_longer_handed_out(settings: Path) -> None:
    errand = ended(begin("no such session"))
    errands.drop_stale(0)
    assert errands.latest(ME, "bulk") is errand
    errands.drop_stale(1)
    assert errands.theirs(ME, errand.id) is None
    assert not errand.folder.exists()


def test_a_file_goes_with_the_role_it_was_made_in_and_after_an_hour(
    settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    errand = ended(errands.start(ME, "none", "bulk", language="ko", given=ORDER, role="manager"))
    assert errands.theirs(ME, errand.id, "manager") is errand
    assert errands.theirs(ME, errand.id, "consultant") is None
    assert errands.latest(ME, "bulk", "consultant") is None
    monkeypatch.setattr(errands, "KEPT_SECONDS", 0)
    assert errands.theirs(ME, errand.id, "manager") is None
    assert not errand.folder.exists()


def test_work_is_done_as_the_person_who_is_signed_in(settings: Path) -> None:
    office = open_office(databases.at(settings / "assessment.sqlite"))
    accounts.set_up(office, "admin@example.kr", "관리자", PASSWORD)
    admin = accounts.acting_as(office, "admin@example.kr")
    firm_id = firms.save_firm(office, admin, None, {"name": "가나정밀"}).firm_id
    accounts.create_account(
        office, admin, email="owner@example.kr", name="담당", role="owner", firm_id=firm_id,
        password=PASSWORD,
    )  # fmt: skip
    token = sessions.sign_in(office, "owner@example.kr", PASSWORD, "127.0.0.1")
    ((what, _fix),) = ended(begin(sessions.token_hash(token))).result()["problems"]
    assert what == "이 일을 할 권한이 없습니다."


def test_what_a_killed_server_left_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left, going = tmp_path / f"{PREFIX}{ended.pid}-a", tmp_path / f"{PREFIX}{os.getpid()}-b"
    for folder in (left, going):
        folder.mkdir()
        (folder / "output").write_bytes(b"x")
    errands.sweep()
    assert not left.exists()
    assert going.exists()


def test_what_is_stopped_ends_at_once_and_leaves_nothing_behind(settings: Path) -> None:
    errand = errands.start(
        ME, "no such session", "forms", language="ko", given=ORDER, files=[b"a form", b"another"]
    )
    errands.stop(errand)
    assert errand.state == "stopped"
    until = time.monotonic() + 10
    while [one.name for one in errand.folder.iterdir()] != [errands.ORDER]:
        assert time.monotonic() < until, "what was given and what was made is still there"
        time.sleep(0.05)
    assert errand.state == "stopped"
    assert errand.given() == ORDER
    errands.forget(errand)
    assert errands.latest(ME, "forms") is None
    assert not errand.folder.exists()
