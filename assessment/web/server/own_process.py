"""Processes of our own beside the server: how they begin, and how they settle down."""

import os
import subprocess
import sys
from pathlib import Path

from assessment.services.trust.log_lines import guard_all_loggers, style_of_settings, write_lines

_HOME = Path(__file__).resolve().parents[3]


def begin(module: str, *given: str, talks: bool = False) -> subprocess.Popen[bytes]:
    """A module of ours with the settings of this server; one that talks has pipes to it."""
    return subprocess.Popen(  # noqa: S603 - our own module, our own interpreter
        [sys.executable, "-m", module, *given],
        cwd=_HOME,
        env=os.environ | {"PYTHONPATH": str(_HOME), "PYTHONUTF8": "1"},
        stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
        stdout=subprocess.PIPE if talks else None,
    )


def settle(behind: int) -> None:
    """In the child: so many steps behind the server when both want the processor; its own log."""
    if hasattr(os, "nice"):
        os.nice(behind)
    write_lines(style_of_settings())
    guard_all_loggers()
