"""Where a printed sheet turns its page, so that no heading stands alone at a foot.

Spreadsheets know no "keep with the next row", and how many rows a page holds depends on the fonts
of the machine that prints. So a page is turned before a heading wherever one of the likely
machines would leave it alone.
"""

from collections.abc import Collection, Mapping, Sequence

_PAGE = 523.0
"""Points between a form's margins on A4 on its side."""


def page_breaks(
    heights: Sequence[float],
    heads: Collection[int],
    scales: Collection[float],
    *,
    repeated: Collection[int] = (),
    kept: int = 1,
) -> list[int]:
    """The rows (from 0) before which a page is turned.

    A heading stays with the `kept` rows below it at each of these scales, at which the columns may
    fill the page; `repeated` rows stand on every further page.
    """
    above = sum(heights[row] for row in repeated)
    used = dict.fromkeys(scales, 0.0)
    found = []
    for row, height in enumerate(heights):
        if row in heads and _is_alone(height, sum(heights[row : row + 1 + kept]), used):
            found.append(row)
            used = dict.fromkeys(scales, above)
        for scale, before in used.items():
            turned = before + height > _PAGE / scale
            used[scale] = (above if turned else before) + height
    return found


def _is_alone(own: float, needed: float, used: Mapping[float, float]) -> bool:
    """Whether the heading would still fit on a page that is begun, but not the rows with it."""
    return any(before + own <= _PAGE / scale < before + needed for scale, before in used.items())
