"""Pictures of every screen, on a desk and on a phone: `python -m tests.pictures docs/images`.

Names of screens after the folder make only those.
"""

import atexit
import io
import sys
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from assessment.services.assessing import answering, rounds
from assessment.services.complex import population
from assessment.services.demo.people import CONSULTANT, DEMO_MAIL, MANAGER, actor
from assessment.services.entry import accounts
from assessment.services.funding import calls
from assessment.services.office import Office
from assessment.services.review import reviewing
from assessment.services.review.review_item import UNDER_REVIEW
from tests import once
from tests.web.conftest import CHROMIUM, DESK, FLAGS, PHONE
from tests.web.demonstration import build_demo, drawn, enter, load
from tests.web.server import Server
from tests.web.traffic import watch

FIRMS = 1200
MOST = 150_000
"""Bytes of a picture."""
MOST_COLOURS = 256
SIZES = {"desktop": DESK, "phone": PHONE}


@dataclass(frozen=True)
class Picture:
    """What a screen is called, who sees it, where, and a button to press first if it is there."""

    name: str
    role: str
    address: str
    press: str = ""


def pictures(office: Office) -> list[Picture]:
    """Every picture but that of the sign-in page."""
    decided, now = _calls(office)
    return [
        Picture("assess", "owner", "?form=smart-factory&at=QM03"),
        Picture("assess-areas", "owner", "?form=smart-factory&at=list"),
        Picture("result", "owner", "result?form=smart-factory"),
        Picture("firm", "owner", "firm"),
        Picture("apply", "owner", "apply"),
        Picture("inbox", "consultant", ""),
        Picture("review", "consultant", f"review?id={_review(office)}"),
        Picture("interview", "consultant", f"interview?firm={_silent(office)}", "대신 입력 시작"),
        Picture("firms", "consultant", "firms"),
        Picture("complex", "manager", ""),
        Picture("calls", "manager", f"calls?call={decided}"),
        Picture("calls-eligibility", "manager", f"calls?call={now}&tab=eligibility"),
        Picture("calls-decision", "manager", f"calls?call={decided}&tab=selection"),
        Picture("admin", "admin", ""),
    ]


def _calls(office: Office) -> tuple[int, int]:
    """A decided call and the one that is open."""
    known = calls.calls(office, actor(MANAGER))
    decided = next(one.id for one in known if one.status == "decided")
    return decided, next(one.id for one in known if one.status == "open")


def _review(office: Office) -> int:
    """An assessment in the hands of the demo's consultant, with a picture where it matters."""
    consultant = actor(CONSULTANT)
    held = reviewing.QueueFilter(statuses=UNDER_REVIEW, reviewer_id=CONSULTANT)
    numbers = [
        int(one) for one in reviewing.queue(office, consultant, held, "evidence", True).rows["id"]
    ]
    for number in numbers:
        items = reviewing.review(office, consultant, number).items
        if (items["can_move"] & (items["evidence"] > 0)).any():
            return number
    return numbers[0]


def _silent(office: Office) -> int:
    """A firm that has not begun."""
    current = rounds.current_round(office)
    assert current is not None
    rows, _ = population.silent_firms(office, actor(MANAGER), current.id)
    return int(rows.loc[~rows["began"], "firm"].iloc[0])


def _begin(office: Office) -> None:
    """The demo's owner is in the middle of the full form, as a visitor's owner would be."""
    owner = accounts.acting_as(office, f"owner@{DEMO_MAIL}")
    assert owner.firm_id is not None
    number = answering.open_assessment(office, owner, owner.firm_id, "smart-factory")
    sheet = answering.sheet(office, owner, number, "pictures")
    for place, item in enumerate(sheet.asked):
        value: str | None = "bcd"[place % 3]
        if (before := sheet.answers.get(item)) is not None and before.state == "answered":
            value = before.value
        state = "unknown" if place in (7, 24) else "answered"
        if place > 32:
            state = "unanswered"
        if state != "answered":
            value = None
        seen = sheet.keys[item]
        answering.save_answer(office, owner, number, item, state, value, tab="pictures", seen=seen)


def main(folder: Path, names: Collection[str] = ()) -> None:
    """All of them or these, each held against its greatest size."""
    folder.mkdir(parents=True, exist_ok=True)
    once.begin()
    atexit.register(once.end)
    with tempfile.TemporaryDirectory() as held, sync_playwright() as playwright:
        office = build_demo(Path(held), FIRMS)
        _begin(office)
        wanted = [one for one in pictures(office) if not names or one.name in names]
        server = Server(Path(held)).start()
        try:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for size in SIZES:
                if not names or "sign-in" in names:
                    _sign_in(chromium, server, folder, size)
                _all(chromium, server, folder, size, wanted)
            chromium.close()
        finally:
            server.stop()


def _sign_in(chromium: Browser, server: Server, folder: Path, size: str) -> None:
    page = _page(chromium, size)
    page.goto(f"{server.address}/login")
    _keep(page, folder, f"sign-in-{size}")
    page.context.close()


def _all(chromium: Browser, server: Server, folder: Path, size: str, wanted: list[Picture]) -> None:
    page, role = None, ""
    for picture in wanted:
        if picture.role != role:
            if page:
                page.context.close()
            page, role = _page(chromium, size), picture.role
            enter(page, server, role)
        assert page
        load(page, server, picture.address)
        start = page.get_by_role("button", name=picture.press, exact=True)
        if picture.press and start.count():
            start.click()
        drawn(page, still=1.5)
        _keep(page, folder, f"{picture.name}-{size}")
    if page:
        page.context.close()


def _page(chromium: Browser, size: str) -> Page:
    context = chromium.new_context(
        viewport=SIZES[size],  # type: ignore[arg-type]
        locale="ko-KR",
        has_touch=size == "phone",
        reduced_motion="reduce",
    )
    watch(context)
    page = context.new_page()
    page.set_default_timeout(30_000)
    return page


def _keep(page: Page, folder: Path, name: str) -> None:
    assert "문의번호" not in page.locator("body").inner_text(), f"{name} failed"
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    colours = MOST_COLOURS
    while True:
        few = picture.quantize(colours, dither=Image.Dither.NONE)
        held = io.BytesIO()
        few.save(held, "PNG", optimize=True)
        if len(held.getvalue()) <= MOST or colours <= 8:
            break
        colours //= 2
    (folder / f"{name}.png").write_bytes(held.getvalue())
    print(f"{name}.png {len(held.getvalue()) // 1000} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
