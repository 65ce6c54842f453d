"""A complex in one round: who takes part, where it stands, what it lacks, how sure that is."""

from dataclasses import asdict, dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.releases import Release
from assessment.method.sampling import median_interval, share_interval
from assessment.records import rounds as kept_rounds
from assessment.records.database import Connection
from assessment.records.rounds import Round
from assessment.services.complex.population_data import RoundData, register_of, round_data
from assessment.services.complex.population_tables import (
    area_gap,
    heatmap,
    histogram,
    level_counts,
    measure_shares,
    profile_counts,
    silent_groups,
    weakest_items,
)
from assessment.services.office import Actor, Office, Role
from assessment.services.permissions import not_found, require
from assessment.services.register.sectors import group_by_division

Grouping = Literal["group", "division", "size_class", "complex"]
GROUPINGS: tuple[Grouping, ...] = ("group", "division", "size_class", "complex")
READERS: tuple[Role, ...] = ("manager", "admin", "consultant")
SYSTEM = "system"
MAIN = "smart-factory"


@dataclass(frozen=True)
class PopulationFilter:
    """Which firms are meant; an absent field does not filter."""

    group: str | None = None
    division: int | None = None
    size_class: str | None = None
    region: str | None = None
    complex: str | None = None


@dataclass(frozen=True)
class Figure:
    """A number, its 95 % interval where it has one, its change since the round before, and n."""

    value: float | None
    low: float | None
    high: float | None
    change: float | None
    n: int


@dataclass(frozen=True, eq=False)
class Overview:
    """Tables carry ids; their words are in the release's texts. Points are of the used values
    (verified where there is one, else claimed).

    `histogram`: low, high, firms. `levels`: axis, step, level, firms. `heatmap`: area, group,
    firms, share (0..1; null where hidden), hidden. `weakest`: item, area, share, firms (that
    answered), below (how many of them below half). `gap`: area, claimed, verified, firms (points
    of the verified firms). `silent`: grouping value, registered, taking part, drafts. `profiles`:
    axis, profile, met, unmet, unknown (firms). `measures`: node, firms, share (mean attained, null
    where hidden), done (firms that attained all). `basic_share` is of the firms at or above the
    `first_step` (axis, step).
    """

    round: Round
    registered: int
    participants: int
    drafts: int
    participation: Figure
    median_points: Figure
    basic_share: Figure
    verified_share: Figure
    points_full: float
    histogram: pd.DataFrame
    levels: pd.DataFrame
    heatmap: pd.DataFrame
    weakest: pd.DataFrame
    gap: pd.DataFrame
    silent: pd.DataFrame
    profiles: pd.DataFrame
    measures: pd.DataFrame
    release: Release = field(repr=False)

    @property
    def first_step(self) -> tuple[str, str] | None:
        """The axis of levels that counts most and its first step; None without such an axis."""
        axis = leading_axis(self.release)
        if axis is None:
            return None
        return axis, self.release.scoring.level_axes[axis].steps[0].id


@dataclass(frozen=True, eq=False)
class Part:
    """The rows of a round that pass the filter; `firms` is their part of the register."""

    data: RoundData
    rows: NDArray[np.intp]
    firms: pd.DataFrame
    register: pd.DataFrame

    @property
    def points(self) -> NDArray[np.float64]:
        """Points of the whole, NaN without a value."""
        return self.data.scores.of(self.data.tree.root)[self.rows]


def overview(
    office: Office,
    actor: Actor,
    round_id: int,
    filters: PopulationFilter | None = None,
    *,
    questionnaire: str = MAIN,
    by: Grouping = "group",
) -> Overview:
    """The complex in this round; drafts do not count as taking part.

    Cells of the heatmap with fewer than 5 firms, or with one that dominates, are hidden.
    """
    require(actor, *READERS)
    with office.database.reading() as connection:
        part = known_part(office, connection, round_id, questionnaire, filters)
        found = kept_rounds.get(connection, round_id)
        assert found is not None
        earlier = kept_rounds.before(connection, round_id)
        before = part_of(office, connection, earlier, questionnaire, filters) if earlier else None
    return _overview(found, part, before, by)


def silent_firms(
    office: Office,
    actor: Actor,
    round_id: int,
    filters: PopulationFilter | None = None,
    *,
    questionnaire: str = MAIN,
    page: int = 1,
    size: int = 100,
) -> tuple[pd.DataFrame, int]:
    """One page of the registered firms that have not handed in, and how many there are.

    Columns: firm, name, division, size_class, complex, began.
    """
    require(actor, "manager", "admin")  # names firms, which overview never does
    with office.database.reading() as connection:
        part = known_part(office, connection, round_id, questionnaire, filters)
    silent = part.register[~part.register.index.isin(part.data.firms)]
    shown = silent.iloc[(page - 1) * size : page * size]
    rows = shown[["name", "division", "size_class", "complex"]].reset_index(names="firm")
    return rows.assign(began=rows["firm"].isin(part.data.drafts)), len(silent)


