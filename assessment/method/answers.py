"""Answers of many firms as one matrix of small codes, the shape in which everything is computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

HIGHEST = 249
UNKNOWN = 253
NOT_APPLICABLE = 254
UNANSWERED = 255

State = Literal["unanswered", "answered", "not_applicable", "unknown"]
STATES: Mapping[State, int] = {
    "unanswered": UNANSWERED,
    "not_applicable": NOT_APPLICABLE,
    "unknown": UNKNOWN,
}


@dataclass(frozen=True, eq=False)
class AnswerTable:
    """One row a firm, one column an item; a code is an option's index or one of the states.

    A number, multi, text, date or file item that is answered has code 0; the number stands in
    `numbers`, the chosen options of a multi item as bits (option 0 the lowest) in `chosen`.
    """

    firms: pd.Index
    items: tuple[str, ...]
    codes: NDArray[np.uint8]
    numbers: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    chosen: Mapping[str, NDArray[np.uint64]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.codes.shape != (len(self.firms), len(self.items)):
            raise ValueError("codes must have one row a firm and one column an item")
        if self.codes.dtype != np.uint8 or not self.codes.flags.c_contiguous:
            object.__setattr__(self, "codes", np.ascontiguousarray(self.codes, np.uint8))

    def __len__(self) -> int:
        return len(self.firms)

    def position(self, item: str) -> int:
        """The column of this item; -1 when the table does not hold it."""
        return self.items.index(item) if item in self.items else -1

    def column(self, item: str) -> NDArray[np.uint8]:
        """This item's codes; unanswered throughout when the table does not hold it."""
        place = self.position(item)
        return self.codes[:, place] if place >= 0 else np.full(len(self), UNANSWERED, np.uint8)

    def rows(self, rows: Sequence[int] | NDArray[np.intp]) -> "AnswerTable":
        """These rows alone, in this order; a row may be taken more than once."""
        places = np.asarray(rows, np.intp)
        return AnswerTable(
            self.firms[places],
            self.items,
            np.ascontiguousarray(self.codes[places]),
            {item: values[places] for item, values in self.numbers.items()},
            {item: values[places] for item, values in self.chosen.items()},
        )

    def with_codes(self, codes: NDArray[np.uint8]) -> "AnswerTable":
        """The same firms and items with other codes."""
        return replace(self, codes=codes)
