"""Pictures of every screen, on a desk and on a phone: `python -m tests.pictures docs/images`."""

import io
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from assessment.services import accounts, answering, calls, reviewing
from assessment.services.demo.people import CONSULTANT, DEMO_MAIL, MANAGER, actor
from assessment.services.office import Office
from assessment.services.review_item import UNDER_REVIEW
from tests.web.conftest import CHROMIUM, DESK, FLAGS, PHONE
from tests.web.demonstration import build_demo, drawn, enter, show
from tests.web.server import Server

FIRMS = 1200
MOST = 150_000
"""Bytes of a picture."""
MOST_COLOURS = 128
SIZES = {"desktop": DESK, "phone": PHONE}


@dataclass(frozen=True)
class Picture:
    """What a screen is called, who sees it, and where."""

    name: str
    role: str
    address: str


def pictures(office: Office) -> list[Picture]:
    """Every picture but that of the sign-in page."""
    decided, now = _calls(office)
    review, firm = _review(office)
    return [
        Picture("assess", "owner", "?form=smart-factory&at=QM03"),
        Picture("assess-areas", "owner", "?form=smart-factory&at=list"),
        Picture("result", "owner", "result?form=smart-factory"),
        Picture("firm", "owner", "firm"),
        Picture("apply", "owner", "apply"),
        Picture("inbox", "consultant", ""),
        Picture("review", "consultant", f"review?id={review}"),
        Picture("interview", "consultant", f"interview?firm={firm}"),
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


def _review(office: Office) -> tuple[int, int]:
    """An assessment with evidence that the demo's consultant has in hand, and its firm."""
    held = reviewing.QueueFilter(statuses=UNDER_REVIEW, reviewer_id=CONSULTANT)
    rows = reviewing.queue(office, actor(CONSULTANT), held, "evidence", True).rows
    for number in rows["id"]:
        sheet = reviewing.review(office, actor(CONSULTANT), int(number))
        if sheet.items["can_move"].any():
            return int(number), sheet.assessment.firm_id
    return int(rows.iloc[0]["id"]), sheet.assessment.firm_id


def _begin(office: Office) -> None:
    """The demo's owner is in the middle of the full form, as a visitor's owner would be."""
    owner = accounts.acting_as(office, f"owner@{DEMO_MAIL}")
    assert owner.firm_id is not None
    number = answering.open_assessment(office, owner, owner.firm_id, "smart-factory")
    sheet = answering.sheet(office, owner, number, "pictures")
    for place, item in enumerate(sheet.asked[:41]):
        before = sheet.answers.get(item) or sheet.previous.get(item)
        value = before.value if before and before.state == "answered" else "bcd"[place % 3]
        state = "unknown" if place in (7, 30) else "answered"
        answering.save_answer(
            office,
            owner,
            number,
            item,
            state,
            value if state == "answered" else None,
            tab="pictures",
            seen=sheet.keys[item],
        )


def main(folder: Path) -> None:
    """All of them, each held against its greatest size."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as held, sync_playwright() as playwright:
        office = build_demo(Path(held), FIRMS)
        _begin(office)
        wanted = pictures(office)
        server = Server(Path(held)).start()
        try:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for size in SIZES:
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
        show(page, server, picture.address)
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
    page = context.new_page()
    page.set_default_timeout(30_000)
    return page


def _keep(page: Page, folder: Path, name: str) -> None:
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
    main(Path(sys.argv[1]))
