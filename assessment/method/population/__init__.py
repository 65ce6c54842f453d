"""From those who answered to all who are registered, and what of it may be shown."""

from assessment.method.population.bootstrap import (
    Estimate,
    Statistic,
    estimate,
    estimates,
    weighted_mean,
    weighted_median,
)
from assessment.method.population.change import (
    ComplexChange,
    PairedChange,
    RoundValues,
    complex_change,
    paired_change,
    paired_changes,
)
from assessment.method.population.disclosure import GuardedTable, guarded_table
from assessment.method.population.linking import (
    ItemLink,
    Linking,
    NotCompared,
    comparable,
    link_items,
)
from assessment.method.population.participation import participation
from assessment.method.population.weights import (
    PopulationWeights,
    cell_counts,
    design_effect,
    effective_n,
    margin_counts,
    post_stratified,
    raked,
)

__all__ = [
    "ComplexChange",
    "Estimate",
    "GuardedTable",
    "ItemLink",
    "Linking",
    "NotCompared",
    "PairedChange",
    "PopulationWeights",
    "RoundValues",
    "Statistic",
    "cell_counts",
    "comparable",
    "complex_change",
    "design_effect",
    "effective_n",
    "estimate",
    "estimates",
    "guarded_table",
    "link_items",
    "margin_counts",
    "paired_change",
    "paired_changes",
    "participation",
    "post_stratified",
    "raked",
    "weighted_mean",
    "weighted_median",
]
