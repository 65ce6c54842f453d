"""How much work one person and one firm may order in a while, so that there is room for all."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.services.office import Actor

Kind = Literal["file", "errand", "import", "evidence", "megabyte"]
_FIRMS_SHARE = 2
"""All people of a firm together may have as much as so many of them."""
_MOST_KNOWN = 10_000


@dataclass(frozen=True)
class Rule:
    """`burst` at once, and one more each `seconds`."""

    burst: int
    seconds: float


RULES: dict[Kind, Rule] = {
    "file": Rule(60, 2.0),
    "errand": Rule(10, 60.0),
    "import": Rule(30, 20.0),
    "evidence": Rule(60, 5.0),
    "megabyte": Rule(600, 1.0),
}


class TooMuch(AssessmentError):
    """Refused for now; `seconds` until the next is allowed."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(
            Problem(
                "allowance",
                message("짧은 동안 너무 많이 요청하셨습니다. 이번 것은 하지 않았습니다."),
                message("{n}초 뒤에 다시 해 주십시오.", n=seconds),
                code="too_much",
            )
        )


class Allowance:
    """Buckets that fill by themselves, one for each person and firm and kind of work."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._level: dict[tuple[str, int, Kind], tuple[float, float]] = {}

    def take(self, actor: Actor, kind: Kind, amount: float = 1) -> None:
        """Count so much; TooMuch when the person's or the firm's bucket holds less."""
        rule = RULES[kind]
        amount = min(amount, rule.burst)
        asked = [(("account", actor.account_id, kind), float(rule.burst), rule.seconds)]
        if actor.firm_id is not None:
            most, each = rule.burst * _FIRMS_SHARE, rule.seconds / _FIRMS_SHARE
            asked.append((("firm", actor.firm_id, kind), float(most), each))
        with self._lock:
            now = self._clock()
            found = [(key, self._filled(key, most, each, now), each) for key, most, each in asked]
            wait = max((amount - level) * each for _, level, each in found)
            if wait > 0:
                raise TooMuch(math.ceil(wait))
            for key, level, _ in found:
                self._level[key] = (level - amount, now)
            if len(self._level) > _MOST_KNOWN:
                self._forget_full(now)

    def _filled(self, key: tuple[str, int, Kind], most: float, each: float, now: float) -> float:
        level, then = self._level.get(key, (most, now))
        return min(most, level + (now - then) / each)

    def _forget_full(self, now: float) -> None:
        slowest = max(rule.burst * rule.seconds for rule in RULES.values())
        self._level = {key: one for key, one in self._level.items() if now - one[1] < slowest}


allowance = Allowance()
"""That of this process."""
