"""The whole complex beside those who took part, as far as it shows no single firm."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.method.comparing import may_be_shown
from assessment.method.population import participation
from assessment.services.complex.population import (
    MAIN,
    READERS,
    PopulationFilter,
    known_part,
    with_the_one_before,
)
from assessment.services.complex.population_estimates import (
    CELLS,
    DRAWS,
    SEED,
    ComplexEstimates,
    RoundChange,
    estimates_of,
    round_change,
)
from assessment.services.office import Actor, Office
from assessment.services.permissions import require

MANY, FEWER_DRAWS = 2_000, 200
"""From so many participants on fewer draws do: the intervals are narrow, and so is their error."""


@dataclass(frozen=True, eq=False)
class Whole:
    """What the register's firms are estimated to be, and the plain mean of those who took part.

    `estimates` and `raw_mean` are None when nobody took part, or (then `hidden`) when they are
    fewer than 5 or one dominates. `cells`: group, size_class (null: not known), registered,
    answered, share, weight; who takes part is no secret to those who may read this.
    """

    estimates: ComplexEstimates | None
    raw_mean: float | None
    hidden: bool
    cells: pd.DataFrame


@dataclass(frozen=True, eq=False)
class WholeChange:
    """What changed since the round before; `paired_hidden` when the firms in both are too few to be
    shown or one dominates: their figures must not be."""

    found: RoundChange
    paired_hidden: bool


def whole(
    office: Office,
    actor: Actor,
    round_id: int,
    filters: PopulationFilter | None = None,
    *,
    questionnaire: str = MAIN,
    draws: int | None = None,
    seed: int = SEED,
) -> Whole:
    """Weighted figures beside the plain ones, and participation by sector and size.

    Without `draws` 500, or 200 from 2,000 participants on.
    """
    require(actor, *READERS)
    with office.database.reading() as connection:
        part = known_part(office, connection, round_id, questionnaire, filters)
    cells = participation(part.register, part.register.index.isin(part.data.firms), CELLS)
    if not len(part.rows):
        return Whole(None, None, False, cells)
    if not may_be_shown(part.firms["sales"]):
        return Whole(None, None, True, cells)
    draws = draws or (DRAWS if len(part.rows) < MANY else FEWER_DRAWS)
    estimates = estimates_of(part, draws=draws, seed=seed)
    known = part.points[~np.isnan(part.points)]
    return Whole(estimates, float(known.mean()) if len(known) else None, False, cells)


def whole_change(
    office: Office,
    actor: Actor,
    round_id: int,
    filters: PopulationFilter | None = None,
    *,
    questionnaire: str = MAIN,
    draws: int = DRAWS,
    seed: int = SEED,
) -> WholeChange | None:
    """None without an earlier round, or when those who took part in either may not be shown."""
    require(actor, *READERS)
    with office.database.reading() as connection:
        part, before = with_the_one_before(office, connection, round_id, questionnaire, filters)
    if before is None or not all(may_be_shown(one.firms["sales"]) for one in (before, part)):
        return None
    found = round_change(
        office, actor, round_id, filters, questionnaire=questionnaire, draws=draws, seed=seed
    )
    both = part.firms["sales"][part.firms.index.isin(before.firms.index)]
    return WholeChange(found, not may_be_shown(both)) if found else None
