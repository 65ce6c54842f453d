"""What is sent in without end, and what Streamlit keeps of files, asked for without a browser."""

import asyncio
import http.client
import re
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest

from assessment.services.office import Actor, Office
from benchmarks.protocol import Field, Session
from tests.web import apart
from tests.web.conftest import Owner, add_owner
from tests.web.doors import cookie_of
from tests.web.server import Server

pytestmark = pytest.mark.slow
MEGABYTE = 1024 * 1024
CHUNK = b"x" * (64 * 1024)
BOUNDARY = "----a-part"
HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="a"; filename="a.csv"\r\n\r\n'
).encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()
MULTIPART = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
MEDIA = re.compile(rb"/media/[0-9a-f]{32,}\.[a-z]{3,4}")


@pytest.fixture(scope="module")
def owner(served_office: Office, admin: Actor) -> Owner:
    return add_owner(served_office, admin, "(주)한빛정밀", "owner@example.kr")


def token_at(server: Server, email: str) -> str:
    return cookie_of(server, email).split("=", 1)[1]


def body_of(megabytes: float) -> Iterator[bytes]:
    """A form with one file of this size, in parts that say nothing of the whole."""
    yield HEAD
    for _ in range(int(megabytes * MEGABYTE / len(CHUNK))):
        yield CHUNK
    yield TAIL


def send(server: Server, method: str, path: str, parts: Iterator[bytes], **headers: str) -> int:
    """The status of the answer to a body in chunks; the server may answer before it ends."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.putrequest(method, path)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    with suppress(ConnectionError):
        for part in parts:
            connection.send(b"%x\r\n%b\r\n" % (len(part), part))
        connection.send(b"0\r\n\r\n")
    status = connection.getresponse().status
    connection.close()
    return status


def test_an_upload_in_chunks_is_cut_off_at_the_limit(server: Server, owner: Owner) -> None:
    token = token_at(server, owner.email)

    async def tried() -> list[int]:
        async with Session(server.port, token, page="firm") as screen:
            await screen.open()
            place = f"/_stcore/upload_file/{screen.session_id}/a-file"
            return await asyncio.to_thread(all_of, place)

    def all_of(place: str) -> list[int]:
        with httpx.Client(base_url=server.address) as browser:
            mark = browser.get("/_stcore/health").cookies["_streamlit_xsrf"]
        cookie = f"assessment_session={token}; _streamlit_xsrf={mark}"
        given = {**MULTIPART, "Cookie": cookie, "X-Xsrftoken": mark}
        nobodys = "/_stcore/upload_file/nobodys-screen/a-file"
        return [
            send(server, "PUT", place, body_of(2), **given),
            send(server, "PUT", place, body_of(40), **given),
            send(server, "PUT", nobodys, body_of(0.1), **given),
            send(server, "PUT", place, body_of(0.1), **MULTIPART, Cookie=cookie),
            send(server, "PUT", place, body_of(0.1), **MULTIPART),
        ]

    assert apart.run(tried()) == [204, 413, 400, 403, 401]


@pytest.mark.parametrize("path", ["/login", "/login/code", "/start", "/set-up"])
def test_a_strangers_form_that_does_not_end_is_cut_off(server: Server, path: str) -> None:
    plain = {"Content-Type": "application/x-www-form-urlencoded"}
    endless = (CHUNK for _ in range(64))
    assert send(server, "POST", path, endless, **plain) == 413
    assert send(server, "POST", path, body_of(4), **MULTIPART) == 413
    said = httpx.post(f"{server.address}{path}", content=b"x" * (2 * MEGABYTE), headers=plain)
    assert said.status_code == 413
    short = httpx.post(f"{server.address}{path}", data={"name": "x"})
    assert short.status_code < 500
    assert short.status_code != 413


def test_what_streamlit_keeps_of_files_opens_for_staff_alone_who_are_signed_in(
    server: Server, owner: Owner
) -> None:
    heard: list[bytes] = []
    boss = token_at(server, "admin@example.kr")

    def opened(path: str, token: str | None) -> int:
        cookies = {"assessment_session": token} if token else {}
        with httpx.Client(base_url=server.address, cookies=cookies) as browser:
            answer = browser.get(path)
            assert answer.status_code != 200 or "no-store" in answer.headers["cache-control"]
            return answer.status_code

    def named(screen: Session, ending: str) -> Field:
        return next(one for one in screen.fields.values() if one.id.endswith(ending))

    async def offered() -> tuple[str, list[int]]:
        async with Session(server.port, boss, page="admin") as screen:
            screen.heard = heard
            await screen.open()
            await screen.give(named(screen, "erase-firm-text"), string_value="한빛정밀")
            await screen.give(named(screen, "archive-firm"), trigger_value=True)
            (path,) = {one.decode() for one in MEDIA.findall(b"".join(heard))}
            people = (None, token_at(server, owner.email), boss)
            return path, [await asyncio.to_thread(opened, path, one) for one in people]

    path, found = apart.run(offered())
    assert found == [401, 404, 200]
    httpx.get(f"{server.address}/logout", cookies={"assessment_session": boss})
    assert opened(path, boss) == 401
