"""The tables behind the charts of a complex; what could show a single firm is hidden."""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.method.answers import HIGHEST
from assessment.method.comparing import FEWEST, may_be_shown
from assessment.method.levels import MET, UNMET, UNSURE, AxisResult
from assessment.method.profiles import profiles
from assessment.method.scoring import leaf_shares
from assessment.services.complex.population_data import RoundData

BINS = 20
WEAKEST = 5
ABSENT = "absent"
Rows = NDArray[np.intp]


def histogram(points: NDArray[np.float64], full: float) -> pd.DataFrame:
    """Firms by points in equal bins; a bin holds its low end, the last one both."""
    edges = np.linspace(0.0, full, BINS + 1)
    counts, _ = np.histogram(points[~np.isnan(points)], edges)
    return pd.DataFrame({"low": edges[:-1], "high": edges[1:], "firms": counts})


def level_counts(axes: Mapping[str, AxisResult], rows: Rows) -> pd.DataFrame:
    """Firms by level on every axis; the last step of each is those without a level."""
    found = []
    for axis, result in axes.items():
        reached, level = result.reached[rows], result.level[rows]
        steps = [(result.base, 0), *zip(result.steps, result.numbers, strict=True)]
        for place, (step, number) in enumerate(steps):
            found.append((axis, step, number, int(((reached == place) & (level >= 0)).sum())))
        found.append((axis, ABSENT, -1, int((level < 0).sum())))
    return pd.DataFrame(found, columns=["axis", "step", "level", "firms"])


def profile_counts(data: RoundData, rows: Rows) -> pd.DataFrame:
    """Firms by profile: how many meet it, do not, or have not answered enough to tell."""
    found = []
    results = profiles(data.release, data.tree, data.scores, data.used)
    for axis, result in results.items():
        for place, profile in enumerate(result.profiles):
            state = result.state[rows, place]
            counts = [int((state == one).sum()) for one in (MET, UNMET, UNSURE)]
            found.append((axis, profile.id, *counts))
    return pd.DataFrame(found, columns=["axis", "profile", "met", "unmet", "unknown"])


def measure_shares(data: RoundData, rows: Rows, sales: pd.Series) -> pd.DataFrame:
    """How far targets are attained; hidden below 5 firms or if one dominates."""
    found = []
    sold = sales.astype("Float64").reset_index(drop=True)
    for node, definition in data.release.scoring.nodes.items():
        if definition.measure is None:
            continue
        shares = data.scores.of(node, "shares")[rows]
        known = ~np.isnan(shares)
        shown = may_be_shown(sold[known])
        mean = float(shares[known].mean()) if shown else np.nan
        done = int((shares[known] >= 1).sum()) if shown else 0
        found.append((node, int(known.sum()), mean, done))
    return pd.DataFrame(found, columns=["node", "firms", "share", "done"])


def heatmap(data: RoundData, rows: Rows, groups: pd.Series, sales: pd.Series) -> pd.DataFrame:
    """Mean share of full points by area and group; hidden below 5 firms or if one dominates."""
    found = []
    names = groups.to_numpy()
    sold = sales.astype("Float64").reset_index(drop=True)
    for group in sorted({name for name in names if pd.notna(name)}, key=str):
        inside = np.asarray([name == group for name in names], bool)
        for area in areas_of(data):
            shares = data.scores.of(area, "shares")[rows]
            known = inside & ~np.isnan(shares)
            hidden = not may_be_shown(sold[known])
            share = np.nan if hidden else float(shares[known].mean())
            found.append((area, group, int(known.sum()), share, hidden))
    return pd.DataFrame(found, columns=["area", "group", "firms", "share", "hidden"])


def weakest_items(data: RoundData, rows: Rows, sales: pd.Series) -> pd.DataFrame:
    """The five items with the lowest mean share among the firms that answered them.

    `below` counts those under half of the item's points. Items that may not be shown are left out.
    """
    tree, used = data.tree, data.used.rows(rows)
    areas = {item: one.id for one in data.release.questionnaire.areas for item in one.items}
    shares = leaf_shares(tree, used, slice(0, len(rows)))
    sold = sales.astype("Float64").reset_index(drop=True)
    found = []
    for place, item in enumerate(tree.items):
        known = (used.column(item) <= HIGHEST) & ~np.isnan(shares[place])
        if known.sum() < FEWEST or not may_be_shown(sold[known]):
            continue
        values = shares[place][known]
        found.append(
            (item, areas[item], float(values.mean()), len(values), int((values < 0.5).sum()))
        )
    table = pd.DataFrame(found, columns=["item", "area", "share", "firms", "below"])
    return table.sort_values("share", kind="stable").head(WEAKEST).reset_index(drop=True)


def area_gap(data: RoundData, rows: Rows, sales: pd.Series) -> pd.DataFrame:
    """Mean points claimed and verified by area over the verified firms; null where hidden."""
    found = []
    sold = sales.astype("Float64").reset_index(drop=True)
    for area in areas_of(data):
        claimed = data.claimed_scores.of(area)[rows]
        verified = data.scores.of(area)[rows]
        known = ~np.isnan(claimed) & ~np.isnan(verified)
        shown = may_be_shown(sold[known])
        means = (float(claimed[known].mean()), float(verified[known].mean())) if shown else ()
        found.append((area, *(means or (np.nan, np.nan)), int(known.sum())))
    return pd.DataFrame(found, columns=["area", "claimed", "verified", "firms"])


def silent_groups(
    register: pd.DataFrame,
    groups: pd.Series,
    handed_in: NDArray[np.int64],
    drafts: Collection[int],
) -> pd.DataFrame:
    """Registered, taking part and drafting firms by group, the least answering first."""
    table = pd.DataFrame(
        {
            "group": groups.astype(object).where(groups.notna(), ""),
            "registered": 1,
            "taking_part": register.index.isin(handed_in).astype(int),
            "drafts": register.index.isin(list(drafts)).astype(int),
        }
    )
    counted = table.groupby("group", sort=True).sum().reset_index()
    counted["share"] = counted["taking_part"] / counted["registered"]
    return counted.sort_values("share", kind="stable").reset_index(drop=True)


def areas_of(data: RoundData) -> list[str]:
    """The questionnaire's areas that have a score, in its order."""
    return [
        area.id
        for area in data.release.questionnaire.areas
        if area.id in data.release.scoring.nodes
    ]
