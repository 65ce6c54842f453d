"""How the weights are drawn behind every rank interval, as it is asked for and stored."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from assessment.method.ranking import rank
from assessment.method.uncertainty import (
    WeightDraws,
    bounded_weights,
    free_weights,
    ordinal_weights,
)

WeightKind = Literal["stated", "free", "ordinal"]
WEIGHT_KINDS: tuple[WeightKind, ...] = get_args(WeightKind)
SEED, DRAWS, SPREAD = 20260, 1000, 0.2


@dataclass(frozen=True)
class Drawing:
    """`stated`: the programme's weights times 1 ± `spread`; `ordinal`: only their order counts;
    `free`: not even that. `spread` belongs to `stated` alone."""

    weights: WeightKind = "stated"
    draws: int = DRAWS
    seed: int = SEED
    spread: float = SPREAD

    def of(self, stated: NDArray[np.float64]) -> WeightDraws:
        """The drawn weights; AssessmentError for a spread or number of draws that cannot be."""
        if self.weights == "free":
            return free_weights(len(stated), self.draws, self.seed)
        if self.weights == "ordinal":
            order = rank(stated, "dense").astype(np.int64)
            return ordinal_weights(order, self.draws, self.seed)
        return bounded_weights(stated, self.draws, self.spread, self.seed)

    def as_json(self) -> dict[str, Any]:
        """Plain values; `Drawing(**values)` reads them back."""
        plain: dict[str, Any] = {"seed": self.seed, "draws": self.draws, "weights": self.weights}
        return plain | ({"spread": self.spread} if self.weights == "stated" else {})
