"""What every answer tells the browser, under which names the server answers, and to whose pages."""

import http.client
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page
from starlette.datastructures import Headers

from assessment.services.entry import accounts, sessions
from assessment.services.office import SETTINGS, Actor, Office
from assessment.web.server import hosts
from tests.web.conftest import PASSWORD, Owner, sign_in
from tests.web.demonstration import show
from tests.web.server import ROOT, Server
from tests.web.test_gate import shake_hands

pytestmark = pytest.mark.slow
NAME = "assessment.example.kr"
OF_PEOPLE = ("/", "/login", "/start", "/files/receipt/1", "/no-such-page", "/_stcore/host-config")


@pytest.fixture(scope="module")
def named(folder: Path, admin: Actor) -> Iterator[Server]:
    """A server that answers to one name, besides this computer's own."""
    settings = folder / "settings.toml"
    before = settings.read_text(encoding="utf-8")
    settings.write_text(f'{before}allowed_hosts = ["{NAME}", "*.office.kr"]\n', encoding="utf-8")
    running = Server(folder).start()
    yield running
    running.stop()
    settings.write_text(before, encoding="utf-8")


@pytest.fixture(scope="module")
def cookie(named: Server, served_office: Office) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SETTINGS, str(named.folder / "settings.toml"))
        token = sessions.sign_in(served_office, "admin@example.kr", PASSWORD, "127.0.0.1")
    return f"assessment_session={token}"


def get(server: Server, path: str, **headers: str) -> httpx.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.get(f"{server.address}{path}", headers=sent, timeout=30)


