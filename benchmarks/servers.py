"""Servers on loopback, started to be measured and ended by their process id."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.protocol import HOST

ROOT = Path(__file__).resolve().parents[1]
BASELINE = ROOT / "benchmarks" / "baseline"
PATIENCE = 60.0
QUIET = 4.0
"""Seconds in which a server imports what it needs when it has no word for being ready."""


@dataclass(frozen=True)
class Server:
    """A running server; `gate` says whether a cookie or a header tells it who comes."""

    port: int
    gate: bool
    process: subprocess.Popen[bytes]

    def cpu(self) -> float:
        """Seconds of CPU that the server has used so far."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    def memory(self) -> float:
        """Resident memory in MB."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 1e6


def address(database: Path | str) -> str:
    """Of the file of an embedded database; of any other it is told already."""
    return database if isinstance(database, str) else f"sqlite:///{database.as_posix()}"


@contextmanager
def ours(folder: Path, database: Path | str, *, core: int | None = None) -> Iterator[Server]:
    """The app as it is put into service: `uvicorn app:app`, its own configuration."""
    command = ["-m", "uvicorn", "--app-dir", str(ROOT), "app:app", "--log-level", "warning"]
    with _started(folder, database, [*command, "--host", HOST], "--port", True, core) as server:
        yield server


@contextmanager
def plain(folder: Path, database: Path | str, *, core: int | None = None) -> Iterator[Server]:
    """The same screens by plain `streamlit run`: no st.App, no configuration file, no freeze."""
    flags = ["--server.address", HOST, "--server.headless", "true"]
    quiet = ["--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none"]
    command = ["-m", "streamlit", "run", str(BASELINE / "app.py"), *flags, *quiet]
    with _started(folder, database, command, "--server.port", False, core) as server:
        yield server


@contextmanager
def _started(
    folder: Path,
    database: Path | str,
    command: Sequence[str],
    port_flag: str,
    gate: bool,
    core: int | None,
) -> Iterator[Server]:
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "settings.toml"
    settings.write_text(f'database = "{address(database)}"\n', encoding="utf-8")
    port = _free_port()
    pinned = ["taskset", "-c", str(core)] if core is not None else []
    env = {k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT_")}
    env |= {"ASSESSMENT_SETTINGS": str(settings), "PYTHONPATH": str(ROOT)}
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*pinned, sys.executable, *command, port_flag, str(port)],
            cwd=folder,
            env=env,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        )
    try:
        _wait(process, port, folder / "server.log")
        yield Server(port, gate, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended:\n{log.read_text(errors='replace')}")
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/_stcore/health", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not answer in {PATIENCE} s")


async def warm(server: Server) -> None:
    """Until it has imported what its screens need; one that cannot say so gets a while."""
    if not server.gate:
        await asyncio.sleep(QUIET)
        return
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if await asyncio.to_thread(_ready, server.port):
            return
        await asyncio.sleep(0.2)
    raise RuntimeError(f"the server was not ready in {PATIENCE} s")


def _ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/health/ready", timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
