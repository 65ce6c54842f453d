"""What every ranking method gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Ranking:
    """Score and rank of each row (1 = best; NaN without a score), and the method's own figures.

    Under VIKOR less is better: `higher_is_better` is false. The methods say what `extras` holds.
    """

    score: NDArray[np.float64]
    rank: NDArray[np.float64]
    extras: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    higher_is_better: bool = True

    def order(self) -> NDArray[np.intp]:
        """The ranked rows from the best, equal ones as they stand."""
        ranked = np.flatnonzero(~np.isnan(self.rank))
        return ranked[np.argsort(self.rank[ranked], kind="stable")]
