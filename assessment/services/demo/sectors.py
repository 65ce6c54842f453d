"""The make-up of the synthetic complex: sectors, sizes, places, adoption, inflation of claims."""

from collections.abc import Mapping
from dataclasses import dataclass

# ---- sector: KSIC division to its share of the firms ----------------------------------------

SECTOR_SHARES: Mapping[int, float] = {
    # machinery 44.1 %: we read the old complex sector as fabricated metals and machinery
    25: 0.2100,
    29: 0.2310,
    # electric and electronics 29.3 %
    26: 0.1430,
    27: 0.0450,
    28: 0.1050,
    # petro-chemicals 7.7 %
    20: 0.0270,
    21: 0.0040,
    22: 0.0460,
    # the rest, 18.9 %, split by us
    30: 0.0520,
    31: 0.0070,
    24: 0.0380,
    13: 0.0180,
    14: 0.0050,
    17: 0.0140,
    18: 0.0110,
    16: 0.0040,
    10: 0.0110,
    11: 0.0020,
    23: 0.0090,
    32: 0.0060,
    33: 0.0070,
    34: 0.0050,
}

# ---- size: national shares of firms that own a factory --------------------------------------


@dataclass(frozen=True)
class Size:
    """One size class: its share of firms, who adopts, how many staff, who takes part."""

    share: float
    adopts: float
    """Share that has adopted some smart-factory system."""
    beyond_basic: float
    """Share of the adopters at 중간1 or above."""
    staff: tuple[int, int, int]
    """Least, typical and most employees."""
    takes_part: float
    """Share that answers in a round."""
    no_own_product: float


SIZES: Mapping[str, Size] = {
    "micro": Size(0.618, 0.087, 0.196, (1, 4, 9), 0.42, 0.55),
    "small": Size(0.272, 0.285, 0.226, (10, 18, 49), 0.62, 0.38),
    "medium": Size(0.097, 0.542, 0.290, (50, 75, 299), 0.78, 0.18),
    "mid_market": Size(0.013, 0.857, 0.403, (200, 330, 900), 0.80, 0.08),
}
MID2_OF_BEYOND = 0.03
"""Of the adopters beyond 기초, those at 중간2: 0.6 of 21.7 %."""
ERP_OF_ADOPTERS, MES_OF_ADOPTERS, CONTROL_OF_ADOPTERS = 0.763, 0.144, 0.169

# ---- place ------------------------------------------------------------------------------------

PLACES: tuple[tuple[str, str, str, float], ...] = (
    ("ansan", "banwol", "경기도 안산시 단원구 가상로", 0.44),
    ("ansan", "sihwa", "경기도 안산시 단원구 가상공단로", 0.05),
    ("ansan", "sihwa_mtv", "경기도 안산시 단원구 가상엠티브이로", 0.03),
    ("siheung", "sihwa", "경기도 시흥시 가상로", 0.42),
    ("siheung", "sihwa_mtv", "경기도 시흥시 가상엠티브이로", 0.06),
)

# ---- how far claims stand above what is found -------------------------------------------------

INFLATION: Mapping[str, float] = {
    "leadership": 0.24,
    "product": 0.16,
    "planning": 0.18,
    "process": 0.15,
    "quality": 0.17,
    "equipment": 0.17,
    "logistics": 0.13,
    "systems": 0.26,
    "control": 0.28,
    "performance": 0.30,
    "environment": 0.15,
    "safety": 0.20,
}
"""Chance, by area, that an item is claimed one option too high."""
TWO_TOO_HIGH, TOO_LOW, UNKNOWN = 0.03, 0.025, 0.02

AREA_LEAD: Mapping[str, float] = {
    "process": 0.35,
    "quality": 0.25,
    "logistics": 0.15,
    "planning": 0.05,
    "equipment": 0.0,
    "leadership": 0.0,
    "product": 0.05,
    "performance": -0.1,
    "systems": -0.3,
    "control": -0.45,
    "environment": -0.1,
    "safety": 0.1,
}
"""How far an area stands above the firm's own mean, in options."""
