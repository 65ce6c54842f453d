"""The addresses of every screen of every role, and the demo that answers at them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assessment.records import applications, assessments, bulk
from assessment.services.assessing import answering, rounds
from assessment.services.complex import population
from assessment.services.demo.people import CONSULTANT, MANAGER, actor
from assessment.services.entry import accounts
from assessment.services.funding import applying
from assessment.services.office import Actor, Office
from assessment.services.review.review_item import UNDER_REVIEW
from assessment.services.review.reviewing import QueueFilter, queue
from tests.web.demonstration import SCREENS, build_demo
from tests.web.server import Server

SHOWN_AS_TYPED = "<script>alert(1)</script> =1+1 [x](javascript:alert(1))"
HOSTILE = f"{SHOWN_AS_TYPED} https://evil.example/x www.evil.example"
ROOT = Path(__file__).resolve().parents[2]
FORMS = sorted(one.name for one in (ROOT / "questionnaires").iterdir() if one.is_dir())
PARTS = ("project", "factory", "costs", "kpis")
OTHER_KINDS = ("hidden-champion", "outcome")
"""The questionnaires whose answers and levels are of another kind than the smart factory's."""
DEEPER = {
    "owner": (
        "?form=smart-factory&at=QM03",
        *(f"?form={name}&at=list" for name in OTHER_KINDS),
        *(f"result?form={name}" for name in FORMS),
        "apply?call={call}",
        *(f"apply?call={{call}}&part={name}" for name in PARTS),
    ),
    "consultant": (
        "review?id={review}",
        "firms?firm={firm}",
        "interview?firm={begun}",
        *(f"?form={name}" for name in OTHER_KINDS),
    ),
    "manager": (
        *(f"?form={name}" for name in OTHER_KINDS),
        "complex?by=complex",
        "calls?call={call}&tab=eligibility",
        "calls?call={call}",
        "calls?call={call}&tab=selection",
        "calls?call={call}&tab=record",
        "calls?call={call}&applicant={application}",
        "calls?call={call}&applicant={application}&part=costs",
    ),
    "admin": (),
}
"""Addresses inside the screens."""


@dataclass(frozen=True)
class Shown:
    """The demo, served; `review`, `firm`, `call` and the others fill the addresses."""

    office: Office
    server: Server
    review: int
    firm: int
    call: int
    begun: int
    application: int

    def addresses(self, role: str) -> list[str]:
        start, *others = SCREENS[role]
        inside = [one.format(**vars(self)) for one in DEEPER[role]]
        return _apart(["", *others, *inside], start)


def _apart(addresses: list[str], start: str) -> list[str]:
    """No two of one screen in a row: within the app, what is chosen on it would stay chosen."""
    left: dict[str, list[str]] = {}
    for one in addresses:
        left.setdefault(one.split("?")[0] or start, []).append(one)
    found: list[str] = []
    last = ""
    while left := {name: some for name, some in left.items() if some}:
        last = max((name for name in left if name != last), key=lambda name: len(left[name]))
        found.append(left[last].pop(0))
    return found


def build(folder: Path) -> Iterator[Shown]:
    """The demo with hostile names and everything begun, served until the next step."""
    office = build_demo(folder)
    held = QueueFilter(statuses=UNDER_REVIEW, reviewer_id=CONSULTANT)
    row = queue(office, actor(CONSULTANT), held, "evidence", True).rows.iloc[0]
    owner = accounts.acting_as(office, "owner@demo.invalid")
    assert owner.firm_id is not None
    _begin(office, owner)
    with office.database.reading() as connection:
        found = assessments.find(connection, int(row["id"]))
    assert found is not None
    firm_id = found.firm_id
    call = _name_badly(office, (firm_id, owner.firm_id))
    server = Server(folder).start()
    begun, applied = _interviewed(office), _apply(office, owner, call)
    yield Shown(office, server, int(row["id"]), firm_id, call, begun, applied)
    server.stop()


def _begin(office: Office, owner: Actor) -> None:
    """Most of the full form, so that there is a result and something left to answer; all opened."""
    assert owner.firm_id is not None
    for name in FORMS:
        answering.open_assessment(office, owner, owner.firm_id, name)
    number = answering.open_assessment(office, owner, owner.firm_id, "smart-factory")
    sheet = answering.sheet(office, owner, number, "seed")
    for place, item in enumerate(sheet.asked[:40]):
        answering.save_answer(
            office, owner, number, item, "answered", "abcd"[place % 4], tab="seed",
            seen=sheet.keys[item],
        )  # fmt: skip


def _apply(office: Office, owner: Actor, call_id: int) -> int:
    """The owner's application, begun."""
    costs = [{"name": HOSTILE, "amount": 30_000_000, "own": 0, "class": "cost_software"}]
    plan = {"planned_system": HOSTILE, "planned_cost": 60_000_000, "costs": costs}
    return applying.apply(office, owner, call_id, plan)


def _interviewed(office: Office) -> int:
    """A firm whose answers the consultant has begun to write down."""
    current = rounds.current_round(office)
    assert current is not None
    rows, _ = population.silent_firms(office, actor(MANAGER), current.id)
    firm_id = int(rows.loc[~rows["began"], "firm"].iloc[0])
    answering.open_assessment(office, actor(CONSULTANT), firm_id, "smart-factory")
    return firm_id


def _name_badly(office: Office, some: tuple[int, ...]) -> int:
    """These firms get a hostile name, as do their applications; the current call."""
    with office.database.writing() as connection:
        said = connection.exec_driver_sql("select max(id) from calls").scalar_one()
        for firm_id in some:
            bulk.change(connection, "firms", [{"id": firm_id, "name": HOSTILE}])
            applied = applications.of_firm(connection, int(said), firm_id)
            if applied is not None:
                applications.change(connection, applied.id, {"applicant_name": HOSTILE})
    return int(said)
