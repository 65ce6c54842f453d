"""Requests without a browser: pages, files, the sign-in form and its cookie."""

import http.client
import json
from urllib.parse import urlencode

from tests.web.server import Server

PASSWORD = "gongjang-2026-haru"


def ask(
    server: Server, path: str, method: str = "GET", body: str | None = None, **headers: str
) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, sent)
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    received = {name.lower(): value for name, value in answer.getheaders()}
    cookies = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    connection.close()
    return answer.status, received | {"cookies": json.dumps(cookies)}, text


def cookie_of(server: Server, email: str = "admin@example.kr", password: str = PASSWORD) -> str:
    """Signs in as the page's form does; the session's cookie."""
    _, received, text = ask(server, "/login")
    form = json.loads(received["cookies"])[0].split(";")[0]
    mark = text.split('name="mark" value="')[1].split('"')[0]
    sent = urlencode({"email": email, "password": password, "mark": mark})
    status, received, _ = ask(
        server,
        "/login",
        "POST",
        sent,
        Cookie=form,
        Content_Type="application/x-www-form-urlencoded",
    )
    assert status == 303, status
    return str(json.loads(received["cookies"])[0].split(";")[0])
