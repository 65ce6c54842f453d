"""What lists show of each assessment, computed for many at once as the services do for one."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.definitions.scoring import Ladder
from assessment.records import bulk
from assessment.records.database import Connection
from assessment.services.contradictions import fired_rules
from assessment.services.scored import AssessedRelease, assessed


def fill_summaries(connection: Connection, ids: Sequence[int], evidence: Mapping[int, int]) -> None:
    """Score these assessments from what is stored and keep what lists show of them."""
    for group in assessed(connection, ids).groups:
        bulk.change(connection, "assessments", _rows(group, evidence))


def _rows(group: AssessedRelease, evidence: Mapping[int, int]) -> list[dict[str, Any]]:
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
        "evidence_count": [evidence.get(key, 0) for key in group.ids.tolist()],
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
