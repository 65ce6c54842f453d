"""A request's cookies, read here: Python's reader takes seconds for a hostile one.

It also finds none at all beside one that it cannot read, which another page of this host may set.
"""

from starlette.datastructures import Headers


def cookie(headers: Headers, name: str) -> str | None:
    """The value under this name; the last one, as a browser puts the most general one there."""
    found = None
    for one in "; ".join(headers.getlist("cookie")).split(";"):
        called, given, value = one.partition("=")
        if given and called.strip() == name:
            found = value.strip()
    return found


def without_escapes(cookies: bytes) -> bytes:
    """The header's cookies but for those with a backslash: none of ours, and slow to unquote."""
    return b"; ".join(one.strip() for one in cookies.split(b";") if b"\\" not in one)
