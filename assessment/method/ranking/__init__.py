"""Ranking by several criteria or votes, how alike two rankings are, and what reverses them."""

from assessment.method.ranking.decision import Direction, Directions
from assessment.method.ranking.kemeny import kemeny
from assessment.method.ranking.places import TIES, Ties, competition_rank, rank, tied
from assessment.method.ranking.promethee import Preference, promethee_ii
from assessment.method.ranking.result import Ranking
from assessment.method.ranking.reversal import (
    Move,
    Reversals,
    Trial,
    add_clone,
    drop_one,
    replace_by_worse,
)
from assessment.method.ranking.similarity import kendall_tau_b, spearman, weighted_spearman, ws
from assessment.method.ranking.topsis import topsis
from assessment.method.ranking.vikor import vikor
from assessment.method.ranking.votes import Profile
from assessment.method.ranking.voting import borda, copeland, frequencies, outranking, plurality
from assessment.method.ranking.weighted import weighted_product, weighted_sum

__all__ = [
    "TIES",
    "Direction",
    "Directions",
    "Move",
    "Preference",
    "Profile",
    "Ranking",
    "Reversals",
    "Ties",
    "Trial",
    "add_clone",
    "borda",
    "competition_rank",
    "copeland",
    "drop_one",
    "frequencies",
    "kemeny",
    "kendall_tau_b",
    "outranking",
    "plurality",
    "promethee_ii",
    "rank",
    "replace_by_worse",
    "spearman",
    "tied",
    "topsis",
    "vikor",
    "weighted_product",
    "weighted_spearman",
    "weighted_sum",
    "ws",
]
