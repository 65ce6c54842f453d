"""Files are made one after the other in a process of their own: who is at a screen goes first.

A thread of the server would share the interpreter with every click, however short its turns.
"""

import json
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import IO, Any

from assessment.records.failures import StorageFailure
from assessment.services.office import Actor
from assessment.services.permissions import not_found
from assessment.services.trust import accesses
from assessment.web.server import own_process

IDLE = 120.0
"""Seconds without an order after which the process gives its memory back."""
LONGEST = 300.0
"""Seconds that one file may take."""


@dataclass(frozen=True)
class MadeFile:
    """A file as it is sent."""

    name: str
    media_type: str
    content: bytes


class Refused(Exception):
    """The service has refused the file; it reads as it is told to the person."""


class FileMaker:
    """The process, begun by the first order and again by one after it has ended."""

    def __init__(self) -> None:
        self._one = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._last = 0.0

    @property
    def process_id(self) -> int | None:
        """The system's number of the process; none while there is none."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def make(self, actor: Actor, kind: str, given: Mapping[str, Any]) -> MadeFile:
        """The file that file_making.py knows by this kind.

        NotFound for what is not theirs to know, Refused for what the service tells in words,
        StorageFailure while the records are away, RuntimeError when the process has failed.
        """
        order = {"actor": asdict(actor), "address": accesses.address(), "kind": kind}
        with self._one:
            process = self._running()
            alarm = threading.Timer(LONGEST, process.kill)
            alarm.start()
            try:
                said, content = _asked(process, order | {"given": dict(given)})
            except (OSError, EOFError, ValueError) as error:  # it may end within its answer
                self._end()
                raise RuntimeError("the process that makes files has ended") from error
            finally:
                alarm.cancel()
                self._last = time.monotonic()
        if said["end"] == "made":
            return MadeFile(said["name"], said["type"], content)
        raise _refusal(said)

    def end(self) -> None:
        """Let the process go; an order that it still works on is given up."""
        if (process := self._process) is not None:
            process.terminate()
        with self._one:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            self._process = own_process.begin("assessment.web.server.file_making", talks=True)
            self._look_later()
        return self._process

    def _look_later(self) -> None:
        later = threading.Timer(IDLE, self._end_when_idle)
        later.daemon = True
        later.start()

    def _end_when_idle(self) -> None:
        with self._one:
            if self._process is None:
                return
            if time.monotonic() - self._last >= IDLE:
                self._end()
            else:
                self._look_later()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        try:
            process.wait(2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _asked(
    process: subprocess.Popen[bytes], order: Mapping[str, Any]
) -> tuple[dict[str, Any], bytes]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(order).encode() + b"\n")
    process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise EOFError
    said: dict[str, Any] = json.loads(line)
    return said, _whole(process.stdout, said.get("size", 0))


def _whole(pipe: IO[bytes], size: int) -> bytes:
    content = pipe.read(size)
    if len(content) < size:
        raise EOFError
    return content


def _refusal(said: Mapping[str, Any]) -> Exception:
    match said["end"]:
        case "missing":
            return not_found("file")
        case "refused":
            return Refused(said["said"])
        case "storage":
            failure = StorageFailure(said["kind"])
            failure.reference = said["reference"]
            return failure
        case _:
            return RuntimeError(f"a file could not be made: 문의번호 {said['number']}")
