"""Whoever asks for whatever is there sees nothing of a firm that is not theirs to see."""

import asyncio
import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from assessment.services.office import Actor, Office
from assessment.web.screen_names import EVERYBODY, SCREENS_OF
from assessment.web.server.routes import routes
from benchmarks.protocol import Session
from tests.web import apart, crawling, pressing
from tests.web.server import Server
from tests.web.two_firms import MARKS, World, build_world

pytestmark = pytest.mark.slow
ROLE_OF = {"neighbour": "owner", "colleague": "consultant"}
PEOPLE = ("owner", "neighbour", "consultant", "colleague", "manager", "admin")
PRESSING = ("owner", "consultant", "manager", "admin")
SCREENS = sorted({name for some in SCREENS_OF.values() for name in some} | set(EVERYBODY))
LINK = re.compile(rb"/files/[\w/?=&.,%-]+")
FAULTS = re.compile("문의번호|Traceback| object at 0x|[a-z]Error\\b".encode())
"""A number that is told for a fault of ours, and what only programmers read."""
MEDIA = re.compile(rb"/media/[0-9a-f]{32,}\.[a-z]{3,4}")


@dataclass(frozen=True)
class Pressed:
    """What was heard, and what was used, as `screen: kind key`."""

    messages: list[bytes]
    used: set[str]

    @property
    def heard(self) -> bytes:
        return b"\n".join(self.messages)

    def boxes(self) -> set[str]:
        """What Streamlit's own box for exceptions said, on any screen."""
        read = map(ForwardMsg.FromString, self.messages)
        drawn = [one.delta.new_element for one in read if one.WhichOneof("type") == "delta"]
        return {one.exception.message for one in drawn if one.WhichOneof("type") == "exception"}


@pytest.fixture(scope="module")
def world(arranged: Office, admin: Actor, folder: Path) -> World:
    return build_world(arranged, admin, folder / "settings.toml")


@pytest.fixture(scope="module")
def links(server: Server, world: World) -> dict[str, bytes]:
    """Everything that the screens have drawn for each person, at every address."""

    async def all_people() -> list[bytes]:
        return await asyncio.gather(*(_all_screens(server, world, role) for role in PEOPLE))

    return dict(zip(PEOPLE, apart.run(all_people()), strict=True))


@pytest.fixture(scope="module")
def pressed(server: Server, world: World, links: dict[str, bytes]) -> dict[str, Pressed]:
    """The same after everything on it was pressed, opened and chosen; the others' name sought."""

    async def in_turn() -> dict[str, Pressed]:
        firms = ("owner", "consultant")
        some = await asyncio.gather(*(_press(server, world, role) for role in firms))
        # only then, as a manager closes the call that the owner applies to
        manager = await _press(server, world, "manager")
        shared = {one for one in manager.used if not one.startswith("calls: ")}
        admin = await _press(server, world, "admin", shared)
        return dict(zip(firms, some, strict=True)) | {"manager": manager, "admin": admin}

    return apart.run(in_turn())


def marks_in(raw: bytes) -> set[str]:
    """Whose marks stand in it, as text or escaped."""
    return {
        mark
        for mark in MARKS
        if mark.encode() in raw or mark.encode("unicode_escape").lower() in raw.lower()
    }


def own_screens(role: str) -> set[str]:
    return {*SCREENS_OF[ROLE_OF.get(role, role)], *EVERYBODY}  # type: ignore[index]


async def _press(
    server: Server, world: World, role: str, before: Set[str] = frozenset()
) -> Pressed:
    """Every screen of the role; what was used `before` by another role is left alone."""
    heard: list[bytes] = []
    used: set[str] = set()
    sought = world.sides[1].mark.rstrip("0123456789")
    for screen in sorted(own_screens(role) - {"password"}):
        known = {one.split(": ", 1)[1] for one in before if one.startswith(f"{screen}: ")}
        done = set(known)
        for query in _pressed_at(world, screen, role):
            entering = Session(server.port, world.tokens[role], page=screen, query=query)
            entering.heard = heard
            async with entering as session:
                await session.open()
                done |= await pressing.press_all(session, query, sought, done)
        used |= {f"{screen}: {one}" for one in done - known}
    return Pressed(heard, used)


def _pressed_at(world: World, screen: str, role: str) -> Iterator[dict[str, str]]:
    """The addresses of a screen at which everything is used."""
    own = crawling.ids(world, world.sides[0])
    if screen == "assess":  # what is handed in has nothing left to press
        own |= {"id": str(world.sides[0].draft), "form": crawling.OTHER_FORM}
    if screen == "calls":
        yield from ({"call": own["call"], "tab": tab} for tab in ("selection", "record", "ranking"))
    if len(world.seen_by(role)) > 1 and screen in ("calls", "firms", "review"):
        yield {}
    yield own


async def _all_screens(server: Server, world: World, role: str) -> bytes:
    heard: list[bytes] = []
    for screen in SCREENS:
        addresses = list(crawling.queries(world, screen, words=len(world.seen_by(role)) == 1))
        entering = Session(server.port, world.tokens[role], page=screen, query=addresses[0])
        entering.heard = heard
        async with entering as session:
            await session.open()
            if screen in own_screens(role):
                for query in addresses[1:]:
                    await session.visit(query)
    return b"\n".join(heard)


