"""Numbers that synthetic firms would answer: of a size that fits the firm, within the range."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.questionnaires import NumberItem
from assessment.definitions.releases import Release
from assessment.definitions.scoring import Measure

Floats = NDArray[np.float64]
_SPREAD = 0.15
_WHOLE_FROM = 20.0
"""Ranges between whole numbers at least so wide are answered in whole numbers."""


_FACTS: Mapping[str, str] = {
    "HX01": "exports_usd",
    "HX02": "export_share",
    "HT01": "rnd_share",
    "HT02": "patents",
    "HG01": "sales",
    "HG02": "sales",
    "HG03": "sales",
    "HG04": "sales",
    "HF01": "operating_margin",
    "HF02": "debt_ratio",
    "HP01": "employees",
}
"""Items that ask what the register knows of a firm."""
_EARLIER: Mapping[str, float] = {"HG02": 0.97, "HG03": 0.94, "HG04": 0.86}
"""The same of earlier years, as a share of the last."""
_TARGETS: Mapping[str, tuple[float, float]] = {
    "output": (80.0, 1.25),
    "uptime": (62.0, 1.20),
    "rejects": (3.2, 0.70),
    "returns": (4.0, 0.60),
    "unit_cost": (3_200.0, 0.90),
    "rework": (180.0, 0.70),
    "on_time": (82.0, 1.12),
    "lead_time": (14.0, 0.75),
    "jobs": (16.0, 1.10),
    "sales": (3_000.0, 1.12),
    "exports": (250.0, 1.30),
}
"""What a firm had before its support, typically, and what it aimed at, as a share of that."""
_RANKS, _BEYOND = ("HM01", "HM02"), 999.0


def draw_numbers(
    rng: np.random.Generator, release: Release, facts: pd.DataFrame, reached: Floats
) -> Mapping[str, Floats]:
    """Item to one value a firm; what the register knows is answered so, targets fit together."""
    items = release.items
    found: dict[str, Floats] = {}
    for item, one in items.items():
        if not isinstance(one, NumberItem):
            continue
        values = _scored(rng, one, reached)
        if item in _FACTS:
            known = facts[_FACTS[item]].astype("Float64").to_numpy(np.float64, na_value=np.nan)
            known = known * _EARLIER.get(item, 1.0)
            values = np.where(np.isnan(known), values, known)
        found[item] = _fitting(one, values)
    if {"HX01", "HX02", "HX03", "HM03", *_RANKS} <= found.keys():
        _fit_abroad(found)
    for name, node in release.scoring.nodes.items():
        if node.measure is not None:
            found |= _target(rng, release, name, node.measure, len(reached))
    return found


def _fit_abroad(found: dict[str, Floats]) -> None:
    """Who sells nothing abroad has no rank and no country there; at home nobody ranks lower."""
    some = found["HX01"] > 0
    for rank in _RANKS:
        found[rank] = np.where(some, found[rank], _BEYOND)
    found["HX02"] = np.where(some, np.maximum(found["HX02"], 0.1), found["HX02"])
    found["HX03"] = np.where(some | (found["HX02"] > 0), found["HX03"], 0.0)
    found["HM03"] = np.minimum(found["HM03"], found["HM01"])


def _scored(rng: np.random.Generator, item: NumberItem, reached: Floats) -> Floats:
    """The value that gives about the share of points that the firm has reached."""
    share = np.clip(reached + rng.normal(0, _SPREAD, len(reached)), 0, 1)
    if not item.points:
        low, high = max(item.minimum, 0.0), item.maximum
        return low + (high - low) * np.asarray(rng.beta(1.2, 8.0, len(reached)))
    values, points = (np.array(column) for column in zip(*item.points, strict=True))
    order = np.argsort(points, kind="stable")
    wanted = points.min() + share * (points.max() - points.min())
    return np.asarray(np.interp(wanted, points[order], values[order]), np.float64)


def _target(
    rng: np.random.Generator, release: Release, node: str, measure: Measure, firms: int
) -> dict[str, Floats]:
    """A value before, one aimed at, and most of the way gone."""
    typical, aim = _TARGETS.get(node, (50.0, 1.2))
    before = typical * np.exp(rng.normal(0, 0.3, firms))
    target = before * (1 + (aim - 1) * rng.uniform(0.7, 1.3, firms))
    actual = before + (target - before) * rng.normal(0.75, 0.35, firms)
    raw = {measure.before: before, measure.target: target, measure.actual: actual}
    return {
        item: _fitting(one, values)
        for item, values in raw.items()
        if isinstance(one := release.items[item], NumberItem)
    }


def _fitting(item: NumberItem, values: Floats) -> Floats:
    """Inside the range, in whole numbers or with one digit."""
    bounds = (item.minimum, item.maximum)
    whole = all(float(one).is_integer() for one in bounds)
    fine = item.unit == "%" or bounds[1] - bounds[0] < _WHOLE_FROM
    digits = 0 if whole and not fine else 1
    return np.clip(np.round(values, digits), *bounds)
