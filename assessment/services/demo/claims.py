"""What is true in each synthetic factory, and what its owner says of it, as codes."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.questionnaires import LevelItem
from assessment.definitions.releases import Release
from assessment.method.answers import HIGHEST, NOT_APPLICABLE, UNKNOWN, AnswerTable
from assessment.services.assessing.contradictions import fired_rules
from assessment.services.demo.population import BASIC, MID1, MID2, NONE, Population
from assessment.services.demo.sectors import (
    AREA_LEAD,
    CONTROL_OF_ADOPTERS,
    ERP_OF_ADOPTERS,
    INFLATION,
    MES_OF_ADOPTERS,
    TOO_LOW,
    TWO_TOO_HIGH,
)
from assessment.services.demo.sectors import UNKNOWN as UNKNOWN_SHARE

Codes = NDArray[np.uint8]
_STEPS_A_ROUND = 0.07
_MOST_ROUNDS = 6


@dataclass(frozen=True, eq=False)
class Truth:
    """Firms × items: the true option, or not applicable."""

    items: tuple[str, ...]
    areas: tuple[str, ...]
    highest: NDArray[np.int64]
    levels: Codes
    optimism: NDArray[np.float64]


def draw_truth(rng: np.random.Generator, release: Release, population: Population) -> Truth:
    """What is true in the open round."""
    items = {item: one for item, one in release.items.items() if isinstance(one, LevelItem)}
    area_of = {item: area.id for area in release.questionnaire.areas for item in area.items}
    areas = tuple(area_of[item] for item in items)
    highest = np.array([len(one.options) - 1 for one in items.values()])
    lead = np.array([AREA_LEAD.get(area, 0.0) for area in areas]) + rng.normal(0, 0.15, len(items))
    own = rng.normal(0, 0.55, (len(population), len(items)))
    drawn = np.rint(population.maturity[:, None] + lead + own)
    levels = np.clip(drawn, 0, highest).astype(np.uint8)
    _as_adopted(rng, tuple(items), levels, population)
    truth = Truth(tuple(items), areas, highest, levels, population.optimism)
    _mend(release, truth)
    for place, one in enumerate(items.values()):
        for reason in one.not_applicable:
            truth.levels[getattr(population, reason), place] = NOT_APPLICABLE
    return truth


def earlier(rng: np.random.Generator, truth: Truth, release: Release | None = None) -> Truth:
    """What was true one round before: some items stood one option lower.

    With a release of level items alone, what would contradict itself then is mended as well.
    """
    rose = rng.random(truth.levels.shape) < _STEPS_A_ROUND
    rose &= (truth.levels > 0) & (truth.levels <= HIGHEST)
    levels = np.where(rose, truth.levels - 1, truth.levels).astype(np.uint8)
    before = replace(truth, levels=levels)
    if release is not None:
        _mend(release, before)
    return before


def draw_claims(rng: np.random.Generator, truth: Truth) -> Codes:
    """What the owners say: now and then too high, seldom too low, some do not know."""
    shape = truth.levels.shape
    chance = np.array([INFLATION.get(area, 0.18) for area in truth.areas])
    optimism: NDArray[np.float64] = truth.optimism[:, None]
    chance = np.clip(chance * optimism, 0, 0.85)
    draw: NDArray[np.float64] = rng.random(shape)
    shift = np.zeros(shape, np.int64)
    shift[draw < chance] = 1
    shift[draw < np.minimum(TWO_TOO_HIGH * optimism, 0.2)] = 2
    shift[draw > 1 - TOO_LOW] = -1
    shifted = np.clip(truth.levels.astype(np.int64) + shift, 0, truth.highest)
    claims: Codes = shifted.astype(np.uint8)
    unsure = UNKNOWN_SHARE * rng.gamma(0.6, 1 / 0.6, (shape[0], 1))
    claims[rng.random(shape) < unsure] = UNKNOWN
    claims[truth.levels == NOT_APPLICABLE] = NOT_APPLICABLE
    return claims


def _as_adopted(
    rng: np.random.Generator, items: tuple[str, ...], levels: Codes, population: Population
) -> None:
    """Bring the items that tell the systems into line with what the firm has adopted."""
    place = {item: number for number, item in enumerate(items)}
    adopted = population.adopted

    def at_least(who: NDArray[np.bool_], item: str, level: int) -> None:
        column = levels[:, place[item]]
        column[who] = np.maximum(column[who], level)

    def at_most(who: NDArray[np.bool_], item: str, level: int) -> None:
        column = levels[:, place[item]]
        column[who] = np.minimum(column[who], level)

    some = adopted >= BASIC
    for item, share in (
        ("IS01", ERP_OF_ADOPTERS),
        ("IS02", MES_OF_ADOPTERS),
        ("EC03", CONTROL_OF_ADOPTERS),
    ):
        has = some & (rng.random(len(population)) < share)
        at_least(has, item, 3)
        at_most(~has, item, 2)
    for item in ("PC01", "QM03"):
        at_least(some, item, 3)
    at_most(adopted == NONE, "QM03", 2)
    at_most(adopted == BASIC, "IS05", 3)
    for item, level in (("PC01", 4), ("EC01", 3), ("EC02", 3), ("IS05", 4)):
        at_least(adopted >= MID1, item, level)
    at_most(adopted == MID1, "EC03", 3)
    for item in ("EC01", "EC02", "EC03"):
        at_least(adopted == MID2, item, 4)


def _mend(release: Release, truth: Truth) -> None:
    for _ in range(_MOST_ROUNDS):
        if not _mend_contradictions(release, truth):
            break


def _mend_contradictions(release: Release, truth: Truth) -> bool:
    """Lower the first item of every contradiction that the truth itself would raise, in place."""
    rules = release.questionnaire.contradictions
    table = AnswerTable(pd.RangeIndex(len(truth.levels)), truth.items, truth.levels)
    fired = fired_rules(release, table)
    for number, rule in enumerate(rules):
        place = truth.items.index(rule.items[0])
        column = truth.levels[:, place]
        column[fired[:, number] & (column > 0)] -= 1
    return bool(fired.any())
