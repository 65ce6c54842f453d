"""Workbooks and evidence, sent only after the service has allowed it to this person."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from assessment.locale import speaking
from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.services.office import Actor
from assessment.web.place import office

if TYPE_CHECKING:
    from assessment.services.exporting import File


async def send(request: Request) -> Response:
    """The file, or 404 for what does not exist or is another firm's; the service journals it."""
    actor = request.state.actor
    kind, number = request.path_params["kind"], request.path_params["number"]
    try:
        made = await run_in_threadpool(_made, actor, kind, number)
    except (NotFound, NotAllowed):
        return PlainTextResponse("없는 페이지입니다. Not found.", status_code=404)
    except AssessmentError as refused:
        with speaking("en" if actor.language == "en" else "ko"):
            return PlainTextResponse(str(refused), status_code=409)
    shown = "inline" if made.media_type.startswith("image/") else "attachment"
    return Response(
        made.content,
        media_type=made.media_type,
        headers={
            "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(made.name, safe='')}",
            "Cache-Control": "private, no-store",
        },
    )


def _made(actor: Actor, kind: str, number: int) -> "File":
    # the libraries of workbooks are slow to import and most visitors never need them
    from assessment.services import exporting

    return exporting.file(office(), actor, kind, number)
