"""Codes of an authenticator app: RFC 6238 on RFC 4226, SHA-1, six digits, thirty seconds."""

import base64
import hashlib
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

SECONDS = 30
DIGITS = 6
DRIFT = 1
"""Steps that a device's clock may be early or late."""


def new_secret() -> str:
    """160 random bits in base 32, as apps take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int, digits: int = DIGITS) -> str:
    """The code of one step of time."""
    key = base64.b32decode(secret)
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_at(at: datetime) -> int:
    """The step of time of a moment."""
    return int(at.timestamp()) // SECONDS


def step_of(secret: str, typed: str, at: datetime) -> int | None:
    """The step that the typed code belongs to, near this moment; None for a wrong code."""
    code = "".join(typed.split())
    now = step_at(at)
    found = None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            found = step
    return found


def address(secret: str, account: str, issuer: str) -> str:
    """What the QR code says to the app."""
    wanted = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(f'{issuer}:{account}')}?{wanted}"
