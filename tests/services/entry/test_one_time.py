"""RFC 6238, appendix B (SHA-1, eight digits) and RFC 4226, appendix D."""

import base64
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from assessment.services.entry import one_time

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    assert one_time.code_at(SECRET, seconds // 30, digits=8) == code
    at = datetime.fromtimestamp(seconds, UTC)
    assert one_time.step_of(SECRET, code[-6:], at) == seconds // 30


def test_the_codes_are_those_of_rfc_4226() -> None:
    said = ["755224", "287082", "359152", "969429", "338314", "254676", "287922"]
    assert [one_time.code_at(SECRET, step) for step in range(7)] == said


def test_a_clock_may_be_thirty_seconds_off_and_no_more() -> None:
    at = datetime.fromtimestamp(3000, UTC)
    known = {step: one_time.code_at(SECRET, step) for step in range(98, 103)}
    found = {step: one_time.step_of(SECRET, code, at) for step, code in known.items()}
    assert found == {98: None, 99: 99, 100: 100, 101: 101, 102: None}


def test_a_secret_has_160_random_bits_and_its_address_names_the_product() -> None:
    secret = one_time.new_secret()
    assert len(base64.b32decode(secret)) == 20
    assert secret != one_time.new_secret()
    parts = urlsplit(one_time.address(secret, "lee@example.com", "Smart Factory"))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parts.path == "/Smart%20Factory:lee%40example.com"
    assert parse_qs(parts.query) == {"secret": [secret], "issuer": ["Smart Factory"]}
