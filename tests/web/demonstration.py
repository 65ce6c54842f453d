"""The demo, built small and served, and its doors."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from assessment.services.demo.building import build
from assessment.services.office import Office, open_office
from tests import databases
from tests.web.server import Server, settings_file

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


def build_demo(folder: Path, firms: int) -> Office:
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


def enter(page: Page, server: Server, role: str) -> None:
    """Through the demo's door for this role, as a visitor does it."""
    page.goto(f"{server.address}/login")
    page.get_by_role("button", name=DOORS[role], exact=True).click()
    page.wait_for_url(lambda address: "/login" not in address)
    page.locator(".st-key-frame").wait_for()
    drawn(page)


def show(page: Page, server: Server, address: str) -> None:
    """A screen by its address, until it is drawn."""
    page.goto(f"{server.address}/{address}")
    page.locator(".st-key-frame").wait_for()
    drawn(page)


def tap(page: Page, selector: str, text: str | None = None) -> None:
    """Click the first of these (with exactly this text) and wait until the answer is drawn."""
    found = page.locator(selector)
    (found.get_by_text(text, exact=True) if text else found).first.click()
    drawn(page)


def drawn(page: Page, still: float = 0.5, patience: float = 30.0) -> None:
    """Until the script has run and the page has not changed for a moment; charts are late."""
    page.wait_for_selector(
        ".stApp[data-test-script-state=notRunning]", state="attached", timeout=60_000
    )
    page.evaluate(
        """([still, patience]) => new Promise((done) => {
          const until = performance.now() + patience;
          let last = performance.now();
          const seen = new MutationObserver(() => { last = performance.now(); });
          seen.observe(document.body, {subtree: true, childList: true, characterData: true});
          const look = () => {
            const now = performance.now();
            const app = document.querySelector(".stApp");
            const busy = app && app.dataset.testScriptState !== "notRunning";
            if (busy) last = now;
            if (now - last > still || now > until) { seen.disconnect(); done(true); }
            else setTimeout(look, 50);
          };
          look();
        })""",
        [still * 1000, patience * 1000],
    )
