"""Control 18: logs hold no secret and no resident number, and nobody writes a record into them."""

import io
import json
import logging
import secrets
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.exc import DBAPIError

from assessment.problems import AssessmentError
from assessment.records.database import open_database
from assessment.services.trust.log_lines import (
    HIDDEN,
    LOGGERS,
    guard_all_loggers,
    style_of_settings,
    without_secrets,
    write_lines,
)


@pytest.fixture
def target() -> Iterator[io.StringIO]:
    """Where our loggers write; they are given back as they were."""
    before = [
        (one.handlers[:], one.propagate, one.level) for one in map(logging.getLogger, LOGGERS)
    ]
    yield io.StringIO()
    for name, (handlers, propagate, level) in zip(LOGGERS, before, strict=True):
        logger = logging.getLogger(name)
        logger.handlers[:], logger.propagate = handlers, propagate
        logger.setLevel(level)


def test_a_newline_in_a_firms_name_stays_one_record(target: io.StringIO) -> None:
    name = '가나정밀\n{"level": "error", "message": "forged"}\r\u2028끝'
    for style in ("json", "text"):
        target.truncate(0)
        target.seek(0)
        write_lines(style, target)  # type: ignore[arg-type]
        logging.getLogger("assessment").warning("업체 %s", name)
        assert len(target.getvalue().splitlines()) == 1  # which knows more ends than one
        assert target.getvalue().endswith("\n")


def test_what_a_library_logs_is_without_secrets_and_on_one_line_too() -> None:
    """Streamlit's and others' loggers have handlers of their own."""
    target, before = io.StringIO(), logging.getLogRecordFactory()
    theirs = logging.getLogger("somebody.elses.library")
    handler = logging.StreamHandler(target)
    theirs.addHandler(handler)
    access = logging.getLogger("uvicorn.access")
    try:
        guard_all_loggers()
        theirs.warning("GET %s", "/back?code=geheim123&state=x\n2026 forged 900101-1234567")
        try:
            raise ValueError("password=봄비내리는길")
        except ValueError:
            theirs.exception("failed")
        assert access.disabled  # addresses of firms are nobody's business
    finally:
        logging.setLogRecordFactory(before)
        theirs.removeHandler(handler)
        access.disabled = False
    said = target.getvalue()
    assert not [one for one in ("geheim123", "봄비내리는길", "900101-1234567") if one in said]
    assert "\n2026 forged" not in said
    assert "ValueError" in said


def test_a_record_tells_its_time_in_utc_and_the_reference_that_the_user_was_shown(
    target: io.StringIO,
) -> None:
    write_lines("json", target)
    try:
        raise ValueError("password=봄비내리는길 " + "a1" * 30)
    except ValueError as error:
        logging.getLogger("assessment").error("문의번호 %s", "0a1b2c3d", exc_info=error)
    told = json.loads(target.getvalue())
    assert told["time"].endswith("+00:00")
    assert told["reference"] == "0a1b2c3d"
    assert "ValueError" in told["exception"]
    assert "봄비내리는길" not in target.getvalue()


def test_a_grep_after_a_fuzz_run_finds_no_secret(target: io.StringIO) -> None:
    write_lines("json", target)
    random = Random(7)
    log, hidden = logging.getLogger("assessment"), list[str]()
    shapes = (
        "password={}",
        "'password': '{}'",
        '{{"token": "{}"}}',
        "Cookie: {}",
        "Authorization: Bearer {}",
        "비밀번호={}&x=1",
        "code={}",
        "session: {}",
    )
    for turn in range(400):
        kind = turn % 4
        if kind == 0:
            secret = secrets.token_urlsafe(32)
            text = f"GET /?x={secret} 404"
        elif kind == 1:
            secret = f"{random.randrange(50, 99)}0{random.randrange(1, 9)}1{random.randrange(9)}"
            secret += f"-{random.choice('12')}{random.randrange(10**6):06d}"
            text = f"업체 담당자 {secret} 저장 실패"
        elif kind == 2:
            secret = "".join(random.choices("abcdefghijklmnopqrstuvwxyz가나다라0123456789", k=12))
            text = random.choice(shapes).format(secret)
        else:
            secret = "-".join("".join(random.choices("ABCDEFGHJK23456789", k=4)) for _ in range(3))
            text = f"초대 {secret} 만료"
        hidden.append(secret)
        (log.error if turn % 3 else log.warning)("문의 %s", text)
    said = target.getvalue()
    assert [one for one in hidden if one in said] == []
    assert all(json.loads(line) for line in said.splitlines())


def test_a_token_that_happens_to_have_no_digit_is_hidden_and_long_names_are_not() -> None:
    token = "BessTJOSjpvJLKjJNFFvf_GJSrwJvYuPTYvrLYdIztY"
    name = "test_a_name_of_ours_that_is_longer_than_forty_letters"
    assert without_secrets(f"GET /?x={token} {name}") == f"GET /?x={HIDDEN} {name}"


def test_a_failing_statement_does_not_tell_its_parameters(
    sqlite_url: str, target: io.StringIO
) -> None:
    write_lines("json", target)
    database = open_database(sqlite_url)
    typed = "".join(("몰래적은", "비밀"))
    with pytest.raises(DBAPIError) as failed, database.writing() as connection:
        connection.exec_driver_sql("insert into nothing values (?)", (typed,))
    logging.getLogger("assessment").error("broken", exc_info=failed.value)
    database.close()
    assert typed not in target.getvalue()


def test_plain_words_are_left_as_they_are() -> None:
    text = "화면을 여는 중에 문제가 생겼습니다: smart-factory 1.0.0, 031-987-6543"
    assert without_secrets(text) == text


def test_the_setting_says_json_or_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert style_of_settings() == "json"
    path = tmp_path / "settings.toml"
    monkeypatch.setenv("ASSESSMENT_SETTINGS", str(path))
    path.write_text('log = "text"', encoding="utf-8")
    assert style_of_settings() == "text"
    path.write_text('log = "loud"', encoding="utf-8")
    with pytest.raises(AssessmentError, match="json이나 text"):
        style_of_settings()
