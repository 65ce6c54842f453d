"""Pages for the first time: the first administrator, and whoever has an invitation's code."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assessment.locale import speaking, translate
from assessment.services.entry import accounts, first_start, invitations
from assessment.web.server import server_pages as pages
from assessment.web.server.place import office

Fields = dict[str, str]


async def show_start(request: Request) -> Response:
    """Asks for the code; what a QR code brought along is filled in by the browser."""
    return await pages.page(request, "start.html", scripts=("start.js",), name="", code="")


async def start(request: Request) -> Response:
    """Sets the password and lets in whoever has the code."""
    typed = await _fields(request)

    def work() -> str:
        return invitations.accept(
            office(),
            typed["name"],
            typed["code"],
            typed["password"],
            pages.address_of(request),
            pages.device_of(request),
        )

    return await _done(request, "start.html", typed, work)


async def show_set_up(request: Request) -> Response:
    """Asks for the console's code, as long as nobody can enter."""
    if await run_in_threadpool(accounts.is_set_up, office()):
        return RedirectResponse("/login", status_code=303)
    return await pages.page(request, "set_up.html", code="", name="", email="")


async def set_up(request: Request) -> Response:
    """Makes the first administrator and lets them in."""
    typed = await _fields(request)

    def work() -> str:
        return first_start.set_up_with_code(
            office(),
            typed["code"],
            email=typed["email"],
            name=typed["name"],
            password=typed["password"],
            address=pages.address_of(request),
            device=pages.device_of(request),
        )

    return await _done(request, "set_up.html", typed, work)


async def _fields(request: Request) -> Fields:
    form = await request.form()
    names = ("mark", "name", "email", "code", "password", "again")
    return {name: str(form.get(name, "")) for name in names}


async def _done(
    request: Request, template: str, typed: Fields, work: Callable[[], str]
) -> Response:
    shown = {name: typed[name] for name in ("name", "email", "code")}
    with speaking(pages.language_of(request)):
        if not pages.is_ours(request, typed["mark"]):
            said = pages.too_old()
            return await pages.page(request, template, status=403, problems=said, **shown)
        if typed["password"] != typed["again"]:
            differ = translate("비밀번호 두 칸이 서로 다릅니다. 같게 적어 주십시오.")
            said = [pages.Wrong("again", differ)]
            return await pages.page(request, template, status=400, problems=said, **shown)
    done = await pages.tried(request, work)
    if isinstance(done, list):
        return await pages.page(request, template, status=401, problems=done, **shown)
    return await pages.enter(request, done)
