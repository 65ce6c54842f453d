"""Secrets as they are kept: codes as keyed digests, secrets of devices encrypted.

The key is made from the installation's `cookie_secret`, which lies outside the database. Without
one (a demo, a test) a random key in the database serves.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken

from assessment.records import settings
from assessment.records.database import Connection
from assessment.services.office import read_settings

KEPT = "sealing_key"
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are misread."""
_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})


@dataclass(frozen=True)
class Seal:
    """One installation's key."""

    key: bytes

    def digest(self, purpose: str, code: str) -> str:
        """What is kept of a code; the same code for another purpose is kept differently."""
        return hmac.new(self.key, f"{purpose}\n{code}".encode(), hashlib.sha256).hexdigest()

    def fits(self, purpose: str, code: str, kept: str | None) -> bool:
        """Whether this is the code of a digest; without a digest it takes as long."""
        right = hmac.compare_digest(self.digest(purpose, code), kept or "0" * 64)
        return right and kept is not None

    def lock(self, secret: str) -> str:
        """The secret encrypted."""
        return self._fernet().encrypt(secret.encode()).decode()

    def unlock(self, locked: str) -> str | None:
        """The secret again; None when it was locked with another key."""
        try:
            return self._fernet().decrypt(locked.encode()).decode()
        except InvalidToken:
            return None

    def _fernet(self) -> Fernet:
        derived = hmac.new(self.key, b"second factors", hashlib.sha256).digest()
        return Fernet(base64.urlsafe_b64encode(derived))


def seal_of(connection: Connection) -> Seal:
    """The installation's seal; `connection` writes where there may be no key yet."""
    secret = read_settings().get("cookie_secret")
    if secret:
        return Seal(hmac.new(str(secret).encode(), b"assessment seal", hashlib.sha256).digest())
    kept = settings.get(connection, KEPT)
    if kept is None:
        kept = secrets.token_hex(32)
        settings.put(connection, KEPT, kept)
    return Seal(bytes.fromhex(kept))


def new_code(length: int = 12) -> str:
    """A code that people can type: five bits a sign."""
    return "".join(secrets.choice(SIGNS) for _ in range(length))


def shown_code(code: str) -> str:
    """In groups of four, as it is printed."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def typed_code(text: str) -> str:
    """The code that was meant: any case, blanks and hyphens, signs that look alike."""
    return "".join(sign for sign in text.upper().translate(_ALIKE) if sign in SIGNS)
