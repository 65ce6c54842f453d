"""Who may pass, asked of a real server through real sockets."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import websockets
from playwright.sync_api import Page
from websockets.sync.client import connect

from assessment.services.entry import accounts
from assessment.services.office import Actor, Office
from tests.web.conftest import PASSWORD, Owner, sign_in
from tests.web.doors import ask, cookie_of
from tests.web.server import ROOT, Server, settings_file

pytestmark = pytest.mark.slow


def shake_hands(server: Server, *, origin: str | None = None, **headers: str) -> int:
    """The status of the answer to a websocket's handshake; 101 when it is let in."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with connect(
            f"ws://127.0.0.1:{server.port}/_stcore/stream",
            additional_headers=sent,
            origin=origin,  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            proxy=None,
        ):
            return 101
    except websockets.exceptions.InvalidStatus as refused:
        return refused.response.status_code


@pytest.fixture(scope="module", params=["uvicorn", "streamlit"])
def anyway(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, admin: Actor
) -> Iterator[Server]:
    """The app started either way, from a folder that has nothing to do with it."""
    folder: Path = request.getfixturevalue("folder")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    running = Server(folder, by=request.param, cwd=elsewhere).start()
    yield running
    running.stop()


def test_a_stranger_is_sent_to_the_sign_in_page(anyway: Server) -> None:
    status, received, _ = ask(anyway, "/")
    assert (status, received["location"]) == (303, "/login")
    assert ask(anyway, "/assess")[0] == 303
    status, _, text = ask(anyway, "/login")
    assert status == 200
    assert "비밀번호" in text


@pytest.mark.parametrize(
    "path",
    ["/media/0123456789abcdef.xlsx", "/_stcore/metrics", "/files/application/1", "/logout"],
)
def test_a_stranger_gets_401_for_files_and_figures(anyway: Server, path: str) -> None:
    assert ask(anyway, path)[0] == 401


def test_a_stranger_cannot_upload_or_post(anyway: Server) -> None:
    assert ask(anyway, "/_stcore/upload_file/a/b", "PUT", "x")[0] == 401
    assert ask(anyway, "/", "POST", "x")[0] == 401


def test_a_strangers_websocket_is_refused_with_403(anyway: Server) -> None:
    assert shake_hands(anyway) == 403
    assert shake_hands(anyway, origin=anyway.address) == 403


def test_forged_identity_headers_are_ignored(anyway: Server) -> None:
    session = cookie_of(anyway).split("=", 1)[1]
    hashed = accounts.token_hash(session)
    forged = {"X_Assessment_Session": hashed, "X_Assessment_Gate": "x"}
    assert ask(anyway, "/", **forged)[0] == 303
    assert shake_hands(anyway, **forged) == 403


def test_a_planted_cookie_is_refused(anyway: Server) -> None:
    assert ask(anyway, "/", Cookie="assessment_session=planted")[0] == 303
    assert ask(anyway, "/media/x", Cookie="assessment_session=planted")[0] == 401
    assert shake_hands(anyway, Cookie="assessment_session=planted") == 403


def test_a_signed_in_person_passes_and_another_sites_page_does_not(anyway: Server) -> None:
    cookie = cookie_of(anyway)
    assert ask(anyway, "/", Cookie=cookie)[0] == 200
    assert shake_hands(anyway, Cookie=cookie, origin=anyway.address) == 101
    assert shake_hands(anyway, Cookie=cookie, origin="http://evil.example") == 403


def test_after_sign_out_nothing_opens_any_more(anyway: Server) -> None:
    cookie = cookie_of(anyway)
    assert ask(anyway, "/logout", Cookie=cookie, Sec_Fetch_Site="cross-site")[0] == 403
    assert ask(anyway, "/", Cookie=cookie)[0] == 200
    assert ask(anyway, "/logout", Cookie=cookie)[0] == 303
    assert ask(anyway, "/", Cookie=cookie)[0] == 303
    assert shake_hands(anyway, Cookie=cookie, origin=anyway.address) == 403


def test_the_sign_in_form_needs_its_own_mark(anyway: Server) -> None:
    sent = urlencode({"email": "admin@example.kr", "password": PASSWORD, "mark": "x"})
    kind = "application/x-www-form-urlencoded"
    status, received, _ = ask(anyway, "/login", "POST", sent, Content_Type=kind)
    assert status == 403
    assert "assessment_session" not in received["cookies"]


def test_the_page_says_its_language_and_sends_safe_headers(anyway: Server) -> None:
    status, received, text = ask(anyway, "/", Cookie=cookie_of(anyway))
    assert status == 200
    assert '<html lang="ko"' in text
    assert received["x-frame-options"] == "DENY"
    assert received["x-content-type-options"] == "nosniff"


def test_the_demos_doors_are_shut_on_real_data(anyway: Server) -> None:
    _, received, text = ask(anyway, "/login")
    form = json.loads(received["cookies"])[0].split(";")[0]
    mark = text.split('name="mark" value="')[1].split('"')[0]
    sent = urlencode({"role": "admin", "mark": mark})
    kind = "application/x-www-form-urlencoded"
    assert ask(anyway, "/demo", "POST", sent, Cookie=form, Content_Type=kind)[0] == 404


def test_the_screens_script_alone_draws_nothing(
    tmp_path: Path, served_office: Office, visit: object
) -> None:
    """`streamlit run assessment/web/main.py` has no gate, so it shows no screen."""
    settings_file(tmp_path)
    script = ROOT / "assessment" / "web" / "main.py"
    bare = Server(tmp_path, by="streamlit", cwd=tmp_path, script=script).start()
    try:
        page = visit()  # type: ignore[operator]
        page.goto(bare.address)
        page.get_by_text("이 주소로는 열 수 없습니다").wait_for()
        page.wait_for_timeout(500)
        assert page.locator(".stButton, .stPageLink, .stRadio").count() == 0
        assert not (tmp_path / "assessment.sqlite").exists()
    finally:
        bare.stop()


def test_a_server_of_real_data_refuses_to_start_without_its_secret(tmp_path: Path) -> None:
    settings_file(tmp_path, cookie_secret=None)
    with pytest.raises(RuntimeError, match="cookie_secret"):
        Server(tmp_path).start()


def test_a_server_that_is_waited_for_in_vain_does_not_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings_file(tmp_path)
    monkeypatch.setattr("tests.web.server.PATIENCE", 0.0)
    late = Server(tmp_path)
    with pytest.raises(RuntimeError, match="did not answer"):
        late.start()
    assert late.process is not None
    assert late.process.poll() is not None


@pytest.mark.browser
def test_the_pages_ask_no_other_host_for_anything(
    server: Server, owner: Owner, visit: Callable[..., Page]
) -> None:
    page = visit()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    sign_in(page, server, owner.email)
    own = (server.address, "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []
