"""Hidden cells stay hidden: by hand, and by linear programming over everything that is shown."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from assessment.method.population import GuardedTable, guarded_table


def _labels(counts: list[list[int]]) -> tuple[list[str], list[str]]:
    cells = [(i, j, n) for i, row in enumerate(counts) for j, n in enumerate(row)]
    rows = [f"r{i}" for i, _, n in cells for _ in range(n)]
    return rows, [f"c{j}" for _, j, n in cells for _ in range(n)]


def test_a_small_cell_takes_three_others_with_it() -> None:
    """One cell of 2 firms: its row and its column need another, and those two a fourth."""
    rows, columns = _labels([[2, 9, 20], [8, 30, 30], [30, 30, 30]])
    found = guarded_table([1.0] * len(rows), rows, columns)
    assert found.hidden.tolist() == [
        ["few", "complement", "", ""],
        ["complement", "complement", "", ""],
        ["", "", "", ""],
        ["", "", "", ""],
    ]
    assert np.isnan(found.totals[:2, :2]).all()
    assert np.isnan(found.means[0, 0])
    assert found.firms[-1, -1] == 189


def test_a_small_group_of_a_one_way_table_takes_the_next_smallest() -> None:
    rows, _ = _labels([[3], [20], [7], [40]])
    found = guarded_table([0.5] * len(rows), rows)
    assert found.hidden.ravel().tolist() == ["few", "", "complement", "", ""]
    assert found.rows == ("r0", "r1", "r2", "r3")
    assert found.means[[1, 3, 4], 0].tolist() == [0.5, 0.5, 0.5]
    low, high = found.feasible()
    assert (low[0, 0], high[0, 0]) == pytest.approx((0, 5))


def test_hidden_cells_of_a_line_are_together_a_group_that_may_be_shown() -> None:
    """1 and 2 firms hide each other by arithmetic, but their sum would tell of 3."""
    rows, _ = _labels([[1], [2], [6], [30]])
    found = guarded_table([1.0] * len(rows), rows)
    assert found.hidden.ravel().tolist() == ["few", "few", "complement", "", ""]


def test_dominated_cells_are_hidden() -> None:
    """51 of 100 in one firm; 40 and 36 in two; 50 and 25 are just allowed."""
    rows = ["a"] * 5 + ["b"] * 5 + ["c"] * 5 + ["d"] * 9
    sizes = [51, 19, 10, 10, 10, 40, 36, 8, 8, 8, 50, 25, 9, 8, 8, *[20] * 9]
    found = guarded_table([1.0] * 24, rows, sizes=sizes)
    assert found.hidden.ravel().tolist()[:3] == ["dominated", "dominated", ""]


def test_when_nothing_else_is_left_the_margin_is_hidden() -> None:
    found = guarded_table([1.0] * 3, ["a"] * 3)
    assert found.hidden.ravel().tolist() == ["few", "few"]
    found = guarded_table([1.0] * 13, ["a"] * 3 + ["b"] * 10, sizes=[1.0] * 12 + [7])
    assert found.hidden.ravel().tolist() == ["few", "complement", ""]


def test_an_empty_cell_hides_nothing() -> None:
    rows, columns = _labels([[0, 9], [9, 9]])
    found = guarded_table([1.0] * 27, rows, columns)
    assert (found.hidden == "").all()
    assert found.firms[0, 0] == 0
    assert np.isnan(found.means[0, 0])


def test_firms_without_a_value_or_label_are_left_out() -> None:
    found = guarded_table([1.0, np.nan, 1.0, *[1.0] * 5], ["a", "a", None, *["a"] * 5])
    assert found.firms.ravel().tolist() == [6, 6]
    assert guarded_table([], []).firms.tolist() == [[0.0]]
    with pytest.raises(ValueError, match="negative"):
        guarded_table([-1.0], ["a"])


SHAPES = st.integers(1, 5).flatmap(
    lambda columns: st.lists(
        st.lists(st.sampled_from([0, 1, 2, 4, 5, 8, 12, 30]), min_size=columns, max_size=columns),
        min_size=1,
        max_size=6,
    )
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(SHAPES, st.integers(0, 1000), st.booleans())
def test_no_hidden_cell_can_be_recovered_from_dozens_of_tables(
    counts: list[list[int]], seed: int, capped: bool
) -> None:
    rows, columns = _labels(counts)
    random = np.random.default_rng(seed)
    values = random.choice([0.0, 0.1, 0.5, 1.0], len(rows)) * random.lognormal(0, 0.3, len(rows))
    values = np.minimum(values, 1.0)
    sizes = random.lognormal(0, 1.0, len(rows))
    highest = 1.0 if capped else None
    _check(
        guarded_table(values, rows, columns, sizes=sizes, highest=highest), rows, columns, values
    )


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.sampled_from([0, 1, 3, 4, 5, 9, 30]), min_size=1, max_size=9), st.integers(0, 99)
)
def test_no_hidden_cell_of_a_one_way_table_can_be_recovered(counts: list[int], seed: int) -> None:
    rows, _ = _labels([[n] for n in counts])
    values = np.random.default_rng(seed).random(len(rows))
    _check(guarded_table(values, rows), rows, None, values)


def _check(
    table: GuardedTable, rows: list[str], columns: list[str] | None, values: np.ndarray
) -> None:
    """A secret cell can lie 20 % of its total further off, every hidden one some way."""
    if not rows:
        assert table.firms.tolist() == [[0.0]]
        return
    shape = table.firms.shape
    row = np.array([table.rows.index(one) for one in rows], int)
    column = np.zeros(len(rows), int)
    if columns is not None:
        column = np.array([table.columns.index(one) for one in columns], int)
    firms, totals = np.zeros(shape), np.zeros(shape)
    for table_of, what in ((firms, np.ones(len(rows))), (totals, values)):
        np.add.at(table_of, (row, column), what)
        if columns is not None:
            np.add.at(table_of, (row, -1), what)
            table_of[-1, -1] += what.sum()
        np.add.at(table_of, (-1, column), what)
    hidden = table.hidden != ""
    assert not np.isnan(table.firms[~hidden]).any()
    assert np.isnan(table.totals[hidden]).all()
    for cell in np.argwhere((firms > 0) & (firms < 5)):
        assert hidden[tuple(cell)]
    for cell in np.argwhere(hidden):
        place = tuple(cell)
        low, high = _bounds(table.firms, place, columns is not None)
        assert high - low >= 1 - 1e-6
        room = np.inf if table.highest is None else table.highest * firms
        low, high = _bounds(table.totals, place, columns is not None, room)
        total, usual = totals[place], values.mean()
        assert high - low > 0.01 * usual
        if table.hidden[place] != "complement":
            assert low <= 0.8 * total + 1e-6
            assert high >= min(1.2 * total, np.broadcast_to(room, shape)[place]) - 1e-6


def _bounds(
    shown: np.ndarray,
    place: tuple[int, ...],
    two_way: bool,
    room: np.ndarray | float = np.inf,
) -> tuple[float, float]:
    """Lowest and highest value of the cell in any table ≥ 0 that agrees with what is shown."""
    n, m = shown.shape
    index = np.arange(n * m).reshape(n, m)
    sums, right = [], []
    lines = [*index.T, *(index if two_way else [])]
    for line in lines:
        row = np.zeros(n * m)
        row[line[:-1]], row[line[-1]] = 1, -1
        sums.append(row)
        right.append(0.0)
    top = np.broadcast_to(np.asarray(room, float), shown.shape).ravel()
    bounds = [
        (value, value) if not np.isnan(value) else (0, None if np.isinf(most) else most)
        for value, most in zip(shown.ravel(), top, strict=True)
    ]
    goal = np.zeros(n * m)
    goal[index[place]] = 1
    ends = []
    for sign in (1, -1):
        found = linprog(sign * goal, A_eq=np.array(sums), b_eq=right, bounds=bounds)
        assert found.status in (0, 3), found.message
        ends.append(sign * found.fun if found.status == 0 else np.inf)
    return ends[0], ends[1]
