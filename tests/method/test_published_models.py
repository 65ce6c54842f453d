"""Rules of published readiness models as definitions that the engine computes."""

import numpy as np
import pytest

from assessment.method.codes import NOT_APPLICABLE as NA
from assessment.method.codes import UNANSWERED as NO
from assessment.method.codes import from_values
from assessment.method.levels import levels
from assessment.method.scoring import score
from assessment.method.tree import compile_tree
from tests.method.samples import SOURCE, answers, flat, level_item, release


def ladder(node, **at_least):
    steps = [
        {"id": name, "level": k, "at_least": float(bound)}
        for k, (name, bound) in enumerate(at_least.items(), 1)
    ]
    return {"kind": "ladder", "node": node, "base": "base", "steps": steps, "source": SOURCE}


def judged(sample, *rows):
    tree, table = compile_tree(sample), answers(sample, *rows)
    scores = score(tree, table)
    return scores, levels(sample, tree, scores, table)


def impuls():
    """VDMA IMPULS 2015, page 26: minimum in a dimension, weighted mean over six (of 100)."""
    dimensions = {
        "strategy": (25.0, 3), "factory": (14.0, 4), "products": (19.0, 2),
        "services": (14.0, 3), "operations": (10.0, 4), "employees": (18.0, 2),
    }  # fmt: skip
    nodes = {
        name: {"aggregation": "minimum", "children": {f"{name}{k}": 1.0 for k in range(fields)}}
        for name, (_, fields) in dimensions.items()
    }
    nodes["total"] = {"children": {name: weight for name, (weight, _) in dimensions.items()}}
    steps = {f"level{k}": k for k in range(1, 6)}
    return release(nodes, points=5.0, axes={"readiness": ladder("total", **steps)})


def impuls_row(sample, **dimensions):
    return [dimensions[item.rstrip("0123456789")] for item in sample.items]


def test_impuls_takes_the_weakest_field_and_weighs_the_dimensions():
    """Dimensions 3, 2, 0, 0, 2, 3 give 1.77 (not the plain mean 1.667): level 1, 0.23 short of 2.

    Operations with fields 5, 5, 5, 1 (page 26) stand at 1.
    """
    sample = impuls()
    row = impuls_row(
        sample, strategy=3, factory=2, products=0, services=0, operations=2, employees=3
    )
    weak = impuls_row(
        sample, strategy=5, factory=5, products=5, services=5, operations=5, employees=5
    )
    weak[list(sample.items).index("operations3")] = 1
    scores, axes = judged(sample, row, weak)
    assert scores.of("total") == pytest.approx([1.77, 4.6])
    assert scores.of("operations", "shares")[1] * 5 == pytest.approx(1)
    axis = axes["readiness"]
    assert axis.level.tolist() == [1, 4]
    assert axis.distance == pytest.approx([0.23, 0.4])
    assert axis.missing(0) == ("level2", "level3", "level4", "level5")


def bands():
    """Attributes per band; a band counts from 80 % of them, in unbroken order (no leap)."""
    sizes = (3, 5, 4, 5, 4)
    items = {f"b{b}_{k}": level_item(2) for b, n in enumerate(sizes) for k in range(n)}
    nodes = {
        f"band{b}": {"children": {f"b{b}_{k}": 1.0 for k in range(n)}}
        for b, n in enumerate(sizes)
    }  # fmt: skip
    children = {f"band{b}": 1.0 for b in range(5)}
    nodes["total"] = {"aggregation": "cumulative_gate", "threshold": 0.8, "children": children}
    return sizes, release(nodes, items=items, points=5.0)


