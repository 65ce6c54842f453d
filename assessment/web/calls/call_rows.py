"""The figures of one ranked applicant as markup; nothing in it but numbers and our own words."""

import html
from collections.abc import Hashable, Mapping
from typing import Any

from assessment.definitions.programmes import Programme
from assessment.locale import translate as _
from assessment.services.funding.board import CONTRIBUTION
from assessment.services.funding.ranking import CallView
from assessment.web.calls.call_words import criterion_names, eok, ranks, zone_name
from assessment.web.manager_look import BONUS, COLOURS
from assessment.web.wording import percent

Row = Mapping[Hashable, Any]
ENDING = ("budget", "places", "rank")
"""What ends the list for all who follow; a quota or a firm only passes one over."""


def legend(programme: Programme) -> str:
    """Which colour is which criterion, with its weight."""
    weights = {one.id: one.weight for one in programme.criteria}
    parts = [
        f'<span><b style="background:{_colour(place)}"></b>'
        f"{html.escape(name)} {weights[key]:g}</span>"
        for place, (key, name) in enumerate(criterion_names(programme).items())
    ]
    if programme.adjustments:
        parts.append(f'<span><b style="background:{BONUS}"></b>{html.escape(_("가점"))}</span>')
    return f'<div class="legend">{"".join(parts)}</div>'


def head() -> str:
    """What stands in which column."""
    words = (
        _("점수"), _("항목별 기여"), _("순위구간"), _("예산선"), _("확인"), _("신청액"), _("누적"),
    )  # fmt: skip
    cells = "".join(f"<span>{html.escape(word)}</span>" for word in words)
    return f'<div class="figures head">{cells}</div>'


def figures(row: Row, programme: Programme) -> str:
    """Score, contributions as one bar, interval, zone, verified share, money."""
    zone = str(row["zone"])
    cells = [
        f'<span class="score">{float(row["score"]):.1f}</span>',
        _bar(row, programme),
        _cell(_("구간"), ranks(int(row["low"]), int(row["high"]))),
        f'<span><span class="zone {zone}">{html.escape(zone_name(zone))}</span></span>',
        _cell(_("확인"), percent(float(row["verified_share"]))),
        _cell(_("신청"), eok(float(row["requested"]))),
        _cell(_("누적"), eok(float(row["cumulative"]))),
    ]
    return f'<div class="figures">{"".join(cells)}</div>'


def line_at(view: CallView) -> int | None:
    """How many rows stand above the line; none where the rule is not the order of the list.

    Above it may stand who was passed over at a full quota, below it who was taken to meet a floor.
    """
    if view.programme.selection != "by_rank":
        return None
    ended = view.ranking["binding"].isin(ENDING).to_numpy()
    return int(ended.argmax()) if ended.any() else len(ended)


def mark(row: Row, *, above: bool, listed: bool) -> str:
    """What sets a row apart from its side of the line, where the list alone does not say it."""
    inside = bool(row["above_line"])
    if not listed:
        return _("선정안") if inside else ""
    if inside == above:
        return ""
    return _("쿼터로 안") if inside else _("쿼터로 밖")


def line(view: CallView) -> str:
    """The funding line, drawn between two rows."""
    found = view.line
    said = [_("예산선"), _("{n}곳", n=found.selected), eok(found.spent)]
    if found.budget is not None:
        said.append(_("예산 {n}", n=eok(found.budget)))
    if found.tied:
        said.append(_("같은 점수가 걸려 모두 아래로"))
    return f'<div class="line" role="separator">{html.escape(" · ".join(said))}</div>'


def _cell(label: str, value: str) -> str:
    return f'<span><span class="k">{html.escape(label)}</span>{html.escape(value)}</span>'


def _bar(row: Row, programme: Programme) -> str:
    names = criterion_names(programme)
    parts = [(row[CONTRIBUTION + key], _colour(place)) for place, key in enumerate(names)]
    parts.append((row["adjustment"], BONUS))
    drawn = "".join(
        f'<i style="width:{min(float(value), 100):.2f}%;background:{colour}"></i>'
        for value, colour in parts
        if value > 0
    )
    said = ", ".join(f"{name} {row[CONTRIBUTION + key]:.1f}" for key, name in names.items())
    if row["adjustment"]:
        said += f", {_('가점·감점')} {row['adjustment']:+g}"
    told = html.escape(said, quote=True)
    return f'<span class="bar" role="img" aria-label="{told}" title="{told}">{drawn}</span>'


def _colour(place: int) -> str:
    return COLOURS[place % len(COLOURS)]
