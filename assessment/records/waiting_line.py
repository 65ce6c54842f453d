"""Who waits for the next commit: the first in the line commits for all who stand behind."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST_TOGETHER = 64


@dataclass
class Waiting:
    """A work in the line; `undone` when its commit failed and it is to be done alone."""

    work: Callable[..., Any]
    look: Callable[..., None] | None = None
    key: Any = None
    result: Any = None
    undone: bool = False
    leads: bool = False
    ready: threading.Event = field(default_factory=threading.Event)


class Line:
    """One at a time leads. Those it has served go on at once, and the next in the line leads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[Waiting] = deque()
        self._led, self._served = False, 0

    def join(self, mine: Waiting) -> bool:
        """Whether it is this one that leads; returns only then, or when it has been served."""
        with self._guard:
            self._waiting.append(mine)
            if not self._led:
                self._led, self._served = True, 0
                return True
        mine.ready.wait()
        return mine.leads

    def first(self) -> Waiting:
        """The one that leads, out of the line."""
        with self._guard:
            return self._waiting.popleft()

    def arrived(self) -> list[Waiting]:
        """Who stands in the line by now, as many as one commit may hold; out of the line."""
        with self._guard:
            many = min(len(self._waiting), MOST_TOGETHER - self._served)
            self._served += many
            return [self._waiting.popleft() for _ in range(many)]

    def leave(self, served: Sequence[Waiting]) -> None:
        """Let those served go, and the next lead."""
        with self._guard:
            self._led = bool(self._waiting)
            self._served = 0
            if self._waiting:
                self._waiting[0].leads = True
                self._waiting[0].ready.set()
        for one in served:
            one.ready.set()
