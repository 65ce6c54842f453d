"""What stopped each refused applicant of a ranking, and what would have let it in, as columns."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.programmes import Programme
from assessment.locale import Message
from assessment.method.selection import Constraint
from assessment.services.funding.choosing import Chosen
from assessment.services.funding.quotas import binding_of, limit_words

NEEDED = {"budget": "won_needed", "places": "places_needed", "ceiling": "quota_needed"}
"""Kind of limit to the column of how much more it alone would have to give."""


def stopped(programme: Programme, chosen: Chosen, rows: NDArray[np.intp]) -> dict[str, Any]:
    """Columns of the ranked rows.

    `binding`: "" above the line, else budget, places, quota, firm, exclusion or rank;
    `binding_name` the limit in words. `points_needed`, `won_needed`, `places_needed` and
    `quota_needed`: the smallest change that alone lets it in, NaN where none of the kind does.
    `reserved`: taken ahead of its rank to meet a quota.
    """
    named: dict[Constraint, Message] = {}
    binding: list[str] = []
    names: list[Message | None] = []
    needed: dict[str, NDArray[np.float64]] = {
        name: np.full(len(rows), np.nan) for name in ("points_needed", *NEEDED.values())
    }
    for place, row in enumerate(rows.tolist()):
        refusal = chosen.refusals.get(row)
        if refusal is None:
            binding.append("")
            names.append(None)
            continue
        limit = refusal.bound_by
        if limit is not None and limit not in named:
            named[limit] = limit_words(programme, limit)
        binding.append(binding_of(limit))
        names.append(None if limit is None else named[limit])
        if refusal.points is not None:
            needed["points_needed"][place] = refusal.points
        for constraint, more in refusal.moves.items():
            own = needed[NEEDED[constraint.kind]] if constraint.kind in NEEDED else None
            if own is not None:
                own[place] = more if np.isnan(own[place]) else min(more, own[place])
    return {
        "binding": pd.array(binding, dtype=object),
        "binding_name": pd.array(names, dtype=object),
        **needed,
        "reserved": chosen.selection.reserved[rows],
    }
