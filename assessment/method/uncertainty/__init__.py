"""Uncertainty: what a rank, a level or a selection could also have been."""

from assessment.method.uncertainty.chances import (
    FundingChances,
    LevelChances,
    drawn_scores,
    funding_chances,
    level_chances,
)
from assessment.method.uncertainty.claims import ClaimDraws, claim_draws
from assessment.method.uncertainty.draws import (
    WeightDraws,
    bounded_weights,
    free_weights,
    monte_carlo_error,
    ordinal_weights,
)
from assessment.method.uncertainty.first_places import first_places
from assessment.method.uncertainty.index_choices import index_sensitivity
from assessment.method.uncertainty.inflation import Inflation, learn_inflation
from assessment.method.uncertainty.intervals import RankIntervals, rank_intervals
from assessment.method.uncertainty.smaa import RankAcceptability, smaa
from assessment.method.uncertainty.sobol import (
    Factor,
    SobolIndices,
    between,
    one_of,
    sobol,
    weights_free,
    weights_within,
)

__all__ = [
    "ClaimDraws",
    "Factor",
    "FundingChances",
    "Inflation",
    "LevelChances",
    "RankAcceptability",
    "RankIntervals",
    "SobolIndices",
    "WeightDraws",
    "between",
    "bounded_weights",
    "claim_draws",
    "drawn_scores",
    "first_places",
    "free_weights",
    "funding_chances",
    "index_sensitivity",
    "learn_inflation",
    "level_chances",
    "monte_carlo_error",
    "one_of",
    "ordinal_weights",
    "rank_intervals",
    "smaa",
    "sobol",
    "weights_free",
    "weights_within",
]
