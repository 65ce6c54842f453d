"""The complex as estimated from those who took part: weighted to the register, with intervals."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.method.answers import AnswerTable
from assessment.method.comparing import may_be_shown
from assessment.method.population import (
    ComplexChange,
    Estimate,
    Linking,
    PairedChange,
    PopulationWeights,
    RoundValues,
    Statistic,
    cell_counts,
    comparable,
    complex_change,
    estimates,
    link_items,
    paired_change,
    paired_changes,
    post_stratified,
)
from assessment.method.scoring import leaf_shares, score
from assessment.records import rounds as kept_rounds
from assessment.records.rounds import Round
from assessment.services.complex.population import (
    MAIN,
    READERS,
    Part,
    PopulationFilter,
    at_first_step,
    known_part,
    with_the_one_before,
)
from assessment.services.office import Actor, Office
from assessment.services.permissions import require

CELLS = ["group", "size_class"]
DRAWS, SEED = 500, 20261122


@dataclass(frozen=True, eq=False)
class ComplexEstimates:
    """Figures of the registered firms of the sectors that answered, by sector × size weights.

    `represented` of `registered` firms belong to those sectors; `unrepresented` names the others
    ("" for firms without a sector), of which nothing is said. `collapsed` names the cells that were
    weighted together because one of their sector was empty. Points are of the used values.
    """

    mean_points: Estimate
    median_points: Estimate
    basic_share: Estimate
    registered: int
    represented: int
    unrepresented: tuple[str, ...]
    collapsed: tuple[str, ...]
    design_effect: float
    effective_n: float


@dataclass(frozen=True, eq=False)
class RoundChange:
    """Points of both rounds on the linked items alone, under this round's scoring.

    `paired` is of the firms that are in both, `complex` of all, weighted to the register as it is
    today. `items` has a row a linked item with the paired change of its share of full points; null
    where the firms in both are too few to be shown or one dominates. `linking` lists the items
    compared and the others.
    """

    before: Round
    paired: PairedChange
    complex: ComplexChange
    items: pd.DataFrame
    linking: Linking


def complex_estimates(
    office: Office,
    actor: Actor,
    round_id: int,
    filters: PopulationFilter | None = None,
    *,
    questionnaire: str = MAIN,
    draws: int = DRAWS,
    seed: int = SEED,
) -> ComplexEstimates | None:
    """Weighted figures beside the overview's raw ones; None when nobody took part."""
    require(actor, *READERS)
    with office.database.reading() as connection:
        part = known_part(office, connection, round_id, questionnaire, filters)
    return estimates_of(part, draws=draws, seed=seed)


def estimates_of(part: Part, *, draws: int = DRAWS, seed: int = SEED) -> ComplexEstimates | None:
    """The same of a part that was read already."""
    if not len(part.rows):
        return None
    weights, covered = _weights(part)
    asked: dict[str, tuple[NDArray[np.float64], Statistic]] = {
        "mean": (part.points, "mean"),
        "median": (part.points, "median"),
        "basic": (at_first_step(part), "share"),
    }
    found = estimates(asked, weights.weight, strata=weights.stratum, seed=seed, draws=draws)
    return ComplexEstimates(
        mean_points=found["mean"],
        median_points=found["median"],
        basic_share=found["basic"],
        registered=len(part.register),
        represented=int(covered.sum()),
        unrepresented=tuple(sorted(set(_sectors(part.register)[~covered]))),
        collapsed=weights.collapsed,
        design_effect=weights.design_effect,
        effective_n=weights.effective_n,
    )


def round_change(
    office: Office,
    actor: Actor,
    round_id: int,
    filters: PopulationFilter | None = None,
    *,
    questionnaire: str = MAIN,
    draws: int = DRAWS,
    seed: int = SEED,
) -> RoundChange | None:
    """What changed since the round before; None when there is none, or nobody took part in one."""
    require(actor, *READERS)
    with office.database.reading() as connection:
        part, before = with_the_one_before(office, connection, round_id, questionnaire, filters)
        earlier = kept_rounds.before(connection, round_id)
    if earlier is None or before is None or not len(before.rows) or not len(part.rows):
        return None
    linking = link_items(before.data.release.items, part.data.release.items)
    tables = comparable(before.data.used.rows(before.rows), part.data.used.rows(part.rows), linking)
    tree = part.data.tree
    then, now = (score(tree, table).of(tree.root) for table in tables)
    _, rows_then, rows_now = np.intersect1d(
        before.data.firms[before.rows], part.data.firms[part.rows], return_indices=True
    )
    return RoundChange(
        before=earlier,
        paired=paired_change(then[rows_then], now[rows_now]),
        complex=complex_change(
            _round_values(before, then), _round_values(part, now), seed=seed, draws=draws
        ),
        items=_by_item(
            part, linking, tables[0].rows(rows_then), tables[1].rows(rows_now), rows_now
        ),
        linking=linking,
    )


def _weights(part: Part) -> tuple[PopulationWeights, NDArray[np.bool_]]:
    """Weights to the register's firms of the sectors that answered, and which firms those are."""
    covered = np.isin(_sectors(part.register), np.unique(_sectors(part.firms)))
    counts = cell_counts(part.register.loc[covered, CELLS])
    return post_stratified(part.firms[CELLS], counts, empty="collapse"), covered


def _sectors(firms: pd.DataFrame) -> NDArray[np.str_]:
    groups = firms["group"]
    return groups.astype(object).where(groups.notna(), "").to_numpy().astype(str)


def _by_item(
    part: Part, linking: Linking, before: AnswerTable, after: AnswerTable, rows: NDArray[np.intp]
) -> pd.DataFrame:
    """Rows of the tables are the same firms, `rows` of the part."""
    tree = part.data.tree
    compared = [link.later for link in linking.links if link.later in tree.items]
    then, now = (
        pd.DataFrame(leaf_shares(tree, table, slice(0, len(rows))).T, columns=list(tree.items))
        for table in (before, after)
    )
    changes = paired_changes(then[compared], now[compared])
    sales = part.firms["sales"].iloc[rows].astype("Float64").reset_index(drop=True)
    both = then.notna() & now.notna()
    shown = [may_be_shown(sales[both[item]]) for item in compared]
    return changes.where(pd.Series(shown, changes.index, dtype=bool), axis=0)


def _round_values(part: Part, points: NDArray[np.float64]) -> RoundValues:
    weights, _ = _weights(part)
    return RoundValues(part.data.firms[part.rows], points, weights.weight, weights.stratum)
