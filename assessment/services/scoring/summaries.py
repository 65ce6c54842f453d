"""What lists show of assessments, for many at once as `refresh_summary` does for one."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.definitions.scoring import Ladder
from assessment.records import bulk
from assessment.records.database import Connection
from assessment.services.assessing.contradictions import fired_rules
from assessment.services.scoring.scored import AssessedRelease, assessed


def refresh_summaries(connection: Connection, ids: Sequence[int]) -> None:
    """Score these assessments from what is stored and keep what lists show of them."""
    for group in assessed(connection, ids).groups:
        bulk.change(connection, "assessments", summary_rows(group))


def summary_rows(group: AssessedRelease) -> list[dict[str, Any]]:
    """The kept columns of `assessments` for every row of the group, with its id."""
    points = group.total()
    columns: dict[str, list[Any]] = {
        "id": group.ids.tolist(),
        "claimed_points": _known(group.total(claimed=True)),
        "verified_points": _known(np.where(group.verified.any(axis=1), points, np.nan)),
        "coverage": _known(group.claimed_scores.of(group.tree.root, "coverage")),
        "verified_share": group.verified_share.tolist(),
        "capability_level": _levels(group, "capability"),
        "system_level": _levels(group, "system"),
        "distance": _known(_nearest(group)),
        "contradiction_count": fired_rules(group.release, group.claims).sum(axis=1).tolist(),
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _nearest(group: AssessedRelease) -> NDArray[np.float64]:
    nearest = np.full(len(group.ids), np.nan)
    for axis in group.release.scoring.axes.values():
        if isinstance(axis, Ladder):
            for step in axis.steps:
                gap = np.abs(step.at_least - group.scores.of(axis.node))
                nearest = np.fmin(nearest, gap)
    return nearest


def _levels(group: AssessedRelease, axis: str) -> list[int | None]:
    if axis not in group.levels:
        return [None] * len(group.ids)
    return [None if level < 0 else int(level) for level in group.levels[axis].level]


def _known(values: NDArray[np.float64]) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]
