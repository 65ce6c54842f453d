"""A heading never stands alone at the foot of a printed page, whichever machine prints it."""

import io

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from assessment.workbooks.offline_forms.page_breaks import page_breaks
from tests.workbooks.every_maker import offline

PAGE = 523


def ends(heights: list[float], breaks: list[int], scale: float, above: float) -> list[int]:
    """The last row of every page but the last."""
    found, used = [], 0.0
    for row, height in enumerate(heights):
        if row and (row in breaks or used + height > PAGE / scale):
            found.append(row - 1)
            used = above
        used += height
    return found


def test_a_page_is_turned_before_a_heading_that_would_be_left_alone() -> None:
    heights = [20.0] * 24 + [20.0, 100.0]
    assert page_breaks(heights, {24}, (1.0,)) == [24]
    assert page_breaks(heights, {24}, (0.8,)) == []
    assert page_breaks(heights, {24}, (0.8, 1.0)) == [24]


@given(st.lists(st.tuples(st.booleans(), st.floats(10, 200)), min_size=2, max_size=120))
def test_no_heading_ends_a_page_at_any_of_the_scales(rows: list[tuple[bool, float]]) -> None:
    heights = [24.0, *(height for _head, height in rows)]
    heads = {place for place, (head, _height) in enumerate(rows, 1) if head}
    scales = (0.9, 0.66)
    breaks = page_breaks(heights, heads, scales, repeated=(0,))
    assert set(breaks) <= heads
    for scale in scales:
        alone = set(ends(heights, breaks, scale, 24.0)) & heads
        assert all(row + 1 in heads for row in alone)


def test_the_form_turns_its_pages_before_areas_only() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(offline(("가",) * 4)))["문항과 답"]
    turned = [one.id + 1 for one in sheet.row_breaks.brk]
    assert turned
    assert all(sheet.cell(row, 1).value is None and sheet.cell(row, 2).value for row in turned)
