"""Workbooks and evidence, sent only after the service has allowed it to this person."""

import asyncio
import sys
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, get_args
from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from assessment.locale import speaking
from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.records.failures import StorageFailure
from assessment.services.office import Actor
from assessment.services.trust.erasing import erasures
from assessment.web.address import number_in
from assessment.web.server import errands
from assessment.web.server.allowance import TooMuch, allowance
from assessment.web.server.out_of_service import no_such_page
from assessment.web.server.place import office

AT_ONCE = 1
"""Files that are made at a time; more would take the core from whoever works on a screen."""
REST = 0.5
"""Of the time that a file took, so much passes before the next is begun, for the same reason."""
SHARE = 0.0005
"""Seconds after which the making lets others have the interpreter; by Python's own 5 ms it would
hold up every step of everybody's click."""

if TYPE_CHECKING:
    from assessment.services.exports.exporting import File


async def send(request: Request) -> Response:
    """The file, or 404 for what does not exist or is another firm's; the service journals it."""
    kind, number = request.path_params["kind"], request.path_params["number"]
    reason = request.query_params.get("reason", "")
    return await _answer(request, lambda actor: _made(actor, kind, number, reason))


async def send_form(request: Request) -> Response:
    """One of the funder's forms, filled; a draft while there is something to mend."""
    number, form = request.path_params["number"], request.path_params["form"]
    return await _answer(request, lambda actor: _form(actor, number, form))


async def send_offline(request: Request) -> Response:
    """A firm's form to be answered in Excel; filled with its answers unless `blank=1`."""
    given, blank = request.path_params, request.query_params.get("blank") == "1"
    firm, stretch, form = given["firm"], str(given["round"]), given["questionnaire"]
    return await _answer(request, lambda actor: _offline(actor, firm, stretch, form, blank))


async def send_reviews(request: Request) -> Response:
    """The review workbook of the assessments that `ids` names."""
    given = request.query_params.get("ids", "").split(",")
    ids = [one for one in map(number_in, given) if one is not None]
    reason = request.query_params.get("reason", "")
    return await _answer(request, lambda actor: _reviews(actor, ids, reason))


async def send_made(request: Request) -> Response:
    """What long work has left for this person; nobody else's exists."""
    actor = request.state.actor
    errands.drop_stale(await to_thread.run_sync(erasures, office()))
    errand = errands.theirs(actor.account_id, request.path_params["errand"], actor.role)
    made = errand.result() if errand is not None and errand.state == "done" else {}
    if errand is None or "name" not in made:
        return no_such_page()
    return FileResponse(
        errand.folder / errands.OUTPUT,
        media_type=made["type"],
        headers=_headers("attachment", str(made["name"])),
    )


async def _answer(request: Request, make: Callable[[Actor], "File"]) -> Response:
    actor = request.state.actor
    try:
        allowance.take(actor, "file")
        made = await _in_line(make, actor)
    except TooMuch as refused:
        with speaking("en" if actor.language == "en" else "ko"):
            later = {"Retry-After": str(refused.seconds)}
            return PlainTextResponse(_said(refused), status_code=429, headers=later)
    except StorageFailure:
        raise  # the gate has a page for it
    except (NotFound, NotAllowed, OverflowError):  # a number that no database can have
        return no_such_page()
    except AssessmentError as refused:
        with speaking("en" if actor.language == "en" else "ko"):
            return PlainTextResponse(str(refused), status_code=409)
    shown = "inline" if made.media_type.startswith("image/") else "attachment"
    return Response(
        made.content,
        media_type=made.media_type,
        headers=_headers(shown, made.name),
    )


def _said(refused: AssessmentError) -> str:
    return "\n".join(f"{problem.what} {problem.fix}" for problem in refused.problems)


async def _in_line(make: Callable[[Actor], "File"], actor: Actor) -> "File":
    """Who waits for a file waits in line, so that screens and sign-ins are answered meanwhile."""
    line, loop = _line(), asyncio.get_running_loop()
    await line.acquire()
    begun, usual = loop.time(), sys.getswitchinterval()
    sys.setswitchinterval(SHARE)
    try:
        return await to_thread.run_sync(make, actor)
    finally:
        sys.setswitchinterval(usual)
        loop.call_later(REST * (loop.time() - begun), line.release)


@cache
def _line() -> asyncio.Semaphore:
    return asyncio.Semaphore(AT_ONCE)


def _headers(shown: str, name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(name, safe='')}",
        "Cache-Control": "private, no-store",
    }


def _offline(actor: Actor, firm: int, stretch: str, form: str, blank: bool) -> "File":
    from assessment.services.forms import offline_forms

    return offline_forms.form_of(office(), actor, firm, stretch, form, blank=blank)


def _reviews(actor: Actor, ids: list[int], reason: str) -> "File":
    from assessment.services.review import review_book

    return review_book.review_file(office(), actor, ids, reason=reason)


def _form(actor: Actor, number: int, form: str) -> "File":
    from assessment.services.exports import exporting

    return exporting.form_file(office(), actor, number, form)


def _made(actor: Actor, kind: str, number: int, reason: str) -> "File":
    # the libraries of workbooks are slow to import and most visitors never need them
    from assessment.services.exports import bulk_exporting, exporting

    if kind in get_args(bulk_exporting.CallKind):
        return bulk_exporting.call_file(office(), actor, kind, number, reason)
    return exporting.file(office(), actor, kind, number)
