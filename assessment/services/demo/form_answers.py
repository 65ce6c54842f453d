"""What synthetic firms would answer to any questionnaire, from how far they have come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.questionnaires import (
    ChoiceItem,
    Item,
    LevelItem,
    MultiItem,
    NumberItem,
    PlainItem,
)
from assessment.definitions.releases import Release
from assessment.method.answers import HIGHEST, NOT_APPLICABLE, UNANSWERED, UNKNOWN, AnswerTable
from assessment.method.asking import leave_out_unasked
from assessment.method.codes import bits_of
from assessment.services.assessing.contradictions import fired_rules
from assessment.services.demo.claims import Codes, Truth
from assessment.services.demo.form_numbers import draw_numbers
from assessment.services.demo.population import Population

Floats = NDArray[np.float64]
_TOP = 5.0
_LEAD: Mapping[str, float] = {"ai-readiness": -0.15}
"""How far the firms are behind their level in smart-factory, as a share of the full scale."""
_OF_FIRM, _OF_ITEM = 0.13, 0.07
_TOO_HIGH, _UNSURE, _DOES_NOT_APPLY = 0.15, 0.02, 0.04
_NOTHING = ("none", "nothing", "no")
_USUAL, _MOSTLY = ("none", "not_listed"), 0.95
"""First options that nearly all small firms would choose."""
_FACTS: Mapping[str, str] = {"AX23": "certificate_system"}
"""Items whose options count what the register knows."""
_MOST_ROUNDS = 6
_TEXT = "가상 답변입니다."


@dataclass(frozen=True, eq=False)
class DrawnForm:
    """What is true in every firm; `own` holds the texts of the items without options.

    `outcome` marks a questionnaire that asks what became of a support.
    """

    truth: Truth
    own: Mapping[int, Sequence[str]]
    ordered: NDArray[np.bool_]
    outcome: bool

    def claims(self, rng: np.random.Generator, truth: Truth) -> Codes:
        """What the owners say of it: now and then one option too high, some do not know."""
        shape = truth.levels.shape
        known = truth.levels <= HIGHEST
        chance = np.clip(_TOO_HIGH * truth.optimism[:, None], 0, 0.8)
        raised = known & self.ordered & (rng.random(shape) < chance)
        claims = np.where(raised, np.minimum(truth.levels + 1, truth.highest), truth.levels)
        claims[known & (rng.random(shape) < _UNSURE)] = UNKNOWN
        return claims.astype(np.uint8)


def draw_form(
    rng: np.random.Generator, release: Release, population: Population, facts: pd.DataFrame
) -> DrawnForm:
    """One row a firm, as `facts` has them; contradictions are mended as far as options go."""
    items = release.items
    firms = len(population)
    reached = np.clip(population.maturity / _TOP, 0, 1) + _LEAD.get(release.id, 0.0)
    codes = np.zeros((firms, len(items)), np.uint8)
    numbers = draw_numbers(rng, release, facts, reached)
    own: dict[int, Sequence[str]] = {}
    chosen: dict[str, NDArray[np.uint64]] = {}
    for place, (item, definition) in enumerate(items.items()):
        share = reached + rng.normal(0, _OF_ITEM) + rng.normal(0, _OF_FIRM, firms)
        match definition:
            case LevelItem() | ChoiceItem():
                codes[:, place] = _options(rng, definition, share)
                if item in _FACTS:
                    codes[:, place] = facts[_FACTS[item]].fillna(0).to_numpy(np.uint8)
            case MultiItem():
                own[place] = _many(rng, definition, share)
                bits = [bits_of(definition, text) or 0 for text in own[place]]
                chosen[item] = np.array(bits, np.uint64)
            case NumberItem():
                own[place] = [f"{value:.15g}" for value in numbers[item].tolist()]
            case PlainItem():
                codes[:, place] = 0 if definition.type == "text" else UNANSWERED
                own[place] = [_TEXT] * firms
        codes[_apart(rng, definition, population), place] = NOT_APPLICABLE
    table = AnswerTable(pd.RangeIndex(firms), tuple(items), codes, numbers, chosen)
    table = _mended(release, table)
    asked = leave_out_unasked(release, table)
    levels = np.where(asked.codes != table.codes, UNANSWERED, table.codes).astype(np.uint8)
    return DrawnForm(
        truth=_truth(release, levels, population),
        own=own,
        ordered=np.array([isinstance(one, LevelItem) for one in items.values()]),
        outcome=any(node.measure is not None for node in release.scoring.nodes.values()),
    )


def _truth(release: Release, levels: Codes, population: Population) -> Truth:
    items = release.items
    area_of = {item: area.id for area in release.questionnaire.areas for item in area.items}
    return Truth(
        items=tuple(items),
        areas=tuple(area_of[item] for item in items),
        highest=np.array([max(len(getattr(one, "options", ())) - 1, 0) for one in items.values()]),
        levels=levels,
        optimism=population.optimism,
    )


def _options(rng: np.random.Generator, item: LevelItem | ChoiceItem, share: Floats) -> Codes:
    """Options in the order of their points; where they give none, any of them."""
    points = np.array([option.points for option in item.options])
    last = len(points) - 1
    if points.min() == points.max():
        any_of_them = rng.integers(0, last + 1, len(share)).astype(np.uint8)
        usual = item.options[0].id in _USUAL
        return np.where(usual & (rng.random(len(share)) < _MOSTLY), 0, any_of_them).astype(np.uint8)
    place = np.clip(np.rint(share * last), 0, last).astype(np.intp)
    order = np.argsort(points, kind="stable").astype(np.uint8)
    found: Codes = order[place]
    return found


def _many(rng: np.random.Generator, item: MultiItem, share: Floats) -> list[str]:
    """Options that the further advanced choose more of; "none of these" only alone."""
    known = [option.id for option in item.options]
    real = [name for name in known if name not in _NOTHING]
    alone = next((name for name in known if name in _NOTHING), real[0])
    draws = rng.random((len(share), len(real))) < np.clip(share, 0.08, 0.85)[:, None]
    return [
        " ".join(name for name, taken in zip(real, row, strict=True) if taken) or alone
        for row in draws.tolist()
    ]


def _apart(rng: np.random.Generator, item: Item, population: Population) -> NDArray[np.bool_]:
    """To whom the item does not apply."""
    nobody = np.zeros(len(population), bool)
    for reason in item.not_applicable[:1]:
        known = getattr(population, reason, None)
        some: NDArray[np.bool_] = rng.random(len(population)) < _DOES_NOT_APPLY
        return some if known is None else np.asarray(known, bool)
    return nobody


def _mended(release: Release, table: AnswerTable) -> AnswerTable:
    """Lower an option of every contradiction that the truth itself would raise."""
    items = release.items
    for _ in range(_MOST_ROUNDS):
        fired = fired_rules(release, table)
        if not fired.any():
            break
        codes = table.codes.copy()
        for number, rule in enumerate(release.questionnaire.contradictions):
            for item in rule.items:
                column = codes[:, table.position(item)]
                lower = fired[:, number] & (column > 0) & (column <= HIGHEST)
                if isinstance(items[item], LevelItem | ChoiceItem) and lower.any():
                    column[lower] -= 1
                    break
        table = table.with_codes(codes)
    return table