@pytest.mark.parametrize(
    ("satisfied", "counted"),
    [((3, 4, 4, 4, 2), 4), ((3, 4, 0, 0, 0), 2), ((3, 3, 0, 0, 0), 1), ((3, 1, 4, 5, 4), 1),
     ((2, 5, 4, 5, 4), 0), ((3, 5, 4, 5, 4), 5)],
)  # fmt: skip
def test_a_band_counts_from_eighty_percent_and_never_by_a_leap(satisfied, counted):
    """Assessors' practice with SIRI (consultify, compileSiriPack.ts): 3/3 4/5 4/4 4/5 2/4: band 3.

    4 of 5 is enough, 3 of 5 is not; a full third band counts for nothing above a missed second.
    """
    sizes, sample = bands()
    row = [
        int(k < done) for n, done in zip(sizes, satisfied, strict=True) for k in range(n)
    ]  # fmt: skip
    scores, _ = judged(sample, row)
    assert scores.of("total")[0] == pytest.approx(counted)


def test_no_evidence_is_no_band_and_never_band_zero():
    _, sample = bands()
    scores, _ = judged(sample, [NO] * 21)
    assert np.isnan(scores.of("total")[0])


def test_eurostats_digital_intensity_counts_and_cuts():
    """Twelve yes/no: 0–3 very low, 4–6 low, 7–9 high, 10–12 very high; 4 short of low by one."""
    items = {f"q{k + 1}": level_item(2) for k in range(12)}
    sample = flat(
        12, items=items, points=12.0, aggregation="count", threshold=1.0,
        axes={"intensity": ladder("total", low=4, high=7, very_high=10)},
    )  # fmt: skip
    rows = [[1] * yes + [0] * (12 - yes) for yes in range(13)]
    scores, axes = judged(sample, *rows)
    assert scores.of("total") == pytest.approx(np.arange(13))
    assert axes["intensity"].level.tolist() == [0] * 4 + [1] * 3 + [2] * 3 + [3] * 3
    assert axes["intensity"].ids()[3:5] == ["base", "low"]
    assert axes["intensity"].distance.tolist()[:4] == [4, 3, 2, 1]


def test_the_four_bands_of_the_european_tool_are_printed_in_whole_points():
    """0–25 basic, 26–50 average, 51–75 moderately advanced, 76–100 advanced: rounded once."""
    item = {
        "type": "number", "since": "1.0.0", "unit": "%", "minimum": 0.0, "maximum": 100.0,
        "points": [(0.0, 0.0), (100.0, 100.0)],
    }  # fmt: skip
    sample = flat(
        {"q1": 1}, items={"q1": item}, points=100.0, decimals=0,
        axes={"readiness": ladder("total", average=26, moderate=51, advanced=76)},
    )  # fmt: skip
    points = [0, 25, 25.4, 25.5, 26, 50.4, 50.5, 75.49, 75.5, 100]
    table = from_values(sample, [{"q1": ("answered", str(p))} for p in points], range(10))
    tree = compile_tree(sample)
    axis = levels(sample, tree, score(tree, table), table)["readiness"]
    assert axis.level.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 3, 3]


def test_a_thousand_points_go_to_what_applies():
    """Items of 400, 300, 300 points at 4/5, 5/5, 2/5: 740; without the last 620 of 700: 885.7."""
    sample = flat({"q1": 400, "q2": 300, "q3": 300})
    scores, _ = judged(sample, [4, 5, 2], [4, 5, NA])
    assert scores.of("total") == pytest.approx([740, 1000 * 620 / 700])


def test_samm_practices_and_schumachers_items_are_plain_means():
    """SAMM: streams (1, .5, .25) and (.5, .5, 0) sum over levels to 1.375; weights 3, 1, 2 of
    items 4, 2, 5 give 4.0, and 4.4 without the second."""
    shares = [level_item(5) for _ in range(6)]
    for item in shares:
        for option, value in zip(item["options"], (0, 0.25, 0.5, 0.75, 1), strict=True):
            option["points"] = value
    nodes = {
        f"level{k}": {"children": {f"a{k}": 1.0, f"b{k}": 1.0}} for k in (1, 2, 3)
    } | {"total": {"children": {f"level{k}": 1.0 for k in (1, 2, 3)}}}  # fmt: skip
    names = [f"{s}{k}" for k in (1, 2, 3) for s in "ab"]
    samm = release(nodes, items=dict(zip(names, shares, strict=True)), points=3.0)
    assert judged(samm, [4, 2, 2, 2, 1, 0])[0].of("total")[0] == pytest.approx(1.375)
    items = flat({"q1": 3, "q2": 1, "q3": 2}, points=5.0)
    assert judged(items, [4, 2, 5], [4, NA, 5])[0].of("total") == pytest.approx([4.0, 4.4])