def open_screen(server: Server, cookie: str, host: str) -> int:
    """The status of the answer to a websocket's handshake under this name, from its own page."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.putrequest("GET", "/_stcore/stream", skip_host=True)
    sent = {
        "Host": host, "Origin": f"https://{host}", "Cookie": cookie, "Connection": "Upgrade",
        "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "streamlit",
    }  # fmt: skip
    for name, value in sent.items():
        connection.putheader(name, value)
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


def policy(answer: httpx.Response) -> dict[str, set[str]]:
    """The directives of its content security policy."""
    parts = [one.split() for one in answer.headers["content-security-policy"].split(";")]
    return {name: set(values) for name, *values in parts}


@pytest.mark.parametrize(
    ("origin", "proxied", "foreign"),
    [
        (f"https://{NAME}", "https", False),
        (f"http://{NAME}", "https", True),  # whoever sits on the line may have written it
        (f"http://{NAME}", "http", False),
        ("https://[", "https", True),
    ],
)
def test_a_page_without_tls_is_not_ours_where_there_is_tls(
    origin: str, proxied: str, foreign: bool
) -> None:
    headers = Headers({"host": NAME, "origin": origin, "x-forwarded-proto": proxied})
    assert hosts.is_foreign_screen(headers) is foreign
    assert hosts.is_foreign(headers, "POST") is foreign


def test_an_address_that_does_not_end_is_refused(named: Server, cookie: str) -> None:
    for path in ("/files/proof/" + "9" * 5_000, "/?" + "a" * 9_000):
        assert get(named, path, Cookie=cookie).status_code == 414


@pytest.mark.parametrize("path", OF_PEOPLE)
@pytest.mark.parametrize("signed_in", [False, True])
def test_every_answer_forbids_frames_sniffing_other_sites_and_caches(
    named: Server, cookie: str, path: str, signed_in: bool
) -> None:
    answer = get(named, path, Cookie=cookie) if signed_in else get(named, path)
    told = answer.headers
    assert told["x-content-type-options"] == "nosniff"
    assert told["x-frame-options"] == "DENY"
    assert told["referrer-policy"] == "same-origin"
    assert told["cross-origin-opener-policy"] == "same-origin"
    assert told["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in told["permissions-policy"]
    assert re.search("no-store|no-cache", told["cache-control"])
    said = policy(answer)
    assert said["frame-ancestors"] == said["base-uri"] == said["object-src"] == {"'none'"}
    assert said["form-action"] == {"'self'"}
    assert "access-control-allow-origin" not in told


def test_files_and_pages_of_people_are_never_kept_by_a_cache(named: Server, cookie: str) -> None:
    for path in ("/login", "/start", "/files/receipt/1", "/files/letters"):
        assert "no-store" in get(named, path, Cookie=cookie).headers["cache-control"], path


def test_scripts_run_from_this_server_alone_and_none_that_stand_in_a_page(
    named: Server, cookie: str
) -> None:
    for path in ("/login", "/start", "/files/letters"):
        assert policy(get(named, path, Cookie=cookie))["script-src"] == {"'self'"}
    assert policy(get(named, "/files/receipt/9999", Cookie=cookie))["default-src"] == {"'none'"}
    screen = policy(get(named, "/", Cookie=cookie))
    assert "'unsafe-inline'" not in screen["script-src"]
    others = {one for one in screen["script-src"] if not one.startswith("'sha256-")}
    assert others == {"'self'", "'unsafe-eval'", "blob:"}
    assert screen["default-src"] == {"'self'"}
    assert not any(":" in one for one in screen["connect-src"] - {"data:"})


def test_a_server_answers_to_its_own_names_alone(named: Server, cookie: str) -> None:
    for good in (NAME, f"{NAME}:443", "a.office.kr", f"127.0.0.1:{named.port}", NAME.upper()):
        assert get(named, "/login", Host=good, Cookie="").status_code in (200, 303), good
    for bad in ("evil.example", f"{NAME}.evil.example", "office.kr.evil", "[::1", ""):
        for path in ("/login", "/", "/files/receipt/1", "/_stcore/host-config", "/ours/session.js"):
            assert get(named, path, Host=bad, Cookie=cookie).status_code == 400, (bad, path)
    assert open_screen(named, cookie, NAME) == 101
    assert open_screen(named, cookie, "evil.example") == 403


def test_another_sites_page_can_neither_post_nor_open_a_screen(named: Server, cookie: str) -> None:
    for sent in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://evil.example"},
    ):
        answer = httpx.post(
            f"{named.address}/files/letters", headers={"Cookie": cookie, **sent}, data={"mark": "x"}
        )
        assert answer.status_code == 403, sent
    assert shake_hands(named, Cookie=cookie, origin="https://evil.example") == 403
    own = {"Cookie": cookie, "Origin": named.address, "Sec-Fetch-Site": "same-origin"}
    answer = httpx.post(f"{named.address}/files/letters", headers=own, data={"mark": "x"})
    assert "화면이 오래되었습니다" in answer.text


def test_what_is_typed_into_a_page_of_ours_is_neither_run_nor_read_as_html(named: Server) -> None:
    typed = '{{7*7}}"><script>x</script>${7*7}'
    for path in ("/login", "/start"):
        page = httpx.post(f"{named.address}{path}", data={"email": typed, "name": typed}).text
        assert "{{7*7}}&#34;&gt;&lt;script&gt;x&lt;/script&gt;${7*7}" in page, path
        assert "<script>x" not in page


def test_streamlits_own_guards_stay_on_and_its_other_doors_shut(named: Server, cookie: str) -> None:
    text = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    assert told["server"]["enableXsrfProtection"] is True
    assert told["server"]["enableCORS"] is True
    assert told["server"]["enableStaticServing"] is False
    assert told["client"]["showErrorDetails"] == "none"
    assert "enableAgentApi" not in text
    for path in ("openapi.json", "interact", "mcp"):
        assert get(named, f"/_stcore/agent/{path}", Cookie=cookie).status_code == 404
    put = httpx.put(f"{named.address}/_stcore/upload_file/a/b", headers={"Cookie": cookie})
    assert put.status_code in (400, 403)


def test_under_tls_only_the_cookie_counts_that_no_other_host_can_plant(
    named: Server, cookie: str
) -> None:
    token = cookie.partition("=")[2]
    for sent, status in ((cookie, 401), (f"__Host-assessment_session={token}", 404)):
        answer = get(named, "/files/receipt/9999", Cookie=sent, X_Forwarded_Proto="https")
        assert answer.status_code == status, sent


def test_a_number_that_no_database_can_have_is_not_found(named: Server, cookie: str) -> None:
    huge = "9" * 25
    for path in (f"evidence/{huge}", f"panel/{huge}?reason=점검합니다", f"form/{huge}/plan"):
        answer = get(named, f"/files/{path}", Cookie=cookie)
        assert answer.status_code == 404, path
    assert get(named, f"/files/reviews?ids={huge},²", Cookie=cookie).status_code == 409


def test_who_must_change_a_password_gets_no_file_before_and_a_new_sign_in_ends_the_old(
    named: Server, served_office: Office, admin: Actor
) -> None:
    accounts.create_account(
        served_office, admin, email="new@example.kr", name="새", role="manager", password=PASSWORD
    )
    with httpx.Client(base_url=named.address, timeout=30) as browser:
        page = browser.get("/login").text
        mark = page.split('name="mark" value="')[1].split('"')[0]
        form = {"email": "new@example.kr", "password": PASSWORD, "mark": mark}
        assert browser.post("/login", data=form).status_code == 303
        before = browser.cookies["assessment_session"]
        for path in ("/files/letters", "/files/ranking/1?reason=점검합니다"):
            answer = browser.get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert browser.post("/login", data=form).status_code == 303
        assert browser.cookies["assessment_session"] != before
    old = get(named, "/files/receipt/1", Cookie=f"assessment_session={before}")
    assert old.status_code == 401


@pytest.mark.browser
def test_the_policy_stops_nothing_that_the_screens_need(
    server: Server, owner: Owner, visit: Callable[..., Page]
) -> None:
    page = visit()
    stopped: list[str] = []
    page.on("console", lambda one: stopped.append(one.text) if "Policy" in one.text else None)
    page.on("pageerror", lambda error: stopped.append(str(error)))
    sign_in(page, server, owner.email)
    for address in ("", "?form=smart-factory&at=PC01", "result", "firm", "apply", ""):
        show(page, server, address)
    assert stopped == []
