"""What is asked, in which order, to whom: `questionnaire.yaml`."""

from typing import Annotated, Literal

from pydantic import Field

from assessment.definitions.values import (
    Bilingual,
    Frozen,
    Id,
    ItemId,
    Number,
    Version,
    Whole,
    Words,
)


class Replaces(Frozen):
    """Which earlier item this one follows, so that trends stay honest."""

    id: ItemId
    relation: Literal["same", "reworded", "rescaled", "split", "merged", "new"]
    map: dict[str, str] = Field(default={})


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
    codes: dict[str, str] = Field(default={})
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
    items: dict[ItemId, Item] = Field(default={})
    include: Include | None = None
    contradictions: tuple[Contradiction, ...] = ()