def test_p8_the_six_weights_sum_to_a_hundred():
    assert sum(impuls().scoring.nodes["total"].children.values()) == 100


@pytest.mark.parametrize(("first", "level"), [(1.0, 1), (0.5, 2)], ids=["cut down", "rounded"])
def test_d1_where_the_mean_becomes_a_level_is_a_parameter(first, level):
    """1.77 (unweighted it would be 1.667): the study does not print how it is cut."""
    sample = impuls()
    bounds = {f"level{k}": first + k - 1 for k in range(1, 6)}
    axes = {"readiness": ladder("total", **bounds)}
    sample = sample.model_validate(
        {**sample.model_dump(), "scoring": {**sample.scoring.model_dump(), "axes": axes}}
    )
    row = impuls_row(
        sample, strategy=3, factory=2, products=0, services=0, operations=2, employees=3
    )
    scores, found = judged(sample, row)
    assert scores.of("total")[0] == pytest.approx(1.77)
    assert found["readiness"].level.tolist() == [level]


@pytest.mark.parametrize(
    ("satisfied", "sizes", "band"),
    [
        ((3, 4, 4, 4, 2), (3, 5, 4, 5, 4), 3),
        ((1, 4), (1, 5), 1),
        ((1, 3), (1, 5), 0),
        ((1, 1, 4), (1, 5, 4), 0),
    ],
)
def test_t6_bands_with_exactly_the_attributes_of_the_port(satisfied, sizes, band):
    """Bands are numbered from 0, so the highest band is one less than how many count."""
    items = {f"b{b}_{k}": level_item(2) for b, n in enumerate(sizes) for k in range(n)}
    nodes = {
        f"band{b}": {"children": {f"b{b}_{k}": 1.0 for k in range(n)}}
        for b, n in enumerate(sizes)
    }  # fmt: skip
    children = {f"band{b}": 1.0 for b in range(len(sizes))}
    nodes["total"] = {"aggregation": "cumulative_gate", "threshold": 0.8, "children": children}
    sample = release(nodes, items=items, points=float(len(sizes)))
    row = [int(k < done) for n, done in zip(sizes, satisfied, strict=True) for k in range(n)]
    nothing = [NO] * len(row)
    counted = judged(sample, row, nothing)[0].of("total")
    assert counted[0] - 1 == pytest.approx(band)
    assert np.isnan(counted[1])


def test_d4_fifteen_answers_about_artificial_intelligence_come_to_aware():
    """AI Readiness Framework 3.1: 8 × 2.5 and 7 × 1.25 give 28.75 / 15 = 1.9167: level 1."""
    items = {f"q{k + 1}": level_item(5) for k in range(15)}
    bounds = {"aware": 1, "ready": 2, "competent": 3, "catalyst": 4}
    sample = flat(15, items=items, points=5.0, axes={"readiness": ladder("total", **bounds)})
    scores, axes = judged(sample, [2] * 8 + [1] * 7)
    assert scores.of("total")[0] == pytest.approx(28.75 / 15)
    assert axes["readiness"].ids() == ["aware"]


# ---- the European tool, as a third party's port answered and printed it (T1) ------------------


def ticks(options):
    """Boxes to tick, each worth the same."""
    ids = [{"id": f"o{k}", "points": 1.0} for k in range(options)]
    return {"type": "multi", "since": "1.0.0", "options": ids}


