"""When everything happens in the synthetic complex: two past rounds and the open one."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from assessment.services.office import SEOUL

COMPLEX = "반월·시화"
_LONGEST_OPEN = timedelta(days=120)


@dataclass(frozen=True)
class Span:
    """One round; work is done from `start` to `end`, which is never later than now."""

    name: str
    opens_on: date
    closes_on: date
    start: datetime
    end: datetime


def spans(today: date, now: datetime) -> tuple[Span, Span, Span]:
    """The rounds, oldest first: half-years, of which the last is open for months to come."""
    half = 1 if today.month <= 6 else 2
    halves = [(today.year, half)]
    for _ in range(2):
        year, part = halves[0]
        halves.insert(0, (year, 1) if part == 2 else (year - 1, 2))
    first, second, third = (_span(year, part) for year, part in halves)
    closes = max(third.closes_on, today + _LONGEST_OPEN)
    open_end = max(now - timedelta(hours=1), third.start + timedelta(minutes=30))
    return first, second, Span(third.name, third.opens_on, closes, third.start, open_end)


def at_nine(day: date) -> datetime:
    """Nine in the morning of that day in Korea."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=SEOUL).astimezone(UTC)


def _span(year: int, half: int) -> Span:
    opens = date(year, 1 if half == 1 else 7, 1)
    closes = date(year, 6, 30) if half == 1 else date(year, 12, 31)
    start = at_nine(opens)
    return Span(f"{year}년 {half}회차", opens, closes, start, start + (closes - opens) * 0.55)
