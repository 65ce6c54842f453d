"""The frozen values that definition files are read into."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
)

Id = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=64)]
ItemId = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=64)]
Words = Annotated[str, Field(min_length=1)]
Whole = Annotated[int, Field(strict=True)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Flag = Annotated[bool, Field(strict=True)]
Version = Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
Confidence = Literal["confirmed", "secondary", "unconfirmed"]


class Frozen(BaseModel):
    """A value that never changes; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _without_empty(written: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in written.items() if name not in names or value}


class Bilingual(Frozen):
    """A short text in both languages, for files that carry no separate text file."""

    ko: Words
    en: Words


class Source(Frozen):
    """Where a fact comes from, the day it held, and how sure that is."""

    source: Words
    as_of: date
    confidence: Confidence


# ---- what is asked -------------------------------------------------------------------------


class Replaces(Frozen):
    """Which earlier item this one follows, so that trends stay honest."""

    id: ItemId
    relation: Literal["same", "reworded", "rescaled", "split", "merged", "new"]
    map: dict[str, str] = {}


class LevelOption(Frozen):
    """One ordered answer; `action` leads from here to the next option."""

    id: Id
    points: Number
    action: Id | None = None


class ChoiceOption(Frozen):
    id: Id
    points: Number = 0.0


class ItemCommon(Frozen):
    since: Version
    not_applicable: tuple[Id, ...] = ()
    ask_if: str | None = None
    column: str | None = None
    codes: dict[str, str] = {}
    replaces: Replaces | None = None
    tags: tuple[Id, ...] = ()


class LevelItem(ItemCommon):
    """Ordered options, lowest first, each with its own points."""

    type: Literal["level"]
    options: Annotated[tuple[LevelOption, ...], Field(min_length=2, max_length=250)]


class ChoiceItem(ItemCommon):
    type: Literal["choice"]
    options: Annotated[tuple[ChoiceOption, ...], Field(min_length=2, max_length=250)]


class MultiItem(ItemCommon):
    """Any number of options; points add up."""

    type: Literal["multi"]
    options: Annotated[tuple[ChoiceOption, ...], Field(min_length=1, max_length=60)]


class NumberItem(ItemCommon):
    """A number within a range; `points` is a piecewise linear map, [value, points] ascending."""

    type: Literal["number"]
    unit: Words | Bilingual
    """Bilingual, unless it reads the same in both languages (%)."""
    minimum: Number
    maximum: Number
    points: tuple[tuple[Number, Number], ...] = ()


class PlainItem(ItemCommon):
    """Recorded, never scored."""

    type: Literal["text", "date", "file"]


Item = Annotated[
    LevelItem | ChoiceItem | MultiItem | NumberItem | PlainItem, Field(discriminator="type")
]


class Area(Frozen):
    id: ItemId
    field: ItemId
    items: Annotated[tuple[ItemId, ...], Field(min_length=1)]


class Include(Frozen):
    """Items of another questionnaire, by reference: same ids, answers carry over."""

    questionnaire: Id
    items: Annotated[tuple[ItemId, ...], Field(min_length=1)]


class Contradiction(Frozen):
    """Two answers that do not fit together; true means ask again."""

    id: Id
    rule: Words
    items: Annotated[tuple[ItemId, ...], Field(min_length=2)]


class Questionnaire(Frozen):
    """`questionnaire.yaml`: what is asked, in which order, to whom."""

    format: Literal["questionnaire/1"]
    id: Id
    version: Version
    minutes: Whole
    areas: Annotated[tuple[Area, ...], Field(min_length=1)]
    items: dict[ItemId, Item] = {}
    include: Include | None = None
    contradictions: tuple[Contradiction, ...] = ()


# ---- in which words ------------------------------------------------------------------------


class OptionText(Frozen):
    """`descriptor` is what the owner reads; `label` is its short name in tables."""

    label: Words
    descriptor: Words
    example: Words | None = None
    evidence: Words | None = None


class ItemText(Frozen):
    """`check` is what a visitor asks to be shown; `help` explains terms in place."""

    question: Words
    short: Words
    help: dict[str, Words] = {}
    check: Words | None = None
    options: dict[Id, OptionText] = {}


class AreaText(Frozen):
    name: Words
    about: Words


class StepText(Frozen):
    """A level's name and what it means; `missing` says what a firm still lacks for it."""

    name: Words
    meaning: Words
    missing: Words | None = None