def european(security=7, invested=None):
    """Six dimensions of 0–100; `security`: how many positive boxes Q7 has; `invested`: two columns
    of Q1 by themselves, or one question in which an area invested in counts so many times."""
    table = {f"Q4_{k}": level_item(6) for k in range(7)} | {
        f"Q9_{k}": level_item(6) for k in range(5)
    }
    boxes = {"Q2": 10, "Q3": 10, "Q5": 7, "Q6": 8, "Q7": security, "Q8": 6, "Q10": 10}
    items = {
        **table,
        **{name: ticks(n) for name, n in boxes.items()},
        **{f"Q11_{k}": level_item(3) for k in range(5)},
        "Q1I": ticks(10),
        "Q1P": ticks(10),
    }

    def mean(*names, **weighed):
        return {"children": {**dict.fromkeys(names, 1.0), **weighed}}

    first = mean("Q1I", "Q1P", "Q2") if invested is None else mean("Q1", "Q2")
    nodes = {
        "Q4": mean(*(f"Q4_{k}" for k in range(7))),
        "Q9": mean(*(f"Q9_{k}" for k in range(5))),
        "Q11": mean(*(f"Q11_{k}" for k in range(5))),
        "D1": first,
        "D2": mean("Q3", "Q4"),
        "D3": mean("Q5", "Q6"),
        "D4": mean("Q7", "Q8"),
        "D5": mean("Q9"),
        "D6": mean("Q10", "Q11"),
        "total": mean(*(f"D{k}" for k in range(1, 7))),
    }
    if invested is not None:
        nodes["Q1"] = mean(Q1I=invested, Q1P=1.0)
    bands = ladder("total", average=26, moderate=51, advanced=76)
    return release(nodes, items=items, points=100.0, axes={"readiness": bands})


ANSWERED = {
    "Q1I": 0, "Q1P": 10, "Q2": 6, "Q3": 8, "Q5": 6, "Q6": 6, "Q7": 6, "Q8": 5, "Q10": 7,
    **{f"Q4_{k}": v for k, v in enumerate((4, 5, 5, 5, 4, 5, 5))},
    **{f"Q9_{k}": v for k, v in enumerate((5, 5, 4, 5, 5))},
    **{f"Q11_{k}": 2 for k in range(5)},
}  # fmt: skip


def dimensions(sample):
    """D1 … D6 out of 100, their plain mean, and the band."""
    said = {}
    for item, definition in sample.items.items():
        options = definition.options
        chosen = options[: ANSWERED[item]] if definition.type == "multi" else ()
        value = " ".join(o.id for o in chosen) or ""
        if definition.type == "level":
            value = options[ANSWERED[item]].id
        said[item] = ("answered", value)
    given = from_values(sample, [said], ["firm"])
    tree = compile_tree(sample)
    scores = score(tree, given)
    level = levels(sample, tree, scores, given)["readiness"].step(0)
    parts = [100 * float(scores.of(f"D{k}", "shares")[0]) for k in range(1, 7)]
    return parts, float(scores.of("total")[0]), level


def test_t1_four_dimensions_agree_with_every_reading_of_the_rules():
    """hassanzouhar/dmsa, survey of 2025-10-04, printed D2 87, D3 80, D5 96, D6 85."""
    for sample in (european(), european(security=8), european(security=6, invested=2.0)):
        found, *_ = dimensions(sample)
        assert [found[k] for k in (1, 2, 4, 5)] == pytest.approx([87.142857, 80.357143, 96, 85])
        assert [round(found[k]) for k in (1, 2, 4, 5)] == [87, 80, 96, 85]


def test_t1_the_two_open_dimensions_depend_on_the_reading():
    """Q1 as two scores gives D1 53.3, invested twice as much as planned 46.7 (printed 47).

    Q7 out of 7, 8 or 6 boxes gives D4 84.5, 79.2 or 91.7 (printed 92); overall 81, advanced.
    """
    readings = {
        (7, None): (160 / 3, 84.523810, 81.059524),
        (8, None): (160 / 3, 79.166667, 80.166667),
        (6, 2.0): (140 / 3, 91.666667, 81.138889),
    }
    for (security, invested), (first, fourth, whole) in readings.items():
        found, mean, level = dimensions(european(security, invested))
        assert (found[0], found[3], mean) == pytest.approx((first, fourth, whole))
        assert level == "advanced"
