"""A visitor's cookies: ours are found beside any others, and none takes long to read."""

import time

import pytest
from starlette.datastructures import Headers
from starlette.requests import Request

from assessment.web.server.cookies import cookie, without_escapes
from assessment.web.server.gate import token_of

OURS = "assessment_session=abc-_9"


@pytest.mark.parametrize(
    "others", ['x={"a": 1}', "x[1]=2", "a b=1", "x", "=", 'x="a;b"', "session=1", "x=é", "x=\\\\"]
)
def test_a_sign_in_is_found_beside_cookies_of_another_program_of_this_host(others: str) -> None:
    for said in (f"{others}; {OURS}", f"{OURS}; {others}"):
        scope = {"type": "http", "headers": [(b"cookie", said.encode("latin-1"))]}
        assert token_of(scope) == "abc-_9"


def test_the_last_of_two_counts_and_an_empty_one_is_none() -> None:
    assert cookie(Headers({"cookie": "a=1; a=2"}), "a") == "2"
    for said in ("assessment_session=", "assessment_session", ""):
        assert token_of({"type": "http", "headers": [(b"cookie", said.encode())]}) is None


def test_a_cookie_that_takes_python_seconds_to_unquote_is_left_out() -> None:
    hostile = b'x="' + b"\\" * 60_000 + b'"; ' + OURS.encode()
    begun = time.process_time()
    assert token_of({"type": "http", "headers": [(b"cookie", hostile)]}) == "abc-_9"
    passed = without_escapes(hostile)
    assert passed == OURS.encode()
    request = Request({"type": "http", "headers": [(b"cookie", passed)]})
    assert request.cookies == {"assessment_session": "abc-_9"}
    assert time.process_time() - begun < 0.5
