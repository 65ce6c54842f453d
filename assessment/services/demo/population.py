"""The synthetic firms as arrays: who they are, how far they have come, when they take part."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.services.demo.sectors import (
    MID2_OF_BEYOND,
    PLACES,
    SECTOR_SHARES,
    SIZES,
)
from assessment.services.demo.trades import TRADES

NONE, BASIC, MID1, MID2 = 0, 1, 2, 3
ROUNDS = 3
_MATURITY = ((1.30, 0.45), (2.85, 0.30), (3.65, 0.25), (4.25, 0.20))
"""Mean and spread of a firm's own level, by what it has adopted."""
_SIZE_LEAD = {"micro": -0.15, "small": 0.05, "medium": 0.25, "mid_market": 0.4}
_QUICK_ONLY = 0.12


@dataclass(frozen=True, eq=False)
class Population:
    """One entry a firm, in the order of the firms' ids (from 1)."""

    size: NDArray[np.object_]
    division: NDArray[np.int64]
    place: NDArray[np.int64]
    employees: NDArray[np.int64]
    adopted: NDArray[np.int64]
    """0 none, 1 기초, 2 중간1, 3 중간2."""
    maturity: NDArray[np.float64]
    optimism: NDArray[np.float64]
    """Multiplies the chance of claiming too high; 1 on average."""
    no_own_product: NDArray[np.bool_]
    no_tooling: NDArray[np.bool_]
    no_suppliers: NDArray[np.bool_]
    takes_part: NDArray[np.bool_]
    """Firms × rounds."""
    quick_only: NDArray[np.bool_]
    """Has answered the quick scan alone, in the open round."""

    def __len__(self) -> int:
        return len(self.division)


def draw_population(rng: np.random.Generator, firms: int, *, everyone: bool = False) -> Population:
    """The firms; with `everyone`, all take part in the open round and nobody before it."""
    size = rng.choice(np.array(list(SIZES), object), firms, p=[s.share for s in SIZES.values()])
    shares = np.array(list(SECTOR_SHARES.values()))
    division = rng.choice(np.array(list(SECTOR_SHARES)), firms, p=shares / shares.sum())
    place = rng.choice(len(PLACES), firms, p=[share for *_, share in PLACES])
    adopted = _adopted(rng, size)
    mean, spread = (np.array(column)[adopted] for column in zip(*_MATURITY, strict=True))
    lead = np.array([_SIZE_LEAD[one] for one in size])
    part, quick = _participation(rng, size, everyone)
    return Population(
        size=size,
        division=division,
        place=place,
        employees=_employees(rng, size),
        adopted=adopted,
        maturity=rng.normal(mean, spread) + lead,
        optimism=rng.gamma(2.0, 0.5, firms),
        no_own_product=rng.random(firms) < [SIZES[one].no_own_product for one in size],
        no_tooling=rng.random(firms) < [TRADES[one].no_tooling for one in division.tolist()],
        no_suppliers=rng.random(firms) < 0.02,
        takes_part=part,
        quick_only=quick,
    )


def _adopted(rng: np.random.Generator, size: NDArray[np.object_]) -> NDArray[np.int64]:
    some = rng.random(len(size)) < [SIZES[one].adopts for one in size]
    beyond = rng.random(len(size)) < [SIZES[one].beyond_basic for one in size]
    mid2 = rng.random(len(size)) < MID2_OF_BEYOND
    found: NDArray[np.int64] = np.select(
        [~some, ~beyond, ~mid2], [NONE, BASIC, MID1], default=MID2
    ).astype(np.int64)
    return found


def _employees(rng: np.random.Generator, size: NDArray[np.object_]) -> NDArray[np.int64]:
    low, typical, high = (
        np.array(column) for column in zip(*(SIZES[one].staff for one in size), strict=True)
    )
    drawn = np.exp(rng.normal(np.log(typical), 0.45))
    clipped: NDArray[np.int64] = np.clip(np.rint(drawn), low, high).astype(np.int64)
    return clipped


def _participation(
    rng: np.random.Generator, size: NDArray[np.object_], everyone: bool
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The same firms tend to come again: each has a lasting inclination of its own."""
    firms = len(size)
    part = np.zeros((firms, ROUNDS), bool)
    if everyone:
        part[:, -1] = True
        return part, np.zeros(firms, bool)
    inclination = rng.random(firms)
    share = np.array([SIZES[one].takes_part for one in size])
    for number, growth in enumerate((0.85, 1.0, 1.05)):
        draw = 0.8 * inclination + 0.2 * rng.random(firms)
        part[:, number] = draw < share * growth
    quick: NDArray[np.bool_] = ~part[:, -1] & (rng.random(firms) < _QUICK_ONLY)
    return part, quick
