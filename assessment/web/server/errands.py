"""Long work in a process of its own: it reports how far it is, can be stopped, leaves a file."""

import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, Literal

from assessment.services.trust import accesses
from assessment.web.server import own_process

ORDER, PROGRESS, RESULT, OUTPUT = "order.json", "progress", "result.json", "output"
AT_ONCE = 2
KEPT_SECONDS = 3600
Tell = Callable[[int, int], None]
"""Takes how much is done and how much there is."""
State = Literal["waiting", "running", "done", "failed", "stopped"]

_PREFIX = "assessment-errands-"
_lock = threading.Lock()
_slots = threading.Semaphore(AT_ONCE)
_known: dict[str, "Errand"] = {}


@dataclass
class Errand:
    """One piece of work of one person; `folder` holds what went in and what came out.

    `role` is the person's at the time: whoever has another one now no longer has the file.
    `erasures` is how many firms had been erased by then.
    """

    id: str
    account_id: int
    role: str
    kind: str
    folder: Path
    erasures: int = 0
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None
    state: State = "waiting"
    process: subprocess.Popen[bytes] | None = None

    @property
    def seconds(self) -> int:
        """How long it has been going on, or took."""
        return int((self.ended or time.monotonic()) - self.began)

    @property
    def going(self) -> bool:
        return self.state in ("waiting", "running")

    def given(self) -> Mapping[str, Any]:
        """What was ordered."""
        try:
            order = json.loads((self.folder / ORDER).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        found: dict[str, Any] = order["given"]
        return found

    def progress(self) -> tuple[int, int] | None:
        """Done and total, where the work tells them."""
        try:
            done, total = (self.folder / PROGRESS).read_text(encoding="ascii").split()
        except (OSError, ValueError):
            return None
        return int(done), int(total)

    def result(self) -> Mapping[str, Any]:
        """What the work said of its end; empty when it said nothing."""
        try:
            found: dict[str, Any] = json.loads((self.folder / RESULT).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found


def start(
    account_id: int,
    session: str,
    kind: str,
    *,
    language: str,
    given: Mapping[str, Any],
    files: Sequence[bytes] = (),
    role: str = "",
    erasures: int = 0,
) -> Errand:
    """Begin `kind` for the person of this session; the same kind's older result goes away."""
    with _lock:
        for old in [one for one in _known.values() if _gone(one, account_id, kind)]:
            _forget(old)
        number = token_urlsafe(24)
        folder = Path(_place().name) / number
        folder.mkdir(mode=0o700)
        errand = Errand(number, account_id, role, kind, folder, erasures)
        _known[number] = errand
    order = {"kind": kind, "session": session, "language": language, "given": dict(given)}
    order["address"] = accesses.address()
    for place, content in enumerate(files):
        (folder / given_file(place)).write_bytes(content)
    (folder / ORDER).write_text(json.dumps(order, ensure_ascii=False), encoding="utf-8")
    threading.Thread(target=_carry_out, args=(errand,), name="errand", daemon=True).start()
    return errand


def given_file(place: int) -> str:
    """What the errand's own folder calls the file that was given at this place."""
    return f"given-{place}"


def latest(account_id: int, kind: str, role: str = "") -> Errand | None:
    """The person's errand of this kind, if there is one."""
    some = [one for one in _of(account_id, role) if one.kind == kind]
    return max(some, key=lambda one: one.began, default=None)


def theirs(account_id: int, number: str, role: str = "") -> Errand | None:
    """This errand, if it is this person's."""
    return next((one for one in _of(account_id, role) if one.id == number), None)


def _of(account_id: int, role: str) -> list[Errand]:
    with _lock:
        for old in [one for one in _known.values() if _over(one)]:
            _forget(old)
        return [one for one in _known.values() if (one.account_id, one.role) == (account_id, role)]


def drop_stale(erasures: int) -> None:
    """Take away what ended and was begun while a firm was there that is erased by now."""
    with _lock:
        for old in [one for one in _known.values() if one.erasures < erasures and not one.going]:
            _forget(old)


def stop(errand: Errand) -> None:
    """End it; what it has stored by then stays, each piece whole."""
    with _lock:
        if errand.going:
            errand.state, errand.ended = "stopped", time.monotonic()
        if errand.process is not None and errand.process.poll() is None:
            errand.process.terminate()


def forget(errand: Errand) -> None:
    """Take its file away."""
    stop(errand)
    with _lock:
        _forget(errand)


def end_all() -> None:
    """The server ends: nothing goes on and nothing is left behind."""
    for errand in list(_known.values()):
        forget(errand)
    if _place.cache_info().currsize:
        _place().cleanup()
        _place.cache_clear()


def sweep() -> None:
    """Take away what servers have left that ended without a chance to do it themselves."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        number = folder.name.removeprefix(_PREFIX).partition("-")[0]
        mine = not hasattr(os, "getuid") or folder.lstat().st_uid == os.getuid()
        if mine and folder.is_dir() and number.isdigit() and not _alive(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(process: int) -> bool:
    if os.name == "nt":  # there the same call would end the process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


@cache
def _place() -> "tempfile.TemporaryDirectory[str]":
    prefix = f"{_PREFIX}{os.getpid()}-"
    return tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True)


def _gone(one: Errand, account_id: int, kind: str) -> bool:
    """Whether this one makes room: replaced, or finished long ago."""
    mine = one.account_id == account_id and one.kind == kind
    return _over(one) or (mine and not one.going)


def _over(one: Errand) -> bool:
    """Whether it ended so long ago that its file is no longer kept."""
    return one.ended is not None and time.monotonic() - one.ended > KEPT_SECONDS


def _forget(errand: Errand) -> None:
    _known.pop(errand.id, None)
    for path in errand.folder.glob("*"):
        path.unlink(missing_ok=True)
    if errand.folder.exists():
        errand.folder.rmdir()


def _empty(errand: Errand) -> None:
    """Of what was stopped only the order is kept: it says what the person has to be told."""
    for path in errand.folder.glob("*"):
        if path.name != ORDER:
            path.unlink(missing_ok=True)


def _carry_out(errand: Errand) -> None:
    with _slots:
        with _lock:
            if errand.state != "waiting":
                _empty(errand)
                return
            errand.process = own_process.begin(
                "assessment.web.server.errand_work", str(errand.folder)
            )
            errand.state = "running"
        code = errand.process.wait()
    with _lock:
        if errand.state == "running":
            errand.state = "done" if code == 0 and errand.result() else "failed"
            errand.ended = time.monotonic()
        else:
            _empty(errand)
    # nobody need ask for it again for its file to go
    later = threading.Timer(KEPT_SECONDS, forget, (errand,))
    later.daemon = True
    later.start()
