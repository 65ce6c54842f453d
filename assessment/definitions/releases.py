"""What to do next, the sample factories, and the whole as it is published."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from assessment.definitions.questionnaires import Item, Questionnaire
from assessment.definitions.scoring import Scoring
from assessment.definitions.texts import Texts
from assessment.definitions.values import (
    Bilingual,
    Frozen,
    Id,
    ItemId,
    Number,
    Words,
    without_empty,
)


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


class Expectation(Frozen):
    levels: dict[ItemId, Id] = Field(default={})
    points: dict[ItemId, Number] = Field(default={})
    """Node to points, compared after rounding to one decimal."""
    gates: dict[Id, Literal["met", "unmet", "unknown"]] = Field(default={})
    """Code of a gate or profile to its state."""
    order: dict[ItemId, tuple[Id, ...]] = Field(default={})
    """Profiles axis to the first of its profiles, in the order in which the firm sees them."""
    absent: tuple[ItemId, ...] = ()
    """Nodes that must have no value."""
    contradictions: tuple[Id, ...] | None = None
    """All contradictions that these answers fire, and no others; absent: not looked at."""

    @model_serializer(mode="wrap")
    def _as_before(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # a case that says nothing of these keeps the hash under which it was published
        kept = without_empty(written(self), "order")
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
