"""How answers become points and levels: `scoring.yaml`."""

from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from assessment.definitions.values import (
    Flag,
    Frozen,
    Id,
    ItemId,
    Number,
    Source,
    Version,
    Whole,
    Words,
    without_empty,
)

Aggregation = Literal[
    "weighted_mean",
    "geometric_mean",
    "harmonic_mean",
    "minimum",
    "cumulative_gate",
    "count",
    "attainment",
]


class Measure(Frozen):
    """Three number items: the value before, the value aimed at, and the value that came."""

    before: ItemId
    target: ItemId
    actual: ItemId


class Node(Frozen):
    """An area, a field or the whole; children are items or nodes with their weights.

    An `attainment` node has a `measure` and no children: its share is
    (actual − before) / (target − before), cut at 0 and 1.
    """

    aggregation: Aggregation = "weighted_mean"
    children: dict[ItemId, Annotated[Number, Field(ge=0)]] = Field(default={})
    measure: Measure | None = None
    points: Annotated[Number, Field(gt=0)] | None = None
    """Full points of a node that is only shown, instead of 100."""
    floor: Annotated[Number, Field(ge=0, le=1)] | None = None
    threshold: Annotated[Number, Field(gt=0, le=1)] = 0.8
    """Share of a child's full value that counts as met (cumulative_gate and count)."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The children, or the items of the measure, the actual value first."""
        if self.measure is None:
            return tuple(self.children)
        return (self.measure.actual, self.measure.before, self.measure.target)

    @model_serializer(mode="wrap")
    def _as_before(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # a node that says nothing of these keeps the hash under which it was published
        return without_empty(written(self), "measure", "points")


SHOWN_POINTS = 100.0
"""Full points of a node that is only shown and states none: its points read as percent."""


class LadderStep(Frozen):
    id: Id
    level: Whole
    at_least: Number


class Ladder(Frozen):
    """A level from a node's points; below the first step the level is `base`."""

    kind: Literal["ladder"]
    node: ItemId
    base: Id
    steps: Annotated[tuple[LadderStep, ...], Field(min_length=1)]
    source: Source


class GateStep(Frozen):
    id: Id
    level: Whole
    code: Id
    rule: Words


class Gates(Frozen):
    """A level from rules on answers: a step counts only if it and all below are met."""

    kind: Literal["gates"]
    base: Id
    steps: Annotated[tuple[GateStep, ...], Field(min_length=1)]
    source: Source


class Profile(Frozen):
    """A profile that a firm meets or not; `suits` says which firms should look at it first."""

    id: Id
    code: Id
    rule: Words
    suits: Words | None = None
    historic: Flag = False
    """No longer open to anybody: shown last and labelled."""
    source: Source


class Profiles(Frozen):
    """Profiles side by side: none builds on another, each is met, unmet or unknown."""

    kind: Literal["profiles"]
    profiles: Annotated[tuple[Profile, ...], Field(min_length=1)]


Axis = Annotated[Ladder | Gates | Profiles, Field(discriminator="kind")]


class Partial(Frozen):
    """How unanswered items are guessed when a part of the items estimates the whole."""

    spread: Annotated[Number, Field(gt=0)]
    """Standard deviation, in levels, of one unseen item around the firm's own mean."""
    draws: Annotated[Whole, Field(ge=100)] = 2000
    seed: Whole = 20260


class Scoring(Frozen):
    """`scoring.yaml`: everything that can change a number."""

    format: Literal["scoring/1"]
    questionnaire: Id
    version: Version
    decimals: Annotated[Whole, Field(ge=0, le=9)] = 9
    points: Annotated[Number, Field(gt=0)]
    """Full points of the root, e.g. 1000."""
    root: ItemId
    nodes: dict[ItemId, Node]
    shown_only: tuple[ItemId, ...] = ()
    """Areas that are scored for show and enter no parent."""
    floor: Annotated[Number, Field(ge=0, le=1)] = 0.5
    unknown: Literal["lowest", "exclude"] = "lowest"
    axes: dict[ItemId, Axis] = Field(default={})
    partial: Partial | None = None

    @property
    def level_axes(self) -> dict[str, Ladder | Gates]:
        """The axes on which a firm reaches a level."""
        return {name: a for name, a in self.axes.items() if isinstance(a, Ladder | Gates)}

    @property
    def profile_axes(self) -> dict[str, Profiles]:
        """The axes that hold profiles."""
        return {name: axis for name, axis in self.axes.items() if isinstance(axis, Profiles)}
