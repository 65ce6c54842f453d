"""What every answer tells the browser: whose scripts may run, who may frame it, what is kept."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import lru_cache

_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), "
        "midi=(), display-capture=()"
    ),
}
_ALWAYS = "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
_SCREENS = (
    "default-src 'self'; "
    # charts compile their expressions; a component's script comes as a blob
    "script-src 'self' 'unsafe-eval' blob:{inline}; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data:; "
    "worker-src 'self' blob:; frame-src 'none'; " + _ALWAYS
)
_PAGES = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; "
    + _ALWAYS
)
_FILES = "default-src 'none'; sandbox; " + _ALWAYS
_OF_PAGES = ("/login", "/start", "/set-up", "/demo", "/logout", "/files/letters", "/health/")
_KEPT = ("/static/", "/ours/", "/favicon")


def headers_of(path: str, inline: str = "") -> Mapping[str, str]:
    """The headers of an answer at this path; an answer's own go before.

    `inline` names by their hashes the scripts that stand in the page itself.
    """
    if path.startswith(_OF_PAGES):
        policy = _PAGES
    elif path.startswith(("/files/", "/media/")):
        policy = _FILES
    else:
        policy = _SCREENS.format(inline=inline)
    said = {**_EVERYWHERE, "Content-Security-Policy": policy}
    return said if path.startswith(_KEPT) else said | {"Cache-Control": "no-store"}


@lru_cache(maxsize=8)
def hashes_of(page: bytes) -> str:
    """The scripts inside this page, as a policy names them."""
    found = re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)
    digests = (b64encode(hashlib.sha256(one).digest()).decode() for one in found)
    return "".join(f" 'sha256-{one}'" for one in digests)
