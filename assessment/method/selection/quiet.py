"""Keeps the solver's stray lines out of standard output, where a command prints its answer."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class _Turned:
    """Standard output turned to standard error while any thread solves."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.solving = 0
        self.kept = -1

    def begin(self) -> None:
        with self.lock:
            if self.solving == 0:
                self.kept = self.turn()
            self.solving += 1

    def end(self) -> None:
        with self.lock:
            self.solving -= 1
            if self.solving == 0 and self.kept >= 0:
                ctypes.CDLL(None).fflush(None)
                os.dup2(self.kept, 1)
                os.close(self.kept)

    def turn(self) -> int:
        try:
            sys.stdout.flush()
            ctypes.CDLL(None).fflush(None)
            kept = os.dup(1)
            os.dup2(2, 1)
        except (OSError, TypeError, ValueError, AttributeError):
            return -1  # no descriptors to turn here: the stray line is then seen
        return kept


_turned = _Turned()


@contextmanager
def quiet() -> Iterator[None]:
    """What C code prints inside the block goes to standard error instead.

    HiGHS 1.12 prints `transformNewIntegerFeasibleSolution` even when told to be silent
    (github.com/jump-dev/HiGHS.jl/issues/312).
    """
    _turned.begin()
    try:
        yield
    finally:
        _turned.end()
