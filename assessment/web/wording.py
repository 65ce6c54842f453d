"""How values read: people's own text kept harmless, times of Korea, won, points."""

import re
from collections.abc import Callable
from datetime import date, datetime

from assessment.locale import language
from assessment.locale import translate as _
from assessment.services.office import SEOUL

SMALL_SCALE = 200
_MARKDOWN = re.compile(r"([\\`*_{}\[\]#+\-.!|~$:<>^=])")
_NUMBERED = re.compile(r"^(\d+)\)")
_LINKED = re.compile(r"(https?://|www(?=\.))", re.IGNORECASE)
_JOINER = "\u2060"
"""Takes no room; behind it an address is no longer taken for one."""


def plain(text: object) -> str:
    """Somebody's own text as it is: no mark in it formats, links or colours anything."""
    return cited(_LINKED.sub(rf"\1{_JOINER}", str(text)))


def cited(text: object) -> str:
    """The same for a text of our own definitions, whose addresses may be opened.

    As few marks as will do: a field's label is read aloud with them.
    """
    return _NUMBERED.sub(r"\1\\)", _MARKDOWN.sub(r"\\\1", " ".join(str(text).split())))


def clock(moment: datetime) -> str:
    """ "14:03" in Korea."""
    return f"{moment.astimezone(SEOUL):%H:%M}"


def day(moment: date | datetime | None) -> str:
    """ "2026. 11. 22.", a dash when there is none."""
    if moment is None:
        return "–"
    if isinstance(moment, datetime):
        moment = moment.astimezone(SEOUL).date()
    return f"{moment.year}. {moment.month}. {moment.day}."


def day_and_time(moment: datetime) -> str:
    """ "2026. 11. 22. 14:03" in Korea."""
    return f"{day(moment)} {clock(moment)}"


def won(amount: float | None) -> str:
    """Won in 억 and 만, as people say it in Korean; "–" when unknown."""
    if amount is None or amount != amount:
        return "–"
    if language() == "en":
        return _("{amount}원", amount=f"{amount:,.0f}")
    man = round(abs(amount) / 10_000)
    if man == 0 and amount:
        return _("{n}원", n=f"{amount:,.0f}")
    high, low = divmod(man, 10_000)
    parts = [_("{n}억", n=f"{high:,}")] if high else []
    parts += [_("{n}만", n=f"{low:,}")] if low or not high else []
    return ("-" if amount < 0 else "") + _("{amount}원", amount=" ".join(parts))


def points(value: float | None) -> str:
    """ "512점", cut and not rounded, so that no threshold seems crossed; "–" when absent."""
    if value is None or value != value:
        return "–"
    return _("{n}점", n=f"{int(value + 1e-9):,}")


def points_of(full: float) -> Callable[[float | None], str]:
    """How points read on a scale of so many: with tenths, cut as well, where it is a small one."""
    return points if full > SMALL_SCALE else _tenths


def _tenths(value: float | None) -> str:
    if value is None or value != value:
        return "–"
    return _("{n}점", n=f"{int(value * 10 + 1e-9) / 10:,.15g}")


def percent(share: float | None) -> str:
    """ "61%" of a share from 0 to 1, cut; "–" when absent."""
    if share is None or share != share:
        return "–"
    return f"{int(share * 100 + 1e-9)}%"
