"""The exact sums of the lowest level against the definition, node by node in plain Python."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.method.answers import AnswerTable
from assessment.method.codes import NOT_APPLICABLE as NA
from assessment.method.codes import UNANSWERED as NO
from assessment.method.codes import UNKNOWN as DK
from assessment.method.scoring import ABSENT, BELOW_FLOOR, OK, score
from assessment.method.tree import compile_tree
from tests.method.samples import answers, flat, level_item, release, table, two_areas


def defined(release, codes):
    """Node to (share, coverage, reason) of one firm with weighted means, as the page says it."""
    results = {}

    def item(name):
        code = codes[name]
        points = [option.points for option in release.items[name].options]
        known = {NA: None, NO: None}
        if release.scoring.unknown == "lowest":
            known[DK] = min(points)
        value = known.get(code) if code >= DK else points[code]
        share = None if value is None else value / max(points)
        return share, None if code == NA else float(code < DK)

    def part(name):
        return node(name)[:2] if name in release.scoring.nodes else item(name)

    def node(name):
        definition = release.scoring.nodes[name]
        parts = [(weight, *part(child)) for child, weight in definition.children.items()]
        applicable = sum(w for w, _, c in parts if c is not None)
        present = sum(w for w, s, _ in parts if s is not None)
        coverage = None
        if applicable > 0:
            coverage = sum(w * c for w, _, c in parts if c is not None) / applicable
        share = sum(w * s for w, s, _ in parts if s is not None) / present if present > 0 else None
        reason = OK
        if coverage is None:
            share, reason = None, ABSENT
        elif share is None or coverage < release.scoring.floor - 1e-12:
            share, reason = None, BELOW_FLOOR
        results[name] = share, coverage, reason
        return results[name]

    node(release.scoring.root)
    return results


def agrees(release, table):
    scores = score(compile_tree(release), table)
    for row in range(len(table)):
        codes = dict(zip(table.items, table.codes[row].tolist(), strict=True))
        codes |= {name: NO for name in release.items if name not in codes}
        for name, (share, coverage, reason) in defined(release, codes).items():
            for kind, value in (("shares", share), ("coverage", coverage), ("reasons", reason)):
                found = scores.of(name, kind)[row]
                assert math.isnan(found) if value is None else abs(found - value) < 1e-12


any_row = st.lists(st.sampled_from([0, 1, 2, 3, NA, NO, DK]), min_size=7, max_size=7)
number = st.one_of(st.integers(1, 9), st.sampled_from([0.1, 0.25, 1 / 3, 12.5, math.pi, 1e-7]))
points = st.one_of(
    st.just([0, 1, 2, 3]), st.just([1, 2, 3, 5]), st.just([0, 1.25, 2.5, 5]),
    st.just([0.0, 0.1, 0.7, 1.0]), st.just([0, 1, math.e, math.pi]), st.just([3, 2, 1, 0]),
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(any_row, min_size=1, max_size=5),
    weights=st.lists(number, min_size=9, max_size=9),
    maps=st.lists(points, min_size=7, max_size=7),
    unknown=st.sampled_from(["lowest", "exclude"]),
    floor=st.sampled_from([0.0, 0.5, 0.75]),
)
def test_scores_equal_the_definition_for_whole_and_other_weights(
    rows, weights, maps, unknown, floor
):
    items = {}
    for place, own in enumerate(maps):
        item = level_item(4)
        for option, value in zip(item["options"], own, strict=True):
            option["points"] = float(value)
        items[f"q{place}"] = item
    given = [float(w) for w in weights]
    nodes = {
        "a": {"children": dict(zip(["q0", "q1", "q2"], given, strict=False))},
        "b": {"children": dict(zip(["q5", "q4", "q3"], given[3:], strict=False))},
        "total": {"children": dict(zip(["a", "b", "q6"], given[6:], strict=False))},
    }
    sample = release(nodes, items=items, unknown=unknown, floor=floor)
    agrees(sample, table(tuple(f"q{k}" for k in range(7)), *rows))


def test_columns_may_stand_in_any_order_and_be_missing_or_more():
    sample = two_areas()
    for names in (("q4", "q2", "q1", "q3"), ("q1", "q2", "q4"), ("x", "q1", "q2", "q3", "q4", "y")):
        rng = np.random.default_rng(2)
        codes = rng.choice([0, 1, 2, 3, 4, 5, NA, NO, DK], (40, len(names))).astype(np.uint8)
        agrees(sample, AnswerTable(pd.RangeIndex(40), names, codes))


def test_a_firm_scores_the_same_among_firms_with_gaps_and_without():
    """A block of nothing but answers takes a shorter way; the bits must not tell."""
    sample = two_areas()
    tree = compile_tree(sample)
    rng = np.random.default_rng(4)
    even = rng.choice([0, 1, 2, 3, 4, 5, NA], (50, 4)).astype(np.uint8)
    mixed = np.vstack([even, [[NO, DK, 1, 2]]]).astype(np.uint8)
    alone = score(tree, AnswerTable(pd.RangeIndex(50), tuple(sample.items), even))
    among = score(tree, AnswerTable(pd.RangeIndex(51), tuple(sample.items), mixed))
    for kind in ("values", "shares", "coverage", "reasons"):
        np.testing.assert_array_equal(getattr(alone, kind), getattr(among, kind)[:50])


def test_a_code_beyond_the_options_has_no_share():
    sample = flat(2)
    scores = score(compile_tree(sample), table(("q1", "q2"), [9, 5], [0, 5]))
    assert scores.of("total") == pytest.approx([1000, 500])


def test_weights_too_fine_for_float32_are_still_exact():
    """A weight of 10⁶ + 1 beside 1: whole numbers beyond 2²⁴ go into float64."""
    sample = flat({"q1": 1_000_001, "q2": 1, "q3": 999_999})
    agrees(sample, answers(sample, [5, 0, 3], [1, NA, 4], [NA, 5, NA], [NO, 2, DK]))


def test_only_the_wanted_nodes_are_kept():
    sample = two_areas()
    tree, held = compile_tree(sample), answers(sample, [3, 5, 2, 4], [NA, NA, DK, NO])
    whole, part = score(tree, held), score(tree, held, ["total"])
    assert part.nodes == ("total",)
    for kind in ("values", "shares", "coverage", "reasons"):
        np.testing.assert_array_equal(part.of("total", kind), whole.of("total", kind))
    assert score(tree, held, ["area2"]).frame().columns.tolist() == ["area2"]
    with pytest.raises(ValueError, match="no such node: area9"):
        score(tree, held, ["area9", "total"])


def test_no_firms_have_no_scores():
    sample = two_areas()
    assert score(compile_tree(sample), answers(sample)).values.shape == (0, 3)


def test_a_gap_late_in_a_long_table_changes_no_firm_before_it():
    """Firms are taken in chunks; the first gap comes after chunks that took the shorter way."""
    sample = two_areas()
    tree = compile_tree(sample)
    rng = np.random.default_rng(5)
    codes = rng.choice([0, 1, 2, 3, 4, 5, NA], (20_000, 4)).astype(np.uint8)
    even = score(tree, AnswerTable(pd.RangeIndex(20_000), tuple(sample.items), codes))
    codes[12_000] = [NO, 5, DK, 3]
    mixed = score(tree, AnswerTable(pd.RangeIndex(20_000), tuple(sample.items), codes))
    others = np.arange(20_000) != 12_000
    for kind in ("values", "coverage", "reasons"):
        np.testing.assert_array_equal(getattr(even, kind)[others], getattr(mixed, kind)[others])
    some = [0, 8_191, 8_192, 11_999, 12_000, 12_001, 16_383, 16_384, 19_999]
    part = AnswerTable(pd.RangeIndex(9), tuple(sample.items), codes[some])
    agrees(sample, part)
    np.testing.assert_array_equal(score(tree, part).values, mixed.values[some])
