"""`demo`, `serve`, `user`, `verify-journal`: the installation itself."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.choosing import there
from assessment.cli.definitions import ROOT
from assessment.cli.entering import OPERATOR, entered
from assessment.cli.printing import (
    SPOKEN,
    AsOption,
    JsonFlag,
    LangOption,
    reporting,
)
from assessment.locale import message
from assessment.locale import translate as _
from assessment.problems import AssessmentError, Problem

if TYPE_CHECKING:
    from assessment.services.entry.accounts import Account

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def demo(
    firms: Annotated[int, typer.Option("--firms", min=1, help="업체 수 · firms")] = 1200,
    seed: Annotated[int, typer.Option("--seed", help="난수 씨앗 · seed")] = 20260,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("demo", as_json, lang) as report:
        from assessment.services.demo.whole import build_whole

        made = build_whole(firms, seed)
        lines = [_("가상 데이터로 업체 {count}곳을 만들었습니다.", count=firms)]
        report.finish({"firms": firms, "seed": seed, "made": made}, lines)


def serve(
    host: Annotated[str, typer.Option("--host", help="주소 · address")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="포트 · port")] = 8501,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("serve", False, lang):
        if host not in LOOPBACK and _is_demo():
            raise AssessmentError(
                Problem(
                    host,
                    message("가상 데이터로 만든 시연용은 이 컴퓨터에서만 열 수 있습니다."),
                    message("--host를 빼거나, 새 데이터베이스로 시작해 주십시오."),
                    code="demo_loopback",
                )
            )
        import uvicorn

        from assessment.services.entry.first_start import require_secret
        from assessment.services.office import open_office

        require_secret(open_office())
        os.chdir(ROOT)
        sys.path.insert(0, str(ROOT))
        typer.echo(f"http://{host}:{port}")
        uvicorn.run(
            "app:app",
            host=host,
            port=port,
            log_level="warning",
            server_header=False,
            access_log=False,
        )


def user(
    email: Annotated[str | None, typer.Argument(help="이메일 · e-mail")] = None,
    name: Annotated[str, typer.Option("--name", help="이름 · name")] = "",
    role: Annotated[
        str, typer.Option("--role", help="owner | consultant | manager | admin")
    ] = "consultant",
    firm: Annotated[int | None, typer.Option("--firm", help="업체 번호 · firm id")] = None,
    disable: Annotated[bool, typer.Option("--disable", help="계정 막기 · shut out")] = False,
    lost_device: Annotated[
        bool,
        typer.Option("--lost-device", help="2단계 인증 풀기 · take off the second factor"),
    ] = False,
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("user", as_json, lang) as report:
        from assessment.services.entry import accounts, second_factor
        from assessment.services.office import open_office

        if email is not None and not accounts.is_set_up(open_office()):
            number = _first_administrator(email, name, role)
            report.finish({"id": number}, [_("관리자 계정을 만들었습니다. 이제 열 수 있습니다.")])
        office, actor = entered(account)
        known = accounts.list_accounts(office, actor)
        if email is None:
            rows = [
                {"id": one.id, "email": one.email, "role": one.role, "active": one.active}
                for one in known
            ]
            lines = [f"{one['id']}\t{one['email']}\t{one['role']}" for one in rows]
            report.finish({"accounts": rows}, lines)
        if disable or lost_device:
            number = _known(known, email)
            if disable:
                accounts.disable(office, actor, number)
                report.finish({"id": number}, [_("계정을 막았습니다.")])
            second_factor.reset(office, actor, number)
            report.finish({"id": number}, [_("2단계 인증을 풀었습니다. 다시 로그인하면 됩니다.")])
        number = accounts.create_account(
            office,
            actor,
            email=email,
            name=name or email.split("@")[0],
            role=role,
            firm_id=firm,
            password=_password(),
        )
        report.finish({"id": number}, [_("계정 {number}번을 만들었습니다.", number=number)])


def _known(accounts: "Sequence[Account]", email: str) -> int:
    """The number of this account; a typing error makes no new one."""
    for one in accounts:
        if one.email == email.strip().lower():
            return one.id
    raise AssessmentError(
        Problem(
            email,
            message("이 이메일의 계정이 없습니다."),
            message("python -m assessment user로 이메일을 확인해 주십시오."),
            code="no_such_account",
        )
    )


def _first_administrator(email: str, name: str, role: str) -> int:
    """The first account of an empty installation can only be an administrator's."""
    from assessment.services.entry import accounts
    from assessment.services.office import open_office

    if role != "admin":
        raise AssessmentError(
            Problem(
                email,
                message("빈 설치에서는 관리자 계정을 먼저 만듭니다."),
                message("--role admin을 붙여 다시 실행해 주십시오."),
                code="admin_first",
            )
        )
    called = name or email.split("@")[0]
    return accounts.set_up(open_office(), email, called, _password() or "")


def verify_journal(
    anchors: Annotated[
        Path | None,
        typer.Option("--anchors", help="다른 곳에 둔 확인값 폴더나 파일 · a copy of the anchors"),
    ] = None,
    account: AsOption = OPERATOR,
    as_json: JsonFlag = False,
    lang: LangOption = SPOKEN,
) -> None:
    with reporting("verify-journal", as_json, lang) as report:
        from assessment.services.trust.anchor_copies import copy_off, copy_place
        from assessment.services.trust.anchors import FILE
        from assessment.services.trust.journal import check_journal

        if anchors is not None and there(anchors).is_dir():
            there(anchors / FILE)
        office, actor = entered(account)
        found = check_journal(office, actor, copy=anchors or copy_place())
        broken = any(one.severity == "error" for one in found.problems)
        sent = None if broken else copy_off(office)
        lines = [
            _("기록 {count}줄이 온전합니다.", count=found.rows),
            _("보관된 확인값 {count}개와 맞춰 보았습니다.", count=found.anchors),
        ]
        if sent is not None:
            lines.append(_("확인값을 {path}에도 두었습니다.", path=sent))
        told = {"rows": found.rows, "head": vars(found.head), "anchors": found.anchors}
        report.finish(told | {"copied_to": sent}, [] if broken else lines, found.problems)


def _password() -> str | None:
    """Typed twice at a terminal, or the first line of standard input; never an argument."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n") or None
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _is_demo() -> bool:
    from assessment.services.entry.accounts import is_demo
    from assessment.services.office import open_office

    return is_demo(open_office())
