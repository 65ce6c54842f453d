"""The way up: the cheapest steps to a goal, and which areas to take first."""

from assessment.method.roadmap.cheapest import Alternative, Roadmap, Stage, cheapest
from assessment.method.roadmap.goals import Gain, Goal, ReachLevel, Spend
from assessment.method.roadmap.priorities import (
    HORIZONS,
    Priorities,
    cost_factor,
    focus,
    impact,
    kpi_factor,
    priorities,
    proximity,
)

__all__ = [
    "HORIZONS",
    "Alternative",
    "Gain",
    "Goal",
    "Priorities",
    "ReachLevel",
    "Roadmap",
    "Spend",
    "Stage",
    "cheapest",
    "cost_factor",
    "focus",
    "impact",
    "kpi_factor",
    "priorities",
    "proximity",
]
