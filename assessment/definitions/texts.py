"""In which words it is asked: `ko.yaml` and `en.yaml`."""

from typing import Literal

from pydantic import Field

from assessment.definitions.values import Frozen, Id, ItemId, Words


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
    help: dict[str, Words] = Field(default={})
    check: Words | None = None
    options: dict[Id, OptionText] = Field(default={})


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
    items: dict[ItemId, ItemText] = Field(default={})
    reasons: dict[Id, Words] = Field(default={})
    rules: dict[Id, Words] = Field(default={})
    axes: dict[ItemId, AxisText] = Field(default={})
