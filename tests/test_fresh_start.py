"""From an empty folder: the tracked files alone make a demo and serve it."""

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.web.server import ROOT, free_port

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]
AT_MOST = 6.0
"""Seconds until a second start answers on a busy machine; 2 on a quiet one."""


def tracked() -> list[str]:
    """What a clone would hold: every file that git keeps or would keep."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return sorted({name for name in said.split("\0") if name and (ROOT / name).is_file()})


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clone") / "assessment-clone"
    for name in tracked():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    return folder


def environment() -> dict[str, str]:
    """Nothing of this session that could lead back to the working copy."""
    ours = ("ASSESSMENT_SETTINGS", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if name not in ours}


@contextmanager
def serving(clone: Path) -> Iterator[tuple[str, float]]:
    """Address and seconds until it answered."""
    port = free_port()
    command = [sys.executable, "-m", "assessment", "serve", "--port", str(port)]
    began = time.monotonic()
    with (clone / "serve.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=clone, env=environment(), stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}"
        _until_ready(process, address, clone / "serve.log")
        yield address, time.monotonic() - began
    finally:
        process.terminate()
        process.wait(15)


def _until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text(encoding="utf-8", errors="replace")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise AssertionError("the server did not answer in a minute")


def page(address: str) -> str:
    with urllib.request.urlopen(f"{address}/login", timeout=20) as answer:
        assert answer.status == 200
        return str(answer.read().decode("utf-8"))


def make_demo(clone: Path) -> subprocess.CompletedProcess[str]:
    words = ["demo", "--firms", "60", "--lang", "ko"]
    command = [sys.executable, "-m", "assessment", *words]
    return subprocess.run(
        command, cwd=clone, env=environment(), capture_output=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def demo(clone: Path) -> Path:
    """The clone with a demo in it, made by the command line alone."""
    assert not (clone / "data" / "local").exists()
    made = make_demo(clone)
    assert made.returncode == 0, made.stderr
    assert "60" in made.stdout
    assert (clone / "data" / "local" / "assessment.sqlite").exists()
    return clone


def test_a_clone_makes_the_demo_and_serves_it_and_starts_again_at_once(demo: Path) -> None:
    with serving(demo) as (address, first):
        assert "가상 데이터" in page(address)
    with serving(demo) as (address, second):
        assert "바로 둘러보기" in page(address)
    print(f"ready after {first:.2f} s, the second time after {second:.2f} s")
    assert second <= AT_MOST


def test_a_second_demo_never_overwrites_what_is_there(demo: Path) -> None:
    again = make_demo(demo)
    assert again.returncode == 1
    assert "비어 있지 않은" in again.stderr
