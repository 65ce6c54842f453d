"""What is made once for a whole run of the tests, by whichever of its processes comes first."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = "TEST_RUN_FOLDER"


def begin() -> None:
    """Make the folder of this run; processes that are started from here on share it."""
    os.environ[_NAME] = tempfile.mkdtemp(prefix="run-")


def end() -> None:
    """Take the folder of this run away."""
    shutil.rmtree(os.environ.pop(_NAME), ignore_errors=True)


def folder(name: str) -> Path:
    """A folder of this name that all processes of the run share."""
    found = Path(os.environ[_NAME], name)
    found.mkdir(parents=True, exist_ok=True)
    return found


@contextmanager
def alone(name: str) -> Iterator[None]:
    """No other process of the run is at this at the same time."""
    with (folder("locks") / name).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def made(name: str, make: Callable[[Path], None]) -> Path:
    """The file that `make` writes to the path it is given; nobody may change it afterwards."""
    path = folder("made") / name
    with alone(name):
        if not path.exists():
            unfinished = path.with_name(f"unfinished-{name}")
            make(unfinished)
            unfinished.rename(path)
    return path