def client(server: Server, world: World, role: str) -> httpx.Client:
    token = world.tokens.get(role)
    cookies = {"assessment_form": "m" * 43} | ({"assessment_session": token} if token else {})
    return httpx.Client(base_url=server.address, cookies=cookies, timeout=30)


def plans(world: World) -> Iterator[crawling.Asked]:
    for plan in crawling.ROUTES.values():
        yield from plan(world)
    for path in crawling.STREAMLIT:
        yield crawling.Asked(path)
        yield crawling.Asked(path, None, "POST", {})


def leaks(
    server: Server, world: World, role: str, some: Iterable[crawling.Asked]
) -> tuple[list[str], set[str]]:
    """What is wrong with the answers, and whose marks stood in them."""
    wrong, found = [], set()
    may = world.seen_by(role)
    with client(server, world, role) as browser:
        for one in some:
            answer = browser.request(one.method, one.path, data=one.form)
            seen = marks_in(crawling.contents(answer.content))
            where = f"{one.method} {one.path}: {answer.status_code}"
            found |= seen
            if not seen <= may:
                wrong.append(f"{where} shows {seen - may}")
            if answer.status_code >= 500:
                wrong.append(where)
            refused = (401, 404) if one.method == "GET" else (401, 404, 409)
            if one.of and one.of.mark not in may and answer.status_code not in refused:
                wrong.append(f"{where} for what is another's")
    return wrong, found


def test_every_route_and_every_parameter_of_an_address_has_a_plan() -> None:
    known = {
        (method, route.path)  # type: ignore[attr-defined]
        for route in routes()
        for method in route.methods - {"HEAD"}  # type: ignore[attr-defined]
    }
    assert known == crawling.ROUTES.keys() | crawling.ENDS
    assert crawling.parameters() - crawling.PARAMETERS == set()


@pytest.mark.parametrize("role", ["stranger", *PEOPLE])
def test_no_route_gives_anything_of_another_firm(server: Server, world: World, role: str) -> None:
    wrong, found = leaks(server, world, role, plans(world))
    assert not wrong, "\n".join(wrong)
    assert found == world.seen_by(role)


@pytest.mark.parametrize("role", PEOPLE)
def test_no_screen_shows_anything_of_another_firm(
    world: World, links: dict[str, bytes], role: str
) -> None:
    assert marks_in(links[role]) == world.seen_by(role)
    assert "문의번호".encode() not in links[role]


def test_no_file_that_a_screen_offers_opens_for_somebody_else(
    server: Server, world: World, links: dict[str, bytes]
) -> None:
    offered = {one.decode() for raw in links.values() for one in LINK.findall(raw)}
    assert len(offered) > 10
    some = [crawling.Asked(path) for path in sorted(offered)]
    for role in ("stranger", "owner", "neighbour", "consultant", "colleague"):
        wrong, _found = leaks(server, world, role, some)
        assert not wrong, "\n".join(wrong)


def test_a_stranger_gets_no_screen_at_all(server: Server, world: World) -> None:
    with client(server, world, "stranger") as browser:
        for screen in ("", *SCREENS):
            for query in crawling.queries(world, screen):
                answer = browser.get(f"/{screen}", params=query)
                assert (answer.status_code, answer.headers["location"]) == (303, "/login")
                assert not marks_in(answer.content)


@pytest.mark.parametrize("role", PRESSING)
def test_nothing_that_can_be_pressed_shows_anything_of_another_firm(
    server: Server, world: World, pressed: dict[str, Pressed], role: str
) -> None:
    heard = pressed[role].heard
    assert marks_in(heard) == world.seen_by(role)
    assert not FAULTS.findall(heard)
    assert not pressed[role].boxes()
    if len(world.seen_by(role)) == 1:
        files = sorted({one.decode() for one in LINK.findall(heard) + MEDIA.findall(heard)})
        wrong, _found = leaks(server, world, role, map(crawling.Asked, files))
        assert not wrong, "\n".join(wrong)


def test_no_file_that_pressing_brought_to_staff_opens_for_a_firm(
    server: Server, world: World, pressed: dict[str, Pressed]
) -> None:
    heard = b"".join(pressed[role].heard for role in ("manager", "admin"))
    files = sorted({one.decode() for one in LINK.findall(heard) + MEDIA.findall(heard)})
    assert len(files) > 10
    for role in ("stranger", "owner", "neighbour"):
        wrong, _found = leaks(server, world, role, map(crawling.Asked, files))
        assert not wrong, "\n".join(wrong)


def test_no_screen_and_no_press_leaves_a_fault_in_the_log(
    server: Server, pressed: dict[str, Pressed]
) -> None:
    assert pressed
    before, found, after = server.log.partition("Traceback")
    assert not found, before[-500:] + after[:8_000]


def test_the_crawler_presses_buttons_opens_and_chooses(pressed: dict[str, Pressed]) -> None:
    used = {one for role in pressed.values() for one in role.used}
    kinds = {one.split(": ")[1].split(" ")[0] for one in used}
    assert {"button", "button_group", "checkbox", "selectbox"} <= kinds
    assert {"expandable", "popover", "tab_container"} & kinds
    assert len(used) > 60, sorted(used)
    of_staff = {one.split(": ")[0] for role in ("manager", "admin") for one in pressed[role].used}
    assert of_staff >= {*SCREENS_OF["manager"], *SCREENS_OF["admin"]} - {"forms"}