def known_part(
    office: Office,
    connection: Connection,
    round_id: int,
    questionnaire: str,
    filters: PopulationFilter | None,
) -> Part:
    """What passes the filter of a round that asked this questionnaire, else NotFound."""
    found = kept_rounds.get(connection, round_id)
    part = part_of(office, connection, found, questionnaire, filters) if found else None
    if part is None:
        raise not_found("round")
    return part


def with_the_one_before(
    office: Office,
    connection: Connection,
    round_id: int,
    questionnaire: str,
    filters: PopulationFilter | None,
) -> tuple[Part, Part | None]:
    """`known_part`, and the same of the round before where that asked this questionnaire."""
    part = known_part(office, connection, round_id, questionnaire, filters)
    earlier = kept_rounds.before(connection, round_id)
    before = part_of(office, connection, earlier, questionnaire, filters) if earlier else None
    return part, before


def part_of(
    office: Office,
    connection: Connection,
    found: Round,
    questionnaire: str,
    filters: PopulationFilter | None,
) -> Part | None:
    """What passes the filter of this round; None if it did not ask this questionnaire."""
    digest = found.releases.get(questionnaire)
    if digest is None:
        return None
    register = register_of(connection)
    groups = group_by_division(office.root)
    register = register.assign(group=register["division"].map(groups))
    chosen = np.ones(len(register), bool)
    for name, value in asdict(filters or PopulationFilter()).items():
        if value is not None:
            chosen &= (register[name] == value).to_numpy(dtype=bool, na_value=False)
    register = register[chosen]
    data = round_data(connection, found.id, questionnaire, digest)
    rows = np.flatnonzero(np.isin(data.firms, register.index.to_numpy()))
    return Part(data, rows, register.loc[data.firms[rows]], register)


def _overview(found: Round, part: Part, before: Part | None, by: Grouping) -> Overview:
    data, rows = part.data, part.rows
    release = data.release
    drafts = part.register.index.isin(data.drafts)
    return Overview(
        round=found,
        registered=len(part.register),
        participants=len(rows),
        drafts=int(drafts.sum()),
        participation=_participation(part, before),
        median_points=_median(part, before),
        basic_share=_share(_at_basic(part), _at_basic(before)),
        verified_share=_share(_verified(part), _verified(before)),
        points_full=release.scoring.points,
        histogram=histogram(part.points, release.scoring.points),
        levels=level_counts(data.levels, rows),
        heatmap=heatmap(data, rows, part.firms[by], part.firms["sales"]),
        weakest=weakest_items(data, rows, part.firms["sales"]),
        gap=area_gap(data, rows[_verified(part)], part.firms["sales"][_verified(part)]),
        silent=silent_groups(part.register, part.register[by], data.firms, data.drafts),
        profiles=profile_counts(data, rows),
        measures=measure_shares(data, rows, part.firms["sales"]),
        release=release,
    )


def leading_axis(release: Release) -> str | None:
    """The axis of levels that a complex is told by: that of the built system, else the first."""
    axes = list(release.scoring.level_axes)
    return SYSTEM if SYSTEM in axes else axes[0] if axes else None


def at_first_step(part: Part) -> NDArray[np.float64]:
    """1 at the first step of the leading axis or above, 0 below, NaN where the level is unknown."""
    axis = leading_axis(part.data.release)
    if axis is None:
        return np.full(len(part.rows), np.nan)
    found = part.data.levels[axis]
    reached = found.reached[part.rows] > 0
    return np.where(found.level[part.rows] >= 0, reached, np.nan)


def _participation(part: Part, before: Part | None) -> Figure:
    """No interval: everybody is counted."""

    def share(of: Part | None) -> float | None:
        return len(of.rows) / len(of.register) if of and len(of.register) else None

    now, then = share(part), share(before)
    return Figure(now, None, None, _change(now, then), len(part.register))


def _median(part: Part, before: Part | None) -> Figure:
    def middle(of: Part | None) -> float | None:
        known = of.points[~np.isnan(of.points)] if of else np.zeros(0)
        return float(np.median(known)) if len(known) else None

    now, then = middle(part), middle(before)
    low, high = median_interval(part.points) or (None, None)
    return Figure(now, low, high, _change(now, then), int((~np.isnan(part.points)).sum()))


def _at_basic(part: Part | None) -> NDArray[np.bool_]:
    """Of the firms whose level is known: whether it is the first step (기초) or above."""
    if part is None:
        return np.zeros(0, bool)
    reached = at_first_step(part)
    return np.asarray(reached[~np.isnan(reached)] > 0)


def _verified(part: Part | None) -> NDArray[np.bool_]:
    if part is None:
        return np.zeros(0, bool)
    return np.asarray(part.data.statuses[part.rows] == "verified", bool)


def _share(now: NDArray[np.bool_], then: NDArray[np.bool_]) -> Figure:
    share = float(now.mean()) if len(now) else None
    earlier = float(then.mean()) if len(then) else None
    low, high = share_interval(int(now.sum()), len(now)) or (None, None)
    return Figure(share, low, high, _change(share, earlier), len(now))


def _change(now: float | None, then: float | None) -> float | None:
    return None if now is None or then is None else now - then
