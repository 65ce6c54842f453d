"""A real server of the app on a free loopback port, started and ended by its process id."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests import databases
from tests.web.forked import Forked

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


_kept: list[int] = []


def kept_port() -> int:
    """A port that a server of before has left: at its address a browser has the scripts already."""
    for port in _kept:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    _kept.append(free_port())
    return _kept[-1]


def settings_file(
    folder: Path, *, cookie_secret: str | None = "a" * 64, second_factor: str = "offered"
) -> Path:
    """The settings of a server whose database lies in this folder.

    Staff enter with a password alone, except where the second factor is the matter.
    """
    lines = [f'database = "{databases.at(folder / "assessment.sqlite")}"']
    lines.append(f'second_factor = "{second_factor}"')
    if cookie_secret:
        lines.append(f'cookie_secret = "{cookie_secret}"')
    path = folder / "settings.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@dataclass
class Server:
    """`by` is uvicorn, which serves `app`, or streamlit, which runs `script`.

    Where the start itself is not the matter it is a fork, in which uvicorn serves `app`.
    """

    folder: Path
    by: str = "fork"
    cwd: Path = ROOT
    script: Path = ROOT / "app.py"
    app: str = "app:app"
    port: int = field(default_factory=kept_port)
    env: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | Forked | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def start(self) -> "Server":
        where = ["--host", "127.0.0.1", "--port", str(self.port), "--log-level", "warning"]
        uvicorn = ["--app-dir", str(ROOT), self.app, *where]
        log = self.folder / "server.log"
        log.touch()
        if self.by == "fork":
            self.process = Forked(uvicorn, self.cwd, self._environment(), log)
        elif self.by == "uvicorn":
            self._run(["-m", "uvicorn", *uvicorn], log)
        else:
            flags = ["--server.port", str(self.port), "--server.headless", "true"]
            self._run(["-m", "streamlit", "run", str(self.script), *flags], log)
        try:
            self._wait()
        except BaseException:  # nobody else would know of it
            self.kill()
            raise
        return self

    def _run(self, command: list[str], log: Path) -> None:
        with log.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, *command],
                cwd=self.cwd,
                env=self._environment(),
                stdout=said,
                stderr=said,
                stdin=subprocess.DEVNULL,
            )

    def _environment(self) -> dict[str, str]:
        settings = self.folder / "settings.toml"
        env = os.environ | {"ASSESSMENT_SETTINGS": str(settings), "PYTHONUNBUFFERED": "1"}
        env |= self.env
        env.pop("PYTHONPATH", None)
        if self.script != ROOT / "app.py":
            env["PYTHONPATH"] = str(ROOT)
        return env

    def _wait(self) -> None:
        assert self.process is not None
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended:\n{self.log}")
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=1):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise RuntimeError(f"the server did not answer in {PATIENCE} s:\n{self.log}")

    def kill(self) -> None:
        """As a crash does it: at once, nothing said, nothing saved."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
