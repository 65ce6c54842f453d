"""Workbooks and evidence, sent only after the service has allowed it to this person."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote
from weakref import WeakKeyDictionary

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
from assessment.web.server.file_maker import FileMaker, MadeFile, Refused
from assessment.web.server.out_of_service import no_such_page
from assessment.web.server.place import office

AT_ONCE = 1
"""Files that are made at a time; more would take the core from whoever works on a screen."""
maker = FileMaker()
_lines: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


async def send(request: Request) -> Response:
    """The file, or 404 for what does not exist or is another firm's; the service journals it."""
    kind, number = request.path_params["kind"], request.path_params["number"]
    if kind == "evidence":  # nothing to be made, and a page shows several
        return await _answer(request, lambda actor: to_thread.run_sync(_kept, actor, number))
    reason = request.query_params.get("reason", "")
    return await _made(request, "file", kind=kind, number=number, reason=reason)


async def send_form(request: Request) -> Response:
    """One of the funder's forms, filled; a draft while there is something to mend."""
    number, form = request.path_params["number"], request.path_params["form"]
    return await _made(request, "form", number=number, form=form)


async def send_offline(request: Request) -> Response:
    """A firm's form to be answered in Excel; filled with its answers unless `blank=1`."""
    given = {**request.path_params, "round": str(request.path_params["round"])}
    return await _made(request, "offline", **given, blank=request.query_params.get("blank") == "1")


async def send_reviews(request: Request) -> Response:
    """The review workbook of the assessments that `ids` names."""
    given = request.query_params.get("ids", "").split(",")
    ids = [one for one in map(number_in, given) if one is not None]
    reason = request.query_params.get("reason", "")
    return await _made(request, "reviews", ids=ids, reason=reason)


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


async def _made(request: Request, work: str, **given: Any) -> Response:
    return await _answer(request, lambda actor: _in_line(actor, work, given))


async def _answer(request: Request, make: Callable[[Actor], Awaitable[MadeFile]]) -> Response:
    actor = request.state.actor
    try:
        allowance.take(actor, "file")
        made = await make(actor)
    except TooMuch as refused:
        later = {"Retry-After": str(refused.seconds)}
        return PlainTextResponse(_said(refused, actor), status_code=429, headers=later)
    except StorageFailure:
        raise  # the gate has a page for it
    except (NotFound, NotAllowed, OverflowError):  # a number that no database can have
        return no_such_page()
    except Refused as refused:
        return PlainTextResponse(str(refused), status_code=409)
    except AssessmentError as refused:
        return PlainTextResponse(_said(refused, actor), status_code=409)
    shown = "inline" if made.media_type.startswith("image/") else "attachment"
    return Response(
        made.content,
        media_type=made.media_type,
        headers=_headers(shown, made.name),
    )


def _said(refused: AssessmentError, actor: Actor) -> str:
    with speaking("en" if actor.language == "en" else "ko"):
        return "\n".join(f"{problem.what} {problem.fix}" for problem in refused.problems)


async def _in_line(actor: Actor, work: str, given: Mapping[str, Any]) -> MadeFile:
    """Who waits for a file waits in line and in no thread: sign-ins go through the threads."""
    async with _line(asyncio.get_running_loop()):
        return await to_thread.run_sync(maker.make, actor, work, given)


def _line(loop: asyncio.AbstractEventLoop) -> asyncio.Semaphore:
    """That of this loop: another one, as of a server started anew, could not wait in it."""
    if loop not in _lines:
        _lines[loop] = asyncio.Semaphore(AT_ONCE)
    return _lines[loop]


def _kept(actor: Actor, number: int) -> MadeFile:
    from assessment.services.exports import exporting

    found = exporting.file(office(), actor, "evidence", number)
    return MadeFile(found.name, found.media_type, found.content)


def _headers(shown: str, name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(name, safe='')}",
        "Cache-Control": "private, no-store",
    }
