"""A programme's quotas as limits of a selection, and limits in words."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.programmes import Programme, QuotaRule
from assessment.locale import Message, message
from assessment.method.selection import Constraint, Quota
from assessment.services.funding.reasons import Words, words_of


@dataclass(frozen=True)
class NamedQuota(Quota):
    """A quota under the name that the programme gives it."""

    label: str = ""

    @property
    def name(self) -> str:
        return self.label


@dataclass(frozen=True)
class QuotaState:
    """A quota and how many of the selected count towards it."""

    id: str
    name: Words
    floor: int
    ceiling: int | None
    selected: int


def quotas_of(programme: Programme) -> tuple[Quota, ...]:
    """The quotas; an applicant counts where the attribute named by the quota's id is true."""
    return tuple(
        NamedQuota({one.id: True}, one.at_least, one.at_most, label=str(words_of(one.name)))
        for one in programme.quotas
    )


def memberships(programme: Programme, facts: pd.DataFrame) -> dict[str, list[Hashable]]:
    """Quota id to whether each row counts towards it; a row whose fact is not known does not."""
    found: dict[str, list[Hashable]] = {}
    for one in programme.quotas:
        if one.fact in facts:
            column = facts[one.fact].astype(object)
            found[one.id] = [bool(known) for known in column.isin(one.values) & column.notna()]
        else:
            found[one.id] = [False] * len(facts)
    return found


def quota_of(programme: Programme, constraint: Constraint) -> QuotaRule | None:
    """The programme's quota behind a floor or ceiling."""
    if constraint.kind not in ("floor", "ceiling"):
        return None
    named = (q for q in programme.quotas if constraint.name in (q.name.ko, q.name.en))
    return next(named, None)


def binding_of(constraint: Constraint | None) -> str:
    """budget, places, quota, firm or exclusion; rank where only its own score is in the way."""
    if constraint is None:
        return "rank"
    return "quota" if constraint.kind in ("floor", "ceiling") else constraint.kind


def limit_words(programme: Programme, constraint: Constraint) -> Message:
    """The limit as a person reads it, quotas by the programme's name in the reader's language."""
    limit = f"{constraint.limit:,.0f}"
    rule = quota_of(programme, constraint)
    if constraint.kind == "budget":
        return message("예산 {limit}원", limit=limit)
    if rule is None:
        return constraint.words
    name = words_of(rule.name)
    if constraint.kind == "floor":
        return message("‘{name}’ 최소 {limit}곳", name=name, limit=limit)
    return message("‘{name}’ 최대 {limit}곳", name=name, limit=limit)


def quota_states(
    programme: Programme, members: Mapping[str, list[Hashable]], selected: NDArray[np.bool_]
) -> tuple[QuotaState, ...]:
    """Every quota with how many of the selected rows count towards it."""
    return tuple(
        QuotaState(
            one.id,
            words_of(one.name),
            one.at_least,
            one.at_most,
            int((selected & np.array(members[one.id], bool)).sum()),
        )
        for one in programme.quotas
    )
