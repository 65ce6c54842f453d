"""Under which names this server answers, and which site a request was sent from."""

from functools import cache
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from assessment.services.office import read_settings
from assessment.web.server.place import demo

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_READING = ("GET", "HEAD", "OPTIONS")


def is_ours(headers: Headers) -> bool:
    """Whether the name that was asked for is one of this installation's.

    The settings' `allowed_hosts` say which (`*.` before a name allows all below it); a demo answers
    to this computer's own names alone, so that no page elsewhere can have its name point here.
    """
    known = _known()
    if not known:
        return True
    names = headers.getlist("host")
    asked = _name(names[0]) if len(names) == 1 else ""
    return any(
        one in ("*", asked) or (one.startswith("*.") and asked.endswith(one[1:])) for one in known
    )


def is_foreign(headers: Headers, method: str) -> bool:
    """Whether another site's page has sent it; what only reads may be linked from anywhere."""
    if method in _READING:
        return False
    if headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return True
    origin = headers.get("origin", "null")  # our own pages say null: they send no referrer
    return origin != "null" and not _is_own(origin, headers)


def is_foreign_screen(headers: Headers) -> bool:
    """Whether another site's page opens a websocket, whose requests the browser does not guard."""
    origin = headers.get("origin")
    return origin is not None and not _is_own(origin, headers)


def _is_own(origin: str, headers: Headers) -> bool:
    """Whether it is a page of this very name, and not one that came without our TLS."""
    try:
        told = urlsplit(origin)
    except ValueError:
        return False
    plain = told.scheme == "http" and headers.get("x-forwarded-proto") == "https"
    return told.netloc == headers.get("host") and not plain


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


@cache
def _known() -> tuple[str, ...]:
    said = read_settings().get("allowed_hosts")
    if said:
        return (*(str(one).lower() for one in said), *LOOPBACK)
    return LOOPBACK if demo() else ()
