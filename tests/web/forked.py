"""Servers forked from a process that has imported everything: each starts in a moment.

Imports are most of what a start costs, and the suite starts some forty servers.
"""

import os
import signal
import sys
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path
from subprocess import TimeoutExpired

_context = get_context("forkserver")
_context.set_forkserver_preload(["tests.web.imported"])


class Forked:
    """The process of one server, with what the tests need of `Popen`."""

    def __init__(self, argv: Sequence[str], cwd: Path, env: dict[str, str], log: Path) -> None:
        given = ([*argv], str(cwd), env, str(log))
        self._process = _context.Process(target=_serve, args=given, daemon=True)
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, how: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, how)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def wait(self, seconds: float) -> int:
        self._process.join(seconds)
        code = self.poll()
        if code is None:
            raise TimeoutExpired("server", seconds)
        return code


def _serve(argv: list[str], cwd: str, env: dict[str, str], log: str) -> None:
    """What `python -m uvicorn` does, in the folder, the environment and the log of the server."""
    said = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for stream in (1, 2):
        os.dup2(said, stream)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_DFL)
    from uvicorn.main import main

    sys.argv = ["uvicorn", *argv]
    main()
