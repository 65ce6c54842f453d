"""Support programmes: who may apply, what is weighed, what is granted."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from assessment.definitions.models import (
    Bilingual,
    Flag,
    Frozen,
    Id,
    ItemId,
    Number,
    Source,
    Version,
    Whole,
    Words,
)

Status = Literal["open", "closed", "historic", "expected"]
ApplicantType = Literal["firm", "person", "group"]


class FactDefinition(Frozen):
    """A fact about an applicant that rules may name; `supplier` says who can give it."""

    type: Literal["number", "text", "flag", "date"]
    label: Bilingual
    unit: Bilingual | None = None
    supplier: Bilingual
    values: dict[str, Bilingual] = Field(default={})
    """For a text fact with a closed list: value to name."""


class Facts(Frozen):
    """`data/facts.yaml`: the only names, besides answers and scores, that a rule may use."""

    format: Literal["facts/1"]
    facts: dict[ItemId, FactDefinition]


class EligibilityRule(Frozen):
    """True keeps the applicant; false refuses with `code`; unknown asks for the missing facts."""

    id: Id
    code: Id
    rule: Words
    message: Bilingual
    source: Source


class LevelGate(Frozen):
    """Passes on a valid certificate or a completed project; an estimate alone needs checking."""

    axis: ItemId
    at_least: Whole
    code: Id
    message: Bilingual
    source: Source


class Criterion(Frozen):
    """One weighed value: an expression over scores or facts, or the panel's mean."""

    id: ItemId
    name: Bilingual
    source: Literal["assessment", "fact", "panel"]
    value: Words | None = None
    direction: Literal["up", "down"] = "up"
    goalposts: tuple[Number, Number]
    weight: Annotated[Number, Field(gt=0)]
    example: Flag = False
    """Ours, not from the notice: shown as "예시 배점"."""
    origin: Source | None = None


class Adjustment(Frozen):
    """Points added (bonus) or taken (negative) when the rule is true; unknown adds nothing."""

    id: ItemId
    name: Bilingual
    rule: Words
    points: Number
    source: Source


class Grant(Frozen):
    """Won and share of total cost; what the notice does not give is absent."""

    cap: Annotated[Number, Field(gt=0)] | None = None
    share: Annotated[Number, Field(gt=0, le=1)] | None = None
    months: Annotated[Number, Field(gt=0)] | None = None
    source: Source


class QuotaRule(Frozen):
    """At least, at most so many of the selected have one of these values of a fact.

    An applicant whose fact is not known counts towards no quota.
    """

    id: Id
    name: Bilingual
    fact: ItemId
    values: Annotated[tuple[str | Number | Flag, ...], Field(min_length=1)]
    at_least: Annotated[Whole, Field(ge=0)] = 0
    at_most: Annotated[Whole, Field(ge=0)] | None = None
    source: Source


class LotteryRule(Frozen):
    """The outside source of randomness that orders equal scores: published later, by others."""

    randomness: Bilingual
    source: Source


class Phase(Frozen):
    """A dated stretch of a programme; `status` says what can be done with it now."""

    name: Bilingual
    status: Status
    opens: date | None = None
    closes: date | None = None
    budget: Annotated[Number, Field(gt=0)] | None = None
    source: Source


class ProgrammeCase(Frozen):
    """A sample applicant with what the rules must say of it."""

    id: Id
    facts: dict[ItemId, str | Number | bool | None]
    refused: tuple[Id, ...] = ()
    unknown: tuple[Id, ...] = ()


class Programme(Frozen):
    """`data/programmes/<id>.yaml`, a dated rule pack."""

    format: Literal["programme/1"]
    id: Id
    version: Version
    name: Bilingual
    summary: Bilingual
    operator: Bilingual
    status: Status
    phases: tuple[Phase, ...]
    next_call: Bilingual | None = None
    questionnaire: Id
    applicant_types: tuple[ApplicantType, ...] = ("firm",)
    eligibility: tuple[EligibilityRule, ...]
    level_gate: LevelGate | None = None
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    adjustments: tuple[Adjustment, ...] = ()
    grant: Grant
    budget: Annotated[Number, Field(gt=0)] | None = None
    places: Annotated[Whole, Field(gt=0)] | None = None
    selection: Literal["by_rank", "optimise"] = "by_rank"
    quotas: tuple[QuotaRule, ...] = ()
    tie_break: Literal["together", "lottery"] = "together"
    """Equal scores at the line stand or fall together, or are drawn."""
    lottery: LotteryRule | None = None
    decimals: Annotated[Whole, Field(ge=0, le=9)] = 9
    documents: tuple[Bilingual, ...] = ()
    unknown: tuple[Bilingual, ...] = ()
    """What the notice must still say: shown with "공고 확인"."""
    cases: tuple[ProgrammeCase, ...] = ()

    @model_serializer(mode="wrap")
    def _as_before(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # a programme that says nothing of these keeps the hash under which it was published
        kept: dict[str, Any] = written(self)
        for name in ("quotas", "tie_break", "lottery"):
            if name in kept and getattr(self, name) == type(self).model_fields[name].default:
                del kept[name]
        return kept


class Industry(Frozen):
    """A KSIC manufacturing division, its sector group and its names."""

    division: Annotated[Whole, Field(ge=10, le=34)]
    group: Id
    name: Bilingual


class Industries(Frozen):
    """`data/ksic.yaml`."""

    format: Literal["ksic/1"]
    revision: Whole
    source: Source
    groups: dict[Id, Bilingual]
    divisions: tuple[Industry, ...]
