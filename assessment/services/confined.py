"""Parsers that could abort, hang or swallow the memory: in a process of their own, with limits."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

_HOME = Path(__file__).resolve().parents[2]
_MB = 1024 * 1024
SECONDS, MEGABYTES = 20, 512
_MOST_SAID = 65_536


def ask(module: str, content: bytes, seconds: int = SECONDS) -> str | None:
    """What the module says of the content; None when it failed, ran out of time or of memory.

    `module` is one of ours and ends in `answer(…)`; it gets no environment but its path.
    """
    command = [sys.executable, "-P", "-s", "-m", module]
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own module under our own interpreter
            command,
            input=content,
            capture_output=True,
            timeout=seconds,
            check=False,
            env=kept | {"PYTHONPATH": str(_HOME), "PYTHONUTF8": "1"},
        )
    except (subprocess.TimeoutExpired, OSError):
        return None
    return done.stdout[:_MOST_SAID].decode("utf-8") if done.returncode == 0 else None


def answer(look: Callable[[bytes], str], seconds: int = SECONDS) -> None:
    """In the child: look at what comes in, within the limits, and say what was found."""
    _confine(seconds)
    sys.stdout.write(look(sys.stdin.buffer.read()))


def _confine(seconds: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows: the time limit of the caller is left
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * _MB, MEGABYTES * _MB))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
