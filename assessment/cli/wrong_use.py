"""A command used wrongly: which part, what is wrong with it, where its help is; exit status 2."""

import json
import re
from collections.abc import Sequence
from typing import Any, cast

import typer

from assessment.cli.choosing import NotThere, WrongValue
from assessment.cli.printing import SPOKEN, WRONG_USE
from assessment.locale import Language, Message, message, speak
from assessment.problems import Problem

_NO_COMMAND = "No such command"
_NOT_A_NUMBER = "Input should be"
_SUGGESTED = re.compile(r"Did you mean (.+)\?")


def told(wrong: typer.TyperException, arguments: Sequence[str]) -> int:
    """Say it in the person's language, as JSON where JSON was asked for; the exit status.

    The exceptions are typer's own and have no public names: they are told apart by what they hold.
    """
    given = list(arguments)
    after = given[given.index("--lang") + 1 :] if "--lang" in given[:-1] else []
    speak(cast(Language, after[0] if after and after[0] in ("ko", "en") else SPOKEN))
    whole = cast(Any, wrong)
    ctx = getattr(whole, "ctx", None)
    if type(whole).__name__ == "NoArgsIsHelpError":
        typer.echo(whole.format_message(), err=True)
        return WRONG_USE
    problem = Problem(_where(whole), _what(whole), _fix(whole, ctx), code="wrong_use")
    if "--json" in given:
        command = ctx.command_path.removeprefix("python -m assessment").strip() if ctx else ""
        said = {"command": command, "ok": False, "problems": [problem.as_row()]}
        typer.echo(json.dumps(said, ensure_ascii=False))
    else:
        typer.echo(f"- {problem}", err=True)
    return int(getattr(whole, "exit_code", WRONG_USE))


def _where(wrong: Any) -> str:
    hint = getattr(wrong, "param_hint", None)
    param = getattr(wrong, "param", None)
    if hint is None and param is not None:
        hint = param.get_error_hint()
    named = hint or getattr(wrong, "option_name", None) or "assessment"
    plain = " / ".join(named) if isinstance(named, list | tuple) else str(named)
    return plain.replace("'", "")


def _what(wrong: Any) -> Message:
    if type(wrong).__name__ == "MissingParameter":
        return message("꼭 적어야 하는데 빠졌습니다.")
    if getattr(wrong, "option_name", None) and not getattr(wrong, "param", None):
        return message("그런 옵션이 없거나 값이 빠졌습니다.")
    if isinstance(wrong, NotThere):
        return message("그런 파일이나 폴더가 없습니다. 경로를 확인해 주십시오.")
    if isinstance(wrong, WrongValue):
        return message("값이 맞지 않습니다: {said}", said=wrong.said)
    text = str(getattr(wrong, "message", wrong))
    if text.startswith(_NO_COMMAND):
        return message("그런 명령이 없습니다: {name}", name=text.split("'")[1])
    if not text.startswith(_NOT_A_NUMBER):
        return message("값이 맞지 않습니다: {said}", said=text)
    return message("값이 맞지 않습니다. 수를 적을 자리인지, 범위 안인지 확인해 주십시오.")


def _fix(wrong: Any, ctx: Any) -> Message:
    near = getattr(wrong, "possibilities", None) or _SUGGESTED.findall(str(wrong))
    if near:
        names = ", ".join(sorted(near)).replace("'", "")
        return message("이것을 적으려 하셨습니까? {names}", names=names)
    path = ctx.command_path if ctx else "python -m assessment"
    return message("쓰는 법: {path} --help", path=path)
