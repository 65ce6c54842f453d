"""Everything besides the applicants that can change a decision, as it is stored with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from assessment.records.panels import PanelScore

RULE = "rule/2"
"""Since then every refusal is stored with the limit that bound it and what would change it."""


@dataclass(frozen=True)
class Solved:
    """What the search for the best choice found: applications, value, what no choice exceeds.

    "optimal" is proven best; a "time_limit" choice is checked when it is replayed, not sought anew.
    """

    status: Literal["optimal", "time_limit"]
    applications: tuple[int, ...]
    value: float
    bound: float
    gap: float


@dataclass(frozen=True)
class Parameters:
    """Everything besides the snapshot that can change a row; stored with a decision.

    `weights` are by criterion; budget in won; `waiting` is the longest waiting list (none: all).
    `lottery` is what the stated source published. `rule` names the program's way of wording rows.
    """

    programme_hash: str
    questionnaire_hash: str
    snapshot_digest: str
    data_date: date
    weights: Mapping[str, float]
    seed: int
    draws: int
    spread: float
    budget: float | None
    places: int | None
    decimals: int
    waiting: int | None
    panel: tuple[PanelScore, ...]
    rule: str = RULE
    lottery: str | None = None
    solved: Solved | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values; `parameters_from_json` reads them back."""
        panel = [[row.application_id, row.criterion, row.panelist, row.score] for row in self.panel]
        whole = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain = {"weights": dict(self.weights), "data_date": self.data_date.isoformat()}
        solved = None if self.solved is None else dict(vars(self.solved))
        if solved is not None:
            solved["applications"] = list(solved["applications"])
        return whole | plain | {"panel": panel, "solved": solved}


def parameters_from_json(stored: Mapping[str, Any]) -> Parameters:
    """The parameters of a stored decision; those of before `rule/2` do not name their rule."""
    given = {"rule": "rule/1", **stored}
    given["data_date"] = date.fromisoformat(given["data_date"])
    given["panel"] = tuple(PanelScore(*row) for row in given["panel"])
    if (solved := given.get("solved")) is not None:
        applications = tuple(solved["applications"])
        given["solved"] = Solved(**{**solved, "applications": applications})
    return Parameters(**given)
