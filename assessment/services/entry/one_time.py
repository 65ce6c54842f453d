"""Codes of an authenticator app: RFC 6238, SHA-1, six digits, thirty seconds."""

from datetime import datetime

import pyotp

SECONDS = 30
DIGITS = 6
DRIFT = 1
"""Steps that a device's clock may be early or late."""


def new_secret() -> str:
    """160 random bits in base 32, as apps take them."""
    return pyotp.random_base32()


def code_at(secret: str, step: int, digits: int = DIGITS) -> str:
    """The code of one step of time."""
    return pyotp.HOTP(secret, digits=digits).at(step)


def step_at(at: datetime) -> int:
    """The step of time of a moment."""
    return int(at.timestamp()) // SECONDS


def step_of(secret: str, typed: str, at: datetime) -> int | None:
    """The step that the typed code belongs to, near this moment; None for a wrong code.

    Who calls must let each step in once only.
    """
    codes, code, now = pyotp.HOTP(secret, digits=DIGITS), "".join(typed.split()), step_at(at)
    steps = range(now - DRIFT, now + DRIFT + 1)
    return max((step for step in steps if codes.verify(code, step)), default=None)


def address(secret: str, account: str, issuer: str) -> str:
    """What the QR code says to the app."""
    device = pyotp.TOTP(secret, digits=DIGITS, interval=SECONDS)
    return device.provisioning_uri(name=account, issuer_name=issuer)
