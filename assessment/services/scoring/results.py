"""The result: what level, how sure, why, what next."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.definitions.releases import Release
from assessment.definitions.values import Confidence
from assessment.locale import language
from assessment.method.estimating import Estimate, estimate_whole
from assessment.records import answers, firms, rounds, verifications
from assessment.records.assessments import Assessment
from assessment.services.assessing.handling import reach_assessment
from assessment.services.funding.outlook import ProgrammeFit, programmes_for, published_programmes
from assessment.services.office import Actor, Office
from assessment.services.scoring.advice import Advice, advice_for
from assessment.services.scoring.certainty import Certainty, certainty_of
from assessment.services.scoring.position import Position, position_of
from assessment.services.scoring.result_profiles import (
    MeasureView,
    ProfilesView,
    measures_of,
    profiles_of,
)
from assessment.services.scoring.result_tables import area_table, contributions_of, item_table
from assessment.services.scoring.scored import AssessedRelease, assessed_one, tree_of
from assessment.services.trust.accesses import saw


@dataclass(frozen=True)
class AxisView:
    """Where the firm stands on one axis, from the verified value where there is one.

    `step` is None when nothing can be said; `certain` is false when it may be higher. `distance`
    is what lacks to `next_step` in points, on a ladder; `missing` says in words what lacks,
    lowest step first. `claimed_step` is what the claims alone give.
    """

    id: str
    name: str
    kind: str
    step: str | None
    step_name: str
    meaning: str
    level: int | None
    top_level: int
    certain: bool
    claimed_step: str | None
    claimed_step_name: str
    next_step: str | None
    next_step_name: str
    distance: float | None
    missing: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True, eq=False)
class Result:
    """One assessment's result as it stands now.

    `total` uses the verified value where there is one, `claimed` never; both None below the
    coverage floor. `certainty` is what checking the rest might leave of it; None when nothing is
    left to check. `areas` and `items`: see `result_tables`. `quick` estimates the whole
    questionnaire from a part. `profiles` are met or not one by one, `measures` targets attained.
    """

    assessment: Assessment
    release: Release
    firm: str
    round_name: str
    axes: tuple[AxisView, ...]
    total: float | None
    claimed: float | None
    points: float
    coverage: float | None
    verified_share: float
    certainty: Certainty | None
    areas: pd.DataFrame
    items: pd.DataFrame
    advice: Advice
    position: Position | None
    programmes: tuple[ProgrammeFit, ...]
    quick: Estimate | None
    profiles: tuple[ProfilesView, ...]
    measures: tuple[MeasureView, ...]

    @property
    def is_final(self) -> bool:
        """Whether the review is done."""
        return self.assessment.status == "verified"

    def axis(self, name: str) -> AxisView | None:
        """The axis with this id."""
        return next((one for one in self.axes if one.id == name), None)


def result(office: Office, actor: Actor, assessment_id: int) -> Result:
    """The whole result; owners see their own firm's only."""
    with office.database.reading() as connection:
        found = reach_assessment(office, connection, actor, assessment_id)
        saw(office, actor, found.firm_pseudonym, "result")
        group = assessed_one(connection, assessment_id)
        where = position_of(office, connection, found, group)
        firm = firms.get(connection, found.firm_id)
        now = rounds.get(connection, found.round_id)
        said = answers.of_assessment(connection, assessment_id)
        parts = contributions_of(group)
        return Result(
            assessment=found,
            release=group.release,
            firm=firm.name if firm else "",
            round_name=now.name if now else "",
            axes=axes_of(group, 0),
            total=_known(group.total()[0]),
            claimed=_known(group.total(claimed=True)[0]),
            points=group.release.scoring.points,
            coverage=_known(group.scores.of(group.tree.root, "coverage")[0]),
            verified_share=float(group.verified_share[0]),
            certainty=certainty_of(connection, found, group, said),
            areas=area_table(group, parts, where.area_shares if where else {}),
            items=item_table(group, parts, said, verifications.holding(connection, assessment_id)),
            advice=advice_for(group, published_programmes(connection)),
            position=where,
            programmes=programmes_for(office, connection, found.firm_id, group),
            quick=_quick(group),
            profiles=profiles_of(group),
            measures=measures_of(group),
        )


def axes_of(group: AssessedRelease, row: int) -> tuple[AxisView, ...]:
    """Every axis of one assessment in words."""
    texts = group.release.texts[language()]
    views = []
    for axis, one in group.levels.items():
        words = texts.axes[axis]
        claimed = group.claimed_levels[axis].step(row)
        step, reached = one.step(row), int(one.reached[row])
        following = one.steps[reached] if reached < len(one.steps) else None
        lacking = [s for s, state in one.states(row).items() if state != "met"]
        current = words.steps[step] if step else None
        distance = float(one.distance[row])
        views.append(
            AxisView(
                id=axis,
                name=words.name,
                kind=one.kind,
                step=step,
                step_name=current.name if current else "",
                meaning=current.meaning if current else "",
                level=int(one.level[row]) if one.level[row] >= 0 else None,
                top_level=max(one.numbers, default=0),
                certain=bool(one.certain[row]),
                claimed_step=claimed,
                claimed_step_name=words.steps[claimed].name if claimed else "",
                next_step=following,
                next_step_name=words.steps[following].name if following else "",
                distance=None if np.isnan(distance) else distance,
                missing=tuple(words.steps[s].missing or words.steps[s].meaning for s in lacking),
                confidence=group.release.scoring.level_axes[axis].source.confidence,
            )
        )
    return tuple(views)


def _quick(group: AssessedRelease) -> Estimate | None:
    parent, partial = group.release.part_of, group.release.scoring.partial
    if parent is None or partial is None:
        return None
    tree = tree_of(f"{group.release_hash}:parent", parent)
    return estimate_whole(parent, tree, group.used, partial, 0)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
