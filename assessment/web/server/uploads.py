"""What people bring: how much of it in a while, counted before any of it is looked at."""

from typing import TYPE_CHECKING

import streamlit as st
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope

from assessment.services.office import Actor
from assessment.web.server.allowance import Kind, TooMuch, allowance

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from assessment.web.visitor import Visitor

PATH = "/_stcore/upload_file/"
"""Where Streamlit takes files; it keeps them in memory as long as the screen is open."""
_COUNTED = "files-counted"
_MEGABYTE = 1_000_000
_UNSAID = 20 * _MEGABYTE
"""An upload that does not say its size counts as the largest that is taken."""
_FORM = _MEGABYTE
"""A form of ours is a few fields; whoever sends more, signed in or not, is cut off."""
_PATH, _QUERY = 1_000, 8_000
"""Signs of an address; a number of thousands of digits is no number to Python either."""
_LONG = "너무 깁니다. Too long."


def count_once(person: "Visitor", kind: Kind, given: "UploadedFile") -> None:
    """Count a chosen file; not again when the screen is drawn again with it still there."""
    counted: set[str] = st.session_state.setdefault(_COUNTED, set())
    if given.file_id not in counted:
        allowance.take(person.actor, kind)
        counted.add(given.file_id)


def too_long(scope: Scope) -> ASGIApp | None:
    """The refusal of an address, or of a form, whose own length says that it is none; else none."""
    if len(scope["path"]) > _PATH or len(scope["query_string"]) > _QUERY:
        return PlainTextResponse(_LONG, status_code=414)
    said = Headers(scope=scope).get("content-length", "")
    long = said.isascii() and said.isdigit() and int(said) > _FORM
    if scope["path"].startswith(PATH) or not long:
        return None
    return PlainTextResponse(_LONG, status_code=413)


def bounded(scope: Scope, receive: Receive) -> Receive:
    """The body of a form as far as one may go, however it comes; uploads have their own limit."""
    if scope["path"].startswith(PATH):
        return receive
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > _FORM:
            raise HTTPException(413, _LONG)
        return message

    return counted


def too_much(scope: Scope, actor: Actor) -> ASGIApp | None:
    """The refusal of an upload by somebody who has just brought very much; else none."""
    if scope["method"] != "PUT" or not scope["path"].startswith(PATH):
        return None
    headers = Headers(scope=scope)
    # in chunks it is as long as it is, whatever its length is said to be
    said = "" if "transfer-encoding" in headers else headers.get("content-length", "")
    size = int(said) if said.isascii() and said.isdigit() else _UNSAID
    try:
        allowance.take(actor, "megabyte", size / _MEGABYTE)
    except TooMuch as refused:
        (problem,) = refused.problems
        later = {"Retry-After": str(refused.seconds)}
        return PlainTextResponse(f"{problem.what} {problem.fix}", status_code=429, headers=later)
    return None
