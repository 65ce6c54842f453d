"""The first start of an empty installation: who reads its console may make the administrator."""

import json
from datetime import datetime, timedelta

from assessment.locale import message
from assessment.problems import AssessmentError, NotAllowed, Problem
from assessment.records import accounts as kept
from assessment.records import settings
from assessment.records.database import Connection
from assessment.services.entry import accounts
from assessment.services.entry.sealing import new_code, seal_of, shown_code, typed_code
from assessment.services.entry.sessions import enter
from assessment.services.entry.tries import take_a_try
from assessment.services.office import SETTINGS, Office, read_settings

VALID = timedelta(minutes=30)
KEPT = "set_up_code"


def require_secret(office: Office) -> None:
    """Refuse to serve real data without the installation's own secret."""
    with office.database.reading() as connection:
        demo = settings.is_demo(connection)
    if demo or read_settings().get("cookie_secret"):
        return
    raise AssessmentError(
        Problem(
            SETTINGS,
            message("실제 자료를 여는 서버에 비밀 값이 없습니다."),
            message(
                "설정 파일에 cookie_secret을 적고 그 경로를 {name} 환경 변수에 넣어 주십시오.",
                name=SETTINGS,
            ),
            code="no_secret",
        )
    )


def new_set_up_code(office: Office) -> str | None:
    """A code for the console in place of any earlier one; None when somebody can enter already."""
    with office.database.writing() as connection:
        if kept.count(connection) > 0 or settings.is_demo(connection):
            return None
        code = new_code()
        digest = seal_of(connection).digest("set-up", code)
        until = (office.clock() + VALID).isoformat()
        settings.put(connection, KEPT, json.dumps({"digest": digest, "until": until}))
    return shown_code(code)


def set_up_with_code(
    office: Office,
    code: str,
    *,
    email: str,
    name: str,
    password: str,
    address: str,
    device: str = "",
) -> str:
    """A token, as `sign_in` gives it, of the first administrator; the code serves once."""
    if accounts.is_set_up(office):
        raise _refused()
    take_a_try(office, "set-up", address, anywhere=False)
    with office.database.writing() as connection:
        if not _fits(connection, code, office.clock()):
            raise _refused()
    number = accounts.set_up(office, email, name, password)
    with office.database.writing() as connection:
        settings.put(connection, KEPT, "{}")
        account = kept.get(connection, number)
        assert account is not None
        return enter(
            connection, account, office.clock(), address=address, device=device, way="code"
        )


def _fits(connection: Connection, code: str, now: datetime) -> bool:
    found = json.loads(settings.get(connection, KEPT) or "{}")
    right = seal_of(connection).fits("set-up", typed_code(code), found.get("digest"))
    return right and now < datetime.fromisoformat(found["until"])


def _refused() -> AssessmentError:
    return NotAllowed(
        Problem(
            "code",
            message("설치 코드가 맞지 않거나 기한이 지났습니다."),
            message("서버를 다시 시작하면 콘솔에 새 코드가 나옵니다."),
            code="set_up_code",
        )
    )