class AxisText(Frozen):
    name: Words
    steps: dict[Id, StepText]


class Texts(Frozen):
    """`ko.yaml` or `en.yaml`."""

    format: Literal["texts/1"]
    language: Literal["ko", "en"]
    title: Words
    summary: Words
    fields: dict[ItemId, Words]
    areas: dict[ItemId, AreaText]
    items: dict[ItemId, ItemText] = {}
    reasons: dict[Id, Words] = {}
    rules: dict[Id, Words] = {}
    axes: dict[ItemId, AxisText] = {}


# ---- how it is scored ----------------------------------------------------------------------

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
    children: dict[ItemId, Annotated[Number, Field(ge=0)]] = {}
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
        return _without_empty(written(self), "measure", "points")


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
    axes: dict[ItemId, Axis] = {}
    partial: Partial | None = None

    @property
    def level_axes(self) -> dict[str, Ladder | Gates]:
        """The axes on which a firm reaches a level."""
        return {name: a for name, a in self.axes.items() if isinstance(a, Ladder | Gates)}

    @property
    def profile_axes(self) -> dict[str, Profiles]:
        """The axes that hold profiles."""
        return {name: axis for name, axis in self.axes.items() if isinstance(axis, Profiles)}


# ---- what to do next -----------------------------------------------------------------------


class CostBand(Frozen):
    """Won, from and to; the middle decides an order of steps."""

    low: Annotated[Number, Field(ge=0)]
    high: Annotated[Number, Field(ge=0)]
    name: Bilingual


class Action(Frozen):
    """A step from one option to the next; the only place of text, cost, months, prerequisites."""

    item: ItemId
    to: Id
    text: Bilingual
    cost: Id
    months: Annotated[Number, Field(ge=0)]
    needs: tuple[Words, ...] = ()
    paid_by: tuple[Id, ...] = ()


class Actions(Frozen):
    """`data/actions/<questionnaire>.yaml`."""

    format: Literal["actions/1"]
    questionnaire: Id
    estimate: Bilingual
    """Says that costs and months are our own estimates."""
    cost_bands: dict[Id, CostBand]
    actions: dict[Id, Action]


# ---- sample factories ----------------------------------------------------------------------


class Expectation(Frozen):
    levels: dict[ItemId, Id] = {}
    points: dict[ItemId, Number] = {}
    """Node to points, compared after rounding to one decimal."""
    gates: dict[Id, Literal["met", "unmet", "unknown"]] = {}
    """Code of a gate or profile to its state."""
    order: dict[ItemId, tuple[Id, ...]] = {}
    """Profiles axis to the first of its profiles, in the order in which the firm sees them."""
    absent: tuple[ItemId, ...] = ()
    """Nodes that must have no value."""
    contradictions: tuple[Id, ...] | None = None
    """All contradictions that these answers fire, and no others; absent: not looked at."""

    @model_serializer(mode="wrap")
    def _as_before(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # a case that says nothing of these keeps the hash under which it was published
        kept = _without_empty(written(self), "order")
        return {n: v for n, v in kept.items() if n != "contradictions" or v is not None}


class Case(Frozen):
    id: Id
    name: Bilingual
    answers: dict[ItemId, str | Number | tuple[str, ...]]
    expect: Expectation


class Cases(Frozen):
    """`cases.yaml`."""

    format: Literal["cases/1"]
    questionnaire: Id
    cases: Annotated[tuple[Case, ...], Field(min_length=1)]


class Release(Frozen):
    """A questionnaire as it is published: items, texts, scoring, actions and cases together."""

    questionnaire: Questionnaire
    texts: dict[Literal["ko", "en"], Texts]
    scoring: Scoring
    actions: Actions | None = None
    cases: Cases
    parent: "Release | None" = None
    """The questionnaire whose items are included."""

    @property
    def id(self) -> str:
        return self.questionnaire.id

    @property
    def part_of(self) -> "Release | None":
        """The questionnaire whose level this one only estimates, from a part of its items."""
        return self.parent if self.scoring.partial is not None else None

    @property
    def items(self) -> Mapping[str, Item]:
        """Every item that is asked, own and included, in the order of the areas."""
        known = dict(self.parent.items) if self.parent else {}
        known.update(self.questionnaire.items)
        return {item: known[item] for area in self.questionnaire.areas for item in area.items}
