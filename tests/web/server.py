"""A real server of the app on a free loopback port, started and ended by its process id."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests import databases

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 40.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
    """`by` is uvicorn, which serves `app`, or streamlit, which runs `script`."""

    folder: Path
    by: str = "uvicorn"
    cwd: Path = ROOT
    script: Path = ROOT / "app.py"
    app: str = "app:app"
    port: int = field(default_factory=free_port)
    env: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def start(self) -> "Server":
        where = ["--host", "127.0.0.1", "--port", str(self.port)]
        if self.by == "uvicorn":
            app = ["-m", "uvicorn", "--app-dir", str(ROOT), self.app, *where]
            command = [sys.executable, *app, "--log-level", "warning"]
        else:
            flags = ["--server.port", str(self.port), "--server.headless", "true"]
            command = [sys.executable, "-m", "streamlit", "run", str(self.script), *flags]
        settings = self.folder / "settings.toml"
        env = os.environ | {"ASSESSMENT_SETTINGS": str(settings), "PYTHONUNBUFFERED": "1"}
        env |= self.env
        env.pop("PYTHONPATH", None)
        if self.script != ROOT / "app.py":
            env["PYTHONPATH"] = str(ROOT)
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.cwd, env=env, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        self._wait()
        return self

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
                time.sleep(0.1)
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
