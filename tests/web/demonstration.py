"""The demo, built small and served, and its doors."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from assessment.services.demo.building import build
from assessment.services.entry import sessions
from assessment.services.office import Office, open_office
from assessment.web.server.gate import COOKIE
from tests import databases
from tests.web.server import Server, settings_file
from tests.web.traffic import settled

SCREENS = {
    "owner": ("assess", "result", "firm", "apply"),
    "consultant": ("inbox", "review", "interview", "referrals", "firms", "forms"),
    "manager": ("complex", "calls", "referrals", "firms", "review", "forms"),
    "admin": (
        *("admin", "complex", "calls", "inbox", "review", "interview", "referrals", "firms"),
        "forms",
    ),
}
DOORS = {
    "owner": "공장 대표·담당자로",
    "consultant": "컨설턴트로",
    "manager": "사업 담당자로",
    "admin": "관리자로",
}


FIRMS = 300
"""One number for all, so that one demo is built and copied."""


def build_demo(folder: Path, firms: int = FIRMS) -> Office:
    """The office of a demo in this folder, which gets the server's settings, too."""
    settings_file(folder)
    return open_office(databases.copy(_built(folder.parent, firms), folder / "assessment.sqlite"))


@cache
def _built(folder: Path, firms: int) -> Path:
    """The demo of so many firms, made once for all that begin with it."""
    path = folder / f"demo-{firms}.sqlite"
    office = open_office(databases.at(path))
    build(office, firms)
    office.database.close()
    return path


@cache
def _office(folder: Path) -> Office:
    return open_office(databases.at(folder / "assessment.sqlite"))


def enter(page: Page, server: Server, role: str, which: int = 0) -> None:
    """Signed in as somebody of this role; nothing is opened yet."""
    token = sessions.enter_demo(_office(server.folder), role, which)
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": server.address}])


def through_the_door(page: Page, server: Server, role: str) -> None:
    """Through the demo's door for this role, as a visitor does it."""
    page.goto(f"{server.address}/login")
    page.get_by_role("button", name=DOORS[role], exact=True).click()
    page.wait_for_url(lambda address: "/login" not in address)
    page.locator(".st-key-frame").wait_for()
    drawn(page)


def load(page: Page, server: Server, address: str) -> None:
    """A screen by its address, as a link from elsewhere opens it, until it is drawn."""
    page.goto(f"{server.address}/{address}")
    page.locator(".st-key-frame").wait_for()
    drawn(page)


def show(page: Page, server: Server, address: str) -> None:
    """A screen by its address, until it is drawn; where the app is open already, within it.

    That is what the browser's own arrows do, and half the work of loading the app anew.
    """
    if not page.url.startswith(server.address) or not page.locator(".st-key-frame").count():
        load(page, server, address)
        return
    page.evaluate(
        "to => { history.pushState({}, '', to); dispatchEvent(new PopStateEvent('popstate')); }",
        f"{server.address}/{address}",
    )
    drawn(page)


def tap(page: Page, selector: str, text: str | None = None) -> None:
    """Click the first of these (with exactly this text) and wait until the answer is drawn."""
    found = page.locator(selector)
    (found.get_by_text(text, exact=True) if text else found).first.click()
    drawn(page)


def drawn(page: Page, still: float = 0.0, patience: float = 60.0) -> None:
    """Until what was asked for has run, its charts are there, and nothing changes or moves.

    Something that still unfolds moves under the pointer: a button pressed there and let go is
    not clicked.

    Stillness is so many looks in a row: a browser that is kept waiting looks later, too.
    """
    settled(page)
    page.evaluate(_STILL, [max(LOOKS, int(still * 1000 / APART)), APART, patience * 1000])


LOOKS, APART = 3, 40
"""How often nothing may have changed, and the milliseconds between two looks."""
_STILL = """([looks, apart, patience]) => new Promise((done) => {
  const until = performance.now() + patience;
  const late = ".stVegaLiteChart:not(:has(.marks)), [data-testid=stSkeleton]";
  const coming = () => {
    const app = document.querySelector(".stApp");
    return (app && app.dataset.testScriptState !== "notRunning")
      || [...document.querySelectorAll(late)].some((one) => one.checkVisibility())
      || document.getAnimations().some((one) => one.playState === "running"
        && isFinite(one.effect.getComputedTiming().endTime));
  };
  let still = 0;
  const seen = new MutationObserver(() => { still = 0; });
  seen.observe(document.body, {subtree: true, childList: true, characterData: true});
  const look = () => {
    still = coming() ? 0 : still + 1;
    if (still > looks || performance.now() > until) { seen.disconnect(); done(true); }
    else setTimeout(look, apart);
  };
  look();
})"""
